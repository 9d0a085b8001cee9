use core::{fmt, str::FromStr};

use crate::types::{ValueError, syntax};

/// How urgent a mail is, -9 to 9; 0 is as usual ([RFC 6710 section 4]).
///
/// [RFC 6710 section 4]: https://www.rfc-editor.org/rfc/rfc6710#section-4
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Priority(i8);

impl Priority {
    /// `None` outside -9 to 9.
    #[must_use]
    pub const fn new(priority: i8) -> Option<Self> {
        if priority >= -9 && priority <= 9 {
            Some(Self(priority))
        } else {
            None
        }
    }

    /// The number itself.
    #[must_use]
    pub const fn get(self) -> i8 {
        self.0
    }
}

impl FromStr for Priority {
    type Err = ValueError;

    // priority-value = ["-"] NZDIGIT / "0"
    fn from_str(given: &str) -> Result<Self, ValueError> {
        let digit = |digit: &u8| (digit - b'0').cast_signed();
        match given.as_bytes() {
            [figure @ b'0'..=b'9'] => Ok(Self(digit(figure))),
            [b'-', figure @ b'1'..=b'9'] => Ok(Self(-digit(figure))),
            _ => Err(syntax("priority", given, "it is a number from -9 to 9")),
        }
    }
}

impl fmt::Display for Priority {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0)
    }
}
