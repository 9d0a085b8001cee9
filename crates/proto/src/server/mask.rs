//! How a client's line is shown, so that no password is.

use alloc::{format, string::String};

use crate::types::{Mechanism, Secret};

/// Decides what of each command line may be shown.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Mask {
    /// AUTH was said last. A client that does not wait goes on with its responses even when AUTH
    /// was refused, and then they are commands to nobody: they stay hidden until it says
    /// something that makes sense.
    wary: bool,
}

impl Mask {
    /// Characters of a line that are shown.
    const SHOWN: usize = 1000;

    /// A command line as it may be shown; `known` says whether its verb means anything.
    pub(super) fn show(&mut self, line: &[u8], known: bool) -> String {
        let text = printable(line);
        let mut words = text.split_ascii_whitespace();
        if words.next().is_some_and(|verb| verb.eq_ignore_ascii_case("AUTH")) {
            self.wary = true;
            return auth(words.next(), words.next());
        }
        self.wary &= !known;
        if self.wary { Secret::MASK.into() } else { text }
    }
}

/// Only a mechanism that is known is surely not a password in the wrong place.
fn auth(mechanism: Option<&str>, response: Option<&str>) -> String {
    match (mechanism.map(|name| (name, Mechanism::from_name(name))), response) {
        (None, _) => "AUTH".into(),
        (Some((_, None)), _) => format!("AUTH {}", Secret::MASK),
        (Some((name, Some(_))), None) => format!("AUTH {name}"),
        (Some((name, Some(_))), Some(_)) => format!("AUTH {name} {}", Secret::MASK),
    }
}

fn printable(line: &[u8]) -> String {
    let shown = |c: char| if c.is_control() { char::REPLACEMENT_CHARACTER } else { c };
    String::from_utf8_lossy(line).chars().take(Mask::SHOWN).map(shown).collect()
}
