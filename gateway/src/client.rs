//! Where a connection comes from: who is limited, and who is named in the logs.

mod proxies;
pub(crate) mod proxy_header;

use std::{
    fmt,
    net::{IpAddr, SocketAddr},
};

use ipnet::IpNet;

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

    /// Whether it is on this machine.
    pub(crate) fn is_local(self) -> bool {
        self.ip().is_none_or(|ip| ip.is_loopback())
    }

    /// What limits per address count it under. This machine itself is under none: it is its
    /// operator's, or a proxy that nobody has listed, and then all pages would count as one.
    pub(crate) fn neighbourhoods(self) -> impl Iterator<Item = Neighbourhood> + Clone {
        let widths: &[(u8, usize)] = match self.ip() {
            _ if self.is_local() => &[],
            Some(IpAddr::V6(_)) => &[(64, 1), (48, SITE)],
            _ => &[(32, 1)],
        };
        let within = move |(bits, share): &(u8, usize)| {
            let network = IpNet::new(self.ip()?, *bits).ok()?.trunc();
            let share = *share;
            Some(Neighbourhood { network, share })
        };
        widths.iter().filter_map(within)
    }
}

/// How many times the limit of one address a whole IPv6 network of 48 bits may have.
const SITE: usize = 4;

/// A network that is counted as one. In IPv6, 64 bits of an address are as much as one address, as
/// every customer has all in it, and a single machine may take any; and many customers have
/// 56 or 48 bits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Neighbourhood {
    pub(crate) network: IpNet,
    share: usize,
}

impl Neighbourhood {
    /// How many it may have where one address may have so many.
    pub(crate) fn limit(self, of_one: usize) -> usize {
        of_one.saturating_mul(self.share)
    }

    /// The same where all together may have so many: what is no single address leaves half to others.
    pub(crate) fn limit_among(self, of_one: usize, of_all: usize) -> usize {
        match self.share {
            1 => of_one,
            _ => self.limit(of_one).min(of_all / 2).max(of_one),
        }
    }

    /// What it is to who is in it.
    pub(crate) fn name(self) -> &'static str {
        match self.share {
            1 => "this address",
            _ => "this network",
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
            ("192.0.2.7:4711", "192.0.2.7/32"),
            ("[::ffff:192.0.2.7]:4711", "192.0.2.7/32"),
            (
                "[2001:db8:1:2:3:4:5:6]:25",
                "2001:db8:1:2::/64 2001:db8:1::/48",
            ),
            ("[2001:db8:1:2::]:1", "2001:db8:1:2::/64 2001:db8:1::/48"),
            ("[2001:db8:1:3::]:1", "2001:db8:1:3::/64 2001:db8:1::/48"),
            ("127.9.9.9:1", ""),
            ("[::1]:1", ""),
            ("[::ffff:127.0.0.1]:1", ""),
        ] {
            let client = Client::from(address.parse::<SocketAddr>().unwrap());
            let networks = client.neighbourhoods().map(|near| near.network.to_string());
            assert_eq!(
                networks.collect::<Vec<_>>().join(" "),
                expected,
                "{address}"
            );
        }
        assert_eq!(Client::Unix.neighbourhoods().count(), 0);
    }

    #[test]
    fn a_network_leaves_half_to_others() {
        let client = Client::from("[2001:db8::1]:1".parse::<SocketAddr>().unwrap());
        let limits = |of_one, of_all| {
            let near = client.neighbourhoods();
            near.map(|near| near.limit_among(of_one, of_all))
                .collect::<Vec<_>>()
        };
        assert_eq!(limits(32, 256), [32, 128]);
        assert_eq!(limits(64, 256), [64, 128]);
        assert_eq!(limits(2, 256), [2, 8]);
        assert_eq!(limits(5, 5), [5, 5], "as the operator wants it");
    }
}
