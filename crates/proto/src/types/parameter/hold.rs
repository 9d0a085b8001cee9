use core::{fmt, str::FromStr};

use super::UtcTime;
use crate::types::{ValueError, number, syntax};

/// When a mail may be sent on ([RFC 4865 section 3]).
///
/// [RFC 4865 section 3]: https://www.rfc-editor.org/rfc/rfc4865#section-3
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Hold {
    /// After so many seconds.
    For(HoldSeconds),
    /// At this time.
    Until(UtcTime),
}

/// For how many seconds a mail is held: 1 to 999999999.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct HoldSeconds(u32);

impl HoldSeconds {
    /// `None` outside 1 to 999999999.
    #[must_use]
    pub const fn new(seconds: u32) -> Option<Self> {
        if seconds >= 1 && seconds <= 999_999_999 {
            Some(Self(seconds))
        } else {
            None
        }
    }

    /// The number itself.
    #[must_use]
    pub const fn get(self) -> u32 {
        self.0
    }
}

impl FromStr for HoldSeconds {
    type Err = ValueError;

    // future-release-integer = %x31-39 *8DIGIT
    fn from_str(given: &str) -> Result<Self, ValueError> {
        let seconds = number(given, 9).filter(|_| !given.starts_with('0'));
        let seconds = seconds.and_then(Self::new);
        let reason = "it is a number of seconds from 1 to 999999999";
        seconds.ok_or_else(|| syntax("time to hold", given, reason))
    }
}

impl fmt::Display for HoldSeconds {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0)
    }
}
