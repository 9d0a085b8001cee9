//! The raw endpoint: bytes and nothing else, under the same policy.

use std::{sync::Arc, time::Duration};

use futures_util::{SinkExt, StreamExt};
use tokio::{io::AsyncReadExt, sync::oneshot};
use tokio_tungstenite::tungstenite::Message;
use wsmtp_tunnel::{ErrorCode, Security};

use crate::support::{
    authority::Authority,
    mailserver::{nobody, patient, serve},
    page::{Page, refused, request},
    patiently,
    resolver::Down,
    stage::{NAME, Stage, config, trusting},
};

async fn raw(stage: &Stage) -> Page {
    Page::connect(stage.address, "/smtp/mail", Some("binary")).await
}

#[tokio::test]
async fn a_dialogue_of_bytes() {
    let (port, server) = serve(|mut line| async move {
        line.say("220 hello\r\n").await;
        line.hear("QUIT\r\n").await;
        line.say("221 bye\r\n").await;
        line.end().await;
    })
    .await;
    let stage = Stage::clear(port).await;
    let mut page = raw(&stage).await;
    page.hear("220 hello\r\n").await;
    page.send("QUIT\r\n").await;
    page.hear("221 bye\r\n").await;
    page.closed().await;
    server.await.unwrap();
}

#[tokio::test]
async fn a_subprotocol_is_not_needed_but_only_one_is_known() {
    let stage = Stage::clear(patient().await).await;
    Page::connect(stage.address, "/smtp/mail", None)
        .await
        .hear("220 patient\r\n")
        .await;
    assert_eq!(
        refused(request(stage.address, "/smtp/mail", Some("base64"))).await,
        400
    );
}

#[tokio::test]
async fn only_named_upstreams() {
    let stage = Stage::clear(patient().await).await;
    assert_eq!(
        refused(request(stage.address, "/smtp/post", Some("binary"))).await,
        404
    );
}

#[tokio::test]
async fn origins_are_checked_here_too() {
    let stage = Stage::clear(patient().await).await;
    let mut request = request(stage.address, "/smtp/mail", Some("binary"));
    request
        .headers_mut()
        .insert("origin", "https://evil.example".parse().unwrap());
    assert_eq!(refused(request).await, 403);
}

async fn cut(page: &mut Page, code: ErrorCode, words: &str) {
    let reason = page.cut(code).await;
    assert!(reason.contains(words), "{reason}");
}

#[tokio::test]
async fn failures_are_told_in_the_close_frame() {
    let stage = Stage::clear(nobody()).await;
    cut(
        &mut raw(&stage).await,
        ErrorCode::ServerUnreachable,
        "cannot be reached",
    )
    .await;

    let stage = Stage::clear(patient().await).await;
    let mut page = raw(&stage).await;
    page.hear("220 patient\r\n").await;
    page.text("QUIT\r\n").await;
    cut(&mut page, ErrorCode::BadMessage, "binary").await;
}

#[tokio::test]
async fn bytes_wait_for_the_greeting_here_too() {
    let (port, server) = serve(|mut line| async move {
        line.say("HTTP/1.1 400 Bad Request\r\n").await;
        line.hear_rest().await
    })
    .await;
    let stage = Stage::clear(port).await;
    let mut page = raw(&stage).await;
    page.send("EHLO me\r\n").await;
    cut(&mut page, ErrorCode::NotSmtp, "a web server").await;
    assert_eq!(server.await.unwrap(), b"");
}

#[tokio::test]
async fn a_mail_longer_than_anything_held_passes() {
    let mail = vec![b'x'; 3 * 1024 * 1024];
    let (port, server) = serve(|mut line| async move {
        line.take_envelope().await;
        line.hear_rest().await
    })
    .await;
    let stage = Stage::clear(port).await;
    let mut page = raw(&stage).await;
    page.hear("220 hello\r\n").await;
    page.send_envelope().await;
    for piece in mail.chunks(200_000) {
        page.send(piece).await;
    }
    page.leave().await;
    assert_eq!(
        patiently("the mail", server).await.unwrap().len(),
        mail.len()
    );
}

#[tokio::test]
async fn a_page_that_answers_pings_outlives_a_server_that_stalls() {
    // More than the sockets' own buffers on the way can take.
    const MAIL: usize = 32 * 1024 * 1024;
    let (go_on, wait) = oneshot::channel();
    let (port, server) = serve(|mut line| async move {
        line.take_envelope().await;
        wait.await.unwrap();
        line.hear_rest().await
    })
    .await;
    let mut config = config(port, Security::None);
    config.limits.ping = Duration::from_millis(50);
    let stage = Stage::new(config).await;
    let mut page = raw(&stage).await;
    page.hear("220 hello\r\n").await;
    page.send_envelope().await;
    let (mut sink, mut stream) = page.split();
    let sending = tokio::spawn(async move {
        for piece in vec![b'x'; MAIL].chunks(200_000) {
            sink.send(Message::binary(piece.to_vec())).await.unwrap();
        }
        sink
    });
    // More than a page may miss; each is answered by the client's WebSocket.
    for _ in 0..20 {
        let frame = patiently("a ping", stream.next()).await;
        assert!(matches!(frame, Some(Ok(Message::Ping(_)))), "{frame:?}");
    }
    go_on.send(()).unwrap();
    tokio::spawn(async move { while stream.next().await.is_some() {} });
    let mut sink = patiently("the mail to be sent", sending).await.unwrap();
    sink.close().await.unwrap();
    assert_eq!(patiently("the mail", server).await.unwrap().len(), MAIL);
}

