//! One connection for JavaScript, which has the clock: what the page says goes in, what is said to it comes out.

use core::time::Duration;

use js_sys::{JSON, Uint8Array};
use wasm_bindgen::prelude::*;
use wsmtp_bind::{Given, Object, ToJs};
use wsmtp_tunnel::{DecodeError, GatewayMessage, PageMessage};

use crate::driver::{Action, Driver};
use crate::event;

/// One connection. After each call, [`next`](Self::next_action) is taken until there is none, then [`tick`](Self::tick)
/// called at [`until`](Self::until). `now` is in milliseconds since the connection was made.
#[wasm_bindgen]
pub struct Connection {
    driver: Driver,
}

#[wasm_bindgen]
impl Connection {
    /// What is to be done next: say a text message (a string) or a binary one (a `Uint8Array`), tell of an event (an
    /// object), close with a code (a number), or nothing (undefined).
    #[wasm_bindgen(js_name = next)]
    pub fn next_action(&mut self) -> JsValue {
        loop {
            return match self.driver.next_action() {
                Some(Action::Say(message)) => text(&message),
                Some(Action::Octets(octets)) => Uint8Array::from(octets.as_slice()).into(),
                Some(Action::Tell(event)) => {
                    match event::to_js(&event, self.driver.security_now()) {
                        Some(event) => event,
                        None => continue,
                    }
                }
                Some(Action::Close(code)) => f64::from(code).to_js(),
                None => JsValue::UNDEFINED,
            };
        }
    }

    /// When to call [`tick`](Self::tick), if ever.
    pub fn until(&self) -> Option<f64> {
        self.driver.until().map(millis)
    }

    /// The time has come, or may have.
    pub fn tick(&mut self, now: f64) {
        self.driver.tick(time(now));
    }

    /// The page has sent a text message.
    pub fn text(&mut self, now: f64, text: &str) {
        self.driver.control(time(now), read(text));
    }

    /// The page has sent a binary message.
    pub fn binary(&mut self, now: f64, octets: &[u8]) {
        self.driver.binary(time(now), octets);
    }
}

impl Connection {
    pub(crate) const fn new(driver: Driver) -> Self {
        Self { driver }
    }
}

/// A clock that goes back, or nowhere, stands still.
fn time(now: f64) -> Duration {
    // The nearest, as a product of a fraction is seldom whole.
    #[expect(clippy::cast_possible_truncation, reason = "it saturates")]
    let micros = (now * 1000.0 + 0.5) as u64;
    Duration::from_micros(micros)
}

/// In milliseconds, and not before: what is told back as [`time`] is late enough.
fn millis(until: Duration) -> f64 {
    until.as_nanos().div_ceil(1000) as f64 / 1000.0
}

/// The browser parses what the page says.
fn read(text: &str) -> Result<PageMessage, DecodeError> {
    PageMessage::read(text, |text| JSON::parse(text).ok().map(Given))
}

/// The browser writes what is said to the page.
fn text(message: &GatewayMessage) -> JsValue {
    let object = match message {
        GatewayMessage::Opened(opened) => Object::of_type("opened")
            .with("peer", &opened.peer)
            .with("tls", &opened.tls)
            .with("security", &opened.security.name())
            .with("window", &opened.window),
        GatewayMessage::Secured { tls } => Object::of_type("secured").with("tls", tls),
        GatewayMessage::Ack { bytes } => Object::of_type("ack").with("bytes", bytes),
        GatewayMessage::Eof => Object::of_type("eof"),
        GatewayMessage::Error { code, message } => Object::of_type("error")
            .with("code", &code.name())
            .with("message", message),
    };
    // INVARIANT: a plain object of texts, numbers and objects can be written.
    let text = JSON::stringify(&object.done());
    text.map_or(JsValue::UNDEFINED, Into::into)
}

#[cfg(test)]
mod tests;
