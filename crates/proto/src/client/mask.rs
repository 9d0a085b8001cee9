use alloc::{string::String, vec::Vec};

use super::auth;
use crate::{
    error::{Error, PeerError},
    types::{Credentials, Mechanism, Reply, Secret},
};

/// The secrets of a sign-in, to be hidden where the server repeats them in its replies.
#[derive(Debug, Default)]
pub(super) struct Mask(Vec<Secret>);

impl Mask {
    /// Passwords shorter than this, in octets, are left alone in clear text (never in base64):
    /// they would hide half of a reply's words, and the words would give them away.
    const SHORTEST: usize = 4;

    pub(super) fn new(credentials: &Credentials) -> Self {
        let in_base64 = |mechanism| auth::responses(mechanism, credentials);
        let mut secrets: Vec<_> = Mechanism::ALL.into_iter().flat_map(in_base64).collect();
        let password = credentials.password();
        let long = |secret: &&Secret| secret.expose().len() >= Self::SHORTEST;
        secrets.extend(password.filter(long).cloned());
        Self(secrets)
    }

    /// Hides a secret that a person typed.
    pub(super) fn hide(&mut self, typed: &str) {
        if typed.len() >= Self::SHORTEST {
            self.0.push(Secret::new(typed));
        }
    }

    pub(super) fn reply(&self, reply: Reply) -> Reply {
        let lines = reply.lines().iter().map(|line| self.text(line)).collect();
        Reply::from_wire(reply.code(), lines)
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
        self.0.iter().fold(text.into(), hide)
    }
}
