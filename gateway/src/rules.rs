//! What the configuration decides, ready for use. Replaced as a whole when it is read again; a
//! session keeps to the rules that it began with.

use serde::Serialize;

use crate::{
    Config, IdentityError, Limits, ProxyError,
    client::Proxies,
    identity::Identity,
    judge::{Policy, PolicyError},
    origin::{Hosts, Origins},
    telemetry::TelemetryError,
    token::{KeysError, Tokens},
};

/// Why a configuration cannot be used, although nothing is wrong with its text.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum SetupError {
    /// A mail server cannot be used as it is described.
    #[error(transparent)]
    Policy(#[from] PolicyError),
    /// There can be no metrics, or no audit log.
    #[error(transparent)]
    Telemetry(#[from] TelemetryError),
    /// The keys that tokens are verified by cannot be used.
    #[error(transparent)]
    Keys(#[from] KeysError),
    /// TLS of the listener cannot be set up.
    #[error(transparent)]
    Identity(#[from] IdentityError),
    /// A proxy is not named as one can be.
    #[error(transparent)]
    Proxy(#[from] ProxyError),
}

pub(crate) struct Rules {
    pub(crate) limits: Limits,
    pub(crate) policy: Policy,
    pub(crate) origins: Origins,
    /// By which metrics may be asked for.
    pub(crate) admin_hosts: Hosts,
    /// Without them, who needs a token has none that is good.
    pub(crate) tokens: Option<Tokens>,
    pub(crate) proxies: Proxies,
    /// Whether who comes from beyond this machine, and not through a listed proxy, would speak in clear
    /// that nobody has permitted.
    pub(crate) only_proxied: bool,
    /// None where the listener is plain.
    pub(crate) identity: Option<Identity>,
    /// Of the demo alone.
    pub(crate) sandbox: Option<Sandbox>,
}

/// How to sign in to the demo's mail server; as nobody, where it asks nobody to. Public on purpose: it exists
/// on this machine, for one run.
#[derive(Clone, Serialize)]
pub(crate) struct Sandbox {
    pub(crate) user: Option<String>,
    pub(crate) password: Option<String>,
    pub(crate) domain: &'static str,
}

impl Rules {
    pub(crate) fn new(config: &Config, sandbox: Option<Sandbox>) -> Result<Self, SetupError> {
        Ok(Self {
            limits: config.limits.clone(),
            policy: Policy::new(config)?,
            origins: Origins::new(config),
            admin_hosts: Hosts::new(config.admin.as_ref().map_or(&[], |admin| &admin.hosts)),
            tokens: config.tokens.as_ref().map(Tokens::new).transpose()?,
            only_proxied: config.is_exposed(),
            proxies: Proxies::new(config.proxies.as_ref())?,
            identity: config.tls.as_ref().map(Identity::new).transpose()?,
            sandbox,
        })
    }
}
