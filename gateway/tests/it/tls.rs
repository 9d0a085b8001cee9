//! TLS from the first byte: what is verified, what is reported, what is said when it fails.

use std::time::Duration;

use rustls::{ALL_VERSIONS, HandshakeKind, version::TLS12};
use sha2::{Digest, Sha256};
use tokio::net::TcpListener;
use tokio_rustls::TlsAcceptor;
use wsmtp_tunnel::{ErrorCode, Security};

use crate::support::{
    authority::Authority,
    mailserver::{Line, serve},
    page::Page,
    process::{self, Process},
    stage::{NAME, Stage, config, trusting},
};

#[tokio::test]
async fn the_report_shows_what_was_verified() {
    let authority = Authority::new();
    let (acceptor, der) = authority.signed(NAME, ALL_VERSIONS);
    let (port, server) = serve(|line| async move {
        let mut line = line.secure(acceptor).await;
        line.say("220 inside\r\n").await;
        line.hear("QUIT\r\n").await;
        line.say("221 bye\r\n").await;
        line.end().await;
    })
    .await;
    let stage = Stage::new(trusting(port, Security::Implicit, &authority)).await;
    let mut page = stage.page().await;
    page.open("mail").await;
    let opened = page.opened().await;
    let tls = opened.tls.unwrap();
    assert_eq!(opened.security, Security::Implicit);
    assert_eq!(tls.version, "TLSv1.3");
    assert!(tls.cipher.starts_with("TLS_"), "{}", tls.cipher);
    assert_eq!(tls.certificate.subject, "CN=Mail Server");
    assert_eq!(tls.certificate.issuer, "CN=Test Authority");
    assert_eq!(tls.certificate.names, [NAME]);
    // The authority's defaults.
    assert_eq!(tls.certificate.not_before, "1975-01-01T00:00:00Z");
    assert_eq!(tls.certificate.not_after, "4096-01-01T00:00:00Z");
    let digest = Sha256::digest(der);
    let hex: String = digest.iter().map(|byte| format!("{byte:02x}")).collect();
    assert_eq!(tls.certificate.sha256, hex);
    page.hear("220 inside\r\n").await;
    page.send("QUIT\r\n").await;
    page.hear("221 bye\r\n").await;
    page.eof().await;
    server.await.unwrap();
}

/// Opens against a server with this certificate, and expects not to get in.
async fn fails(trust: &Authority, acceptor: TlsAcceptor, expected: ErrorCode) -> String {
    let (port, _server) = serve(|line: Line| async move {
        // The gateway breaks the handshake off; how that looks from here does not matter.
        let _ = acceptor.accept(line.0).await;
    })
    .await;
    let stage = Stage::new(trusting(port, Security::Implicit, trust)).await;
    let mut page = stage.page().await;
    page.open("mail").await;
    page.failed(expected).await
}

#[tokio::test]
async fn a_certificate_that_nobody_trusted_has_signed() {
    let other = Authority::new();
    let message = fails(
        &Authority::new(),
        other.acceptor(NAME),
        ErrorCode::CertificateUntrusted,
    )
    .await;
    assert!(
        message.contains(NAME) && message.contains("`ca`"),
        "{message}"
    );
}

#[tokio::test]
async fn a_certificate_for_another_name() {
    let authority = Authority::new();
    let acceptor = authority.acceptor("other.example.test");
    let message = fails(&authority, acceptor, ErrorCode::CertificateName).await;
    assert!(
        message.contains(NAME) && message.contains("other.example.test"),
        "{message}"
    );
}

#[tokio::test]
async fn a_certificate_of_the_year_2000() {
    let authority = Authority::new();
    let message = fails(
        &authority,
        authority.expired(NAME),
        ErrorCode::CertificateExpired,
    )
    .await;
    assert!(message.contains("expired"), "{message}");
}

#[tokio::test]
async fn a_server_that_speaks_in_clear_where_tls_should_begin() {
    let (port, _server) = serve(|mut line| async move {
        line.say("220 you should have said STARTTLS\r\n").await;
        line.hear_rest().await
    })
    .await;
    let stage = Stage::new(trusting(port, Security::Implicit, &Authority::new())).await;
    let mut page = stage.page().await;
    page.open("mail").await;
    let message = page.failed(ErrorCode::TlsFailed).await;
    assert!(message.contains("starttls"), "{message}");
}

