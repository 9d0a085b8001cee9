//! What stands in the header.

use std::borrow::ToOwned;
use std::string::String;
use std::vec;
use std::vec::Vec;
use std::{assert_eq, format};

use mail_parser::MimeHeaders;
use proptest::prelude::*;

use crate::{Address, ComposeError, Disposition, Field, Label, Link, Message, Part, Value};

use super::label::labelled;
use super::letter::{self, Letter, mailbox, text_part};
use super::{assert_sendable, line, octets, parse, render};

pub(super) fn addresses(list: Option<&mail_parser::Address<'_>>) -> Vec<(String, String)> {
    let owned = |text: Option<&str>| text.unwrap_or_default().to_owned();
    list.unwrap()
        .iter()
        .map(|one| (owned(one.name()), owned(one.address())))
        .collect()
}

fn pairs(list: &[(&str, &str)]) -> Vec<(String, String)> {
    let owned = |&(name, email): &(&str, &str)| (name.to_owned(), email.to_owned());
    list.iter().map(owned).collect()
}

fn message(header: Vec<Field>) -> Message {
    let body = text_part("text/plain", "");
    let seed = String::new();
    Message { header, body, seed }
}

/// The field as it is written.
fn written(name: &str, value: Value) -> Result<String, ComposeError> {
    let bytes = render(message(vec![Field::new(name, value)]))?;
    let text = String::from_utf8(bytes).unwrap();
    let (field, _) = text.split_once("MIME-Version").unwrap();
    Ok(field.to_owned())
}

fn text(name: &str, value: &str) -> Result<String, ComposeError> {
    written(name, Value::Text(value.to_owned()))
}

#[test]
fn headers_say_what_was_given() {
    let mut letter = Letter::new();
    letter.header.extend([
        letter::addresses(
            "To",
            &[("", "bob@example.net"), ("Зоя", "zoya@example.net")],
        ),
        letter::addresses("Cc", &[("O'Brien, \"Pat\" \\ Co.", "pat@example.com")]),
        letter::addresses("Reply-To", &[("安娜", "anna@example.com")]),
    ]);
    letter.subject("Grüße aus Köln 🎈 — ça va?");
    let bytes = letter.octets().unwrap();

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
}

#[test]
fn addresses_beyond_ascii_stand_as_they_are() {
    let mut letter = Letter::new();
    letter.to("Zoë", "zoë@bücher.example");
    let cc = letter::addresses("Cc", &[("=?x", "用户@例え.テスト")]);
    letter.header.push(cc);
    let rendered = letter.message().render(false).unwrap();
    assert!(rendered.utf8_header && rendered.eight_bit);
    let bytes = octets(&rendered, &[]);
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
    let mailbox = |n| mailbox("Ünal Öz", &format!("u{n}@example.net"));
    let many = (0..500).map(|n| Address::Mailbox(mailbox(n))).collect();
    let to = Field::new("To", Value::Addresses(many));
    let bytes = render(message(vec![to])).unwrap();
    assert_sendable(&bytes);
    assert_eq!(addresses(parse(&bytes).to()).len(), 500);
}

#[test]
fn groups_name_their_members_or_nobody() {
    let group = |name: &str, members| Address::Group {
        name: name.to_owned(),
        members,
    };
    let list = |addresses| written("To", Value::Addresses(addresses)).unwrap();
    assert_eq!(
        list(vec![group("undisclosed-recipients", Vec::new())]),
        "To: undisclosed-recipients:;\r\n"
    );
    let members = vec![mailbox("", "a@x"), mailbox("B. B.", "\"b,b\"@x")];
    let both = vec![
        group("Füße", members),
        Address::Mailbox(mailbox("", "\"c;\"@x")),
    ];
    assert_eq!(
        list(both),
        "To: =?utf-8?B?RsO8w59l?=: a@x, \"B. B.\" <\"b,b\"@x>;, <\"c;\"@x>\r\n"
    );
}

