//! How a client's line is shown, so that no password is.

use alloc::string::String;

use crate::{
    transcript::{auth_line, printable},
    types::Secret,
};

/// Decides what of each command line may be shown.
#[derive(Clone, Copy, Debug)]
pub(super) struct Mask {
    /// AUTH was said last. A client that does not wait goes on with its responses even when AUTH
    /// was refused, and then they are commands to nobody: they stay hidden until it says
    /// something that makes sense.
    wary: bool,
}

impl Mask {
    /// Characters of a line that are shown.
    const SHOWN: usize = 1000;

    pub(super) const fn new() -> Self {
        Self { wary: false }
    }

    /// A command line as it may be shown; `known` says whether its verb means anything.
    pub(super) fn show(&mut self, line: &[u8], known: bool) -> String {
        let text: String = printable(line).chars().take(Self::SHOWN).collect();
        let verb = text.split_ascii_whitespace().next().unwrap_or_default();
        if verb.eq_ignore_ascii_case("AUTH") {
            self.wary = true;
            return auth_line(&text);
        }
        self.wary &= !known;
        if self.wary { Secret::MASK.into() } else { text }
    }
}
