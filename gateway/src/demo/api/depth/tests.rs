//! Mails within mails, in every wrapping.

use base64::{Engine as _, prelude::BASE64_STANDARD};
use mail_parser::MessageParser;
use proptest::{collection::vec, prelude::*, sample::select};

use super::*;

/// What headers and bodies of nested mails are made of, whole or torn.
const PIECES: &[&str] = &[
    "Content-Type: message/rfc822",
    "content-type:message/global",
    "CONTENT-TYPE: Message/RFC822; a=b",
    "Content-Type: =?utf-8?Q?message/rfc822?=",
    "Content-Type: multipart/mixed; boundary=b",
    "Content-Type: multipart/digest; boundary=c",
    "Content-Type: text/plain",
    "Content-Type",
    "Content-Transfer-Encoding: base64",
    "Content-Transfer-Encoding: quoted-printable",
    "Content-Transfer-Encoding: =?utf-8?Q?base64?=",
    "Content-Transfer-Encoding",
    "Content-Disposition: attachment",
    "Subject: a",
    "\r\n",
    "\n",
    "\r\n\r\n",
    "\n\n",
    "\r",
    "\r\n ",
    "--b",
    "--c",
    "--b--",
    "--c--",
    ":",
    ";",
    "=\r\n",
    "message/rfc822",
    "base64",
    "text",
];

/// A way to put a mail into another.
#[derive(Clone, Copy, Debug)]
enum Wrap {
    Plain,
    Base64,
    QuotedPrintable,
    Part,
    Digest,
    EncodedDigest,
}

impl Wrap {
    const ALL: &[Self] = &[
        Self::Plain,
        Self::Base64,
        Self::QuotedPrintable,
        Self::Part,
        Self::Digest,
        Self::EncodedDigest,
    ];

    fn around(self, mail: &str) -> String {
        let message = "Content-Type: message/rfc822\r\n";
        let encoding = "Content-Transfer-Encoding: ";
        let base64 = || BASE64_STANDARD.encode(mail);
        match self {
            Self::Plain => format!("{message}\r\n{mail}"),
            Self::Base64 => format!("{message}{encoding}base64\r\n\r\n{}", base64()),
            Self::QuotedPrintable => {
                let mail = mail.replace('=', "=3D");
                format!("{encoding}quoted-printable\r\n{message}\r\n{mail}")
            }
            Self::Part => format!(
                "Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n{message}\r\n{mail}\r\n--b--\r\n"
            ),
            Self::Digest => format!(
                "Content-Type: multipart/digest; boundary=c\r\n\r\n--c\r\n\r\n{mail}\r\n--c--\r\n"
            ),
            Self::EncodedDigest => format!(
                "Content-Type: multipart/digest; boundary=c\r\n\r\n--c\r\n{encoding}base64\r\n\r\n{}\r\n--c--\r\n",
                base64()
            ),
        }
    }
}

/// Any mail: pieces, and some of them again and again, wrapped a few times.
fn mail() -> impl Strategy<Value = String> {
    let pieces = |most| vec(select(PIECES), 0..most).prop_map(|all| all.concat());
    let repeated = (pieces(8), 1..8_usize).prop_map(|(text, times)| text.repeat(times));
    let wraps = vec(select(Wrap::ALL), 0..6);
    (pieces(12), repeated, pieces(12), wraps).prop_map(|(begin, middle, end, wraps)| {
        let inner = begin + &middle + &end;
        wraps
            .into_iter()
            .fold(inner, |mail, wrap| wrap.around(&mail))
    })
}

/// How many mails are within each other.
fn depth_of(mail: &mail_parser::Message<'_>) -> usize {
    let parts = mail.parts.iter();
    parts
        .map(|part| match &part.body {
            mail_parser::PartType::Message(inner) => 1 + depth_of(inner),
            _ => 0,
        })
        .max()
        .unwrap_or(0)
}

proptest! {
    /// Each is announced where it can be counted: none comes out of an encoding.
    #[test]
    fn what_is_safe_is_no_deeper_than_it_says(mail in mail()) {
        if is_safe(mail.as_bytes()) {
            let read = MessageParser::default().parse(mail.as_bytes());
            let depth = read.map_or(0, |read| depth_of(&read));
            prop_assert!(depth <= count(mail.as_bytes(), b"content-type"), "{depth} deep");
        }
    }

    /// However deep it is, on the stack that a reader has.
    #[test]
    fn what_is_deep_is_read_only_so_far(
        wraps in vec(select(&[Wrap::Plain, Wrap::Part, Wrap::Digest]), 1..4),
        times in 1..150_usize,
    ) {
        let mut mail = "Subject: a\r\n\r\nb".to_owned();
        for _ in 0..times {
            mail = wraps.iter().fold(mail, |mail, wrap| wrap.around(&mail));
        }
        if is_safe(mail.as_bytes()) {
            let read = MessageParser::default().parse(mail.as_bytes());
            prop_assert!(read.is_none_or(|read| depth_of(&read) <= MAX_TYPES));
        }
    }
}

#[test]
fn what_people_send_is_safe() {
    for mail in [
        "",
        "Subject: a\r\n\r\nmessage/rfc822 base64",
        "Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: message/rfc822\r\n\r\n\
         Subject: b\r\nContent-Transfer-Encoding: base64\r\n\r\nYQ==\r\n--b--\r\n",
    ] {
        assert!(is_safe(mail.as_bytes()), "{mail:?}");
    }
}

#[test]
fn mails_within_mails_without_end_are_not() {
    let message = "Content-Type: message/rfc822\r\n\r\n".repeat(100_000);
    let digest = "content-type: Multipart/Digest; boundary=b\n\n--b\n\n".repeat(100_000);
    assert!(!is_safe(message.as_bytes()));
    assert!(!is_safe(digest.as_bytes()));
}

#[test]
fn what_an_encoding_hides_is_not() {
    for mail in [
        "Content-Type: message/RFC822\r\nContent-Transfer-Encoding: Base64\r\n\r\n",
        "Content-Transfer-Encoding: quoted-printable\nContent-Type: x; a=b\n , message/global\n\n",
        "Content-Type: multipart/digest; boundary=b\r\n\r\n--b\r\n\
         Content-Transfer-Encoding: base64\r\n\r\nYQ==\r\n--b--\r\n",
    ] {
        assert!(!is_safe(mail.as_bytes()), "{mail:?}");
    }
}

/// As deep as may be, on the stack that a reader has.
#[test]
fn the_deepest_that_is_safe_is_read() {
    let mail = "Content-Type: message/rfc822\r\n\r\n".repeat(MAX_TYPES) + "Subject: a\r\n\r\nb";
    assert!(is_safe(mail.as_bytes()));
    let read = MessageParser::default().parse(mail.as_bytes());
    assert_eq!(read.unwrap().attachments.len(), 1);
}
