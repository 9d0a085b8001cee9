use std::sync::{Arc, Mutex};

use bytes::BytesMut;
use wsmtp_gateway::inspect::{Channel, Fault, Inspector, Ledger, MailRecord, MailRules, Outcome};
use wsmtp_proto::{
    Output,
    codec::ReplyDecoder,
    error::{Error, PeerError},
    server::{Event, Server},
    types::{Code, Mailbox, Reply, ReversePath, TlsActive},
};

use super::setting::Setting;
use crate::oracle::{
    acts::{self, Act, Input, Split},
    server::host,
};

/// A mail that the server has accepted.
#[derive(Debug, Default, PartialEq, Eq)]
struct Mail {
    sender: Option<Mailbox>,
    recipients: usize,
    size: u64,
}

/// What a session led to, the same however what the page said was split.
#[derive(Debug, PartialEq)]
pub(super) struct Play {
    /// What the page was told, up to the end of the session.
    codes: Vec<Code>,
    mails: Vec<Mail>,
    /// Why the gateway ended it, unless the server was first.
    fault: Option<Fault>,
}

impl Play {
    pub(super) fn of(setting: &Setting, acts: &[Act], split: Split) -> Self {
        let mut stage = Stage::new(setting);
        stage.greet();
        for input in acts::inputs(acts, split) {
            stage.hand(input);
        }
        stage.end()
    }
}

/// The page, the gateway and a server with its application.
struct Stage<'a> {
    setting: &'a Setting,
    channel: Channel,
    inspector: Inspector,
    ledger: Arc<Ledger>,
    records: Arc<Mutex<Vec<MailRecord>>>,
    server: Server,
    /// What the gateway holds of the page's.
    held: BytesMut,
    /// What the server has said and the gateway has not heard.
    said: Vec<u8>,
    heard: Vec<u8>,
    mail: Mail,
    mails: Vec<Mail>,
    /// Whether the server waits for TLS.
    upgrades: bool,
    closed: bool,
}

impl<'a> Stage<'a> {
    fn new(setting: &'a Setting) -> Self {
        let (ledger, records) = (Arc::default(), Arc::default());
        Self {
            setting,
            channel: setting.channel,
            inspector: setting.inspector(setting.channel, &ledger, &records),
            ledger,
            records,
            server: setting.server(),
            held: BytesMut::new(),
            said: Vec::new(),
            heard: Vec::new(),
            mail: Mail::default(),
            mails: Vec::new(),
            upgrades: false,
            closed: false,
        }
    }

    /// The gateway reads the greeting by itself, before it takes anything of the page's.
    fn greet(&mut self) {
        self.drain();
        self.heard.append(&mut self.said);
    }

    fn hand(&mut self, input: Input<'_>) {
        match input {
            Input::Said(octets) => self.held.extend_from_slice(octets),
            // So many octets of the server's arrive.
            Input::Ask(count) => self.hear(usize::from(count)),
            Input::Tls => self.secure(),
            _ => {}
        }
        self.go_on();
    }

    /// The page asks for TLS, in time or not.
    fn secure(&mut self) {
        if self.upgrades && self.held.is_empty() && self.said.is_empty() {
            self.upgrades = false;
            self.channel = Channel::Tls;
            self.server.tls_established(TlsActive::attest());
            self.inspector = self
                .setting
                .inspector(self.channel, &self.ledger, &self.records);
        }
    }

    /// As long as anything moves.
    fn go_on(&mut self) {
        loop {
            self.drain();
            let hears = !self.setting.slow && !self.said.is_empty();
            if hears {
                self.hear(usize::MAX);
            }
            let before = self.held.len();
            let passage = self.inspector.page(&mut self.held);
            assert!(self.held.len() <= before && passage.stands_for <= before);
            self.heard.extend_from_slice(&self.inspector.for_page());
            let moves = hears || self.held.len() < before;
            self.server.receive(&passage.bytes);
            if !moves {
                // The server has answered all that it was asked, so nothing is left to wait for.
                assert!(self.setting.slow || !passage.waits, "a wait without an end");
                return;
            }
        }
    }

    fn hear(&mut self, count: usize) {
        let count = count.min(self.said.len());
        let said: Vec<_> = self.said.drain(..count).collect();
        self.inspector.server(&said);
        if self.closed && self.said.is_empty() {
            self.inspector.server_end();
        }
    }

