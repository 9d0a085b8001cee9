//! From the greeting to a session that is ready: hello, STARTTLS, hello again, and on to AUTH.

use alloc::string::ToString;

use super::{
    Client, Event, Protocol, Refusal, Security, Step, raw::Raw, replies::is_closing, state::State,
};
use crate::{
    Output,
    codec::Command,
    error::{Error, LocalError, PeerError},
    transition::Trigger,
    types::{Capabilities, Class, Reply},
};

impl Client {
    pub(super) fn on_greeting(&mut self, reply: Reply) -> Result<(), Error> {
        if self.config.security == Security::Implicit && self.tls.is_none() {
            return Err(LocalError::TlsMissing.into());
        }
        if reply.code().get() == 220 {
            self.emit(Event::Greeted(reply));
            if self.config.by_hand {
                self.enter(Trigger::Greeted, State::Raw(Raw::IDLE));
                self.deadline = None;
                self.emit(Event::Ready);
            } else {
                self.enter(Trigger::Greeted, State::Hello { extended: true });
                self.say_hello(true);
            }
            Ok(())
        } else {
            self.on_no(Step::Greeting, reply)
        }
    }

    /// RFC 6531 section 3.7.1: in ASCII, whatever the server offers.
    pub(super) fn say_hello(&mut self, extended: bool) {
        let Some(name) = self.config.name.to_ascii(&self.config.unicode) else {
            let name = self.config.name.to_string();
            return self.fail(LocalError::HelloName { name }.into());
        };
        let name = name.into();
        let command = match self.config.protocol {
            Protocol::Lmtp => Command::Lhlo(name),
            Protocol::Smtp if extended => Command::Ehlo(name),
            Protocol::Smtp => Command::Helo(name),
        };
        self.send(&command);
        self.await_for(self.config.timeouts.setup);
    }

    pub(super) fn on_hello(&mut self, extended: bool, reply: Reply) -> Result<(), Error> {
        match reply.class() {
            Class::Success => {
                self.introduced(extended, &reply);
                self.enter(Trigger::HelloAccepted, State::Ready { asked: None });
                self.go_on()
            }
            // RFC 5321 section 3.2: a server that does not know EHLO is asked with HELO. LMTP has
            // no such older form (RFC 2033 section 4.1).
            Class::Permanent if extended && self.config.protocol == Protocol::Smtp => {
                self.enter(Trigger::HelloFellBack, State::Hello { extended: false });
                self.say_hello(false);
                Ok(())
            }
            Class::Intermediate | Class::Transient | Class::Permanent => {
                self.on_no(Step::Hello, reply)
            }
        }
    }

    /// Learns what the server can do, and forgets what it could before.
    pub(super) fn introduced(&mut self, extended: bool, reply: &Reply) {
        // A reply to HELO has no extensions, whatever its lines look like.
        let capabilities = extended.then(|| Capabilities::from_reply(reply));
        let capabilities = capabilities.unwrap_or_default();
        let first = reply
            .lines()
            .first()
            .and_then(|line| line.split(' ').next());
        self.server = first.unwrap_or_default().into();
        self.capabilities = Some(capabilities.clone());
        self.emit(Event::Capabilities(capabilities));
    }

    /// The next step of the set-up, after each hello.
    fn go_on(&mut self) -> Result<(), Error> {
        let capabilities = self.capabilities.clone().unwrap_or_default();
        if self.config.security == Security::StartTls && self.tls.is_none() {
            self.ask_for_tls(&capabilities)
        } else {
            self.sign_in()
        }
    }

    fn ask_for_tls(&mut self, capabilities: &Capabilities) -> Result<(), Error> {
        if !capabilities.starttls() {
            return Err(PeerError::StartTlsUnavailable.into());
        }
        self.enter(Trigger::StartTlsAsked, State::StartTls);
        self.send(&Command::StartTls);
        self.await_for(self.config.timeouts.setup);
        Ok(())
    }

    pub(super) fn on_starttls(&mut self, reply: Reply) -> Result<(), Error> {
        if reply.code().get() != 220 {
            return self.on_no(Step::StartTls, reply);
        }
        // What came in the same breath as the 220 came before TLS, and anyone can have sent it.
        if !self.decoder.is_empty() {
            return Err(PeerError::TlsResidue.into());
        }
        self.enter(
            Trigger::StartTlsAccepted,
            State::Handshake { by_hand: false },
        );
        self.outputs.push_back(Output::UpgradeTls);
        self.await_for(self.config.timeouts.setup);
        Ok(())
    }

    /// The server said no: tell, and say goodbye unless it is leaving by itself.
    pub(super) fn on_no(&mut self, step: Step, reply: Reply) -> Result<(), Error> {
        if matches!(reply.class(), Class::Success | Class::Intermediate) {
            return Err(self.unexpected(reply));
        }
        let closing = is_closing(&reply);
        self.emit(Event::Refused(Refusal { step, reply }));
        if closing {
            self.close();
        } else {
            self.say_goodbye();
        }
        Ok(())
    }
}
