use alloc::{string::String, vec::Vec};

use zeroize::Zeroizing;

use crate::{
    base64,
    error::{Error, PeerError},
    transcript::printable,
    types::{Class, Credentials, Reply, Secret},
};

/// Secrets, to be hidden where the server repeats them in its replies.
#[derive(Debug, Default)]
pub(super) struct Mask {
    /// The longest first: one may be a part of another. As many as one sign-in says, and what was
    /// typed since the last one ended.
    secrets: Vec<Hidden>,
    /// Whether what stands behind 334 is one itself.
    prompts: bool,
    /// AUTH was said by hand, and has not succeeded. Who goes on with the responses although it was
    /// refused says them as commands to nobody: they stay hidden until something makes sense.
    wary: bool,
}

#[derive(Debug)]
struct Hidden {
    secret: Secret,
    /// Hidden only until the sign-in by hand has ended, for it may be no secret at all.
    typed: bool,
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
            mask.hide(Secret::new(base64::encode(secret.expose())).expose());
        }
        mask
    }

    /// Hides it for the whole session, also as it looks where it holds what cannot be shown.
    pub(super) fn hide(&mut self, secret: &str) {
        self.add(secret, false);
    }

    /// Hides a response that a person typed, and what its base64 holds: nobody can tell which
    /// part of that is the secret.
    pub(super) fn hide_typed(&mut self, response: &str) {
        self.add(response, true);
        let octets = Zeroizing::new(base64::decode(response).unwrap_or_default());
        let text = core::str::from_utf8(&octets).unwrap_or_default();
        for part in text.split(char::is_control) {
            self.add(part, true);
            part.split(' ').for_each(|word| self.add(word, true));
        }
    }

    fn add(&mut self, secret: &str, typed: bool) {
        let shown = Zeroizing::new(printable(secret.as_bytes()));
        for form in [secret, shown.as_str()] {
            let covers = |h: &Hidden| h.secret.expose() == form && h.typed <= typed;
            if !self.secrets.iter().any(covers) && form.len() >= Self::SHORTEST {
                // The longest first.
                let before = |h: &Hidden| h.secret.expose().len() >= form.len();
                let at = self.secrets.partition_point(before);
                let secret = Secret::new(form);
                self.secrets.insert(at, Hidden { secret, typed });
            }
        }
    }

    /// AUTH is said by hand: hides what stands behind its verb.
    pub(super) fn auth_typed(&mut self, line: &str) {
        self.wary = true;
        let words = line.split_ascii_whitespace().skip(1);
        words.for_each(|word| self.hide_typed(word));
    }

    /// Whether a line by hand may be shown; `known` says whether its verb means anything. If not,
    /// it is hidden in replies, too.
    pub(super) fn may_show(&mut self, line: &str, known: bool) -> bool {
        self.wary &= !known;
        if self.wary {
            self.hide_typed(line);
        }
        !self.wary
    }

    /// Nothing that is said from now on answers a prompt of AUTH.
    pub(super) const fn trust(&mut self) {
        self.wary = false;
    }

    /// Keeps what belongs to the credentials alone: a sign-in has ended.
    pub(super) fn forget_typed(&mut self) {
        self.secrets.retain(|hidden| !hidden.typed);
        self.prompts = false;
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
        let mut shown = String::from(text);
        for hidden in &self.secrets {
            shown = without(&shown, hidden.secret.expose());
        }
        shown
    }
}

/// The text with the mask in place of each secret. The standard library's search is many times as
/// large, and a reply is short.
fn without(text: &str, secret: &str) -> String {
    let mut shown = String::new();
    let mut rest = text.chars();
    loop {
        let behind = rest.as_str().strip_prefix(secret);
        if let Some(behind) = behind.filter(|_| !secret.is_empty()) {
            shown.push_str(Secret::MASK);
            rest = behind.chars();
        } else if let Some(c) = rest.next() {
            shown.push(c);
        } else {
            return shown;
        }
    }
}
