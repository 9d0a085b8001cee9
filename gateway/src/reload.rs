//! Reading the configuration again, for a gateway that goes on serving.

use std::{error::Error, path::Path};

use crate::{
    Config, Gateway,
    check::{self, CheckError},
    gateway::Fixed,
    rules::{Rules, Sandbox, SetupError},
};

/// Why a configuration was read again in vain.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ReloadError {
    /// The file is wrong, or cannot be read.
    #[error(transparent)]
    Check(#[from] CheckError),
    /// Something that it names cannot be used.
    #[error(transparent)]
    Setup(#[from] SetupError),
}

impl Gateway {
    /// Lets a new configuration hold for all sessions to come, and opens the audit log anew. Those
    /// that are open go on under the old one, and the listeners stay as they are. Gives the keys
    /// whose new values will hold only after a restart. Blocks, as files do.
    ///
    /// # Errors
    /// [`SetupError`]; then the old one holds on.
    pub fn reload(&self, config: &Config) -> Result<Vec<&'static str>, SetupError> {
        self.reload_with(config, None)
    }

    /// The same where a sandbox is among the servers.
    pub(crate) fn reload_with(
        &self,
        config: &Config,
        sandbox: Option<Sandbox>,
    ) -> Result<Vec<&'static str>, SetupError> {
        let rules = Rules::new(&self.fixed.kept_in(config), sandbox)?;
        self.shared.telemetry.reopen(config)?;
        self.shared.replace(rules);
        Ok(self.fixed.differing(&Fixed::new(config)))
    }

    /// The same with what the file says, counted among the metrics.
    ///
    /// # Errors
    /// [`ReloadError`]; then the old one holds on, and the audit log is opened anew as that one has it:
    /// who has moved its file away need not know that the configuration is wrong.
    pub fn reload_file(&self, file: &Path) -> Result<Vec<&'static str>, ReloadError> {
        let read = check::read(file).map_err(ReloadError::from);
        let outcome = read.and_then(|config| Ok(self.reload(&config)?));
        self.shared.telemetry.metrics.reloaded(outcome.is_ok());
        if outcome.is_err() {
            self.rotate();
        }
        outcome
    }

    fn rotate(&self) {
        if let Err(error) = self.shared.telemetry.audit.rotate() {
            let error: &dyn Error = &error;
            tracing::warn!(error, "the audit log is written on in the old file");
        }
    }
}
