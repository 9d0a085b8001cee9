//! What a TLS handshake has shown about a server.

use alloc::{string::String, vec::Vec};

#[cfg(feature = "json")]
use serde::Serialize;

use crate::{DecodeError, Value, decode};

/// The outcome of a handshake that the gateway has verified.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "json", derive(Serialize))]
pub struct TlsReport {
    /// The protocol version, `TLSv1.2` or `TLSv1.3`.
    pub version: String,
    /// The cipher suite, by its IANA name.
    pub cipher: String,
    /// The server's own certificate.
    pub certificate: Certificate,
}

/// A server's certificate, for a person to read.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "json", derive(Serialize))]
pub struct Certificate {
    /// The subject's distinguished name, at most 512 bytes; may be empty.
    pub subject: String,
    /// The issuer's distinguished name, at most 512 bytes.
    pub issuer: String,
    /// The host names and addresses it is valid for, at most 32 of at most 255 bytes.
    pub names: Vec<String>,
    /// The first instant of its validity, RFC 3339 in UTC.
    pub not_before: String,
    /// The last instant of its validity, RFC 3339 in UTC.
    pub not_after: String,
    /// The SHA-256 fingerprint of its DER form, 64 lower-case hexadecimal digits.
    pub sha256: String,
}

impl TlsReport {
    /// The longest name of a version or cipher suite, in bytes; the longest of IANA's has 45.
    const MAX_NAME: usize = 64;

    pub(crate) fn read<V: Value>(value: &V) -> Result<Self, DecodeError> {
        Ok(Self {
            version: decode::text(value, "version", Self::MAX_NAME)?,
            cipher: decode::text(value, "cipher", Self::MAX_NAME)?,
            certificate: Certificate::read(&decode::object(value, "certificate")?)?,
        })
    }
}

impl Certificate {
    /// The longest subject or issuer, in bytes.
    pub const MAX_DISTINGUISHED: usize = 512;
    /// The most names.
    pub const MAX_NAMES: usize = 32;
    /// The longest name, in bytes: DNS knows no longer one.
    pub const MAX_NAME: usize = 255;

    fn read<V: Value>(value: &V) -> Result<Self, DecodeError> {
        let (count, max) = (Self::MAX_NAMES, Self::MAX_NAME);
        Ok(Self {
            subject: decode::text(value, "subject", Self::MAX_DISTINGUISHED)?,
            issuer: decode::text(value, "issuer", Self::MAX_DISTINGUISHED)?,
            names: decode::texts(value, "names", count, max)?,
            not_before: decode::text(value, "not_before", INSTANT.len())?,
            not_after: decode::text(value, "not_after", INSTANT.len())?,
            sha256: decode::text(value, "sha256", 64)?,
        })
    }
}

/// As long as an instant is: RFC 3339 in UTC, without fractions.
const INSTANT: &str = "2026-01-01T00:00:00Z";
