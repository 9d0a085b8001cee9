//! Text, HTML, files, and how they stand in each other.

use std::string::String;
use std::vec;
use std::vec::Vec;
use std::{assert_eq, format};

use mail_parser::MimeHeaders;

use crate::{ComposeError, Disposition, Field, FileEncoding, Label, Message, Part, Value};

use super::letter::{Letter, addresses, multipart, text_part};
use super::{assert_sendable, kind, octets, parse, render};

fn message(body: Part) -> Message {
    let header = Letter::new().header;
    let seed = "one@example.org".into();
    Message { header, body, seed }
}

fn file(content_type: &str, encoding: FileEncoding, length: u64) -> Part {
    Part::File {
        label: Label::new(content_type),
        source: 0,
        length,
        encoding,
        ended: false,
    }
}

#[test]
fn text_and_html_are_alternatives() {
    let mut letter = Letter::new();
    letter.text("Grüße\nvon hier");
    letter.html("<p>Grüße<br>von hier</p>");
    let bytes = letter.octets().unwrap();

    let mail = parse(&bytes);
    assert_eq!(kind(mail.root_part()), "multipart/alternative");
    assert_eq!(mail.body_text(0).unwrap(), "Grüße\r\nvon hier");
    assert_eq!(mail.body_html(0).unwrap(), "<p>Grüße<br>von hier</p>");
}

#[test]
fn a_lone_text_has_no_multipart_and_ends_its_last_line() {
    let mut letter = Letter::new();
    letter.text("hello");
    let bytes = letter.octets().unwrap();
    assert_sendable(&bytes);
    let mail = parse(&bytes);
    assert_eq!(kind(mail.root_part()), "text/plain");
    assert_eq!(mail.body_text(0).unwrap(), "hello\r\n");
}

#[test]
fn nothing_to_say_is_an_empty_text() {
    let bytes = Letter::new().octets().unwrap();
    assert_sendable(&bytes);
    assert_eq!(parse(&bytes).body_text(0).unwrap(), "");
}

#[test]
fn line_ends_and_dots_survive() {
    let mut letter = Letter::new();
    letter.text(".\n..two\r.cr\r\n.\r\r\nend \n");
    let bytes = letter.octets().unwrap();
    assert_sendable(&bytes);
    assert_eq!(
        parse(&bytes).body_text(0).unwrap(),
        ".\r\n..two\r\n.cr\r\n.\r\n\r\nend \r\n"
    );
}

#[test]
fn very_long_lines_arrive_whole() {
    let line = "x".repeat(10_000);
    let html = format!("<p>{line}</p>");
    let mut letter = Letter::new();
    letter.subject(&"s".repeat(3_000));
    letter.text(&line);
    letter.html(&html);
    let bytes = letter.octets().unwrap();
    assert_sendable(&bytes);
    let mail = parse(&bytes);
    assert_eq!(mail.body_text(0).unwrap(), line);
    assert_eq!(mail.body_html(0).unwrap(), html);
    assert_eq!(mail.subject().unwrap().len(), 3_000);
}

#[test]
fn attachments_arrive_byte_for_byte() {
    let every: Vec<u8> = (0..=255).cycle().take(100_000).collect();
    let csv = b"a;b\rbare\nline \r\n.\r\n\0end".to_vec();
    let mail = b"Subject: x\r\n\r\ny".to_vec();
    let mut letter = Letter::new();
    letter.text("see below");
    letter.file("Übersicht \"neu\".bin", "", every.clone());
    letter.file("table.csv", "text/csv; charset=utf-8", csv.clone());
    letter.file("mail.eml", "message/rfc822", mail.clone());
    letter.file("", "image/png", Vec::new());
    let bytes = letter.octets().unwrap();

    assert_sendable(&bytes);
    let read = parse(&bytes);
    let found: Vec<_> = read
        .attachments()
        .map(|part| {
            let name = part.attachment_name().unwrap_or_default();
            (name, part.contents().to_vec())
        })
        .collect();
    assert_eq!(
        found,
        [
            ("Übersicht \"neu\".bin", every),
            ("table.csv", csv),
            ("mail.eml", mail),
            ("", Vec::new()),
        ]
    );
    assert_eq!(
        kind(read.attachment(2).unwrap()),
        "application/octet-stream"
    );
}

