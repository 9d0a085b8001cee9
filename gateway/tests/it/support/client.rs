//! A program that speaks SMTP itself, over TCP, and inside TLS where a test has it so.

use std::{net::SocketAddr, sync::Arc};

use rustls::{
    ClientConfig, DigitallySignedStruct, Error, SignatureScheme,
    client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier},
    crypto::{CryptoProvider, ring},
    pki_types::{CertificateDer, ServerName, UnixTime},
};
use tokio::{
    io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader},
    net::TcpStream,
};
use tokio_rustls::TlsConnector;

use super::{mailserver::Bytes, patiently};

pub(crate) struct Client(BufReader<Box<dyn Bytes>>);

impl Client {
    /// One that has read the greeting.
    pub(crate) async fn connect(address: SocketAddr) -> Self {
        let mut client = Self::ungreeted(address).await;
        assert!(client.hear().await.starts_with("220 sandbox.test "));
        client
    }

    pub(crate) async fn ungreeted(address: SocketAddr) -> Self {
        let stream = TcpStream::connect(address).await.unwrap();
        stream.set_nodelay(true).unwrap();
        Self(BufReader::new(Box::new(stream)))
    }

    /// Goes on inside TLS, whoever the server is.
    pub(crate) async fn secure(self) -> Self {
        assert_eq!(self.0.buffer(), b"", "said before the handshake");
        let provider = Arc::new(ring::default_provider());
        let config = ClientConfig::builder_with_provider(Arc::clone(&provider))
            .with_safe_default_protocol_versions()
            .unwrap()
            .dangerous()
            .with_custom_certificate_verifier(Arc::new(Anybody(provider)))
            .with_no_client_auth();
        let connector = TlsConnector::from(Arc::new(config));
        let name = ServerName::try_from("sandbox.test").unwrap();
        let handshake = connector.connect(name, self.0.into_inner());
        let stream = patiently("the handshake", handshake).await.unwrap();
        Self(BufReader::new(Box::new(stream)))
    }

    pub(crate) async fn send(&mut self, text: &str) {
        self.0.write_all(text.as_bytes()).await.unwrap();
        self.0.flush().await.unwrap();
    }

    /// One whole reply.
    pub(crate) async fn hear(&mut self) -> String {
        let mut reply = String::new();
        loop {
            let mut line = String::new();
            let read = self.0.read_line(&mut line);
            assert_ne!(patiently("a reply", read).await.unwrap(), 0, "{reply:?}");
            reply += &line;
            if line.get(3..4) == Some(" ") {
                return reply;
            }
        }
    }

    pub(crate) async fn ask(&mut self, line: &str, code: &str) -> String {
        self.send(&format!("{line}\r\n")).await;
        let reply = self.hear().await;
        assert!(reply.starts_with(code), "{line:?} was answered {reply:?}");
        reply
    }

    /// A mail up to where its content begins.
    pub(crate) async fn begin_mail(&mut self, to: &str) {
        self.ask("MAIL FROM:<app@example.org>", "250").await;
        self.ask(&format!("RCPT TO:<{to}>"), "250").await;
        self.ask("DATA", "354").await;
    }

    pub(crate) async fn deliver(&mut self, to: &str, subject: &str) {
        self.begin_mail(to).await;
        self.ask(&format!("Subject: {subject}\r\n\r\nhello\r\n."), "250")
            .await;
    }

    pub(crate) async fn leave(mut self) {
        self.ask("QUIT", "221").await;
        assert_eq!(self.rest().await, "");
    }

    /// What the server says up to its end, in order or by a reset.
    pub(crate) async fn rest(mut self) -> String {
        let mut rest = String::new();
        let _reset = patiently("the end", self.0.read_to_string(&mut rest)).await;
        rest
    }
}

/// Takes every certificate: the demo's is made anew for each run.
#[derive(Debug)]
struct Anybody(Arc<CryptoProvider>);

impl ServerCertVerifier for Anybody {
    fn verify_server_cert(
        &self,
        _: &CertificateDer<'_>,
        _: &[CertificateDer<'_>],
        _: &ServerName<'_>,
        _: &[u8],
        _: UnixTime,
    ) -> Result<ServerCertVerified, Error> {
        Ok(ServerCertVerified::assertion())
    }

    fn verify_tls12_signature(
        &self,
        _: &[u8],
        _: &CertificateDer<'_>,
        _: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        Ok(HandshakeSignatureValid::assertion())
    }

    fn verify_tls13_signature(
        &self,
        _: &[u8],
        _: &CertificateDer<'_>,
        _: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        Ok(HandshakeSignatureValid::assertion())
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.0.signature_verification_algorithms.supported_schemes()
    }
}
