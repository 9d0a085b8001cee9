//! Values that are parsed once and are right from then on.
//!
//! Every type keeps its fields private. What exists has been checked: no carriage return, line
//! feed, NUL or other control can reach a command line, whatever the strings were.

mod binding;
mod capability;
mod credentials;
mod domain;
mod enhanced;
mod mailbox;
mod mechanism;
mod nonce;
mod parameter;
mod path;
mod reply;
mod secret;
mod tls;

pub use binding::ChannelBinding;
pub use capability::Capabilities;
pub use credentials::Credentials;
pub use domain::Domain;
pub use enhanced::EnhancedCode;
pub use mailbox::Mailbox;
pub use mechanism::Mechanism;
pub use nonce::Nonce;
pub use parameter::{Body, MailParameters};
pub use path::{ForwardPath, ReversePath};
pub use reply::{Class, Code, Reply};
pub use secret::Secret;
pub use tls::TlsActive;

use alloc::string::String;

/// A string that cannot be the value it was meant to be: always the caller's to mend.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ValueError {
    /// A character that has no place there; what was given is a secret, and not repeated.
    #[error(
        "{what} contains the character U+{code:04X}, which it cannot have; look for a slip in copying"
    )]
    Character {
        /// Which value.
        what: &'static str,
        /// The code point.
        code: u32,
    },
    /// A control character, which could end the command line early.
    #[error("{what} contains the control character U+{code:04X}; remove it")]
    Control {
        /// Which value.
        what: &'static str,
        /// The code point.
        code: u32,
    },
    /// Nothing where something is needed.
    #[error("{what} is empty; fill it in")]
    Empty {
        /// Which value.
        what: &'static str,
    },
    /// Characters outside ASCII, which need SMTPUTF8 or an A-label.
    #[error("{what} {given:?} is not ASCII, and this server was not asked for SMTPUTF8")]
    NotAscii {
        /// Which value.
        what: &'static str,
        /// What was given.
        given: String,
    },
    /// Not of the form that the grammar asks for.
    #[error("{given:?} is not a valid {what}: {reason}")]
    Syntax {
        /// Which value.
        what: &'static str,
        /// What was given.
        given: String,
        /// What is wrong with it.
        reason: &'static str,
    },
    /// Longer than RFC 5321 section 4.5.3.1 allows.
    #[error("{what} is {length} octets long, {limit} are allowed")]
    TooLong {
        /// Which value.
        what: &'static str,
        /// Its length in octets.
        length: usize,
        /// The limit in octets.
        limit: usize,
    },
}

/// The checks that every value of a command line passes before its own grammar is looked at.
fn check_text(what: &'static str, given: &str, limit: usize) -> Result<(), ValueError> {
    if given.is_empty() {
        return Err(ValueError::Empty { what });
    }
    if given.len() > limit {
        return Err(ValueError::TooLong {
            what,
            length: given.len(),
            limit,
        });
    }
    if let Some(control) = given.chars().find(|c| c.is_control()) {
        return Err(ValueError::Control {
            what,
            code: control.into(),
        });
    }
    if !given.is_ascii() {
        return Err(ValueError::NotAscii {
            what,
            given: given.into(),
        });
    }
    Ok(())
}

fn syntax(what: &'static str, given: &str, reason: &'static str) -> ValueError {
    ValueError::Syntax {
        what,
        given: given.into(),
        reason,
    }
}

#[cfg(test)]
mod tests;