#[test]
fn a_group_has_a_name() {
    let name = String::new();
    let members = vec![mailbox("", "a@x")];
    let group = Address::Group { name, members };
    let field = "To".to_owned();
    let refused = written("To", Value::Addresses(vec![group]));
    assert_eq!(refused, Err(ComposeError::Nameless { field }));
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
        let mut letter = Letter::new();
        letter.subject(given);
        let names = [given, "", "Зоя", "O'Brien, \"Pat\""];
        let to = names.map(|name| (name, "bob@example.net"));
        letter.header.push(letter::addresses("To", &to));
        letter.file(given, "", Vec::new());
        let bytes = letter.octets().unwrap();

        assert_sendable(&bytes);
        let mail = parse(&bytes);
        assert_eq!(mail.subject(), Some(given));
        assert_eq!(addresses(mail.to()), pairs(&to));
        let file = mail.attachment(0).unwrap();
        assert_eq!(file.attachment_name(), Some(given));
    }
}

#[test]
fn text_is_folded_at_spaces_or_encoded() {
    let spaced = "word ".repeat(30);
    let url = format!("https://example.org/{}", "x".repeat(400));
    for (given, expected) in [
        ("plain", "Subject: plain\r\n"),
        ("", ""),
        (
            spaced.trim_end(),
            &format!(
                "Subject:{}\r\n{}\r\n{}\r\n",
                " word".repeat(13),
                " word".repeat(15),
                " word".repeat(2)
            ),
        ),
        (&url, &format!("Subject:\r\n {url}\r\n")),
        ("two  spaces", "Subject: =?utf-8?Q?two__spaces?=\r\n"),
        (" ", "Subject: =?utf-8?Q?_?=\r\n"),
        ("你好", "Subject: =?utf-8?B?5L2g5aW9?=\r\n"),
    ] {
        assert_eq!(text("Subject", given).as_deref(), Ok(expected));
    }
}

#[test]
fn a_date_that_no_mail_can_name_is_refused() {
    for (date, named) in [
        (-2_208_988_800, "Mon, 1 Jan 1900 00:00:00 +0000"),
        (-1, "Wed, 31 Dec 1969 23:59:59 +0000"),
        (951_827_696, "Tue, 29 Feb 2000 12:34:56 +0000"),
        (4_107_542_400, "Mon, 1 Mar 2100 00:00:00 +0000"),
        (253_402_300_799, "Fri, 31 Dec 9999 23:59:59 +0000"),
    ] {
        let field = written("Date", Value::Date(date)).unwrap();
        assert_eq!(field, format!("Date: {named}\r\n"));
    }
    for date in [i64::MIN, -2_208_988_801, 253_402_300_800, i64::MAX] {
        let refused = written("Date", Value::Date(date));
        assert_eq!(refused, Err(ComposeError::Date { date }));
    }
}

#[test]
fn ids_stand_in_brackets() {
    let ids = |name, ids: &[&str]| {
        let ids = ids.iter().map(|id| (*id).to_owned());
        written(name, Value::Ids(ids.collect()))
    };
    let long = "x".repeat(60);
    assert_eq!(ids("References", &[]).as_deref(), Ok(""));
    assert_eq!(
        ids("References", &["a@x", "odd(one)", &long]),
        Ok(format!("References: <a@x> <odd(one)>\r\n <{long}>\r\n"))
    );
    for broken in ["", "a b", "<a@x>", "a@x\r\n", "ä@x"] {
        assert!(ids("References", &[broken]).is_err(), "{broken:?}");
    }
    assert_eq!(
        ids("Message-ID", &["a@x"]).as_deref(),
        Ok("Message-ID: <a@x>\r\n")
    );
    for broken in ["a", "a@", "@x", "a@b@c", "a(@x"] {
        assert!(ids("message-id", &[broken]).is_err(), "{broken:?}");
    }
}