#[tokio::test]
async fn a_server_that_hangs_up_during_the_handshake() {
    let (port, _server) = serve(|mut line| async move {
        // The kind of record that begins a handshake, so that the gateway's has come.
        line.hear("\u{16}").await;
    })
    .await;
    let stage = Stage::new(trusting(port, Security::Implicit, &Authority::new())).await;
    let mut page = stage.page().await;
    page.open("mail").await;
    page.failed(ErrorCode::TlsFailed).await;
}

#[tokio::test]
async fn a_server_that_never_answers_the_handshake() {
    let (port, _server) = serve(|mut line| async move { line.hear_rest().await }).await;
    let mut config = config(port, Security::Implicit);
    config.limits.tls = Duration::from_millis(50);
    let stage = Stage::new(config).await;
    let mut page = stage.page().await;
    page.open("mail").await;
    page.failed(ErrorCode::ServerTimeout).await;
}

#[tokio::test]
async fn each_handshake_verifies_anew() {
    let authority = Authority::new();
    let acceptor = authority.acceptor(NAME);
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let stage = Stage::new(trusting(port, Security::Implicit, &authority)).await;
    for _ in 0..2 {
        let mut page = stage.page().await;
        page.open("mail").await;
        let (stream, _) = listener.accept().await.unwrap();
        let mut line = Line(stream).secure(acceptor.clone()).await;
        let kind = line.0.get_ref().1.handshake_kind();
        assert_eq!(kind, Some(HandshakeKind::Full));
        // The gateway has read what it would need to resume.
        line.say("220 inside\r\n").await;
        page.opened().await;
    }
}

#[tokio::test]
async fn a_server_of_the_older_version() {
    let authority = Authority::new();
    let (acceptor, _) = authority.signed(NAME, &[&TLS12]);
    let (port, _server) = serve(|line| async move {
        let mut line = line.secure(acceptor).await;
        line.say("220 inside\r\n").await;
        line.hear_rest().await
    })
    .await;
    let stage = Stage::new(trusting(port, Security::Implicit, &authority)).await;
    let mut page = stage.page().await;
    page.open("mail").await;
    let tls = page.opened().await.tls.unwrap();
    assert_eq!(tls.version, "TLSv1.2");
    assert!(tls.cipher.starts_with("TLS_ECDHE_"), "{}", tls.cipher);
}

#[tokio::test]
async fn an_end_without_close_notify_is_an_end() {
    let authority = Authority::new();
    let acceptor = authority.acceptor(NAME);
    let (port, _server) = serve(|line| async move {
        let mut line = line.secure(acceptor).await;
        line.say("421 not now\r\n").await;
        let mut clear = Line(line.0.into_inner().0);
        clear.end().await;
        clear.hear_rest().await
    })
    .await;
    let stage = Stage::new(trusting(port, Security::Implicit, &authority)).await;
    stage.opened("421 not now\r\n").await.eof().await;
}

#[tokio::test]
async fn the_process_trusts_what_the_system_trusts() {
    let authority = Authority::new();
    let acceptor = authority.acceptor(NAME);
    let (port, _server) = serve(|line| async move {
        let mut line = line.secure(acceptor).await;
        line.say("220 inside\r\n").await;
        line.hear_rest().await
    })
    .await;
    let folder = tempfile::tempdir().unwrap();
    let system = folder.path().join("system.pem");
    std::fs::write(&system, &authority.pem).unwrap();
    let mut command = process::gateway();
    command
        .env("SSL_CERT_FILE", system)
        .env_remove("SSL_CERT_DIR");
    let configuration = format!(
        "[upstream.mail]\nhost = \"127.0.0.1\"\nport = {port}\ntls = \"implicit\"\ntokens = \"none\"\nserver_name = \"{NAME}\"\n"
    );
    let mut gateway = Process::start(command, &configuration).await;
    let mut page = Page::connect(gateway.address, "/tunnel", Some("wsmtp.v1")).await;
    page.open("mail").await;
    page.opened().await;
    page.hear("220 inside\r\n").await;
    page.leave().await;
    gateway.signal("-TERM");
    assert!(gateway.ended().await);
}
