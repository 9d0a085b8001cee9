//! Networks, as an operator writes them.

use std::net::IpAddr;

use ipnet::IpNet;

/// Reads a network such as `10.1.0.0/16`, or an address by itself. One of mapped addresses is the IPv4
/// one that it means: by that, clients and servers are known.
pub(crate) fn read(text: &str) -> Option<IpNet> {
    let single = || text.parse().ok().map(IpAddr::into);
    text.parse().ok().or_else(single).map(unmapped)
}

fn unmapped(network: IpNet) -> IpNet {
    let length = network.prefix_len().checked_sub(96);
    let plain = length.and_then(|length| IpNet::new(network.addr().to_canonical(), length).ok());
    plain
        .filter(|plain| matches!(plain, IpNet::V4(_)))
        .unwrap_or(network)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn networks_and_addresses_by_what_they_mean() {
        for (text, expected) in [
            ("10.1.0.0/16", "10.1.0.0/16"),
            ("10.0.0.1", "10.0.0.1/32"),
            ("fd00::/8", "fd00::/8"),
            ("::1", "::1/128"),
            ("::ffff:10.0.0.0/104", "10.0.0.0/8"),
            ("::ffff:10.0.0.1", "10.0.0.1/32"),
            ("::ffff:0:0/96", "0.0.0.0/0"),
            ("64:ff9b::a00:1", "64:ff9b::a00:1/128"),
        ] {
            assert_eq!(read(text).unwrap().to_string(), expected);
        }
        for text in ["", "10.0.0", "10.0.0.0/33", "10.0.0.1:80", "mail.example"] {
            assert_eq!(read(text), None, "{text}");
        }
    }
}
