//! Single commands, each asked and answered between mails.

use super::{Client, Event, Step, replies::staying, state::State};
use crate::{
    codec::Command,
    error::{Error, LocalError},
    types::{Argument, Capabilities, Reply},
};

/// Each answer comes as [`Event::Replied`].
impl Client {
    /// Asks the server for nothing, to see whether it is there.
    ///
    /// # Errors
    /// Something is under way.
    pub fn noop(&mut self) -> Result<(), LocalError> {
        self.ask(Step::Noop, Command::Noop(None))
    }

    /// Asks the server to forget a mail that was begun.
    ///
    /// # Errors
    /// Something is under way.
    pub fn reset(&mut self) -> Result<(), LocalError> {
        self.ask(Step::Reset, Command::Rset)
    }

    /// Asks what the server understands, or how to use one of it.
    ///
    /// # Errors
    /// Something is under way, or the text needs SMTPUTF8, which the server does not offer.
    pub fn help(&mut self, about: Option<Argument>) -> Result<(), LocalError> {
        if let Some(about) = &about {
            self.speaks(about)?;
        }
        self.ask(Step::Help, Command::Help(about))
    }

    /// Asks whether a user exists (RFC 5321 section 3.5).
    ///
    /// # Errors
    /// Something is under way, or the name needs SMTPUTF8, which the server does not offer.
    pub fn verify(&mut self, user: Argument) -> Result<(), LocalError> {
        self.speaks(&user)?;
        self.ask(Step::Verify, Command::Vrfy(user))
    }

    /// Asks who is on a mailing list (RFC 5321 section 3.5).
    ///
    /// # Errors
    /// Something is under way, or the name needs SMTPUTF8, which the server does not offer.
    pub fn expand(&mut self, list: Argument) -> Result<(), LocalError> {
        self.speaks(&list)?;
        self.ask(Step::Expand, Command::Expn(list))
    }

    /// Beyond ASCII a server must be able to do SMTPUTF8 (RFC 6531 section 3.1).
    fn speaks(&self, argument: &Argument) -> Result<(), LocalError> {
        let offered = self.capabilities.as_ref();
        if argument.is_ascii() || offered.is_some_and(Capabilities::smtp_utf8) {
            return Ok(());
        }
        let extension = "SMTPUTF8";
        Err(LocalError::NotOffered { extension })
    }

    /// What is left of a refused mail is cleared first: behind a refused BDAT nothing else may be
    /// said (RFC 3030 section 2).
    fn ask(&mut self, step: Step, command: Command) -> Result<(), LocalError> {
        self.idle("a command")?;
        if self.reset_owed && step != Step::Reset {
            self.state = State::Clearing { step, command };
            self.send(&Command::Rset);
            self.await_for(self.config.timeouts.envelope);
        } else {
            self.say(step, &command);
        }
        Ok(())
    }

    fn say(&mut self, step: Step, command: &Command) {
        self.state = State::Ready { asked: Some(step) };
        self.send(command);
        self.await_for(self.config.timeouts.envelope);
    }

    /// Where RSET is refused it stays owed, and nothing is lost by asking all the same.
    pub(super) fn on_cleared(
        &mut self,
        step: Step,
        command: &Command,
        reply: Reply,
    ) -> Result<(), Error> {
        let reply = staying(reply)?;
        self.reset_owed = !reply.is_success();
        self.say(step, command);
        Ok(())
    }

    pub(super) fn on_answer(&mut self, step: Step, reply: Reply) -> Result<(), Error> {
        let reply = staying(reply)?;
        if step == Step::Reset && reply.is_success() {
            self.reset_owed = false;
        }
        self.state = State::Ready { asked: None };
        self.deadline = None;
        self.emit(Event::Replied(step, reply));
        Ok(())
    }
}
