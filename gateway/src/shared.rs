//! What every request and session shares.

use std::sync::Arc;

use serde::Serialize;

use crate::{
    Config, Limits, guard::Guard, policy::Policy, sessions::Sessions, shutdown::Shutdown,
    tls::TlsError,
};

pub(crate) struct Shared {
    pub(crate) limits: Limits,
    pub(crate) policy: Policy,
    pub(crate) guard: Arc<Guard>,
    pub(crate) sessions: Sessions,
    pub(crate) shutdown: Shutdown,
    pub(crate) sandbox: Option<Sandbox>,
}

/// How to log in to the sandbox. Public on purpose: it exists on this machine, for one run.
#[derive(Clone, Serialize)]
pub(crate) struct Sandbox {
    pub(crate) user: String,
    pub(crate) password: String,
    pub(crate) domain: String,
}

impl Shared {
    pub(crate) fn new(config: &Config) -> Result<Self, TlsError> {
        Ok(Self {
            limits: config.limits.clone(),
            policy: Policy::new(config)?,
            guard: Arc::new(Guard::new(config)),
            sessions: Sessions::new(config.limits.sessions),
            shutdown: Shutdown::default(),
            sandbox: None,
        })
    }
}
