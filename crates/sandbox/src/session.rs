use core::time::Duration;
use std::sync::Arc;

use wsmtp_proto::{
    Output, Phase,
    error::Error,
    reply,
    server::{self, Config, Server},
    transcript::Line,
    types::{Credentials, ForwardPath, Reply, ReversePath, TlsActive},
};

use crate::{Action, Fault, Settings, Stage};

/// A mail that was taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mail {
    /// Whom to tell when it cannot be delivered.
    pub from: ReversePath,
    /// The recipients that were accepted, at least one.
    pub to: Vec<ForwardPath>,
    /// Header and body; every line ends with CRLF.
    pub content: Vec<u8>,
}

/// What happened in a session.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Event {
    /// A mail is complete. It counts as delivered: the 250 follows.
    Delivered(Mail),
    /// The session ended before its time; `Closed` follows.
    Failed(Error),
    /// A line was said; secrets are masked.
    Line(Line),
}

/// Makes sessions that share their settings.
#[derive(Clone, Debug)]
pub struct Sandbox {
    settings: Arc<Settings>,
}

impl Sandbox {
    /// A sandbox like this.
    #[must_use]
    pub fn new(settings: Settings) -> Self {
        Self {
            settings: Arc::new(settings),
        }
    }

    /// A session for one connection, which has not greeted yet.
    #[must_use]
    pub fn session(&self) -> Session {
        let auth = !self.settings.users.is_empty();
        let config = Config {
            auth,
            auth_required: auth,
            ..self.settings.server.clone()
        };
        Session {
            settings: Arc::clone(&self.settings),
            server: Server::new(config),
            draft: None,
            hung_up: false,
        }
    }
}

/// One connection with the sandbox. Its inputs are those of [`Server`], and so is the drain rule.
#[derive(Debug)]
pub struct Session {
    settings: Arc<Settings>,
    server: Server,
    /// The mail under way. Bounded by the server's `max_size` and `max_recipients`.
    draft: Option<Mail>,
    /// The connection was closed without a word, on request.
    hung_up: bool,
}

impl Session {
    /// Where the session is.
    #[must_use]
    pub const fn phase(&self) -> Phase {
        if self.hung_up {
            Phase::Closed
        } else {
            self.server.phase()
        }
    }

    /// Tells the time since the driver's own start; never goes back.
    pub fn advance(&mut self, now: Duration) {
        self.server.advance(now);
    }

    /// Takes octets that the client sent.
    pub fn receive(&mut self, octets: &[u8]) {
        self.server.receive(octets);
    }

    /// The client will send nothing more; what it sent is still answered.
    pub const fn receive_end(&mut self) {
        self.server.receive_end();
    }

    /// TLS is up: before the greeting, or after [`Output::UpgradeTls`].
    pub fn tls_established(&mut self, proof: TlsActive) {
        self.server.tls_established(proof);
    }

    /// Ends the session at any time; `reply` should be a 421.
    pub fn close(&mut self, reply: Reply) {
        self.server.close(reply);
    }

    /// What to do next.
    pub fn poll_output(&mut self) -> Output<Event> {
        while !self.hung_up {
            match self.server.poll_output() {
                Output::Send(octets) => return Output::Send(octets),
                Output::UpgradeTls => return Output::UpgradeTls,
                Output::Wait { until } => return Output::Wait { until },
                Output::Closed => return Output::Closed,
                Output::Event(event) => {
                    if let Some(event) = self.heed(event) {
                        return Output::Event(event);
                    }
                }
            }
        }
        Output::Closed
    }

    fn heed(&mut self, event: server::Event) -> Option<Event> {
        match event {
            server::Event::Auth(credentials) => self.auth(&credentials),
            server::Event::Mail { path, .. } => self.mail(path),
            server::Event::Recipient(path) => self.recipient(path),
            server::Event::Content(octets) => self.content(&octets),
            server::Event::ContentEnd => return self.content_end().map(Event::Delivered),
            server::Event::Reset => self.draft = None,
            server::Event::Failed(error) => return Some(Event::Failed(error)),
            server::Event::Line(line) => return Some(Event::Line(line)),
            server::Event::Hello { .. } | server::Event::Quit | server::Event::Secured | _ => {}
        }
        None
    }

    fn auth(&mut self, credentials: &Credentials) {
        self.answer(if self.settings.knows(credentials) {
            reply!(235, 7, 0, "welcome")
        } else {
            reply!(535, 7, 8, "the user name or the password is wrong")
        });
    }

    fn mail(&mut self, from: ReversePath) {
        let address = match &from {
            ReversePath::Null => String::new(),
            ReversePath::Mailbox(mailbox) => mailbox.to_string(),
        };
        let fault = self.fault(Stage::Sender, &[address]);
        if self.act(fault, reply!(250, 1, 0, "the sender is fine")) {
            self.draft = Some(Mail {
                from,
                to: Vec::new(),
                content: Vec::new(),
            });
        }
    }

    fn recipient(&mut self, path: ForwardPath) {
        let fault = self.fault(Stage::Recipient, &[path.mailbox().to_string()]);
        if self.act(fault, reply!(250, 1, 5, "the recipient is fine"))
            && let Some(draft) = &mut self.draft
        {
            draft.to.push(path);
        }
    }

    fn content(&mut self, octets: &[u8]) {
        if !self.is_interrupted()
            && let Some(draft) = &mut self.draft
        {
            draft.content.extend_from_slice(octets);
        }
    }

    fn content_end(&mut self) -> Option<Mail> {
        if self.is_interrupted() {
            return None;
        }
        let fault = self.fault(Stage::Verdict, &self.recipients());
        let taken = self.act(fault, reply!(250, 0, 0, "the sandbox has the mail"));
        self.draft.take().filter(|_| taken)
    }

    /// Whether a fault ends the session within the content.
    fn is_interrupted(&mut self) -> bool {
        match self.fault(Stage::Content, &self.recipients()) {
            Some(Action::Reply(reply)) => self.server.close(reply),
            Some(Action::Close) => self.hung_up = true,
            None => return false,
        }
        true
    }

    fn recipients(&self) -> Vec<String> {
        let to = self.draft.iter().flat_map(|draft| &draft.to);
        to.map(|path| path.mailbox().to_string()).collect()
    }

    fn fault(&self, stage: Stage, addresses: &[String]) -> Option<Action> {
        let fits = |fault: &&Fault| {
            fault.stage == stage
                && addresses
                    .iter()
                    .any(|address| fault.pattern.matches(address))
        };
        self.settings
            .faults
            .iter()
            .find(fits)
            .map(|fault| fault.action.clone())
    }

    /// Answers with the fault, where there is one, or as usual; says whether that was a yes.
    fn act(&mut self, fault: Option<Action>, usual: Reply) -> bool {
        match fault.unwrap_or(Action::Reply(usual)) {
            Action::Reply(reply) => {
                let yes = reply.is_success();
                self.answer(reply);
                yes
            }
            Action::Close => {
                self.hung_up = true;
                false
            }
        }
    }

    fn answer(&mut self, reply: Reply) {
        // Fails only where nothing was asked, and this is only called on a question.
        self.server.answer(reply).ok();
    }
}

#[cfg(test)]
mod tests;
