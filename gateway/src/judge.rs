//! Which servers a page may reach, and at which addresses.

pub(crate) mod account;
mod address;
mod hosts;
mod open;
#[cfg(test)]
mod table;
mod upstream;

use std::{collections::BTreeMap, sync::Arc};

use wsmtp_proto::types::ValueError;
use wsmtp_tunnel::{ErrorCode, Target};

use crate::{Config, config::TokenRule, failure::Failure, tls::TlsError};
pub use account::AccountError;
pub(crate) use address::{is_special, network, special};
pub use hosts::HostError;
pub(crate) use hosts::{Host, Pattern};
use open::Open;
pub use open::OpenError;
pub(crate) use upstream::{Place, Upstream, is_loopback_name};

/// Why the mail servers of a configuration cannot be used.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum PolicyError {
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
    /// A sender in the rules for mails is none.
    #[error("a sender in the rules for mails is none: {0}")]
    Sender(#[from] ValueError),
}

/// The servers that the operator has named, and those that a page may choose. Nothing else is
/// reachable.
pub(crate) struct Policy {
    upstreams: BTreeMap<String, Arc<Upstream>>,
    open: Option<Open>,
}

impl Policy {
    pub(crate) fn new(config: &Config) -> Result<Self, PolicyError> {
        let mut upstreams = BTreeMap::new();
        for (name, upstream) in &config.upstreams {
            upstreams.insert(name.clone(), Arc::new(Upstream::named(name, upstream)?));
        }
        let open = config.open.as_ref().map(Open::new).transpose()?;
        Ok(Self { upstreams, open })
    }

    /// The server that a page asks for.
    pub(crate) fn admit(&self, target: &Target) -> Result<Arc<Upstream>, Failure> {
        match (target, &self.open) {
            (Target::Upstream(name), _) => self.named(name).map(Arc::clone),
            (Target::Host { host, port, tls }, Some(open)) => {
                open.admit(host, *port, *tls).map(Arc::new)
            }
            (Target::Host { .. }, None) => Err(Failure::new(
                ErrorCode::HostForbidden,
                "this gateway connects only to servers that its operator has named; open one of those by `upstream`",
            )),
        }
    }

    /// Whether a token is needed to be told anything about this target.
    pub(crate) fn tokens(&self, target: &Target) -> TokenRule {
        let rule = match target {
            Target::Upstream(name) => self.upstreams.get(name).map(|upstream| upstream.tokens),
            Target::Host { .. } => self.open.as_ref().map(|open| open.tokens),
        };
        // What is not there is no secret.
        rule.unwrap_or(TokenRule::None)
    }

    pub(crate) fn named(&self, name: &str) -> Result<&Arc<Upstream>, Failure> {
        self.upstreams.get(name).ok_or_else(|| {
            let known: Vec<_> = self.upstreams.keys().map(String::as_str).collect();
            let message = format!(
                "this gateway has no upstream of that name; it has {}",
                known.join(", ")
            );
            Failure::new(ErrorCode::UpstreamUnknown, message)
        })
    }

    pub(crate) fn upstreams(&self) -> impl Iterator<Item = &Arc<Upstream>> {
        self.upstreams.values()
    }
}
