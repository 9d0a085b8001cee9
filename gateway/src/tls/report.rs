//! What a finished handshake has shown, for the page.

use bytes::Bytes;
use rustls::{ClientConnection, ProtocolVersion};
use sha2::{Digest, Sha256};
use wsmtp_tunnel::{Certificate, ErrorCode, TlsReport};
use x509_parser::prelude::{ASN1Time, FromDer, GeneralName, X509Certificate};

use crate::failure::{Failure, cut};

pub(super) fn of(connection: &ClientConnection) -> Result<TlsReport, Failure> {
    let der = connection
        .peer_certificates()
        .and_then(<[_]>::first)
        .ok_or_else(unreadable)?;
    let (_, certificate) = X509Certificate::from_der(der).map_err(|_| unreadable())?;
    Ok(TlsReport {
        version: version(connection.protocol_version()),
        cipher: cipher(connection),
        certificate: Certificate {
            subject: bounded(certificate.subject().to_string()),
            issuer: bounded(certificate.issuer().to_string()),
            names: names(&certificate),
            not_before: instant(certificate.validity().not_before),
            not_after: instant(certificate.validity().not_after),
            sha256: format!("{:x}", Bytes::copy_from_slice(&Sha256::digest(der))),
        },
    })
}

fn unreadable() -> Failure {
    Failure::new(
        ErrorCode::TlsFailed,
        "the server's certificate was verified but cannot be shown; its operator should have it issued anew",
    )
}

fn version(version: Option<ProtocolVersion>) -> String {
    let name = match version {
        Some(ProtocolVersion::TLSv1_2) => "TLSv1.2",
        // The gateway speaks no other.
        _ => "TLSv1.3",
    };
    name.to_owned()
}

fn cipher(connection: &ClientConnection) -> String {
    let suite = connection
        .negotiated_cipher_suite()
        .map(|suite| suite.suite());
    let name = suite.and_then(|suite| suite.as_str()).unwrap_or_default();
    // rustls marks the suites of TLS 1.3; IANA does not.
    name.replacen("TLS13_", "TLS_", 1)
}

fn names(certificate: &X509Certificate<'_>) -> Vec<String> {
    let extension = certificate.subject_alternative_name().ok().flatten();
    let names = extension.map(|extension| extension.value.general_names.as_slice());
    names
        .unwrap_or_default()
        .iter()
        .filter_map(name)
        .filter(|name| is_plain(name))
        .take(Certificate::MAX_NAMES)
        .collect()
}

fn name(name: &GeneralName<'_>) -> Option<String> {
    match name {
        GeneralName::DNSName(name) => Some((*name).to_owned()),
        GeneralName::IPAddress(bytes) => {
            let v4 = <[u8; 4]>::try_from(*bytes).ok().map(std::net::IpAddr::from);
            let v6 = <[u8; 16]>::try_from(*bytes)
                .ok()
                .map(std::net::IpAddr::from);
            v4.or(v6).map(|address| address.to_string())
        }
        _ => None,
    }
}

fn instant(time: ASN1Time) -> String {
    let time = time.to_datetime();
    format!(
        "{:04}-{:02}-{:02}T{:02}:{:02}:{:02}Z",
        time.year(),
        u8::from(time.month()),
        time.day(),
        time.hour(),
        time.minute(),
        time.second()
    )
}

/// What a host can be called; others would only confuse who reads the report.
fn is_plain(name: &str) -> bool {
    let plain = |byte: u8| byte.is_ascii_graphic() && !matches!(byte, b'"' | b'\\');
    name.len() <= Certificate::MAX_NAME && name.bytes().all(plain)
}

fn bounded(text: String) -> String {
    cut(text, Certificate::MAX_DISTINGUISHED)
}
