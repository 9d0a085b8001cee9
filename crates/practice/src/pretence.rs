//! The TLS that is none.

use alloc::{string::ToString, vec};

use wsmtp_tunnel::{Certificate, TlsReport};

/// Stands where the authority that vouches for a server would.
const ISSUER: &str = "practice: nothing is encrypted, as nothing leaves the page";

/// What is told of a handshake that did not happen. The cipher suite is the one that encrypts nothing.
pub(crate) fn report(name: &str) -> TlsReport {
    TlsReport {
        version: "TLSv1.3".to_string(),
        cipher: "TLS_NULL_WITH_NULL_NULL".to_string(),
        certificate: Certificate {
            subject: alloc::format!("CN={name}"),
            issuer: ISSUER.to_string(),
            names: vec![name.to_string()],
            not_before: "2026-01-01T00:00:00Z".to_string(),
            not_after: "2035-12-31T23:59:59Z".to_string(),
            sha256: "0".repeat(64),
        },
    }
}
