//! Where AUTH leads in a session.

use crate::{
    codec::CommandError,
    reply,
    transcript::Direction,
    transition::Trigger,
    types::{Mechanism, Secret},
};

use super::{
    Event, Server,
    auth::{Exchange, Permit, Response},
    state::{Question, State},
};

impl Server {
    pub(super) fn permit(&self) -> Option<Permit> {
        Permit::of(self.tls.as_ref(), self.config.cleartext_auth)
    }

    pub(super) fn auth(&mut self, mechanism: Mechanism, initial: Option<Secret>) {
        if !self.config.auth {
            return self.refuse(&reply!(502, 5, 1, "AUTH is not offered"));
        }
        if self.signed_in {
            return self.refuse(&reply!(503, 5, 1, "you are signed in already"));
        }
        if !self.allows(Trigger::AuthAsked) {
            return self.refuse(&self.out_of_order());
        }
        let Some(permit) = self.permit() else {
            return self.refuse(&reply!(538, 7, 11, "passwords are taken inside TLS only"));
        };
        let Some(exchange) = Exchange::begin(permit, mechanism) else {
            return self.refuse(&CommandError::Mechanism.reply());
        };
        if !self.config.mechanisms.contains(&mechanism) {
            return self.refuse(&reply!(
                504,
                5,
                4,
                "this mechanism is not offered; EHLO tells which are"
            ));
        }
        let response = match initial.as_ref().map(Secret::expose) {
            None => Response::Next(exchange),
            Some("=") => Response::read(&exchange, b""),
            Some(initial) => Response::read(&exchange, initial.as_bytes()),
        };
        self.go(Trigger::AuthAsked, State::Judging);
        self.respond(response);
    }

    /// A line that answers a prompt.
    pub(super) fn prompted(&mut self, response: Response) {
        let shown = if matches!(response, Response::Cancelled) {
            "*"
        } else {
            Secret::MASK
        };
        self.record(Direction::Client, shown.into());
        self.respond(response);
    }

    fn respond(&mut self, response: Response) {
        let refusal = match response {
            Response::Next(exchange) => {
                let prompt = reply!(334, 0, 0, "{}", exchange.prompt());
                self.state = State::Prompted(exchange);
                return self.reply(&prompt);
            }
            Response::Complete(credentials) => {
                self.state = State::Judging;
                return self.ask(Question::Credentials, Event::Auth(credentials));
            }
            Response::Cancelled => reply!(501, 7, 0, "signing in was cancelled"),
            Response::NotBase64 => reply!(501, 5, 2, "the response is not base64"),
            Response::Malformed => reply!(501, 5, 2, "the response is not a user and a password"),
        };
        self.go(Trigger::AuthEnded, State::Ready);
        self.refuse(&refusal);
    }
}
