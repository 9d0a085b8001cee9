//! SCRAM ([RFC 5802], [RFC 7677]): each side proves to the other that it knows the password.
//!
//! Over SMTP the server's proof comes in a 334 of its own, which an empty line answers, as a 235 can
//! carry no data (RFC 4954 section 4).
//!
//! [RFC 5802]: https://www.rfc-editor.org/rfc/rfc5802
//! [RFC 7677]: https://www.rfc-editor.org/rfc/rfc7677

mod message;

pub(super) use message::saslname;

use alloc::{borrow::ToOwned, format, string::String, vec::Vec};

use subtle::ConstantTimeEq as _;
use zeroize::Zeroizing;

use self::message::{ServerFinal, ServerFirst};
use super::{challenge::Challenge, hash::Hash};
use crate::{
    base64,
    client::{Config, mask::Mask},
    error::PeerError,
    types::{ChannelBinding, Credentials, Secret},
};

/// What the client says of channel binding: `gs2-cbind-flag`.
#[derive(Clone, Copy, Debug)]
pub(super) enum Binding<'a> {
    /// `p=`: the sign-in is bound to this.
    To(&'a ChannelBinding),
    /// `y`: the client could, and believes that the server cannot. A server that can knows from
    /// this that somebody has struck its offer out.
    NotOffered,
    /// `n`: the client cannot.
    Unsupported,
}

/// A client's side.
#[derive(Debug)]
pub(super) struct Scram {
    hash: Hash,
    /// `gs2-header`.
    header: String,
    /// The value of `c=`: the header again, and the data of the channel binding.
    binding: Secret,
    client_first_bare: String,
    nonce: String,
    stage: Stage,
}

#[derive(Debug)]
enum Stage {
    /// The server is to give its salt.
    Salt { password: Secret },
    /// The server is to prove that it knows the password, by this signature.
    Proof { signature: Secret },
    /// It has.
    Proven,
    /// It says that it will refuse.
    Refused,
}

impl Scram {
    /// `None` without a nonce or a password, and where SASLprep refuses the password or a name.
    pub(super) fn new(
        hash: Hash,
        config: &Config,
        credentials: &Credentials,
        binding: Binding<'_>,
    ) -> Option<Self> {
        let prepared = |text: &str| (config.unicode.saslprep)(text).filter(|text| !text.is_empty());
        let nonce = config.nonce.as_ref()?.as_str();
        let password = Secret::new(prepared(credentials.password()?.expose())?);
        let user = saslname(&prepared(credentials.username())?);
        let authzid = match credentials.authzid() {
            Some(authzid) => format!("a={}", saslname(&prepared(authzid)?)),
            None => String::new(),
        };
        let header = format!("{},{authzid},", binding.flag());
        Some(Self {
            hash,
            binding: Secret::new(base64::encode([header.as_bytes(), binding.data()].concat())),
            header,
            client_first_bare: format!("n={user},r={nonce}"),
            nonce: nonce.to_owned(),
            stage: Stage::Salt { password },
        })
    }

    // client-first-message = gs2-header client-first-message-bare
    pub(super) fn client_first(&self) -> Secret {
        Secret::new(format!("{}{}", self.header, self.client_first_bare))
    }

    pub(super) fn respond(
        &mut self,
        challenge: Challenge<'_>,
        mask: &mut Mask,
    ) -> Result<Secret, PeerError> {
        match core::mem::replace(&mut self.stage, Stage::Refused) {
            Stage::Salt { password } => self.prove(&password, &challenge.text()?, mask),
            Stage::Proof { signature } => {
                self.stage = judge(&signature, &challenge.text()?)?;
                Ok(Secret::new(""))
            }
            Stage::Proven | Stage::Refused => Err(PeerError::PromptTooMany),
        }
    }

    /// A server that cannot sign does not know the password, whoever it is.
    pub(super) const fn check_success(&self) -> Result<(), PeerError> {
        match self.stage {
            Stage::Proven => Ok(()),
            Stage::Salt { .. } | Stage::Proof { .. } | Stage::Refused => {
                Err(PeerError::SignatureMissing)
            }
        }
    }

    // RFC 5802 section 3, "SCRAM Algorithm Overview"
    fn prove(
        &mut self,
        password: &Secret,
        server_first: &str,
        mask: &mut Mask,
    ) -> Result<Secret, PeerError> {
        let hash = self.hash;
        let first = ServerFirst::parse(server_first, &self.nonce)?;
        let salted = hash.salted(password.expose().as_bytes(), &first.salt, first.iterations);
        let without_proof = format!("c={},r={}", self.binding.expose(), first.nonce);
        let message = format!("{},{server_first},{without_proof}", self.client_first_bare);
        let client_key = hash.hmac(&salted, b"Client Key");
        let client_signature = hash.hmac(&hash.digest(&client_key), message.as_bytes());
        let proof = proof(&client_key, &client_signature);
        let server_key = hash.hmac(&salted, b"Server Key");
        let signature = Secret::new(base64::encode(hash.hmac(&server_key, message.as_bytes())));
        // With either, and what else was said, passwords can be tried without asking the server.
        mask.hide(proof.expose());
        mask.hide(signature.expose());
        mask.hide(&base64::encode(format!("v={}", signature.expose())));
        mask.hide_prompts();
        self.stage = Stage::Proof { signature };
        Ok(Secret::new(format!("{without_proof},p={}", proof.expose())))
    }
}

impl Binding<'_> {
    // gs2-cbind-flag = ("p=" cb-name) / "n" / "y"
    fn flag(self) -> String {
        match self {
            Self::To(binding) => format!("p={}", binding.name()),
            Self::NotOffered => "y".into(),
            Self::Unsupported => "n".into(),
        }
    }

    fn data(&self) -> &[u8] {
        match self {
            Self::To(binding) => binding.data(),
            Self::NotOffered | Self::Unsupported => &[],
        }
    }
}

/// What the server's last message leads to.
fn judge(signature: &Secret, server_final: &str) -> Result<Stage, PeerError> {
    match ServerFinal::parse(server_final)? {
        ServerFinal::Error => Ok(Stage::Refused),
        ServerFinal::Verifier(given) => {
            let right = given.as_bytes().ct_eq(signature.expose().as_bytes());
            if right.into() {
                Ok(Stage::Proven)
            } else {
                Err(PeerError::SignatureWrong)
            }
        }
    }
}

/// ClientProof, in base64: the key can only be had from it by who knows the signature.
fn proof(client_key: &[u8], client_signature: &[u8]) -> Secret {
    let pairs = client_key.iter().zip(client_signature);
    let proof: Zeroizing<Vec<u8>> = Zeroizing::new(pairs.map(|(a, b)| a ^ b).collect());
    Secret::new(base64::encode(&proof))
}

#[cfg(test)]
mod tests;
