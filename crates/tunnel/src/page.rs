//! What a page says to its gateway.

use alloc::string::String;

#[cfg(feature = "json")]
mod wire;

#[cfg(feature = "json")]
use crate::{DecodeError, decode};
use crate::{Security, Token, encode::Object};

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

    fn encode(&self) -> String {
        let mut object = Object::of_type("open");
        match &self.target {
            Target::Upstream(name) => object.text("upstream", name),
            Target::Host { host, port, tls } => {
                object.text("host", host);
                object.number("port", *port);
                object.text("tls", tls.name());
            }
        }
        if let Some(token) = &self.token {
            object.text("token", token.expose());
        }
        object.finish()
    }
}

impl PageMessage {
    /// The text frame for this message.
    pub fn encode(&self) -> String {
        match self {
            Self::Open(open) => open.encode(),
            Self::StartTls => Object::of_type("starttls").finish(),
            Self::Eof => Object::of_type("eof").finish(),
        }
    }

    /// Reads one text frame.
    ///
    /// # Errors
    /// [`DecodeError`] when the frame is too long, is not JSON, or is not a page's message.
    #[cfg(feature = "json")]
    pub fn decode(text: &str) -> Result<Self, DecodeError> {
        match decode::json(text)? {
            wire::Wire::Open(open) => Ok(Self::Open(open.try_into()?)),
            wire::Wire::StartTls => Ok(Self::StartTls),
            wire::Wire::Eof => Ok(Self::Eof),
        }
    }
}
