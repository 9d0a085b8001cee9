use core::{fmt, str::FromStr};

use super::{Mailbox, ValueError};
use crate::Unicode;

/// Whom to tell when a mail cannot be delivered ([RFC 5321 section 4.1.1.2]).
///
/// [RFC 5321 section 4.1.1.2]: https://www.rfc-editor.org/rfc/rfc5321#section-4.1.1.2
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ReversePath {
    /// `<>`: nobody, as in a delivery report.
    Null,
    /// The sender.
    Mailbox(Mailbox),
}

impl ReversePath {
    /// Whether it can be sent without SMTPUTF8.
    #[must_use]
    pub const fn is_ascii(&self) -> bool {
        match self {
            Self::Null => true,
            Self::Mailbox(mailbox) => mailbox.is_ascii(),
        }
    }

    /// The same path in ASCII, as [`Mailbox::to_ascii`] has it.
    #[must_use]
    pub fn to_ascii(&self, unicode: &Unicode) -> Option<Self> {
        match self {
            Self::Null => Some(Self::Null),
            Self::Mailbox(mailbox) => mailbox.to_ascii(unicode).map(Self::Mailbox),
        }
    }
}

impl FromStr for ReversePath {
    type Err = ValueError;

    /// Accepts an address with or without angle brackets; nothing at all is the null path.
    fn from_str(given: &str) -> Result<Self, ValueError> {
        match without_brackets(given) {
            "" => Ok(Self::Null),
            mailbox => mailbox.parse().map(Self::Mailbox),
        }
    }
}

impl fmt::Display for ReversePath {
    /// With the angle brackets of the command.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Null => f.write_str("<>"),
            Self::Mailbox(mailbox) => write!(f, "<{mailbox}>"),
        }
    }
}

/// One recipient ([RFC 5321 section 4.1.1.3]).
///
/// [RFC 5321 section 4.1.1.3]: https://www.rfc-editor.org/rfc/rfc5321#section-4.1.1.3
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ForwardPath(Mailbox);

impl ForwardPath {
    /// The recipient's address.
    #[must_use]
    pub const fn mailbox(&self) -> &Mailbox {
        &self.0
    }

    /// Whether it can be sent without SMTPUTF8.
    #[must_use]
    pub const fn is_ascii(&self) -> bool {
        self.0.is_ascii()
    }

    /// The same path in ASCII, as [`Mailbox::to_ascii`] has it.
    #[must_use]
    pub fn to_ascii(&self, unicode: &Unicode) -> Option<Self> {
        self.0.to_ascii(unicode).map(Self)
    }
}

impl FromStr for ForwardPath {
    type Err = ValueError;

    /// Accepts an address with or without angle brackets.
    fn from_str(given: &str) -> Result<Self, ValueError> {
        without_brackets(given).parse().map(Self)
    }
}

impl fmt::Display for ForwardPath {
    /// With the angle brackets of the command.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "<{}>", self.0)
    }
}

fn without_brackets(given: &str) -> &str {
    given
        .strip_prefix('<')
        .and_then(|rest| rest.strip_suffix('>'))
        .unwrap_or(given)
}
