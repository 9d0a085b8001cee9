use core::{fmt, str::FromStr};

use crate::types::{ValueError, syntax};

/// What octets the content holds ([RFC 6152], [RFC 3030 section 3]).
///
/// [RFC 6152]: https://www.rfc-editor.org/rfc/rfc6152
/// [RFC 3030 section 3]: https://www.rfc-editor.org/rfc/rfc3030#section-3
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Body {
    /// Lines of ASCII.
    #[default]
    SevenBit,
    /// Lines in which octets above 127 may occur.
    EightBitMime,
    /// Any octets, not in lines: for BDAT alone.
    BinaryMime,
}

impl FromStr for Body {
    type Err = ValueError;

    // body-value = "7BIT" / "8BITMIME" / "BINARYMIME"
    fn from_str(given: &str) -> Result<Self, ValueError> {
        match given.to_ascii_uppercase().as_str() {
            "7BIT" => Ok(Self::SevenBit),
            "8BITMIME" => Ok(Self::EightBitMime),
            "BINARYMIME" => Ok(Self::BinaryMime),
            _ => Err(syntax("body", given, "it is 7BIT, 8BITMIME or BINARYMIME")),
        }
    }
}

impl fmt::Display for Body {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::SevenBit => "7BIT",
            Self::EightBitMime => "8BITMIME",
            Self::BinaryMime => "BINARYMIME",
        })
    }
}
