//! Which proxies are believed, and what they say about where a request comes from.

use std::{
    net::{IpAddr, SocketAddr},
    sync::OnceLock,
};

use axum::http::{HeaderMap, HeaderName};
use ipnet::IpNet;

use super::Client;
use crate::{config, network};

const X_FORWARDED_FOR: HeaderName = HeaderName::from_static("x-forwarded-for");

/// Those that the operator has listed; nobody, where there is no list.
pub(crate) struct Proxies {
    from: Vec<Proxy>,
    by: config::Forwarding,
    mistakes: Mistakes,
}

/// What an operator is told once: each request would say the same.
#[derive(Default)]
struct Mistakes {
    unlisted: OnceLock<()>,
    unreadable: OnceLock<()>,
}

/// One or many proxies, as written in the list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Proxy {
    Network(IpNet),
    Unix,
}

/// A text that names no proxy.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is neither an address, nor a network like `10.0.0.0/8`, nor `unix`")]
pub struct ProxyError(String);

impl Proxy {
    pub(crate) fn parse(text: &str) -> Result<Self, ProxyError> {
        if text == "unix" {
            return Ok(Self::Unix);
        }
        network::read(text)
            .map(Self::Network)
            .ok_or_else(|| ProxyError(text.to_owned()))
    }

    /// Whether it names no proxy in particular.
    pub(crate) fn is_everybody(self) -> bool {
        matches!(self, Self::Network(network) if network.prefix_len() == 0)
    }

    fn is(self, client: Client) -> bool {
        match (self, client.ip()) {
            (Self::Network(network), Some(ip)) => network.contains(&ip),
            (Self::Unix, None) => true,
            (Self::Network(_), None) | (Self::Unix, Some(_)) => false,
        }
    }
}

impl Proxies {
    pub(crate) fn new(config: Option<&config::Proxies>) -> Result<Self, ProxyError> {
        let listed = config.map_or(&[][..], |proxies| &proxies.from);
        Ok(Self {
            from: listed
                .iter()
                .map(|text| Proxy::parse(text))
                .collect::<Result<_, _>>()?,
            by: config.map_or(config::Forwarding::XForwardedFor, |proxies| proxies.by),
            mistakes: Mistakes::default(),
        })
    }

    /// Whether a connection from there is a proxy's.
    pub(crate) fn list(&self, client: Client) -> bool {
        self.from.iter().any(|proxy| proxy.is(client))
    }

    /// Whether a connection from there begins with a PROXY header. It must, then: a proxy that
    /// sometimes leaves it out lets its clients write their own.
    pub(crate) fn announce(&self, client: Client) -> bool {
        self.by == config::Forwarding::ProxyProtocol && self.list(client)
    }

    /// For whom a request is that came over a connection from `sender`.
    ///
    /// Each proxy adds at the right where its connection came from, so the list is believed from
    /// the right for as long as those who wrote it are listed. What a listed proxy has not written
    /// as an address is an operator's mistake, not a stranger's; then the request is that proxy's.
    pub(crate) fn origin(&self, sender: Client, headers: &HeaderMap) -> Client {
        let mut origin = sender;
        if self.by != config::Forwarding::XForwardedFor {
            return origin;
        }
        for value in headers.get_all(X_FORWARDED_FOR).iter().rev() {
            for entry in value.as_bytes().rsplit(|byte| *byte == b',') {
                if !self.list(origin) {
                    self.mistakes.see_unlisted(origin);
                    return origin;
                }
                let Some(before) = std::str::from_utf8(entry).ok().and_then(read) else {
                    self.mistakes.see_unreadable(origin);
                    return origin;
                };
                origin = before;
            }
        }
        origin
    }
}

impl Mistakes {
    /// What comes from this machine and names another client is a proxy's. From elsewhere it may be
    /// a stranger's attempt.
    fn see_unlisted(&self, sender: Client) {
        if sender.is_local() {
            self.unlisted.get_or_init(|| {
                tracing::warn!(%sender, "a proxy says for whom it speaks and is not in [proxies], so no limit by address holds for its clients");
            });
        }
    }

    fn see_unreadable(&self, proxy: Client) {
        self.unreadable.get_or_init(|| {
            tracing::warn!(%proxy, "a listed proxy writes no address into X-Forwarded-For, so its clients count as that proxy");
        });
    }
}

