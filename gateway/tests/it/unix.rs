//! Servers behind a Unix socket.

use std::path::{Path, PathBuf};

use tempfile::TempDir;
use tokio::{net::UnixListener, task::JoinHandle};
use wsmtp_gateway::Config;
use wsmtp_tunnel::{ErrorCode, PageMessage, Security};

use crate::support::{
    authority::Authority,
    mailserver::Line,
    page::Page,
    patiently,
    stage::{NAME, Stage, config, trusting},
};

/// Serves one connection on a socket of its own.
fn serve<F, T>(
    script: impl FnOnce(Line<tokio::net::UnixStream>) -> F + Send + 'static,
) -> (TempDir, PathBuf, JoinHandle<T>)
where
    F: Future<Output = T> + Send,
    T: Send + 'static,
{
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("mail.sock");
    let listener = UnixListener::bind(&path).unwrap();
    let task = tokio::spawn(async move {
        let (stream, _) = listener.accept().await.unwrap();
        script(Line(stream)).await
    });
    (folder, path, task)
}

fn at(path: &Path, mut config: Config) -> Config {
    let upstream = config.upstreams.get_mut("mail").unwrap();
    upstream.socket = Some(path.to_owned());
    upstream.host.clear();
    upstream.port = 0;
    config
}

#[tokio::test]
async fn a_dialogue_in_clear() {
    let (_folder, path, server) = serve(|mut line| async move {
        line.say("220 hello\r\n").await;
        line.hear("QUIT\r\n").await;
        line.say("221 bye\r\n").await;
        line.end().await;
        line.hear_rest().await
    });
    let stage = Stage::new(at(&path, config(0, Security::None))).await;
    let mut page = stage.page().await;
    page.open("mail").await;
    assert_eq!(page.opened().await.peer, "unix");
    page.hear("220 hello\r\n").await;
    page.send("QUIT\r\n").await;
    page.hear("221 bye\r\n").await;
    page.end_in_order().await;
    assert_eq!(server.await.unwrap(), b"");
}

#[tokio::test]
async fn tls_inside_a_socket() {
    let authority = Authority::new();
    let acceptor = authority.acceptor(NAME);
    let (_folder, path, _server) = serve(|line| async move {
        let mut line = Line(acceptor.accept(line.0).await.unwrap());
        line.say("220 inside\r\n").await;
        line.hear_rest().await
    });
    let stage = Stage::new(at(&path, trusting(0, Security::Implicit, &authority))).await;
    let mut page = stage.page().await;
    page.open("mail").await;
    assert_eq!(page.opened().await.tls.unwrap().certificate.names, [NAME]);
    page.hear("220 inside\r\n").await;
}

#[tokio::test]
async fn starttls_inside_a_socket_for_a_page_and_for_a_client_of_bytes() {
    let authority = Authority::new();
    for is_raw in [false, true] {
        let acceptor = authority.acceptor(NAME);
        let hello = if is_raw {
            "EHLO [127.0.0.1]\r\n"
        } else {
            "EHLO me\r\n"
        };
        let (_folder, path, server) = serve(move |mut line| async move {
            line.say("220 hello\r\n").await;
            line.hear(hello).await;
            line.say("250-mail\r\n250 STARTTLS\r\n").await;
            line.hear("STARTTLS\r\n").await;
            line.say("220 go ahead\r\n").await;
            let mut line = Line(acceptor.accept(line.0).await.unwrap());
            line.hear("NOOP\r\n").await;
        });
        let stage = Stage::new(at(&path, trusting(0, Security::StartTls, &authority))).await;
        let mut page = if is_raw {
            let mut page = Page::connect(stage.address, "/smtp/mail", Some("binary")).await;
            page.hear("220 hello\r\n").await;
            page
        } else {
            let mut page = stage.opened("220 hello\r\n").await;
            page.send("EHLO me\r\n").await;
            page.hear("250-mail\r\n250 STARTTLS\r\n").await;
            page.send("STARTTLS\r\n").await;
            page.hear("220 go ahead\r\n").await;
            page.say(&PageMessage::StartTls).await;
            page.secured().await;
            page
        };
        page.send("NOOP\r\n").await;
        patiently("the server", server).await.unwrap();
    }
}

#[tokio::test]
async fn bytes_in_clear_after_the_agreement_are_residue_here_too() {
    let authority = Authority::new();
    let (_folder, path, _server) = serve(|mut line| async move {
        line.say("220 hello\r\n").await;
        line.hear("STARTTLS\r\n").await;
        // More than the page takes, so that some is always on its way.
        while tokio::io::AsyncWriteExt::write_all(&mut line.0, b"220 go ahead\r\n")
            .await
            .is_ok()
        {}
    });
    let stage = Stage::new(at(&path, trusting(0, Security::StartTls, &authority))).await;
    let mut page = stage.opened("220 hello\r\n").await;
    page.send("STARTTLS\r\n").await;
    page.acked(10).await;
    page.say(&PageMessage::StartTls).await;
    page.failed(ErrorCode::TlsResidue).await;
}

#[tokio::test]
async fn a_socket_where_nobody_listens() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("nobody.sock");
    let stage = Stage::new(at(&path, config(0, Security::None))).await;
    let mut page = stage.page().await;
    page.open("mail").await;
    let message = page.failed(ErrorCode::ServerUnreachable).await;
    assert!(
        message.contains("its Unix socket") && !message.contains("nobody.sock"),
        "{message}"
    );
}
