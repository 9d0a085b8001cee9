//! What each command does.

use alloc::string::{String, ToString};

use crate::{
    Output, Phase,
    codec::{Command, CommandError},
    error::PeerError,
    reply,
    transcript::Direction,
    transition::{self, Trigger},
    types::{Body, Code, ForwardPath, MailParameters, Reply, ReversePath},
};

use super::{
    Event, MAX_COMMAND, Server,
    content::Content,
    exceeded,
    reply::command_error,
    state::{Envelope, Question, State},
};

const HELP: &str = "AUTH DATA EHLO HELO HELP MAIL NOOP QUIT RCPT RSET STARTTLS VRFY";

impl Server {
    /// Says who is there (RFC 5321, 4.2: a greeting has no enhanced status code).
    pub(super) fn greet(&mut self) {
        const READY: Code = Code::new(220).unwrap();
        let text = alloc::format!("{} ESMTP", self.config.name);
        self.go(Trigger::Greeted, State::Hello);
        self.reply(&Reply::new(READY, None, &text));
    }

    pub(super) fn command(&mut self, line: &[u8]) {
        let command = Command::parse(line, &self.config.name);
        let known = !matches!(command, Err(CommandError::Unknown | CommandError::NotText));
        let shown = self.mask.show(line, known);
        self.record(Direction::Client, shown);
        self.commands += 1;
        if self.commands > self.config.max_commands {
            return self.finish(
                &reply!(421, 7, 0, "too many commands in one session"),
                exceeded("commands", self.config.max_commands),
            );
        }
        if line.len() > MAX_COMMAND {
            return self.refuse(&reply!(
                500,
                5,
                2,
                "the line is longer than {MAX_COMMAND} octets"
            ));
        }
        match command {
            Ok(command) => self.obey(command),
            Err(error) => self.refuse(&command_error(&error)),
        }
    }

    fn obey(&mut self, command: Command) {
        match command {
            Command::Auth { mechanism, initial } => self.auth(mechanism, initial),
            Command::Data => self.data(),
            Command::Ehlo(name) => self.hello(name.to_string(), true),
            Command::Expn(_) => self.refuse(&reply!(502, 5, 1, "this server does not offer EXPN")),
            Command::Bdat { .. } => {
                self.refuse(&reply!(502, 5, 1, "this server does not offer BDAT"));
            }
            Command::Helo(name) => self.hello(name.to_string(), false),
            Command::Help(_) => self.reply(&reply!(214, 0, 0, "commands: {HELP}")),
            Command::Lhlo(_) => self.refuse(&reply!(502, 5, 1, "this server does not offer LHLO")),
            Command::Mail { path, parameters } => self.mail(path, parameters),
            Command::Noop(_) => self.reply(&reply!(250, 0, 0, "nothing done")),
            Command::Quit => self.quit(),
            Command::Rcpt { path, .. } => self.rcpt(path),
            Command::Rset => self.rset(),
            Command::StartTls => self.start_tls(),
            Command::Vrfy(_) => self.reply(&reply!(252, 5, 0, "try RCPT to find out")),
        }
    }

    fn hello(&mut self, name: String, extended: bool) {
        if !self.allows(Trigger::HelloAccepted) {
            return self.refuse(&self.out_of_order());
        }
        self.give_up_mail();
        self.go(Trigger::HelloAccepted, State::Ready);
        self.event(Event::Hello { name, extended });
        let reply = self.introduction(extended);
        self.reply(&reply);
    }

    /// The reply to EHLO or HELO (RFC 5321, 4.1.1.1).
    fn introduction(&self, extended: bool) -> Reply {
        const OK: Code = Code::new(250).unwrap();
        let mut text = self.config.name.to_string();
        if extended {
            text += "\nPIPELINING\n8BITMIME\nENHANCEDSTATUSCODES\nHELP";
            text += &size(self.config.max_size);
            if self.config.starttls && self.tls.is_none() {
                text += "\nSTARTTLS";
            }
            if self.config.auth && self.permit().is_some() {
                text += "\nAUTH PLAIN LOGIN";
            }
        }
        Reply::new(OK, None, &text)
    }

    fn start_tls(&mut self) {
        if self.tls.is_some() {
            return self.refuse(&reply!(503, 5, 1, "TLS is already active"));
        }
        if !self.config.starttls {
            return self.refuse(&reply!(502, 5, 1, "STARTTLS is not offered"));
        }
        if !self.go(Trigger::StartTlsAsked, State::StartTls) {
            return self.refuse(&self.out_of_order());
        }
        if !self.input.is_empty() {
            // Octets in the clear would be taken for octets from inside TLS (CVE-2011-0411).
            return self.finish(
                &reply!(421, 7, 0, "commands followed STARTTLS in the clear"),
                Some(PeerError::ClientTlsResidue.into()),
            );
        }
        self.reply(&reply!(220, 0, 0, "begin the TLS handshake"));
        self.outputs.push_back(Output::UpgradeTls);
        self.go(Trigger::StartTlsAccepted, State::Handshake);
    }

