use alloc::{string::String, vec::Vec};
use core::cmp::Reverse;

use base64::{Engine as _, engine::general_purpose::STANDARD};
use zeroize::Zeroizing;

use crate::{
    error::{Error, PeerError},
    types::{Class, Credentials, Reply, Secret},
};

/// The secrets of a sign-in, to be hidden where the server repeats them in its replies.
#[derive(Debug, Default)]
pub(super) struct Mask {
    /// The longest first: one may be a part of another. As many as one sign-in says.
    secrets: Vec<Secret>,
    /// Whether what stands behind 334 is one itself.
    prompts: bool,
}

impl Mask {
    /// Secrets shorter than this, in octets, are left alone: they would hide half of a reply's
    /// words, and the words would give them away. In base64, none is shorter.
    const SHORTEST: usize = 4;

    /// Hides what these credentials hold, and their base64.
    pub(super) fn new(credentials: &Credentials) -> Self {
        let mut mask = Self::default();
        if let Some(secret) = credentials.password().or_else(|| credentials.token()) {
            mask.hide(secret.expose());
            mask.hide(Secret::new(STANDARD.encode(secret.expose())).expose());
        }
        mask
    }

    pub(super) fn hide(&mut self, secret: &str) {
        if secret.len() >= Self::SHORTEST {
            self.secrets.push(Secret::new(secret));
            self.secrets.sort_by_key(|s| Reverse(s.expose().len()));
        }
    }

    /// Hides a response that a person typed, and what its base64 holds: nobody can tell which
    /// part of that is the secret.
    pub(super) fn hide_typed(&mut self, response: &str) {
        self.hide(response);
        let octets = Zeroizing::new(STANDARD.decode(response).unwrap_or_default());
        let text = core::str::from_utf8(&octets).unwrap_or_default();
        text.split(char::is_control)
            .for_each(|part| self.hide(part));
    }

    /// Hides what stands behind 334 from now on.
    pub(super) const fn hide_prompts(&mut self) {
        self.prompts = true;
    }

    /// The reply as it may be shown.
    pub(super) fn reply(&self, reply: &Reply) -> Reply {
        let prompt = self.prompts && reply.class() == Class::Intermediate;
        let show = |line: &String| match prompt {
            true => Secret::MASK.into(),
            false => self.text(line),
        };
        Reply::from_wire(reply.code(), reply.lines().iter().map(show).collect())
    }

    /// The same for a line that was no reply.
    pub(super) fn error(&self, error: Error) -> Error {
        match error {
            Error::Peer(PeerError::NotAReply { line }) => PeerError::NotAReply {
                line: self.text(&line),
            }
            .into(),
            other => other,
        }
    }

    fn text(&self, text: &str) -> String {
        let hide = |text: String, secret: &Secret| text.replace(secret.expose(), Secret::MASK);
        self.secrets.iter().fold(text.into(), hide)
    }
}