#[test]
fn inline_pictures_stand_beside_the_html() {
    let mut letter = Letter::new();
    letter.text("a picture");
    letter.html("<img src=\"cid:logo\">");
    letter.picture("logo", vec![1, 2, 3]);
    letter.file("file.bin", "", vec![4]);
    let bytes = letter.octets().unwrap();

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
    assert!(mail.parts[5].content_disposition().unwrap().is_inline());
    let related = mail.parts[3].content_type().unwrap();
    assert_eq!(related.attribute("type"), Some("text/html"));
}

#[test]
fn a_boundary_that_stands_in_the_text_is_not_used() {
    let boundary = |bytes: &[u8]| {
        let text = String::from_utf8_lossy(bytes).into_owned();
        let behind = text.split("boundary=\"").nth(1).unwrap();
        String::from(behind.split('"').next().unwrap())
    };
    let mut first = Letter::new();
    first.html("y");
    let mut second = first.clone();
    first.html("z");
    let boundary = boundary(&first.octets().unwrap());
    let text = format!("before\r\n--{boundary}--\r\nafter");
    second.text(&text);
    let rendered = second.octets().unwrap();
    let mail = parse(&rendered);
    assert_eq!(mail.parts.len(), 3);
    assert_eq!(mail.body_text(0).unwrap(), text);
}

#[test]
fn half_of_a_boundary_says_nothing_of_the_other() {
    // FNV-1a's state is the same behind both: the message's half of the boundary is the same, too.
    let [one, other] = ["8yn0iYCKYHlIj4-BwPqk", "GReLUrM4wMqfg9yzV3KQ"].map(|seed| {
        let body = multipart("mixed", vec![text_part("", "a"), text_part("", "b")]);
        let header = Vec::new();
        let seed = String::from(seed);
        let bytes = render(Message { header, body, seed }).unwrap();
        let read = parse(&bytes);
        let boundary = read.content_type().unwrap().attribute("boundary").unwrap();
        let (common, own) = boundary.split_at(18);
        (String::from(common), String::from(own))
    });
    assert_eq!(one.0, other.0);
    assert_ne!(one.1, other.1);
}

#[test]
fn the_boundary_follows_from_the_seed_in_every_build() {
    let mut letter = Letter::new();
    letter.text("x");
    letter.html("y");
    let rendered = String::from_utf8(letter.octets().unwrap()).unwrap();
    assert!(
        rendered.contains("boundary=\"=_75C0B8D9799CE52A346B1B0FEC08DCF0\""),
        "{rendered}"
    );
}

#[test]
fn the_same_message_gives_the_same_bytes() {
    let mut letter = Letter::new();
    letter.text("x");
    letter.html("y");
    assert_eq!(letter.clone().octets(), letter.octets());
}

#[test]
fn a_file_that_is_not_to_be_encoded_comes_as_it_is() {
    let mail = "Subject: ü\r\n\r\n--=_ü".as_bytes().to_vec();
    let attached = file("message/rfc822", FileEncoding::EightBit, mail.len() as u64);
    let text = text_part("text/plain", "see below");
    let rendered = message(multipart("mixed", vec![text, attached]));
    let rendered = rendered.render(false).unwrap();

    assert!(rendered.eight_bit && !rendered.binary && !rendered.utf8_header);
    let bytes = octets(&rendered, std::slice::from_ref(&mail));
    let read = parse(&bytes);
    assert_eq!(read.content_transfer_encoding(), Some("8bit"));
    let attached = read.attachment(0).unwrap();
    assert_eq!(attached.content_transfer_encoding(), Some("8bit"));
    assert_eq!(attached.contents(), mail);
}

