//! What a page says to its gateway.

use serde::{Deserialize, Serialize};

use crate::{DecodeError, Security, Token, decode};

const MAX_UPSTREAM: usize = 64;
const MAX_HOST: usize = 255;

/// A control message from the page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PageMessage {
    /// The first message: where to.
    Open(Open),
    /// The server's 220 to STARTTLS has been read: begin TLS.
    StartTls,
    /// The page will send no more bytes.
    Eof,
}

/// Where the page wants to go, and what admits it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Open {
    /// The server to connect to.
    pub target: Target,
    /// Admission to gateways that ask for one.
    pub token: Option<Token>,
}

/// A server, by the gateway's name for it or by its own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Target {
    /// An upstream that the operator has named, at most 64 bytes.
    Upstream(String),
    /// A host of the page's choosing, for gateways whose operator permits that.
    Host {
        /// A host name or an address, at most 255 bytes.
        host: String,
        /// The TCP port.
        port: u16,
        /// How the gateway secures the connection.
        tls: Security,
    },
}

impl Open {
    /// An `open` to an upstream that the operator has named, without a token.
    pub fn upstream(name: impl Into<String>) -> Self {
        Self {
            target: Target::Upstream(name.into()),
            token: None,
        }
    }
}

impl PageMessage {
    /// The text frame for this message.
    pub fn encode(&self) -> String {
        // INVARIANT: serialising strings and numbers to a String cannot fail.
        serde_json::to_string(&Wire::from(self)).unwrap_or_default()
    }

    /// Reads one text frame.
    ///
    /// # Errors
    /// [`DecodeError`] when the frame is too long, is not JSON, or is not a page's message.
    pub fn decode(text: &str) -> Result<Self, DecodeError> {
        match decode::json(text)? {
            Wire::Open(open) => Ok(Self::Open(open.try_into()?)),
            Wire::StartTls => Ok(Self::StartTls),
            Wire::Eof => Ok(Self::Eof),
        }
    }
}

#[derive(Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "lowercase")]
enum Wire {
    Open(WireOpen),
    StartTls,
    Eof,
}

#[derive(Default, Serialize, Deserialize)]
#[serde(default)]
struct WireOpen {
    #[serde(skip_serializing_if = "Option::is_none")]
    upstream: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    host: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    port: Option<u16>,
    #[serde(skip_serializing_if = "Option::is_none")]
    tls: Option<Security>,
    #[serde(skip_serializing_if = "Option::is_none")]
    token: Option<Token>,
}

impl From<&PageMessage> for Wire {
    fn from(message: &PageMessage) -> Self {
        match message {
            PageMessage::Open(open) => Self::Open(open.into()),
            PageMessage::StartTls => Self::StartTls,
            PageMessage::Eof => Self::Eof,
        }
    }
}

impl From<&Open> for WireOpen {
    fn from(open: &Open) -> Self {
        let token = open.token.clone();
        match &open.target {
            Target::Upstream(name) => Self {
                upstream: Some(name.clone()),
                token,
                ..Self::default()
            },
            Target::Host { host, port, tls } => Self {
                host: Some(host.clone()),
                port: Some(*port),
                tls: Some(*tls),
                token,
                upstream: None,
            },
        }
    }
}

impl TryFrom<WireOpen> for Open {
    type Error = DecodeError;

    fn try_from(wire: WireOpen) -> Result<Self, DecodeError> {
        let target = match (wire.upstream, wire.host, wire.port, wire.tls) {
            (Some(name), None, None, None) => {
                decode::text("upstream", &name, MAX_UPSTREAM)?;
                Target::Upstream(name)
            }
            (None, Some(host), Some(port), Some(tls)) => {
                decode::text("host", &host, MAX_HOST)?;
                Target::Host { host, port, tls }
            }
            (_, _, _, _) => return Err(DecodeError::Target),
        };
        let token = wire.token;
        decode::text(
            "token",
            token.as_ref().map_or("", Token::expose),
            Token::MAX,
        )?;
        Ok(Self { target, token })
    }
}
