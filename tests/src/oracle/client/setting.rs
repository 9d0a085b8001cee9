use wsmtp_proto::{
    client::{Client, Config, Protocol, Security},
    error::LocalError,
    types::{ChannelBinding, Credentials, Mechanism, Nonce, TlsActive},
};

use super::ask::{Asked, ask};
use crate::oracle::acts::{self, Act, Input};

/// How a session is set up.
#[derive(Debug)]
pub(super) struct Setting {
    pub(super) config: Config,
    /// Whether another has set the session up.
    resumed: bool,
    /// What the driver shows after a handshake.
    pub(super) proof: TlsActive,
    /// What nobody may read, unless the server happens to say it.
    pub(super) secret: Option<&'static str>,
}

const PASSWORD: &str = "unseen-password";

/// What a server offers to a session that another has set up.
const INTRODUCTION: [&str; 8] = [
    "mail.example",
    "PIPELINING",
    "8BITMIME",
    "SMTPUTF8",
    "CHUNKING",
    "BINARYMIME",
    "SIZE 100000",
    "LIMITS MAILMAX=3 RCPTMAX=100",
];

impl Setting {
    /// The first two octets, and the session that follows.
    pub(super) fn read(input: &[u8]) -> (Self, Vec<Act>) {
        let (octets, rest) = input.split_first_chunk().unwrap_or((&[0, 0], &[]));
        let acts = acts::read(rest);
        let octets_in = acts::octets(&acts);
        let mut windows = octets_in.windows(PASSWORD.len());
        let said = windows.any(|window| window == PASSWORD.as_bytes());
        (Self::of(*octets, (!said).then_some(PASSWORD)), acts)
    }

    /// A client before the server has said anything to it.
    pub(super) fn begin(&self) -> Client {
        if self.resumed {
            let tls = (self.config.security != Security::None).then(|| self.proof.clone());
            return Client::resumed(self.config.clone(), &INTRODUCTION, tls)
                .expect("an introduction, and a proof where it is needed");
        }
        let mut client = Client::new(self.config.clone());
        if self.config.security == Security::Implicit {
            client.tls_established(self.proof.clone());
        }
        client
    }

    /// Hands this to the client.
    pub(super) fn hand(&self, client: &mut Client, input: Input<'_>) -> Result<Asked, LocalError> {
        match input {
            Input::Said(octets) => client.receive(octets),
            Input::Ask(what) => return ask(client, what),
            Input::Piece(piece) => client.content(piece)?,
            Input::End => client.content_end()?,
            Input::Time(now) => client.advance(now),
            Input::Gone => client.receive_end(),
            Input::Tls => client.tls_established(self.proof.clone()),
        }
        Ok(Asked::Other)
    }

    fn of([session, user]: [u8; 2], secret: Option<&'static str>) -> Self {
        let bit = |octet: u8, bit: u8| octet >> bit & 1 == 1;
        let name = "client.example".parse().expect("a domain");
        let (security, by_hand) = match session & 3 {
            0 => (Security::None, false),
            1 => (Security::StartTls, false),
            2 => (Security::Implicit, false),
            _ => (Security::None, true),
        };
        let lmtp = bit(session, 5);
        let config = Config {
            security,
            by_hand,
            protocol: if lmtp { Protocol::Lmtp } else { Protocol::Smtp },
            pipelining: !bit(session, 6),
            chunking: !bit(session, 7),
            cleartext_auth: bit(session, 2),
            initial_response: bit(session, 3).then_some(bit(session, 4)),
            credentials: credentials(user & 3),
            nonce: bit(user, 2).then(|| Nonce::from_random([7; 24])),
            mechanism: Mechanism::ALL.get(usize::from(user >> 4)).copied(),
            ..Config::new(name)
        };
        let proof = TlsActive::attest();
        let binding = ChannelBinding::TlsServerEndPoint(vec![7; 32]);
        Self {
            config,
            // The one bit that says nothing else then.
            resumed: bit(session, 4) && !bit(session, 3),
            secret,
            proof: if bit(user, 3) {
                proof.with_binding(binding)
            } else {
                proof
            },
        }
    }
}

fn credentials(kind: u8) -> Option<Credentials> {
    match kind {
        0 => None,
        1 => Credentials::new("ada", PASSWORD).ok(),
        2 => Credentials::with_token("ada", PASSWORD).ok(),
        _ => Some(Credentials::external()),
    }
}
