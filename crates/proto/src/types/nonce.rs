use crate::base64;
use alloc::string::String;

/// A number used once, for a sign-in with SCRAM: the engine has no randomness of its own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Nonce(String);

impl Nonce {
    /// Takes 192 random bits from a source fit for keys. Make a new one for every session.
    #[must_use]
    pub fn from_random(random: [u8; 24]) -> Self {
        Self(base64::encode(random))
    }

    /// Printable ASCII without a comma (RFC 5802 section 7, c-nonce).
    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }

    /// A nonce of an RFC's example.
    #[cfg(test)]
    pub(crate) fn of_example(nonce: &str) -> Self {
        Self(nonce.into())
    }
}
