//! How the page wants its session.

use serde::Deserialize;
use wsmtp_proto::Unicode;
use wsmtp_proto::client::{Config, Protocol, Security};
use wsmtp_proto::types::{Domain, Nonce};
use wsmtp_tunnel::{Open, PageMessage, Target, Token};

use crate::failure::Failure;
use crate::sign_in::{SignIn, mechanism};

/// The page's options, read once.
pub(crate) struct Options {
    /// The WebSocket's address.
    pub(crate) url: String,
    target: Target,
    token: Option<Token>,
    config: Config,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Given {
    url: String,
    upstream: Option<String>,
    host: Option<String>,
    port: Option<u16>,
    tls: Option<wsmtp_tunnel::Security>,
    name: String,
    auth: Option<SignIn>,
    auth_method: Option<String>,
    token: Option<String>,
    allow_cleartext_auth: bool,
    lmtp: bool,
    pipelining: bool,
    chunking: bool,
    by_hand: bool,
}

impl Options {
    /// Reads the JSON that `web/client/src/transport/transport.ts` writes.
    pub(crate) fn read(json: &str) -> Result<Self, Failure> {
        // Serde's own sentence could quote a password.
        let given: Given = serde_json::from_str(json).map_err(|_| {
            Failure::bad_input(
                "the transport's options are not of the right types: check upstream, host, port, tls, auth and name",
            )
        })?;
        Ok(Self {
            config: given.config()?,
            target: given.target()?,
            url: given.url,
            token: given.token.map(Token::new),
        })
    }

    /// Lends what only a browser has: randomness, and Unicode's tables.
    pub(crate) fn equip(&mut self, nonce: Option<Nonce>, unicode: Unicode) {
        self.config.nonce = nonce;
        self.config.unicode = unicode;
    }

    /// The tunnel's first message.
    pub(crate) fn open(&self) -> PageMessage {
        PageMessage::Open(Open {
            target: self.target.clone(),
            token: self.token.clone(),
        })
    }

    /// The engine's configuration for what the gateway's operator has chosen. The password is handed over.
    pub(crate) fn config(&mut self, security: wsmtp_tunnel::Security) -> Config {
        let mut config = self.config.clone();
        self.config.credentials = None;
        config.security = match security {
            wsmtp_tunnel::Security::Implicit => Security::Implicit,
            wsmtp_tunnel::Security::StartTls => Security::StartTls,
            wsmtp_tunnel::Security::None => Security::None,
        };
        config
    }
}

impl Given {
    fn target(&self) -> Result<Target, Failure> {
        match (&self.upstream, &self.host, self.port, self.tls) {
            (Some(name), None, None, None) => Ok(Target::Upstream(name.clone())),
            (None, Some(host), Some(port), Some(tls)) => Ok(Target::Host {
                host: host.clone(),
                port,
                tls,
            }),
            _ => Err(Failure::bad_input(
                "nothing shows which mail server is meant: give either upstream or host",
            )),
        }
    }

    fn config(&self) -> Result<Config, Failure> {
        let mut config = Config::new(self.name.parse::<Domain>()?);
        config.protocol = if self.lmtp {
            Protocol::Lmtp
        } else {
            Protocol::Smtp
        };
        config.pipelining = self.pipelining;
        config.chunking = self.chunking;
        config.by_hand = self.by_hand;
        config.credentials = self.auth.as_ref().map(SignIn::credentials).transpose()?;
        config.mechanism = self.auth_method.as_deref().map(mechanism).transpose()?;
        config.cleartext_auth = self.allow_cleartext_auth;
        Ok(config)
    }
}
