use alloc::{
    format,
    string::{String, ToString},
    vec::Vec,
};

use proptest::prelude::*;

use super::*;
use crate::Unicode;

fn reason<T: core::str::FromStr<Err = ValueError>>(given: &str) -> String {
    given
        .parse::<T>()
        .err()
        .map_or_else(String::new, |error| error.to_string())
}

#[test]
fn mailboxes_that_exist() {
    for given in [
        "ada@example.org",
        "ada.lovelace+tag@mail.example.org",
        "!#$%&'*+-/=?^_`{|}~@x",
        "\"ada lovelace\"@example.org",
        "\"a\\\"b@c\"@example.org",
        "ada@[192.0.2.1]",
        "ada@[IPv6:2001:db8::1]",
        "ada@under_score.example",
        "zoë@example.org",
        "ada@bücher.example",
        "почта@пример.рф",
        "\"δ ε\"@παράδειγμα.example",
        "نیم\u{200C}فاصله@example.org",
    ] {
        assert_eq!(given.parse::<Mailbox>().unwrap().to_string(), given);
    }
}

#[test]
fn mailboxes_that_do_not_say_what_is_wrong() {
    for (given, why) in [
        ("", "is empty"),
        ("ada", "the @ is missing"),
        ("@example.org", "nothing stands before the @"),
        ("ada@", "domain is empty"),
        ("ada lovelace@example.org", "needs quotes"),
        (".ada@example.org", "needs quotes"),
        ("a..b@example.org", "needs quotes"),
        ("ada>@example.org", "needs quotes"),
        ("\"ada@example.org", "closing quote is missing"),
        ("\"ada\\\"@example.org", "closing quote is missing"),
        ("\"a\"b\"@example.org", "text follows the closing quote"),
        ("ada@example..org", "two dots"),
        ("ada@-x.org", "hyphen"),
        ("ada@exa mple.org", "only letters"),
        ("ada@[192.0.2.1", "closing bracket"),
        ("ada@[]", "between the brackets"),
        ("ada@[1.2.3.4]>", "closing bracket"),
        ("ada@例え。テスト", "only letters"),
        ("ada@[١٩٢.0.2.1]", "between the brackets"),
    ] {
        let said = reason::<Mailbox>(given);
        assert!(said.contains(why), "{given:?}: {said:?}");
    }
}

#[test]
fn lengths_are_those_of_rfc_5321() {
    let local = |n: usize| format!("{}@x", "a".repeat(n));
    assert_eq!(reason::<Mailbox>(&local(64)), "");
    assert!(reason::<Mailbox>(&local(65)).contains("65 octets long, 64 are allowed"));
    assert!(reason::<Domain>(&"a".repeat(64)).contains("63 characters"));
    assert!(reason::<Domain>(&"a.".repeat(128)).contains("256 octets long, 255 are allowed"));
    assert_eq!(reason::<Mailbox>(&format!("{}@x", "ä".repeat(32))), "");
    assert!(reason::<Mailbox>(&format!("{}@x", "ä".repeat(33))).contains("66 octets long"));
}

#[test]
fn what_deceives_a_reader_is_no_part_of_an_address() {
    for hidden in [
        '\u{85}',
        '\u{A0}',
        '\u{AD}',
        '\u{200B}',
        '\u{200F}',
        '\u{2028}',
        '\u{2029}',
        '\u{202E}',
        '\u{2066}',
        '\u{3000}',
        '\u{FEFF}',
        '\u{FFFD}',
        '\u{E0041}',
    ] {
        for given in [format!("a{hidden}da@x"), format!("ada@x{hidden}y")] {
            assert!(
                reason::<Mailbox>(&given).contains("control character U+"),
                "{given:?}"
            );
        }
    }
}

#[test]
fn an_address_in_ascii_if_it_has_that_form() {
    let unicode = Unicode::DEFAULT;
    for (given, ascii) in [
        ("ada@example.org", Some("ada@example.org")),
        ("ada@Bücher.example", Some("ada@xn--bcher-kva.example")),
        ("ada@пример.рф", Some("ada@xn--e1afmkfd.xn--p1ai")),
        ("zoë@example.org", None),
        ("ada@a\u{FF0F}b.example", None),
    ] {
        let mailbox: Mailbox = given.parse().unwrap();
        let found = mailbox
            .to_ascii(&unicode)
            .map(|mailbox| mailbox.to_string());
        assert_eq!(found.as_deref(), ascii, "{given}");
        assert_eq!(mailbox.is_ascii(), ascii == Some(given));
    }
    let given: Mailbox = "ada@bücher.example".parse().unwrap();
    assert_eq!(given.to_ascii(&Unicode::ASCII), None);
    let lies = Unicode {
        domain_to_ascii: |_| Some("x>\r\nRCPT TO:<y".into()),
        ..Unicode::ASCII
    };
    assert_eq!(given.to_ascii(&lies), None);
}

