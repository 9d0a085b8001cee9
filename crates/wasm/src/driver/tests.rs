//! Dialogues between a page and its gateway, without either.

mod chunks;
mod content;
mod ends;
mod hand;
mod mail;
mod parts;
mod setup;

mod wishes;

use super::outbox::FRAME;
use super::*;
use crate::done::Done;
use crate::upload::Wanted;

const OPTIONS: &str = r#"{"upstream":"mail","name":"page.example",
    "auth":{"user":"ada","pass":"secret"},"token":null,"allowCleartextAuth":false,
    "lmtp":false,"pipelining":true,"chunking":true,"byHand":false}"#;
const NOBODY: &str = r#"{"upstream":"mail","name":"page.example",
    "auth":null,"token":null,"allowCleartextAuth":false,
    "lmtp":false,"pipelining":true,"chunking":true,"byHand":false}"#;
const TLS: &str = r#"{"version":"TLSv1.3","cipher":"TLS_AES_256_GCM_SHA384","certificate":{"subject":"CN=mx","issuer":"CN=ca","names":["mx"],"not_before":"2026-01-01T00:00:00Z","not_after":"2027-01-01T00:00:00Z","sha256":"00"}}"#;

fn json(text: &str) -> serde_json::Value {
    serde_json::from_str(text).unwrap()
}

/// A content of so many octets of ASCII.
const fn ascii(size: usize) -> Facts {
    Facts {
        size: size as u64,
        eight_bit: false,
        binary: false,
        utf8_header: false,
    }
}

/// What the page is asked for.
fn wanted(action: &Action) -> Option<Wanted> {
    let Action::Tell(event) = action else {
        return None;
    };
    match **event {
        Event::Wanted(wanted) => Some(wanted),
        _ => None,
    }
}

/// A driver and the time; what it did since somebody last looked.
struct Page {
    driver: Driver,
    now: Duration,
    actions: Vec<Action>,
    /// The content of the mail that is sent, which is supplied as it is wanted; none where a test does that itself.
    content: Option<Vec<u8>>,
    /// How many bytes were said to the server in all.
    sent: usize,
}

impl Page {
    fn connecting(options: &str) -> Self {
        let driver = Driver::new(Options::read(&&json(options)).unwrap());
        Self {
            driver,
            now: Duration::ZERO,
            actions: Vec::new(),
            content: None,
            sent: 0,
        }
    }

    fn new(options: &str) -> Self {
        let mut page = Self::connecting(options);
        page.input(Driver::connected);
        page
    }

    fn input<T>(&mut self, give: impl FnOnce(&mut Driver, Duration) -> T) -> T {
        let result = give(&mut self.driver, self.now);
        while let Some(action) = self.driver.next_action() {
            match self.answer(&action) {
                Some(octets) => self.driver.supply(self.now, octets),
                None => self.actions.push(action),
            }
        }
        result
    }

    fn answer(&self, action: &Action) -> Option<Vec<u8>> {
        let Wanted { offset, length } = wanted(action)?;
        let begin = usize::try_from(offset).unwrap();
        let length = usize::try_from(length).unwrap();
        Some(self.content.as_ref()?[begin..][..length].to_vec())
    }

    fn gateway(&mut self, message: &str) {
        let message = GatewayMessage::decode(message);
        self.input(|driver, now| driver.control(now, message));
    }

    fn opened(&mut self, security: &str, tls: &str, window: u64) {
        self.gateway(&format!(
            r#"{{"type":"opened","peer":"192.0.2.1:587","tls":{tls},"security":"{security}","window":{window}}}"#
        ));
    }

    /// The server's socket has taken everything that was looked at.
    fn acknowledge(&mut self) {
        self.gateway(&format!(r#"{{"type":"ack","bytes":{}}}"#, self.sent));
    }

    fn server(&mut self, bytes: &str) {
        self.input(|driver, now| driver.binary(now, bytes.as_bytes()));
    }

    fn at(&mut self, seconds: u64) {
        self.now = Duration::from_secs(seconds);
        self.input(Driver::tick);
    }

    fn send(&mut self, to: &[&str], content: &[u8]) {
        let to = to.iter().map(|one| one.parse().unwrap()).collect();
        let envelope = Envelope::new("ada@x".parse().unwrap(), to);
        self.content = Some(content.to_vec());
        self.input(|driver, now| driver.send(now, envelope, ascii(content.len())))
            .unwrap();
    }

    fn command(
        &mut self,
        give: impl FnOnce(&mut Client) -> Result<(), LocalError>,
    ) -> Result<(), Failure> {
        self.input(|driver, now| driver.command(now, give))
    }

    /// What was said to the server since the last look.
    fn said(&mut self) -> String {
        let mut said = Vec::new();
        for action in &self.actions {
            if let Action::Binary(bytes) = action {
                assert!(bytes.len() <= FRAME);
                said.extend_from_slice(bytes);
            }
        }
        self.actions
            .retain(|action| !matches!(action, Action::Binary(_)));
        self.sent += said.len();
        String::from_utf8(said).unwrap()
    }

    /// What was said to the gateway since the last look.
    fn controls(&mut self) -> Vec<String> {
        let texts = self
            .actions
            .extract_if(.., |action| matches!(action, Action::Text(_)));
        texts
            .map(|action| {
                if let Action::Text(text) = action {
                    text
                } else {
                    String::new()
                }
            })
            .collect()
    }

    /// What the page was told, but for the transcript.
    fn told(&mut self) -> Vec<Event> {
        let mut told = Vec::new();
        for action in std::mem::take(&mut self.actions) {
            match action {
                Action::Close => {}
                Action::Tell(event) => told.push(*event),
                other => panic!("not looked at: {other:?}"),
            }
        }
        told.retain(|event| !matches!(event, Event::Line { .. } | Event::Capabilities { .. }));
        told
    }

    fn failure(&mut self) -> Failure {
        let told = self.told();
        assert_eq!(told.last(), Some(&Event::Closed));
        let failures = told.into_iter().filter_map(|event| match event {
            Event::Failed { failure } => Some(failure),
            _ => None,
        });
        let failures: Vec<_> = failures.collect();
        assert_eq!(failures.len(), 1, "{failures:?}");
        failures.into_iter().next().unwrap()
    }

    /// Ready in clear, with a window, nobody signed in.
    fn ready(window: u64) -> Self {
        Self::offered(window, "PIPELINING")
    }

    /// Likewise, with a server that offers this, a line for each.
    fn offered(window: u64, extensions: &str) -> Self {
        let mut page = Self::new(NOBODY);
        page.opened("none", "null", window);
        page.server("220 mx\r\n");
        page.server(&format!(
            "250-mx\r\n250-{}\r\n250 HELP\r\n",
            extensions.replace('\n', "\r\n250-")
        ));
        page.said();
        page.controls();
        page.told();
        page
    }

    /// How far the mail has come, each time it was told.
    fn progress(told: &[Event]) -> Vec<(u64, u64)> {
        let progress = told.iter().filter_map(|event| match event {
            Event::Progress { sent, total } => Some((*sent, *total)),
            _ => None,
        });
        progress.collect()
    }

    fn done(&mut self) -> Done {
        let dones = self.told().into_iter().filter_map(|event| match event {
            Event::Done(done) => Some(done),
            _ => None,
        });
        let mut dones: Vec<_> = dones.collect();
        assert_eq!(dones.len(), 1);
        dones.pop().unwrap()
    }
}
