//! What a connection tells the page beside what it says to it.

use alloc::{
    string::{String, ToString},
    vec::Vec,
};

use js_sys::Uint8Array;
use wasm_bindgen::JsValue;
use wsmtp_bind::{Object, ToJs};
use wsmtp_proto::types::ReversePath;
use wsmtp_sandbox::{Event, Mail, Recipient};

/// An event as the page reads it (`web/practice/src/socket.ts`); none where the page has no use for it.
pub(crate) fn to_js(event: &Event) -> Option<JsValue> {
    match event {
        Event::Line(line) => Some(
            Object::of_type("line")
                .with("direction", &line.direction.letter().to_string())
                .with("text", &line.text)
                .with("at", &(line.at.as_secs_f64() * 1000.0))
                .done(),
        ),
        Event::Delivered(mail) => Some(delivered(mail)),
        _ => None,
    }
}

fn delivered(mail: &Mail) -> JsValue {
    let from = match &mail.from {
        ReversePath::Null => String::new(),
        ReversePath::Mailbox(mailbox) => mailbox.to_string(),
    };
    Object::of_type("delivered")
        .with("from", &from)
        .with("to", &mail.to.iter().map(address).collect::<Vec<_>>())
        .with("content", &Octets(&mail.content))
        .done()
}

fn address(recipient: &Recipient) -> String {
    recipient.path.mailbox().to_string()
}

struct Octets<'a>(&'a [u8]);

impl ToJs for Octets<'_> {
    fn to_js(&self) -> JsValue {
        Uint8Array::from(self.0).into()
    }
}
