//! SIGTERM: nobody new, time for those who are in, then the last word.

use std::time::Duration;

use tokio::{io::AsyncWriteExt, net::TcpStream};
use wsmtp_tunnel::{ErrorCode, PageMessage, Security};

use crate::support::{
    mailserver::{patient, serve},
    page::Page,
    patiently,
    process::{self, Process},
    stage::{Stage, config},
};

#[tokio::test]
async fn a_mail_in_flight_is_finished() {
    let (port, server) = serve(|mut line| async move {
        line.take_envelope().await;
        line.hear("the end\r\n.\r\n").await;
        line.say("250 queued\r\n").await;
        line.end().await;
        line.hear_rest().await;
    })
    .await;
    let stage = Stage::clear(port).await;
    let mut page = stage.in_content().await;
    let address = stage.address;
    let ended = stage.stop();
    // Nobody new gets in: the listener is closed before sessions are waited for.
    while TcpStream::connect(address).await.is_ok() {
        tokio::task::yield_now().await;
    }
    page.send("the end\r\n.\r\n").await;
    page.hear("250 queued\r\n").await;
    page.eof().await;
    page.say(&PageMessage::Eof).await;
    page.closed().await;
    patiently("the gateway to end", ended).await.unwrap();
    server.await.unwrap();
}

#[tokio::test]
async fn a_session_that_does_not_end_is_told() {
    let mut config = config(patient().await, Security::None);
    config.limits.drain = Duration::from_millis(50);
    let stage = Stage::new(config).await;
    let mut page = stage.opened("220 patient\r\n").await;
    let ended = stage.stop();
    let message = page.failed(ErrorCode::ShuttingDown).await;
    assert!(message.contains("not confirmed"), "{message}");
    drop(page);
    patiently("the gateway to end", ended).await.unwrap();
}

#[tokio::test]
async fn an_idle_gateway_ends_at_once() {
    Stage::clear(patient().await).await.stopped().await;
}

#[tokio::test]
async fn the_process_finishes_sessions_on_one_signal_and_ends_at_the_second() {
    let port = patient().await;
    for (first, second) in [("-TERM", "-INT"), ("-INT", "-INT")] {
        let mut gateway = Process::start(process::gateway(), &process::clear(port)).await;
        let mut page = Page::connect(gateway.address, "/tunnel", Some("wsmtp.v1")).await;
        page.open("mail").await;
        page.opened().await;
        gateway.signal(first);
        gateway.logged("a second signal").await;
        page.hear("220 patient\r\n").await;
        page.send("NOOP\r\n").await;
        page.acked(6).await;
        gateway.signal(second);
        assert!(!gateway.ended().await, "it says that it did not finish");
    }
}

#[tokio::test]
async fn the_process_ends_well_once_sessions_have() {
    let configuration = process::clear(patient().await);
    let mut gateway = Process::start(process::gateway(), &configuration).await;
    let mut page = Page::connect(gateway.address, "/tunnel", Some("wsmtp.v1")).await;
    page.open("mail").await;
    page.opened().await;
    gateway.signal("-TERM");
    gateway.logged("a second signal").await;
    page.leave().await;
    assert!(gateway.ended().await);
}

#[tokio::test]
async fn half_a_request_holds_nobody_up() {
    let mut config = config(patient().await, Security::None);
    config.limits.request = Duration::from_secs(600);
    config.limits.drain = Duration::from_secs(600);
    let stage = Stage::new(config).await;
    let mut half = TcpStream::connect(stage.address).await.unwrap();
    half.write_all(b"GET / HTTP/1.1\r\n").await.unwrap();
    // Accepted after the other, so that one is being read by now.
    stage.opened("220 patient\r\n").await.leave().await;
    stage.stopped().await;
}
