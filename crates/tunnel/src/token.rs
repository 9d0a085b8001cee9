//! The secret that admits a page to a gateway.

use alloc::string::String;

use core::fmt;

/// An admission token. It travels in `open`, never in a URL, and prints as `***`.
#[derive(Clone, PartialEq, Eq)]
#[cfg_attr(feature = "json", derive(serde::Deserialize), serde(transparent))]
pub struct Token(String);

impl Token {
    /// The longest token, in bytes: room for a signed one with many claims.
    pub const MAX: usize = 8 * 1024;

    /// Wraps a token.
    pub fn new(token: impl Into<String>) -> Self {
        Self(token.into())
    }

    /// The token itself, for the one comparison that needs it.
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("***")
    }
}
