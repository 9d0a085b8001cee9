//! Why a mail cannot be composed.

use alloc::string::{String, ToString};

use wsmtp_bind::Mistyped;
use wsmtp_message::ComposeError;

/// What cannot stand in a mail, and what to do about it.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Refusal(pub(crate) String);

impl From<Mistyped> for Refusal {
    fn from(field: Mistyped) -> Self {
        Self(field.to_string())
    }
}

impl From<ComposeError> for Refusal {
    fn from(error: ComposeError) -> Self {
        Self(error.to_string())
    }
}
