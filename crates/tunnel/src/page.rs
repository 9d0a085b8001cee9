//! What a page says to its gateway.

use alloc::string::String;

#[cfg(feature = "json")]
mod wire;

use crate::{DecodeError, Security, Token, Value, decode, encode::Object};

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

    fn read<V: Value>(value: &V) -> Result<Self, DecodeError> {
        let text = |name| value.field(name).map(|field: V| field.text());
        let text = |name| text(name).map(|text| text.ok_or(DecodeError::NotAMessage));
        let port = value.field("port");
        let port = port.map(|_| decode::number(value, "port", 0..=u64::from(u16::MAX)));
        let port = port.transpose()?.and_then(|port| u16::try_from(port).ok());
        let tls = value.field("tls").map(|_| Security::read(value, "tls"));
        let token = text("token").transpose()?.map(Token::new);
        let (upstream, host) = (text("upstream").transpose()?, text("host").transpose()?);
        Self::new(Target::new(upstream, host, port, tls.transpose()?)?, token)
    }

    /// Fails where the token is longer than the specification allows.
    fn new(target: Target, token: Option<Token>) -> Result<Self, DecodeError> {
        let secret = token.as_ref().map_or("", Token::expose);
        decode::bounded("token", secret, Token::MAX)?;
        Ok(Self { target, token })
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

impl Target {
    /// Fails where these are neither one target nor the other, and where one is too long.
    fn new(
        upstream: Option<String>,
        host: Option<String>,
        port: Option<u16>,
        tls: Option<Security>,
    ) -> Result<Self, DecodeError> {
        match (upstream, host, port, tls) {
            (Some(name), None, None, None) => {
                decode::bounded("upstream", &name, MAX_UPSTREAM)?;
                Ok(Self::Upstream(name))
            }
            (None, Some(host), Some(port), Some(tls)) => {
                decode::bounded("host", &host, MAX_HOST)?;
                Ok(Self::Host { host, port, tls })
            }
            (_, _, _, _) => Err(DecodeError::Target),
        }
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

    /// Reads one text frame, which `parse` makes a value of; `None` where it is not JSON. A field that stands twice is
    /// not noticed, as JavaScript's parser does not: for a gateway inside the page, which has nobody to guard.
    ///
    /// # Errors
    /// [`DecodeError`] when the frame is too long, is not JSON, or is not a page's message.
    pub fn read<V: Value>(
        text: &str,
        parse: impl FnOnce(&str) -> Option<V>,
    ) -> Result<Self, DecodeError> {
        decode::length(text)?;
        let value = parse(text).ok_or(DecodeError::NotJson)?;
        let kind = value.field("type").and_then(|kind| kind.text());
        match kind.as_deref() {
            Some("open") => Open::read(&value).map(Self::Open),
            Some("starttls") => Ok(Self::StartTls),
            Some("eof") => Ok(Self::Eof),
            _ => Err(DecodeError::NotAMessage),
        }
    }
}
