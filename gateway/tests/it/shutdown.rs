//! SIGTERM: nobody new, time for the mails that are under way, then the last word.

use std::time::Duration;

use tokio::{io::AsyncWriteExt, net::TcpStream};
use wsmtp_tunnel::{ErrorCode, Security};

use crate::support::{
    mailserver::{ENVELOPE, patient, serve, serve_all, silent},
    page::Page,
    patiently,
    process::{self, Process},
    stage::{Stage, config},
};

/// Longer than any test waits.
const LONG: Duration = Duration::from_secs(600);

/// What a page is told when its session ends while it rests.
const GOODBYE: &str = "421 4.3.2 gateway: shutting down; connect again\r\n";

/// A gateway that gives mails under way far longer than a test has.
async fn unhurried(port: u16) -> Stage {
    let mut config = config(port, Security::None);
    config.limits.drain = LONG;
    Stage::new(config).await
}

/// The page is told that it may come again.
async fn sent_away(page: &mut Page) {
    page.hear(GOODBYE).await;
    let message = page.failed(ErrorCode::ShuttingDown).await;
    assert!(message.contains("connect again"), "{message}");
}

#[tokio::test]
async fn a_session_that_is_kept_for_the_next_mail_ends_at_once() {
    let (port, server) = serve(|mut line| async move {
        line.take_envelope().await;
        line.hear("hello\r\n.\r\n").await;
        line.say("250 queued\r\n").await;
        line.hear_rest().await
    })
    .await;
    let stage = unhurried(port).await;
    let mut page = stage.in_content().await;
    page.send("hello\r\n.\r\n").await;
    page.hear("250 queued\r\n").await;
    let ended = stage.stop();
    sent_away(&mut page).await;
    patiently("the gateway to end", ended).await.unwrap();
    assert_eq!(server.await.unwrap(), b"");
}

#[tokio::test]
async fn so_does_one_in_which_nobody_has_said_a_whole_command() {
    let stage = unhurried(patient().await).await;
    let mut page = stage.opened("220 patient\r\n").await;
    page.send("MAIL FROM:<ada@exam").await;
    let ended = stage.stop();
    sent_away(&mut page).await;
    patiently("the gateway to end", ended).await.unwrap();
}

#[tokio::test]
async fn so_does_one_that_has_not_begun() {
    for opens in [false, true] {
        let (port, arrived, server) = silent().await;
        let stage = unhurried(port).await;
        let mut page = stage.page().await;
        if opens {
            page.open("mail").await;
            arrived.await.unwrap();
        }
        let ended = stage.stop();
        let message = page.failed(ErrorCode::ShuttingDown).await;
        assert!(message.contains("connect again"), "{message}");
        patiently("the gateway to end", ended).await.unwrap();
        server.abort();
    }
}

#[tokio::test]
async fn a_raw_client_hears_it_too() {
    let stage = unhurried(patient().await).await;
    let mut page = Page::connect(stage.address, "/smtp/mail", None).await;
    page.hear("220 patient\r\n").await;
    let ended = stage.stop();
    page.hear(GOODBYE).await;
    let reason = page.cut(ErrorCode::ShuttingDown).await;
    assert!(reason.contains("connect again"), "{reason}");
    patiently("the gateway to end", ended).await.unwrap();
}

#[tokio::test]
async fn a_mail_under_way_is_finished_and_the_next_does_not_begin() {
    let (port, server) = serve(|mut line| async move {
        line.take_envelope().await;
        line.hear("the end\r\n.\r\n").await;
        line.say("250 queued\r\n").await;
        line.hear_rest().await
    })
    .await;
    let stage = unhurried(port).await;
    let mut page = stage.in_content().await;
    let address = stage.address;
    let ended = stage.stop();
    // Nobody new gets in: the listener is closed before sessions are waited for.
    while TcpStream::connect(address).await.is_ok() {
        tokio::task::yield_now().await;
    }
    page.send("the end\r\n.\r\n").await;
    page.send(ENVELOPE).await;
    page.hear("250 queued\r\n").await;
    sent_away(&mut page).await;
    patiently("the gateway to end", ended).await.unwrap();
    assert_eq!(server.await.unwrap(), b"");
}

