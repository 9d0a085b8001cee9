//! A failed handshake in words a person can act on.

use std::io;

use rustls::{CertificateError, Error, InvalidMessage};
use wsmtp_tunnel::ErrorCode;

use super::Moment;
use crate::failure::Failure;

pub(super) fn explain(error: &io::Error, name: &str, moment: Moment) -> Failure {
    let inner = error
        .get_ref()
        .and_then(|inner| inner.downcast_ref::<Error>());
    match inner {
        Some(Error::InvalidCertificate(fault)) => certificate(fault, name),
        Some(Error::InvalidMessage(InvalidMessage::InvalidContentType)) => not_tls(name, moment),
        Some(other) => Failure::new(
            ErrorCode::TlsFailed,
            format!(
                "{name} and the gateway could not agree on TLS: {other}; check the server's TLS settings"
            ),
        ),
        None => Failure::new(
            ErrorCode::TlsFailed,
            format!(
                "the connection to {name} ended during the TLS handshake ({}); check that the port and the kind of TLS belong together",
                error.kind()
            ),
        ),
    }
}

fn certificate(fault: &CertificateError, name: &str) -> Failure {
    match fault {
        // A bad signature is an impostor under a trusted authority's name.
        CertificateError::UnknownIssuer | CertificateError::BadSignature => Failure::new(
            ErrorCode::CertificateUntrusted,
            format!(
                "no authority that the gateway trusts vouches for the certificate of {name}; if it is the right server, its operator can name its authority with `ca`"
            ),
        ),
        CertificateError::NotValidForName | CertificateError::NotValidForNameContext { .. } => {
            Failure::new(ErrorCode::CertificateName, wrong_name(fault, name))
        }
        CertificateError::Expired | CertificateError::ExpiredContext { .. } => Failure::new(
            ErrorCode::CertificateExpired,
            format!("the certificate of {name} has expired; its operator must renew it"),
        ),
        CertificateError::NotValidYet | CertificateError::NotValidYetContext { .. } => {
            Failure::new(
                ErrorCode::CertificateExpired,
                format!(
                    "the certificate of {name} is not valid yet; check the clocks of the server and the gateway"
                ),
            )
        }
        other => Failure::new(
            ErrorCode::CertificateUntrusted,
            format!(
                "the certificate of {name} does not pass ({other}); its operator should have it issued anew"
            ),
        ),
    }
}

fn wrong_name(fault: &CertificateError, name: &str) -> String {
    let presented = match fault {
        CertificateError::NotValidForNameContext { presented, .. } => presented.as_slice(),
        _ => &[],
    };
    // The names come as `DnsName("mail.example.org")`; a person needs what is between the quotes.
    let names: Vec<_> = presented
        .iter()
        .filter_map(|name| name.split('"').nth(1))
        .collect();
    if names.is_empty() {
        return format!(
            "the certificate of {name} is for another name; use the name it is for, or have it corrected"
        );
    }
    format!(
        "the certificate of {name} is for {}; use that name, or have it corrected",
        names.join(", ")
    )
}

fn not_tls(name: &str, moment: Moment) -> Failure {
    match moment {
        Moment::AtOnce => Failure::new(
            ErrorCode::TlsFailed,
            format!(
                "{name} does not speak TLS at once on this port; if it offers STARTTLS there, its operator sets `tls = \"starttls\"`"
            ),
        ),
        Moment::AfterStartTls => residue(name),
    }
}

/// Bytes in clear that nothing has asked for, where TLS should begin.
pub(crate) fn residue(name: &str) -> Failure {
    Failure::new(
        ErrorCode::TlsResidue,
        format!(
            "the mail server {name} sent bytes in clear that nothing had asked for before TLS began; somebody may be tampering with the connection, so it was cut"
        ),
    )
}
