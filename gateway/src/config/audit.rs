//! Where mails are noted.

use std::path::{Path, PathBuf};

use serde::Deserialize;

/// `[audit]`: where each mail is noted.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, expecting = "a table with file and addresses")]
pub struct Audit {
    /// A file that gets one line of JSON per mail; without it, the lines are among the logs.
    pub file: Option<PathBuf>,
    /// How addresses of pages and senders are shown.
    pub addresses: Addresses,
}

/// How an address stands in the audit log.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Addresses {
    /// So that equal addresses can be told to be equal, and nothing else.
    #[default]
    Hashed,
    /// As they are.
    Plain,
}

impl Audit {
    pub(crate) const KEYS: &[&str] = &["file", "addresses"];

    pub(super) fn settle(&mut self, folder: &Path) {
        self.file = self.file.take().map(|file| folder.join(file));
    }
}