#[test]
fn paths_take_brackets_or_none() {
    assert_eq!("".parse::<ReversePath>().unwrap(), ReversePath::Null);
    assert_eq!("<>".parse::<ReversePath>().unwrap().to_string(), "<>");
    assert_eq!("<a@x>".parse::<ForwardPath>().unwrap().to_string(), "<a@x>");
    assert_eq!("a@x".parse::<ForwardPath>().unwrap().to_string(), "<a@x>");
    assert!(reason::<ForwardPath>("<>").contains("is empty"));
}

#[test]
fn domains_differ_by_more_than_case() {
    assert_eq!("EXAMPLE.org".parse::<Domain>(), "example.ORG".parse());
    assert_ne!("example.org".parse::<Domain>(), "example.com".parse());
}

#[test]
fn enhanced_codes() {
    for given in ["2.0.0", "5.1.1", "4.999.999"] {
        assert_eq!(given.parse::<EnhancedCode>().unwrap().to_string(), given);
    }
    for given in [
        "3.0.0", "5.1", "5.1.1.1", "5.1000.1", "5..1", "+5.1.1", "5.-1.1",
    ] {
        assert_ne!(reason::<EnhancedCode>(given), "", "{given}");
    }
}

#[test]
fn a_reply_puts_its_enhanced_code_on_every_line() {
    let code = Code::new(550).unwrap();
    let reply = Reply::new(code, "5.1.1".parse().ok(), "no such user\ntry another");
    assert_eq!(
        reply.encode(),
        b"550-5.1.1 no such user\r\n550 5.1.1 try another\r\n"
    );
    assert_eq!(reply.text(), "no such user\ntry another");
}

#[test]
fn the_words_of_a_reply_cannot_end_its_line() {
    let reply = Reply::new(Code::new(250).unwrap(), None, "a\r\n550 b\0");
    assert_eq!(reply.encode(), b"250-a \r\n250 550 b \r\n");
}

#[test]
fn capabilities_are_read_in_any_case() {
    let code = Code::new(250).unwrap();
    let hello = "mx.example\nsize 1000\nAUTH login GSSAPI plain\nAUTH=LOGIN\npipelining";
    let known = Capabilities::from_reply(&Reply::new(code, None, hello));
    assert_eq!(known.size(), Some(1000));
    assert_eq!(known.auth(), [Mechanism::Plain, Mechanism::Login]);
    assert_eq!(
        known.mechanisms().collect::<Vec<_>>(),
        ["login", "GSSAPI", "plain", "LOGIN"]
    );
    assert!(known.pipelining() && !known.starttls() && !known.has("mx.example"));
}

#[test]
fn size_without_a_number_or_with_zero_is_no_limit() {
    for line in ["SIZE", "SIZE 0", "SIZE lots"] {
        let hello = Reply::new(Code::new(250).unwrap(), None, &format!("mx\n{line}"));
        let known = Capabilities::from_reply(&hello);
        assert!(known.has("SIZE"));
        assert_eq!(known.size(), None);
    }
}

fn hello(lines: &str) -> Capabilities {
    let code = Code::new(250).unwrap();
    Capabilities::from_reply(&Reply::new(code, None, &format!("mx\n{lines}")))
}

#[test]
fn every_extension_has_a_question() {
    let none = hello("HELP");
    let all = hello(
        "CHUNKING\nBINARYMIME\nSmtpUtf8\nDSN\nENHANCEDSTATUSCODES\nREQUIRETLS\nMT-PRIORITY MIXER\n\
         8BITMIME\nPIPELINING\nSTARTTLS",
    );
    let questions: [fn(&Capabilities) -> bool; 10] = [
        Capabilities::chunking,
        Capabilities::binary_mime,
        Capabilities::smtp_utf8,
        Capabilities::dsn,
        Capabilities::enhanced_status_codes,
        Capabilities::require_tls,
        Capabilities::mt_priority,
        Capabilities::eight_bit_mime,
        Capabilities::pipelining,
        Capabilities::starttls,
    ];
    for question in questions {
        assert!(question(&all) && !question(&none));
    }
    assert!(
        !hello("BINARYMIME").binary_mime(),
        "means nothing without CHUNKING"
    );
}

#[test]
fn deliver_by_names_the_least_time() {
    for (line, least) in [
        ("DELIVERBY", None),
        ("DELIVERBY 240", Some(240)),
        ("DELIVERBY soon", None),
        ("DELIVERBY -5", None),
        ("DELIVERBY 1000000000", None),
    ] {
        let min_seconds = least;
        assert_eq!(
            hello(line).deliver_by(),
            Some(DeliverByOffer { min_seconds }),
            "{line}"
        );
    }
    assert_eq!(hello("HELP").deliver_by(), None);
    let offer = hello("DELIVERBY 240").deliver_by().unwrap();
    for (wish, taken) in [
        ("240;R", true),
        ("239;R", false),
        ("239;N", true),
        ("-9;N", true),
    ] {
        assert_eq!(offer.takes(&wish.parse().unwrap()), taken, "{wish}");
    }
}

