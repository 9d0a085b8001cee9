//! Which addresses a page may choose: those that are everybody's. Which those are, `addresses.md` shows.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use ipnet::{IpNet, Ipv4Net, Ipv6Net};

use crate::network;

const fn v4(a: u8, b: u8, c: u8, d: u8, length: u8) -> Ipv4Net {
    Ipv4Net::new_assert(Ipv4Addr::new(a, b, c, d), length)
}

const fn v6(segments: [u16; 4], length: u8) -> Ipv6Net {
    let [a, b, c, d] = segments;
    Ipv6Net::new_assert(Ipv6Addr::new(a, b, c, d, 0, 0, 0, 0), length)
}

const OWN: &str = "of the gateway's own machine";

/// Where a machine in a cloud gets its own keys from.
const METADATA: &str = "a cloud's metadata";

/// IANA's registry of special-purpose IPv4 addresses but for the blocks that are everybody's, and what
/// clouds hide behind public ones. The first that fits names it.
const SPECIAL_V4: &[(Ipv4Net, &str)] = &[
    (v4(100, 100, 100, 200, 32), METADATA),
    (v4(168, 63, 129, 16, 32), METADATA),
    (v4(169, 254, 169, 254, 32), METADATA),
    (v4(192, 0, 0, 192, 32), METADATA),
    (v4(255, 255, 255, 255, 32), "broadcast"),
    (v4(0, 0, 0, 0, 8), "this network"),
    (v4(10, 0, 0, 0, 8), "private"),
    (v4(100, 64, 0, 0, 10), "shared by a provider's customers"),
    (v4(127, 0, 0, 0, 8), "loopback"),
    (v4(169, 254, 0, 0, 16), "link-local"),
    (v4(172, 16, 0, 0, 12), "private"),
    (v4(192, 0, 0, 0, 24), "for protocols"),
    (v4(192, 0, 2, 0, 24), "for documentation"),
    (v4(192, 88, 99, 0, 24), "a 6to4 relay"),
    (v4(192, 168, 0, 0, 16), "private"),
    (v4(198, 18, 0, 0, 15), "for benchmarks"),
    (v4(198, 51, 100, 0, 24), "for documentation"),
    (v4(203, 0, 113, 0, 24), "for documentation"),
    (v4(224, 0, 0, 0, 4), "multicast"),
    (v4(240, 0, 0, 0, 4), "reserved"),
];

/// The same of IPv6, and the forms that hide an IPv4 address which no router of today knows.
const SPECIAL_V6: &[(Ipv6Net, &str)] = &[
    (
        Ipv6Net::new_assert(Ipv6Addr::UNSPECIFIED, 128),
        "unspecified",
    ),
    (Ipv6Net::new_assert(Ipv6Addr::LOCALHOST, 128), "loopback"),
    (v6([0, 0, 0, 0], 96), "IPv4-compatible"),
    (v6([0x64, 0xff9b, 1, 0], 48), "NAT64 of one network"),
    (v6([0x100, 0, 0, 0], 64), "discarded"),
    (v6([0x2001, 0, 0, 0], 32), "Teredo"),
    (v6([0x2001, 2, 0, 0], 48), "for benchmarks"),
    (v6([0x2001, 0, 0, 0], 23), "for protocols"),
    (v6([0x2001, 0xdb8, 0, 0], 32), "for documentation"),
    (v6([0x2002, 0, 0, 0], 16), "6to4"),
    (v6([0x3fff, 0, 0, 0], 20), "for documentation"),
    (v6([0x5f00, 0, 0, 0], 16), "for segment routing"),
    (v6([0xfd00, 0xec2, 0, 0], 32), METADATA),
    (v6([0xfd20, 0xce, 0, 0], 32), METADATA),
    (v6([0xfc00, 0, 0, 0], 7), "private"),
    (v6([0xfe80, 0, 0, 0], 10), "link-local"),
    (v6([0xfec0, 0, 0, 0], 10), "site-local"),
    (v6([0xff00, 0, 0, 0], 8), "multicast"),
];

