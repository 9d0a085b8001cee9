//! TLS to a mail server: whom we trust, the handshake, and what went wrong in words.

mod fault;
mod report;

pub(crate) use fault::residue;

use std::{
    path::{Path, PathBuf},
    sync::Arc,
    time::Duration,
};

use rustls::{
    ClientConfig, ClientConnection, ProtocolVersion, RootCertStore,
    client::Resumption,
    pki_types::{CertificateDer, ServerName, pem::PemObject},
};
use tokio::time::timeout;
use tokio_rustls::{TlsConnector, client::TlsStream};
use wsmtp_proto::types::{ChannelBinding, TlsActive};
use wsmtp_tunnel::{ErrorCode, TlsReport};

use crate::{failure::Failure, socket::Socket};

/// Whom to believe that a server is who it says. Verification cannot be switched off.
pub(crate) struct Trust(TlsConnector);

/// The TLS client of one upstream.
pub(crate) struct Tls {
    connector: TlsConnector,
    name: ServerName<'static>,
}

/// Why an upstream's TLS cannot be set up.
#[derive(Debug, thiserror::Error)]
pub enum TlsError {
    /// The file of authorities cannot be read as PEM.
    #[error("cannot read certificates from {}: {reason}", path.display())]
    File {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        reason: String,
    },
    /// An authority's certificate is not one that can vouch for others.
    #[error("a certificate of authority is not usable: {0}")]
    Authority(rustls::Error),
    /// The name that the certificate must be for is not a name.
    #[error("`{0}` is not a host name that a certificate can be for")]
    Name(String),
    /// The cryptography in use offers no protocol version.
    #[error("cannot set up TLS: {0}")]
    Setup(rustls::Error),
}

/// Where in the dialogue a handshake happens; plain bytes mean different things there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Moment {
    AtOnce,
    AfterStartTls,
}

impl Trust {
    /// Believes the system's authorities, those in the file `ca`, and those given in DER form.
    pub(crate) fn new(ca: Option<&Path>, authorities: &[Vec<u8>]) -> Result<Self, TlsError> {
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let mut client = ClientConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .map_err(TlsError::Setup)?
            .with_root_certificates(roots(ca, authorities)?)
            .with_no_client_auth();
        // A resumed session takes the certificate as it was verified once; it may have expired.
        client.resumption = Resumption::disabled();
        Ok(Self(TlsConnector::from(Arc::new(client))))
    }
}

impl Tls {
    /// For a server whose certificate must be for `name`.
    pub(crate) fn new(trust: &Trust, name: &str) -> Result<Self, TlsError> {
        let wrong = |_| TlsError::Name(name.to_owned());
        Ok(Self {
            connector: trust.0.clone(),
            name: ServerName::try_from(name.to_owned()).map_err(wrong)?,
        })
    }

    /// The handshake, with the certificate verified for the upstream's name.
    pub(crate) async fn secure(
        &self,
        stream: Socket,
        moment: Moment,
        limit: Duration,
    ) -> Result<(TlsStream<Socket>, TlsReport), Failure> {
        let handshake = self.connector.connect(self.name.clone(), stream);
        let stream = timeout(limit, handshake)
            .await
            .map_err(|_| self.too_slow(limit))?
            .map_err(|error| fault::explain(&error, &self.name.to_str(), moment))?;
        let report = report::of(stream.get_ref().1)?;
        Ok((stream, report))
    }

    fn too_slow(&self, limit: Duration) -> Failure {
        let message = format!(
            "{} did not finish the TLS handshake within {} seconds; check that the port and the kind of TLS belong together",
            self.name.to_str(),
            limit.as_secs()
        );
        Failure::new(ErrorCode::ServerTimeout, message)
    }
}

/// The proof that a handshake is done, with what tells the connection from every other.
pub(crate) fn attest(connection: &ClientConnection) -> TlsActive {
    let proof = TlsActive::attest();
    // RFC 9266 section 4.2: in TLS 1.2 not every connection has material of its own.
    if connection.protocol_version() != Some(ProtocolVersion::TLSv1_3) {
        return proof;
    }
    let label = b"EXPORTER-Channel-Binding";
    match connection.export_keying_material([0; 32], label, Some(&[])) {
        Ok(material) => proof.with_binding(ChannelBinding::TlsExporter(material)),
        Err(_) => proof,
    }
}

/// The authorities in a PEM file, at least one.
pub(crate) fn read_authorities(path: &Path) -> Result<RootCertStore, TlsError> {
    let wrong = |reason: String| TlsError::File {
        path: path.to_owned(),
        reason,
    };
    let mut authorities = RootCertStore::empty();
    for der in CertificateDer::pem_file_iter(path).map_err(|error| wrong(error.to_string()))? {
        let der = der.map_err(|error| wrong(error.to_string()))?;
        authorities
            .add(der)
            .map_err(|error| wrong(error.to_string()))?;
    }
    if authorities.is_empty() {
        return Err(wrong("there is none in it; it must be in PEM form".into()));
    }
    Ok(authorities)
}

fn roots(ca: Option<&Path>, authorities: &[Vec<u8>]) -> Result<RootCertStore, TlsError> {
    let mut roots = RootCertStore::empty();
    let system = rustls_native_certs::load_native_certs();
    // A system's store may hold certificates that no longer parse; the others still count.
    for error in &system.errors {
        tracing::warn!(%error, "cannot read a certificate that the system trusts");
    }
    roots.add_parsable_certificates(system.certs);
    for der in authorities {
        roots
            .add(CertificateDer::from(der.clone()))
            .map_err(TlsError::Authority)?;
    }
    if let Some(path) = ca {
        roots.roots.extend(read_authorities(path)?.roots);
    }
    Ok(roots)
}
