use alloc::{format, string::String, vec, vec::Vec};

use base64::{Engine as _, engine::general_purpose::STANDARD};

use super::config::Config;
use crate::{
    codec::Command,
    error::{Error, LocalError, PeerError},
    types::{Capabilities, Credentials, Mechanism, Secret, TlsActive},
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

/// The client's side of one AUTH exchange ([RFC 4954 section 4]).
///
/// [RFC 4954 section 4]: https://www.rfc-editor.org/rfc/rfc4954#section-4
#[derive(Debug)]
pub(super) struct Exchange {
    /// What is still to be said, last first; each one answers a 334.
    responses: Vec<Secret>,
}

impl Exchange {
    /// The exchange and the command that opens it.
    pub(super) fn start(
        _: AuthPermit,
        config: &Config,
        credentials: &Credentials,
        offered: &Capabilities,
    ) -> Result<(Self, Command), Error> {
        let mechanism = choose(config, offered)?;
        let mut responses = responses(mechanism, credentials);
        responses.reverse();
        let by_default = mechanism == Mechanism::Plain;
        let mut command = Command::Auth {
            mechanism,
            initial: None,
        };
        if config.initial_response.unwrap_or(by_default) {
            let with = Command::Auth {
                mechanism,
                initial: responses.last().cloned(),
            };
            if with.encode().expose().len() <= MAX_COMMAND {
                responses.pop();
                command = with;
            }
        }
        Ok((Self { responses }, command))
    }

    /// What answers the next 334; `None` where the server asks for more than the mechanism has.
    pub(super) fn respond(&mut self) -> Option<Secret> {
        let response = self.responses.pop()?;
        Some(Secret::new(format!("{}\r\n", response.expose())))
    }
}

fn choose(config: &Config, offered: &Capabilities) -> Result<Mechanism, PeerError> {
    let known = |m: &Mechanism| matches!(m, Mechanism::Plain | Mechanism::Login);
    let usable = |m: &Mechanism| known(m) && config.mechanism.is_none_or(|pinned| pinned == *m);
    offered.auth().into_iter().find(usable).ok_or_else(|| {
        let names: Vec<_> = offered.mechanisms().collect();
        let offered = if names.is_empty() {
            "none".into()
        } else {
            names.join(" ")
        };
        PeerError::AuthUnavailable { offered }
    })
}

/// The messages of the mechanism in base64, in order.
pub(super) fn responses(mechanism: Mechanism, credentials: &Credentials) -> Vec<Secret> {
    let Some(password) = credentials.password().map(Secret::expose) else {
        return Vec::new();
    };
    let user = credentials.username();
    let encode = |plain: &str| Secret::new(STANDARD.encode(plain));
    match mechanism {
        // message = [authzid] UTF8NUL authcid UTF8NUL passwd (RFC 4616 section 2)
        Mechanism::Plain => {
            let message = Secret::new(format!("\0{user}\0{password}"));
            vec![encode(message.expose())]
        }
        Mechanism::Login => vec![encode(user), encode(password)],
        _ => Vec::new(),
    }
}

/// Whether a line without a code looks like the prompt of a server that forgot its 334.
pub(super) fn looks_like_prompt(line: &str) -> bool {
    !line.is_empty() && STANDARD.decode(line).is_ok()
}

/// The line that shows a response in a transcript.
pub(super) fn masked() -> String {
    Secret::MASK.into()
}
