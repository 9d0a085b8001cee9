use alloc::string::String;
use core::str::FromStr;

use super::{Secret, ValueError, check_text};

/// A whole line as a person typed it, whatever it means: it may be empty, and hold tabs, as a line of
/// content does. It is one line and stays one.
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

    /// Its first word in capitals, whatever stands before it: servers differ in what they pass over.
    #[must_use]
    pub fn verb(&self) -> String {
        let verb = self.expose().split_ascii_whitespace().next();
        verb.unwrap_or_default().to_ascii_uppercase()
    }
}

impl FromStr for RawLine {
    type Err = ValueError;

    fn from_str(given: &str) -> Result<Self, ValueError> {
        // The length is that of what was given, and emptiness and tabs are no faults.
        let text = given.replace('\t', " ");
        if !text.is_empty() {
            check_text("line", &text, Self::MAX)?;
        }
        Ok(Self(Secret::new(given)))
    }
}
