//! The client's side of a session.
//!
//! A [`Client`] awaits the greeting, says EHLO (HELO where that is all the server knows), makes the session safe
//! and signs in by itself; after [`Event::Ready`] it sends mails until [`Client::quit`]. Where another
//! did all that, it begins [ready](Client::resumed).
//!
//! Its driver calls, in this order: [`advance`](Client::advance) with the time, one input, then
//! [`poll_output`](Client::poll_output) to the end ([the drain rule](crate::Output)).
//!
//! Which moves are legal stands in [the table](crate::transition); what is remembered in each state,
//! in `state.rs`; which state a reply goes to, in `replies.rs`; and what one mail still needs, whatever
//! the order of its replies, in `transaction.rs`.

mod ask;
mod auth;
mod config;
mod content;
mod envelope;
mod event;
mod mail;
mod mask;
mod order;
mod raw;
mod replies;
mod resume;
mod say;
mod setup;
mod sign_in;
mod state;
mod transaction;
mod verdict;

pub use crate::types::Protocol;
pub use config::{Config, Security, Timeouts};
pub use envelope::{Addressee, Envelope};
pub use event::{Delivery, Event, MailId, Recipient, Refusal, Step, Verdict};

use alloc::{collections::VecDeque, string::String};
use core::time::Duration;

use self::{envelope::Domains, mask::Mask, raw::Raw, state::State};
use crate::{
    Output, Phase,
    codec::{Command, ReplyDecoder},
    error::{Error, LocalError, PeerError},
    transition::{self, Trigger},
    types::{Capabilities, TlsActive},
};

/// One session with one server.
#[derive(Debug)]
pub struct Client {
    config: Config,
    /// INVARIANT: changed by [`Client::enter`] and [`Client::follow`] alone, as the table of
    /// transitions says.
    phase: Phase,
    state: State,
    decoder: ReplyDecoder,
    tls: Option<TlsActive>,
    capabilities: Option<Capabilities>,
    /// What the server called itself in its last reply to EHLO or HELO.
    server: String,
    /// Empty but while signing in.
    mask: Mask,
    /// Whether the last reply answered EHLO: then a line without a code may be one of its lines.
    hello_answered: bool,
    /// Whether the server still remembers a mail that came to nothing.
    reset_owed: bool,
    mails: u32,
    /// The domains of this session's recipients, where the server limits them.
    /// INVARIANT: at most RCPTDOMAINMAX, which is below a million.
    domains: Domains,
    now: Duration,
    /// How long was granted for what is awaited, and until when.
    deadline: Option<(Duration, Duration)>,
    outputs: VecDeque<Output<Event>>,
}

impl Client {
    /// For how many outputs room is kept, at most: what most inputs lead to.
    const OUTPUTS: usize = 32;

    /// A session whose connection is open; with [`Security::Implicit`], hand in the proof of TLS
    /// before the first octet.
    #[must_use]
    pub fn new(config: Config) -> Self {
        let granted = config.timeouts.setup;
        Self {
            config,
            phase: Phase::Greeting,
            state: State::Greeting,
            decoder: ReplyDecoder::new(),
            tls: None,
            capabilities: None,
            server: String::new(),
            mask: Mask::default(),
            hello_answered: false,
            reset_owed: false,
            mails: 0,
            domains: Domains::default(),
            now: Duration::ZERO,
            deadline: Some((granted, granted)),
            outputs: VecDeque::new(),
        }
    }

    /// Where the session is.
    #[must_use]
    pub const fn phase(&self) -> Phase {
        self.phase
    }

    /// What the server said it can do, in its last reply to EHLO.
    #[must_use]
    pub const fn capabilities(&self) -> Option<&Capabilities> {
        self.capabilities.as_ref()
    }

    /// The next thing to do.
    pub fn poll_output(&mut self) -> Output<Event> {
        if let Some(output) = self.outputs.pop_front() {
            return output;
        }
        // A long piece can lead to much at once.
        if self.outputs.capacity() > Self::OUTPUTS {
            self.outputs = VecDeque::new();
        }
        if self.phase == Phase::Closed {
            return Output::Closed;
        }
        Output::Wait {
            until: self.deadline.map(|(_, until)| until),
        }
    }

    /// Tells the time since the driver's own start. Times that go backwards are ignored.
    pub fn advance(&mut self, now: Duration) {
        self.now = self.now.max(now);
        let Some((granted, until)) = self.deadline else {
            return;
        };
        if self.now < until {
            return;
        }
        if self.phase == Phase::Quitting {
            self.close();
        } else {
            let (seconds, phase) = (granted.as_secs(), self.phase);
            self.fail(PeerError::TimedOut { seconds, phase }.into());
        }
    }

