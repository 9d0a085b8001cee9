use alloc::{string::String, vec::Vec};

use crate::{
    Output,
    client::{Client, Config, Delivery, Envelope, Event, Protocol, Security},
    error::Error,
    types::{Code, TlsActive},
};

/// A client, and what it has said and told since it was last asked.
pub(super) struct Talk {
    pub(super) client: Client,
    pub(super) events: Vec<Event>,
    pub(super) upgrades: bool,
}

impl Talk {
    /// A session without TLS that has not been greeted.
    pub(super) fn new(change: impl FnOnce(&mut Config)) -> Self {
        Self::of(Client::new(config(change)))
    }

    /// A session without TLS that another has set up, with a server that said this.
    pub(super) fn resumed(introduction: &[&str], change: impl FnOnce(&mut Config)) -> Self {
        Self::of(Client::resumed(config(change), introduction, None).unwrap())
    }

    fn of(client: Client) -> Self {
        Self {
            client,
            events: Vec::new(),
            upgrades: false,
        }
    }

    /// A session that is ready, with a server that offers this.
    pub(super) fn ready(offered: &[&str], change: impl FnOnce(&mut Config)) -> Self {
        let mut talk = Self::new(change);
        talk.hears("220 mail.example");
        let lines = offered
            .iter()
            .map(|keyword| alloc::format!("250-{keyword}\r\n"));
        let lines: String = lines.collect();
        let hello = alloc::format!("250-mail.example\r\n{lines}250 HELP");
        talk.hears(&hello);
        talk.events.clear();
        talk
    }

    /// What the client answers to these lines.
    pub(super) fn hears(&mut self, lines: &str) -> String {
        self.client.receive(lines.as_bytes());
        self.client.receive(b"\r\n");
        self.says()
    }

    /// What the client says now.
    pub(super) fn says(&mut self) -> String {
        let mut said = Vec::new();
        loop {
            match self.client.poll_output() {
                Output::Send(octets) => said.extend(octets),
                Output::UpgradeTls => self.upgrades = true,
                Output::Event(event) => self.events.push(event),
                Output::Wait { .. } | Output::Closed => return String::from_utf8(said).unwrap(),
            }
        }
    }

    pub(super) fn secures(&mut self) -> String {
        self.client.tls_established(TlsActive::attest());
        self.says()
    }

    /// Begins a mail to these at mail.example.
    pub(super) fn mails(&mut self, to: &[&str]) -> String {
        self.client.send_mail(envelope(to)).unwrap();
        self.says()
    }

    /// Hands in all the content.
    pub(super) fn hands_in(&mut self, content: &[u8]) -> String {
        self.client.content(content).unwrap();
        self.client.content_end().unwrap();
        self.says()
    }

    /// The outcome of the only mail.
    pub(super) fn delivery(&self) -> &Delivery {
        let mut done = self.events.iter().filter_map(|event| match event {
            Event::MailDone(_, delivery) => Some(delivery),
            _ => None,
        });
        let delivery = done.next().unwrap();
        assert_eq!(done.next(), None, "two outcomes");
        delivery
    }

    pub(super) fn failure(&self) -> Option<&Error> {
        self.events.iter().find_map(|event| match event {
            Event::Failed(error) => Some(error),
            _ => None,
        })
    }

    /// The lines of the transcript so far.
    pub(super) fn lines(&self) -> Vec<String> {
        let lines = self.events.iter().filter_map(|event| match event {
            Event::Line(line) => Some(alloc::format!("{}: {}", line.direction.letter(), line.text)),
            _ => None,
        });
        lines.collect()
    }

    /// The codes of the answers to single commands and raw lines.
    pub(super) fn answers(&self) -> Vec<u16> {
        let replies = self.events.iter().filter_map(|event| match event {
            Event::Replied(_, reply) => Some(reply.code()),
            _ => None,
        });
        replies.map(Code::get).collect()
    }

    pub(super) fn wanted(&self) -> usize {
        let wanted = |event: &&Event| matches!(event, Event::ContentWanted(_));
        self.events.iter().filter(wanted).count()
    }
}

/// Without TLS.
pub(super) fn config(change: impl FnOnce(&mut Config)) -> Config {
    let mut config = Config::new("client.example".parse().unwrap());
    config.security = Security::None;
    change(&mut config);
    config
}

/// From nobody to these at mail.example.
pub(super) fn envelope(to: &[&str]) -> Envelope {
    let path = |local: &&str| alloc::format!("{local}@mail.example").parse().unwrap();
    Envelope::new("<>".parse().unwrap(), to.iter().map(path).collect())
}

pub(super) fn lmtp(config: &mut Config) {
    config.protocol = Protocol::Lmtp;
}
