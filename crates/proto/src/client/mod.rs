//! The client's side of a session.
//!
//! A [`Client`] awaits the greeting, says EHLO (HELO where that is all the server knows), makes the session safe
//! and signs in by itself; after [`Event::Ready`] it sends mails until [`Client::quit`].
//!
//! Its driver calls, in this order: [`advance`](Client::advance) with the time, one input, then
//! [`poll_output`](Client::poll_output) to the end ([the drain rule](crate::Output)).

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
mod setup;
mod sign_in;
mod state;
mod transaction;
mod verdict;

pub use crate::types::Protocol;
pub use config::{Config, Security, Timeouts};
pub use envelope::{Addressee, Envelope};
pub use event::{Delivery, Event, MailId, Recipient, Refusal, Step, Verdict};

use alloc::{
    collections::{BTreeSet, VecDeque},
    string::String,
    vec::Vec,
};
use core::time::Duration;

use self::{mask::Mask, raw::Raw, state::State};
use crate::{
    Output, Phase,
    codec::{Command, ReplyDecoder},
    error::{Error, LocalError, PeerError},
    transcript::{Direction, Line},
    transition::{self, Trigger},
    types::{Capabilities, Class, Reply, TlsActive},
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
    domains: BTreeSet<String>,
    now: Duration,
    /// How long was granted for what is awaited, and until when.
    deadline: Option<(Duration, Duration)>,
    outputs: VecDeque<Output<Event>>,
}

impl Client {
    /// For how many outputs there is always room: what most inputs lead to.
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
            domains: BTreeSet::new(),
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
        // A long piece can lead to much at once. The room for that is not kept.
        self.outputs.shrink_to(Self::OUTPUTS);
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

    fn replied(&mut self, reply: Reply) {
        let shown = self.mask.reply(&reply);
        for line in wire_lines(&shown) {
            self.record(Direction::Server, line);
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
    fn unexpected(&self, reply: Reply) -> Error {
        let phase = self.phase;
        let closing = is_closing(&reply);
        if closing {
            PeerError::ServiceClosing { reply }.into()
        } else {
            PeerError::UnexpectedReply { reply, phase }.into()
        }
    }

    /// Names the slip behind a line that is no reply, where it is a known one.
    fn named(&self, error: Error) -> Error {
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

    /// Moves as the table says. A move that is not in it ends the session.
    fn enter(&mut self, trigger: Trigger, state: State) {
        match transition::next(self.phase, trigger) {
            Some(phase) => {
                self.phase = phase;
                self.state = state;
            }
            None => {
                let what = trigger.name();
                self.fail(
                    LocalError::WrongPhase {
                        what,
                        phase: self.phase,
                    }
                    .into(),
                );
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

    fn send(&mut self, command: &Command) {
        self.record(Direction::Client, command.masked());
        let line = command.encode();
        self.send_bytes(line.expose().as_bytes());
    }

    /// What is sent in one go goes out in one piece.
    fn send_bytes(&mut self, bytes: &[u8]) {
        let sent = self
            .outputs
            .iter_mut()
            .rev()
            .find_map(|output| match output {
                Output::Send(wire) => Some(Some(wire)),
                Output::Event(Event::Line(_)) => None,
                Output::Event(_) | Output::UpgradeTls | Output::Wait { .. } | Output::Closed => {
                    Some(None)
                }
            });
        match sent.flatten() {
            Some(wire) => wire.extend_from_slice(bytes),
            None => self.outputs.push_back(Output::Send(bytes.to_vec())),
        }
    }

    fn pipelining(&self) -> bool {
        let offered = self.capabilities.as_ref();
        self.config.pipelining && offered.is_some_and(Capabilities::pipelining)
    }

    fn emit(&mut self, event: Event) {
        self.outputs.push_back(Output::Event(event));
    }

    /// What the client says of a mail's content.
    fn record_all(&mut self, lines: Vec<String>) {
        for line in lines {
            self.record(Direction::Client, line);
        }
    }

    fn record(&mut self, direction: Direction, text: String) {
        self.emit(Event::Line(Line {
            direction,
            text,
            at: self.now,
        }));
    }
}

/// RFC 5321 section 3.8: the server ends the session, whatever was asked.
fn is_closing(reply: &Reply) -> bool {
    reply.code().get() == 421
}

fn wire_lines(reply: &Reply) -> Vec<String> {
    let wire = String::from_utf8_lossy(&reply.encode()).into_owned();
    wire.lines().map(Into::into).collect()
}

// ehlo-keyword = (ALPHA / DIGIT) *(ALPHA / DIGIT / "-"), in practice in capitals
fn looks_like_capability(line: &str) -> bool {
    let keyword = line.split([' ', '=']).next().unwrap_or_default();
    let capital = |b: u8| b.is_ascii_uppercase() || b.is_ascii_digit() || b == b'-';
    !keyword.is_empty() && keyword.bytes().all(capital)
}

#[cfg(test)]
mod tests;
