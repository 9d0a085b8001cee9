//! The certificate of the listener.

use std::path::{Path, PathBuf};

use serde::Deserialize;

/// `[tls]`: the listener's own TLS. The files are read again when they change.
#[derive(Clone, Debug, Deserialize)]
#[serde(expecting = "a table with certificate and key")]
pub struct ListenerTls {
    /// A PEM file with the certificate and those that vouch for it, in this order.
    pub certificate: PathBuf,
    /// A PEM file with the private key.
    pub key: PathBuf,
}

impl ListenerTls {
    pub(crate) const KEYS: &[&str] = &["certificate", "key"];

    pub(super) fn settle(&mut self, folder: &Path) {
        self.certificate = folder.join(&self.certificate);
        self.key = folder.join(&self.key);
    }
}