/// One entry: an address in any form that proxies write, with or without port and brackets.
fn read(entry: &str) -> Option<Client> {
    let entry = entry.trim();
    if matches!(entry, "unix" | "unix:") {
        return Some(Client::Unix);
    }
    if let Ok(address) = entry.parse::<SocketAddr>() {
        return Some(address.into());
    }
    let bare = entry
        .strip_prefix('[')
        .and_then(|rest| rest.strip_suffix(']'));
    let ip: IpAddr = bare.unwrap_or(entry).parse().ok()?;
    Some(ip.into())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn proxies(from: &[&str]) -> Proxies {
        let config = config::Proxies {
            from: from.iter().map(|text| (*text).to_owned()).collect(),
            by: config::Forwarding::XForwardedFor,
        };
        Proxies::new(Some(&config)).unwrap()
    }

    fn origin(proxies: &Proxies, sender: &str, forwarded: &[&str]) -> String {
        let sender = match sender {
            "unix" => Client::Unix,
            address => address.parse::<SocketAddr>().unwrap().into(),
        };
        let mut headers = HeaderMap::new();
        for value in forwarded {
            headers.append(X_FORWARDED_FOR, value.parse().unwrap());
        }
        proxies.origin(sender, &headers).to_string()
    }

    #[test]
    fn the_rightmost_that_is_no_proxy() {
        let listed = proxies(&["10.0.0.0/8", "2001:db8:ffff::/48", "127.0.0.1", "unix"]);
        for (sender, forwarded, expected) in [
            // Believed.
            ("10.0.0.1:9", &["192.0.2.7"][..], "192.0.2.7"),
            ("unix", &["192.0.2.7"], "192.0.2.7"),
            ("[::ffff:10.0.0.1]:9", &["192.0.2.7"], "192.0.2.7"),
            ("[2001:db8:ffff::1]:9", &["192.0.2.7"], "192.0.2.7"),
            // Of all that stands there, what the last listed proxy has seen.
            ("10.0.0.1:9", &["198.51.100.1, 192.0.2.7"], "192.0.2.7"),
            (
                "10.0.0.1:9",
                &["198.51.100.1, 192.0.2.7 ,10.0.0.2"],
                "192.0.2.7",
            ),
            (
                "10.0.0.1:9",
                &["198.51.100.1", "192.0.2.7", "10.0.0.2"],
                "192.0.2.7",
            ),
            ("unix", &["192.0.2.7, unix:, 127.0.0.1"], "192.0.2.7"),
            ("10.0.0.1:9", &["10.0.0.3, 10.0.0.2"], "10.0.0.3"),
            // Every form.
            ("10.0.0.1:9", &["192.0.2.7:4711"], "192.0.2.7:4711"),
            ("10.0.0.1:9", &["2001:db8::7"], "2001:db8::7"),
            ("10.0.0.1:9", &["[2001:db8::7]"], "2001:db8::7"),
            ("10.0.0.1:9", &["[2001:db8::7]:4711"], "[2001:db8::7]:4711"),
            ("10.0.0.1:9", &["::ffff:192.0.2.7"], "192.0.2.7"),
            ("10.0.0.1:9", &[" 192.0.2.7\t"], "192.0.2.7"),
            // Not written as an address: the request is that of who should have.
            ("10.0.0.1:9", &[], "10.0.0.1:9"),
            ("10.0.0.1:9", &[""], "10.0.0.1:9"),
            ("10.0.0.1:9", &["192.0.2.7, unknown"], "10.0.0.1:9"),
            ("10.0.0.1:9", &["192.0.2.7, 10.0.0.300"], "10.0.0.1:9"),
            ("10.0.0.1:9", &["192.0.2.7, , 10.0.0.2"], "10.0.0.2"),
            // Never believed.
            ("192.0.2.1:9", &["198.51.100.1"], "192.0.2.1:9"),
            ("[::1]:9", &["198.51.100.1"], "[::1]:9"),
            (
                "[2001:db8:fffe::1]:9",
                &["198.51.100.1"],
                "[2001:db8:fffe::1]:9",
            ),
        ] {
            assert_eq!(
                origin(&listed, sender, forwarded),
                expected,
                "{forwarded:?}"
            );
        }
    }

    #[test]
    fn a_network_of_mapped_addresses_is_that_of_the_addresses() {
        let mapped = proxies(&["::ffff:10.0.0.0/104"]);
        for sender in ["10.0.0.1:9", "[::ffff:10.0.0.1]:9"] {
            assert_eq!(origin(&mapped, sender, &["192.0.2.7"]), "192.0.2.7");
        }
        assert!(Proxy::parse("::ffff:0:0/96").unwrap().is_everybody());
    }

    #[test]
    fn nobody_is_believed_unasked() {
        let nobody = Proxies::new(None).unwrap();
        for sender in ["127.0.0.1:9", "unix"] {
            assert_eq!(origin(&nobody, sender, &["192.0.2.7"]), sender);
        }
    }

    #[test]
    fn what_names_a_proxy() {
        for text in ["10.0.0.0/8", "10.0.0.1", "::1", "fd00::/8", "unix"] {
            assert!(Proxy::parse(text).is_ok(), "{text}");
        }
        for text in [
            "",
            "proxy.example",
            "10.0.0.0/33",
            "10.0.0",
            "unix:/run/a",
            "10.0.0.1:80",
        ] {
            assert!(Proxy::parse(text).is_err(), "{text}");
        }
    }
}
