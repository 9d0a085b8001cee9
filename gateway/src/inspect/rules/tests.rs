use super::*;

fn pattern(text: &str) -> SenderPattern {
    text.parse().unwrap()
}

#[test]
fn who_a_mail_may_be_from() {
    for (text, sender, permitted) in [
        ("@example.org", "<ada@example.org>", true),
        ("@Example.ORG", "<ada@eXample.org>", true),
        ("@example.org", "<ada@sub.example.org>", false),
        ("@example.org", "<ada@notexample.org>", false),
        ("@example.org", "<>", false),
        ("@bücher.example", "<ada@xn--bcher-kva.example>", true),
        ("@xn--bcher-kva.example", "<ada@BÜCHER.example>", true),
        ("ada@example.org", "<ada@EXAMPLE.org>", true),
        ("ada@example.org", "<Ada@example.org>", false),
        ("ada@example.org", "<bob@example.org>", false),
        ("ada@example.org", "<\"ada\"@example.org>", false),
        ("ada@example.org", "<ada@example.org.evil.example>", false),
        ("@example.org", "<\"x@evil.example\"@example.org>", true),
        ("<>", "<>", true),
        ("<>", "<ada@example.org>", false),
        ("@[192.0.2.1]", "<ada@[192.0.2.1]>", true),
    ] {
        let rules = MailRules {
            senders: Some(vec![pattern(text)]),
            ..MailRules::default()
        };
        assert_eq!(
            rules.permits(&sender.parse().unwrap()),
            permitted,
            "{text} {sender}"
        );
    }
    assert!(MailRules::default().permits(&"<>".parse().unwrap()));
}

#[test]
fn what_two_lists_permit_both() {
    for (a, b, both) in [
        (
            &["@example.org"][..],
            &["ada@example.org", "bob@example.net"][..],
            &["ada@example.org"][..],
        ),
        (
            &["@a.example", "@b.example"],
            &["@B.example"],
            &["@b.example", "@B.example"],
        ),
        (&["ada@example.org"], &["bob@example.org"], &[]),
        (&["<>", "@a.example"], &["<>"], &["<>", "<>"]),
        (&[], &["@a.example"], &[]),
    ] {
        let [a, b, both] = [a, b, both].map(|list| MailRules {
            senders: Some(list.iter().map(|text| pattern(text)).collect()),
            ..MailRules::default()
        });
        assert_eq!(a.and(&b), both);
    }
}

#[test]
fn of_two_limits_the_smaller_holds() {
    let rules = |recipients, mails, mails_per_hour, size| MailRules {
        senders: None,
        recipients,
        mails,
        mails_per_hour,
        size,
    };
    let one = rules(Some(1), None, Some(5), Some(10));
    let other = rules(Some(2), Some(3), None, Some(9));
    let both = rules(Some(1), Some(3), Some(5), Some(9));
    assert_eq!(one.and(&other), both);
    assert_eq!(other.and(&one), both);
    let somebody = MailRules {
        senders: Some(vec![pattern("@a.example")]),
        ..MailRules::default()
    };
    assert_eq!(somebody.and(&MailRules::default()), somebody);
    assert_eq!(MailRules::default().and(&somebody), somebody);
}

#[test]
fn patterns_are_written_as_they_are_read() {
    for text in ["@example.org", "ada@example.org", "<>"] {
        assert_eq!(pattern(text).to_string(), text);
    }
    for text in ["", "@", "example.org", "@a b", "a@b@c d", "<a@b>\r\n"] {
        assert!(text.parse::<SenderPattern>().is_err(), "{text:?}");
    }
}
