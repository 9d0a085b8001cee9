//! Addresses that can be told to be equal, and nothing else.

use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::Sha256;

use super::AuditError;

/// The bytes of one that are shown: too many for two addresses to share them by chance.
const SHOWN: usize = 12;

/// The key is random, and this process' alone. So equal addresses are equal in the lines of one run,
/// also across reloads; those of two runs cannot be compared, and nobody who has this log alone can try
/// which address a line is about. The other logs name the address of each session.
pub(super) struct Pseudonyms {
    keyed: Hmac<Sha256>,
}

impl Pseudonyms {
    pub(super) fn new() -> Result<Self, AuditError> {
        let mut key = [0; 32];
        getrandom::fill(&mut key).map_err(|error| AuditError::Random(error.to_string()))?;
        let keyed =
            Hmac::new_from_slice(&key).map_err(|error| AuditError::Random(error.to_string()))?;
        Ok(Self { keyed })
    }

    pub(super) fn of(&self, address: &str) -> String {
        let mut keyed = self.keyed.clone();
        keyed.update(address.as_bytes());
        let hash = keyed.finalize().into_bytes();
        hash.iter()
            .take(SHOWN)
            .map(|byte| format!("{byte:02x}"))
            .collect()
    }
}
