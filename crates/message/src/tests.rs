//! What is rendered, read again by a parser that is not ours.

mod header;

use mail_parser::{MessageParser, MimeHeaders};
use proptest::prelude::*;

use crate::{Address, Attachment, Message};

use header::addresses;

fn draft() -> Message {
    let ada = Address::new("Ada Lovelace", "ada@example.org").unwrap();
    let mut message = Message::new(ada, "one@example.org", 1_750_000_000);
    message.to = vec![Address::new("", "bob@example.net").unwrap()];
    message
}

fn parse(bytes: &[u8]) -> mail_parser::Message<'_> {
    MessageParser::new().parse(bytes).unwrap()
}

fn kind(part: &mail_parser::MessagePart<'_>) -> String {
    let kind = part.content_type().unwrap();
    format!("{}/{}", kind.ctype(), kind.subtype().unwrap_or_default())
}

/// Every line ends in CRLF, holds no other CR or LF and no NUL, and has at most 998 octets of ASCII.
fn assert_sendable(bytes: &[u8]) {
    let text = std::str::from_utf8(bytes).unwrap();
    for line in text.split("\r\n") {
        assert!(line.len() <= 998, "{} octets in a line", line.len());
        assert!(
            line.bytes()
                .all(|b| b.is_ascii() && !b"\r\n\0".contains(&b)),
            "{line:?}"
        );
    }
}

#[test]
fn text_and_html_are_alternatives() {
    let mut message = draft();
    message.text = Some("Grüße\nvon hier".to_owned());
    message.html = Some("<p>Grüße<br>von hier</p>".to_owned());
    let bytes = message.render().unwrap();

    let mail = parse(&bytes);
    assert_eq!(kind(mail.root_part()), "multipart/alternative");
    assert_eq!(mail.body_text(0).unwrap(), "Grüße\r\nvon hier");
    assert_eq!(mail.body_html(0).unwrap(), "<p>Grüße<br>von hier</p>");
}

#[test]
fn a_lone_text_has_no_multipart() {
    let mut message = draft();
    message.text = Some("hello".to_owned());
    let bytes = message.render().unwrap();
    let mail = parse(&bytes);
    assert_eq!(kind(mail.root_part()), "text/plain");
    assert_eq!(mail.body_text(0).unwrap(), "hello");
}

#[test]
fn nothing_to_say_is_an_empty_text() {
    let bytes = draft().render().unwrap();
    assert_sendable(&bytes);
    assert_eq!(parse(&bytes).body_text(0).unwrap(), "");
}

#[test]
fn line_ends_and_dots_survive() {
    let mut message = draft();
    message.text = Some(".\n..two\r.cr\r\n.\r\r\nend \n".to_owned());
    let bytes = message.render().unwrap();
    assert_sendable(&bytes);
    assert_eq!(
        parse(&bytes).body_text(0).unwrap(),
        ".\r\n..two\r\n.cr\r\n.\r\n\r\nend \r\n"
    );
}

#[test]
fn very_long_lines_arrive_whole() {
    let line = "x".repeat(10_000);
    let mut message = draft();
    message.text = Some(line.clone());
    message.html = Some(format!("<p>{line}</p>"));
    message.subject = "s".repeat(3_000);
    let bytes = message.render().unwrap();
    assert_sendable(&bytes);
    let mail = parse(&bytes);
    assert_eq!(mail.body_text(0).unwrap(), line);
    assert_eq!(mail.body_html(0).unwrap(), format!("<p>{line}</p>"));
    assert_eq!(mail.subject().unwrap().len(), 3_000);
}

#[test]
fn attachments_arrive_byte_for_byte() {
    let every: Vec<u8> = (0..=255).cycle().take(100_000).collect();
    let csv = b"a;b\rbare\nline \r\n.\r\n\0end".to_vec();
    let mut message = draft();
    message.text = Some("see below".to_owned());
    message.attachments = vec![
        Attachment::new("Übersicht \"neu\".bin", "", every.clone()).unwrap(),
        Attachment::new("table.csv", "text/csv; charset=utf-8", csv.clone()).unwrap(),
        Attachment::new(
            "mail.eml",
            "message/rfc822",
            b"Subject: x\r\n\r\ny".to_vec(),
        )
        .unwrap(),
        Attachment::new("", "image/png", Vec::new()).unwrap(),
    ];
    let bytes = message.render().unwrap();

    assert_sendable(&bytes);
    let mail = parse(&bytes);
    let found: Vec<_> = mail
        .attachments()
        .map(|part| {
            (
                part.attachment_name().unwrap_or_default(),
                part.contents().to_vec(),
            )
        })
        .collect();
    assert_eq!(
        found,
        [
            ("Übersicht \"neu\".bin", every),
            ("table.csv", csv),
            ("mail.eml", b"Subject: x\r\n\r\ny".to_vec()),
            ("", Vec::new()),
        ]
    );
    assert_eq!(
        kind(mail.attachment(2).unwrap()),
        "application/octet-stream"
    );
}

