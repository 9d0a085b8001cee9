//! One side ends, and the other still gets what was under way.

use std::time::Duration;

use futures_util::{SinkExt, StreamExt};
use tokio::sync::oneshot;
use tokio_tungstenite::tungstenite::Message;
use wsmtp_tunnel::{ErrorCode, PageMessage, Security};

use crate::support::{
    authority::Authority,
    mailserver::{Line, serve, silent},
    patiently,
    stage::{NAME, Stage, config, trusting},
};

#[tokio::test]
async fn the_page_ends_first_and_still_hears_the_answer() {
    let (port, server) = serve(|mut line| async move {
        line.say("220 hello\r\n").await;
        let said = line.hear_rest().await;
        line.say("221 bye\r\n").await;
        said
    })
    .await;
    let stage = Stage::clear(port).await;
    let mut page = stage.opened("220 hello\r\n").await;
    page.send("QUIT\r\n").await;
    page.say(&PageMessage::Eof).await;
    page.hear("221 bye\r\n").await;
    page.eof().await;
    page.closed().await;
    assert_eq!(server.await.unwrap(), b"QUIT\r\n");
}

#[tokio::test]
async fn the_server_ends_first_and_still_hears_the_page() {
    let (port, server) = serve(|mut line| async move {
        line.say("220 hello\r\n").await;
        line.end().await;
        line.hear_rest().await
    })
    .await;
    let stage = Stage::clear(port).await;
    let mut page = stage.opened("220 hello\r\n").await;
    page.eof().await;
    page.send("NOOP late\r\n").await;
    page.say(&PageMessage::Eof).await;
    page.closed().await;
    assert_eq!(page.acked, 11, "the last ack comes before the close");
    assert_eq!(server.await.unwrap(), b"NOOP late\r\n");
}

#[tokio::test]
async fn what_a_page_leaves_behind_reaches_the_server() {
    let (port, server) = serve(|mut line| async move {
        line.take_envelope().await;
        line.hear_rest().await
    })
    .await;
    let stage = Stage::clear(port).await;
    let mut page = stage.in_content().await;
    page.send(vec![b'x'; 60_000]).await;
    page.leave().await;
    assert_eq!(patiently("the rest", server).await.unwrap().len(), 60_000);
}

#[tokio::test]
async fn a_page_that_leaves_before_the_greeting_leaves_nothing() {
    let (port, arrived, server) = silent().await;
    let stage = Stage::clear(port).await;
    let mut page = stage.page().await;
    page.open("mail").await;
    page.send("EHLO me\r\n").await;
    patiently("the connection", arrived).await.unwrap();
    page.leave().await;
    assert_eq!(patiently("the end", server).await.unwrap(), b"");
}

#[tokio::test]
async fn a_server_that_breaks_off_in_the_middle_of_a_mail() {
    let (port, server) = serve(|mut line| async move {
        line.take_envelope().await;
        line.hear("half a ma").await;
        line.reset();
    })
    .await;
    let stage = Stage::clear(port).await;
    let mut page = stage.in_content().await;
    page.send("half a ma").await;
    server.await.unwrap();
    let message = page.failed(ErrorCode::ServerClosed).await;
    assert!(message.contains("not confirmed"), "{message}");
}

#[tokio::test]
async fn a_server_that_gives_its_reason_and_closes_in_the_middle_of_a_mail() {
    let (port, server) = serve(|mut line| async move {
        line.take_envelope().await;
        line.hear("half a ma").await;
        line.say("421 no more today\r\n").await;
    })
    .await;
    let stage = Stage::clear(port).await;
    let mut page = stage.in_content().await;
    page.send("half a ma").await;
    page.hear("421 no more today\r\n").await;
    page.eof().await;
    server.await.unwrap();
    // A page that goes on regardless learns that nobody takes its bytes.
    let message = loop {
        if let Some(code) = page.failed_already() {
            break code;
        }
        page.send("il").await;
        tokio::task::yield_now().await;
    };
    assert_eq!(message, ErrorCode::ServerClosed);
}

#[tokio::test]
async fn what_a_page_sent_before_it_broke_off_reaches_the_server() {
    let (port, server) = serve(|mut line| async move {
        line.take_envelope().await;
        line.hear_rest().await
    })
    .await;
    let stage = Stage::clear(port).await;
    let mut page = stage.in_content().await;
    for _ in 0..40 {
        page.send([b'x'; 1000]).await;
    }
    // No close frame, and acks that nobody reads.
    drop(page);
    assert_eq!(patiently("the rest", server).await.unwrap().len(), 40_000);
}

#[tokio::test]
async fn a_page_that_leaves_is_answered_before_the_server_has_ended() {
    let (go_on, wait) = oneshot::channel::<()>();
    let (port, server) = serve(|mut line| async move {
        line.say("220 hello\r\n").await;
        wait.await.unwrap();
        line.hear_rest().await
    })
    .await;
    let mut config = config(port, Security::None);
    config.limits.closing = Duration::from_secs(600);
    let stage = Stage::new(config).await;
    let page = stage.opened("220 hello\r\n").await;
    let (mut sink, mut stream) = page.split();
    sink.send(Message::Close(None)).await.unwrap();
    let answer = patiently("the answer", stream.next()).await;
    assert!(matches!(answer, Some(Ok(Message::Close(_)))), "{answer:?}");
    go_on.send(()).unwrap();
    assert_eq!(server.await.unwrap(), b"");
}

#[tokio::test]
async fn an_end_behind_the_servers_own_is_no_failure() {
    let authority = Authority::new();
    let acceptor = authority.acceptor(NAME);
    let (port, server) = serve(|line| async move {
        let mut line = line.secure(acceptor).await;
        line.say("220 hello\r\n").await;
        line.hear("QUIT\r\n").await;
        line.say("221 bye\r\n").await;
        // Without close_notify, and closed both ways: the gateway's own meets a reset.
        Line(line.0.into_inner().0).reset();
    })
    .await;
    let stage = Stage::new(trusting(port, Security::Implicit, &authority)).await;
    let mut page = stage.opened("220 hello\r\n").await;
    page.send("QUIT\r\n").await;
    page.say(&PageMessage::Eof).await;
    server.await.unwrap();
    page.hear("221 bye\r\n").await;
    page.eof().await;
    page.closed().await;
}