#[test]
fn lists_are_named_by_urls() {
    let links = |name, links: &[(&str, &str)]| {
        let link = |&(url, comment): &(&str, &str)| Link {
            url: url.to_owned(),
            comment: comment.to_owned(),
        };
        written(name, Value::Urls(links.iter().map(link).collect()))
    };
    assert_eq!(
        links(
            "List-Help",
            &[("mailto:a@x", ""), ("https://x/", "a (b) c")]
        )
        .as_deref(),
        Ok("List-Help: <mailto:a@x>, <https://x/> (a \\(b\\) c)\r\n")
    );
    assert_eq!(
        links("List-Post", &[("https://x/", "Grüße")]).as_deref(),
        Ok("List-Post: <https://x/> (=?utf-8?B?R3LDvMOfZQ==?=)\r\n")
    );
    assert_eq!(
        links("List-ID", &[("news.x", "Our news, daily")]).as_deref(),
        Ok("List-ID: \"Our news, daily\" <news.x>\r\n")
    );
    for broken in ["", "https://x/ y", "https://x/>", "https://ü/", "x\r\ny"] {
        assert!(links("List-Help", &[(broken, "")]).is_err(), "{broken:?}");
    }
}

#[test]
fn what_is_prepared_stands_as_it_is() {
    let prepared = |value: &str| written("X-Prepared", Value::Prepared(value.to_owned()));
    let long = "x".repeat(998 - "X-Prepared: ".len());
    for sound in ["a  b\t=?utf-8?Q?c?=", "a\r\n b\r\n\tc", "ü", &long] {
        let field = format!("X-Prepared: {sound}\r\n");
        assert_eq!(prepared(sound), Ok(field));
    }
    for broken in [
        "a\r\nBcc: x@y",
        "a\r\n",
        "a\r\n ",
        "a\r\n \r\n b",
        "a\n b",
        "a\r b",
        "a\r\r\n b",
        "a\r\n\r\n b",
        "a\0b",
        "a\u{85}b",
        &format!("{long}x"),
        &" b\r\n".repeat(30_000),
    ] {
        assert!(prepared(broken).is_err(), "{broken:?}");
    }
}

#[test]
fn fields_that_follow_from_the_parts_cannot_be_set_nor_can_blind_copies_leak() {
    for name in [
        "bcc",
        "resent-bcc",
        "Content-Type",
        "content-transfer-encoding",
        "Content-Disposition",
        "Content-Id",
        "MIME-VERSION",
    ] {
        let refused = text(name, "x");
        let name = name.to_owned();
        assert_eq!(refused, Err(ComposeError::Reserved { name }));
    }
    let long = "x".repeat(77);
    for name in ["", "a b", "a:b", "a\r\nb", "ä", &long] {
        assert!(matches!(text(name, "x"), Err(ComposeError::Name { .. })));
    }
    assert!(text(&"x".repeat(76), "x").is_ok());
}

#[test]
fn a_field_is_no_longer_than_servers_take() {
    let address = || Address::Mailbox(mailbox("", "somebody@example.net"));
    let list = |count| Value::Addresses((0..count).map(|_| address()).collect());
    let ids = |count| Value::Ids(vec!["one@example.org".to_owned(); count]);
    let link = Link {
        url: "https://example.org/".to_owned(),
        comment: String::new(),
    };
    let links = |count| Value::Urls(vec![link.clone(); count]);
    assert!(written("To", list(4_000)).is_ok());
    for (name, value) in [
        ("To", list(5_000)),
        ("References", ids(6_000)),
        ("List-Help", links(5_000)),
        ("Subject", Value::Text("x".repeat(100_001))),
        ("X-Prepared", Value::Prepared("x\r\n ".repeat(30_000) + "x")),
    ] {
        let (field, limit) = (name.to_owned(), 100_000);
        assert_eq!(
            written(name, value).map(|_| ()),
            Err(ComposeError::TooLong { field, limit })
        );
    }
}

