//! Values that are parsed once and are right from then on.
//!
//! Every type keeps its fields private. What exists has been checked: no carriage return, line
//! feed, NUL or other control can reach a command line, whatever the strings were.

mod argument;
mod binding;
mod capability;
mod credentials;
mod domain;
mod enhanced;
mod hello_name;
mod limits;
mod mailbox;
mod mechanism;
mod nonce;
mod number;
mod offer;
mod parameter;
mod path;
mod protocol;
mod raw_line;
mod reply;
mod secret;
mod tls;
mod value_error;

pub use argument::Argument;
pub use binding::ChannelBinding;
pub use capability::Capabilities;
pub use credentials::Credentials;
pub use domain::Domain;
pub use enhanced::EnhancedCode;
pub use hello_name::HelloName;
pub use limits::Limits;
pub use mailbox::Mailbox;
pub use mechanism::Mechanism;
pub use nonce::Nonce;
pub use offer::{DeliverByOffer, FutureReleaseOffer};
pub use parameter::{
    Body, DeliverBy, DsnReturn, EnvelopeId, Hold, HoldSeconds, LateAction, MailParameters, Notify,
    OriginalRecipient, Priority, RcptParameters, Unsupported, UtcTime, ValidSince,
};
pub use path::{ForwardPath, ReversePath};
pub use protocol::Protocol;
pub use raw_line::RawLine;
pub use reply::{Class, Code, Reply};
pub use secret::Secret;
pub use tls::TlsActive;
pub use value_error::ValueError;

use number::number;
use value_error::{check_ascii, check_length, check_text, syntax};

#[cfg(test)]
mod tests;
