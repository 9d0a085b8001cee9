mod draft;

use alloc::{
    string::{String, ToString},
    sync::Arc,
    vec::Vec,
};
use core::time::Duration;

use wsmtp_proto::{
    Output, Phase,
    error::Error,
    reply,
    server::{self, Config, Server},
    transcript::Line,
    types::{Argument, Credentials, MailParameters, Mailbox, Reply, ReversePath, TlsActive},
};

use crate::{Action, Fault, Mail, Recipient, Settings, Stage};

use draft::Draft;

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
    /// The mail under way.
    draft: Option<Draft>,
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
            server::Event::Mail { path, parameters } => self.mail(path, parameters),
            server::Event::Recipient { path, parameters } => {
                self.recipient(Recipient { path, parameters });
            }
            server::Event::Content(octets) => self.content(&octets),
            server::Event::ContentEnd => return self.content_end().map(Event::Delivered),
            server::Event::Reset => self.draft = None,
            server::Event::Failed(error) => return Some(Event::Failed(error)),
            server::Event::Line(line) => return Some(Event::Line(line)),
            server::Event::Verify(user) => self.verify(&user),
            server::Event::Expand(_) => self.answer(reply!(550, 1, 1, "there are no lists here")),
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

    fn mail(&mut self, from: ReversePath, parameters: MailParameters) {
        let address = match &from {
            ReversePath::Null => String::new(),
            ReversePath::Mailbox(mailbox) => mailbox.to_string(),
        };
        let fault = self.fault(Stage::Sender, &[address]);
        if self.act(fault, reply!(250, 1, 0, "the sender is fine")) {
            let protocol = self.settings.server.protocol;
            self.draft = Some(Draft::new(protocol, from, parameters));
        }
    }

    fn recipient(&mut self, recipient: Recipient) {
        let fault = self.fault(Stage::Recipient, &[recipient.path.mailbox().to_string()]);
        if self.act(fault, reply!(250, 1, 5, "the recipient is fine"))
            && let Some(draft) = &mut self.draft
        {
            draft.add(recipient);
        }
    }

    /// VRFY: an address exists if it would be accepted as a recipient.
    fn verify(&mut self, user: &Argument) {
        match user.as_str().trim_matches(['<', '>']).parse::<Mailbox>() {
            Ok(mailbox) => {
                let fault = self.fault(Stage::Recipient, &[mailbox.to_string()]);
                self.act(fault, reply!(250, 1, 5, "<{mailbox}>"));
            }
            Err(_) => self.answer(reply!(553, 1, 3, "ask for a whole address, name@domain")),
        }
    }

    fn content(&mut self, octets: &[u8]) {
        if !self.is_interrupted()
            && let Some(draft) = &mut self.draft
        {
            draft.write(octets);
        }
    }

    fn content_end(&mut self) -> Option<Mail> {
        if self.is_interrupted() {
            return None;
        }
        let judged = self.draft.as_ref().map(Draft::judged);
        let fault = self.fault(Stage::Verdict, &judged.unwrap_or_default());
        let taken = self.act(fault, reply!(250, 0, 0, "the sandbox has the mail"));
        self.draft.as_mut()?.judge(taken);
        self.draft.take_if(|draft| draft.is_judged())?.finish()
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
        let to = self.draft.as_ref().map(Draft::addresses);
        to.unwrap_or_default()
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
