//! One session for JavaScript, which has the WebSocket and the clock: what happens goes in, what is to be done comes
//! out.

use alloc::string::{String, ToString};
use core::time::Duration;

use js_sys::{JSON, Uint8Array};
use wasm_bindgen::prelude::*;
use wsmtp_bind::{Given, ToJs, flag};
use wsmtp_tunnel::{DecodeError, GatewayMessage, MAX_BINARY, MAX_CONTROL, SUBPROTOCOL};

use crate::browser;
use crate::command::Command;
use crate::driver::{Action, Driver};
use crate::envelope;
use crate::failure::Failure;
use crate::options::Options;
use crate::upload::Facts;

/// The WebSocket subprotocol to ask the gateway for.
#[wasm_bindgen]
pub fn subprotocol() -> String {
    SUBPROTOCOL.to_string()
}

/// The most octets of a text message that a session reads; of a longer one, so many and one more say enough.
#[wasm_bindgen(js_name = maxText)]
pub fn max_text() -> usize {
    MAX_CONTROL
}

/// The same for a binary message.
#[wasm_bindgen(js_name = maxBinary)]
pub fn max_binary() -> usize {
    MAX_BINARY
}

/// One SMTP session, for a WebSocket that begins to open when it is made. After each call, [`next`](Self::next_action) is
/// taken until there is none, then [`tick`](Self::tick) called at [`until`](Self::until). `now` is in milliseconds
/// since the session was made.
#[wasm_bindgen]
pub struct Session {
    driver: Driver,
}

#[wasm_bindgen]
impl Session {
    /// Takes an `EngineOptions` (`web/client/src/runtime/wire.ts`).
    ///
    /// # Errors
    /// A `Failure`: the options cannot be used.
    #[wasm_bindgen(constructor)]
    pub fn new(options: JsValue) -> Result<Self, JsValue> {
        let options = Options::read(&Given(options));
        let mut options = options.map_err(|failure| failure.to_js())?;
        options.equip(browser::nonce(), browser::UNICODE);
        let driver = Driver::new(options);
        Ok(Self { driver })
    }

    /// What is to be done next: send a text message (a string) or a binary one (a `Uint8Array`), tell of an event (an
    /// object), close the WebSocket (null), or nothing (undefined).
    #[wasm_bindgen(js_name = next)]
    pub fn next_action(&mut self) -> JsValue {
        match self.driver.next_action() {
            Some(Action::Text(text)) => text.into(),
            Some(Action::Binary(octets)) => Uint8Array::from(octets.as_slice()).into(),
            Some(Action::Tell(event)) => event.to_js(),
            Some(Action::Close) => JsValue::NULL,
            None => JsValue::UNDEFINED,
        }
    }

    /// When to call [`tick`](Self::tick), if ever.
    pub fn until(&self) -> Option<f64> {
        let until = self.driver.until()?;
        Some(until.as_secs_f64() * 1000.0)
    }

    /// The time has come, or may have.
    pub fn tick(&mut self, now: f64) {
        self.driver.tick(time(now));
    }

    /// The WebSocket is open.
    pub fn connected(&mut self, now: f64) {
        self.driver.connected(time(now));
    }

    /// A text message has arrived.
    pub fn text(&mut self, now: f64, text: &str) {
        self.driver.control(time(now), read(text));
    }

    /// A binary message has arrived.
    pub fn binary(&mut self, now: f64, octets: &[u8]) {
        self.driver.binary(time(now), octets);
    }

    /// The WebSocket is closed, or never opened, with this close code.
    pub fn disconnected(&mut self, now: f64, code: u16) {
        self.driver.disconnected(time(now), code);
    }

    /// Whether the files of a mail to a `WireEnvelope` are to go as they are: it is wished for, and the server takes them.
    #[wasm_bindgen(js_name = takesBinary)]
    pub fn takes_binary(&self, envelope: JsValue) -> bool {
        let wished = flag(&Given(envelope), "binary").unwrap_or_default();
        wished && self.driver.takes_binary()
    }

    /// Sends to a `WireEnvelope` a content of which a `WireContent` says what is known. The octets are asked for by the
    /// event `wanted`, and the outcome comes as the event `done`.
    ///
    /// # Errors
    /// A `Failure`: nothing was sent.
    pub fn send(&mut self, now: f64, envelope: JsValue, content: JsValue) -> Result<(), JsValue> {
        self.begin(now, &Given(envelope), &Given(content))
            .map_err(|failure| failure.to_js())
    }

    /// Gives a command by its `CommandName`; the answer comes as the event `replied`, and after `quit`, `closed`.
    ///
    /// # Errors
    /// A `Failure`: nothing was sent.
    pub fn command(
        &mut self,
        now: f64,
        name: &str,
        argument: Option<String>,
    ) -> Result<(), JsValue> {
        self.give(now, name, argument.as_deref())
            .map_err(|failure| failure.to_js())
    }

    /// Answers the event `wanted`, with one octet at least.
    pub fn supply(&mut self, now: f64, octets: &[u8]) {
        self.driver.supply(time(now), octets.to_vec());
    }

    /// Answers it where the octets cannot be had: why, and what to do. The mail is not sent, and the session ends.
    pub fn missing(&mut self, now: f64, why: &str) {
        self.driver.missing(time(now), why);
    }

    /// Ends the session at once.
    pub fn abort(&mut self, now: f64) {
        self.driver.abort(time(now));
    }
}

impl Session {
    fn begin(&mut self, now: f64, envelope: &Given, content: &Given) -> Result<(), Failure> {
        let (envelope, content) = (envelope::read(envelope)?, Facts::read(content)?);
        self.driver.send(time(now), envelope, content)
    }

    fn give(&mut self, now: f64, name: &str, argument: Option<&str>) -> Result<(), Failure> {
        let command = Command::read(name, argument)?;
        self.driver
            .command(time(now), |client| command.give(client))
    }
}

/// A clock that goes back, or nowhere, stands still.
fn time(now: f64) -> Duration {
    #[expect(clippy::cast_possible_truncation, reason = "it saturates")]
    let micros = (now * 1000.0) as u64;
    Duration::from_micros(micros)
}

/// The browser parses what the gateway says.
fn read(text: &str) -> Result<GatewayMessage, DecodeError> {
    GatewayMessage::read(text, |text| JSON::parse(text).ok().map(Given))
}
