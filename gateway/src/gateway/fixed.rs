//! What of a configuration takes a restart.

use crate::{Config, config::Listen};

/// What is decided at the start and holds until the end.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct Fixed {
    listen: Listen,
    admin: Option<Listen>,
}

impl Fixed {
    pub(crate) fn new(config: &Config) -> Self {
        Self {
            listen: config.listen.clone(),
            admin: config.admin.as_ref().map(|admin| admin.listen.clone()),
        }
    }

    /// A configuration with the listener as it is: by that, it matters whether anybody may speak in clear.
    pub(crate) fn kept_in(&self, config: &Config) -> Config {
        Config {
            listen: self.listen.clone(),
            ..config.clone()
        }
    }

    /// The keys whose values differ.
    pub(crate) fn differing(&self, other: &Self) -> Vec<&'static str> {
        let keys = [
            ("listen", self.listen != other.listen),
            ("admin.listen", self.admin != other.admin),
        ];
        keys.iter()
            .filter(|(_, differs)| *differs)
            .map(|(key, _)| *key)
            .collect()
    }
}
