use alloc::{string::String, vec::Vec};

use crate::{base64, error::PeerError, types::Reply};

/// What stands behind 334. Its length has the bound of a reply.
#[derive(Clone, Copy, Debug)]
pub(super) struct Challenge<'a>(&'a Reply);

impl<'a> Challenge<'a> {
    pub(super) const fn of(prompt: &'a Reply) -> Self {
        Self(prompt)
    }

    /// For mechanisms that need one.
    pub(super) fn octets(self) -> Result<Vec<u8>, PeerError> {
        let text = self.0.joined("\n");
        match text.trim_matches(' ') {
            "" => Err(PeerError::PromptEmpty),
            text => base64::decode(text).ok_or(PeerError::PromptNotBase64),
        }
    }

    /// For mechanisms whose messages are text.
    pub(super) fn text(self) -> Result<String, PeerError> {
        String::from_utf8(self.octets()?).map_err(|_| PeerError::ScramMalformed {
            reason: "it is not UTF-8",
        })
    }
}

/// Whether a line without a code looks like the prompt of a server that forgot its 334.
pub(in crate::client) fn looks_like_prompt(line: &str) -> bool {
    !line.is_empty() && base64::decode(line).is_some()
}
