//! One mail for JavaScript.

use alloc::vec::Vec;

use js_sys::Uint8Array;
use wasm_bindgen::prelude::*;
use wsmtp_bind::{Given, Object, ToJs};

use crate::content::{Content, Next};
use crate::mail;
use crate::refusal::Refusal;

/// The octets of one mail, from front to back.
#[wasm_bindgen]
pub struct Composer {
    content: Content,
}

#[wasm_bindgen]
impl Composer {
    /// Takes a `WireMail` (`web/client/src/runtime/wire.ts`), and whether its files may travel as they are, without
    /// base64 (BINARYMIME, RFC 3030).
    ///
    /// # Errors
    /// A text: what cannot stand in a mail, and what to do about it.
    #[wasm_bindgen(constructor)]
    pub fn new(mail: JsValue, binary: bool) -> Result<Self, JsValue> {
        let mail = mail::read(&Given(mail)).and_then(|mail| Ok(mail.render(binary)?));
        let mail = mail.map_err(|Refusal(why)| why.to_js())?;
        let content = Content::new(mail);
        Ok(Self { content })
    }

    /// A `WireContent`: what a server is told before the octets come.
    pub fn facts(&self) -> JsValue {
        let mail = self.content.mail();
        Object::new()
            .with("size", &mail.size)
            .with("eightBit", &mail.eight_bit)
            .with("binary", &mail.binary)
            .with("utf8Header", &mail.utf8_header)
            .done()
    }

    /// Goes back to the front.
    pub fn restart(&mut self) {
        self.content.restart();
    }

    /// The next octets, at most so many, or a `Span` that is to be supplied first; null after the last.
    pub fn octets(&mut self, most: usize) -> JsValue {
        match self.content.next(most) {
            Next::Octets(octets) => Uint8Array::from(octets).into(),
            Next::Span(span) => Object::new()
                .with("source", &(span.source as u64))
                .with("offset", &span.offset)
                .with("length", &span.length)
                .done(),
            Next::End => JsValue::NULL,
        }
    }

    /// Answers a `Span`; false where these are not the octets that were asked for.
    pub fn supply(&mut self, octets: Vec<u8>) -> bool {
        self.content.supply(octets)
    }
}
