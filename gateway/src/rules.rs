//! What the configuration decides, ready for use. Replaced as a whole when it is read again; a
//! session keeps to the rules that it began with.

use wsmtp_proto::types::ValueError;

use crate::{
    AccountError, Config, IdentityError, Limits, ProxyError,
    accept::{Proxies, identity::Identity},
    guard::Guard,
    judge::{OpenError, Policy},
    telemetry::AuditError,
    tls::TlsError,
    token::{KeysError, Tokens},
};

/// Why a configuration cannot be used, although nothing is wrong with its text.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum SetupError {
    /// TLS to an upstream cannot be set up.
    #[error(transparent)]
    Tls(#[from] TlsError),
    /// The gateway cannot sign in to an upstream.
    #[error("upstream `{upstream}`: {reason}")]
    Account {
        /// Its name.
        upstream: String,
        /// What is wrong with the account.
        reason: AccountError,
    },
    /// The servers that pages may choose cannot be told from others.
    #[error(transparent)]
    Open(#[from] OpenError),
    /// There can be no audit log.
    #[error(transparent)]
    Audit(#[from] AuditError),
    /// The metrics cannot be set up.
    #[error("cannot set up the metrics: {0}")]
    Metrics(#[from] prometheus::Error),
    /// The keys that tokens are verified by cannot be used.
    #[error(transparent)]
    Keys(#[from] KeysError),
    /// TLS of the listener cannot be set up.
    #[error(transparent)]
    Identity(#[from] IdentityError),
    /// A proxy is not named as one can be.
    #[error(transparent)]
    Proxy(#[from] ProxyError),
    /// A sender in the rules for mails is none.
    #[error("a sender in the rules for mails is none: {0}")]
    Sender(#[from] ValueError),
}

pub(crate) struct Rules {
    pub(crate) limits: Limits,
    pub(crate) policy: Policy,
    pub(crate) guard: Guard,
    /// Without them, who needs a token has none that is good.
    pub(crate) tokens: Option<Tokens>,
    pub(crate) proxies: Proxies,
    /// None where the listener is plain.
    pub(crate) identity: Option<Identity>,
}

impl Rules {
    pub(crate) fn new(config: &Config) -> Result<Self, SetupError> {
        Ok(Self {
            limits: config.limits.clone(),
            policy: Policy::new(config)?,
            guard: Guard::new(config),
            tokens: config.tokens.as_ref().map(Tokens::new).transpose()?,
            proxies: Proxies::new(config.proxies.as_ref())?,
            identity: config.tls.as_ref().map(Identity::new).transpose()?,
        })
    }
}
