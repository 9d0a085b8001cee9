//! Nothing reaches a server that has not greeted like SMTP.

use std::time::Duration;

use wsmtp_tunnel::{ErrorCode, Security};

use crate::support::{
    mailserver::serve,
    stage::{Stage, config},
};

#[tokio::test]
async fn bytes_sent_early_wait_for_the_greeting() {
    let (port, server) = serve(|mut line| async move {
        line.say("220-one ").await;
        line.say("moment\r\n220 ready\r\n").await;
        line.hear("EHLO me\r\n").await;
        line.say("250 ok\r\n").await;
    })
    .await;
    let stage = Stage::clear(port).await;
    let mut page = stage.page().await;
    page.open("mail").await;
    page.send("EHLO ").await;
    page.send("me\r\n").await;
    page.opened().await;
    page.hear("220-one moment\r\n220 ready\r\n250 ok\r\n").await;
    server.await.unwrap();
}

#[tokio::test]
async fn a_refusal_is_a_greeting_that_the_page_must_see() {
    let (port, _server) = serve(|mut line| async move {
        line.say("554 not you\r\n").await;
        line.end().await;
    })
    .await;
    Stage::clear(port)
        .await
        .opened("554 not you\r\n")
        .await
        .eof()
        .await;
}

#[tokio::test]
async fn servers_of_other_protocols_never_see_a_byte() {
    for (greeting, name) in [
        ("HTTP/1.1 400 Bad Request\r\n\r\n", "a web server"),
        ("SSH-2.0-OpenSSH_9.2\r\n", "an SSH server"),
        ("* OK IMAP4rev1\r\n", "an IMAP server"),
        ("+OK ready\r\n", "a POP3 server"),
        ("220 ready\n", "does not greet like a mail server"),
        ("999 ready\r\n", "does not greet like a mail server"),
        ("250 ready\r\n", "does not greet like a mail server"),
        ("354 go on\r\n", "does not greet like a mail server"),
        (
            "220-one\r\n221 two\r\n",
            "does not greet like a mail server",
        ),
    ] {
        let (port, server) = serve(move |mut line| async move {
            line.say(greeting).await;
            line.hear_rest().await
        })
        .await;
        let stage = Stage::clear(port).await;
        let mut page = stage.page().await;
        page.open("mail").await;
        page.send("EHLO me\r\n").await;
        let message = page.failed(ErrorCode::NotSmtp).await;
        assert!(message.contains(name), "{message}");
        assert_eq!(server.await.unwrap(), b"", "{greeting:?}");
    }
}

#[tokio::test]
async fn a_silent_server_is_not_smtp() {
    let (port, server) = serve(|mut line| async move { line.hear_rest().await }).await;
    let mut config = config(port, Security::None);
    config.limits.greeting = Duration::from_millis(50);
    let stage = Stage::new(config).await;
    let mut page = stage.page().await;
    page.open("mail").await;
    page.send("GET / HTTP/1.1\r\n\r\n").await;
    page.failed(ErrorCode::NotSmtp).await;
    assert_eq!(server.await.unwrap(), b"");
}

#[tokio::test]
async fn a_greeting_without_end_is_not_smtp() {
    let (port, _server) = serve(|mut line| async move {
        line.say([b'2'; 5000]).await;
        line.hear_rest().await
    })
    .await;
    let stage = Stage::clear(port).await;
    let mut page = stage.page().await;
    page.open("mail").await;
    page.failed(ErrorCode::NotSmtp).await;
}

#[tokio::test]
async fn a_server_that_hangs_up_before_greeting() {
    let (port, _server) = serve(|mut line| async move { line.end().await }).await;
    let stage = Stage::clear(port).await;
    let mut page = stage.page().await;
    page.open("mail").await;
    let message = page.failed(ErrorCode::ServerClosed).await;
    assert!(message.contains("before it greeted"), "{message}");
}

#[tokio::test]
async fn a_long_greeting_comes_in_messages_no_longer_than_others() {
    let line = format!("220-{}\r\n", "x".repeat(1000));
    let greeting = line.repeat(20) + &line.replace('-', " ");
    let said = greeting.clone();
    let (port, _server) = serve(|mut line| async move {
        line.say(said).await;
        line.hear_rest().await
    })
    .await;
    let stage = Stage::clear(port).await;
    let mut page = stage.opened(&greeting).await;
    assert!(page.longest <= 16 * 1024, "{}", page.longest);
    page.send("QUIT\r\n").await;
    page.acked(6).await;
}
