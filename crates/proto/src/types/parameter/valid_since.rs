use core::{fmt, str::FromStr};

use super::UtcTime;
use crate::types::{ValueError, syntax};

/// Since when the mailbox must have had the same owner ([RFC 7293 section 3.1]), so that a password
/// reset does not reach somebody else who has the address now.
///
/// [RFC 7293 section 3.1]: https://www.rfc-editor.org/rfc/rfc7293#section-3.1
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct ValidSince {
    /// The last time at which the sender knew whose it was.
    pub time: UtcTime,
    /// What becomes of the mail where it would have to go on to a server without RRVS; `None`
    /// leaves that to the server.
    pub unsupported: Option<Unsupported>,
}

/// What to do with a mail on its way to a server that does not know RRVS.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Unsupported {
    /// `C`: it goes on.
    Continue,
    /// `R`: it is refused.
    Reject,
}

impl FromStr for ValidSince {
    type Err = ValueError;

    // rrvs-param = "RRVS=" date-time [ ";" ( "C" / "R" ) ]
    fn from_str(given: &str) -> Result<Self, ValueError> {
        let (time, unsupported) = match given.split_once(';') {
            None => (given, None),
            Some((time, "C" | "c")) => (time, Some(Unsupported::Continue)),
            Some((time, "R" | "r")) => (time, Some(Unsupported::Reject)),
            Some(_) => {
                let reason = "behind its semicolon stands C or R";
                return Err(syntax("time of ownership", given, reason));
            }
        };
        let time = time.parse()?;
        Ok(Self { time, unsupported })
    }
}

impl fmt::Display for ValidSince {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let action = match self.unsupported {
            None => "",
            Some(Unsupported::Continue) => ";C",
            Some(Unsupported::Reject) => ";R",
        };
        write!(f, "{}{action}", self.time)
    }
}
