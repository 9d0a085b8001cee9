use core::{fmt, str::FromStr};

use super::{Class, ValueError, number, syntax};

/// An enhanced status code, `class.subject.detail` ([RFC 3463 section 2]).
///
/// [RFC 3463 section 2]: https://www.rfc-editor.org/rfc/rfc3463#section-2
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct EnhancedCode {
    class: u16,
    subject: u16,
    detail: u16,
}

impl EnhancedCode {
    /// A code of `class` 2, 4 or 5; `subject` and `detail` are at most 999.
    #[must_use]
    pub const fn new(class: Class, subject: u16, detail: u16) -> Option<Self> {
        let class = match class {
            Class::Success => 2,
            Class::Transient => 4,
            Class::Permanent => 5,
            Class::Intermediate => return None,
        };
        if subject > 999 || detail > 999 {
            None
        } else {
            Some(Self {
                class,
                subject,
                detail,
            })
        }
    }

    /// What the code says about success.
    #[must_use]
    pub const fn class(self) -> Class {
        match self.class {
            2 => Class::Success,
            4 => Class::Transient,
            _ => Class::Permanent,
        }
    }

    /// Where the trouble lies: 1 address, 2 mailbox, 3 system, 4 network, 5 protocol, 6 content,
    /// 7 security.
    #[must_use]
    pub const fn subject(self) -> u16 {
        self.subject
    }

    /// What exactly it is, within the subject.
    #[must_use]
    pub const fn detail(self) -> u16 {
        self.detail
    }
}

impl FromStr for EnhancedCode {
    type Err = ValueError;

    // status-code = class "." subject "." detail
    fn from_str(given: &str) -> Result<Self, ValueError> {
        let bad = || {
            syntax(
                "enhanced status code",
                given,
                "three numbers with dots are needed",
            )
        };
        let mut parts = given.split('.');
        // subject = 1*3DIGIT
        let mut next = || u16::try_from(number(parts.next()?, 3)?).ok();
        let (Some(class), Some(subject), Some(detail)) = (next(), next(), next()) else {
            return Err(bad());
        };
        let class = match class {
            2 => Class::Success,
            4 => Class::Transient,
            5 => Class::Permanent,
            _ => return Err(bad()),
        };
        let extra = parts.next().is_some();
        Self::new(class, subject, detail)
            .filter(|_| !extra)
            .ok_or_else(bad)
    }
}

impl fmt::Display for EnhancedCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}.{}", self.class, self.subject, self.detail)
    }
}