    fn mail(&mut self, path: ReversePath, parameters: MailParameters) {
        if !path.is_ascii() {
            return self.refuse(&beyond_ascii());
        }
        if !self.allows(Trigger::MailAsked) {
            return self.refuse(&self.out_of_order());
        }
        if self.config.auth_required && !self.signed_in {
            let how = if self.permit().is_some() {
                "AUTH"
            } else {
                "STARTTLS, then AUTH"
            };
            return self.refuse(&reply!(530, 7, 0, "sign in first, with {how}"));
        }
        if parameters
            .size
            .is_some_and(|size| size > self.config.max_size)
        {
            let limit = self.config.max_size;
            return self.reply(&reply!(552, 3, 4, "the mail is larger than {limit} octets"));
        }
        self.go(Trigger::MailAsked, State::Envelope(Envelope::begun()));
        let MailParameters { size, body, .. } = parameters;
        self.event(Event::Mail {
            path,
            size,
            body: body.unwrap_or(Body::SevenBit),
        });
    }

    // Out of order, RCPT and DATA do not count as wrong: a client that sends the whole envelope at
    // once (RFC 2920) cannot know yet that MAIL, or every RCPT, is refused.

    fn rcpt(&mut self, path: ForwardPath) {
        if !path.is_ascii() {
            return self.refuse(&beyond_ascii());
        }
        let State::Envelope(envelope) = &mut self.state else {
            return self.reply(&self.out_of_order());
        };
        if envelope.accepted >= self.config.max_recipients {
            let limit = self.config.max_recipients;
            return self.reply(&reply!(
                452,
                5,
                3,
                "no more than {limit} recipients in one mail"
            ));
        }
        envelope.question = Some(Question::Recipient);
        self.event(Event::Recipient(path));
    }

    fn data(&mut self) {
        let State::Envelope(envelope) = &self.state else {
            return self.reply(&self.out_of_order());
        };
        match (envelope.accepted, envelope.refused) {
            (0, 0) => self.reply(&reply!(503, 5, 1, "say RCPT first")),
            (0, _) => self.reply(&reply!(554, 5, 1, "no recipient was accepted")),
            _ => {
                let content = Content::new(self.config.max_size);
                self.go(Trigger::ContentAsked, State::Content(content));
                self.reply(&reply!(
                    354,
                    0,
                    0,
                    "end the mail with a dot on a line by itself"
                ));
            }
        }
    }

    /// Takes what has come of the content.
    pub(super) fn content(&mut self) {
        let State::Content(content) = &mut self.state else {
            return;
        };
        let wire = self.input.take();
        let piece = content.receive(&wire);
        let outcome = content.is_ended().then(|| content.refusal());
        self.input.push(wire.get(piece.taken..).unwrap_or_default());
        self.heard = self.now;
        for line in piece.shown {
            self.record(Direction::Client, line);
        }
        if !piece.content.is_empty() {
            self.event(Event::Content(piece.content));
        }
        if let Some(refusal) = outcome {
            self.content_ended(refusal);
        }
    }

    fn content_ended(&mut self, refusal: Option<Reply>) {
        self.go(Trigger::ContentEnded, State::Verdict);
        match refusal {
            None => self.event(Event::ContentEnd),
            Some(reply) => {
                self.event(Event::Reset);
                self.go(Trigger::MailEnded, State::Ready);
                self.reply(&reply);
            }
        }
    }

    fn rset(&mut self) {
        self.give_up_mail();
        self.go(Trigger::MailEnded, State::Ready);
        self.reply(&reply!(250, 0, 0, "reset"));
    }

    fn give_up_mail(&mut self) {
        if self.phase() == Phase::Envelope {
            self.event(Event::Reset);
        }
    }

    fn quit(&mut self) {
        self.reply(&reply!(221, 0, 0, "goodbye"));
        self.event(Event::Quit);
        self.go(Trigger::QuitAsked, State::Quitting);
    }

    /// Goes where the application's answer leads.
    pub(super) fn judge(&mut self, reply: &Reply) {
        let yes = reply.is_success();
        if let State::Envelope(envelope) = &mut self.state {
            match (envelope.question.take(), yes) {
                (Some(Question::Recipient), true) => envelope.accepted += 1,
                (Some(Question::Recipient), false) => envelope.refused += 1,
                (Some(Question::Sender), false) => {
                    self.go(Trigger::MailEnded, State::Ready);
                }
                (Some(Question::Sender), true) | (None, _) => {}
            }
        } else if self.go(Trigger::AuthEnded, State::Ready) {
            self.signed_in = yes;
            if !yes {
                return self.refuse(reply);
            }
        } else {
            self.go(Trigger::MailEnded, State::Ready);
        }
        self.reply(reply);
    }

    pub(super) fn allows(&self, trigger: Trigger) -> bool {
        transition::next(self.phase(), trigger).is_some()
    }

    pub(super) fn out_of_order(&self) -> Reply {
        let why = match self.phase() {
            Phase::Greeting | Phase::Hello => "say EHLO first",
            Phase::Ready => "say MAIL first",
            Phase::Envelope => "a mail has begun; RSET gives it up",
            Phase::StartTls
            | Phase::Handshake
            | Phase::Auth
            | Phase::Content
            | Phase::Verdict
            | Phase::Quitting
            | Phase::Closed => "not now",
        };
        reply!(503, 5, 1, "{why}")
    }
}

fn beyond_ascii() -> Reply {
    reply!(553, 6, 7, "addresses beyond ASCII are not taken here")
}

/// The line of the reply to EHLO. Without a number it says nothing about the largest mail, which
/// is less wrong than `SIZE 0`: that means any size (RFC 1870, 4).
fn size(max: u64) -> String {
    match max {
        0 => "\nSIZE".into(),
        max => alloc::format!("\nSIZE {max}"),
    }
}
