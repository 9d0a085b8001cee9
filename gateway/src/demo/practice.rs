//! What the demo's mail server is like, and how the gateway reaches it. A setup changes both.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use wsmtp_sandbox::{Sandbox, Security, Settings, Setup};
use wsmtp_tunnel as tunnel;

use super::UPSTREAM;
use crate::{Config, Gateway, SetupError};

/// The mail server's ways, for connections to come. Clones are the same.
#[derive(Clone)]
pub(super) struct Practice(Arc<Shared>);

struct Shared {
    /// Without any setup.
    settings: Settings,
    config: Config,
    gateway: Gateway,
    now: Mutex<Ways>,
}

/// How it is now.
struct Ways {
    /// The text of the setup, as it was given.
    text: String,
    sandbox: Sandbox,
    security: Security,
}

impl Practice {
    /// `config` is the gateway's, where the mail server is the upstream with STARTTLS.
    pub(super) fn new(settings: Settings, gateway: Gateway, config: Config) -> Self {
        let now = Mutex::new(Ways {
            text: String::new(),
            sandbox: Sandbox::new(settings.clone()),
            security: Security::StartTls,
        });
        Self(Arc::new(Shared {
            settings,
            config,
            gateway,
            now,
        }))
    }

    /// The server for one connection, and how that is secured.
    pub(super) fn server(&self) -> (Sandbox, Security) {
        let now = self.now();
        (now.sandbox.clone(), now.security)
    }

    /// The text of the setup; empty for none.
    pub(super) fn text(&self) -> String {
        self.now().text.clone()
    }

    /// Lets a setup, read from this text, hold for connections to come.
    pub(super) fn set(&self, text: String, setup: &Setup) -> Result<(), SetupError> {
        let security = setup.security().unwrap_or(Security::StartTls);
        let ways = Ways {
            text,
            sandbox: Sandbox::new(setup.apply(self.0.settings.clone())),
            security,
        };
        // Held over both, so that of two setups at once one holds as a whole.
        let mut now = self.now();
        self.0.gateway.reload(&self.reached_by(security))?;
        *now = ways;
        Ok(())
    }

    /// The gateway expects of the server what the setup makes of it.
    fn reached_by(&self, security: Security) -> Config {
        let mut config = self.0.config.clone();
        if let Some(upstream) = config.upstreams.get_mut(UPSTREAM) {
            upstream.tls = match security {
                Security::None => tunnel::Security::None,
                Security::StartTls => tunnel::Security::StartTls,
                Security::Implicit => tunnel::Security::Implicit,
            };
        }
        config
    }

    fn now(&self) -> MutexGuard<'_, Ways> {
        // It is replaced as a whole, so a panic leaves what was there before.
        self.0.now.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
