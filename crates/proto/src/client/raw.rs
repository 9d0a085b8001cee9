//! Lines as a person types them, for consoles and lessons.

use alloc::string::String;
use core::time::Duration;

use super::{
    Client, Event, Protocol, Step, auth::AuthPermit, is_closing, mask::Mask, state::State,
};
use crate::{
    Output, Phase,
    codec::Command,
    error::{Error, LocalError, PeerError},
    transcript::Direction,
    transition::{self, Trigger},
    types::{RawLine, Reply, Secret},
};

/// What is not possible where a line is not.
const LINE: &str = "a line by hand";

/// Where a conversation by hand stands.
#[derive(Clone, Copy, Debug)]
pub(super) struct Raw {
    stage: Stage,
    /// Recipients accepted since MAIL: in LMTP each has a verdict.
    accepted: usize,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Stage {
    /// Nothing is unanswered.
    Idle,
    /// A line was said, and its reply may mean more than its text.
    Asked(Verb),
    /// After 334: the next line is a response.
    Prompted,
    /// After 354: lines are content.
    Content,
    /// The end of data was said; so many verdicts are due.
    Ended(usize),
}

/// What a line does to the session, if the server says yes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Verb {
    Auth,
    Bdat,
    Data,
    Hello { extended: bool },
    Mail,
    Other,
    Quit,
    Rcpt,
    Reset,
    StartTls,
}

impl Raw {
    pub(super) const IDLE: Self = Self {
        stage: Stage::Idle,
        accepted: 0,
    };

    pub(super) fn is_idle(self) -> bool {
        self.stage == Stage::Idle
    }
}

impl Client {
    /// Says this line as it is: a command; a response after 334; a line of content after 354, where
    /// dots are the caller's, and `.` ends it. Each reply comes as [`Event::Replied`]. The session
    /// goes where the replies lead, through TLS too.
    ///
    /// # Errors
    /// An answer is due first; or the line is BDAT, whose octets are no lines; or STARTTLS before
    /// EHLO; or AUTH without TLS, unless that was allowed.
    pub fn raw(&mut self, line: &RawLine) -> Result<(), LocalError> {
        let raw = match &self.state {
            State::Ready { asked: None } => Raw::IDLE,
            State::Raw(raw) => *raw,
            _ => return Err(self.not_now(LINE)),
        };
        match raw.stage {
            Stage::Idle => {
                self.quiet(LINE)?;
                self.say_command(raw, line)
            }
            Stage::Prompted => {
                self.say_response(raw, line);
                Ok(())
            }
            Stage::Content => {
                self.say_content(raw, line);
                Ok(())
            }
            Stage::Asked(_) | Stage::Ended(_) => Err(self.not_now(LINE)),
        }
    }

    /// Whether [`raw`](Self::raw) may be called now: nothing that was said waits for its answer.
    #[must_use]
    pub fn takes_line(&self) -> bool {
        match &self.state {
            State::Ready { asked } => asked.is_none(),
            State::Raw(raw) => !matches!(raw.stage, Stage::Asked(_) | Stage::Ended(_)),
            _ => false,
        }
    }

    fn say_command(&mut self, raw: Raw, line: &RawLine) -> Result<(), LocalError> {
        let command = Command::parse(line.expose().as_bytes(), &self.config.name).ok();
        let verb = Verb::of(command.as_ref(), line);
        self.check_verb(verb)?;
        self.reset_owed = true;
        let shown = match &command {
            Some(command) if verb == Verb::Auth => command.masked(),
            None if verb == Verb::Auth => alloc::format!("AUTH {}", Secret::MASK),
            _ => line.expose().into(),
        };
        if verb == Verb::Quit {
            self.enter(Trigger::QuitAsked, State::Quitting);
            self.say_line(line, shown);
            self.await_for(self.config.timeouts.quit);
            return Ok(());
        }
        if verb == Verb::Auth {
            self.mask
                .hide_typed(line.expose().split(' ').nth(2).unwrap_or_default());
            self.follow(Trigger::AuthAsked);
        }
        self.say_line(line, shown);
        self.go_on_by_hand(raw, Stage::Asked(verb), self.config.timeouts.envelope);
        Ok(())
    }

    fn check_verb(&self, verb: Verb) -> Result<(), LocalError> {
        let phase = self.phase;
        let possible = |trigger| transition::next(phase, trigger).is_some();
        match verb {
            Verb::Auth => AuthPermit::new(self.tls.as_ref(), &self.config).map(|_| ()),
            Verb::Bdat => Err(LocalError::NotByHand { command: "BDAT" }),
            Verb::StartTls if !possible(Trigger::StartTlsAsked) => Err(self.not_now("STARTTLS")),
            _ => Ok(()),
        }
    }

    fn say_response(&mut self, raw: Raw, line: &RawLine) {
        self.mask.hide_typed(line.expose());
        self.say_line(line, Secret::MASK.into());
        self.go_on_by_hand(raw, Stage::Asked(Verb::Auth), self.config.timeouts.setup);
    }

    fn say_content(&mut self, raw: Raw, line: &RawLine) {
        self.say_line(line, line.expose().into());
        let timeouts = self.config.timeouts;
        if line.expose() != "." {
            return self.await_for(timeouts.block);
        }
        let each = self.config.protocol == Protocol::Lmtp;
        let due = if each { raw.accepted } else { 1 };
        self.follow(Trigger::ContentEnded);
        self.go_on_by_hand(raw, Stage::Ended(due), timeouts.verdict);
    }

