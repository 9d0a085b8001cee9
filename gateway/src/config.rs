//! What an operator decides: where to listen, who may come in, which servers may be reached.

use std::{collections::BTreeMap, net::SocketAddr, path::PathBuf};

use serde::Deserialize;
use wsmtp_tunnel::Security;

use crate::Limits;

/// The whole configuration; `check::read` makes one from a file and says what is wrong with it.
#[derive(Clone, Debug, Deserialize)]
pub struct Config {
    /// Where to listen. Loopback unless the operator says otherwise, so that nothing is exposed by
    /// accident.
    #[serde(default = "default_listen")]
    pub listen: SocketAddr,
    /// Origins of pages on other hosts that may use this gateway, such as
    /// `https://mail.example.org`. The gateway's own origin always may.
    #[serde(default)]
    pub origins: Vec<String>,
    /// Names that this gateway is reached by, without port. Loopback names always are.
    #[serde(default)]
    pub hosts: Vec<String>,
    /// The servers that pages may reach, by name.
    #[serde(default, rename = "upstream")]
    pub upstreams: BTreeMap<String, UpstreamConfig>,
    /// Bounds on sizes, numbers and times.
    #[serde(default)]
    pub limits: Limits,
}

/// One mail server that the operator has named.
#[derive(Clone, Debug, Deserialize)]
#[serde(expecting = "a table with host, port and tls")]
pub struct UpstreamConfig {
    /// Its host name or address.
    pub host: String,
    /// Its port.
    pub port: u16,
    /// How the connection to it is secured.
    pub tls: Security,
    /// A PEM file of authorities that vouch for it, besides those that the system trusts.
    pub ca: Option<PathBuf>,
    /// The name its certificate is for, where that is not `host`.
    pub server_name: Option<String>,
    /// Permits `tls = "none"` to a server on another machine: everything then travels readable.
    #[serde(default)]
    pub cleartext: bool,
    /// Authorities in DER form besides those of `ca`, for callers that hold them in memory.
    #[serde(skip)]
    pub authorities: Vec<Vec<u8>>,
}

impl Config {
    /// The keys at the top of the file.
    pub(crate) const KEYS: &[&str] = &["listen", "origins", "hosts", "upstream", "limits"];

    /// A configuration that listens at `listen` and reaches nothing yet.
    pub fn new(listen: SocketAddr) -> Self {
        Self {
            listen,
            origins: Vec::new(),
            hosts: Vec::new(),
            upstreams: BTreeMap::new(),
            limits: Limits::default(),
        }
    }
}

impl UpstreamConfig {
    /// The keys of an `[upstream.NAME]` table.
    pub(crate) const KEYS: &[&str] = &["host", "port", "tls", "ca", "server_name", "cleartext"];

    /// An upstream without anything optional.
    pub fn new(host: impl Into<String>, port: u16, tls: Security) -> Self {
        Self {
            host: host.into(),
            port,
            tls,
            ca: None,
            server_name: None,
            cleartext: false,
            authorities: Vec::new(),
        }
    }

    /// The name that the server's certificate must be for.
    pub(crate) fn certificate_name(&self) -> &str {
        self.server_name.as_deref().unwrap_or(&self.host)
    }
}

fn default_listen() -> SocketAddr {
    SocketAddr::from(([127, 0, 0, 1], 8025))
}
