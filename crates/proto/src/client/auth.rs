//! The client's side of AUTH ([RFC 4954]): one exchange of one SASL mechanism.
//!
//! [RFC 4954]: https://www.rfc-editor.org/rfc/rfc4954

mod anonymous;
mod challenge;
mod choice;
mod cram_md5;
mod external;
mod hash;
mod login;
mod oauth;
mod plain;
mod scram;

pub(super) use challenge::looks_like_prompt;
pub(super) use choice::Means;

use alloc::{boxed::Box, vec::Vec};

use self::{challenge::Challenge, cram_md5::CramMd5, scram::Scram};
use super::{config::Config, mask::Mask};
use crate::{
    base64,
    codec::Command,
    error::{LocalError, PeerError},
    types::{Mechanism, Reply, Secret, TlsActive},
};

/// The longest AUTH command that may carry an initial response, in octets with its CRLF
/// (RFC 4954 section 4: the limit of any command line).
const MAX_COMMAND: usize = 512;

/// The proof that a password may be sent: TLS is up, or the caller asked for clear text by name.
#[derive(Clone, Copy, Debug)]
pub(super) struct AuthPermit(());

impl AuthPermit {
    pub(super) fn new(tls: Option<&TlsActive>, config: &Config) -> Result<Self, LocalError> {
        let allowed = tls.is_some() || config.cleartext_auth;
        if allowed {
            Ok(Self(()))
        } else {
            Err(LocalError::Insecure)
        }
    }
}

/// One mechanism's side of an exchange, in clear.
#[derive(Debug)]
enum Sasl {
    /// What is said is known beforehand, and the prompts do not matter. Last first.
    Script(Vec<Secret>),
    CramMd5(CramMd5),
    Scram(Box<Scram>),
}

impl Sasl {
    fn script(messages: impl IntoIterator<Item = Secret>) -> Self {
        let mut messages: Vec<_> = messages.into_iter().collect();
        messages.reverse();
        Self::Script(messages)
    }

    /// The message that needs no challenge; `None` where the server begins.
    fn opening(&mut self) -> Option<Secret> {
        match self {
            Self::Script(messages) => messages.pop(),
            Self::CramMd5(_) => None,
            Self::Scram(scram) => Some(scram.client_first()),
        }
    }

    fn respond(&mut self, challenge: Challenge<'_>, mask: &mut Mask) -> Result<Secret, PeerError> {
        match self {
            Self::Script(messages) => messages.pop().ok_or(PeerError::PromptTooMany),
            Self::CramMd5(cram_md5) => cram_md5.respond(challenge, mask),
            Self::Scram(scram) => scram.respond(challenge, mask),
        }
    }

    /// Whether the server may say yes now.
    fn check_success(&self) -> Result<(), PeerError> {
        match self {
            Self::Script(_) | Self::CramMd5(_) => Ok(()),
            Self::Scram(scram) => scram.check_success(),
        }
    }
}

/// The client's side of one AUTH exchange (RFC 4954 section 4).
#[derive(Debug)]
pub(super) struct Exchange {
    mechanism: Mechanism,
    sasl: Sasl,
    /// Answers the first prompt, unless it went along with the command.
    opening: Option<Secret>,
    prompted: bool,
}

impl Exchange {
    fn new(_: AuthPermit, mechanism: Mechanism, mut sasl: Sasl) -> Self {
        Self {
            mechanism,
            opening: sasl.opening(),
            sasl,
            prompted: false,
        }
    }

    /// The command that opens it. What it carries is hidden from now on.
    pub(super) fn command(&mut self, config: &Config, mask: &mut Mask) -> Command {
        let by_default = self.mechanism != Mechanism::Login;
        if let Some(opening) = &self.opening
            && config.initial_response.unwrap_or(by_default)
        {
            let initial = match opening.expose() {
                // RFC 4954 section 4: an empty initial response.
                "" => Secret::new("="),
                _ => encode(opening, mask),
            };
            let command = self.auth(Some(initial));
            if command.encode().expose().len() <= MAX_COMMAND {
                self.opening = None;
                return command;
            }
        }
        self.auth(None)
    }

    const fn auth(&self, initial: Option<Secret>) -> Command {
        let mechanism = self.mechanism;
        Command::Auth { mechanism, initial }
    }

    /// The line, without its CRLF, that answers a 334.
    pub(super) fn respond(&mut self, prompt: &Reply, mask: &mut Mask) -> Result<Secret, PeerError> {
        self.prompted = true;
        let response = match self.opening.take() {
            Some(opening) => opening,
            None => self.sasl.respond(Challenge::of(prompt), mask)?,
        };
        Ok(encode(&response, mask))
    }

    /// Fails where the server still owes a proof of its own.
    pub(super) fn check_success(&self) -> Result<(), PeerError> {
        self.sasl.check_success()
    }

    /// The mechanism, if this no says that the server does not know it after all (RFC 4954
    /// section 4): that is no judgement on the password, and others may be tried.
    pub(super) fn unknown_mechanism(&self, refusal: &Reply) -> Option<Mechanism> {
        (refusal.code().get() == 504 && !self.prompted).then_some(self.mechanism)
    }
}

fn encode(message: &Secret, mask: &mut Mask) -> Secret {
    let line = Secret::new(base64::encode(message.expose()));
    mask.hide(line.expose());
    line
}

#[cfg(test)]
mod tests;
