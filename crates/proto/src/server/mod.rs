//! The server's side of a session.
//!
//! Feed it what the client sends, the time, and the application's answers; after each, drain
//! [`Server::poll_output`]. It speaks EHLO and HELO, STARTTLS (RFC 3207), AUTH PLAIN and LOGIN
//! (RFC 4954), MAIL with SIZE (RFC 1870) and BODY (RFC 6152), RCPT, DATA, RSET, NOOP, VRFY, HELP
//! and QUIT, and offers PIPELINING (RFC 2920) and ENHANCEDSTATUSCODES (RFC 2034).
//!
//! It decides about the protocol, the application about the mail: who may sign in, who may send,
//! who is a recipient, whether a mail is taken. Those are the questions among the [`Event`]s.
//!
//! Every reply has an enhanced status code, except the greeting, the reply to EHLO or HELO and
//! those of class 3, which have none by RFC 2034 section 4.

mod auth;
mod command;
mod config;
mod content;
mod event;
mod mask;
mod reply;
mod state;

pub use config::{Config, Timeouts};
pub use event::Event;

use alloc::{collections::VecDeque, string::String, vec::Vec};
use core::time::Duration;

use crate::{
    Output, Phase,
    codec::{LineDecoder, LineError},
    error::{Error, LimitExceeded, LocalError, PeerError},
    transcript::{Direction, Line},
    transition::{self, Trigger},
    types::{Reply, Secret, TlsActive},
};

use mask::Mask;
use reply::reply;
use state::{Envelope, Question, State};

/// The longest line in octets without CRLF: a response of AUTH (RFC 4954, 4: 12288 with it).
const MAX_LINE: usize = 12_286;

/// The longest command line: 512 with CRLF (RFC 5321, 4.5.3.1.4), and what MAIL may be longer by
/// for SIZE (RFC 1870, 3: 26), BODY (RFC 6152, 3: 17) and AUTH= (RFC 4954, 3: 500).
const MAX_COMMAND: usize = 512 + 26 + 17 + 500 - 2;

/// Octets that may wait while the application owes an answer: a few of the largest reads that
/// drivers make (64 KiB). A driver that wants no limit there answers before it reads on.
const MAX_WAITING: usize = 256 * 1024;

/// One session, seen from the server.
#[derive(Debug)]
pub struct Server {
    config: Config,
    state: State,
    // These outlive a state. All but the configuration are forgotten when TLS comes up.
    tls: Option<TlsActive>,
    signed_in: bool,
    mask: Mask,
    wrong_commands: usize,
    commands: usize,
    input: LineDecoder,
    /// The client will send nothing more.
    ended: bool,
    /// Bounded by the drain rule: what one piece of input leads to.
    outputs: VecDeque<Output<Event>>,
    now: Duration,
    started: Option<Duration>,
    /// When the client last did something whole.
    heard: Duration,
}

impl Server {
    /// A session that has not greeted yet. Where TLS is up before the greeting, hand in the
    /// proof before the first [`poll_output`](Self::poll_output).
    #[must_use]
    pub const fn new(config: Config) -> Self {
        Self {
            config,
            state: State::Greeting,
            tls: None,
            signed_in: false,
            mask: Mask::new(),
            wrong_commands: 0,
            commands: 0,
            input: LineDecoder::new(MAX_LINE),
            ended: false,
            outputs: VecDeque::new(),
            now: Duration::ZERO,
            started: None,
            heard: Duration::ZERO,
        }
    }

    /// Where the session is.
    #[must_use]
    pub const fn phase(&self) -> Phase {
        self.state.phase()
    }

    /// Tells the time since the driver's own start; never goes back. The session's clock starts
    /// with the first call.
    pub fn advance(&mut self, now: Duration) {
        self.now = self.now.max(now);
        if self.started.is_none() {
            self.started = Some(self.now);
            self.heard = self.now;
        }
        self.check_time();
    }

    /// Takes octets that the client sent.
    pub fn receive(&mut self, octets: &[u8]) {
        match self.state {
            State::Quitting | State::Closed => return,
            State::Handshake if !octets.is_empty() => {
                return self.end(Some(PeerError::ClientTlsResidue.into()));
            }
            State::Greeting
            | State::Hello
            | State::Handshake
            | State::Ready
            | State::Prompted(_)
            | State::Judging
            | State::Envelope(_)
            | State::Content(_)
            | State::Verdict => {}
        }
        if self.state.is_asking() && self.input.len() + octets.len() > MAX_WAITING {
            return self.fail(
                &reply!(421, 3, 2, "more commands at once than fit here"),
                LimitExceeded { what: "octets sent ahead of an answer", limit: MAX_WAITING }.into(),
            );
        }
        self.input.push(octets);
    }

    /// The client will send nothing more; what it sent is still answered.
    pub const fn receive_end(&mut self) {
        self.ended = true;
    }

