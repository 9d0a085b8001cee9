use crate::quoted::{Quoted, is_hidden};
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
    /// A control character, which could end the command line early, or another that has no shape
    /// of its own and makes a reader see another value than the server gets.
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
    /// Characters outside ASCII where none can be sent.
    #[error(
        "{what} {} is not ASCII; write it with ASCII characters alone",
        Quoted(given)
    )]
    NotAscii {
        /// Which value.
        what: &'static str,
        /// What was given.
        given: String,
    },
    /// Not of the form that the grammar asks for.
    #[error("{} is not a valid {what}: {reason}", Quoted(given))]
    Syntax {
        /// Which value.
        what: &'static str,
        /// What was given.
        given: String,
        /// What is wrong with it.
        reason: &'static str,
    },
    /// Longer than the RFCs allow.
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
pub(super) fn check_text(what: &'static str, given: &str, limit: usize) -> Result<(), ValueError> {
    if given.is_empty() {
        return Err(ValueError::Empty { what });
    }
    check_length(what, given.len(), limit)?;
    match given.chars().find(|c| is_deceptive(*c)) {
        Some(found) => Err(ValueError::Control {
            what,
            code: found.into(),
        }),
        None => Ok(()),
    }
}

/// The same for a value that has no form beyond ASCII.
pub(super) fn check_ascii(what: &'static str, given: &str, limit: usize) -> Result<(), ValueError> {
    check_text(what, given, limit)?;
    if given.is_ascii() {
        Ok(())
    } else {
        Err(ValueError::NotAscii {
            what,
            given: given.into(),
        })
    }
}

pub(super) const fn check_length(
    what: &'static str,
    length: usize,
    limit: usize,
) -> Result<(), ValueError> {
    if length > limit {
        Err(ValueError::TooLong {
            what,
            length,
            limit,
        })
    } else {
        Ok(())
    }
}

pub(super) fn syntax(what: &'static str, given: &str, reason: &'static str) -> ValueError {
    ValueError::Syntax {
        what,
        given: given.into(),
        reason,
    }
}

/// What is hidden; spaces and line ends other than the ASCII space; and what stands where something was
/// lost, as U+FFFD does for half a surrogate pair. The two joiners U+200C and U+200D are not among them:
/// Persian and the scripts of India are written with them.
fn is_deceptive(c: char) -> bool {
    if c.is_ascii() {
        return c.is_ascii_control();
    }
    let joiner = matches!(c, '\u{200C}'..='\u{200D}');
    (is_hidden(c) && !joiner) || c.is_whitespace() || matches!(c, '\u{FFFC}'..='\u{FFFF}')
}
