//! What each command does, but for those that have a file of their own.

use crate::{
    Output, Phase,
    codec::{Command, CommandError},
    error::PeerError,
    reply,
    transcript::Direction,
    transition::{self, Trigger},
    types::{Code, HelloName, Protocol, Reply},
};

use super::{
    Event, MAX_COMMAND, Server,
    consult::Pending,
    exceeded,
    state::{Question, State},
};

impl Server {
    /// Says who is there (RFC 5321, 4.2: a greeting has no enhanced status code).
    pub(super) fn greet(&mut self) {
        const READY: Code = Code::new(220).unwrap();
        let protocol = match self.config.protocol {
            Protocol::Smtp => "ESMTP",
            Protocol::Lmtp => "LMTP",
        };
        let text = alloc::format!("{} {protocol}", self.config.name);
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
        match command {
            Ok(command) if line.len() <= MAX_COMMAND && self.listens_to(&command) => {
                self.consult(Pending::Command(command));
            }
            // Where the chunk ends is not known, and what is in it must not become commands.
            _ if begins_chunk(line) => self.finish(
                &reply!(421, 5, 4, "{}", CommandError::Chunk),
                Some(PeerError::ClientChunkUnreadable.into()),
            ),
            _ if self.has_turned_away() => self.refuse(&self.out_of_order()),
            Err(
                error @ (CommandError::Unknown
                | CommandError::NotText
                | CommandError::NotOffered(_)),
            ) if line.len() <= MAX_COMMAND => self.consult(Pending::Unknown(error.reply())),
            Err(error) if line.len() <= MAX_COMMAND => self.refuse(&error.reply()),
            Ok(_) | Err(_) => self.refuse(&reply!(
                500,
                5,
                2,
                "the line is longer than {MAX_COMMAND} octets"
            )),
        }
    }

    /// RFC 5321, 3.1: after a greeting that is a refusal the server "SHOULD respond to any intervening commands with
    /// '503 bad sequence of commands'" until QUIT. A chunk is refused by its own file, with the octets that follow it.
    const fn listens_to(&self, command: &Command) -> bool {
        !self.has_turned_away() || matches!(command, Command::Quit | Command::Bdat { .. })
    }

    const fn has_turned_away(&self) -> bool {
        matches!(self.state, State::TurnedAway)
    }

    pub(super) fn obey(&mut self, command: Command) {
        match command {
            Command::Auth { mechanism, initial } => self.auth(mechanism, initial),
            Command::Bdat { size, last } => self.bdat(size, last),
            Command::Data => self.data(None),
            Command::Ehlo(name) => self.hello(name, Protocol::Smtp, true, None),
            Command::Expn(list) if self.config.verify => {
                self.ask(Question::Somebody, Event::Expand(list));
            }
            Command::Expn(_) => self.refuse(&reply!(502, 5, 1, "this server does not offer EXPN")),
            Command::Helo(name) => self.hello(name, Protocol::Smtp, false, None),
            Command::Help(about) => self.help(about.as_ref()),
            Command::Lhlo(name) => self.hello(name, Protocol::Lmtp, true, None),
            Command::Mail { path, parameters } => self.mail(path, parameters),
            Command::Noop(_) => self.reply(&reply!(250, 0, 0, "nothing done")),
            Command::Quit => self.quit(&reply!(221, 0, 0, "goodbye")),
            Command::Rcpt { path, parameters } => self.rcpt(path, parameters),
            Command::Rset => self.rset(),
            Command::StartTls => self.start_tls(None),
            Command::Vrfy(name) if self.config.verify => {
                self.ask(Question::Somebody, Event::Verify(name));
            }
            // Who is not told anything may still find out by RCPT (RFC 5321, 3.5.3).
            Command::Vrfy(_) => self.reply(&reply!(252, 5, 0, "try RCPT to find out")),
        }
    }

    /// Takes the client in, with this reply or the usual one.
    pub(super) fn hello(
        &mut self,
        name: HelloName,
        protocol: Protocol,
        extended: bool,
        reply: Option<&Reply>,
    ) {
        if protocol != self.config.protocol {
            return self.refuse(&match self.config.protocol {
                Protocol::Smtp => reply!(500, 5, 1, "this is SMTP; say EHLO your.name"),
                Protocol::Lmtp => reply!(500, 5, 1, "this is LMTP; say LHLO your.name"),
            });
        }
        if !self.allows(Trigger::HelloAccepted) {
            return self.refuse(&self.out_of_order());
        }
        self.give_up_mail();
        self.go(Trigger::HelloAccepted, State::Ready);
        self.event(Event::Hello { name, extended });
        let usual = || self.introduction(extended);
        let reply = reply.cloned().unwrap_or_else(usual);
        self.reply(&reply);
    }

    /// Begins TLS, with this reply or the usual one.
    pub(super) fn start_tls(&mut self, reply: Option<&Reply>) {
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
        let usual = || reply!(220, 0, 0, "begin the TLS handshake");
        let reply = reply.cloned().unwrap_or_else(usual);
        self.reply(&reply);
        self.outputs.push_back(Output::UpgradeTls);
        self.go(Trigger::StartTlsAccepted, State::Handshake);
    }

    pub(super) fn quit(&mut self, reply: &Reply) {
        self.reply(reply);
        self.event(Event::Quit);
        self.go(Trigger::QuitAsked, State::Quitting);
    }

    pub(super) fn allows(&self, trigger: Trigger) -> bool {
        transition::next(self.phase(), trigger).is_some()
    }

    pub(super) fn out_of_order(&self) -> Reply {
        let why = match (self.phase(), self.config.protocol) {
            (Phase::Greeting, _) => "no mail is taken here; say QUIT",
            (Phase::Hello, Protocol::Smtp) => "say EHLO first",
            (Phase::Hello, Protocol::Lmtp) => "say LHLO first",
            (Phase::Ready, _) => "say MAIL first",
            (Phase::Envelope | Phase::Content, _) => "a mail has begun; RSET gives it up",
            (
                Phase::StartTls
                | Phase::Handshake
                | Phase::Auth
                | Phase::Verdict
                | Phase::Quitting
                | Phase::Closed,
                _,
            ) => "not now",
        };
        reply!(503, 5, 1, "{why}")
    }
}

/// Whether anybody could take this line for BDAT.
fn begins_chunk(line: &[u8]) -> bool {
    let verb = line.trim_ascii_start().get(..4);
    verb.is_some_and(|verb| verb.eq_ignore_ascii_case(b"BDAT"))
}
