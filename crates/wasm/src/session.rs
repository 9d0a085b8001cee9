//! One session for JavaScript: the driver, joined to the browser's socket and clock.

use alloc::rc::{Rc, Weak};
use alloc::{format, string::String, vec::Vec};
use core::cell::RefCell;
use core::time::Duration;

use js_sys::{Function, JSON};
use wasm_bindgen::prelude::*;
use wsmtp_tunnel::{DecodeError, GatewayMessage};

use crate::browser;
use crate::clock::{Clock, Timer};
use crate::command::Command;
use crate::driver::{Action, Driver};
use crate::envelope;
use crate::event::Event;
use crate::failure::Failure;
use crate::fields::flag;
use crate::mail;
use crate::object::{Given, ToJs};
use crate::options::Options;
use crate::socket::{Arrival, Socket};

/// The octets that a `WireMail` (`web/client/src/runtime/wire.ts`) will have.
///
/// # Errors
/// A `Failure`, `bad-input`: what cannot stand in a mail.
#[wasm_bindgen]
pub fn measure(mail: JsValue) -> Result<f64, JsValue> {
    let mail = mail::read(&Given(mail)).and_then(|mail| Ok(mail.render(false)?));
    let mail = mail.map_err(|failure| failure.to_js())?;
    Ok(mail.size as f64)
}

/// One SMTP session. It begins to open when it is made.
#[wasm_bindgen]
pub struct Session {
    link: Rc<Link>,
}

#[wasm_bindgen]
impl Session {
    /// Takes an `EngineOptions` (`web/client/src/runtime/wire.ts`), a function that makes a WebSocket for an address
    /// and a subprotocol, and one that will hear each event.
    ///
    /// # Errors
    /// A `Failure`: the options cannot be used.
    #[wasm_bindgen(constructor)]
    pub fn new(options: JsValue, socket: &Function, listener: Function) -> Result<Self, JsValue> {
        Link::open(&Given(options), socket, listener)
            .map(|link| Self { link })
            .map_err(|failure| failure.to_js())
    }

    /// Sends a `WireMail` to a `WireEnvelope`; the outcome comes as the event `done`.
    ///
    /// # Errors
    /// A `Failure`: nothing was sent.
    pub fn send(&self, envelope: JsValue, mail: JsValue) -> Result<(), JsValue> {
        let (envelope, mail) = (Given(envelope), Given(mail));
        self.give(|driver, now| {
            let binary = flag(&envelope, "binary")? && driver.takes_binary();
            let mail = mail::read(&mail)?.render(binary)?;
            driver.send(now, envelope::read(&envelope)?, mail)
        })
    }

    /// Gives a command by its `CommandName`; the answer comes as the event `replied`, and after `quit`, `closed`.
    ///
    /// # Errors
    /// A `Failure`: nothing was sent.
    pub fn command(&self, name: &str, argument: Option<String>) -> Result<(), JsValue> {
        self.give(|driver, now| {
            let command = Command::read(name, argument.as_deref())?;
            driver.command(now, |client| command.give(client))
        })
    }

    /// Answers the event `wanted`.
    pub fn supply(&self, octets: Vec<u8>) {
        self.link.input(|driver, now| driver.supply(now, octets));
    }

    /// Answers it where the octets cannot be had: why, and what to do. The mail is not sent, and the session ends.
    pub fn missing(&self, why: &str) {
        self.link.input(|driver, now| driver.missing(now, why));
    }

    /// Ends the session at once.
    pub fn abort(&self) {
        self.link.input(Driver::abort);
    }
}

impl Session {
    fn give(
        &self,
        give: impl FnOnce(&mut Driver, Duration) -> Result<(), Failure>,
    ) -> Result<(), JsValue> {
        self.link.input(give).map_err(|failure| failure.to_js())
    }
}

/// What the socket's and the timer's handlers share with the session.
struct Link {
    driver: RefCell<Driver>,
    socket: RefCell<Option<Socket>>,
    timer: RefCell<Timer>,
    clock: Clock,
    listener: Function,
}

impl Link {
    fn open(options: &Given, socket: &Function, listener: Function) -> Result<Rc<Self>, Failure> {
        let mut options = Options::read(options)?;
        options.equip(browser::nonce(), browser::UNICODE);
        let url = options.url.clone();
        let link = Rc::new_cyclic(|weak: &Weak<Self>| {
            let timed = weak.clone();
            Self {
                driver: RefCell::new(Driver::new(options)),
                socket: RefCell::new(None),
                timer: RefCell::new(Timer::new(move || with(&timed, Self::timed_out))),
                clock: Clock::start(),
                listener,
            }
        });
        let reported = Rc::downgrade(&link);
        let report = move |arrival| with(&reported, |link| link.arrived(arrival));
        let socket = Socket::open(&url, socket, report).map_err(|_| {
            Failure::bad_input(format!(
                "\"{url}\" is not a WebSocket's address: check the gateway"
            ))
        })?;
        link.socket.replace(Some(socket));
        link.set_timer();
        Ok(link)
    }

    fn arrived(&self, arrival: Arrival) {
        self.input(|driver, now| match arrival {
            Arrival::Open => driver.connected(now),
            Arrival::Text(text) => driver.control(now, read(&text)),
            Arrival::Binary(bytes) => driver.binary(now, &bytes),
            Arrival::Closed(code) => driver.disconnected(now, code),
        });
    }

    fn timed_out(&self) {
        self.timer.borrow_mut().fired();
        self.input(Driver::tick);
    }

    /// Gives one input to the driver and does what it asks for.
    fn input<T>(&self, give: impl FnOnce(&mut Driver, Duration) -> T) -> T {
        let result = give(&mut self.driver.borrow_mut(), self.clock.now());
        while let Some(action) = self.next_action() {
            self.act(action);
        }
        self.set_timer();
        result
    }

    // INVARIANT: no RefCell is borrowed while JavaScript runs, so the listener may call the session again.
    fn next_action(&self) -> Option<Action> {
        self.driver.borrow_mut().next_action()
    }

    fn act(&self, action: Action) {
        match action {
            Action::Text(text) => self.with_socket(|socket| socket.send_text(&text)),
            Action::Binary(bytes) => self.with_socket(|socket| socket.send_binary(&bytes)),
            Action::Tell(event) => self.tell(&event),
            Action::Close => drop(self.socket.take()),
        }
    }

    fn with_socket(&self, act: impl FnOnce(&Socket)) {
        if let Some(socket) = self.socket.borrow().as_ref() {
            act(socket);
        }
    }

    /// What the listener throws is the listener's.
    fn tell(&self, event: &Event) {
        drop(self.listener.call1(&JsValue::NULL, &event.to_js()));
    }

    fn set_timer(&self) {
        let until = self.driver.borrow().until();
        self.timer.borrow_mut().set(&self.clock, until);
    }
}

/// The browser parses what the gateway says.
fn read(text: &str) -> Result<GatewayMessage, DecodeError> {
    GatewayMessage::read(text, |text| JSON::parse(text).ok().map(Given))
}

fn with(link: &Weak<Link>, act: impl FnOnce(&Link)) {
    if let Some(link) = link.upgrade() {
        act(&link);
    }
}
