//! How the page wants its session.

use serde::Deserialize;
use wsmtp_proto::client::{Config, Security};
use wsmtp_proto::types::{Credentials, Domain};
use wsmtp_tunnel::{Open, PageMessage, Target, Token};

use crate::failure::Failure;

/// The page's options, read once.
pub(crate) struct Options {
    /// The WebSocket's address.
    pub(crate) url: String,
    upstream: String,
    token: Option<Token>,
    name: Domain,
    credentials: Option<Credentials>,
    cleartext_auth: bool,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Given {
    url: String,
    upstream: String,
    name: String,
    auth: Option<Auth>,
    token: Option<String>,
    allow_cleartext_auth: bool,
}

#[derive(Deserialize)]
struct Auth {
    user: String,
    pass: String,
}

impl Options {
    /// Reads the JSON that `web/client/src/transport.ts` writes.
    pub(crate) fn read(json: &str) -> Result<Self, Failure> {
        // Serde's own sentence could quote a password.
        let given: Given = serde_json::from_str(json).map_err(|_| {
            Failure::bad_input(
                "the transport's options are not of the right types: check upstream, auth and name",
            )
        })?;
        let credentials = given
            .auth
            .map(|auth| Credentials::new(auth.user, auth.pass));
        Ok(Self {
            url: given.url,
            upstream: given.upstream,
            token: given.token.map(Token::new),
            name: given.name.parse()?,
            credentials: credentials.transpose()?,
            cleartext_auth: given.allow_cleartext_auth,
        })
    }

    /// The tunnel's first message.
    pub(crate) fn open(&self) -> PageMessage {
        PageMessage::Open(Open {
            target: Target::Upstream(self.upstream.clone()),
            token: self.token.clone(),
        })
    }

    /// The engine's configuration for what the gateway's operator has chosen. The password is handed over.
    pub(crate) fn config(&mut self, security: wsmtp_tunnel::Security) -> Config {
        let mut config = Config::new(self.name.clone());
        config.security = match security {
            wsmtp_tunnel::Security::Implicit => Security::Implicit,
            wsmtp_tunnel::Security::StartTls => Security::StartTls,
            wsmtp_tunnel::Security::None => Security::None,
        };
        config.credentials = self.credentials.take();
        config.cleartext_auth = self.cleartext_auth;
        config
    }
}
