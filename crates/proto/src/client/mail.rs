//! One mail on its way out: envelope and content.

use alloc::{boxed::Box, vec::Vec};

use super::{
    Client, Envelope, Event, MailId, Step,
    content::Content,
    envelope::{self, Domains},
    order::Order,
    state::State,
    transaction::Transaction,
};
use crate::{
    Phase,
    codec::END_OF_DATA,
    error::LocalError,
    transcript::Direction,
    transition::Trigger,
    types::{Body, Limits},
};

impl Client {
    /// Begins a mail. Its outcome comes as [`Event::MailDone`], after [`Event::ContentWanted`] if
    /// the content is wanted.
    ///
    /// # Errors
    /// The mail cannot be sent in this session: nothing went out.
    pub fn send_mail(&mut self, envelope: Envelope) -> Result<MailId, LocalError> {
        self.idle("a mail")?;
        let offered = self.capabilities.clone().unwrap_or_default();
        if let (Some(0), Some(limit)) = (self.mails_left(), offered.limits().mails) {
            return Err(LocalError::NoMoreMails { limit });
        }
        let domains = self.domains_with(&envelope, offered.limits())?;
        let order = Order::new(envelope, &offered, &self.config, self.tls.is_some())?;
        self.domains = domains;
        let id = MailId(self.mails);
        self.mails = self.mails.saturating_add(1);
        let reset = core::mem::take(&mut self.reset_owed);
        self.enter(Trigger::MailAsked, State::Closed);
        self.send_flight(Box::new(Transaction::new(id, order, reset)));
        Ok(id)
    }

    /// How many mails the server will still take in this session, where it says so (LIMITS
    /// MAILMAX, RFC 9422 section 4).
    #[must_use]
    pub fn mails_left(&self) -> Option<u32> {
        let limits = self.capabilities.as_ref().map(|c| c.limits());
        let Limits { mails, .. } = limits.unwrap_or_default();
        mails.map(|limit| limit.saturating_sub(self.mails))
    }

    /// The domains of this session's recipients, this mail's included, where they are limited
    /// (LIMITS RCPTDOMAINMAX).
    fn domains_with(&self, envelope: &Envelope, limits: Limits) -> Result<Domains, LocalError> {
        let Some(limit) = limits.domains else {
            return Ok(Domains::default());
        };
        let mut domains = self.domains.clone();
        for addressee in &envelope.to {
            domains.add(addressee.domain());
        }
        if envelope::allows(limits, domains.len()) {
            Ok(domains)
        } else {
            let domains = domains.len();
            Err(LocalError::TooManyDomains { domains, limit })
        }
    }

    /// Whether [`content`](Self::content) may be called now. Where it may not, in the middle of a
    /// mail, [`Event::ContentWanted`] says when it may again.
    #[must_use]
    pub fn takes_content(&self) -> bool {
        match &self.state {
            State::Mail(transaction) => self.phase == Phase::Content && transaction.takes_content(),
            _ => false,
        }
    }

    /// Hands in the next piece of the content, of any length; line ends of any kind, but in
    /// BINARYMIME, where octets stay as they are.
    ///
    /// The driver hands in the next one when this one has been sent: the engine keeps back less
    /// than 64 KiB, and of the piece what does not go out at once. What comes for a mail that is
    /// refused meanwhile is dropped, until its outcome is told; behind that, content is an error. In
    /// BDAT, a mail that grows larger than the server takes is given up, and the session goes on.
    ///
    /// # Errors
    /// The server does not want content now. Or there is a NUL in it, which no mail may hold but
    /// in BINARYMIME (RFC 5322 section 3.5) and which some servers drop, so that a dot behind it
    /// would begin a line: the session ends, for the mail cannot be taken back in any other way.
    pub fn content(&mut self, piece: &[u8]) -> Result<(), LocalError> {
        let transaction = self.in_content("content")?;
        if piece.is_empty() || transaction.is_lost() {
            return Ok(());
        }
        if piece.contains(&0) && transaction.body != Some(Body::BinaryMime) {
            self.fail(LocalError::Nul.into());
            return Err(LocalError::Nul);
        }
        match &mut transaction.content {
            Content::Chunks(chunks) if !chunks.has_room() => return Err(LocalError::ContentFull),
            Content::Chunks(chunks) => {
                chunks.push(piece);
                self.send_chunks();
            }
            Content::Data(stuffer) => {
                let mut wire = Vec::new();
                stuffer.push(piece, &mut wire);
                let lines = transaction.recorder.push(&wire);
                self.record_all(lines);
                self.send_bytes(&wire);
                self.await_for(self.config.timeouts.block);
            }
        }
        Ok(())
    }