#[test]
fn what_is_beyond_ascii_in_a_header_of_a_part_is_said_of_all_that_holds_it() {
    let prepared = || vec![Field::new("X-Note", Value::Prepared("grün".into()))];
    let addressed = || vec![addresses("X-Who", &[("", "zoë@x")])];
    let plain = || text_part("text/plain", "x");
    let labelled = |header| Part::Text {
        label: Label {
            header,
            ..Label::new("text/plain")
        },
        text: "x".into(),
        encoding: None,
    };
    let inner = |header| Part::Multipart {
        subtype: "mixed".into(),
        header,
        parts: vec![plain(), plain()],
    };
    for (part, encodings) in [
        (plain(), 0),
        (
            labelled(vec![Field::new("X-Note", Value::Text("ü".into()))]),
            0,
        ),
        (labelled(prepared()), 1),
        (labelled(addressed()), 1),
        (inner(prepared()), 1),
        (multipart("mixed", vec![labelled(prepared()), plain()]), 2),
    ] {
        let mail = message(multipart("mixed", vec![part, plain()]));
        let rendered = mail.render(false).unwrap();
        let bytes = octets(&rendered, &[]);
        let text = String::from_utf8(bytes).unwrap();
        let said = text.matches("Content-Transfer-Encoding: 8bit").count();
        assert_eq!(said, encodings, "{text}");
        assert_eq!(rendered.eight_bit, encodings > 0, "{text}");
    }
}

#[test]
fn a_file_travels_as_it_is_where_the_server_takes_it() {
    let photo: Vec<u8> = (0..=255).rev().collect();
    let attached = file("image/png", FileEncoding::Base64, 256);
    let body = multipart("mixed", vec![text_part("text/plain", "see"), attached]);
    for (binary, encoding) in [(true, "binary"), (false, "base64")] {
        let rendered = message(body.clone()).render(binary).unwrap();
        assert_eq!((rendered.binary, rendered.eight_bit), (binary, binary));
        let bytes = octets(&rendered, std::slice::from_ref(&photo));
        let read = parse(&bytes);
        assert_eq!(read.content_transfer_encoding().is_some(), binary);
        let attached = read.attachment(0).unwrap();
        assert_eq!(attached.content_transfer_encoding(), Some(encoding));
        assert_eq!(attached.contents(), photo);
    }
    let text = message(text_part("text/plain", "x")).render(true).unwrap();
    assert!(!text.binary, "there is nothing binary in it");
}

#[test]
fn a_whole_mail_stands_behind_the_fields_that_are_given() {
    let mail = b"From: a@x\r\n\r\nhello".to_vec();
    let raw = Part::Raw {
        source: 0,
        length: mail.len() as u64,
        eight_bit: true,
        utf8_header: true,
        ended: false,
    };
    let signature = Value::Prepared("v=1;\r\n b=x".into());
    let mut message = message(raw);
    message.header = vec![Field::new("DKIM-Signature", signature)];
    let rendered = message.render(false).unwrap();
    assert!(rendered.eight_bit && rendered.utf8_header);
    assert_eq!(
        octets(&rendered, &[mail]),
        b"DKIM-Signature: v=1;\r\n b=x\r\nFrom: a@x\r\n\r\nhello\r\n",
        "its last line did not end"
    );
}

#[test]
fn a_mail_of_one_file_ends_its_last_line_and_counts_that() {
    let forwarded = |ended, encoding| Part::File {
        label: Label::new("message/rfc822"),
        source: 0,
        length: 4,
        encoding,
        ended,
    };
    let size = |ended, encoding, binary| {
        let rendered = message(forwarded(ended, encoding)).render(binary).unwrap();
        let octets = octets(&rendered, &[b"A: b".to_vec()]);
        assert_eq!(rendered.size, octets.len() as u64);
        rendered.size
    };
    for encoding in [FileEncoding::SevenBit, FileEncoding::EightBit] {
        for binary in [false, true] {
            let (open, ended) = (size(false, encoding, binary), size(true, encoding, binary));
            assert_eq!(open, ended + 2, "{encoding:?}, {binary}: lines stay lines");
        }
    }
    let base64 = FileEncoding::Base64;
    let (open, ended) = (size(false, base64, true), size(true, base64, true));
    assert_eq!(open, ended, "octets need no line");
}

