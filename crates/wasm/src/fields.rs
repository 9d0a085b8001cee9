//! The fields of what the page gives.

use alloc::{format, string::String, vec::Vec};
use wsmtp_tunnel::Value;

use crate::failure::Failure;

/// A field that is missing or not of its type. What stands in it is never said: it may be a password.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Mistyped(pub(crate) &'static str);

impl From<Mistyped> for Failure {
    fn from(Mistyped(name): Mistyped) -> Self {
        Self::bad_input(format!(
            "{name} is not of the right type: look at what was given for it"
        ))
    }
}

/// What a field holds; `Mistyped` without it.
pub(crate) fn field<V: Value>(of: &V, name: &'static str) -> Result<V, Mistyped> {
    of.field(name).ok_or(Mistyped(name))
}

pub(crate) fn text<V: Value>(of: &V, name: &'static str) -> Result<String, Mistyped> {
    field(of, name)?.text().ok_or(Mistyped(name))
}

/// A text, or null.
pub(crate) fn text_or_null<V: Value>(
    of: &V,
    name: &'static str,
) -> Result<Option<String>, Mistyped> {
    let text = |field: V| field.text().ok_or(Mistyped(name));
    of.field(name).map(text).transpose()
}

pub(crate) fn flag<V: Value>(of: &V, name: &'static str) -> Result<bool, Mistyped> {
    field(of, name)?.flag().ok_or(Mistyped(name))
}

/// A whole number that fits.
pub(crate) fn number<V: Value, N: TryFrom<i64>>(of: &V, name: &'static str) -> Result<N, Mistyped> {
    let number = field(of, name)?.number();
    let number = number.and_then(|number| N::try_from(number).ok());
    number.ok_or(Mistyped(name))
}

pub(crate) fn list<V: Value>(of: &V, name: &'static str) -> Result<Vec<V>, Mistyped> {
    field(of, name)?.list().ok_or(Mistyped(name))
}