    /// Takes octets that the server sent.
    pub fn receive(&mut self, bytes: &[u8]) {
        if self.phase == Phase::Handshake && !bytes.is_empty() {
            return self.fail(PeerError::TlsResidue.into());
        }
        self.decoder.push(bytes);
        while self.phase != Phase::Closed && self.phase != Phase::Handshake {
            match self.decoder.next_reply() {
                Ok(Some(reply)) => self.replied(reply),
                Ok(None) => return,
                // Nothing depends on what comes behind a goodbye.
                Err(_) if self.phase == Phase::Quitting => return self.close(),
                Err(error) => return self.fail(self.named(error)),
            }
        }
    }

    /// The server will send no more.
    pub fn receive_end(&mut self) {
        match self.phase {
            Phase::Closed => {}
            Phase::Quitting => self.close(),
            phase => self.fail(PeerError::ConnectionEnded { phase }.into()),
        }
    }

    /// The connection is inside TLS: before the greeting, or after [`Output::UpgradeTls`]. Anywhere
    /// else this ends the session, for what was said in the clear must not pass for more.
    pub fn tls_established(&mut self, proof: TlsActive) {
        match self.state {
            State::Greeting if self.decoder.is_empty() => self.tls = Some(proof),
            State::Greeting => self.fail(PeerError::TlsResidue.into()),
            State::Handshake { by_hand } => self.secured(proof, by_hand),
            State::Closed => {}
            _ => self.fail(self.not_now("TLS").into()),
        }
    }

    fn secured(&mut self, proof: TlsActive, by_hand: bool) {
        self.tls = Some(proof);
        self.emit(Event::Secured);
        self.capabilities = None;
        if by_hand {
            self.enter(Trigger::Secured, State::Raw(Raw::IDLE));
            self.deadline = None;
        } else {
            self.enter(Trigger::Secured, State::Hello { extended: true });
            self.say_hello(true);
        }
    }

    /// Says goodbye; the session is over when the server has answered, or has not in time.
    ///
    /// # Errors
    /// Something is under way.
    pub fn quit(&mut self) -> Result<(), LocalError> {
        match &self.state {
            State::Raw(raw) if raw.is_idle() => {}
            _ => self.idle("quitting")?,
        }
        self.say_goodbye();
        Ok(())
    }

    /// Gives the session up at once: no goodbye, and no end of data for a mail under way.
    pub fn abort(&mut self) {
        if self.phase != Phase::Closed {
            self.fail(LocalError::Aborted.into());
        }
    }

    /// Fails unless the session is ready and nothing is unanswered.
    fn idle(&mut self, what: &'static str) -> Result<(), LocalError> {
        match self.state {
            State::Ready { asked: None } => self.quiet(what),
            _ => Err(self.not_now(what)),
        }
    }

    /// Ends the session if a reply has begun before its command: the command's own would be taken
    /// for the rest of it.
    fn quiet(&mut self, what: &'static str) -> Result<(), LocalError> {
        if self.decoder.is_empty() {
            return Ok(());
        }
        let phase = self.phase;
        self.fail(PeerError::Unasked { phase }.into());
        Err(self.not_now(what))
    }

    const fn not_now(&self, what: &'static str) -> LocalError {
        let phase = self.phase;
        LocalError::WrongPhase { what, phase }
    }

    /// Moves as the table says. A move that is not in it ends the session.
    fn enter(&mut self, trigger: Trigger, state: State) {
        match transition::next(self.phase, trigger) {
            Some(phase) => {
                self.phase = phase;
                self.state = state;
            }
            None => {
                // A mail in it still gets its outcome.
                self.state = state;
                self.fail(self.not_now(trigger.name()).into());
            }
        }
    }

    /// Moves, in a conversation by hand, where the table allows it: a server may allow what it
    /// does not.
    fn follow(&mut self, trigger: Trigger) {
        self.phase = transition::next(self.phase, trigger).unwrap_or(self.phase);
    }

    fn say_goodbye(&mut self) {
        self.enter(Trigger::QuitAsked, State::Quitting);
        self.send(&Command::Quit);
        self.await_for(self.config.timeouts.quit);
    }

    /// Ends the session for a reason. A mail under way gets its outcome first.
    fn fail(&mut self, error: Error) {
        let state = core::mem::replace(&mut self.state, State::Closed);
        if let State::Mail(transaction) = state {
            self.end_unfinished(transaction, error.clone());
        }
        self.emit(Event::Failed(error));
        self.close();
    }

    fn close(&mut self) {
        self.enter(Trigger::Ended, State::Closed);
        self.deadline = None;
    }

    fn await_for(&mut self, granted: Duration) {
        self.deadline = Some((granted, self.now.saturating_add(granted)));
    }

    fn pipelining(&self) -> bool {
        let offered = self.capabilities.as_ref();
        self.config.pipelining && offered.is_some_and(Capabilities::pipelining)
    }
}

#[cfg(test)]
mod tests;
