//! What is rendered, read again by a parser that is not ours.

mod header;
mod label;
mod letter;
mod piece;
mod tree;

use std::string::String;
use std::vec::Vec;

use mail_parser::{MessageParser, MimeHeaders};
use proptest::prelude::*;

use crate::{Base64Lines, ComposeError, Message, Piece, Rendered, SourceEncoding};

use letter::Letter;

/// The octets of a message without files.
fn render(message: Message) -> Result<Vec<u8>, ComposeError> {
    Ok(octets(&message.render(false)?, &[]))
}

/// All octets, which are as many as were promised.
fn octets(rendered: &Rendered, files: &[Vec<u8>]) -> Vec<u8> {
    let mut all = Vec::new();
    for piece in &rendered.pieces {
        let before = all.len();
        match piece {
            Piece::Written(octets) => all.extend_from_slice(octets),
            Piece::Source {
                index,
                length,
                encoding,
            } => {
                let file = &files[*index];
                assert_eq!(file.len() as u64, *length);
                let mut base64 = Base64Lines::new();
                match encoding {
                    SourceEncoding::AsIs => all.extend_from_slice(file),
                    SourceEncoding::Base64 => base64.push(file, &mut all),
                }
                base64.finish(&mut all);
            }
        }
        assert_eq!((all.len() - before) as u64, piece.size());
    }
    assert_eq!(all.len() as u64, rendered.size);
    all
}

fn parse(bytes: &[u8]) -> mail_parser::Message<'_> {
    MessageParser::new().parse(bytes).unwrap()
}

fn kind(part: &mail_parser::MessagePart<'_>) -> String {
    let kind = part.content_type().unwrap();
    [kind.ctype(), kind.subtype().unwrap_or_default()].join("/")
}

/// Every line ends in CRLF, holds no other CR or LF and no NUL, and has at most 998 octets of ASCII; in the header none
/// has more than 78 that could be folded.
fn assert_sendable(bytes: &[u8]) {
    let text = std::str::from_utf8(bytes).unwrap();
    assert!(text.ends_with("\r\n"));
    for line in text.split("\r\n") {
        assert!(line.len() <= 998, "{} octets in a line", line.len());
        let sound = |b: u8| b.is_ascii() && !b"\r\n\0".contains(&b);
        assert!(line.bytes().all(sound), "{line:?}");
    }
    let header = text.split("\r\n\r\n").next().unwrap();
    for line in header.split("\r\n") {
        assert!(!line.trim().is_empty(), "{header:?}");
        let words = line.trim_start().split(' ').count();
        assert!(line.len() <= 78 || words == 1, "{line:?}");
    }
}

/// One line without control characters, sometimes one that reads like encoded words.
fn line(length: usize) -> impl Strategy<Value = String> {
    let any = std::format!("[^\\p{{C}}]{{0,{length}}}");
    let mistakable = "(=\\?utf-8\\?[bq]\\?[a-zA-Z0-9=]{0,20}\\?=|=\\?| |é|x){0,6}";
    let ascii = std::format!("([!-~]{{1,8}} ?){{0,{}}}", length / 5);
    prop_oneof![
        3 => proptest::string::string_regex(&any).unwrap(),
        1 => mistakable,
        1 => proptest::string::string_regex(&ascii).unwrap(),
    ]
}

/// Text as it arrives.
fn arrived(text: &str) -> String {
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    text.replace('\n', "\r\n")
}

proptest! {
    #[test]
    fn whatever_is_composed_can_be_sent(
        name in line(80),
        subject in line(200),
        text in ".{0,400}(\r|\n|\r\n|\\.|.){0,40}",
        html in "(<p>|é|\r|\n|.){0,200}",
        filename in line(80),
        bytes in proptest::collection::vec(any::<u8>(), 0..2_000),
    ) {
        let text = text.replace('\0', "");
        let html = html.replace('\0', "");
        let mut letter = Letter::new();
        letter.to(&name, "bob@example.net");
        letter.subject(&subject);
        letter.text(&text);
        letter.html(&html);
        letter.file(&filename, "application/x-any", bytes.clone());
        let rendered = letter.octets().unwrap();

        assert_sendable(&rendered);
        let mail = parse(&rendered);
        prop_assert_eq!(mail.body_text(0).unwrap(), arrived(&text));
        prop_assert_eq!(mail.body_html(0).unwrap(), arrived(&html));
        prop_assert_eq!(header::addresses(mail.to()), [(name, "bob@example.net".into())]);
        prop_assert_eq!(mail.subject().unwrap_or_default(), subject);
        prop_assert_eq!(mail.attachment(0).unwrap().contents(), &bytes[..]);
        prop_assert_eq!(mail.attachment(0).unwrap().attachment_name().unwrap_or_default(), filename);
    }
}
