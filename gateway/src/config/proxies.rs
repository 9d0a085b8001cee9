//! Who speaks for others.

use serde::Deserialize;

/// `[proxies]`: who may say where a connection really comes from.
#[derive(Clone, Debug, Deserialize)]
#[serde(expecting = "a table with from and by")]
pub struct Proxies {
    /// Addresses and networks of the proxies, and `unix` for those on a Unix socket. All others are
    /// taken for what they are.
    pub from: Vec<String>,
    /// How they say it.
    pub by: Forwarding,
}

/// How a proxy says for whom it speaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Forwarding {
    /// The header `X-Forwarded-For` of each request.
    XForwardedFor,
    /// The PROXY protocol, version 1 or 2, before the first byte of HTTP or TLS.
    ProxyProtocol,
}

impl Proxies {
    pub(crate) const KEYS: &[&str] = &["from", "by"];
}
