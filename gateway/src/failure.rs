//! Why a session cannot go on, and how it may end otherwise.

use wsmtp_tunnel::ErrorCode;

/// What the page is told before the gateway closes.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub(crate) struct Failure {
    pub(crate) code: ErrorCode,
    /// One sentence for a person: the cause and what to do. No bytes of the stream, no secrets.
    pub(crate) message: String,
}

impl Failure {
    /// The longest message that the specification allows, in bytes.
    const MAX_MESSAGE: usize = 1024;

    pub(crate) fn new(code: ErrorCode, message: impl Into<String>) -> Self {
        let mut message = message.into();
        let end = (0..=Self::MAX_MESSAGE)
            .rev()
            .find(|end| message.is_char_boundary(*end));
        message.truncate(end.unwrap_or_default());
        Self { code, message }
    }

    pub(crate) fn bad_message(message: impl Into<String>) -> Self {
        Self::new(ErrorCode::BadMessage, message)
    }
}

/// Why a session stops before both directions have ended.
#[derive(Debug)]
pub(crate) enum Stop {
    /// Something failed, and the page is told.
    Failed(Failure),
    /// The page is gone, and nobody is left to tell.
    Gone,
}

impl From<Failure> for Stop {
    fn from(failure: Failure) -> Self {
        Self::Failed(failure)
    }
}
