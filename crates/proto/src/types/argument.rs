use alloc::string::String;
use core::{fmt, str::FromStr};

use super::{ValueError, check_text};

/// What stands behind VRFY, EXPN, HELP or NOOP ([RFC 5321 section 4.1.1]): text, in UTF-8 where it
/// goes beyond ASCII (RFC 6531 section 3.7.4.2). Spaces around it are taken off.
///
/// [RFC 5321 section 4.1.1]: https://www.rfc-editor.org/rfc/rfc5321#section-4.1.1
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Argument(String);

impl Argument {
    /// In octets: with a verb and CRLF it still fits into a command line (RFC 5321 section
    /// 4.5.3.1.4: 512).
    pub const MAX: usize = 500;

    /// The text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether it can be sent without SMTPUTF8.
    #[must_use]
    pub const fn is_ascii(&self) -> bool {
        self.0.as_str().is_ascii()
    }
}

impl FromStr for Argument {
    type Err = ValueError;

    fn from_str(given: &str) -> Result<Self, ValueError> {
        let given = given.trim_matches(' ');
        check_text("argument", given, Self::MAX)?;
        Ok(Self(given.into()))
    }
}

impl fmt::Display for Argument {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