#[tokio::test]
async fn who_takes_leave_behind_the_mail_ends_in_order() {
    let (port, server) = serve(|mut line| async move {
        line.take_envelope().await;
        line.hear("the end\r\n.\r\nQUIT\r\n").await;
        line.say("250 queued\r\n221 bye\r\n").await;
        line.end().await;
        line.hear_rest().await;
    })
    .await;
    let stage = unhurried(port).await;
    let mut page = stage.in_content().await;
    let ended = stage.stop();
    page.send("the end\r\n.\r\nQUIT\r\n").await;
    page.hear("250 queued\r\n221 bye\r\n").await;
    page.end_in_order().await;
    patiently("the gateway to end", ended).await.unwrap();
    server.await.unwrap();
}

#[tokio::test]
async fn a_mail_that_does_not_end_has_its_time() {
    let (port, server) = serve(|mut line| async move {
        line.take_envelope().await;
        line.hear_rest().await
    })
    .await;
    let mut config = config(port, Security::None);
    config.limits.drain = Duration::from_millis(50);
    let stage = Stage::new(config).await;
    let mut page = stage.in_content().await;
    let ended = stage.stop();
    let message = page.failed(ErrorCode::ShuttingDown).await;
    assert!(message.contains("not confirmed"), "{message}");
    drop(page);
    patiently("the gateway to end", ended).await.unwrap();
    assert_eq!(server.await.unwrap(), b"");
}

#[tokio::test]
async fn an_idle_gateway_ends_at_once() {
    Stage::clear(patient().await).await.stopped().await;
}

/// A gateway with a long time for mails, and a page in the middle of one.
async fn halfway() -> (Process, Page) {
    let port = serve_all(|mut line| async move {
        line.take_envelope().await;
        line.hear("the end\r\n.\r\n").await;
        line.say("250 queued\r\n").await;
        line.hear_rest().await;
    })
    .await;
    let configuration = format!("{}\n[limits]\ndrain = 600\n", process::clear(port));
    let gateway = Process::start(process::gateway(), &configuration).await;
    let mut page = Page::connect(gateway.address, "/tunnel", Some("wsmtp.v1")).await;
    page.open("mail").await;
    page.opened().await;
    page.hear("220 hello\r\n").await;
    page.send_envelope().await;
    (gateway, page)
}

#[tokio::test]
async fn the_process_finishes_mails_on_one_signal() {
    for signal in ["-TERM", "-INT"] {
        let (mut gateway, mut page) = halfway().await;
        gateway.signal(signal);
        gateway.logged("a second signal").await;
        page.send("the end\r\n.\r\n").await;
        page.hear("250 queued\r\n").await;
        sent_away(&mut page).await;
        assert!(gateway.ended().await);
    }
}

#[tokio::test]
async fn the_process_ends_at_the_second_signal() {
    for (first, second) in [("-TERM", "-INT"), ("-INT", "-INT")] {
        let (mut gateway, page) = halfway().await;
        gateway.signal(first);
        gateway.logged("a second signal").await;
        gateway.signal(second);
        assert!(!gateway.ended().await, "it says that it did not finish");
        drop(page);
    }
}

#[tokio::test]
async fn the_process_ends_well_although_pages_keep_their_sessions() {
    let (mut gateway, mut page) = halfway().await;
    page.send("the end\r\n.\r\n").await;
    page.hear("250 queued\r\n").await;
    gateway.signal("-TERM");
    sent_away(&mut page).await;
    assert!(gateway.ended().await);
}

#[tokio::test]
async fn half_a_request_holds_nobody_up() {
    let mut config = config(patient().await, Security::None);
    config.limits.request = LONG;
    config.limits.drain = LONG;
    let stage = Stage::new(config).await;
    let mut half = TcpStream::connect(stage.address).await.unwrap();
    half.write_all(b"GET / HTTP/1.1\r\n").await.unwrap();
    // Accepted after the other, so that one is being read by now.
    stage.opened("220 patient\r\n").await.leave().await;
    stage.stopped().await;
}