#[test]
fn inline_pictures_stand_beside_the_html() {
    let mut message = draft();
    message.text = Some("a picture".to_owned());
    message.html = Some("<img src=\"cid:logo\">".to_owned());
    message.attachments = vec![
        Attachment::new("logo.png", "image/png", vec![1, 2, 3])
            .unwrap()
            .inline("logo")
            .unwrap(),
        Attachment::new("file.bin", "", vec![4]).unwrap(),
    ];
    let bytes = message.render().unwrap();

    let mail = parse(&bytes);
    let kinds: Vec<_> = mail.parts.iter().map(kind).collect();
    assert_eq!(
        kinds,
        [
            "multipart/mixed",
            "multipart/alternative",
            "text/plain",
            "multipart/related",
            "text/html",
            "image/png",
            "application/octet-stream",
        ]
    );
    assert_eq!(mail.parts[5].content_id(), Some("logo"));
}

#[test]
fn a_boundary_that_stands_in_the_text_is_not_used() {
    let mut first = draft();
    first.text = Some("x".to_owned());
    first.html = Some("y".to_owned());
    let mut second = first.clone();
    let rendered = String::from_utf8(first.render().unwrap()).unwrap();
    let boundary = rendered
        .split("boundary=\"")
        .nth(1)
        .unwrap()
        .split('"')
        .next()
        .unwrap();
    let text = format!("before\r\n--{boundary}--\r\nafter");
    second.text = Some(text.clone());
    assert_eq!(parse(&second.render().unwrap()).body_text(0).unwrap(), text);
}

#[test]
fn the_boundary_follows_from_the_message_id_in_every_build() {
    let mut message = draft();
    message.text = Some("x".to_owned());
    message.html = Some("y".to_owned());
    let rendered = String::from_utf8(message.render().unwrap()).unwrap();
    assert!(
        rendered.contains("boundary=\"=_df656a7ce931bca9.alternative\""),
        "{rendered}"
    );
}

#[test]
fn the_same_message_gives_the_same_bytes() {
    let mut message = draft();
    message.text = Some("x".to_owned());
    message.html = Some("y".to_owned());
    assert_eq!(message.clone().render(), message.render());
}

/// One line without control characters, sometimes one that reads like encoded words.
fn line(length: usize) -> impl Strategy<Value = String> {
    let any = format!("[^\\p{{C}}]{{0,{length}}}");
    let mistakable = "(=\\?utf-8\\?[bq]\\?[a-zA-Z0-9=]{0,20}\\?=|=\\?| |é|x){0,6}";
    prop_oneof![3 => proptest::string::string_regex(&any).unwrap(), 1 => mistakable]
}

proptest! {
    #[test]
    fn whatever_is_composed_can_be_sent(
        name in line(80),
        subject in line(200),
        text in ".{0,400}(\r|\n|\r\n|\\.|.){0,40}",
        html in proptest::option::of("(<p>|é|\r|\n|.){0,200}"),
        filename in line(80),
        bytes in proptest::collection::vec(any::<u8>(), 0..2_000),
    ) {
        let text = text.replace('\0', "");
        let mut message = draft();
        message.to = vec![Address::new(&name, "bob@example.net").unwrap()];
        message.subject = subject.clone();
        message.text = Some(text.clone());
        message.html = html.map(|html| html.replace('\0', ""));
        message.attachments = vec![Attachment::new(&filename, "application/x-any", bytes.clone()).unwrap()];
        let rendered = message.render().unwrap();

        assert_sendable(&rendered);
        let mail = parse(&rendered);
        prop_assert_eq!(mail.body_text(0).unwrap(), crate::text::canonical("text", &text).unwrap());
        prop_assert_eq!(addresses(mail.to()), [(name, "bob@example.net".to_owned())]);
        prop_assert_eq!(mail.subject().unwrap_or_default().trim(), subject.trim());
        prop_assert_eq!(mail.attachment(0).unwrap().contents(), &bytes[..]);
        prop_assert_eq!(mail.attachment(0).unwrap().attachment_name().unwrap_or_default(), filename);
    }
}
