//! A mail that is written without being sent: for whom it is to be signed, or kept.

use alloc::vec::Vec;

use js_sys::Uint8Array;
use wasm_bindgen::prelude::*;

use crate::event::Event;
use crate::mail;
use crate::object::{Given, ToJs};
use crate::upload::{Next, Upload};

/// Octets that are handed out at a time; what is larger, many allocators ask the system for each time.
const PIECE: usize = 64 * 1024;

/// The octets of one mail, from front to back.
#[wasm_bindgen]
pub struct Composer {
    upload: Upload,
}

#[wasm_bindgen]
impl Composer {
    /// Takes a `WireMail` (`web/client/src/runtime/wire.ts`).
    ///
    /// # Errors
    /// A `Failure`, `bad-input`: what cannot stand in a mail.
    #[wasm_bindgen(constructor)]
    pub fn new(mail: JsValue) -> Result<Self, JsValue> {
        let mail = mail::read(&Given(mail)).and_then(|mail| Ok(mail.render(false)?));
        let mail = mail.map_err(|failure| failure.to_js())?;
        let upload = Upload::new(mail, 1);
        Ok(Self { upload })
    }

    /// The next octets, or a `Wanted` that is to be supplied first; null after the last.
    pub fn octets(&mut self) -> JsValue {
        match self.upload.next(PIECE) {
            Next::Octets(octets) => Uint8Array::from(octets).into(),
            Next::Wanted(wanted) => Event::Wanted(wanted).to_js(),
            Next::Later | Next::End => JsValue::NULL,
        }
    }

    /// Answers a `Wanted`; false where these are not the octets that were wanted.
    pub fn supply(&mut self, octets: Vec<u8>) -> bool {
        self.upload.supply(octets)
    }
}
