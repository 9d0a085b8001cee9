//! From a text frame to a message, within bounds.

use alloc::{string::String, vec::Vec};

use core::ops::RangeInclusive;

use crate::{MAX_CONTROL, Value};

/// Why a text frame is not a message of this protocol.
///
/// The text of the frame is never part of the error: it may hold a token.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DecodeError {
    /// The frame is longer than [`MAX_CONTROL`].
    #[error("a control message is longer than the {MAX_CONTROL} bytes allowed")]
    TooLong,
    /// The frame is not one JSON value.
    #[error("a control message is not valid JSON")]
    NotJson,
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

/// What serde makes of a text frame.
#[cfg(feature = "json")]
pub(crate) fn json<T: serde::de::DeserializeOwned>(text: &str) -> Result<T, DecodeError> {
    length(text)?;
    serde_json::from_str(text).map_err(|error| {
        if error.is_data() {
            DecodeError::NotAMessage
        } else {
            DecodeError::NotJson
        }
    })
}

/// Fails for a text frame that is too long to be read.
pub(crate) const fn length(text: &str) -> Result<(), DecodeError> {
    if text.len() > MAX_CONTROL {
        return Err(DecodeError::TooLong);
    }
    Ok(())
}

pub(crate) fn object<V: Value>(value: &V, field: &str) -> Result<V, DecodeError> {
    value.field(field).ok_or(DecodeError::NotAMessage)
}

pub(crate) fn text<V: Value>(
    value: &V,
    field: &'static str,
    max: usize,
) -> Result<String, DecodeError> {
    let text = object(value, field)?.text();
    let text = text.ok_or(DecodeError::NotAMessage)?;
    bounded(field, &text, max)?;
    Ok(text)
}

pub(crate) fn texts<V: Value>(
    value: &V,
    field: &'static str,
    count: usize,
    max: usize,
) -> Result<Vec<String>, DecodeError> {
    let values = object(value, field)?.list();
    let values = values.ok_or(DecodeError::NotAMessage)?;
    if values.len() > count {
        return Err(DecodeError::TooMany { field, max: count });
    }
    let text = |one: &V| {
        let text = one.text().ok_or(DecodeError::NotAMessage)?;
        bounded(field, &text, max)?;
        Ok(text)
    };
    values.iter().map(text).collect()
}

pub(crate) const fn bounded(
    field: &'static str,
    text: &str,
    max: usize,
) -> Result<(), DecodeError> {
    if text.len() > max {
        return Err(DecodeError::FieldTooLong { field, max });
    }
    Ok(())
}

/// The largest integer that is exact in JavaScript too: 2^53 - 1.
pub(crate) const MAX_EXACT: u64 = (1 << 53) - 1;

pub(crate) fn number<V: Value>(
    value: &V,
    field: &'static str,
    range: RangeInclusive<u64>,
) -> Result<u64, DecodeError> {
    let number = object(value, field)?.number();
    let number = number.ok_or(DecodeError::NotAMessage)?;
    let number = u64::try_from(number).ok();
    let (min, max) = (*range.start(), *range.end());
    number
        .filter(|number| range.contains(number))
        .ok_or(DecodeError::OutOfRange { field, min, max })
}
