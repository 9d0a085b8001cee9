//! What the server answers to a mail, and what becomes of it.

use alloc::boxed::Box;

use super::{
    Client, Event, Refusal, Step, Verdict,
    content::Content,
    replies::is_closing,
    state::State,
    transaction::{Next, Transaction},
};
use crate::{
    Phase,
    error::{Error, LocalError, PeerError},
    transition::Trigger,
    types::{Class, Reply},
};

impl Client {
    pub(super) fn on_mail(
        &mut self,
        mut transaction: Box<Transaction>,
        reply: Reply,
    ) -> Result<(), Error> {
        let data = matches!(transaction.content, Content::Data(_));
        if is_closing(&reply) {
            return self.on_closing(transaction, reply);
        }
        if data && self.phase == Phase::Content {
            return self.on_early(transaction, reply);
        }
        match transaction.answered(reply) {
            Ok(next) => self.go_on_with(transaction, next),
            Err(reply) => {
                let error = self.unexpected(reply);
                self.end_unfinished(transaction, error.clone());
                Err(error)
            }
        }
    }

    fn go_on_with(&mut self, transaction: Box<Transaction>, next: Next) -> Result<(), Error> {
        match next {
            Next::Accepted(reply) => self.end_mail(transaction, Verdict::Accepted(reply)),
            Next::Content if self.phase == Phase::Envelope => self.want_content(transaction),
            Next::EmptyContent => {
                self.enter(Trigger::ContentAsked, State::Mail(transaction));
                self.end_data();
            }
            Next::Nonsense => {
                let error = Error::from(PeerError::ContentOfRefused);
                self.end_unfinished(transaction, error.clone());
                return Err(error);
            }
            Next::Refused(refusal) => {
                // The end of data ends the mail for the server too, whatever it says.
                let data = matches!(transaction.content, Content::Data(_));
                self.reset_owed = !(data && self.phase == Phase::Verdict);
                self.end_mail(transaction, Verdict::Refused(refusal));
            }
            Next::TakenInPart => {
                let error = Error::from(PeerError::TakenInPart);
                self.tell_outcome(transaction, Verdict::Unknown(error.clone()));
                return Err(error);
            }
            Next::Content | Next::Wait => self.go_on_sending(transaction),
        }
        Ok(())
    }

    /// The next flight of the envelope, or the next chunks.
    fn go_on_sending(&mut self, transaction: Box<Transaction>) {
        if self.phase == Phase::Envelope {
            return self.send_flight(transaction);
        }
        let (id, full) = (transaction.id, !transaction.takes_content());
        self.state = State::Mail(transaction);
        self.send_chunks();
        if full && self.takes_content() {
            self.emit(Event::ContentWanted(id));
        }
    }

    /// The server answers while the content is on its way: it will not take it, and what of the
    /// rest it would read as commands nobody knows. So the session ends.
    fn on_early(&mut self, transaction: Box<Transaction>, reply: Reply) -> Result<(), Error> {
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
        self.tell_outcome(transaction, verdict);
        Err(error.into())
    }

    /// 421: the server leaves, and the session is over.
    fn on_closing(&mut self, mut transaction: Box<Transaction>, reply: Reply) -> Result<(), Error> {
        let error = Error::from(PeerError::ServiceClosing {
            reply: reply.clone(),
        });
        let verdict = transaction.left_with(reply, error.clone());
        self.tell_outcome(transaction, verdict);
        Err(error)
    }

    /// The rest of the content stays here, and the session goes on.
    pub(super) fn give_up(&mut self, transaction: Box<Transaction>, error: LocalError) {
        self.reset_owed = true;
        self.end_mail(transaction, Verdict::NotSent(error.into()));
    }

    fn end_mail(&mut self, transaction: Box<Transaction>, verdict: Verdict) {
        self.enter(Trigger::MailEnded, State::Ready { asked: None });
        self.deadline = None;
        self.tell_outcome(transaction, verdict);
    }

    /// The session ends under a mail. If the server has not refused it before, nobody knows whether
    /// it took the mail once the end of the content has gone out.
    pub(super) fn end_unfinished(&mut self, transaction: Box<Transaction>, error: Error) {
        let verdict = match transaction.refusal() {
            Some(refusal) => Verdict::Refused(refusal),
            None if self.phase == Phase::Verdict => Verdict::Unknown(error),
            None => Verdict::NotSent(error),
        };
        self.tell_outcome(transaction, verdict);
    }

    fn tell_outcome(&mut self, transaction: Box<Transaction>, verdict: Verdict) {
        let id = transaction.id;
        let delivery = transaction.end(self.server.clone(), verdict);
        self.emit(Event::MailDone(id, delivery));
    }
}