    /// The content is complete: its end goes out.
    ///
    /// # Errors
    /// No content is wanted now. Or a reply has begun that answers nothing: the session ends, for it
    /// would be taken for the answer to this mail.
    pub fn content_end(&mut self) -> Result<(), LocalError> {
        let what = "the end of the content";
        if self.in_content(what)?.awaited().is_none() {
            self.quiet(what)?;
        }
        let transaction = self.in_content(what)?;
        match &mut transaction.content {
            Content::Chunks(chunks) => {
                chunks.end();
                self.send_chunks();
            }
            Content::Data(_) => self.end_data(),
        }
        Ok(())
    }

    /// The mail whose content is being handed in.
    fn in_content(&mut self, what: &'static str) -> Result<&mut Transaction, LocalError> {
        let phase = self.phase;
        match &mut self.state {
            State::Mail(transaction)
                if phase == Phase::Content && !transaction.content.is_ended() =>
            {
                Ok(transaction)
            }
            _ => Err(LocalError::WrongPhase { what, phase }),
        }
    }

    pub(super) fn send_flight(&mut self, mut transaction: Box<Transaction>) {
        let pipelining = self.pipelining();
        for command in transaction.next_flight(pipelining) {
            self.send(&command);
        }
        if transaction.runs_ahead(pipelining) {
            self.want_content(transaction);
        } else {
            self.await_answer(&transaction);
            self.state = State::Mail(transaction);
        }
    }

    pub(super) fn want_content(&mut self, transaction: Box<Transaction>) {
        let id = transaction.id;
        self.await_answer(&transaction);
        self.enter(Trigger::ContentAsked, State::Mail(transaction));
        self.emit(Event::ContentWanted(id));
    }

    /// Sends what has been gathered, as far as the server has kept up.
    pub(super) fn send_chunks(&mut self) {
        let state = core::mem::replace(&mut self.state, State::Closed);
        let State::Mail(mut transaction) = state else {
            return;
        };
        let pipelining = self.pipelining();
        while let Some((command, chunk)) = transaction.next_chunk(pipelining) {
            self.send(&command);
            let mut lines = transaction.recorder.push(&chunk);
            lines.extend(transaction.recorder.pause());
            self.record_all(lines);
            self.send_bytes(&chunk);
        }
        if let Some(error) = transaction.given_up() {
            return self.give_up(transaction, error);
        }
        self.await_answer(&transaction);
        if transaction.content.is_sent() && self.phase == Phase::Content {
            self.enter(Trigger::ContentEnded, State::Mail(transaction));
        } else {
            self.state = State::Mail(transaction);
        }
    }

    /// The end of data.
    pub(super) fn end_data(&mut self) {
        let state = core::mem::replace(&mut self.state, State::Closed);
        let State::Mail(mut transaction) = state else {
            return;
        };
        let mut wire = Vec::new();
        if let Content::Data(stuffer) = &transaction.content {
            stuffer.finish(&mut wire);
        }
        let line_end = wire.strip_suffix(END_OF_DATA).unwrap_or_default();
        let mut lines = transaction.recorder.push(line_end);
        lines.extend(transaction.recorder.finish());
        self.record_all(lines);
        self.record(Direction::Client, ".".into());
        self.send_bytes(&wire);
        transaction.content_ended();
        self.await_answer(&transaction);
        self.enter(Trigger::ContentEnded, State::Mail(transaction));
    }

    /// Waits as long as the reply that is due next may take.
    pub(super) fn await_answer(&mut self, transaction: &Transaction) {
        let timeouts = self.config.timeouts;
        self.await_for(match transaction.awaited() {
            None | Some(Step::Chunk) => timeouts.block,
            Some(Step::Content) => timeouts.verdict,
            Some(Step::Data) => timeouts.data,
            Some(_) => timeouts.envelope,
        });
    }
}
