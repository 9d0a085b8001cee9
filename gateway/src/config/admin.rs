use serde::Deserialize;

use super::Listen;

/// `[admin]`: for those who run the gateway, and for nobody else.
#[derive(Clone, Debug, Deserialize)]
#[serde(expecting = "a table with listen")]
pub struct Admin {
    /// Where metrics and health are served.
    pub listen: Listen,
}

impl Admin {
    pub(crate) const KEYS: &[&str] = &["listen"];
}
