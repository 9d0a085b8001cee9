//! The file of keys.

use std::{
    collections::BTreeMap,
    fs::File,
    io::{self, Read as _},
    path::{Path, PathBuf},
};

use jsonwebtoken::{Algorithm, DecodingKey};
use serde_json::Value;

use super::{
    jwk::{Jwk, is_id},
    signature,
};

/// The longest file in bytes: a key takes some 200, and rotation needs a few at once.
const MAX_FILE: u64 = 64 * 1024;

/// Why a file of keys cannot be used. Nothing of a key is in the sentence but its `kid`.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum KeysError {
    /// The file cannot be read.
    #[error("cannot read {}: {source}", path.display())]
    Read {
        /// The file.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },
    /// The file as a whole is wrong.
    #[error("{}: {reason}", path.display())]
    File {
        /// The file.
        path: PathBuf,
        /// What is wrong and what would be right.
        reason: String,
    },
    /// One of its keys is wrong.
    #[error("{}: key {key}: {reason}", path.display())]
    Key {
        /// The file.
        path: PathBuf,
        /// The key's `kid`, or its number from 1 where it has none.
        key: String,
        /// What is wrong and what would be right.
        reason: String,
    },
}

/// The keys that tokens are verified by, each by its `kid`.
pub(crate) struct Keys(BTreeMap<String, Key>);

pub(super) struct Key {
    /// The only algorithm that a token of this key may have.
    pub(super) algorithm: Algorithm,
    pub(super) verifying: DecodingKey,
}

impl Keys {
    pub(crate) fn read(path: &Path) -> Result<Self, KeysError> {
        let jwks = read(path)?;
        if let Some(jwk) = jwks.iter().find(|jwk| jwk.is_private()) {
            let reason = "it holds its private half `d`, by which whoever reads this file can make tokens; leave that to what makes them, and only the public half here";
            return Err(wrong(path, &jwk.id, reason));
        }
        let keys = jwks.iter().map(|jwk| {
            let key = Key {
                algorithm: jwk.algorithm(),
                verifying: jwk.verifying(),
            };
            (jwk.id.clone(), key)
        });
        Ok(Self(keys.collect()))
    }

    /// The key of this name.
    pub(super) fn get(&self, id: &str) -> Option<&Key> {
        self.0.get(id)
    }

    /// Whether who reads the file can make tokens.
    pub(crate) fn can_sign(&self) -> bool {
        self.0.values().any(|key| key.algorithm == Algorithm::HS256)
    }
}

/// The keys of a JWK set, or the one of a JWK; at least one, and each `kid` once.
pub(super) fn read(path: &Path) -> Result<Vec<Jwk>, KeysError> {
    signature::prepare();
    let mut jwks = Vec::<Jwk>::new();
    for (number, value) in (1..).zip(values(path)?) {
        let named = value.get("kid").and_then(Value::as_str);
        let named = named.filter(|id| is_id(id));
        let name = named.map_or_else(|| i32::to_string(&number), str::to_owned);
        let jwk = Jwk::parse(&value).map_err(|error| wrong(path, &name, &error.to_string()))?;
        if jwks.iter().any(|other| other.id == jwk.id) {
            let reason = "two keys have this `kid`, and a token could mean either";
            return Err(wrong(path, &name, reason));
        }
        jwks.push(jwk);
    }
    if jwks.is_empty() {
        return Err(whole(path, "it holds no key".into()));
    }
    Ok(jwks)
}

fn values(path: &Path) -> Result<Vec<Value>, KeysError> {
    let text = bounded(path).map_err(|source| KeysError::Read {
        path: path.to_owned(),
        source,
    })?;
    if text.len() as u64 > MAX_FILE {
        let reason =
            format!("it is longer than {MAX_FILE} bytes, which is enough for hundreds of keys");
        return Err(whole(path, reason));
    }
    // The parser's own words may hold what is in the file.
    let value: Value = serde_json::from_slice(&text).map_err(|error| {
        let reason = format!("it is not JSON, as line {} shows", error.line());
        whole(path, reason)
    })?;
    match value.get("keys") {
        Some(Value::Array(keys)) => Ok(keys.clone()),
        None if value.get("kty").is_some() => Ok(vec![value]),
        _ => {
            let reason = "it is not a JWK set (RFC 7517); write `{\"keys\": []}` with the keys between the brackets";
            Err(whole(path, reason.into()))
        }
    }
}

/// The file, and at most one byte more than it may have.
fn bounded(path: &Path) -> io::Result<Vec<u8>> {
    let mut text = Vec::new();
    File::open(path)?
        .take(MAX_FILE + 1)
        .read_to_end(&mut text)?;
    Ok(text)
}

fn whole(path: &Path, reason: String) -> KeysError {
    let path = path.to_owned();
    KeysError::File { path, reason }
}

fn wrong(path: &Path, key: &str, reason: &str) -> KeysError {
    KeysError::Key {
        path: path.to_owned(),
        key: key.to_owned(),
        reason: reason.to_owned(),
    }
}
