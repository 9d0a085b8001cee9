//! STARTTLS in the middle of the dialogue, and every way to smuggle bytes across it.

use tokio::io::AsyncWriteExt;
use wsmtp_tunnel::{ErrorCode, PageMessage, Security};

use crate::support::{
    authority::Authority,
    mailserver::{Line, serve},
    patiently,
    stage::{NAME, Stage, trusting},
};

const EHLO: &str = "250-mail\r\n250 STARTTLS\r\n";

/// The server's part up to its 220, in clear.
async fn agree(line: &mut Line) {
    line.say("220 hello\r\n").await;
    line.hear("EHLO me\r\n").await;
    line.say(EHLO).await;
    line.hear("STARTTLS\r\n").await;
    line.say("220 go ahead\r\n").await;
}

/// The page's part of the same.
async fn agreed(stage: &Stage) -> crate::support::page::Page {
    let mut page = stage.opened("220 hello\r\n").await;
    page.send("EHLO me\r\n").await;
    page.hear(EHLO).await;
    page.send("STARTTLS\r\n").await;
    page.hear("220 go ahead\r\n").await;
    page
}

#[tokio::test]
async fn the_dialogue_goes_on_inside() {
    let authority = Authority::new();
    let acceptor = authority.acceptor(NAME);
    let (port, server) = serve(|mut line| async move {
        agree(&mut line).await;
        let mut line = line.secure(acceptor).await;
        line.hear("EHLO me\r\n").await;
        line.say("250 AUTH PLAIN\r\n").await;
        line.hear_rest().await
    })
    .await;
    let stage = Stage::new(trusting(port, Security::StartTls, &authority)).await;
    let mut page = agreed(&stage).await;
    page.say(&PageMessage::StartTls).await;
    assert_eq!(page.secured().await.certificate.names, [NAME]);
    page.send("EHLO me\r\n").await;
    page.hear("250 AUTH PLAIN\r\n").await;
    assert_eq!(page.acked, 28, "acks go on counting across the upgrade");
    page.say(&PageMessage::Eof).await;
    assert_eq!(server.await.unwrap(), b"");
}

#[tokio::test]
async fn what_the_page_sends_behind_starttls_goes_inside() {
    let authority = Authority::new();
    let acceptor = authority.acceptor(NAME);
    let (port, server) = serve(|mut line| async move {
        agree(&mut line).await;
        let mut line = line.secure(acceptor).await;
        line.hear("EHLO me\r\n").await;
        line.say("250 ok\r\n").await;
    })
    .await;
    let stage = Stage::new(trusting(port, Security::StartTls, &authority)).await;
    let mut page = agreed(&stage).await;
    page.say(&PageMessage::StartTls).await;
    page.send("EHLO me\r\n").await;
    page.secured().await;
    page.hear("250 ok\r\n").await;
    server.await.unwrap();
}

#[tokio::test]
async fn bytes_in_clear_after_the_agreement_are_residue() {
    let authority = Authority::new();
    let (port, _server) = serve(|mut line| async move {
        agree(&mut line).await;
        // The kind of record that begins a handshake: the page can see nothing any more.
        line.hear("\u{16}").await;
        line.say("250 AUTH PLAIN\r\n").await;
        line.hear_rest().await
    })
    .await;
    let stage = Stage::new(trusting(port, Security::StartTls, &authority)).await;
    let mut page = agreed(&stage).await;
    page.say(&PageMessage::StartTls).await;
    let message = page.failed(ErrorCode::TlsResidue).await;
    assert!(message.contains("tampering"), "{message}");
}

#[tokio::test]
async fn bytes_that_came_with_the_agreement_are_the_pages_to_refuse() {
    let authority = Authority::new();
    let (port, _server) = serve(|mut line| async move {
        agree(&mut line).await;
        line.say("250 AUTH PLAIN\r\n").await;
        line.hear_rest().await
    })
    .await;
    let stage = Stage::new(trusting(port, Security::StartTls, &authority)).await;
    // Forwarded as they came and before `starttls`, so nothing is hidden from the page.
    agreed(&stage).await.hear("250 AUTH PLAIN\r\n").await;
}

#[tokio::test]
async fn the_certificate_is_verified_here_too() {
    let authority = Authority::new();
    let acceptor = authority.acceptor("other.example.test");
    let (port, _server) = serve(|mut line| async move {
        agree(&mut line).await;
        let _ = acceptor.accept(line.0).await;
    })
    .await;
    let stage = Stage::new(trusting(port, Security::StartTls, &authority)).await;
    let mut page = agreed(&stage).await;
    page.say(&PageMessage::StartTls).await;
    page.failed(ErrorCode::CertificateName).await;
}

