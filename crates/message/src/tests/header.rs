//! What stands in the header.

use mail_parser::MimeHeaders;

use crate::{Address, Attachment, ComposeError};

use super::{assert_sendable, draft, parse};

pub(super) fn addresses(list: Option<&mail_parser::Address<'_>>) -> Vec<(String, String)> {
    let owned = |text: Option<&str>| text.unwrap_or_default().to_owned();
    list.unwrap()
        .iter()
        .map(|one| (owned(one.name()), owned(one.address())))
        .collect()
}

fn pairs(list: &[(&str, &str)]) -> Vec<(String, String)> {
    list.iter()
        .map(|(name, email)| ((*name).to_owned(), (*email).to_owned()))
        .collect()
}

#[test]
fn headers_say_what_was_given() {
    let mut message = draft();
    message
        .to
        .push(Address::new("Зоя", "zoya@example.net").unwrap());
    message.cc = vec![Address::new("O'Brien, \"Pat\" \\ Co.", "pat@example.com").unwrap()];
    message.reply_to = vec![Address::new("安娜", "anna@example.com").unwrap()];
    message.subject = "Grüße aus Köln 🎈 — ça va?".to_owned();
    let bytes = message.render().unwrap();

    assert_sendable(&bytes);
    let mail = parse(&bytes);
    assert_eq!(
        addresses(mail.from()),
        pairs(&[("Ada Lovelace", "ada@example.org")])
    );
    assert_eq!(
        addresses(mail.to()),
        pairs(&[("", "bob@example.net"), ("Зоя", "zoya@example.net")])
    );
    assert_eq!(
        addresses(mail.cc()),
        pairs(&[("O'Brien, \"Pat\" \\ Co.", "pat@example.com")])
    );
    assert_eq!(
        addresses(mail.reply_to()),
        pairs(&[("安娜", "anna@example.com")])
    );
    assert_eq!(mail.subject(), Some("Grüße aus Köln 🎈 — ça va?"));
    assert_eq!(mail.message_id(), Some("one@example.org"));
    assert_eq!(mail.date().unwrap().to_timestamp(), 1_750_000_000);
    assert!(mail.bcc().is_none());
}

#[test]
fn addresses_beyond_ascii_stand_as_they_are() {
    let mut message = draft();
    message.to = vec![Address::new("Zoë", "zoë@bücher.example").unwrap()];
    message.cc = vec![Address::new("=?x", "用户@例え.テスト").unwrap()];
    let bytes = message.render().unwrap();
    let mail = parse(&bytes);
    assert_eq!(
        addresses(mail.to()),
        pairs(&[("Zoë", "zoë@bücher.example")])
    );
    assert_eq!(addresses(mail.cc()), pairs(&[("=?x", "用户@例え.テスト")]));
    let beyond = bytes.split(|b| *b == b'\n').filter(|line| !line.is_ascii());
    assert_eq!(beyond.count(), 2, "nothing else leaves ASCII");
}

#[test]
fn many_recipients_fold() {
    let mut message = draft();
    message.to = (0..500)
        .map(|n| Address::new("Ünal Öz", &format!("u{n}@example.net")).unwrap())
        .collect();
    let bytes = message.render().unwrap();
    assert_sendable(&bytes);
    assert_eq!(addresses(parse(&bytes).to()).len(), 500);
}

#[test]
fn what_reads_like_an_encoded_word_arrives_as_it_was_written() {
    let long = "=?utf-8?q?a=0D=0AB?= ".repeat(12);
    for given in [
        "=?utf-8?q?hi?=",
        "=?utf-8?q?a=0D=0AB?=",
        "why =?",
        "=?utf-8?b?aGk=?= é",
        long.trim_end(),
    ] {
        let mut message = draft();
        message.subject = given.to_owned();
        message.from = Address::new(given, "ada@example.org").unwrap();
        message.to = [given, "", "Зоя", "O'Brien, \"Pat\""]
            .map(|name| Address::new(name, "bob@example.net").unwrap())
            .to_vec();
        message.attachments = vec![Attachment::new(given, "", Vec::new()).unwrap()];
        let bytes = message.render().unwrap();

        assert_sendable(&bytes);
        let mail = parse(&bytes);
        assert_eq!(mail.subject(), Some(given));
        assert_eq!(addresses(mail.from()), pairs(&[(given, "ada@example.org")]));
        let names: Vec<_> = addresses(mail.to())
            .into_iter()
            .map(|(name, _)| name)
            .collect();
        assert_eq!(names, [given, "", "Зоя", "O'Brien, \"Pat\""]);
        assert_eq!(mail.attachment(0).unwrap().attachment_name(), Some(given));
    }
}

#[test]
fn a_date_that_no_mail_can_name_is_refused() {
    for (date, named) in [
        (-2_208_988_800, "Mon, 1 Jan 1900 00:00:00 +0000"),
        (253_402_300_799, "Fri, 31 Dec 9999 23:59:59 +0000"),
    ] {
        let mut message = draft();
        message.date = date;
        let rendered = String::from_utf8(message.render().unwrap()).unwrap();
        assert!(
            rendered.contains(&format!("Date: {named}\r\n")),
            "{rendered}"
        );
    }
    for date in [i64::MIN, -2_208_988_801, 253_402_300_800, i64::MAX] {
        let mut message = draft();
        message.date = date;
        assert_eq!(message.render(), Err(ComposeError::Date { date }));
    }
}

#[test]
fn content_types_are_whole() {
    for sound in [
        "text/plain",
        "text/plain;charset=utf-8",
        "text/plain ; charset=\"utf-8\" ; name=\"a; \\\"b\\\" c\"",
    ] {
        assert!(Attachment::new("", sound, Vec::new()).is_ok(), "{sound}");
    }
    for broken in [
        "text",
        "text/plain; name=\"a",
        "text/plain; name=\"a\\\"",
        "text/plain; name=\"a\"b",
        "text/plain; name=a b",
        "text/plain; name=",
        "text/plain; name",
        "text/plain;",
        "text/plain; =a",
        "text/plain; name=é",
        "text/plain; name=\"é\"",
    ] {
        assert!(Attachment::new("", broken, Vec::new()).is_err(), "{broken}");
    }
}

#[test]
fn header_injection_is_refused() {
    for evil in ["a\r\nBcc: x@y", "a\nb", "a\rb", "a\0b", "a\u{85}b", "a\tb"] {
        let mut message = draft();
        message.subject = evil.to_owned();
        assert_eq!(
            message.render(),
            Err(ComposeError::Control { field: "subject" }),
            "{evil:?}"
        );

        let mut message = draft();
        message.message_id = format!("{evil}@x");
        assert!(
            matches!(message.render(), Err(ComposeError::MessageId { .. })),
            "{evil:?}"
        );

        assert!(Address::new(evil, "a@x").is_err(), "{evil:?}");
        assert!(Attachment::new(evil, "", Vec::new()).is_err(), "{evil:?}");
        assert!(
            Attachment::new("", &format!("text/{evil}"), Vec::new()).is_err(),
            "{evil:?}"
        );
        assert!(
            Attachment::new("", &format!("text/x; a={evil}"), Vec::new()).is_err(),
            "{evil:?}"
        );
        assert!(
            Attachment::new("", "", Vec::new())
                .unwrap()
                .inline(evil)
                .is_err(),
            "{evil:?}"
        );
    }
}
