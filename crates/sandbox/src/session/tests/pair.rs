//! One client that sends one mail, back to back with the sandbox.

use wsmtp_proto::{
    Output,
    client::{self, Client, Delivery, Envelope, Refusal, Security},
    error::Error,
    server::Config,
    types::{Credentials, TlsActive},
};

use crate::{Event, Mail, Sandbox, Session, Settings};

/// Sizes of the pieces that octets travel in.
pub(super) const SIZES: [usize; 3] = [1, 7, usize::MAX];

/// One client that sends one mail, and the sandbox at the other end.
struct Pair {
    client: Client,
    session: Session,
    envelope: Envelope,
    content: Vec<u8>,
    size: usize,
    outcome: Outcome,
}

/// What both ends noticed.
#[derive(Debug, Default)]
pub(super) struct Outcome {
    pub(super) mails: Vec<Mail>,
    pub(super) deliveries: Vec<Delivery>,
    pub(super) refusals: Vec<Refusal>,
    pub(super) client_failed: Option<Error>,
    pub(super) session_failed: Option<Error>,
    /// Each line, as each end shows it.
    pub(super) client_lines: Vec<String>,
    pub(super) session_lines: Vec<String>,
}

pub(super) fn settings() -> Settings {
    let mut settings = Settings::new(Config::new("sandbox.test".parse().unwrap()));
    settings.server.starttls = true;
    settings.users = vec![
        Credentials::new("bob", "other").unwrap(),
        Credentials::new("ada", "correct horse").unwrap(),
    ];
    settings
}

pub(super) fn client(password: &str) -> client::Config {
    let mut config = client::Config::new("page.example".parse().unwrap());
    config.security = Security::StartTls;
    config.credentials = Some(Credentials::new("ada", password).unwrap());
    config
}

/// Sends a mail to these recipients and gives back what came of it.
pub(super) fn send(
    settings: &Settings,
    config: &client::Config,
    to: &[&str],
    size: usize,
) -> Outcome {
    let content = b"Subject: dots\r\n\r\n.\r\n..two\r\nbare\nline feed";
    send_content(settings, config, to, content, size)
}

pub(super) fn send_content(
    settings: &Settings,
    config: &client::Config,
    to: &[&str],
    content: &[u8],
    size: usize,
) -> Outcome {
    let to = to.iter().map(|path| path.parse().unwrap()).collect();
    let mut pair = Pair {
        client: Client::new(config.clone()),
        session: Sandbox::new(settings.clone()).session(),
        envelope: Envelope::new("ada@sandbox.test".parse().unwrap(), to),
        content: content.into(),
        size,
        outcome: Outcome::default(),
    };
    pair.run();
    pair.outcome
}

impl Pair {
    /// Lets both ends speak until neither has anything to say.
    fn run(&mut self) {
        loop {
            let (to_client, session_closed) = self.drain_session();
            for piece in to_client.chunks(self.size) {
                self.client.receive(piece);
            }
            if session_closed {
                self.client.receive_end();
            }
            let (to_session, client_closed) = self.drain_client();
            for piece in to_session.chunks(self.size) {
                self.session.receive(piece);
            }
            if client_closed {
                self.session.receive_end();
                self.drain_session();
                return;
            }
            assert!(
                !to_client.is_empty() || !to_session.is_empty(),
                "both ends wait"
            );
        }
    }

    fn drain_session(&mut self) -> (Vec<u8>, bool) {
        let mut octets = Vec::new();
        loop {
            match self.session.poll_output() {
                Output::Send(wire) => octets.extend(wire),
                Output::UpgradeTls => self.session.tls_established(TlsActive::attest()),
                Output::Event(Event::Delivered(mail)) => self.outcome.mails.push(mail),
                Output::Event(Event::Failed(error)) => self.outcome.session_failed = Some(error),
                Output::Event(Event::Line(line)) => self.outcome.session_lines.push(line.text),
                Output::Wait { .. } => return (octets, false),
                Output::Closed => return (octets, true),
            }
        }
    }

    fn drain_client(&mut self) -> (Vec<u8>, bool) {
        let mut octets = Vec::new();
        loop {
            match self.client.poll_output() {
                Output::Send(wire) => octets.extend(wire),
                Output::UpgradeTls => self.client.tls_established(TlsActive::attest()),
                Output::Event(event) => self.heed(event),
                Output::Wait { .. } => return (octets, false),
                Output::Closed => return (octets, true),
            }
        }
    }

    fn heed(&mut self, event: client::Event) {
        match event {
            client::Event::Ready => {
                self.client.send_mail(self.envelope.clone()).unwrap();
            }
            client::Event::ContentWanted(_) => self.hand_in(),
            client::Event::MailDone(_, delivery) => {
                self.outcome.deliveries.push(delivery);
                // Refused where the session has failed.
                self.client.quit().ok();
            }
            client::Event::Refused(refusal) => self.outcome.refusals.push(refusal),
            client::Event::Failed(error) => self.outcome.client_failed = Some(error),
            client::Event::Line(line) => self.outcome.client_lines.push(line.text),
            _ => {}
        }
    }
    fn hand_in(&mut self) {
        while self.client.takes_content() {
            if self.content.is_empty() {
                return self.client.content_end().unwrap();
            }
            let size = self.size.min(self.content.len());
            let piece: Vec<u8> = self.content.drain(..size).collect();
            self.client.content(&piece).unwrap();
        }
    }
}