#[tokio::test]
async fn the_gateway_speaks_starttls_for_a_client_that_cannot() {
    let authority = Authority::new();
    let acceptor = authority.acceptor(NAME);
    let (port, server) = serve(|mut line| async move {
        line.say("220 hello\r\n").await;
        line.hear("EHLO [127.0.0.1]\r\n").await;
        line.say("250-hello\r\n250 STARTTLS\r\n").await;
        line.hear("STARTTLS\r\n").await;
        line.say("220 go ahead\r\n").await;
        let mut line = line.secure(acceptor).await;
        line.hear("EHLO me\r\n").await;
        line.say("250 inside\r\n").await;
    })
    .await;
    let stage = Stage::new(trusting(port, Security::StartTls, &authority)).await;
    let mut page = raw(&stage).await;
    page.send("EHLO me\r\n").await;
    page.hear("220 hello\r\n250 inside\r\n").await;
    server.await.unwrap();
}

#[tokio::test]
async fn replies_put_behind_the_greeting_are_not_taken_inside() {
    let authority = Authority::new();
    let (port, server) = serve(|mut line| async move {
        // An attacker answers EHLO before it comes, and keeps the server's own answer to himself.
        line.say("220 hello\r\n250-evil.example\r\n250-STARTTLS\r\n250 AUTH=INJECTED\r\n")
            .await;
        line.hear_rest().await
    })
    .await;
    let stage = Stage::new(trusting(port, Security::StartTls, &authority)).await;
    let mut page = raw(&stage).await;
    page.send("EHLO me\r\n").await;
    cut(&mut page, ErrorCode::TlsResidue, "mail server").await;
    assert_eq!(server.await.unwrap(), b"");
}

#[tokio::test]
async fn no_byte_of_the_clients_goes_to_a_server_that_strips_starttls() {
    // As long as one read of the gateway's, so that what follows waits in the socket.
    let long: &'static str = format!("220 {}\r\n250 injected\r\n", "x".repeat(1018)).leak();
    for (ehlo, starttls, code) in [
        ("250 hello\r\n", None, ErrorCode::TlsFailed),
        (
            "250-hello\r\n250 STARTTLS\r\n",
            Some(long),
            ErrorCode::TlsResidue,
        ),
        (
            "250-hello\r\n250 STARTTLS\r\n",
            Some("454 not now\r\n"),
            ErrorCode::TlsFailed,
        ),
        (
            "250-hello\r\n250 STARTTLS\r\n",
            Some("220 go\r\n250 injected\r\n"),
            ErrorCode::TlsResidue,
        ),
    ] {
        let (port, server) = serve(move |mut line| async move {
            line.say("220 hello\r\n").await;
            line.hear("EHLO [127.0.0.1]\r\n").await;
            line.say(ehlo).await;
            if let Some(answer) = starttls {
                line.hear("STARTTLS\r\n").await;
                line.say(answer).await;
            }
            let mut heard = Vec::new();
            // A gateway that leaves bytes unread resets the connection.
            let _ = patiently("the end", line.0.read_to_end(&mut heard)).await;
            heard
        })
        .await;
        let stage = Stage::new(config(port, Security::StartTls)).await;
        let mut page = raw(&stage).await;
        page.send("AUTH PLAIN c2VjcmV0\r\n").await;
        cut(&mut page, code, "mail server").await;
        let heard = String::from_utf8(server.await.unwrap()).unwrap();
        assert!(!heard.contains("AUTH"), "{heard}");
    }
}

#[tokio::test]
async fn what_is_too_long_for_a_close_frame_keeps_its_cause_whole() {
    let mut config = config(nobody(), Security::None);
    let upstream = config.upstreams.get_mut("mail").unwrap();
    upstream.host = "a-name-that-is-rather-long-and-does-not-resolve.invalid".into();
    upstream.cleartext = true;
    let stage = Stage::resolving(config, Arc::new(Down)).await;
    let reason = raw(&stage).await.cut(ErrorCode::NameUnresolved).await;
    assert!(reason.ends_with("does-not-resolve.invalid"), "{reason}");
}

#[tokio::test]
async fn a_message_too_long_is_told_its_own_bound() {
    let stage = Stage::clear(patient().await).await;
    let mut page = raw(&stage).await;
    page.hear("220 patient\r\n").await;
    page.send(vec![b'x'; 262_145]).await;
    cut(&mut page, ErrorCode::BadMessage, "262144").await;
}

#[tokio::test]
async fn tls_from_the_first_byte() {
    let authority = Authority::new();
    let acceptor = authority.acceptor(NAME);
    let (port, server) = serve(|line| async move {
        let mut line = line.secure(acceptor).await;
        line.say("220 inside\r\n").await;
        line.hear("QUIT\r\n").await;
        line.say("221 bye\r\n").await;
        line.end().await;
        // In order: without close_notify this would fail.
        assert_eq!(line.hear_rest().await, b"");
    })
    .await;
    let stage = Stage::new(trusting(port, Security::Implicit, &authority)).await;
    let mut page = raw(&stage).await;
    page.hear("220 inside\r\n").await;
    page.send("QUIT\r\n").await;
    page.hear("221 bye\r\n").await;
    page.closed().await;
    server.await.unwrap();
}
