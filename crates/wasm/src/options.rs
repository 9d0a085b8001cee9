//! How the page wants its session.

use alloc::format;

use wsmtp_bind::{Value, flag, number, text, text_or_null};
use wsmtp_proto::Unicode;
use wsmtp_proto::client::{Config, Protocol, Security};
use wsmtp_proto::types::{Domain, Nonce};
use wsmtp_tunnel::{Open, PageMessage, Target, Token};

use crate::failure::Failure;
use crate::sign_in::{credentials, mechanism};

/// The page's options, read once.
pub(crate) struct Options {
    target: Target,
    token: Option<Token>,
    config: Config,
}

impl Options {
    /// Reads an `EngineOptions` of `web/client/src/runtime/wire.ts`.
    pub(crate) fn read<V: Value>(given: &V) -> Result<Self, Failure> {
        Ok(Self {
            config: config(given)?,
            target: target(given)?,
            token: text_or_null(given, "token")?.map(Token::new),
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

fn target<V: Value>(given: &V) -> Result<Target, Failure> {
    let (upstream, host) = (
        text_or_null(given, "upstream")?,
        text_or_null(given, "host")?,
    );
    let (port, tls) = (given.field("port"), text_or_null(given, "tls")?);
    match (upstream, host, port, tls) {
        (Some(name), None, None, None) => Ok(Target::Upstream(name)),
        (None, Some(host), Some(_), Some(tls)) => Ok(Target::Host {
            host,
            port: number(given, "port")?,
            tls: security(&tls)?,
        }),
        _ => Err(Failure::bad_input(
            "one thing names the mail server: give either upstream, or host with port and tls",
        )),
    }
}

fn security(name: &str) -> Result<wsmtp_tunnel::Security, Failure> {
    wsmtp_tunnel::Security::from_name(name).ok_or_else(|| {
        let problem = "is no way to secure a connection: give implicit, starttls or none";
        Failure::bad_input(format!("tls \"{name}\" {problem}"))
    })
}

fn config<V: Value>(given: &V) -> Result<Config, Failure> {
    let mut config = Config::new(text(given, "name")?.parse::<Domain>()?);
    config.protocol = if flag(given, "lmtp")? {
        Protocol::Lmtp
    } else {
        Protocol::Smtp
    };
    config.pipelining = flag(given, "pipelining")?;
    config.chunking = flag(given, "chunking")?;
    config.by_hand = flag(given, "byHand")?;
    config.credentials = given.field("auth").as_ref().map(credentials).transpose()?;
    let method = text_or_null(given, "authMethod")?;
    config.mechanism = method.as_deref().map(mechanism).transpose()?;
    config.cleartext_auth = flag(given, "allowCleartextAuth")?;
    Ok(config)
}
