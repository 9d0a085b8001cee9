//! Keys as files hold them: JSON Web Keys (RFC 7517, 7518 and 8037).

use base64::{Engine as _, prelude::BASE64_URL_SAFE_NO_PAD};
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey};
use ring::signature::{Ed25519KeyPair, KeyPair as _};
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// RFC 7518 section 3.2: the key of HS256 has at least as many bytes as the hash.
pub(super) const SECRET: usize = 32;

/// The bytes of either half of an Ed25519 key.
pub(super) const ED25519: usize = 32;

/// The longest `kid` in bytes: it stands in logs and in each token.
const MAX_ID: usize = 64;

/// What stands before the private half in its DER form (RFC 8410 section 7).
const PKCS8: [u8; 16] = [
    0x30, 0x2e, 0x02, 0x01, 0x00, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x04, 0x22, 0x04, 0x20,
];

/// A key with its name.
pub(super) struct Jwk {
    pub(super) id: String,
    material: Material,
}

enum Material {
    Secret(Vec<u8>),
    Public(Vec<u8>),
    Pair { private: Vec<u8>, public: Vec<u8> },
}

/// What is wrong with one key. Nothing of the key is in the sentence.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub(super) enum JwkError {
    #[error("it is not a JWK: `kty`, `kid` and all else that it has must be text")]
    Shape,
    #[error("it has no `kid` of 1 to 64 printable ASCII characters; tokens name their key by that")]
    Id,
    #[error("its `kty` must be `oct` (for HS256) or `OKP` (for EdDSA)")]
    Kind,
    #[error("its `crv` must be `Ed25519`")]
    Curve,
    #[error(
        "its `alg` must be `HS256` where `kty` is `oct` and `EdDSA` where it is `OKP`, or absent"
    )]
    Algorithm,
    #[error("its `use` must be `sig` or absent")]
    Use,
    #[error(
        "its `k` must be a secret of at least 32 random bytes in base64url, without `=`; `wsmtp-gateway token --new-key hs256` makes one"
    )]
    Secret,
    #[error("its `x` must be the 32 bytes of an Ed25519 public key in base64url, without `=`")]
    Public,
    #[error("its `d` must be the private half of `x`, 32 bytes in base64url, without `=`")]
    Private,
}

/// The members of a JWK that mean something here; others do no harm.
#[derive(Default, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct Members {
    pub(super) kty: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) crv: Option<String>,
    pub(super) kid: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) alg: Option<String>,
    #[serde(rename = "use", skip_serializing_if = "Option::is_none")]
    pub(super) usage: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) k: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) x: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) d: Option<String>,
}

impl Jwk {
    pub(super) fn parse(value: &Value) -> Result<Self, JwkError> {
        if !value.is_object() {
            return Err(JwkError::Shape);
        }
        let members = Members::deserialize(value).map_err(|_| JwkError::Shape)?;
        if !is_id(&members.kid) {
            return Err(JwkError::Id);
        }
        if members.usage.as_ref().is_some_and(|usage| usage != "sig") {
            return Err(JwkError::Use);
        }
        let (algorithm, material) = match members.kty.as_str() {
            "oct" => ("HS256", secret(&members)?),
            "OKP" => ("EdDSA", octet_pair(&members)?),
            _ => return Err(JwkError::Kind),
        };
        if members.alg.is_some_and(|alg| alg != algorithm) {
            return Err(JwkError::Algorithm);
        }
        let id = members.kid;
        Ok(Self { id, material })
    }

    /// The one algorithm that this key is for.
    pub(super) fn algorithm(&self) -> Algorithm {
        match self.material {
            Material::Secret(_) => Algorithm::HS256,
            Material::Public(_) | Material::Pair { .. } => Algorithm::EdDSA,
        }
    }

    /// Whether it holds a private half, which only who signs needs.
    pub(super) fn is_private(&self) -> bool {
        matches!(self.material, Material::Pair { .. })
    }

    pub(super) fn verifying(&self) -> DecodingKey {
        match &self.material {
            Material::Secret(secret) => DecodingKey::from_secret(secret),
            Material::Public(public) | Material::Pair { public, .. } => {
                DecodingKey::from_ed_der(public)
            }
        }
    }

    /// The part that signs, where it is here.
    pub(super) fn signing(&self) -> Option<EncodingKey> {
        match &self.material {
            Material::Secret(secret) => Some(EncodingKey::from_secret(secret)),
            Material::Public(_) => None,
            Material::Pair { private, .. } => Some(EncodingKey::from_ed_der(
                &[&PKCS8, private.as_slice()].concat(),
            )),
        }
    }
}

/// Whether a text can name a key: it stands in logs as it is.
pub(super) fn is_id(id: &str) -> bool {
    (1..=MAX_ID).contains(&id.len()) && id.bytes().all(|byte| byte.is_ascii_graphic())
}

fn secret(members: &Members) -> Result<Material, JwkError> {
    let secret = bytes(members.k.as_ref()).filter(|secret| secret.len() >= SECRET);
    secret.map(Material::Secret).ok_or(JwkError::Secret)
}

fn octet_pair(members: &Members) -> Result<Material, JwkError> {
    if members.crv.as_deref() != Some("Ed25519") {
        return Err(JwkError::Curve);
    }
    let public = bytes(members.x.as_ref()).filter(|public| public.len() == ED25519);
    let public = public.ok_or(JwkError::Public)?;
    if members.d.is_none() {
        return Ok(Material::Public(public));
    }
    let private = bytes(members.d.as_ref()).ok_or(JwkError::Private)?;
    // Both halves must be of one key: tokens that are signed by it would be refused otherwise.
    match Ed25519KeyPair::from_seed_and_public_key(&private, &public) {
        Ok(_) => Ok(Material::Pair { private, public }),
        Err(_) => Err(JwkError::Private),
    }
}

/// The public half of a private one.
pub(super) fn public_half(private: &[u8]) -> Option<Vec<u8>> {
    let pair = Ed25519KeyPair::from_seed_unchecked(private).ok()?;
    Some(pair.public_key().as_ref().to_vec())
}

pub(super) fn text(bytes: &[u8]) -> String {
    BASE64_URL_SAFE_NO_PAD.encode(bytes)
}

fn bytes(text: Option<&String>) -> Option<Vec<u8>> {
    BASE64_URL_SAFE_NO_PAD.decode(text?).ok()
}
