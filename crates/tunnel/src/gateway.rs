//! What a gateway says to its page.

use serde::{Deserialize, Serialize};

use crate::{DecodeError, ErrorCode, MAX_MESSAGE, MAX_WINDOW, MIN_WINDOW, TlsReport, decode};

/// A control message from the gateway.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "lowercase")]
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
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
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
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ready: Option<Vec<String>>,
}

/// How the connection between gateway and server is secured.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
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

    fn check(&self) -> Result<(), DecodeError> {
        decode::text("peer", &self.peer, Self::MAX_PEER)?;
        self.tls.as_ref().map_or(Ok(()), TlsReport::check)?;
        decode::number("window", self.window, MIN_WINDOW..=MAX_WINDOW)?;
        let ready = self.ready.as_deref().unwrap_or_default();
        decode::texts("ready", ready, Self::MAX_READY, Self::MAX_LINE)
    }
}

impl GatewayMessage {
    /// The text frame for this message.
    pub fn encode(&self) -> String {
        // INVARIANT: serialising strings and numbers to a String cannot fail.
        serde_json::to_string(self).unwrap_or_default()
    }

    /// Reads one text frame.
    ///
    /// # Errors
    /// [`DecodeError`] when the frame is too long, is not JSON, is not a gateway's message, or holds
    /// a value outside the bounds of the specification.
    pub fn decode(text: &str) -> Result<Self, DecodeError> {
        let message: Self = decode::json(text)?;
        match &message {
            Self::Opened(opened) => opened.check()?,
            Self::Secured { tls } => tls.check()?,
            Self::Ack { bytes } => decode::number("bytes", *bytes, 0..=decode::MAX_EXACT)?,
            Self::Eof => {}
            Self::Error { message, .. } => decode::text("message", message, MAX_MESSAGE)?,
        }
        Ok(message)
    }
}
