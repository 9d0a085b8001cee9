//! An SMTP server that accepts whatever comes and keeps nothing.

use std::{net::SocketAddr, path::Path, sync::Arc};

use anyhow::Result;
use rustls::{
    ServerConfig,
    pki_types::{CertificateDer, PrivateKeyDer, pem::PemObject as _},
};
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::{TcpListener, TcpStream},
};
use tokio_rustls::TlsAcceptor;

use super::stream::Stream;
use crate::certificates::Authority;

/// Room for one read of commands, and of content.
const COMMANDS: usize = 2048;
const CONTENT: usize = 256 * 1024;

/// What ends content (RFC 5321 section 4.1.1.4).
const END: &[u8; 5] = b"\r\n.\r\n";

/// Two listeners, with and without TLS.
pub struct Sink {
    clear: TcpListener,
    secure: TcpListener,
    acceptor: TlsAcceptor,
}

impl Sink {
    /// Listens, and leaves in `ca` the certificate of the authority behind its own.
    ///
    /// # Errors
    /// The system's.
    pub async fn bind(ca: &Path) -> Result<Self> {
        let authority = Authority::new()?;
        std::fs::write(ca, authority.pem())?;
        let certified = authority.certify("127.0.0.1")?;
        let chain = CertificateDer::from_pem_slice(certified.certificate.as_bytes())?;
        let key = PrivateKeyDer::from_pem_slice(certified.key.as_bytes())?;
        let config = ServerConfig::builder()
            .with_no_client_auth()
            .with_single_cert(vec![chain], key)?;
        Ok(Self {
            clear: TcpListener::bind("127.0.0.1:0").await?,
            secure: TcpListener::bind("127.0.0.1:0").await?,
            acceptor: TlsAcceptor::from(Arc::new(config)),
        })
    }

    /// Where it listens: in clear, and for TLS.
    ///
    /// # Errors
    /// The system's.
    pub fn addresses(&self) -> Result<(SocketAddr, SocketAddr)> {
        Ok((self.clear.local_addr()?, self.secure.local_addr()?))
    }

    /// Serves for ever.
    ///
    /// # Errors
    /// Those of the listeners.
    pub async fn serve(self) -> Result<()> {
        loop {
            let (accepted, acceptor) = tokio::select! {
                accepted = self.clear.accept() => (accepted?, None),
                accepted = self.secure.accept() => (accepted?, Some(self.acceptor.clone())),
            };
            tokio::spawn(session(accepted.0, acceptor));
        }
    }
}

/// One connection; how it ends is the client's concern.
async fn session(tcp: TcpStream, acceptor: Option<TlsAcceptor>) -> Result<()> {
    tcp.set_nodelay(true)?;
    let mut stream: Stream = match acceptor {
        Some(acceptor) => Box::new(acceptor.accept(tcp).await?),
        None => Box::new(tcp),
    };
    stream.write_all(b"220 sink.example ESMTP\r\n").await?;
    let mut read = Vec::with_capacity(COMMANDS);
    loop {
        stream.flush().await?;
        if stream.read_buf(&mut read).await? == 0 {
            return Ok(());
        }
        let whole = read.iter().rposition(|byte| *byte == b'\n');
        let whole = whole.map_or(0, |last| last + 1);
        let commands: Vec<u8> = read.drain(..whole).collect();
        let mut replies = Vec::new();
        let mut has_content = false;
        for line in commands.split_inclusive(|byte| *byte == b'\n') {
            has_content |= line == b"DATA\r\n";
            replies.extend_from_slice(reply(line));
        }
        stream.write_all(&replies).await?;
        if has_content {
            swallow(&mut stream).await?;
            stream.write_all(b"250 2.0.0 taken\r\n").await?;
        }
    }
}

fn reply(line: &[u8]) -> &'static [u8] {
    match line.get(..4) {
        Some(b"EHLO") => b"250-sink.example\r\n250-PIPELINING\r\n250-8BITMIME\r\n250 SIZE\r\n",
        Some(b"DATA") => b"354 go on\r\n",
        Some(b"QUIT") => b"221 2.0.0 bye\r\n",
        _ => b"250 2.0.0 ok\r\n",
    }
}

/// Reads content to its end. The driver sends nothing behind that before it has its reply, so the
/// end is where reading stops.
async fn swallow(stream: &mut Stream) -> Result<()> {
    stream.flush().await?;
    let mut read = Vec::with_capacity(CONTENT);
    loop {
        // The end may have come in two parts.
        let kept = read.len().saturating_sub(END.len());
        read.drain(..kept);
        anyhow::ensure!(stream.read_buf(&mut read).await? > 0, "content has no end");
        if read.ends_with(END) {
            return Ok(());
        }
    }
}
