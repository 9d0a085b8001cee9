//! What a part says of itself.

use std::borrow::ToOwned;
use std::string::String;
use std::vec::Vec;
use std::{assert_eq, format};

use mail_parser::MimeHeaders;

use crate::{ComposeError, Label, Message, Part};

use super::{assert_sendable, parse, render};

/// A mail of one part without text.
pub(super) fn labelled(label: Label) -> Result<Vec<u8>, ComposeError> {
    let text = String::new();
    let body = Part::Text {
        label,
        text,
        encoding: None,
    };
    let (header, seed) = (Vec::new(), String::new());
    render(Message { header, body, seed })
}

#[test]
fn content_types_are_whole() {
    for sound in [
        "",
        "text/plain",
        "text/plain;charset=utf-8",
        "text/plain ; charset=\"utf-8\" ; name=\"a; \\\"b\\\" c\"",
        "text/plain; name=\"é\"",
    ] {
        assert!(labelled(Label::new(sound)).is_ok(), "{sound}");
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
        "text/plain; name=\"\u{85}\"",
        &format!("text/plain; {}=a", "x".repeat(61)),
    ] {
        assert!(labelled(Label::new(broken)).is_err(), "{broken}");
    }
}

#[test]
fn no_parameter_makes_a_line_too_long() {
    let attribute = "x".repeat(60);
    for value in ["y".repeat(60), "ü".repeat(450)] {
        let label = Label::new(&format!("text/plain; {attribute}=\"{value}\""));
        assert_sendable(&labelled(label).unwrap());
    }
}

#[test]
fn a_file_name_stands_where_mail_programs_look_for_it() {
    let long = "ü".repeat(30);
    let long = long.as_str();
    for (given, expected) in [
        (
            "a.txt",
            "Content-Type: text/plain; name=a.txt\r\n\
             Content-Transfer-Encoding: 7bit\r\n\
             Content-Disposition: attachment; filename=a.txt\r\n",
        ),
        (
            "it's.txt",
            "Content-Type: text/plain; name=\"it's.txt\"\r\n\
             Content-Transfer-Encoding: 7bit\r\n\
             Content-Disposition: attachment; filename=\"it's.txt\"\r\n",
        ),
        (
            "a \"b\".txt",
            "Content-Type: text/plain; name=\"a \\\"b\\\".txt\"\r\n\
             Content-Transfer-Encoding: 7bit\r\n\
             Content-Disposition: attachment; filename=\"a \\\"b\\\".txt\"\r\n",
        ),
        (
            long,
            "Content-Type: text/plain; name=\"=?utf-8?B?w7zDvMO8w7zDvMO8w7zDvMO8w7w=?=\r\n \
             =?utf-8?B?w7zDvMO8w7zDvMO8w7zDvMO8w7zDvMO8w7zDvMO8w7zDvMO8w7zDvA==?=\"\r\n\
             Content-Transfer-Encoding: 7bit\r\n\
             Content-Disposition: attachment;\r\n \
             filename*0*=utf-8''%C3%BC%C3%BC%C3%BC%C3%BC%C3%BC%C3%BC%C3%BC%C3%BC;\r\n \
             filename*1*=%C3%BC%C3%BC%C3%BC%C3%BC%C3%BC%C3%BC%C3%BC%C3%BC;\r\n \
             filename*2*=%C3%BC%C3%BC%C3%BC%C3%BC%C3%BC%C3%BC%C3%BC%C3%BC;\r\n \
             filename*3*=%C3%BC%C3%BC%C3%BC%C3%BC%C3%BC%C3%BC\r\n",
        ),
    ] {
        let mut label = Label::new("text/plain; NAME=other");
        label.filename = Some(given.to_owned());
        let bytes = labelled(label).unwrap();
        let written = String::from_utf8(bytes.clone()).unwrap();
        assert_eq!(written, format!("MIME-Version: 1.0\r\n{expected}\r\n"));
        assert_eq!(parse(&bytes).parts[0].attachment_name(), Some(given));
    }
}

#[test]
fn a_file_has_one_name_however_another_is_spelled() {
    for other in [
        "name=b.exe",
        "Name*=utf-8''b.exe",
        "name*0=b; NAME*1=.exe",
        "name*0*=utf-8''b; name*1=.exe",
    ] {
        let mut label = Label::new(&format!("image/png; {other}; names=2"));
        label.filename = Some("a.png".to_owned());
        let written = String::from_utf8(labelled(label).unwrap()).unwrap();
        let expected = "Content-Type: image/png; names=2; name=a.png\r\n";
        assert!(written.contains(expected), "{other}: {written}");
    }
}
