//! Which servers a page may reach, and at which addresses.

use std::{
    collections::BTreeMap,
    net::{IpAddr, SocketAddr},
};

use wsmtp_tunnel::{ErrorCode, Security, Target};

use crate::{
    Config, UpstreamConfig,
    failure::Failure,
    tls::{Tls, TlsError},
};

/// The servers that the operator has named. Nothing else is reachable.
pub(crate) struct Policy {
    upstreams: BTreeMap<String, Upstream>,
}

/// One server, ready to be dialled.
pub(crate) struct Upstream {
    pub(crate) name: String,
    pub(crate) host: String,
    pub(crate) port: u16,
    pub(crate) security: Security,
    pub(crate) tls: Tls,
    cleartext: bool,
}

impl Policy {
    pub(crate) fn new(config: &Config) -> Result<Self, TlsError> {
        let mut upstreams = BTreeMap::new();
        for (name, upstream) in &config.upstreams {
            upstreams.insert(name.clone(), Upstream::new(name, upstream)?);
        }
        Ok(Self { upstreams })
    }

    /// The server that a page asks for.
    pub(crate) fn admit(&self, target: &Target) -> Result<&Upstream, Failure> {
        match target {
            Target::Upstream(name) => self.named(name),
            Target::Host { .. } => Err(Failure::new(
                ErrorCode::HostForbidden,
                "this gateway connects only to servers that its operator has named; open one of those by `upstream`",
            )),
        }
    }

    pub(crate) fn named(&self, name: &str) -> Result<&Upstream, Failure> {
        self.upstreams.get(name).ok_or_else(|| {
            let known: Vec<_> = self.upstreams.keys().map(String::as_str).collect();
            let message = format!(
                "this gateway has no upstream of that name; it has {}",
                known.join(", ")
            );
            Failure::new(ErrorCode::UpstreamUnknown, message)
        })
    }

    pub(crate) fn upstreams(&self) -> impl Iterator<Item = &Upstream> {
        self.upstreams.values()
    }
}

impl Upstream {
    fn new(name: &str, config: &UpstreamConfig) -> Result<Self, TlsError> {
        Ok(Self {
            name: name.to_owned(),
            host: config.host.clone(),
            port: config.port,
            security: config.tls,
            tls: Tls::new(config)?,
            cleartext: config.cleartext,
        })
    }

    /// Whether the page is to ask for TLS in the middle of the dialogue.
    pub(crate) fn has_starttls(&self) -> bool {
        self.security == Security::StartTls
    }

    /// The addresses that may be dialled. A name of this machine that resolves to another one must
    /// not carry a mail there in clear.
    pub(crate) fn judge(&self, resolved: Vec<SocketAddr>) -> Result<Vec<SocketAddr>, Failure> {
        if self.security != Security::None || self.cleartext {
            return Ok(resolved);
        }
        let local: Vec<_> = resolved
            .into_iter()
            .filter(|address| is_loopback(address.ip()))
            .collect();
        if local.is_empty() {
            let message = format!(
                "{} is not on the gateway's machine, and the operator permits no connection in clear to it",
                self.host
            );
            return Err(Failure::new(ErrorCode::HostForbidden, message));
        }
        Ok(local)
    }
}

/// Whether a host as written is this machine.
pub(crate) fn is_loopback_name(host: &str) -> bool {
    host.eq_ignore_ascii_case("localhost") || host.parse().is_ok_and(is_loopback)
}

fn is_loopback(address: IpAddr) -> bool {
    address.to_canonical().is_loopback()
}
