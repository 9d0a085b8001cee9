use super::*;
use crate::judge::table::rows;

fn address(text: &str) -> IpAddr {
    text.parse().unwrap()
}

fn rules(networks: &[&str], deny: &[&str]) -> Addresses {
    let read = |texts: &[&str]| texts.iter().map(|text| network(text).unwrap()).collect();
    Addresses {
        networks: read(networks),
        deny: read(deny),
    }
}

#[test]
fn every_address_of_the_table_gets_its_verdict() {
    for (text, verdict) in rows("Addresses") {
        let judged = Addresses::default().forbid(address(&text), &[]);
        assert_eq!(judged.unwrap_or("permitted"), verdict, "{text}");
    }
}

#[test]
fn every_range_has_a_row() {
    let rows = rows("Addresses");
    let is_met = |network: IpNet| {
        rows.iter()
            .any(|(text, _)| network.contains(&address(text)))
    };
    for (network, name) in SPECIAL_V4 {
        assert!(is_met(IpNet::V4(*network)), "{network} {name}");
    }
    for (network, name) in SPECIAL_V6 {
        assert!(is_met(IpNet::V6(*network)), "{network} {name}");
    }
}

#[test]
fn a_network_of_the_operators_is_permitted_in_all_its_forms_and_no_other() {
    let rules = rules(&["10.1.0.0/16", "fd12::/32"], &[]);
    for text in [
        "10.1.2.3",
        "::ffff:10.1.2.3",
        "64:ff9b::10.1.2.3",
        "fd12::1",
    ] {
        assert_eq!(rules.forbid(address(text), &[]), None, "{text}");
    }
    for text in ["10.2.0.1", "64:ff9b::10.2.0.1", "fd13::1", "2002:a01:203::"] {
        assert!(rules.forbid(address(text), &[]).is_some(), "{text}");
    }
}

#[test]
fn what_is_denied_is_denied_in_all_its_forms() {
    let rules = rules(&["10.1.0.0/16"], &["10.1.9.0/24", "1.1.1.1"]);
    for text in ["10.1.9.1", "1.1.1.1", "::ffff:1.1.1.1", "64:ff9b::1.1.1.1"] {
        assert_eq!(
            rules.forbid(address(text), &[]),
            Some("denied by the operator"),
            "{text}"
        );
    }
}

/// `deny = ["::ffff:1.1.1.0/120"]` matched nothing, as addresses are judged in their plain form.
#[test]
fn a_network_is_denied_in_whatever_form_it_is_written() {
    for (denied, texts) in [
        ("::ffff:1.1.1.0/120", ["1.1.1.9", "::ffff:1.1.1.9"]),
        ("64:ff9b::/96", ["64:ff9b::1.1.1.1", "64:ff9b::9.9.9.9"]),
        ("64:ff9b::1.1.1.1", ["64:ff9b::1.1.1.1", "1.1.1.1"]),
    ] {
        let rules = rules(&[], &[denied]);
        for text in texts {
            let judged = rules.forbid(address(text), &[]);
            assert_eq!(judged, Some("denied by the operator"), "{text} {denied}");
        }
    }
    let no_nat64 = rules(&[], &["64:ff9b::/96"]);
    assert_eq!(no_nat64.forbid(address("1.1.1.1"), &[]), None);
}

/// Who opened a provider's or a private network opened the keys of the machine with it.
#[test]
fn a_clouds_metadata_is_permitted_one_by_one_only() {
    let open = rules(
        &[
            "100.64.0.0/10",
            "169.254.0.0/16",
            "192.0.0.0/24",
            "fd00::/8",
        ],
        &[],
    );
    for text in [
        "100.100.100.200",
        "169.254.169.254",
        "192.0.0.192",
        "fd00:ec2::254",
        "fd20:ce::254",
        "64:ff9b::169.254.169.254",
    ] {
        let judged = open.forbid(address(text), &[]);
        assert_eq!(judged, Some("a cloud's metadata"), "{text}");
    }
    assert_eq!(open.forbid(address("fd12::1"), &[]), None);
    let listed = rules(&["169.254.169.254"], &[]);
    assert_eq!(listed.forbid(address("169.254.169.254"), &[]), None);
}

