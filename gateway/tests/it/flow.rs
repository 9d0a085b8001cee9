//! The window: who may send how much, and what acks mean.

use wsmtp_tunnel::{ErrorCode, MAX_BINARY, MIN_WINDOW, PageMessage, Security, Window};

use crate::support::{
    authority::Authority,
    mailserver::{Bytes, ENVELOPE, Line, serve, silent},
    patiently,
    stage::{NAME, Stage, config, trusting},
};

/// What a page has sent when the content of its mail begins.
const BEGUN: u64 = ENVELOPE.len() as u64;

fn letters(count: usize) -> Vec<u8> {
    (b'a'..b'x').cycle().take(count).collect()
}

async fn greet_and_collect<S: Bytes>(mut line: Line<S>) -> Vec<u8> {
    line.take_envelope().await;
    line.hear_rest().await
}

/// Sends two megabytes as fast as the window allows, and compares them at the other end.
async fn carries_it_all(stage: &Stage, server: tokio::task::JoinHandle<Vec<u8>>) {
    let mail = letters(2 * 1024 * 1024);
    let mut page = stage.page().await;
    page.open("mail").await;
    let mut window = Window::new(page.opened().await.window);
    page.hear("220 hello\r\n").await;
    window.sent(BEGUN).unwrap();
    page.send_envelope().await;
    for piece in mail.chunks(10_000) {
        while window.available() < piece.len() as u64 {
            window.acked(page.next_ack().await).unwrap();
        }
        window.sent(piece.len() as u64).unwrap();
        page.send(piece).await;
    }
    page.acked(BEGUN + mail.len() as u64).await;
    page.say(&PageMessage::Eof).await;
    let received = patiently("the mail", server).await.unwrap();
    assert!(
        received == mail,
        "{} bytes came, or other ones",
        received.len()
    );
}

#[tokio::test]
async fn a_mail_longer_than_the_window() {
    let (port, server) = serve(greet_and_collect).await;
    carries_it_all(&Stage::clear(port).await, server).await;
}

#[tokio::test]
async fn a_mail_longer_than_the_window_inside_tls() {
    let authority = Authority::new();
    let acceptor = authority.acceptor(NAME);
    let (port, server) =
        serve(|line| async move { greet_and_collect(line.secure(acceptor).await).await }).await;
    let stage = Stage::new(trusting(port, Security::Implicit, &authority)).await;
    carries_it_all(&stage, server).await;
}

#[tokio::test]
async fn more_than_the_window_is_refused() {
    // The server never greets, so nothing is ever taken: the arithmetic is exact.
    let (port, arrived, server) = silent().await;
    let mut config = config(port, Security::None);
    config.limits.window = MIN_WINDOW;
    let stage = Stage::new(config).await;
    let mut page = stage.page().await;
    page.open("mail").await;
    patiently("the connection", arrived).await.unwrap();
    page.send(letters(usize::try_from(MIN_WINDOW).unwrap()))
        .await;
    page.send("x").await;
    let message = page.failed(ErrorCode::WindowExceeded).await;
    assert!(message.contains("room for 0"), "{message}");
    assert_eq!(server.await.unwrap(), b"");
}

#[tokio::test]
async fn a_server_that_does_not_read_cannot_fill_the_gateway() {
    let (port, server) = serve(|mut line| async move {
        line.take_envelope().await;
        // Returned open and unread.
        line
    })
    .await;
    let stage = Stage::clear(port).await;
    let mut page = stage.in_content().await;
    // The sockets' own buffers take some megabytes; then acks stop and the window fills.
    let mut pieces = 0;
    let code = loop {
        if let Some(code) = page.failed_already() {
            break code;
        }
        page.send(letters(16_384)).await;
        pieces += 1;
        assert!(
            pieces < 4096,
            "the gateway took 64 MiB for a server that reads nothing"
        );
    };
    assert_eq!(code, ErrorCode::WindowExceeded);
    drop(server);
}

#[tokio::test]
async fn the_longest_message_and_one_byte_more() {
    let (port, server) = serve(greet_and_collect).await;
    let stage = Stage::clear(port).await;
    let mut page = stage.in_content().await;
    page.send(letters(MAX_BINARY)).await;
    page.acked(BEGUN + MAX_BINARY as u64).await;
    page.send(letters(MAX_BINARY + 1)).await;
    page.failed(ErrorCode::BadMessage).await;
    assert_eq!(server.await.unwrap().len(), MAX_BINARY);
}

#[tokio::test]
async fn empty_messages_do_nothing() {
    let (port, server) = serve(|mut line| async move {
        line.say("220 hello\r\n").await;
        line.hear_rest().await
    })
    .await;
    let stage = Stage::clear(port).await;
    let mut page = stage.opened("220 hello\r\n").await;
    for piece in ["", "NO", "", "OP\r\n", ""] {
        page.send(piece).await;
    }
    page.say(&PageMessage::Eof).await;
    assert_eq!(server.await.unwrap(), b"NOOP\r\n");
}
