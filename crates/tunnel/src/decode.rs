//! From a text frame to a message, within bounds.

use serde::de::DeserializeOwned;

use crate::MAX_CONTROL;

/// Why a text frame is not a message of this protocol.
///
/// The text of the frame is never part of the error: it may hold a token.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DecodeError {
    /// The frame is longer than [`MAX_CONTROL`].
    #[error("a control message of {0} bytes is longer than the {MAX_CONTROL} bytes allowed")]
    TooLong(usize),
    /// The frame is not one JSON value; where reading stopped.
    #[error("a control message is not valid JSON at column {0}")]
    NotJson(usize),
    /// The JSON has no known `type`, or its fields do not fit that type.
    #[error("a control message has an unknown type, or fields that do not fit its type")]
    NotAMessage,
    /// An `open` names neither an upstream nor a whole host target, or names both.
    #[error("an open message needs either `upstream`, or `host`, `port` and `tls`")]
    Target,
    /// A text field is longer than the specification allows.
    #[error("the field `{field}` is longer than the {max} bytes allowed")]
    FieldTooLong {
        /// The name of the field.
        field: &'static str,
        /// The bound that was passed, in bytes.
        max: usize,
    },
}

pub(crate) fn json<T: DeserializeOwned>(text: &str) -> Result<T, DecodeError> {
    if text.len() > MAX_CONTROL {
        return Err(DecodeError::TooLong(text.len()));
    }
    serde_json::from_str(text).map_err(|error| {
        if error.is_data() {
            DecodeError::NotAMessage
        } else {
            DecodeError::NotJson(error.column())
        }
    })
}
