//! A certificate authority for one test.

use std::{sync::Arc, time::Duration};

use rcgen::{
    BasicConstraints, Certificate, CertificateParams, DnType, IsCa, Issuer, KeyPair, date_time_ymd,
};
use rustls::{
    ALL_VERSIONS, ClientConfig, RootCertStore, ServerConfig, SupportedProtocolVersion,
    pki_types::{CertificateDer, PrivateKeyDer, UnixTime},
    time_provider::{DefaultTimeProvider, TimeProvider},
};
use tokio_rustls::{TlsAcceptor, TlsConnector};

pub(crate) struct Authority {
    pub(crate) der: Vec<u8>,
    pub(crate) pem: String,
    issuer: Issuer<'static, KeyPair>,
}

impl Authority {
    pub(crate) fn new() -> Self {
        let mut params = CertificateParams::new(Vec::new()).unwrap();
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        params
            .distinguished_name
            .push(DnType::CommonName, "Test Authority");
        let key = KeyPair::generate().unwrap();
        let certificate = params.self_signed(&key).unwrap();
        Self {
            der: certificate.der().to_vec(),
            pem: certificate.pem(),
            issuer: Issuer::new(params, key),
        }
    }

    /// A certificate for this name and its key, as the files of a server hold them.
    pub(crate) fn files(&self, name: &str) -> (String, String) {
        self.written(&CertificateParams::new(vec![name.to_owned()]).unwrap())
    }

    /// The same with a certificate that was valid in the year 2000 only.
    pub(crate) fn expired_files(&self, name: &str) -> (String, String) {
        self.written(&of_the_past(name))
    }

    fn written(&self, params: &CertificateParams) -> (String, String) {
        let key = KeyPair::generate().unwrap();
        let certificate = params.signed_by(&key, &self.issuer).unwrap();
        (certificate.pem(), key.serialize_pem())
    }

    /// A server's side of TLS with a certificate for this name.
    pub(crate) fn acceptor(&self, name: &str) -> TlsAcceptor {
        self.signed(name, ALL_VERSIONS).0
    }

    /// A server's side of TLS with a certificate for this name that vouches for itself.
    pub(crate) fn alone(name: &str) -> TlsAcceptor {
        let key = KeyPair::generate().unwrap();
        let params = CertificateParams::new(vec![name.to_owned()]).unwrap();
        acceptor(&params.self_signed(&key).unwrap(), &key, ALL_VERSIONS)
    }

    /// The same with these versions of TLS only, and the certificate in DER form.
    pub(crate) fn signed(
        &self,
        name: &str,
        versions: &[&'static SupportedProtocolVersion],
    ) -> (TlsAcceptor, Vec<u8>) {
        let params = CertificateParams::new(vec![name.to_owned()]).unwrap();
        self.sign(params, versions)
    }

    /// The same with a certificate that was valid in the year 2000 only.
    pub(crate) fn expired(&self, name: &str) -> TlsAcceptor {
        self.sign(of_the_past(name), ALL_VERSIONS).0
    }

    fn sign(
        &self,
        mut params: CertificateParams,
        versions: &[&'static SupportedProtocolVersion],
    ) -> (TlsAcceptor, Vec<u8>) {
        params
            .distinguished_name
            .push(DnType::CommonName, "Mail Server");
        let key = KeyPair::generate().unwrap();
        let certificate = params.signed_by(&key, &self.issuer).unwrap();
        let acceptor = acceptor(&certificate, &key, versions);
        (acceptor, certificate.der().to_vec())
    }
}

/// A client's side of TLS that trusts this authority and no other.
pub(crate) fn trusting(authority: CertificateDer<'static>) -> TlsConnector {
    connector(authority, Arc::new(DefaultTimeProvider))
}

/// The same for a client that lives in the summer of the year 2000.
pub(crate) fn trusting_in_2000(authority: CertificateDer<'static>) -> TlsConnector {
    connector(authority, Arc::new(Summer2000))
}

#[derive(Debug)]
struct Summer2000;

impl TimeProvider for Summer2000 {
    fn current_time(&self) -> Option<UnixTime> {
        let since_1970 = Duration::from_secs(962_409_600);
        Some(UnixTime::since_unix_epoch(since_1970))
    }
}

fn connector(authority: CertificateDer<'static>, time: Arc<dyn TimeProvider>) -> TlsConnector {
    let mut roots = RootCertStore::empty();
    roots.add(authority).unwrap();
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = ClientConfig::builder_with_details(provider, time)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_root_certificates(roots)
        .with_no_client_auth();
    TlsConnector::from(Arc::new(config))
}

fn acceptor(
    certificate: &Certificate,
    key: &KeyPair,
    versions: &[&'static SupportedProtocolVersion],
) -> TlsAcceptor {
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = ServerConfig::builder_with_provider(provider)
        .with_protocol_versions(versions)
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(
            vec![certificate.der().clone()],
            PrivateKeyDer::Pkcs8(key.serialize_der().into()),
        )
        .unwrap();
    TlsAcceptor::from(Arc::new(config))
}

fn of_the_past(name: &str) -> CertificateParams {
    let mut params = CertificateParams::new(vec![name.to_owned()]).unwrap();
    params.not_before = date_time_ymd(2000, 1, 1);
    params.not_after = date_time_ymd(2000, 12, 31);
    params
}
