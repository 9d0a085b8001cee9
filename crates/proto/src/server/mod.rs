//! The server's side of a session.
//!
//! Feed it what the client sends, the time, and the application's answers; after each, drain
//! [`Server::poll_output`]. It speaks SMTP (RFC 5321) or LMTP (RFC 2033) with STARTTLS (RFC 3207),
//! AUTH PLAIN and LOGIN (RFC 4954), DATA and BDAT (RFC 3030), and the parameters of MAIL and RCPT
//! that [`Config`] has a field for.
//!
//! It decides about the protocol, the application about the mail: who may sign in, who may send,
//! who is a recipient, whether a mail is taken. Those are the questions among the [`Event`]s.
//!
//! Every reply has an enhanced status code, except the greeting, the reply to EHLO or HELO and
//! those of class 3, which have none by RFC 2034 section 4.

mod auth;
mod chunks;
mod command;
mod config;
mod consult;
mod content;
mod event;
mod help;
mod mail;
mod mask;
mod offer;
mod reply;
mod sign_in;
mod state;
mod time;

pub use config::{Config, Timeouts};
pub use consult::Matter;
pub use event::Event;

#[doc(hidden)]
pub use alloc::format as __format;

use alloc::{collections::VecDeque, string::String};
use core::{fmt, time::Duration};

use crate::{
    Output, Phase, Unicode,
    codec::{LineDecoder, LineError},
    error::{Error, LimitExceeded, LocalError, PeerError},
    reply,
    transcript::{ContentRecorder, Direction, Line},
    transition::{self, Trigger},
    types::{Class, Reply, TlsActive},
};

use auth::Response;
use chunks::Dropping;
use consult::Pending;
use mask::Mask;
use state::{Question, State};

/// The longest line in octets without CRLF: a response of AUTH (RFC 4954, 4: 12288 with it).
pub const MAX_LINE: usize = 12_286;

/// The longest command line in octets without CRLF: 512 with it (RFC 5321, 4.5.3.1.4), and what MAIL may be longer by
/// for SIZE (RFC 1870, 3: 26), BODY (RFC 6152, 3: 17), AUTH= (RFC 4954, 3: 500), RET and ENVID
/// (RFC 3461, 4: 9 and 107), SMTPUTF8 (RFC 6531, 3.1: 10), REQUIRETLS (RFC 8689, 2: 11), BY
/// (RFC 2852, 2: 17), HOLDUNTIL (RFC 4865, 3: 34) and MT-PRIORITY (RFC 6710, 3: 15). RCPT may not be
/// longer by so much.
pub const MAX_COMMAND: usize = 512 + 26 + 17 + 500 + 9 + 107 + 10 + 11 + 17 + 34 + 15 - 2;

/// Octets that may wait while the application owes an answer: a few of the largest reads that
/// drivers make (64 KiB). A driver that wants no limit there answers before it reads on.
const MAX_WAITING: usize = 256 * 1024;

/// One session, seen from the server.
pub struct Server {
    config: Config,
    state: State,
    /// What the application is being asked: input waits for the answer.
    question: Option<Question>,
    /// What the application is consulted about. INVARIANT: there while the question is about a matter.
    pending: Option<Pending>,
    /// A chunk that is refused: input is not commands until its octets have come.
    dropping: Option<Dropping>,
    /// Shows the content of the mail that MAIL asked for last.
    recorder: ContentRecorder,
    tls: Option<TlsActive>,
    /// Forgotten when TLS comes up.
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
    pub fn new(config: Config) -> Self {
        // RFC 6531, 3.7.1: "they MUST be in the form of LDH labels or A-labels".
        let name = config.name.to_ascii(&Unicode::DEFAULT);
        let name = name.unwrap_or_else(|| config.name.clone());
        Self {
            config: Config { name, ..config },
            state: State::Greeting,
            question: None,
            pending: None,
            dropping: None,
            recorder: ContentRecorder::default(),
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

    /// Takes octets that the client sent.
    pub fn receive(&mut self, octets: &[u8]) {
        if matches!(self.state, State::Quitting | State::Closed) || octets.is_empty() {
            return;
        }
        if matches!(self.state, State::Handshake) {
            return self.end(Some(PeerError::ClientTlsResidue.into()));
        }
        if self.question.is_some() && self.input.len() + octets.len() > MAX_WAITING {
            return self.finish(
                &reply!(421, 3, 2, "more commands at once than fit here"),
                exceeded("octets sent ahead of an answer", MAX_WAITING),
            );
        }
        self.input.push(octets);
    }

    /// The client will send nothing more; what it sent is still answered.
    pub const fn receive_end(&mut self) {
        self.ended = true;
    }

    /// TLS is up: before the greeting, or after [`Output::UpgradeTls`]. Means nothing elsewhere.
    pub fn tls_established(&mut self, proof: TlsActive) {
        if matches!(self.state, State::Greeting) {
            self.tls = Some(proof);
        } else if self.go(Trigger::Secured, State::Hello) {
            // RFC 3207, 4.2: whatever was learned before is discarded.
            self.tls = Some(proof);
            self.signed_in = false;
            self.heard = self.now;
            self.event(Event::Secured);
        }
    }

    /// Answers the question that is open. A reply of 421 also ends the session.
    ///
    /// # Errors
    /// Nothing was asked; or the reply is of class 3, which asks for more and so answers nothing but
    /// DATA ([`Matter::Data`]): the question stays open.
    pub fn answer(&mut self, reply: Reply) -> Result<(), LocalError> {
        let phase = self.phase();
        let asks_for_content = self.pending.as_ref().is_some_and(Pending::takes_content);
        if reply.class() == Class::Intermediate && !asks_for_content {
            let what = "answering with a reply of class 3";
            return Err(LocalError::WrongPhase { what, phase });
        }
        let Some(question) = self.question.take() else {
            let what = "answering";
            return Err(LocalError::WrongPhase { what, phase });
        };
        self.heard = self.now;
        if reply.code().get() == 421 {
            self.close(reply);
        } else {
            self.judge(question, &reply);
        }
        Ok(())
    }

    /// Does what [`Event::Consult`] asks about as the engine does it by itself.
    ///
    /// # Errors
    /// That was not asked.
    pub fn proceed(&mut self) -> Result<(), LocalError> {
        let Some(pending) = self.pending.take() else {
            let (what, phase) = ("going on with a matter", self.phase());
            return Err(LocalError::WrongPhase { what, phase });
        };
        self.question = None;
        self.heard = self.now;
        self.go_on(pending);
        Ok(())
    }

    /// Ends the session at any time; `reply` should be a 421.
    pub fn close(&mut self, reply: Reply) {
        self.finish(&reply, None);
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
                return Output::Wait {
                    until: self.deadline(),
                };
            }
        }
    }

