//! What admits pages.

use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

/// `[tokens]`: what admits a page.
#[derive(Clone, Debug, Deserialize)]
#[serde(expecting = "a table with keys and audience")]
pub struct Tokens {
    /// A JWK set (RFC 7517) of the keys that sign tokens; several at once while they are rotated.
    pub keys: PathBuf,
    /// This gateway's name in tokens: what their `aud` must say.
    pub audience: String,
}

/// Whether a page needs a token.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum TokenRule {
    /// None gets in without: what is meant where nothing is said.
    #[default]
    Required,
    /// Everybody gets in whose page may connect.
    None,
}

impl Tokens {
    pub(crate) const KEYS: &[&str] = &["keys", "audience"];

    pub(super) fn settle(&mut self, folder: &Path) {
        self.keys = folder.join(&self.keys);
    }
}
