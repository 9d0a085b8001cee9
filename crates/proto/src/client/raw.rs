//! Lines as a person types them, for consoles and lessons.

use alloc::string::String;
use core::time::Duration;

use super::{Client, Event, Protocol, Step, auth::AuthPermit, replies::staying, state::State};
use crate::{
    Output, Phase,
    error::{Error, LocalError, PeerError},
    transcript::{Direction, auth_line},
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
    Hello {
        extended: bool,
    },
    Mail,
    /// No command that anybody knows.
    Other,
    Question,
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
    /// An answer is due first; or a command is empty or holds a tab; or it is BDAT, whose octets are
    /// no lines; or STARTTLS before EHLO; or AUTH without TLS, unless that was allowed.
    pub fn raw(&mut self, line: &RawLine) -> Result<(), LocalError> {
        let raw = match &self.state {
            State::Ready { asked: None } => Raw::IDLE,
            State::Raw(raw) => *raw,
            _ => return Err(self.not_now(LINE)),
        };
        if matches!(raw.stage, Stage::Asked(_) | Stage::Ended(_)) {
            return Err(self.not_now(LINE));
        }
        self.quiet(LINE)?;
        match raw.stage {
            Stage::Prompted => self.say_response(raw, line),
            Stage::Content => {
                self.say_content(raw, line);
                Ok(())
            }
            Stage::Asked(_) | Stage::Ended(_) | Stage::Idle => self.say_command(raw, line),
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
        let verb = Verb::of(line);
        self.check_command(verb, line)?;
        self.reset_owed = true;
        match verb {
            Verb::Quit => {
                self.enter(Trigger::QuitAsked, State::Quitting);
                self.say_line(line, line.expose().into());
                self.await_for(self.config.timeouts.quit);
                return Ok(());
            }
            Verb::Auth => {
                self.mask.auth_typed(line.expose());
                self.follow(Trigger::AuthAsked);
                self.say_line(line, auth_line(line.expose()));
            }
            _ if self.mask.may_show(line.expose(), verb != Verb::Other) => {
                self.say_line(line, line.expose().into());
            }
            _ => self.say_line(line, Secret::MASK.into()),
        }
        self.go_on_by_hand(raw, Stage::Asked(verb), self.config.timeouts.envelope);
        Ok(())
    }

    fn check_command(&self, verb: Verb, line: &RawLine) -> Result<(), LocalError> {
        let too_early = || transition::next(self.phase, Trigger::StartTlsAsked).is_none();
        match verb {
            _ if line.expose().trim_ascii().is_empty() => Err(self.not_now("an empty line")),
            _ if line.expose().bytes().any(|b| b == b'\t') => Err(self.not_now("a tab")),
            Verb::Auth => AuthPermit::new(self.tls.as_ref(), &self.config).map(|_| ()),
            Verb::Bdat => Err(LocalError::NotByHand { command: "BDAT" }),
            // RFC 3207 section 4.2: there is no TLS inside TLS.
            Verb::StartTls if self.tls.is_some() => Err(self.not_now("STARTTLS inside TLS")),
            Verb::StartTls if too_early() => Err(self.not_now("STARTTLS")),
            _ => Ok(()),
        }
    }

    /// Whatever led to the 334, what answers it may be a password.
    fn say_response(&mut self, raw: Raw, line: &RawLine) -> Result<(), LocalError> {
        AuthPermit::new(self.tls.as_ref(), &self.config)?;
        self.mask.hide_typed(line.expose());
        self.say_line(line, Secret::MASK.into());
        self.go_on_by_hand(raw, Stage::Asked(Verb::Auth), self.config.timeouts.setup);
        Ok(())
    }

    fn say_content(&mut self, raw: Raw, line: &RawLine) {
        self.say_line(line, line.expose().into());
        if line.expose() != "." {
            return;
        }
        let each = self.config.protocol == Protocol::Lmtp;
        let due = if each { raw.accepted } else { 1 };
        self.follow(Trigger::ContentEnded);
        if due == 0 {
            // RFC 2033 section 4.2: a verdict for each recipient, and there is none.
            self.follow(Trigger::MailEnded);
            return self.idle_by_hand(Raw::IDLE);
        }
        self.go_on_by_hand(raw, Stage::Ended(due), self.config.timeouts.verdict);
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
        let reply = staying(reply)?;
        if said == Stage::Asked(Verb::StartTls) && reply.code().get() == 220 {
            return self.upgrade_by_hand(reply);
        }
        let raw = raw.after(&reply);
        self.learn(said, &reply);
        if let Some(trigger) = raw.leads(said, &reply) {
            self.follow(trigger);
        }
        match raw.stage {
            // The deadline of the verdict before it stands.
            Stage::Ended(_) => self.state = State::Raw(raw),
            Stage::Asked(_) | Stage::Content | Stage::Idle | Stage::Prompted => {
                self.idle_by_hand(raw);
            }
        }
        self.emit(Event::Replied(Step::Raw, reply));
        Ok(())
    }

    /// What a reply tells that outlives it.
    fn learn(&mut self, said: Stage, reply: &Reply) {
        match said {
            // RFC 9422 section 4.1: whether it succeeds or not.
            Stage::Asked(Verb::Mail) => self.mails = self.mails.saturating_add(1),
            Stage::Asked(Verb::Auth) if reply.is_success() => self.mask.trust(),
            Stage::Asked(Verb::Reset) if reply.is_success() => self.reset_owed = false,
            Stage::Asked(Verb::Hello { extended }) if reply.is_success() => {
                self.introduced(extended, reply);
            }
            _ => {}
        }
    }

    /// It is the person's turn, who may take their time.
    fn idle_by_hand(&mut self, raw: Raw) {
        self.deadline = None;
        if raw.is_idle() {
            self.mask.forget_typed();
        }
        self.state = match raw.stage {
            Stage::Idle if self.phase == Phase::Ready => State::Ready { asked: None },
            _ => State::Raw(raw),
        };
    }

    fn upgrade_by_hand(&mut self, reply: Reply) -> Result<(), Error> {
        self.emit(Event::Replied(Step::Raw, reply));
        if !self.decoder.is_empty() {
            return Err(PeerError::TlsResidue.into());
        }
        self.follow(Trigger::StartTlsAsked);
        self.enter(
            Trigger::StartTlsAccepted,
            State::Handshake { by_hand: true },
        );
        self.outputs.push_back(Output::UpgradeTls);
        self.await_for(self.config.timeouts.setup);
        Ok(())
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
            (Stage::Asked(_), 334) => Stage::Prompted,
            (Stage::Asked(_), 354) => Stage::Content,
            (Stage::Ended(due), _) if due > 1 => Stage::Ended(due - 1),
            (..) => Stage::Idle,
        };
        Self { stage, accepted }
    }

    /// Which move the reply to what was `said` makes.
    fn leads(self, said: Stage, reply: &Reply) -> Option<Trigger> {
        match (said, self.stage) {
            (Stage::Asked(Verb::Auth), Stage::Idle) => Some(Trigger::AuthEnded),
            (Stage::Asked(_), Stage::Content) => Some(Trigger::ContentAsked),
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
    /// By the first word alone, for servers are as lenient with the rest of a line as they like.
    fn of(line: &RawLine) -> Self {
        match line.verb().as_str() {
            // The second is Exchange's word for it.
            "AUTH" | "X-EXPS" => Self::Auth,
            "BDAT" => Self::Bdat,
            "DATA" => Self::Data,
            "EHLO" | "LHLO" => Self::Hello { extended: true },
            "EXPN" | "HELP" | "NOOP" | "VRFY" => Self::Question,
            "HELO" => Self::Hello { extended: false },
            "MAIL" => Self::Mail,
            "QUIT" => Self::Quit,
            "RCPT" => Self::Rcpt,
            "RSET" => Self::Reset,
            "STARTTLS" => Self::StartTls,
            _ => Self::Other,
        }
    }
}
