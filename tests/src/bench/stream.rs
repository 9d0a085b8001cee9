//! A connection, in clear or inside TLS.

use std::{net::SocketAddr, sync::Arc};

use anyhow::Result;
use rustls::{
    ClientConfig, RootCertStore, pki_types::CertificateDer, pki_types::pem::PemObject as _,
};
use tokio::{
    io::{AsyncRead, AsyncWrite},
    net::TcpStream,
};
use tokio_rustls::TlsConnector;

/// Either kind.
pub(super) type Stream = Box<dyn Duplex>;

/// Both directions in one.
pub(super) trait Duplex: AsyncRead + AsyncWrite + Unpin + Send {}

impl<S: AsyncRead + AsyncWrite + Unpin + Send> Duplex for S {}

pub(super) async fn clear(address: SocketAddr) -> Result<Stream> {
    Ok(Box::new(connect(address).await?))
}

/// Trusts nobody but the authority whose certificate is in the file `ca`.
pub(super) async fn secure(address: SocketAddr, ca: &str) -> Result<Stream> {
    let mut roots = RootCertStore::empty();
    roots.add(CertificateDer::from_pem_file(ca)?)?;
    let config = ClientConfig::builder()
        .with_root_certificates(roots)
        .with_no_client_auth();
    let connector = TlsConnector::from(Arc::new(config));
    let tcp = connect(address).await?;
    Ok(Box::new(connector.connect(address.ip().into(), tcp).await?))
}

async fn connect(address: SocketAddr) -> Result<TcpStream> {
    let stream = TcpStream::connect(address).await?;
    stream.set_nodelay(true)?;
    Ok(stream)
}
