//! One mail: envelope, content, verdict.

use alloc::{boxed::Box, vec::Vec};

use super::{
    Client, Envelope, Event, MailId, Refusal, Step, Verdict, is_closing,
    state::State,
    transaction::{Next, Transaction},
};
use crate::{
    Phase,
    codec::END_OF_DATA,
    error::{Error, LocalError, PeerError},
    transcript::Direction,
    transition::Trigger,
    types::{Body, Capabilities, Class, MailParameters, Reply},
};

impl Client {
    /// Begins a mail. Its outcome comes as [`Event::MailDone`], after [`Event::ContentWanted`] if
    /// the server wants the content.
    ///
    /// # Errors
    /// The mail cannot be sent in this session: nothing went out.
    pub fn send_mail(&mut self, envelope: Envelope) -> Result<MailId, LocalError> {
        self.idle("a mail")?;
        let capabilities = self.capabilities.clone().unwrap_or_default();
        let parameters = parameters(&envelope, &capabilities)?;
        let id = MailId(self.mails);
        self.mails = self.mails.wrapping_add(1);
        let reset = core::mem::take(&mut self.reset_owed);
        let transaction = Box::new(Transaction::new(id, envelope, parameters, reset));
        self.enter(Trigger::MailAsked, State::Closed);
        self.send_flight(transaction);
        Ok(id)
    }

    /// Hands in the next piece of the content, of any length; line ends of any kind.
    ///
    /// The driver hands in the next one when this one has been sent: the engine keeps none back.
    ///
    /// # Errors
    /// The server does not want content now. Or there is a NUL in it, which no mail may hold
    /// (RFC 5322 section 3.5) and which some servers drop, so that a dot behind it would begin a
    /// line: the session ends, for the mail cannot be taken back in any other way.
    pub fn content(&mut self, piece: &[u8]) -> Result<(), LocalError> {
        let phase = self.phase;
        let State::Mail(transaction) = &mut self.state else {
            return Err(LocalError::WrongPhase {
                what: "content",
                phase,
            });
        };
        if phase != Phase::Content {
            return Err(LocalError::WrongPhase {
                what: "content",
                phase,
            });
        }
        if piece.contains(&0) {
            self.fail(LocalError::Nul.into());
            return Err(LocalError::Nul);
        }
        let mut wire = Vec::new();
        transaction.stuffer.push(piece, &mut wire);
        let lines = transaction.recorder.push(&wire);
        for line in lines {
            self.record(Direction::Client, line);
        }
        self.send_bytes(&wire);
        self.await_for(self.config.timeouts.block);
        Ok(())
    }

    /// The content is complete: the end of data goes out.
    pub fn content_end(&mut self) -> Result<(), LocalError> {
        let phase = self.phase;
        if phase != Phase::Content {
            return Err(LocalError::WrongPhase {
                what: "the end of the content",
                phase,
            });
        }
        self.end_content();
        Ok(())
    }

    fn end_content(&mut self) {
        let state = core::mem::replace(&mut self.state, State::Closed);
        let State::Mail(mut transaction) = state else {
            return;
        };
        let mut wire = Vec::new();
        transaction.stuffer.finish(&mut wire);
        let line_end = wire.strip_suffix(END_OF_DATA).unwrap_or_default();
        let mut lines = transaction.recorder.push(line_end);
        lines.extend(transaction.recorder.finish());
        for line in lines {
            self.record(Direction::Client, line);
        }
        self.record(Direction::Client, ".".into());
        self.send_bytes(&wire);
        self.enter(Trigger::ContentEnded, State::Mail(transaction));
        self.await_for(self.config.timeouts.verdict);
    }

    fn send_flight(&mut self, mut transaction: Box<Transaction>) {
        let pipelining = self
            .capabilities
            .as_ref()
            .is_some_and(Capabilities::pipelining);
        for command in transaction.next_flight(pipelining) {
            self.send(&command);
        }
        self.await_envelope(&transaction);
        self.state = State::Mail(transaction);
    }

    fn await_envelope(&mut self, transaction: &Transaction) {
        let timeouts = self.config.timeouts;
        let data = transaction.awaited() == Some(Step::Data);
        self.await_for(if data {
            timeouts.data
        } else {
            timeouts.envelope
        });
    }

    pub(super) fn on_mail(
        &mut self,
        transaction: Box<Transaction>,
        reply: Reply,
    ) -> Result<(), Error> {
        match self.phase {
            Phase::Envelope => self.on_envelope(transaction, reply),
            Phase::Verdict => self.on_verdict(transaction, reply),
            _ => self.on_early(transaction, reply),
        }
    }

