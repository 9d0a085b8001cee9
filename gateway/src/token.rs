//! Tokens: what admits a page to the upstreams that ask for one, and what it may do there.
//!
//! A token is a JWT (RFC 7519) that the operator's own site signs for its users. The gateway holds the
//! keys that it is verified by, and nothing else about a user.

mod claims;
mod issue;
mod jwk;
mod keys;
mod signature;

pub use issue::{IssueError, KeyKind, NewKey, SigningKey, Wish};
pub use keys::KeysError;

use std::time::SystemTime;

use jsonwebtoken::{Validation, decode, decode_header, errors::ErrorKind};
use wsmtp_tunnel::ErrorCode;

use crate::{config, failure::Failure, inspect::MailRules};
use claims::Claims;
pub(crate) use keys::Keys;

/// What a token permits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Grant {
    /// For whom it was made: 1 to 128 bytes of characters that people see.
    pub subject: String,
    /// The `kid` of the key that has signed it.
    pub key: String,
    /// What mails it permits, besides what the upstream does.
    pub rules: MailRules,
    upstreams: Option<Vec<String>>,
}

impl Grant {
    /// Whether it is good for this upstream; `*` are the servers that a page chooses itself.
    #[must_use]
    pub fn permits(&self, upstream: &str) -> bool {
        self.upstreams
            .as_ref()
            .is_none_or(|names| names.iter().any(|name| name == upstream))
    }
}

/// Why a token admits nobody. None of these sentences holds anything of the token.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum TokenError {
    /// It is not three parts of base64url, or the middle one is no JSON.
    #[error("the token is not a JWT; send what the site's server has signed, unchanged")]
    Malformed,
    /// The header cannot be read, or names another algorithm than any that is known.
    #[error(
        "the token's header is no JSON with an `alg` of HS256 or EdDSA, which are all that this gateway takes"
    )]
    Header,
    /// Its header has no `kid`.
    #[error("the token names no key in its header; have its `kid` set when it is signed")]
    KeyUnnamed,
    /// There is no key of that name.
    #[error(
        "the token is signed by a key that this gateway does not have; its operator can add the key, or it was taken away"
    )]
    KeyUnknown,
    /// The key is for another algorithm.
    #[error(
        "the token's algorithm is not that of the key it names; have it signed as the key is meant"
    )]
    KeyKind,
    /// The signature is not of this key over this text.
    #[error(
        "the token's signature is wrong: it was changed on the way, or signed by another key of that name"
    )]
    Signature,
    /// It holds for those only who understand something more (RFC 7515 section 4.1.11).
    #[error("the token's header asks for an extension of JWS (`crit`); this gateway knows none")]
    Critical,
    /// This claim is not there, or not what it must be.
    #[error("the token's claim `{0}` is missing or not of its form; correct what makes the tokens")]
    Claim(&'static str),
    /// Its `aud` is somebody else.
    #[error(
        "the token is for another gateway: its `aud` must be what this gateway's operator has set as `audience`"
    )]
    Audience,
    /// Its `nbf` is to come.
    #[error("the token is not valid yet, by this gateway's clock; compare the clocks")]
    Early,
    /// Its `exp` is over.
    #[error("the token has expired, by this gateway's clock; get a fresh one for each session")]
    Expired,
}

/// What tokens are judged by.
pub struct Tokens {
    keys: Keys,
    audience: String,
}

impl Tokens {
    /// Reads the keys that the configuration names.
    ///
    /// # Errors
    /// [`KeysError`] when the file cannot be used.
    pub fn new(config: &config::Tokens) -> Result<Self, KeysError> {
        Ok(Self {
            keys: Keys::read(&config.keys)?,
            audience: config.audience.clone(),
        })
    }

    /// What a token permits at this time.
    ///
    /// # Errors
    /// [`TokenError`] when it admits nobody.
    pub fn judge(&self, token: &str, now: SystemTime) -> Result<Grant, TokenError> {
        let header = decode_header(token).map_err(|error| match error.kind() {
            ErrorKind::Json(_) => TokenError::Header,
            _ => TokenError::Malformed,
        })?;
        let id = header.kid.ok_or(TokenError::KeyUnnamed)?;
        let key = self.keys.get(&id).ok_or(TokenError::KeyUnknown)?;
        if header.crit.is_some() {
            return Err(TokenError::Critical);
        }
        let claims: Claims = decode(token, &key.verifying, &signed_by(key.algorithm))
            .map_err(|error| match error.kind() {
                ErrorKind::InvalidAlgorithm => TokenError::KeyKind,
                ErrorKind::InvalidSignature => TokenError::Signature,
                _ => TokenError::Malformed,
            })?
            .claims;
        claims.grant(id, &self.audience, now)
    }
}

/// The library looks at the signature; the claims and the time are judged in `claims`.
fn signed_by(algorithm: jsonwebtoken::Algorithm) -> Validation {
    let mut validation = Validation::new(algorithm);
    validation.required_spec_claims.clear();
    validation.validate_exp = false;
    validation.validate_aud = false;
    validation
}

impl From<TokenError> for Failure {
    fn from(error: TokenError) -> Self {
        let code = match error {
            TokenError::Expired => ErrorCode::TokenExpired,
            TokenError::Audience => ErrorCode::TokenAudience,
            _ => ErrorCode::TokenRefused,
        };
        Self::new(code, error.to_string())
    }
}

#[cfg(test)]
mod tests;
