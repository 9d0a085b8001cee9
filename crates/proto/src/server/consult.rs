//! What the application may decide although the engine could by itself.

use crate::{
    codec::Command,
    transition::Trigger,
    types::{Protocol, Reply},
};

use super::{Event, Server, state::Question, state::State};

/// What a server does by itself, unless [`Config::consult`](super::Config::consult) has it ask.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Matter {
    /// The greeting. An answer of 2yz lets the client in; any other leaves it nothing but QUIT.
    Greeting,
    /// EHLO, or LHLO.
    Ehlo,
    /// HELO.
    Helo,
    /// STARTTLS. An answer of 2yz begins the handshake.
    StartTls,
    /// DATA. An answer of 3yz lets the content come.
    Data,
    /// RSET.
    Reset,
    /// NOOP.
    Noop,
    /// HELP.
    Help,
    /// QUIT. An answer of 2yz ends the session.
    Quit,
    /// A line that is no command which this server could know.
    Unknown,
}

/// What waits for the application's answer.
#[derive(Debug)]
pub(super) enum Pending {
    Greeting,
    Command(Command),
    /// This is what it would be answered.
    Unknown(Reply),
}

impl Pending {
    /// What there is to ask about; none for a command that is asked about anyway, or cannot be put off.
    pub(super) const fn matter(&self) -> Option<Matter> {
        Some(match self {
            Self::Greeting => Matter::Greeting,
            Self::Unknown(_) => Matter::Unknown,
            Self::Command(command) => match command {
                Command::Ehlo(_) | Command::Lhlo(_) => Matter::Ehlo,
                Command::Helo(_) => Matter::Helo,
                Command::StartTls => Matter::StartTls,
                Command::Data => Matter::Data,
                Command::Rset => Matter::Reset,
                Command::Noop(_) => Matter::Noop,
                Command::Help(_) => Matter::Help,
                Command::Quit => Matter::Quit,
                Command::Auth { .. }
                | Command::Bdat { .. }
                | Command::Expn(_)
                | Command::Mail { .. }
                | Command::Rcpt { .. }
                | Command::Vrfy(_) => return None,
            },
        })
    }

    pub(super) const fn takes_content(&self) -> bool {
        matches!(self, Self::Command(Command::Data))
    }
}

impl Server {
    /// Does it, unless the application is to be asked first.
    pub(super) fn consult(&mut self, pending: Pending) {
        match pending.matter().filter(|_| self.config.consult) {
            Some(matter) => {
                self.pending = Some(pending);
                self.ask(Question::Matter, Event::Consult(matter));
            }
            None => self.go_on(pending),
        }
    }

    /// Does what the engine does by itself.
    pub(super) fn go_on(&mut self, pending: Pending) {
        match pending {
            Pending::Greeting => self.greet(),
            Pending::Command(command) => self.obey(command),
            Pending::Unknown(refusal) => self.refuse(&refusal),
        }
    }

    /// Does what the application's answer means.
    pub(super) fn answered(&mut self, pending: Pending, reply: &Reply) {
        let (smtp, lmtp) = (Protocol::Smtp, Protocol::Lmtp);
        match pending {
            Pending::Greeting if !reply.is_success() => self.state = State::TurnedAway,
            Pending::Greeting => {
                self.go(Trigger::Greeted, State::Hello);
            }
            Pending::Command(command) if reply.is_success() => match command {
                Command::Ehlo(name) => return self.hello(name, smtp, true, Some(reply)),
                Command::Lhlo(name) => return self.hello(name, lmtp, true, Some(reply)),
                Command::Helo(name) => return self.hello(name, smtp, false, Some(reply)),
                Command::StartTls => return self.start_tls(Some(reply)),
                Command::Rset => self.end_mail(),
                Command::Quit => return self.quit(reply),
                // The words alone are others; what is asked about by an event of its own does not come here.
                Command::Data
                | Command::Noop(_)
                | Command::Help(_)
                | Command::Auth { .. }
                | Command::Bdat { .. }
                | Command::Expn(_)
                | Command::Mail { .. }
                | Command::Rcpt { .. }
                | Command::Vrfy(_) => {}
            },
            Pending::Command(command) => {
                let takes_content = matches!(command, Command::Data) && !reply.is_refusal();
                if takes_content {
                    return self.data(Some(reply));
                }
            }
            Pending::Unknown(_) => {}
        }
        self.reply(reply);
    }
}
