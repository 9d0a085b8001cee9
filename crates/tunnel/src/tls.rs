//! What a TLS handshake has shown about a server.

use serde::{Deserialize, Serialize};

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
    /// The host names and addresses it is valid for, at most 32.
    pub names: Vec<String>,
    /// The first instant of its validity, RFC 3339 in UTC.
    pub not_before: String,
    /// The last instant of its validity, RFC 3339 in UTC.
    pub not_after: String,
    /// The SHA-256 fingerprint of its DER form, 64 lower-case hexadecimal digits.
    pub sha256: String,
}
