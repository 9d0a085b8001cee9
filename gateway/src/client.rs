//! Where a connection comes from: who is limited, and who is named in the logs.

mod proxies;
pub(crate) mod proxy_header;

use std::{
    fmt,
    net::{IpAddr, Ipv6Addr, SocketAddr},
};

pub use proxies::ProxyError;
pub(crate) use proxies::{Proxies, Proxy};

/// The other end of a connection, as far as it is believed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Client {
    /// An address and port; never an IPv4 address in the form of IPv6.
    Address(SocketAddr),
    /// An address of which a proxy has told no port.
    Forwarded(IpAddr),
    /// A program on this machine, through a Unix socket.
    Unix,
}

impl Client {
    pub(crate) fn ip(self) -> Option<IpAddr> {
        match self {
            Self::Address(address) => Some(address.ip()),
            Self::Forwarded(ip) => Some(ip),
            Self::Unix => None,
        }
    }

    /// What limits per address count it under. An IPv6 network of 64 bits is one: that much every
    /// customer has, and a single machine may take any address in it. This machine itself is
    /// under none: it is its operator's, or a proxy that nobody has listed, and then all pages
    /// would count as one.
    pub(crate) fn neighbourhood(self) -> Option<IpAddr> {
        match self.ip()? {
            ip if ip.is_loopback() => None,
            IpAddr::V4(ip) => Some(ip.into()),
            IpAddr::V6(ip) => Some(Ipv6Addr::from_bits(ip.to_bits() >> 64 << 64).into()),
        }
    }
}

impl From<SocketAddr> for Client {
    fn from(address: SocketAddr) -> Self {
        Self::Address(SocketAddr::new(address.ip().to_canonical(), address.port()))
    }
}

impl From<IpAddr> for Client {
    fn from(ip: IpAddr) -> Self {
        Self::Forwarded(ip.to_canonical())
    }
}

impl fmt::Display for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Address(address) => address.fmt(f),
            Self::Forwarded(ip) => ip.fmt(f),
            Self::Unix => f.write_str("unix"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn neighbours_count_together() {
        for (address, expected) in [
            ("192.0.2.7:4711", Some("192.0.2.7")),
            ("[::ffff:192.0.2.7]:4711", Some("192.0.2.7")),
            ("[2001:db8:1:2:3:4:5:6]:25", Some("2001:db8:1:2::")),
            ("[2001:db8:1:2::]:1", Some("2001:db8:1:2::")),
            ("[2001:db8:1:3::]:1", Some("2001:db8:1:3::")),
            ("127.9.9.9:1", None),
            ("[::1]:1", None),
            ("[::ffff:127.0.0.1]:1", None),
        ] {
            let client = Client::from(address.parse::<SocketAddr>().unwrap());
            let expected = expected.map(|ip| ip.parse().unwrap());
            assert_eq!(client.neighbourhood(), expected, "{address}");
        }
        assert_eq!(Client::Unix.neighbourhood(), None);
    }
}