/// All that is given out to everybody so far.
const GLOBAL_V6: Ipv6Net = v6([0x2000, 0, 0, 0], 3);

const NAT64: Ipv6Net = v6([0x64, 0xff9b, 0, 0], 96);

/// What the operator says of addresses, beyond what they are.
#[derive(Clone, Debug, Default)]
pub(crate) struct Addresses {
    /// Permitted although they are not everybody's.
    pub(super) networks: Vec<IpNet>,
    /// Not permitted whatever they are.
    pub(super) deny: Vec<IpNet>,
}

impl Addresses {
    /// Why a page may not choose this address, if so. `own` are the addresses of this machine.
    pub(super) fn forbid(&self, given: IpAddr, own: &[IpAddr]) -> Option<&'static str> {
        let address = plain(given);
        let is_in = |networks: &[IpNet], address: &IpAddr| {
            networks.iter().any(|network| network.contains(address))
        };
        // By what it means as well as by how it is written: `64:ff9b::/96` is one more thing to deny.
        if is_in(&self.deny, &address) || is_in(&self.deny, &given) {
            return Some("denied by the operator");
        }
        let kind = if is_own(address, own) {
            Some(OWN)
        } else {
            special(address)
        };
        kind.filter(|kind| match *kind {
            // Whoever opens a network does not mean what is in the midst of it for this machine alone.
            OWN | METADATA => !self.networks.contains(&IpNet::from(address)),
            _ => !is_in(&self.networks, &address),
        })
    }
}

fn is_own(address: IpAddr, own: &[IpAddr]) -> bool {
    address.is_loopback() || address.is_unspecified() || own.contains(&address)
}

/// The addresses of this machine's interfaces, as they are now.
pub(super) fn own() -> std::io::Result<Vec<IpAddr>> {
    let interfaces = if_addrs::get_if_addrs()?;
    Ok(interfaces
        .iter()
        .map(|interface| plain(interface.ip()))
        .collect())
}

/// The address that is meant: the IPv4 one within a mapped one, and within one of NAT64, which its
/// network turns into that.
fn plain(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V6(address) if NAT64.contains(&address) => {
            let [.., a, b, c, d] = address.octets();
            IpAddr::from([a, b, c, d])
        }
        address => address,
    }
}

/// What an address is that is not everybody's.
pub(crate) fn special(address: IpAddr) -> Option<&'static str> {
    match plain(address) {
        IpAddr::V4(address) => name_of(SPECIAL_V4, |network| network.contains(&address)),
        IpAddr::V6(address) => name_of(SPECIAL_V6, |network| network.contains(&address))
            .or_else(|| (!GLOBAL_V6.contains(&address)).then_some("given out to nobody")),
    }
}

/// Whether all of a network is of one kind, and not everybody's.
pub(crate) fn is_special(network: IpNet) -> bool {
    match network {
        IpNet::V4(inner) => SPECIAL_V4.iter().any(|(outer, _)| outer.contains(&inner)),
        IpNet::V6(inner) => SPECIAL_V6.iter().any(|(outer, _)| outer.contains(&inner)),
    }
}

fn name_of<N>(table: &[(N, &'static str)], is_in: impl Fn(&N) -> bool) -> Option<&'static str> {
    table
        .iter()
        .find(|(network, _)| is_in(network))
        .map(|(_, name)| *name)
}

/// Reads a network, or an address by itself: the one that is meant, where NAT64 hides it.
pub(crate) fn network(text: &str) -> Option<IpNet> {
    let network = network::read(text)?;
    let is_address = network.prefix_len() == network.max_prefix_len();
    Some(if is_address {
        plain(network.addr()).into()
    } else {
        network
    })
}

#[cfg(test)]
mod tests;
