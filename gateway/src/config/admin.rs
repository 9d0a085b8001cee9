//! Where the gateway is watched.

use serde::Deserialize;

use super::Listen;

/// `[admin]`: for those who run the gateway, and for nobody else.
#[derive(Clone, Debug, Deserialize)]
#[serde(expecting = "a table with listen, remote and hosts")]
pub struct Admin {
    /// Where metrics and health are served.
    pub listen: Listen,
    /// Permits a `listen` beyond this machine: whoever reaches it may read them.
    #[serde(default)]
    pub remote: bool,
    /// Names that metrics may be asked for by, beside addresses and loopback's.
    #[serde(default)]
    pub hosts: Vec<String>,
}

impl Admin {
    pub(crate) const KEYS: &[&str] = &["listen", "remote", "hosts"];
}
