//! Servers that a page may choose itself.

use std::sync::Arc;

use wsmtp_tunnel::{ErrorCode, Security};

use super::{
    Host, HostError, Pattern, Place, PolicyError, Upstream,
    address::{Addresses, network},
    upstream::Reach,
};
use crate::{
    config::{OpenHosts, TokenRule},
    failure::Failure,
    inspect::MailRules,
    tls::{Tls, Trust},
};

/// Why `[open]` cannot be used.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum OpenError {
    /// A text among the hosts that is none.
    #[error("`{0}` is not a host: {1}")]
    Host(String, HostError),
    /// A text among the networks that is none.
    #[error("`{0}` is not a network; write it like 10.1.0.0/16")]
    Network(String),
}

/// What the operator permits, ready for use.
pub(super) struct Open {
    hosts: Vec<Pattern>,
    ports: Vec<u16>,
    pub(super) tokens: TokenRule,
    cleartext: bool,
    addresses: Arc<Addresses>,
    trust: Trust,
    mails: Arc<MailRules>,
}

impl Open {
    /// The name that these servers go by together.
    const NAME: &str = "*";

    pub(super) fn new(config: &OpenHosts) -> Result<Self, PolicyError> {
        let pattern = |text: &String| {
            let wrong = |error| OpenError::Host(text.clone(), error);
            text.parse().map_err(wrong)
        };
        let networks = |texts: &[String]| {
            let read =
                |text: &String| network(text).ok_or_else(|| OpenError::Network(text.clone()));
            texts.iter().map(read).collect::<Result<_, _>>()
        };
        let addresses = Addresses {
            networks: networks(&config.networks)?,
            deny: networks(&config.deny)?,
        };
        Ok(Self {
            hosts: config.hosts.iter().map(pattern).collect::<Result<_, _>>()?,
            ports: config.ports.clone(),
            tokens: config.tokens.unwrap_or_default(),
            cleartext: config.cleartext,
            addresses: Arc::new(addresses),
            trust: Trust::new(config.ca.as_deref(), &config.authorities)?,
            mails: Arc::new(MailRules::new(&config.rules)?),
        })
    }

    /// The server that a page describes.
    pub(super) fn admit(
        &self,
        host: &str,
        port: u16,
        security: Security,
    ) -> Result<Upstream, Failure> {
        let host: Host = host
            .parse()
            .map_err(|error: HostError| forbidden(error.to_string()))?;
        if !self.hosts.iter().any(|pattern| pattern.admits(&host)) {
            return Err(forbidden(format!(
                "this gateway's operator does not permit that host, but {}",
                list(&self.hosts)
            )));
        }
        if !self.ports.contains(&port) {
            return Err(forbidden(format!(
                "this gateway's operator does not permit port {port}, but {}",
                list(&self.ports)
            )));
        }
        if security == Security::None && !self.cleartext {
            return Err(forbidden(
                "this gateway's operator permits no connection in clear to servers that pages choose; use `implicit` or `starttls`",
            ));
        }
        let host = host.to_string();
        Ok(Upstream {
            name: Self::NAME.to_owned(),
            tls: Tls::new(&self.trust, &host).map_err(|error| forbidden(error.to_string()))?,
            host,
            place: Place::Port(port),
            security,
            tokens: self.tokens,
            account: None,
            reach: Reach::Judged(Arc::clone(&self.addresses)),
            mails: Arc::clone(&self.mails),
        })
    }
}

fn list(permitted: &[impl ToString]) -> String {
    let texts: Vec<_> = permitted.iter().map(ToString::to_string).collect();
    texts.join(", ")
}

fn forbidden(message: impl Into<String>) -> Failure {
    Failure::new(ErrorCode::HostForbidden, message)
}
