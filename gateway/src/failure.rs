//! Why a session cannot go on, and how it may end otherwise.

use wsmtp_tunnel::{ErrorCode, MAX_MESSAGE};

use crate::inspect::Fault;

/// What the page is told before the gateway closes.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub(crate) struct Failure {
    pub(crate) code: ErrorCode,
    /// One sentence for a person: the cause and what to do. No bytes of the stream, no secrets.
    pub(crate) message: String,
}

impl From<Fault> for Failure {
    fn from(fault: Fault) -> Self {
        let code = match fault {
            Fault::NotAReply => ErrorCode::NotSmtp,
            Fault::ShuttingDown => ErrorCode::ShuttingDown,
            Fault::BeforeTls
            | Fault::TlsDue
            | Fault::BareLineFeed
            | Fault::LineTooLong
            | Fault::Chunk
            | Fault::Content(_)
            | Fault::TooLarge(_) => ErrorCode::BadMessage,
        };
        Self::new(code, fault.to_string())
    }
}

impl Failure {
    pub(crate) fn new(code: ErrorCode, message: impl Into<String>) -> Self {
        Self {
            code,
            message: cut(message.into(), MAX_MESSAGE),
        }
    }

    pub(crate) fn bad_message(message: impl Into<String>) -> Self {
        Self::new(ErrorCode::BadMessage, message)
    }

    /// What a page hears that sends `open` again.
    pub(crate) fn opened_twice() -> Self {
        Self::bad_message("open was sent twice; send it first, and once")
    }
}

/// The beginning of a text, at most `max` bytes of it, and whole characters.
pub(crate) fn cut(mut text: String, max: usize) -> String {
    let end = (0..=max).rev().find(|end| text.is_char_boundary(*end));
    text.truncate(end.unwrap_or_default());
    text
}

/// Why a session stops before both directions have ended.
#[derive(Debug)]
pub(crate) enum Stop {
    /// Something failed, and the page is told.
    Failed(Failure),
    /// The page broke the rules of WebSocket itself (RFC 6455 section 7.1.7), as this sentence says;
    /// a close frame is all that it can still be sent.
    Broken(String),
    /// The page is gone, and nobody is left to tell.
    Gone,
}

impl From<Failure> for Stop {
    fn from(failure: Failure) -> Self {
        Self::Failed(failure)
    }
}
