use alloc::{
    format,
    string::{String, ToString},
    vec::Vec,
};

use proptest::prelude::*;

use super::*;

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
        ("ädä@example.org", "not ASCII"),
        ("ada@bücher.example", "not ASCII"),
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
    assert!(reason::<Domain>(&"a".repeat(64)).contains("63 octets"));
    assert!(reason::<Domain>(&"a.".repeat(128)).contains("256 octets long, 255 are allowed"));
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
    fn what_is_parsed_prints_as_it_was(given in "[a-z\"\\\\@.]{1,12}@[a-z.-]{1,9}") {
        if let Ok(mailbox) = given.parse::<Mailbox>() {
            prop_assert_eq!(mailbox.to_string(), given);
        }
    }
}