#[test]
fn future_release_names_the_longest_and_the_latest() {
    let latest: UtcTime = "2030-01-01T00:00:00Z".parse().unwrap();
    for (line, max_seconds, max_until) in [
        (
            "FUTURERELEASE 60 2030-01-01T00:00:00Z",
            Some(60),
            Some(latest),
        ),
        ("FUTURERELEASE 60", Some(60), None),
        ("FUTURERELEASE", None, None),
        (
            "FUTURERELEASE long 2030-01-01T00:00:00Z",
            None,
            Some(latest),
        ),
        ("FUTURERELEASE 60 then", Some(60), None),
    ] {
        let offer = FutureReleaseOffer {
            max_seconds,
            max_until,
        };
        assert_eq!(hello(line).future_release(), Some(offer), "{line}");
    }
    let offer = hello("FUTURERELEASE 60 2030-01-01T00:00:00Z")
        .future_release()
        .unwrap();
    let seconds = |n| Hold::For(HoldSeconds::new(n).unwrap());
    assert!(offer.takes(&seconds(60)) && !offer.takes(&seconds(61)));
    let after = UtcTime::from_unix(latest.to_unix() + 1).unwrap();
    assert!(offer.takes(&Hold::Until(latest)) && !offer.takes(&Hold::Until(after)));
}

#[test]
fn limits_that_are_not_well_formed_are_none() {
    let limits = |mails, recipients, domains| Limits {
        mails,
        recipients,
        domains,
    };
    for (line, found) in [
        (
            "LIMITS MAILMAX=10 rcptmax=100 RCPTDOMAINMAX=999999",
            limits(Some(10), Some(100), Some(999_999)),
        ),
        ("LIMITS", Limits::default()),
        (
            "LIMITS OTHER=1 MAILMAX RCPTMAX=5",
            limits(None, Some(5), None),
        ),
        (
            "LIMITS MAILMAX=0 RCPTMAX=01 RCPTDOMAINMAX=-1",
            Limits::default(),
        ),
        (
            "LIMITS MAILMAX=1000000 RCPTMAX=+5 RCPTDOMAINMAX=",
            Limits::default(),
        ),
        (
            "LIMITS RCPTMAX=x RCPTMAX=7 RCPTMAX=8",
            limits(None, Some(7), None),
        ),
        ("HELP", Limits::default()),
    ] {
        assert_eq!(hello(line).limits(), found, "{line}");
    }
}

#[test]
fn what_a_person_types_stays_one_line() {
    for given in ["ada", "\"Ada Lovelace\"", "почта", &"x".repeat(500)] {
        assert_eq!(given.parse::<Argument>().unwrap().as_str(), given);
        assert_eq!(given.parse::<RawLine>().unwrap().expose(), given);
    }
    assert_eq!("  ada ".parse::<Argument>().unwrap().as_str(), "ada");
    for given in [
        "",
        "ada\r\nQUIT",
        "a\0",
        "a\u{85}b",
        "a\u{2028}b",
        "\u{1b}[2J",
        "\t",
    ] {
        assert!(given.parse::<Argument>().is_err(), "{given:?}");
        assert!(given.parse::<RawLine>().is_err(), "{given:?}");
    }
    assert!(reason::<Argument>("  ").contains("is empty"));
    assert!(reason::<Argument>(&"x".repeat(501)).contains("500 are allowed"));
    assert!(reason::<RawLine>(&"x".repeat(999)).contains("998 are allowed"));
    let line: RawLine = "auth PLAIN AGEAYg==".parse().unwrap();
    assert_eq!(line.verb(), "AUTH");
    assert!(!format!("{line:?}").contains("AGEA"));
}

proptest! {
    #[test]
    fn no_value_lets_a_control_through(given in "\\PC{0,8}[\\x00-\\x1f\\x7f\u{80}-\u{9f}\u{2028}]\\PC{0,8}") {
        for shaped in [given.clone(), format!("{given}@x"), format!("x@{given}"), format!("\"{given}\"@x")] {
            prop_assert!(shaped.parse::<Mailbox>().is_err());
            prop_assert!(shaped.parse::<Domain>().is_err());
            prop_assert!(shaped.parse::<ForwardPath>().is_err());
            prop_assert!(shaped.parse::<ReversePath>().is_err());
        }
    }

    #[test]
    fn what_is_parsed_prints_as_it_was(given in "[a-zé語\"\\\\@.]{1,12}@[a-zé語.-]{1,9}") {
        if let Ok(mailbox) = given.parse::<Mailbox>() {
            prop_assert_eq!(mailbox.to_string(), given);
        }
    }
}
