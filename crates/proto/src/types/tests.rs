use alloc::{
    format,
    string::{String, ToString},
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
        '\u{115F}',
        '\u{200B}',
        '\u{200F}',
        '\u{2028}',
        '\u{2029}',
        '\u{202E}',
        '\u{2066}',
        '\u{3000}',
        '\u{3164}',
        '\u{FEFF}',
        '\u{FFA0}',
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

#[cfg(feature = "unicode")]
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
fn what_a_person_types_stays_one_line() {
    for given in ["ada", "\"Ada Lovelace\"", "почта", &"x".repeat(500)] {
        assert_eq!(given.parse::<Argument>().unwrap().as_str(), given);
        assert_eq!(given.parse::<RawLine>().unwrap().expose(), given);
    }
    assert_eq!("  ada ".parse::<Argument>().unwrap().as_str(), "ada");
    assert_eq!("".parse::<RawLine>().unwrap().verb(), "");
    for given in [
        "ada\r\nQUIT",
        "a\0",
        "a\u{85}b",
        "a\u{2028}b",
        "\u{1b}[2J",
        "\t",
    ] {
        assert!(given.parse::<Argument>().is_err(), "{given:?}");
        let tab_or_nothing = matches!(given, "" | "\t");
        assert_eq!(
            given.parse::<RawLine>().is_ok(),
            tab_or_nothing,
            "{given:?}"
        );
    }
    assert!(reason::<Argument>("").contains("is empty"));
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

#[test]
fn an_address_is_a_name_in_brackets_alone() {
    for address in ["127.0.0.1", "0.0.0.0", "255.255.255.255"] {
        assert!(reason::<Domain>(address).contains("stands in brackets"));
    }
    for name in [
        "127.0.1",
        "127.0.0.0.1",
        "127.0.0.256",
        "127.0.0.01",
        "127.0.0.x",
    ] {
        assert!(name.parse::<Domain>().is_ok(), "{name}");
    }
    assert_eq!(
        "[127.0.0.1]".parse::<Domain>().unwrap().as_str(),
        "[127.0.0.1]"
    );
}
