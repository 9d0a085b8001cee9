//! What a gateway says to its page.

use serde::{Deserialize, Serialize};

use crate::{DecodeError, ErrorCode, TlsReport, decode};

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
    /// The address and port that the gateway is connected to.
    pub peer: String,
    /// What the TLS handshake has shown; none while the connection is in clear.
    pub tls: Option<TlsReport>,
    /// How the operator secures this upstream.
    pub security: Security,
    /// How many bytes the page may have unacknowledged.
    pub window: u64,
    /// The lines of the server's EHLO reply, where the gateway has already spoken the preamble.
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

impl GatewayMessage {
    /// The text frame for this message.
    pub fn encode(&self) -> String {
        // INVARIANT: serialising strings and numbers to a String cannot fail.
        serde_json::to_string(self).unwrap_or_default()
    }

    /// Reads one text frame.
    ///
    /// # Errors
    /// [`DecodeError`] when the frame is too long, is not JSON, or is not a gateway's message.
    pub fn decode(text: &str) -> Result<Self, DecodeError> {
        decode::json(text)
    }
}