#[test]
fn the_gateways_own_addresses_are_permitted_one_by_one_only() {
    let own = [
        address("10.1.0.5"),
        address("1.1.1.1"),
        address("2606:4700::1"),
    ];
    let open = rules(&["10.1.0.0/16", "127.0.0.0/8"], &[]);
    for text in [
        "10.1.0.5",
        "1.1.1.1",
        "2606:4700::1",
        "::ffff:10.1.0.5",
        "127.0.0.1",
        "0.0.0.0",
    ] {
        assert_eq!(
            open.forbid(address(text), &own),
            Some("of the gateway's own machine"),
            "{text}"
        );
    }
    let listed = rules(&["10.1.0.5", "127.0.0.1/32"], &[]);
    for text in ["10.1.0.5", "127.0.0.1", "::ffff:127.0.0.1"] {
        assert_eq!(listed.forbid(address(text), &own), None, "{text}");
    }
    assert!(listed.forbid(address("127.0.0.2"), &own).is_some());
}

#[test]
fn an_address_of_everybodys_is_refused_once_it_is_among_the_own() {
    let (rules, everybodys) = (rules(&["1.1.1.0/24"], &[]), address("1.1.1.1"));
    assert_eq!(rules.forbid(everybodys, &[]), None);
    assert_eq!(rules.forbid(everybodys, &[everybodys]), Some(OWN));
}

/// The addresses that the kernel takes packets for.
fn of_the_kernel() -> Vec<IpAddr> {
    let routes = std::fs::read_to_string("/proc/net/fib_trie").unwrap();
    let lines: Vec<_> = routes.lines().map(str::trim).collect();
    let v4 = lines.windows(2).filter_map(|pair| match pair {
        [leaf, "/32 host LOCAL"] => Some(address(leaf.strip_prefix("|-- ")?)),
        _ => None,
    });
    let interfaces = std::fs::read_to_string("/proc/net/if_inet6").unwrap_or_default();
    let v6 = interfaces.lines().map(|line| {
        let (digits, _) = line.split_once(' ').unwrap();
        IpAddr::from(u128::from_str_radix(digits, 16).unwrap().to_be_bytes())
    });
    v4.chain(v6).collect()
}

/// A network of the operator's around an address, which is not that address by itself.
fn around(address: IpAddr) -> Addresses {
    let bits = if address.is_ipv4() { 31 } else { 127 };
    Addresses {
        networks: vec![IpNet::new(address, bits).unwrap().trunc()],
        deny: Vec::new(),
    }
}

/// Those that are link-local were none of its own.
#[test]
fn the_machine_knows_each_address_that_the_kernel_takes_packets_for() {
    let (own, kernels) = (own().unwrap(), of_the_kernel());
    assert!(kernels.contains(&address("127.0.0.1")), "{kernels:?}");
    for address in kernels {
        assert!(own.contains(&address), "{address} is not among {own:?}");
        let judged = around(address).forbid(address, &own);
        assert_eq!(judged, Some(OWN), "{address}");
    }
}

#[test]
fn a_network_is_special_as_a_whole_or_not_at_all() {
    for text in ["10.0.0.0/8", "10.1.0.0/16", "127.0.0.1", "fd00::/8", "::1"] {
        assert!(is_special(network(text).unwrap()), "{text}");
    }
    for text in [
        "0.0.0.0/0",
        "10.0.0.0/7",
        "1.1.1.0/24",
        "::/0",
        "2606:4700::/32",
    ] {
        assert!(!is_special(network(text).unwrap()), "{text}");
    }
    for text in ["", "10.0.0.0/33", "10.1", "localhost", "fe80::1%eth0"] {
        assert!(network(text).is_none(), "{text}");
    }
}
