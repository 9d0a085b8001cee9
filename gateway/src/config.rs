//! What an operator decides: where to listen, who may come in, which servers may be reached.
//!
//! One file per table of the configuration. Paths in it are relative to its folder.

mod admin;
mod audit;
mod hosts;
mod listen;
mod proxies;
mod rules;
mod tls;
mod tokens;
mod upstream;

pub use admin::Admin;
pub use audit::{Addresses, Audit};
pub use hosts::OpenHosts;
pub use listen::{Listen, ListenError};
pub use proxies::{Forwarding, Proxies};
pub use rules::MailRulesConfig;
pub use tls::ListenerTls;
pub use tokens::{TokenRule, Tokens};
pub use upstream::{Account, UpstreamConfig};

use std::{collections::BTreeMap, net::SocketAddr, path::Path};

use serde::Deserialize;

use crate::Limits;

/// The whole configuration; `check::read` makes one from a file and says what is wrong with it.
#[derive(Clone, Debug, Deserialize)]
pub struct Config {
    /// Where to listen. Loopback unless the operator says otherwise, so that nothing is exposed by
    /// accident.
    #[serde(default)]
    pub listen: Listen,
    /// Origins of pages on other hosts that may use this gateway, such as
    /// `https://mail.example.org`. The gateway's own origin always may.
    #[serde(default)]
    pub origins: Vec<String>,
    /// Names that this gateway is reached by, without port. Loopback names always are.
    #[serde(default)]
    pub hosts: Vec<String>,
    /// Permits a `listen` beyond this machine with neither `tls` nor `proxies`: everything then
    /// travels readable.
    #[serde(default)]
    pub cleartext: bool,
    /// TLS of the listener; plain HTTP where there is none.
    pub tls: Option<ListenerTls>,
    /// Who may say where a connection really comes from.
    pub proxies: Option<Proxies>,
    /// Metrics and health, on a listener of their own.
    pub admin: Option<Admin>,
    /// Where each mail is noted.
    #[serde(default)]
    pub audit: Audit,
    /// What admits a page.
    pub tokens: Option<Tokens>,
    /// The servers that pages may reach, by name.
    #[serde(default, rename = "upstream")]
    pub upstreams: BTreeMap<String, UpstreamConfig>,
    /// The servers that pages may choose by host and port; none where this is absent.
    pub open: Option<OpenHosts>,
    /// Bounds on sizes, numbers and times.
    #[serde(default)]
    pub limits: Limits,
}

impl Config {
    /// The keys at the top of the file.
    pub(crate) const KEYS: &[&str] = &[
        "listen",
        "origins",
        "hosts",
        "cleartext",
        "tls",
        "proxies",
        "admin",
        "audit",
        "tokens",
        "upstream",
        "open",
        "limits",
    ];

    /// Whether the listener is in clear and beyond this machine, and nothing says that this is meant.
    pub(crate) fn is_exposed(&self) -> bool {
        !self.listen.is_local() && self.tls.is_none() && !self.cleartext
    }

    /// A configuration that listens at `listen` and reaches nothing yet.
    pub fn new(listen: SocketAddr) -> Self {
        Self {
            listen: Listen::Tcp(listen),
            origins: Vec::new(),
            hosts: Vec::new(),
            cleartext: false,
            tls: None,
            proxies: None,
            admin: None,
            audit: Audit::default(),
            tokens: None,
            upstreams: BTreeMap::new(),
            open: None,
            limits: Limits::default(),
        }
    }

    /// Takes every relative path as one in `folder`.
    pub(crate) fn settle(&mut self, folder: &Path) {
        self.listen.settle(folder);
        if let Some(tls) = &mut self.tls {
            tls.settle(folder);
        }
        if let Some(admin) = &mut self.admin {
            admin.listen.settle(folder);
        }
        self.audit.settle(folder);
        if let Some(tokens) = &mut self.tokens {
            tokens.settle(folder);
        }
        for upstream in self.upstreams.values_mut() {
            upstream.settle(folder);
        }
        if let Some(open) = &mut self.open {
            open.settle(folder);
        }
    }
}

#[cfg(test)]
mod tests;
