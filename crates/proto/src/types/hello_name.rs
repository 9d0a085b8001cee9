use alloc::string::String;
use core::{fmt, str::FromStr};

use super::{Domain, ValueError, check_text, syntax};

/// What a client calls itself in EHLO, HELO or LHLO.
///
/// It should be a [`Domain`] in ASCII. But a server must not turn a client away for its name
/// ([RFC 5321 section 4.1.4]), and the hosts of the field bear names that the grammar does not
/// allow, so any one word is taken.
///
/// [RFC 5321 section 4.1.4]: https://www.rfc-editor.org/rfc/rfc5321#section-4.1.4
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HelloName(String);

impl HelloName {
    const WHAT: &'static str = "name";

    /// The name.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl From<Domain> for HelloName {
    fn from(domain: Domain) -> Self {
        Self(domain.as_str().into())
    }
}

impl FromStr for HelloName {
    type Err = ValueError;

    fn from_str(given: &str) -> Result<Self, ValueError> {
        check_text(Self::WHAT, given, Domain::MAX)?;
        if given.bytes().any(|b| b == b' ') {
            return Err(syntax(Self::WHAT, given, "it is one word"));
        }
        Ok(Self(given.into()))
    }
}

impl fmt::Display for HelloName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
