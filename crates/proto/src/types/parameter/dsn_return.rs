use core::{fmt, str::FromStr};

use crate::types::{ValueError, syntax};

/// How much of a mail comes back with the report that it failed ([RFC 3461 section 4.3]).
///
/// [RFC 3461 section 4.3]: https://www.rfc-editor.org/rfc/rfc3461#section-4.3
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum DsnReturn {
    /// All of it.
    Full,
    /// The header alone.
    Headers,
}

impl FromStr for DsnReturn {
    type Err = ValueError;

    fn from_str(given: &str) -> Result<Self, ValueError> {
        match given.to_ascii_uppercase().as_str() {
            "FULL" => Ok(Self::Full),
            "HDRS" => Ok(Self::Headers),
            _ => Err(syntax("return", given, "it is FULL or HDRS")),
        }
    }
}

impl fmt::Display for DsnReturn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Full => "FULL",
            Self::Headers => "HDRS",
        })
    }
}