    fn say_line(&mut self, line: &RawLine, shown: String) {
        self.record(Direction::Client, shown);
        self.send_bytes(line.expose().as_bytes());
        self.send_bytes(b"\r\n");
    }

    fn go_on_by_hand(&mut self, raw: Raw, stage: Stage, granted: Duration) {
        self.state = State::Raw(Raw { stage, ..raw });
        self.await_for(granted);
    }

    /// A reply to a line that was said by hand.
    pub(super) fn on_raw(&mut self, raw: Raw, reply: Reply) -> Result<(), Error> {
        let said = raw.stage;
        if matches!(said, Stage::Idle | Stage::Prompted | Stage::Content) {
            return Err(self.unexpected(reply));
        }
        if is_closing(&reply) {
            return Err(PeerError::ServiceClosing { reply }.into());
        }
        if said == Stage::Asked(Verb::StartTls) && reply.code().get() == 220 {
            return self.upgrade_by_hand(reply);
        }
        let raw = raw.after(&reply);
        if said == Stage::Asked(Verb::Mail) {
            // RFC 9422 section 4.1: whether it succeeds or not.
            self.mails = self.mails.saturating_add(1);
        }
        if let Some(trigger) = raw.leads(said, &reply) {
            self.follow(trigger);
        }
        if let Stage::Asked(Verb::Hello { extended }) = said
            && reply.is_success()
        {
            self.introduced(extended, &reply);
        }
        if raw.stage == Stage::Idle {
            self.mask = Mask::default();
        }
        self.deadline = match raw.stage {
            Stage::Ended(_) => self.deadline,
            Stage::Asked(_) | Stage::Content | Stage::Idle | Stage::Prompted => None,
        };
        self.state = match raw.stage {
            Stage::Idle if self.phase == Phase::Ready => State::Ready { asked: None },
            _ => State::Raw(raw),
        };
        self.emit(Event::Replied(Step::Raw, reply));
        Ok(())
    }

    fn upgrade_by_hand(&mut self, reply: Reply) -> Result<(), Error> {
        if !self.decoder.is_empty() {
            return Err(PeerError::TlsResidue.into());
        }
        self.emit(Event::Replied(Step::Raw, reply));
        self.follow(Trigger::StartTlsAsked);
        self.enter(
            Trigger::StartTlsAccepted,
            State::Handshake { by_hand: true },
        );
        self.outputs.push_back(Output::UpgradeTls);
        self.await_for(self.config.timeouts.setup);
        Ok(())
    }

    /// Moves where the table allows it: a server may allow what it does not.
    fn follow(&mut self, trigger: Trigger) {
        self.phase = transition::next(self.phase, trigger).unwrap_or(self.phase);
    }
}

impl Raw {
    /// Where the conversation stands after this reply.
    fn after(self, reply: &Reply) -> Self {
        let accepted = match self.stage {
            Stage::Asked(Verb::Rcpt) if reply.is_success() => self.accepted.saturating_add(1),
            Stage::Asked(Verb::Rcpt | Verb::Other | Verb::Data) | Stage::Ended(_) => self.accepted,
            _ => 0,
        };
        let stage = match (self.stage, reply.code().get()) {
            (Stage::Asked(Verb::Auth), 334) => Stage::Prompted,
            (Stage::Asked(Verb::Data), 354) => Stage::Content,
            (Stage::Ended(due), _) if due > 1 => Stage::Ended(due - 1),
            (..) => Stage::Idle,
        };
        Self { stage, accepted }
    }

    /// Which move the reply to what was `said` makes.
    fn leads(self, said: Stage, reply: &Reply) -> Option<Trigger> {
        match (said, self.stage) {
            (Stage::Asked(Verb::Auth), Stage::Idle) => Some(Trigger::AuthEnded),
            (Stage::Asked(Verb::Data), Stage::Content) => Some(Trigger::ContentAsked),
            (Stage::Ended(_), Stage::Idle) => Some(Trigger::MailEnded),
            (Stage::Asked(_), _) if !reply.is_success() => None,
            (Stage::Asked(Verb::Hello { .. }), _) => Some(Trigger::HelloAccepted),
            (Stage::Asked(Verb::Mail), _) => Some(Trigger::MailAsked),
            (Stage::Asked(Verb::Reset), _) => Some(Trigger::MailEnded),
            (..) => None,
        }
    }
}

impl Verb {
    /// A line that is no command of ours may still be AUTH or BDAT of another form.
    fn of(command: Option<&Command>, line: &RawLine) -> Self {
        let word = line.verb();
        match command {
            Some(Command::Ehlo(_) | Command::Lhlo(_)) => Self::Hello { extended: true },
            Some(Command::Helo(_)) => Self::Hello { extended: false },
            Some(Command::Data) => Self::Data,
            Some(Command::Mail { .. }) => Self::Mail,
            Some(Command::Quit) => Self::Quit,
            Some(Command::Rcpt { .. }) => Self::Rcpt,
            Some(Command::Rset) => Self::Reset,
            Some(Command::StartTls) => Self::StartTls,
            _ if word == "AUTH" => Self::Auth,
            _ if word == "BDAT" => Self::Bdat,
            _ => Self::Other,
        }
    }
}
