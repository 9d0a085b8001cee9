//! What a gateway says to its page.

use alloc::{string::String, vec::Vec};

#[cfg(feature = "json")]
use serde::{Deserialize, Serialize};

use crate::{
    DecodeError, ErrorCode, MAX_MESSAGE, MAX_WINDOW, MIN_WINDOW, TlsReport, Value, decode,
};

/// A control message from the gateway.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(
    feature = "json",
    derive(Serialize),
    serde(tag = "type", rename_all = "lowercase")
)]
pub enum GatewayMessage {
    /// The server is connected and has greeted like SMTP.
    Opened(Opened),
    /// Every byte from here on is inside TLS.
    Secured {
        /// What the handshake after STARTTLS has shown.
        tls: TlsReport,
    },
    /// The server's socket has taken this many of the page's bytes.
    Ack {
        /// The total since the session began.
        bytes: u64,
    },
    /// The server will send no more bytes.
    Eof,
    /// Why the session ends; the last message before the close frame.
    Error {
        /// The reason, for a program.
        code: ErrorCode,
        /// The reason and what to do about it, for a person.
        message: String,
    },
}

/// The answer to `open`.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "json", derive(Serialize))]
pub struct Opened {
    /// The address and port that the gateway is connected to, at most 64 bytes.
    pub peer: String,
    /// What the TLS handshake has shown; none while the connection is in clear.
    pub tls: Option<TlsReport>,
    /// How the operator secures this upstream.
    pub security: Security,
    /// How many bytes the page may have unacknowledged.
    pub window: u64,
    /// Where the gateway has signed in by itself: the lines of the server's EHLO reply, the server's
    /// name first, without codes; at most [`MAX_READY`](Self::MAX_READY) of at most
    /// [`MAX_LINE`](Self::MAX_LINE) bytes.
    #[cfg_attr(feature = "json", serde(skip_serializing_if = "Option::is_none"))]
    pub ready: Option<Vec<String>>,
}

/// How the connection between gateway and server is secured.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(
    feature = "json",
    derive(Serialize, Deserialize),
    serde(rename_all = "lowercase")
)]
pub enum Security {
    /// TLS from the first byte.
    Implicit,
    /// TLS from STARTTLS on; the page asks for it.
    StartTls,
    /// No TLS by the gateway.
    None,
}

impl Opened {
    /// The longest `peer`, in bytes: an IPv6 address with scope and port.
    const MAX_PEER: usize = 64;
    /// The most lines of an EHLO reply; real ones have half.
    pub const MAX_READY: usize = 32;
    /// The longest line of an EHLO reply, in bytes; real ones have half.
    pub const MAX_LINE: usize = 256;

    fn read<V: Value>(value: &V) -> Result<Self, DecodeError> {
        let tls = value.field("tls");
        let ready = value.field("ready");
        let texts = |_| decode::texts(value, "ready", Self::MAX_READY, Self::MAX_LINE);
        Ok(Self {
            peer: decode::text(value, "peer", Self::MAX_PEER)?,
            tls: tls.as_ref().map(TlsReport::read).transpose()?,
            security: Security::read(value, "security")?,
            window: decode::number(value, "window", MIN_WINDOW..=MAX_WINDOW)?,
            ready: ready.map(texts).transpose()?,
        })
    }
}

impl Security {
    const ALL: [Self; 3] = [Self::Implicit, Self::StartTls, Self::None];

    /// The name on the wire.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Implicit => "implicit",
            Self::StartTls => "starttls",
            Self::None => "none",
        }
    }

    /// The one with this name on the wire.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.name() == name)
    }

    pub(crate) fn read<V: Value>(value: &V, field: &str) -> Result<Self, DecodeError> {
        let name = value.field(field).and_then(|name| name.text());
        name.and_then(|name| Self::from_name(&name))
            .ok_or(DecodeError::NotAMessage)
    }
}

impl GatewayMessage {
    /// The text frame for this message.
    #[cfg(feature = "json")]
    pub fn encode(&self) -> String {
        // INVARIANT: serialising strings and numbers to a String cannot fail.
        serde_json::to_string(self).unwrap_or_default()
    }

    /// Reads one text frame.
    ///
    /// # Errors
    /// As [`read`](Self::read), and where the frame is not JSON.
    #[cfg(feature = "json")]
    pub fn decode(text: &str) -> Result<Self, DecodeError> {
        let value: serde_json::Value = decode::json(text)?;
        Self::read(text, |_| Some(&value))
    }

    /// Reads one text frame, which `parse` makes a value of; `None` where it is not JSON.
    ///
    /// # Errors
    /// [`DecodeError`] when the frame is too long, is not JSON, is not a gateway's message, or holds
    /// a value outside the bounds of the specification.
    pub fn read<V: Value>(
        text: &str,
        parse: impl FnOnce(&str) -> Option<V>,
    ) -> Result<Self, DecodeError> {
        decode::length(text)?;
        let value = parse(text).ok_or(DecodeError::NotJson)?;
        let kind = value.field("type").and_then(|kind| kind.text());
        match kind.as_deref() {
            Some("opened") => Opened::read(&value).map(Self::Opened),
            Some("secured") => Ok(Self::Secured {
                tls: TlsReport::read(&decode::object(&value, "tls")?)?,
            }),
            Some("ack") => Ok(Self::Ack {
                bytes: decode::number(&value, "bytes", 0..=decode::MAX_EXACT)?,
            }),
            Some("eof") => Ok(Self::Eof),
            Some("error") => Ok(Self::Error {
                code: ErrorCode::read(&value)?,
                message: decode::text(&value, "message", MAX_MESSAGE)?,
            }),
            _ => Err(DecodeError::NotAMessage),
        }
    }
}