#[test]
fn a_report_has_the_parameters_and_fields_that_are_given() {
    let status = text_part("message/delivery-status", "Reporting-MTA: dns; x\n\n");
    let label = Label {
        header: vec![Field::new("X-Part", Value::Text("one".into()))],
        disposition: Some(Disposition::Inline),
        ..Label::new("text/plain; format=flowed")
    };
    let notice = Part::Text {
        label,
        text: "it failed".into(),
        encoding: None,
    };
    let body = Part::Multipart {
        subtype: "report; report-type=delivery-status; boundary=mine".into(),
        header: vec![Field::new("Content-Language", Value::Text("en".into()))],
        parts: vec![notice, status],
    };
    let bytes = render(message(body)).unwrap();
    assert_sendable(&bytes);
    let mail = parse(&bytes);
    let report = mail.content_type().unwrap();
    assert_eq!(report.attribute("report-type"), Some("delivery-status"));
    assert_ne!(report.attribute("boundary"), Some("mine"));
    let mut fields = mail.parts[1].headers().iter();
    let given = fields.find(|field| field.name() == "X-Part").unwrap();
    assert_eq!(given.value().as_text(), Some("one"));
    assert_eq!(kind(&mail.parts[2]), "message/delivery-status");
}

#[test]
fn a_multipart_has_one_boundary_however_another_is_spelled() {
    for other in ["boundary*=''x", "boundary*0=x", "Boundary*0*=''x"] {
        let parts = vec![text_part("text/plain", "a"), text_part("text/html", "b")];
        let subtype = format!("related; {other}; type*=''x; x-any=1");
        let bytes = render(message(multipart(&subtype, parts))).unwrap();
        let written = String::from_utf8_lossy(&bytes);
        let expected = "multipart/related; x-any=1; type=\"text/plain\";\r\n boundary=\"=_";
        assert!(written.contains(expected), "{written}");
        assert_eq!(parse(&bytes).parts.len(), 3);
    }
}

#[test]
fn a_mail_as_text_is_not_encoded() {
    let mail = |text: &str| message(text_part("message/rfc822", text)).render(false);
    let written = mail("Subject: ü\n\nx").unwrap();
    assert!(written.eight_bit);
    let bytes = octets(&written, &[]);
    let text = std::str::from_utf8(&bytes).unwrap();
    assert!(text.ends_with("Content-Transfer-Encoding: 8bit\r\n\r\nSubject: ü\r\n\r\nx\r\n"));
    let content_type = "message/rfc822".into();
    assert_eq!(
        mail(&"x".repeat(999)),
        Err(ComposeError::Line { content_type })
    );
}

#[test]
fn a_multipart_holds_something_and_is_not_too_deep() {
    let subtype = "mixed".into();
    let empty = message(multipart("mixed", Vec::new()));
    assert_eq!(empty.render(false), Err(ComposeError::Empty { subtype }));

    let nested = |depth| {
        let deeper = |part, _| multipart("mixed", vec![part, text_part("", "x")]);
        message((0..depth).fold(text_part("", "x"), deeper)).render(false)
    };
    assert!(nested(32).is_ok());
    assert_eq!(nested(33), Err(ComposeError::TooDeep { limit: 32 }));
    let broken = message(multipart(
        "mi xed",
        vec![text_part("", ""), text_part("", "")],
    ));
    assert!(matches!(
        broken.render(false),
        Err(ComposeError::ContentType { .. })
    ));
}