    /// TLS is up: after `UpgradeTls`, or before the greeting.
    pub fn tls_established(&mut self, proof: TlsActive) -> Result<(), LocalError> {
        if matches!(self.state, State::Greeting) {
            self.tls = Some(proof);
        } else if self.go(Trigger::Secured, State::Hello) {
            // RFC 3207, 4.2: whatever was learned before is discarded.
            self.tls = Some(proof);
            self.signed_in = false;
            self.mask = Mask::new();
            self.heard = self.now;
        } else {
            return Err(self.wrong_phase("finishing a TLS handshake"));
        }
        self.event(Event::Secured);
        Ok(())
    }

    /// Answers the question that is open. A reply of 421 also ends the session.
    pub fn answer(&mut self, reply: Reply) -> Result<(), LocalError> {
        if !self.state.is_asking() {
            return Err(self.wrong_phase("answering"));
        }
        self.heard = self.now;
        if reply.code().get() == 421 {
            self.close(&reply);
            return Ok(());
        }
        self.judge(&reply);
        self.reply(&reply);
        Ok(())
    }

    /// Ends the session at any time; `reply` should be a 421.
    pub fn close(&mut self, reply: &Reply) {
        match self.state {
            State::Handshake | State::Quitting | State::Closed => {}
            State::Greeting
            | State::Hello
            | State::Ready
            | State::Prompted(_)
            | State::Judging
            | State::Envelope(_)
            | State::Content(_)
            | State::Verdict => self.reply(reply),
        }
        self.end(None);
    }

    /// What to do next.
    pub fn poll_output(&mut self) -> Output<Event> {
        loop {
            if let Some(output) = self.outputs.pop_front() {
                return output;
            }
            if matches!(self.state, State::Closed) {
                return Output::Closed;
            }
            if !self.step() {
                return Output::Wait { until: self.deadline() };
            }
        }
    }

    /// Does the next thing that can be done, if there is one.
    fn step(&mut self) -> bool {
        match &mut self.state {
            State::Greeting => self.greet(),
            State::Quitting => self.end(None),
            State::Content(_) if !self.input.is_empty() => self.content(),
            State::Hello
            | State::Ready
            | State::Prompted(_)
            | State::Envelope(Envelope { question: None, .. }) => return self.line(),
            State::Content(_) | State::Handshake => return self.hear_the_end(),
            State::Judging | State::Verdict | State::Envelope(_) | State::Closed => return false,
        }
        true
    }

    fn line(&mut self) -> bool {
        match self.input.next_line() {
            Ok(Some(line)) => self.heed(&line),
            Ok(None) => return self.hear_the_end(),
            Err(LineError::BareLineFeed) => self.fail(
                &reply!(421, 5, 2, "a line ended with LF alone; SMTP needs CR LF"),
                PeerError::ClientBareLineFeed.into(),
            ),
            Err(LineError::TooLong) => self.fail(
                &reply!(421, 5, 2, "the line is too long"),
                LimitExceeded { what: "octets in a line", limit: MAX_LINE }.into(),
            ),
        }
        true
    }

    /// A line is a response where one is waited for, else a command.
    fn heed(&mut self, line: &[u8]) {
        self.heard = self.now;
        match core::mem::replace(&mut self.state, State::Ready) {
            State::Prompted(exchange) => {
                self.state = State::Judging;
                self.respond(exchange, line);
            }
            state => {
                self.state = state;
                self.command(line);
            }
        }
    }

    /// Without the client there is nothing more to do. Between mails that is a normal end.
    fn hear_the_end(&mut self) -> bool {
        if self.ended {
            let phase = self.phase();
            let normal = matches!(phase, Phase::Greeting | Phase::Hello | Phase::Ready);
            let error = PeerError::ClientEnded { phase };
            self.end(if normal { None } else { Some(error.into()) });
        }
        self.ended
    }

    /// Moves to `state`, if the table of legal moves has it; says whether it did.
    fn go(&mut self, trigger: Trigger, state: State) -> bool {
        let legal = transition::next(self.phase(), trigger) == Some(state.phase());
        if legal {
            self.state = state;
        }
        legal
    }

    fn reply(&mut self, reply: &Reply) {
        let wire = reply.encode();
        for line in String::from_utf8_lossy(&wire).lines() {
            self.record(Direction::Server, line.into());
        }
        self.outputs.push_back(Output::Send(wire));
    }

    fn record(&mut self, direction: Direction, text: String) {
        self.event(Event::Line(Line { direction, text, at: self.now }));
    }

    fn event(&mut self, event: Event) {
        self.outputs.push_back(Output::Event(event));
    }

    fn fail(&mut self, reply: &Reply, error: Error) {
        self.reply(reply);
        self.end(Some(error));
    }

    fn end(&mut self, error: Option<Error>) {
        if self.go(Trigger::Ended, State::Closed) {
            self.outputs.extend(error.map(|error| Output::Event(Event::Failed(error))));
        }
    }

    fn wrong_phase(&self, what: &'static str) -> LocalError {
        LocalError::WrongPhase { what, phase: self.phase() }
    }
}