#[test]
fn header_injection_is_refused() {
    for evil in ["a\r\nBcc: x@y", "a\nb", "a\rb", "a\0b", "a\u{85}b", "a\tb"] {
        let field = "Subject".to_owned();
        assert_eq!(text("Subject", evil), Err(ComposeError::Control { field }));
        let list = |one| written("To", Value::Addresses(vec![one]));
        let group = Address::Group {
            name: evil.to_owned(),
            members: Vec::new(),
        };
        let link = Link {
            url: "https://x/".to_owned(),
            comment: evil.to_owned(),
        };
        for field in [
            list(Address::Mailbox(mailbox(evil, "a@x"))),
            list(Address::Mailbox(mailbox("", evil))),
            list(group),
            written("Message-ID", Value::Ids(vec![format!("{evil}@x")])),
            written("References", Value::Ids(vec![evil.to_owned()])),
            written("List-Help", Value::Urls(vec![link])),
            text(evil, "x"),
        ] {
            assert!(field.is_err(), "{field:?}");
        }
        let evil = || Some(evil.to_owned());
        let type_with = |start: &str| Label::new(&[start, &evil().unwrap()].concat());
        let mut named = Label::new("");
        named.filename = evil();
        let mut identified = Label::new("");
        identified.cid = evil();
        for label in [
            named,
            identified,
            type_with("text/"),
            type_with("text/x; a="),
            type_with("text/x; a=\""),
        ] {
            assert!(labelled(label.clone()).is_err(), "{label:?}");
        }
    }
}

#[test]
fn an_error_shows_what_was_given_without_what_is_not_seen() {
    for hidden in ["\r\n\u{1b}", "\u{202e}\u{2066}\u{e0041}"] {
        let given = Address::Mailbox(mailbox("", &format!("a{hidden}@x")));
        let refused = written("To", Value::Addresses(vec![given]));
        assert_eq!(
            std::string::ToString::to_string(&refused.unwrap_err()),
            "\"a\u{fffd}\u{fffd}\u{fffd}@x\" is not an address: write it as name@example.org"
        );
    }
}

proptest! {
    #[test]
    fn any_header_is_read_as_it_was_given(
        subject in line(300),
        group in line(60).prop_filter("a group has a name", |name| !name.is_empty()),
        comment in line(120),
        filename in line(120),
        parameter in line(120),
    ) {
        let members = vec![mailbox(&group, "a@x.example")];
        let url = "https://x.example/".to_owned();
        let list = Link { url, comment };
        let mut letter = Letter::new();
        letter.subject(&subject);
        letter.header.extend([
            Field::new("To", Value::Addresses(vec![Address::Group { name: group.clone(), members }])),
            Field::new("List-Help", Value::Urls(vec![list])),
        ]);
        let quoted = parameter.replace('\\', "\\\\").replace('"', "\\\"");
        let mut label = Label::new(&format!("text/plain; x-any=\"{quoted}\""));
        label.filename = Some(filename.clone());
        label.disposition = Some(Disposition::Inline);
        let mut message = letter.message();
        message.body = Part::Text { label, text: String::new(), encoding: None };
        let bytes = render(message).unwrap();

        assert_sendable(&bytes);
        let mail = parse(&bytes);
        prop_assert_eq!(mail.subject().unwrap_or_default(), subject);
        let named = mail.to().unwrap().as_group().unwrap().first().unwrap();
        prop_assert_eq!(named.name.as_deref().unwrap_or_default(), &group);
        let member = named.addresses.first().unwrap().name.as_deref();
        prop_assert_eq!(member.unwrap_or_default(), &group);
        let part = &mail.parts[0];
        prop_assert_eq!(part.attachment_name().unwrap_or_default(), filename);
        let read = part.content_type().unwrap().attribute("x-any");
        prop_assert_eq!(read.unwrap_or_default(), parameter);
    }
}