#[tokio::test]
async fn starttls_comes_once() {
    let authority = Authority::new();
    let acceptor = authority.acceptor(NAME);
    let (port, _server) = serve(|mut line| async move {
        agree(&mut line).await;
        let mut line = line.secure(acceptor).await;
        // More than the page takes, so that some is always on its way.
        while line.0.write_all(b"250 inside\r\n").await.is_ok() {}
    })
    .await;
    let stage = Stage::new(trusting(port, Security::StartTls, &authority)).await;
    let mut page = agreed(&stage).await;
    page.say(&PageMessage::StartTls).await;
    page.secured().await;
    page.say(&PageMessage::StartTls).await;
    page.failed(ErrorCode::BadMessage).await;
}

#[tokio::test]
async fn before_tls_the_server_sees_no_password_and_no_mail() {
    let authority = Authority::new();
    for said in [
        "AUTH PLAIN c2VjcmV0\r\n",
        "auth plain c2VjcmV0\r\n",
        "MAIL FROM:<me@example.org>\r\n",
        "NOOP\r\nMAIL FROM:<me@example.org>\r\n",
        "EHLO me\nMAIL FROM:<me@example.org>\r\n",
        "NOOP\rMAIL FROM:<me@example.org>\r\n",
        "RSET\r\n",
        "NOOP\0\r\n",
        " NOOP\r\n",
        "\r\n",
    ] {
        for pieces in [vec![said.as_bytes()], said.as_bytes().chunks(1).collect()] {
            let (port, server) = serve(|mut line| async move {
                line.say("220 hello\r\n").await;
                line.hear_rest().await
            })
            .await;
            let stage = Stage::new(trusting(port, Security::StartTls, &authority)).await;
            let mut page = stage.opened("220 hello\r\n").await;
            for piece in pieces {
                // The page may have been cut off by now.
                let _ = page.try_send(piece).await;
            }
            let message = page.failed(ErrorCode::BadMessage).await;
            assert!(message.contains("starttls"), "{message}");
            let heard = String::from_utf8(server.await.unwrap()).unwrap();
            assert!(
                heard.is_empty() || said.starts_with(&heard) && heard == "NOOP\r\n",
                "{said:?}: {heard:?}"
            );
        }
    }
}

#[tokio::test]
async fn before_tls_a_line_that_does_not_end_is_cut_off() {
    let (port, server) = serve(|mut line| async move {
        line.say("220 hello\r\n").await;
        line.hear_rest().await
    })
    .await;
    let stage = Stage::new(trusting(port, Security::StartTls, &Authority::new())).await;
    let mut page = stage.opened("220 hello\r\n").await;
    page.send([b'x'; 1000]).await;
    page.failed(ErrorCode::BadMessage).await;
    assert_eq!(server.await.unwrap(), b"");
}

#[tokio::test]
async fn before_tls_what_a_page_leaves_behind_is_judged_too() {
    let (port, server) = serve(|mut line| async move {
        line.say("220 hello\r\n").await;
        line.hear_rest().await
    })
    .await;
    let stage = Stage::new(trusting(port, Security::StartTls, &Authority::new())).await;
    let mut page = stage.opened("220 hello\r\n").await;
    page.send("AUTH PLAIN c2VjcmV0").await;
    page.leave().await;
    assert_eq!(patiently("the end", server).await.unwrap(), b"");
}

#[tokio::test]
async fn before_tls_harmless_commands_pass_in_any_pieces() {
    let said = "ehlo me\r\nHELO me\r\nNOOP hi\r\nSTARTTLS\r\n";
    let (port, server) = serve(|mut line| async move {
        line.say("220 hello\r\n").await;
        line.hear_rest().await
    })
    .await;
    let stage = Stage::new(trusting(port, Security::StartTls, &Authority::new())).await;
    let mut page = stage.opened("220 hello\r\n").await;
    for byte in said.as_bytes().chunks(1) {
        page.send(byte).await;
    }
    page.acked(said.len() as u64).await;
    page.say(&PageMessage::Eof).await;
    // The codec writes the verbs.
    let heard = said.replace("ehlo", "EHLO");
    assert_eq!(server.await.unwrap(), heard.as_bytes());
}

#[tokio::test]
async fn bytes_that_the_page_has_not_been_sent_are_residue() {
    let (port, server) = serve(|mut line| async move {
        line.say("220 hello\r\n").await;
        line.hear("STARTTLS\r\n").await;
        // More than the page takes, so that some is always on its way.
        while line.0.write_all(b"220 go ahead\r\n").await.is_ok() {}
    })
    .await;
    let stage = Stage::new(trusting(port, Security::StartTls, &Authority::new())).await;
    let mut page = stage.opened("220 hello\r\n").await;
    page.send("STARTTLS\r\n").await;
    page.acked(10).await;
    page.say(&PageMessage::StartTls).await;
    page.failed(ErrorCode::TlsResidue).await;
    patiently("the server to be left", server).await.unwrap();
}