    /// Does the next thing that can be done, if there is one.
    fn step(&mut self) -> bool {
        if self.question.is_some() {
            return false;
        }
        if self.dropping.is_some() {
            return self.go_on_dropping() || self.hear_the_end();
        }
        match &self.state {
            State::Greeting => self.consult(Pending::Greeting),
            State::Quitting => self.end(None),
            State::Content(_) if !self.input.is_empty() => self.content(),
            State::Chunks(chunks) if chunks.is_open() => {
                return self.go_on_with_chunk() || self.hear_the_end();
            }
            State::TurnedAway
            | State::Hello
            | State::Ready
            | State::Prompted(_)
            | State::Envelope(_)
            | State::Chunks(_) => return self.line(),
            State::Content(_) | State::Handshake => return self.hear_the_end(),
            State::Judging | State::Verdict(_) | State::StartTls | State::Closed => return false,
        }
        true
    }

    fn line(&mut self) -> bool {
        match self.input.next_line() {
            Ok(Some(line)) => self.heed(&line),
            Ok(None) => return self.hear_the_end(),
            Err(LineError::BareLineFeed) => self.finish(
                &reply!(421, 5, 2, "a line ended with LF alone; SMTP needs CR LF"),
                Some(PeerError::ClientBareLineFeed.into()),
            ),
            Err(LineError::TooLong) => self.finish(
                &reply!(421, 5, 2, "the line is too long"),
                exceeded("octets in a line", MAX_LINE),
            ),
        }
        true
    }

    /// A line is a response where one is waited for, else a command.
    fn heed(&mut self, line: &[u8]) {
        self.heard = self.now;
        if let State::Prompted(exchange) = &self.state {
            let response = Response::read(exchange, line);
            self.prompted(response);
        } else {
            self.command(line);
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
        let wire = if self.config.enhanced_status_codes {
            reply.encode()
        } else {
            reply.without_enhanced().encode()
        };
        for line in String::from_utf8_lossy(&wire).lines() {
            self.record(Direction::Server, line.into());
        }
        self.outputs.push_back(Output::Send(wire));
    }

    fn record(&mut self, direction: Direction, text: String) {
        self.event(Event::Line(Line {
            direction,
            text,
            at: self.now,
        }));
    }

    /// Asks the application, and waits for its answer.
    fn ask(&mut self, question: Question, event: Event) {
        self.question = Some(question);
        self.event(event);
    }

    fn event(&mut self, event: Event) {
        self.outputs.push_back(Output::Event(event));
    }

    /// Refuses a command; a client that is refused too often has to go.
    fn refuse(&mut self, reply: &Reply) {
        self.wrong_commands += 1;
        if self.wrong_commands > self.config.max_wrong_commands {
            self.finish(
                &reply!(421, 7, 0, "too many wrong commands"),
                exceeded("wrong commands", self.config.max_wrong_commands),
            );
        } else {
            self.reply(reply);
        }
    }

    /// Says a last word, where the client can still understand it, and ends.
    fn finish(&mut self, reply: &Reply, error: Option<Error>) {
        if !matches!(
            self.state,
            State::Handshake | State::Quitting | State::Closed
        ) {
            self.reply(reply);
        }
        self.end(error);
    }

    fn end(&mut self, error: Option<Error>) {
        if !matches!(self.state, State::Closed) && self.go(Trigger::Ended, State::Closed) {
            self.question = None;
            self.pending = None;
            self.outputs
                .extend(error.map(|error| Output::Event(Event::Failed(error))));
        }
    }
}

impl fmt::Debug for Server {
    /// The phase alone: what waits in the buffers may be a password.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Server")
            .field("phase", &self.phase())
            .finish_non_exhaustive()
    }
}

const fn exceeded(what: &'static str, limit: usize) -> Option<Error> {
    Some(Error::Limit(LimitExceeded { what, limit }))
}

#[cfg(test)]
mod tests;