    /// Obeys the server.
    fn drain(&mut self) {
        loop {
            match self.server.poll_output() {
                Output::Send(octets) => self.said.extend(octets),
                Output::Event(event) => self.obey(&event),
                Output::UpgradeTls => self.upgrades = true,
                Output::Wait { .. } => return,
                Output::Closed => {
                    self.closed = true;
                    return;
                }
            }
        }
    }

    fn obey(&mut self, event: &Event) {
        let answer = host::answer(event);
        let yes = answer.as_ref().is_some_and(|reply| reply.is_success());
        let is_for_tls = matches!(
            event,
            Event::Auth(_) | Event::Mail { .. } | Event::Verify(_)
        );
        assert!(
            self.channel != Channel::BeforeTls || !is_for_tls,
            "{event:?} in clear"
        );
        match event {
            Event::Mail { path, .. } => {
                assert!(self.setting.rules.permits(path), "{path} is not permitted");
                let sender = match path {
                    ReversePath::Mailbox(sender) => Some(sender.clone()),
                    ReversePath::Null => None,
                };
                self.mail = Mail {
                    sender,
                    ..Mail::default()
                };
            }
            Event::Recipient { .. } if yes => self.mail.recipients += 1,
            Event::Content(octets) => self.mail.size += octets.len() as u64,
            Event::ContentEnd => {
                let mail = std::mem::take(&mut self.mail);
                keeps_to(&self.setting.rules, &mail);
                self.mails.push(mail);
                let rules = &self.setting.rules;
                for most in rules.mails.into_iter().chain(rules.mails_per_hour) {
                    let count = self.mails.len();
                    assert!(count <= most as usize, "{count} mails");
                }
            }
            Event::Failed(error) => assert!(is_of_page_leaving(error), "{error}"),
            _ => {}
        }
        if let Some(answer) = answer {
            self.server.answer(answer).expect("it was asked");
        }
    }

    /// Everything that is on its way arrives, and then the connection ends.
    fn end(mut self) -> Play {
        while !self.said.is_empty() {
            self.hear(usize::MAX);
            self.go_on();
        }
        let accepted = self.mails.len();
        self.server.receive_end();
        self.drain();
        assert_eq!(self.mails.len(), accepted, "a mail without its end");
        self.inspector.server_end();
        self.heard.extend_from_slice(&self.inspector.for_page());
        let mut records = self.records.lock().expect("no panic");
        records.retain(|record| matches!(record.outcome, Outcome::Accepted(_)));
        let recorded: Vec<_> = records.drain(..).map(Mail::from).collect();
        assert_eq!(recorded, self.mails);
        let (replies, half) = replies(&self.heard);
        let of_server = replies.last().is_some_and(is_last_of_server);
        let fault = self.inspector.fault().filter(|_| !of_server);
        let mut codes: Vec<_> = replies.iter().map(Reply::code).collect();
        if fault == Some(Fault::BeforeTls) {
            // It breaks off at once: what the page has heard by then depends on what came together.
            codes.clear();
        } else {
            assert!(!half, "half a reply");
        }
        Play {
            codes,
            fault,
            mails: self.mails,
        }
    }
}

impl From<MailRecord> for Mail {
    fn from(record: MailRecord) -> Self {
        Self {
            sender: record.sender,
            recipients: record.recipients,
            size: record.size,
        }
    }
}

fn keeps_to(rules: &MailRules, mail: &Mail) {
    let recipients = rules.recipients.map_or(usize::MAX, |most| most as usize);
    assert!(mail.recipients <= recipients, "{mail:?}");
    assert!(mail.size <= rules.size.unwrap_or(u64::MAX), "{mail:?}");
}

/// The server is never told anything that it cannot understand.
fn is_of_page_leaving(error: &Error) -> bool {
    matches!(error, Error::Peer(PeerError::ClientEnded { .. }))
}

/// What the page hears, and whether half a reply is behind that; behind the last word of either side anything may
/// be left out.
fn replies(heard: &[u8]) -> (Vec<Reply>, bool) {
    let mut decoder = ReplyDecoder::new();
    decoder.push(heard);
    let mut replies = Vec::new();
    while let Some(reply) = decoder.next_reply().expect("replies") {
        let is_last = is_last(&reply);
        replies.push(reply);
        if is_last {
            return (replies, false);
        }
    }
    (replies, !decoder.is_empty())
}

fn is_last(reply: &Reply) -> bool {
    matches!(reply.code().get(), 221 | 421)
}

fn is_last_of_server(reply: &Reply) -> bool {
    is_last(reply) && !reply.text().starts_with("gateway: ")
}
