//! One session for JavaScript: the driver, joined to the browser's socket and clock.

use std::cell::RefCell;
use std::rc::{Rc, Weak};
use std::str::FromStr;
use std::time::Duration;

use js_sys::Function;
use wasm_bindgen::prelude::*;
use wsmtp_proto::client::Client;
use wsmtp_proto::error::LocalError;
use wsmtp_proto::types::ValueError;

use crate::browser;
use crate::clock::{Clock, Timer};
use crate::driver::{Action, Driver};
use crate::envelope;
use crate::event::Event;
use crate::failure::Failure;
use crate::message::Mail;
use crate::options::Options;
use crate::socket::{Arrival, Socket};

/// One SMTP session. It begins to open when it is made.
#[wasm_bindgen]
pub struct Session {
    link: Rc<Link>,
}

#[wasm_bindgen]
impl Session {
    /// Takes the JSON of `EngineOptions` (`web/client/src/engine.ts`) and a function that will hear each event as JSON.
    ///
    /// # Errors
    /// A failure as JSON: the options cannot be used.
    #[wasm_bindgen(constructor)]
    pub fn new(options: &str, listener: Function) -> Result<Self, String> {
        Link::open(options, listener)
            .map(|link| Self { link })
            .map_err(|failure| failure.json())
    }

    /// Sends a mail to the JSON of `WireEnvelope`; the outcome comes as the event `done`.
    ///
    /// # Errors
    /// A failure as JSON: nothing was sent.
    pub fn send(&self, envelope: &str, mail: Mail) -> Result<(), String> {
        self.give(|driver, now| driver.send(now, envelope::read(envelope)?, mail))
    }

    /// Sends NOOP; the reply comes as the event `replied`, as with all that follow.
    ///
    /// # Errors
    /// A failure as JSON, as with all that follow: nothing was sent.
    pub fn noop(&self) -> Result<(), String> {
        self.command(Client::noop)
    }

    /// Sends RSET.
    pub fn reset(&self) -> Result<(), String> {
        self.command(Client::reset)
    }

    /// Sends HELP, about a command or in general.
    pub fn help(&self, about: Option<String>) -> Result<(), String> {
        let about = about.as_deref().map(parse).transpose()?;
        self.command(|client| client.help(about))
    }

    /// Sends VRFY.
    pub fn verify(&self, user: &str) -> Result<(), String> {
        let user = parse(user)?;
        self.command(|client| client.verify(user))
    }

    /// Sends EXPN.
    pub fn expand(&self, list: &str) -> Result<(), String> {
        let list = parse(list)?;
        self.command(|client| client.expand(list))
    }

    /// Says a line as it is. A line of content is not answered, and `replied` says so.
    pub fn raw(&self, line: &str) -> Result<(), String> {
        let line = parse(line)?;
        self.command(|client| client.raw(&line))
    }

    /// Sends QUIT; the event `closed` comes after the reply.
    pub fn quit(&self) -> Result<(), String> {
        self.command(Client::quit)
    }

    /// Ends the session at once.
    pub fn abort(&self) {
        self.link.input(Driver::abort);
    }
}

impl Session {
    fn command(
        &self,
        command: impl FnOnce(&mut Client) -> Result<(), LocalError>,
    ) -> Result<(), String> {
        self.give(|driver, now| driver.command(now, command))
    }

    fn give<T>(
        &self,
        give: impl FnOnce(&mut Driver, Duration) -> Result<T, Failure>,
    ) -> Result<T, String> {
        self.link.input(give).map_err(|failure| failure.json())
    }
}

fn parse<T: FromStr<Err = ValueError>>(given: &str) -> Result<T, String> {
    given.parse().map_err(|error| Failure::from(error).json())
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
    fn open(options: &str, listener: Function) -> Result<Rc<Self>, Failure> {
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
        let socket = Socket::open(&url, report).map_err(|_| {
            Failure::bad_input(format!(
                "{url:?} is not a WebSocket's address: check the gateway"
            ))
        })?;
        link.socket.replace(Some(socket));
        link.set_timer();
        Ok(link)
    }

    fn arrived(&self, arrival: Arrival) {
        self.input(|driver, now| match arrival {
            Arrival::Open => driver.connected(now),
            Arrival::Text(text) => driver.text(now, &text),
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
        drop(self.listener.call1(&JsValue::NULL, &event.json().into()));
    }

    fn set_timer(&self) {
        let until = self.driver.borrow().until();
        self.timer.borrow_mut().set(&self.clock, until);
    }
}

fn with(link: &Weak<Link>, act: impl FnOnce(&Link)) {
    if let Some(link) = link.upgrade() {
        act(&link);
    }
}
