//! Which names the gateway answers to, and pages of which origins.

use std::net::IpAddr;

use axum::http::uri::Authority;

use crate::{Config, judge::is_loopback_name};

/// What `Host` and `Origin` are checked against.
pub(crate) struct Origins {
    /// Whether the gateway does TLS itself, and so serves no page of `http:`.
    is_secure: bool,
    hosts: Hosts,
    origins: Vec<Origin>,
}

/// Names that this machine is reached by, beside loopback's.
pub(crate) struct Hosts(Vec<String>);

/// A scheme and an authority, with the port that the scheme implies left out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Origin {
    scheme: String,
    host: String,
    port: Option<u16>,
}

impl Origins {
    pub(crate) fn new(config: &Config) -> Self {
        Self {
            is_secure: config.tls.is_some(),
            hosts: Hosts::new(&config.hosts),
            origins: config
                .origins
                .iter()
                .filter_map(|origin| Origin::parse(origin))
                .collect(),
        }
    }

    /// Whether the gateway is reached under this name.
    pub(crate) fn knows(&self, host: &Authority) -> bool {
        self.hosts.know(host)
    }

    /// Whether a page of this origin may use the gateway that it has reached under this name.
    pub(crate) fn admits(&self, origin: &str, host: &Authority) -> bool {
        Origin::parse(origin)
            .is_some_and(|origin| self.is_own(&origin, host) || self.origins.contains(&origin))
    }

    /// Whether a page of this origin was served under this `Host`. Beyond this machine that takes
    /// HTTPS: anybody on the way could have written a page of `http:`.
    fn is_own(&self, origin: &Origin, host: &Authority) -> bool {
        let may_be_plain = !self.is_secure && is_loopback_name(name_of(host));
        (origin.scheme == "https" || may_be_plain) && origin.is_of(host)
    }
}

impl Hosts {
    pub(crate) fn new(names: &[String]) -> Self {
        Self(names.to_vec())
    }

    pub(crate) fn know(&self, host: &Authority) -> bool {
        let name = name_of(host);
        let mut known = self.0.iter();
        is_loopback_name(name) || known.any(|known| known.eq_ignore_ascii_case(name))
    }

    /// The same, or an address: a page that has its own name point here comes under that name.
    pub(crate) fn know_or_is_address(&self, host: &Authority) -> bool {
        name_of(host).parse::<IpAddr>().is_ok() || self.know(host)
    }
}

impl Origin {
    /// Reads `scheme://host[:port]`; `null` and everything else is none.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let (scheme, rest) = text.split_once("://")?;
        let authority: Authority = rest.parse().ok()?;
        if authority.as_str().contains('@') || !matches!(scheme, "http" | "https") {
            return None;
        }
        let port = authority
            .port_u16()
            .filter(|port| *port != default_port(scheme));
        Some(Self {
            scheme: scheme.to_owned(),
            host: authority.host().to_ascii_lowercase(),
            port,
        })
    }

    fn is_of(&self, host: &Authority) -> bool {
        let port = host
            .port_u16()
            .filter(|port| *port != default_port(&self.scheme));
        self.host.eq_ignore_ascii_case(host.host()) && self.port == port
    }
}

/// A host without port, and without the brackets of IPv6.
fn name_of(host: &Authority) -> &str {
    host.host().trim_start_matches('[').trim_end_matches(']')
}

fn default_port(scheme: &str) -> u16 {
    if scheme == "https" { 443 } else { 80 }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answer(is_secure: bool, host: &str, origin: &str) -> &'static str {
        let origins = Origins {
            is_secure,
            hosts: Hosts::new(&["gateway.example.org".into()]),
            origins: Origin::parse("https://mail.example.org")
                .into_iter()
                .collect(),
        };
        let host = host.parse().unwrap();
        match (origins.knows(&host), origins.admits(origin, &host)) {
            (false, _) => "not here",
            (true, false) => "not you",
            (true, true) => "welcome",
        }
    }

    #[test]
    fn hosts_and_origins_that_may_and_may_not() {
        const GATEWAY: &str = "gateway.example.org";
        for (is_secure, host, origin, expected) in [
            // A page of this machine's, which may be plain where the gateway is.
            (false, "127.0.0.1:8025", "http://127.0.0.1:8025", "welcome"),
            (false, "[::1]:8025", "http://[::1]:8025", "welcome"),
            (false, "localhost", "http://localhost:80", "welcome"),
            (false, "LOCALHOST", "http://localhost", "welcome"),
            (false, "localhost", "http://127.0.0.1", "not you"),
            (false, "127.0.0.1:8025", "http://127.0.0.1:8026", "not you"),
            (true, "127.0.0.1:8025", "http://127.0.0.1:8025", "not you"),
            (true, "127.0.0.1:8025", "https://127.0.0.1:8025", "welcome"),
            // The gateway's own pages, through a web server that does TLS or not.
            (false, GATEWAY, "https://gateway.example.org", "welcome"),
            (true, GATEWAY, "https://gateway.example.org", "welcome"),
            (false, GATEWAY, "http://gateway.example.org", "not you"),
            (
                false,
                "Gateway.example.org:443",
                "https://gateway.example.org",
                "welcome",
            ),
            (
                false,
                "gateway.example.org:8443",
                "https://gateway.example.org",
                "not you",
            ),
            // Those that the operator has listed.
            (false, GATEWAY, "https://mail.example.org", "welcome"),
            (false, GATEWAY, "https://mail.example.org:443", "welcome"),
            (true, "127.0.0.1", "https://mail.example.org", "welcome"),
            (false, GATEWAY, "https://mail.example.org:8443", "not you"),
            (false, GATEWAY, "http://mail.example.org", "not you"),
            (
                false,
                GATEWAY,
                "https://mail.example.org.evil.example",
                "not you",
            ),
            // What is no origin of a page.
            (false, GATEWAY, "https://ada@gateway.example.org", "not you"),
            (false, GATEWAY, "null", "not you"),
            (false, GATEWAY, "", "not you"),
            (false, GATEWAY, "file://", "not you"),
            // Names that others have pointed here.
            (false, "evil.example", "https://evil.example", "not here"),
            (
                false,
                "evil.example",
                "https://mail.example.org",
                "not here",
            ),
            (false, "192.0.2.7", "https://192.0.2.7", "not here"),
        ] {
            assert_eq!(
                answer(is_secure, host, origin),
                expected,
                "{is_secure} {host} {origin}"
            );
        }
    }
}
