//! Tokens and keys of the gateway's own making, to try it with; and what signs them.

use std::{
    path::Path,
    time::{Duration, SystemTime, UNIX_EPOCH},
};

use jsonwebtoken::{Algorithm, EncodingKey, Header, encode};
use serde::Serialize;

use super::{
    claims::{Permits, is_subject},
    jwk::{self, Jwk, Members},
    keys::{self, KeysError},
};
use crate::config::MailRulesConfig;

/// What a token is to say. What is absent is not limited by it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Wish {
    /// For whom it is.
    pub subject: String,
    /// For which gateway: its `audience`.
    pub audience: String,
    /// How long it is valid.
    pub lifetime: Duration,
    /// The upstreams that it is good for.
    pub upstreams: Option<Vec<String>>,
    /// What mails it permits.
    pub rules: MailRulesConfig,
}

/// Why no token or key is made.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum IssueError {
    /// The file of keys cannot be used.
    #[error(transparent)]
    Keys(#[from] KeysError),
    /// No key of the file has this name.
    #[error("there is no key {0} in the file")]
    NoSuchKey(String),
    /// All keys that could be meant are public halves.
    #[error(
        "there is no key that can sign in the file, as it holds public halves only; name the file with the private half"
    )]
    OnlyPublic,
    /// The name of a key is none.
    #[error("a key's name has 1 to 64 printable ASCII characters")]
    Name,
    /// Nobody is named by this.
    #[error("a subject has 1 to 128 bytes and no control or invisible characters")]
    Subject,
    /// The library does not sign.
    #[error("signing failed")]
    Signing(#[source] jsonwebtoken::errors::Error),
    /// The system gives no random numbers.
    #[error("the system gives no random numbers")]
    Random,
}

/// A key that can sign.
#[derive(Debug)]
pub struct SigningKey {
    id: String,
    algorithm: Algorithm,
    key: EncodingKey,
}

/// The kinds of keys.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeyKind {
    /// One secret for signing and verifying.
    Hs256,
    /// A private half for signing, a public one for verifying.
    Ed25519,
}

/// A fresh key, as JSON on one line each.
pub struct NewKey {
    /// What signs. For HS256 it verifies as well.
    pub signing: String,
    /// What verifies, where that is another half.
    pub public: Option<String>,
}

#[derive(Serialize)]
struct Claims<'a> {
    aud: &'a str,
    sub: &'a str,
    iat: u64,
    exp: u64,
    #[serde(rename = "wsmtp")]
    permits: Permits,
}

impl SigningKey {
    /// The key of this name in a file, or the first that can sign.
    ///
    /// # Errors
    /// [`IssueError`] when the file cannot be used, or has no such key.
    pub fn read(path: &Path, id: Option<&str>) -> Result<Self, IssueError> {
        let jwks = keys::read(path)?;
        let is_meant = |jwk: &&Jwk| id.is_none_or(|id| jwk.id == id);
        if let Some(id) = id
            && !jwks.iter().any(|jwk| jwk.id == id)
        {
            return Err(IssueError::NoSuchKey(id.to_owned()));
        }
        let signing = |jwk: &Jwk| {
            Some(Self {
                id: jwk.id.clone(),
                algorithm: jwk.algorithm(),
                key: jwk.signing()?,
            })
        };
        jwks.iter()
            .filter(is_meant)
            .find_map(signing)
            .ok_or(IssueError::OnlyPublic)
    }

    /// Makes a token that is valid from now on.
    ///
    /// # Errors
    /// [`IssueError`] when the subject is none, or the library does not sign.
    pub fn sign(&self, wish: &Wish, now: SystemTime) -> Result<String, IssueError> {
        if !is_subject(&wish.subject) {
            return Err(IssueError::Subject);
        }
        let now = now.duration_since(UNIX_EPOCH).unwrap_or_default();
        let rules = wish.rules.clone();
        let claims = Claims {
            aud: &wish.audience,
            sub: &wish.subject,
            iat: now.as_secs(),
            exp: now.saturating_add(wish.lifetime).as_secs(),
            permits: Permits {
                upstreams: wish.upstreams.clone(),
                senders: rules.senders,
                recipients: rules.recipients,
                mails: rules.mails,
                mails_per_hour: rules.mails_per_hour,
                size: rules.size,
            },
        };
        let mut header = Header::new(self.algorithm);
        header.kid = Some(self.id.clone());
        encode(&header, &claims, &self.key).map_err(IssueError::Signing)
    }
}

impl NewKey {
    /// Makes a key; without a name it gets one at random.
    ///
    /// # Errors
    /// [`IssueError`] when the name is none, or the system gives no random numbers.
    pub fn make(kind: KeyKind, id: Option<&str>) -> Result<Self, IssueError> {
        let kid = match id {
            Some(id) if jwk::is_id(id) => id.to_owned(),
            Some(_) => return Err(IssueError::Name),
            None => jwk::text(&random::<6>()?),
        };
        match kind {
            KeyKind::Hs256 => secret(kid),
            KeyKind::Ed25519 => pair(kid),
        }
    }
}

fn secret(kid: String) -> Result<NewKey, IssueError> {
    let signing = Members {
        kty: "oct".into(),
        kid,
        alg: Some("HS256".into()),
        k: Some(jwk::text(&random::<{ jwk::SECRET }>()?)),
        ..Members::default()
    };
    Ok(NewKey {
        signing: json(&signing),
        public: None,
    })
}

fn pair(kid: String) -> Result<NewKey, IssueError> {
    let private = random::<{ jwk::ED25519 }>()?;
    let public = jwk::public_half(&private).ok_or(IssueError::Random)?;
    let mut members = Members {
        kty: "OKP".into(),
        crv: Some("Ed25519".into()),
        kid,
        alg: Some("EdDSA".into()),
        x: Some(jwk::text(&public)),
        ..Members::default()
    };
    let public = json(&members);
    members.d = Some(jwk::text(&private));
    Ok(NewKey {
        signing: json(&members),
        public: Some(public),
    })
}

fn json(members: &Members) -> String {
    // INVARIANT: serialising texts to a String cannot fail.
    serde_json::to_string(members).unwrap_or_default()
}

fn random<const N: usize>() -> Result<[u8; N], IssueError> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).map_err(|_| IssueError::Random)?;
    Ok(bytes)
}
