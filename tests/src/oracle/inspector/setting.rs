use std::sync::{Arc, Mutex};

use wsmtp_gateway::inspect::{Channel, Inspector, Ledger, MailRecord, MailRules, Setup};
use wsmtp_proto::{
    server::{Config, Server},
    types::TlsActive,
};

/// Who the rules permit, where they do not permit everybody.
pub(super) const SENDER: &str = "a@b";

/// How a session is set up.
#[derive(Debug)]
pub(super) struct Setting {
    pub(super) rules: MailRules,
    /// How the connection is secured when it begins.
    pub(super) channel: Channel,
    config: Config,
    signed_in: bool,
    /// What the server says waits for an ask. Otherwise it is heard at once.
    pub(super) slow: bool,
}

impl Setting {
    /// The first two octets, and what follows.
    pub(super) fn read(input: &[u8]) -> (Self, &[u8]) {
        let (octets, rest) = input.split_first_chunk().unwrap_or((&[0, 0], &[]));
        (Self::of(*octets), rest)
    }

    fn of([gateway, server]: [u8; 2]) -> Self {
        let bit = |octet: u8, bit: u8| octet >> bit & 1 == 1;
        let sender = SENDER.parse().expect("a sender");
        let name = "mail.example".parse().expect("a domain");
        let channel = match server >> 6 {
            1 => Channel::Clear,
            2 => Channel::BeforeTls,
            _ => Channel::Tls,
        };
        Self {
            rules: MailRules {
                senders: bit(gateway, 0).then(|| vec![sender]),
                recipients: bit(gateway, 1).then_some(1),
                mails: bit(gateway, 2).then_some(1),
                mails_per_hour: bit(gateway, 7).then_some(1),
                size: bit(gateway, 3).then_some(10),
            },
            signed_in: bit(gateway, 4),
            slow: bit(gateway, 5),
            channel,
            config: Config {
                starttls: channel == Channel::BeforeTls,
                cleartext_auth: true,
                auth: bit(server, 0),
                chunking: !bit(server, 1),
                max_size: if bit(server, 2) { 20 } else { 1_000_000 },
                max_recipients: if bit(server, 3) { 2 } else { 100 },
                dsn: bit(server, 4),
                verify: bit(server, 5),
                // What the gateway answers, the server does not count.
                max_wrong_commands: usize::MAX,
                max_commands: usize::MAX,
                ..Config::new(name)
            },
        }
    }

    /// A server before anybody has said anything.
    pub(super) fn server(&self) -> Server {
        let mut server = Server::new(self.config.clone());
        if self.channel == Channel::Tls {
            server.tls_established(TlsActive::attest());
        }
        server
    }

    /// The gateway on this channel, which writes its records there and counts the mails of an hour in the
    /// ledger.
    pub(super) fn inspector(
        &self,
        channel: Channel,
        ledger: &Arc<Ledger>,
        records: &Arc<Mutex<Vec<MailRecord>>>,
    ) -> Inspector {
        let records = Arc::clone(records);
        Inspector::new(Setup {
            channel,
            signed_in: self.signed_in,
            chunking: false,
            rules: Arc::new(self.rules.clone()),
            budget: Some(ledger.budget("ada")),
            sign_ins: None,
            records: Box::new(move |record| records.lock().expect("no panic").push(record)),
        })
    }
}
