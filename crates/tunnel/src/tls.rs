//! What a TLS handshake has shown about a server.

use serde::{Deserialize, Serialize};

use crate::{DecodeError, decode};

/// The outcome of a handshake that the gateway has verified.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TlsReport {
    /// The protocol version, `TLSv1.2` or `TLSv1.3`.
    pub version: String,
    /// The cipher suite, by its IANA name.
    pub cipher: String,
    /// The server's own certificate.
    pub certificate: Certificate,
}

/// A server's certificate, for a person to read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
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

    pub(crate) fn check(&self) -> Result<(), DecodeError> {
        decode::text("version", &self.version, Self::MAX_NAME)?;
        decode::text("cipher", &self.cipher, Self::MAX_NAME)?;
        self.certificate.check()
    }
}

impl Certificate {
    /// The longest subject or issuer, in bytes.
    pub const MAX_DISTINGUISHED: usize = 512;
    /// The most names.
    pub const MAX_NAMES: usize = 32;
    /// The longest name, in bytes: DNS knows no longer one.
    pub const MAX_NAME: usize = 255;

    fn check(&self) -> Result<(), DecodeError> {
        decode::text("subject", &self.subject, Self::MAX_DISTINGUISHED)?;
        decode::text("issuer", &self.issuer, Self::MAX_DISTINGUISHED)?;
        decode::texts("names", &self.names, Self::MAX_NAMES, Self::MAX_NAME)?;
        decode::text("not_before", &self.not_before, INSTANT.len())?;
        decode::text("not_after", &self.not_after, INSTANT.len())?;
        decode::text("sha256", &self.sha256, 64)
    }
}

/// As long as an instant is: RFC 3339 in UTC, without fractions.
const INSTANT: &str = "2026-01-01T00:00:00Z";
