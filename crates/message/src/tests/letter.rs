//! A message as people write them, put together step by step.

use std::borrow::ToOwned;
use std::string::String;
use std::vec;
use std::vec::Vec;

use crate::{
    Address, ComposeError, Disposition, Field, FileEncoding, Label, Mailbox, Message, Part, Value,
};

use super::octets;

/// mixed(alternative(text, related(html, inline…)), files…)
#[derive(Clone)]
pub(super) struct Letter {
    pub(super) header: Vec<Field>,
    alternatives: Vec<Part>,
    inline: Vec<Part>,
    attached: Vec<Part>,
    files: Vec<Vec<u8>>,
}

pub(super) fn mailbox(name: &str, address: &str) -> Mailbox {
    let (name, address) = (name.to_owned(), address.to_owned());
    Mailbox { name, address }
}

pub(super) fn addresses(name: &str, list: &[(&str, &str)]) -> Field {
    let one = |&(name, address): &(&str, &str)| Address::Mailbox(mailbox(name, address));
    Field::new(name, Value::Addresses(list.iter().map(one).collect()))
}

pub(super) fn text_part(content_type: &str, text: &str) -> Part {
    Part::Text {
        label: Label::new(content_type),
        text: text.to_owned(),
        encoding: None,
    }
}

pub(super) fn multipart(subtype: &str, parts: Vec<Part>) -> Part {
    Part::Multipart {
        subtype: subtype.to_owned(),
        header: Vec::new(),
        parts,
    }
}

impl Letter {
    pub(super) fn new() -> Self {
        let id = vec!["one@example.org".to_owned()];
        Self {
            header: vec![
                addresses("From", &[("Ada Lovelace", "ada@example.org")]),
                Field::new("Date", Value::Date(1_750_000_000)),
                Field::new("Message-ID", Value::Ids(id)),
            ],
            alternatives: Vec::new(),
            inline: Vec::new(),
            attached: Vec::new(),
            files: Vec::new(),
        }
    }

    pub(super) fn to(&mut self, name: &str, address: &str) {
        self.header.push(addresses("To", &[(name, address)]));
    }

    pub(super) fn subject(&mut self, subject: &str) {
        let value = Value::Text(subject.to_owned());
        self.header.push(Field::new("Subject", value));
    }

    pub(super) fn text(&mut self, text: &str) {
        let part = text_part("text/plain; charset=utf-8", text);
        self.alternatives.push(part);
    }

    pub(super) fn html(&mut self, html: &str) {
        let part = text_part("text/html; charset=utf-8", html);
        self.alternatives.push(part);
    }

    pub(super) fn file(&mut self, filename: &str, content_type: &str, bytes: Vec<u8>) {
        let mut label = Label::new(content_type);
        label.filename = Some(filename.to_owned());
        let part = self.part(label, bytes);
        self.attached.push(part);
    }

    pub(super) fn picture(&mut self, cid: &str, bytes: Vec<u8>) {
        let mut label = Label::new("image/png");
        label.filename = Some("picture.png".to_owned());
        label.cid = Some(cid.to_owned());
        label.disposition = Some(Disposition::Inline);
        let part = self.part(label, bytes);
        self.inline.push(part);
    }

    fn part(&mut self, label: Label, bytes: Vec<u8>) -> Part {
        let source = self.files.len();
        let length = bytes.len() as u64;
        self.files.push(bytes);
        let encoding = FileEncoding::Base64;
        Part::File {
            label,
            source,
            length,
            encoding,
            ended: false,
        }
    }

    pub(super) fn message(self) -> Message {
        let mut alternatives = self.alternatives;
        if let Some(html) = alternatives.pop() {
            let related = [vec![html], self.inline].concat();
            alternatives.push(multipart("related", related));
        } else {
            alternatives.push(text_part("text/plain", ""));
        }
        let body = multipart("alternative", alternatives);
        Message {
            header: self.header,
            body: multipart("mixed", [vec![body], self.attached].concat()),
            seed: String::from("one@example.org"),
        }
    }

    pub(super) fn octets(self) -> Result<Vec<u8>, ComposeError> {
        let files = self.files.clone();
        Ok(octets(&self.message().render(false)?, &files))
    }
}