    fn on_envelope(
        &mut self,
        mut transaction: Box<Transaction>,
        reply: Reply,
    ) -> Result<(), Error> {
        if is_closing(&reply) {
            return self.on_closing(transaction, reply);
        }
        match transaction.answered(reply) {
            Ok(Next::Envelope) => self.send_flight(transaction),
            Ok(Next::Content) => {
                let id = transaction.id;
                self.enter(Trigger::ContentAsked, State::Mail(transaction));
                self.await_for(self.config.timeouts.block);
                self.emit(Event::ContentWanted(id));
            }
            Ok(Next::EmptyContent) => {
                self.enter(Trigger::ContentAsked, State::Mail(transaction));
                self.end_content();
            }
            Ok(Next::Nothing) => self.on_refused(transaction),
            Ok(Next::Nonsense) => {
                let error = Error::from(PeerError::ContentOfRefused);
                self.end_unfinished(transaction, error.clone());
                return Err(error);
            }
            Err(reply) => {
                let error = self.unexpected(reply);
                self.end_unfinished(transaction, error.clone());
                return Err(error);
            }
        }
        Ok(())
    }

    fn on_refused(&mut self, transaction: Box<Transaction>) {
        self.reset_owed = true;
        if let Some(refusal) = transaction.refusal() {
            self.end_mail(transaction, Verdict::Refused(refusal));
        }
    }

    fn on_verdict(&mut self, transaction: Box<Transaction>, reply: Reply) -> Result<(), Error> {
        if is_closing(&reply) {
            return self.on_closing(transaction, reply);
        }
        let verdict = match (reply.class(), transaction.refusal()) {
            (Class::Intermediate, _) => {
                let error = self.unexpected(reply);
                self.end_unfinished(transaction, error.clone());
                return Err(error);
            }
            (_, Some(refusal)) => Verdict::Refused(refusal),
            (Class::Success, None) => Verdict::Accepted(reply),
            (Class::Transient | Class::Permanent, None) => Verdict::Refused(Refusal {
                step: Step::Content,
                reply,
            }),
        };
        self.end_mail(transaction, verdict);
        Ok(())
    }

    /// The server answers while the content is on its way: it will not take it, and what of the
    /// rest it would read as commands nobody knows. So the session ends.
    fn on_early(&mut self, transaction: Box<Transaction>, reply: Reply) -> Result<(), Error> {
        if is_closing(&reply) {
            return self.on_closing(transaction, reply);
        }
        let error = PeerError::RepliedEarly {
            reply: reply.clone(),
        };
        let verdict = match reply.class() {
            Class::Transient | Class::Permanent => Verdict::Refused(Refusal {
                step: Step::Content,
                reply,
            }),
            Class::Success | Class::Intermediate => Verdict::NotSent(error.clone().into()),
        };
        let id = transaction.id;
        self.emit(Event::MailDone(id, transaction.end(verdict)));
        Err(error.into())
    }

    /// 421: unless the mail was refused already it is refused for now, and the session is over.
    fn on_closing(&mut self, transaction: Box<Transaction>, reply: Reply) -> Result<(), Error> {
        let step = transaction.awaited().unwrap_or(Step::Content);
        let id = transaction.id;
        let refusal = transaction.refusal().unwrap_or_else(|| Refusal {
            step,
            reply: reply.clone(),
        });
        let verdict = Verdict::Refused(refusal);
        self.emit(Event::MailDone(id, transaction.end(verdict)));
        Err(PeerError::ServiceClosing { reply }.into())
    }

    fn end_mail(&mut self, transaction: Box<Transaction>, verdict: Verdict) {
        let id = transaction.id;
        self.enter(Trigger::MailEnded, State::Ready { asked: None });
        self.deadline = None;
        self.emit(Event::MailDone(id, transaction.end(verdict)));
    }

    /// The session ends under a mail. If the server has not refused it before, nobody knows whether
    /// it took the mail once the end of data has gone out.
    pub(super) fn end_unfinished(&mut self, transaction: Box<Transaction>, error: Error) {
        let id = transaction.id;
        let verdict = match transaction.refusal() {
            Some(refusal) => Verdict::Refused(refusal),
            None if self.phase == Phase::Verdict => Verdict::Unknown(error),
            None => Verdict::NotSent(error),
        };
        self.emit(Event::MailDone(id, transaction.end(verdict)));
    }
}

/// What the server is told in MAIL, or why it cannot be told.
fn parameters(envelope: &Envelope, offered: &Capabilities) -> Result<MailParameters, LocalError> {
    let recipients = envelope.to.len();
    if recipients == 0 {
        return Err(LocalError::NoRecipients);
    }
    if recipients > Envelope::MAX_RECIPIENTS {
        let limit = Envelope::MAX_RECIPIENTS;
        return Err(LocalError::TooManyRecipients { recipients, limit });
    }
    if let (Some(size), Some(limit)) = (envelope.size, offered.size())
        && size > limit
    {
        return Err(LocalError::TooLarge { size, limit });
    }
    let eight_bit = envelope.body == Body::EightBitMime;
    if eight_bit && !offered.eight_bit_mime() {
        return Err(LocalError::EightBit);
    }
    Ok(MailParameters {
        size: envelope.size.filter(|_| offered.has("SIZE")),
        body: eight_bit.then_some(Body::EightBitMime),
        ..MailParameters::default()
    })
}
