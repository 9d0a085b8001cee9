use super::*;
use crate::judge::table::rows;

#[test]
fn every_spelling_of_the_table_is_read_as_it_says() {
    for (written, read) in rows("Hosts") {
        let host = written
            .replace("\\0", "\0")
            .replace("\\n", "\n")
            .parse::<Host>();
        let verdict = match &host {
            Ok(Host::Name(name)) => format!("the name `{name}"),
            Ok(Host::Address(address)) => format!("the address `{address}"),
            Err(_) => "refused: ".to_owned(),
        };
        assert!(
            read.starts_with(&verdict),
            "{written}: {read}, but {host:?}"
        );
    }
}

#[test]
fn lengths() {
    let name = |length| {
        [
            "a".repeat(63),
            "a".repeat(63),
            "a".repeat(63),
            "a".repeat(length),
        ]
        .join(".")
    };
    assert!(name(61).parse::<Host>().is_ok());
    assert_eq!(name(62).parse::<Host>(), Err(HostError::TooLong));
    assert_eq!("a".repeat(64).parse::<Host>(), Err(HostError::Label));
    assert_eq!("".parse::<Host>(), Err(HostError::Label));
}

fn admits(pattern: &str, host: &str) -> bool {
    pattern
        .parse::<Pattern>()
        .unwrap()
        .admits(&host.parse().unwrap())
}

#[test]
fn a_pattern_means_one_host_or_all_names_below_one() {
    for (pattern, host) in [
        ("mail.example.org", "mail.example.org"),
        ("Mail.Example.ORG.", "MAIL.example.org."),
        ("*.example.org", "mail.example.org"),
        ("*.example.org", "a.b.example.org."),
        ("*.münchen.example", "mail.xn--mnchen-3ya.example"),
        ("192.0.2.7", "192.0.2.7"),
        ("2001:db8::7", "2001:DB8::0:7"),
    ] {
        assert!(admits(pattern, host), "{pattern} {host}");
    }
    for (pattern, host) in [
        ("mail.example.org", "a.mail.example.org"),
        ("*.example.org", "example.org"),
        ("*.example.org", "badexample.org"),
        ("*.example.org", "example.org.evil.example"),
        ("192.0.2.7", "192.0.2.8"),
        ("192.0.2.7", "::ffff:192.0.2.7"),
    ] {
        assert!(!admits(pattern, host), "{pattern} {host}");
    }
}

#[test]
fn what_no_pattern_is() {
    for text in [
        "*",
        "*.",
        "**.example.org",
        "a.*.example.org",
        "*example.org",
        "*.0.0.1",
        "*.127.0.0.1",
        "",
    ] {
        assert!(text.parse::<Pattern>().is_err(), "{text}");
    }
}
