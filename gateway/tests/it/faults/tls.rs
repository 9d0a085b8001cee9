//! Servers whose TLS is wrong. None of them gets a byte of the page's.

use tokio::io::AsyncReadExt;
use tokio_rustls::TlsAcceptor;
use wsmtp_tunnel::ErrorCode;

use super::{Fault, Ground, fault};
use crate::support::{authority::Authority, stage::NAME};

/// A server with the certificate that this makes.
fn certificate(
    name: &str,
    upstream: &'static str,
    acceptor: impl Fn(&Authority) -> TlsAcceptor + 'static,
    code: ErrorCode,
    words: &'static str,
) -> Fault {
    fault(name, async move |ground| {
        let acceptor = acceptor(&ground.authority);
        // How it looks from here that the gateway breaks off does not matter.
        let server =
            ground.server(move |line| async move { acceptor.accept(line.0).await.is_ok() });
        let mut page = ground.opening(upstream).await;
        page.send("EHLO me\r\n").await;
        let message = page.failed(code).await;
        assert!(message.contains(words), "{message}");
        server.await.unwrap();
    })
}

#[tokio::test]
async fn a_certificate_that_is_not_to_be_trusted() {
    let expired = ErrorCode::CertificateExpired;
    let untrusted = ErrorCode::CertificateUntrusted;
    let faults = [
        certificate(
            "expired",
            "trusted",
            |authority| authority.expired(NAME),
            expired,
            "has expired",
        ),
        certificate(
            "another name",
            "trusted",
            |authority| authority.acceptor("other.example.test"),
            ErrorCode::CertificateName,
            "other.example.test",
        ),
        certificate(
            "an unknown authority",
            "untrusted",
            |authority| authority.acceptor(NAME),
            untrusted,
            "vouches",
        ),
        certificate(
            "signed by itself",
            "trusted",
            |_| Authority::alone(NAME),
            untrusted,
            "vouches",
        ),
    ];
    Ground::new("").await.holds(&faults).await;
}

#[tokio::test]
async fn a_handshake_that_does_not_end() {
    let clear = fault("a server that speaks in clear", async |ground| {
        let server = ground.server(|mut line| async move {
            line.say("220 in clear\r\n").await;
            let _ = line.0.read_to_end(&mut Vec::new()).await;
        });
        let message = ground
            .opening("trusted")
            .await
            .failed(ErrorCode::TlsFailed)
            .await;
        assert!(message.contains("TLS"), "{message}");
        server.await.unwrap();
    });
    let reset = fault("a reset in the handshake", async |ground| {
        let server = ground.server(|line| async move {
            // Not before the gateway has connected and begun.
            line.0.peek(&mut [0]).await.unwrap();
            line.reset();
        });
        let message = ground
            .opening("trusted")
            .await
            .failed(ErrorCode::TlsFailed)
            .await;
        assert!(message.contains("TLS"), "{message}");
        server.await.unwrap();
    });
    Ground::new("").await.holds(&[clear, reset]).await;
}
