//! From a text frame to a message, within bounds.

use std::ops::RangeInclusive;

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
    /// A list has more entries than the specification allows.
    #[error("the field `{field}` has more than the {max} entries allowed")]
    TooMany {
        /// The name of the field.
        field: &'static str,
        /// The bound that was passed.
        max: usize,
    },
    /// A number is outside what the specification allows.
    #[error("the field `{field}` is not between {min} and {max}")]
    OutOfRange {
        /// The name of the field.
        field: &'static str,
        /// The least value allowed.
        min: u64,
        /// The greatest value allowed.
        max: u64,
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

pub(crate) fn text(field: &'static str, value: &str, max: usize) -> Result<(), DecodeError> {
    if value.len() > max {
        return Err(DecodeError::FieldTooLong { field, max });
    }
    Ok(())
}

pub(crate) fn texts(
    field: &'static str,
    values: &[String],
    count: usize,
    max: usize,
) -> Result<(), DecodeError> {
    if values.len() > count {
        return Err(DecodeError::TooMany { field, max: count });
    }
    values.iter().try_for_each(|value| text(field, value, max))
}

/// The largest integer that is exact in JavaScript too: 2^53 - 1.
pub(crate) const MAX_EXACT: u64 = (1 << 53) - 1;

pub(crate) fn number(
    field: &'static str,
    value: u64,
    range: RangeInclusive<u64>,
) -> Result<(), DecodeError> {
    if range.contains(&value) {
        return Ok(());
    }
    let (min, max) = range.into_inner();
    Err(DecodeError::OutOfRange { field, min, max })
}
