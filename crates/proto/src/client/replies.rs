//! What a reply is an answer to, and what is no reply.

use super::{Client, Event, Step, auth, state::State};
use crate::{
    Phase,
    error::{Error, PeerError},
    transcript::Direction,
    types::{Class, Reply},
};

impl Client {
    pub(super) fn replied(&mut self, reply: Reply) {
        let shown = self.mask.reply(&reply);
        for line in shown.wire().lines() {
            self.record(Direction::Server, line.into());
        }
        let state = core::mem::replace(&mut self.state, State::Closed);
        // A challenge is answered as it came; of all else, only what may be shown goes on.
        let challenged = matches!(state, State::Auth(_)) && reply.class() == Class::Intermediate;
        let reply = if challenged { reply } else { shown };
        let hello = matches!(state, State::Hello { extended: true });
        if let Err(error) = self.on_reply(state, reply) {
            self.fail(error);
        }
        self.hello_answered = hello;
    }

    fn on_reply(&mut self, state: State, reply: Reply) -> Result<(), Error> {
        match state {
            State::Greeting => self.on_greeting(reply),
            State::Hello { extended } => self.on_hello(extended, reply),
            State::StartTls => self.on_starttls(reply),
            State::Auth(exchange) => self.on_auth(exchange, reply),
            State::Ready { asked: Some(step) } => self.on_answer(step, reply),
            State::Clearing { step, command } => self.on_cleared(step, &command, reply),
            State::Mail(transaction) => self.on_mail(transaction, reply),
            State::Quitting => {
                self.emit(Event::Replied(Step::Quit, reply));
                self.close();
                Ok(())
            }
            State::Raw(raw) => self.on_raw(raw, reply),
            State::Ready { asked: None } | State::Handshake { .. } | State::Closed => {
                Err(self.unexpected(reply))
            }
        }
    }

    /// A reply that answers nothing: only 421 is understood (RFC 5321 section 3.8).
    pub(super) fn unexpected(&self, reply: Reply) -> Error {
        let phase = self.phase;
        let unexpected = |reply| PeerError::UnexpectedReply { reply, phase }.into();
        staying(reply).map_or_else(|closing| closing, unexpected)
    }

    /// Names the slip behind a line that is no reply, where it is a known one.
    pub(super) fn named(&self, error: Error) -> Error {
        let prompt = matches!(&error, Error::Peer(PeerError::NotAReply { line })
            if self.phase == Phase::Auth && auth::looks_like_prompt(line));
        let error = self.mask.error(error);
        let Error::Peer(PeerError::NotAReply { line }) = error else {
            return error;
        };
        if prompt {
            PeerError::PromptWithoutCode { line }.into()
        } else if self.hello_answered && looks_like_capability(&line) {
            PeerError::CapabilityWithoutCode { line }.into()
        } else {
            PeerError::NotAReply { line }.into()
        }
    }
}

/// RFC 5321 section 3.8: the server ends the session, whatever was asked.
pub(super) fn is_closing(reply: &Reply) -> bool {
    reply.code().get() == 421
}

/// The reply, unless the server leaves with it.
pub(super) fn staying(reply: Reply) -> Result<Reply, Error> {
    if is_closing(&reply) {
        Err(PeerError::ServiceClosing { reply }.into())
    } else {
        Ok(reply)
    }
}

// ehlo-keyword = (ALPHA / DIGIT) *(ALPHA / DIGIT / "-"), in practice in capitals
fn looks_like_capability(line: &str) -> bool {
    let keyword = line.split([' ', '=']).next().unwrap_or_default();
    let capital = |b: u8| b.is_ascii_uppercase() || b.is_ascii_digit() || b == b'-';
    !keyword.is_empty() && keyword.bytes().all(capital)
}
