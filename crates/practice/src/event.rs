//! What a connection tells the page beside what it says to it.

use alloc::string::ToString;

use js_sys::Uint8Array;
use wasm_bindgen::JsValue;
use wsmtp_bind::{Object, ToJs};
use wsmtp_sandbox::{Event, Mail};
use wsmtp_tunnel::Security;

/// An event of a connection that is secured so, as the page reads it (`web/practice/src/socket.ts`);
/// none where the page has no use for it.
pub(crate) fn to_js(event: &Event, security: Security) -> Option<JsValue> {
    match event {
        Event::Line(line) => Some(
            Object::of_type("line")
                .with("direction", &line.direction.letter().to_string())
                .with("text", &line.text)
                .with("at", &(line.at.as_secs_f64() * 1000.0))
                .done(),
        ),
        Event::Delivered(mail) => Some(delivered(mail, security)),
        _ => None,
    }
}

fn delivered(mail: &Mail, security: Security) -> JsValue {
    Object::of_type("delivered")
        .with("from", &mail.sender())
        .with("to", &mail.recipients())
        .with("security", &security.name())
        .with("content", &Octets(&mail.content))
        .done()
}

struct Octets<'a>(&'a [u8]);

impl ToJs for Octets<'_> {
    fn to_js(&self) -> JsValue {
        Uint8Array::from(self.0).into()
    }
}
