//! Where AUTH leads in a session.

use alloc::string::String;

use super::{
    Client, Event, Step,
    auth::{Exchange, Means},
    mask::Mask,
    state::State,
};
use crate::{
    error::Error,
    transcript::Direction,
    transition::Trigger,
    types::{Class, Mechanism, Reply, Secret},
};

impl Client {
    /// Signs in where that is wanted and not done yet; else the session is ready.
    pub(super) fn sign_in(&mut self) -> Result<(), Error> {
        let Some(credentials) = &self.config.credentials else {
            self.deadline = None;
            self.emit(Event::Ready);
            return Ok(());
        };
        self.mask = Mask::new(credentials);
        let exchange = self.exchange(None)?;
        self.open(exchange);
        Ok(())
    }

    fn exchange(&self, weaker_than: Option<Mechanism>) -> Result<Exchange, Error> {
        let offered = self.capabilities.clone().unwrap_or_default();
        let means = Means {
            config: &self.config,
            offered: &offered,
            tls: self.tls.as_ref(),
        };
        means.exchange(weaker_than)
    }

    fn open(&mut self, mut exchange: Exchange) {
        let command = exchange.command(&self.config, &mut self.mask);
        self.enter(Trigger::AuthAsked, State::Auth(exchange));
        self.send(&command);
        self.await_for(self.config.timeouts.setup);
    }

    pub(super) fn on_auth(&mut self, mut exchange: Exchange, reply: Reply) -> Result<(), Error> {
        match reply.class() {
            Class::Success => {
                exchange.check_success()?;
                self.config.credentials = None;
                self.mask.forget_typed();
                self.emit(Event::Authenticated(reply));
                self.enter(Trigger::AuthEnded, State::Ready { asked: None });
                self.sign_in()
            }
            Class::Intermediate => {
                let response = exchange.respond(&reply, &mut self.mask)?;
                self.respond(&response);
                self.state = State::Auth(exchange);
                Ok(())
            }
            Class::Transient | Class::Permanent => self.on_auth_refused(&exchange, reply),
        }
    }

    /// A weaker mechanism is only tried where the server does not know this one after all.
    fn on_auth_refused(&mut self, exchange: &Exchange, reply: Reply) -> Result<(), Error> {
        let unknown = exchange.unknown_mechanism(&reply);
        let weaker = unknown.and_then(|unknown| self.exchange(Some(unknown)).ok());
        let Some(weaker) = weaker else {
            return self.on_no(Step::Auth, reply);
        };
        self.enter(Trigger::AuthEnded, State::Ready { asked: None });
        self.open(weaker);
        Ok(())
    }

    fn respond(&mut self, response: &Secret) {
        let shown = match response.expose() {
            "" => String::new(),
            _ => Secret::MASK.into(),
        };
        self.record(Direction::Client, shown);
        self.send_bytes(response.expose().as_bytes());
        self.send_bytes(b"\r\n");
        self.await_for(self.config.timeouts.setup);
    }
}
