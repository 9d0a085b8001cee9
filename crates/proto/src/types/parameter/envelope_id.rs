use alloc::string::String;
use core::{fmt, str::FromStr};

use super::xtext;
use crate::types::{ValueError, check_ascii, check_length, syntax};

/// What the reports about a mail are to name it, so that its sender knows which one they mean
/// ([RFC 3461 section 4.4]): printable ASCII.
///
/// [RFC 3461 section 4.4]: https://www.rfc-editor.org/rfc/rfc3461#section-4.4
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct EnvelopeId(String);

impl EnvelopeId {
    /// In octets as it is sent, where a space takes three.
    pub const MAX: usize = 100;
    const WHAT: &'static str = "envelope identifier";

    /// The identifier as it was given.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The identifier as it is sent.
    #[must_use]
    pub fn to_xtext(&self) -> String {
        xtext::encode(&self.0)
    }

    /// Reads it as it is sent.
    ///
    /// # Errors
    /// It is no xtext, or what it stands for is no identifier.
    pub fn from_xtext(wire: &str) -> Result<Self, ValueError> {
        let given = xtext::decode(wire).ok_or_else(|| syntax(Self::WHAT, wire, "it is not xtext"));
        given?.parse()
    }
}

impl FromStr for EnvelopeId {
    type Err = ValueError;

    fn from_str(given: &str) -> Result<Self, ValueError> {
        check_ascii(Self::WHAT, given, Self::MAX)?;
        check_length(Self::WHAT, xtext::encode(given).len(), Self::MAX)?;
        Ok(Self(given.into()))
    }
}

impl fmt::Display for EnvelopeId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
