use alloc::string::String;
use core::str::FromStr;

use super::{Secret, ValueError, check_text};

/// A whole line as a person typed it, whatever it means. It is one line and stays one; it may be
/// empty, as the one between a mail's header and its body is.
///
/// It does not print: it may hold a password.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RawLine(Secret);

impl RawLine {
    /// In octets: the longest line of text that any server must take (RFC 5321 section
    /// 4.5.3.1.6), and longer than any command that has no secret in it.
    pub const MAX: usize = 998;

    /// The line without its CRLF.
    #[must_use]
    pub fn expose(&self) -> &str {
        self.0.expose()
    }

    /// Its first word in capitals: what a server would look at first.
    #[must_use]
    pub fn verb(&self) -> String {
        let verb = self.expose().split(' ').next();
        verb.unwrap_or_default().to_ascii_uppercase()
    }

    /// Whether it can be sent without SMTPUTF8.
    #[must_use]
    pub fn is_ascii(&self) -> bool {
        self.expose().is_ascii()
    }
}

impl FromStr for RawLine {
    type Err = ValueError;

    fn from_str(given: &str) -> Result<Self, ValueError> {
        if !given.is_empty() {
            check_text("line", given, Self::MAX)?;
        }
        Ok(Self(Secret::new(given)))
    }
}
