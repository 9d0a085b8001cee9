//! The fields of what the page gives.

use alloc::{string::String, vec::Vec};
use core::fmt;

use wsmtp_tunnel::Value;

/// A field that is missing or not of its type. What stands in it is never said: it may be a password.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Mistyped(pub &'static str);

impl fmt::Display for Mistyped {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0)?;
        f.write_str(" is not of the right type: look at what was given for it")
    }
}

/// What a field holds.
///
/// # Errors
/// It is missing.
pub fn field<V: Value>(of: &V, name: &'static str) -> Result<V, Mistyped> {
    of.field(name).ok_or(Mistyped(name))
}

/// A text.
///
/// # Errors
/// It is missing, or something else.
pub fn text<V: Value>(of: &V, name: &'static str) -> Result<String, Mistyped> {
    field(of, name)?.text().ok_or(Mistyped(name))
}

/// A text, or null.
///
/// # Errors
/// It is something else.
pub fn text_or_null<V: Value>(of: &V, name: &'static str) -> Result<Option<String>, Mistyped> {
    let text = |field: V| field.text().ok_or(Mistyped(name));
    of.field(name).map(text).transpose()
}

/// True or false.
///
/// # Errors
/// It is missing, or something else.
pub fn flag<V: Value>(of: &V, name: &'static str) -> Result<bool, Mistyped> {
    field(of, name)?.flag().ok_or(Mistyped(name))
}

/// A whole number that fits.
///
/// # Errors
/// It is missing, or something else.
pub fn number<V: Value, N: TryFrom<i64>>(of: &V, name: &'static str) -> Result<N, Mistyped> {
    let number = field(of, name)?.number();
    let number = number.and_then(|number| N::try_from(number).ok());
    number.ok_or(Mistyped(name))
}

/// The entries of an array.
///
/// # Errors
/// It is missing, or something else.
pub fn list<V: Value>(of: &V, name: &'static str) -> Result<Vec<V>, Mistyped> {
    field(of, name)?.list().ok_or(Mistyped(name))
}
