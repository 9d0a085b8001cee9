//! What ends by itself, and how many there may be.

use std::{process::Command, time::Duration};

use tokio::{
    io::AsyncWriteExt,
    net::{TcpSocket, TcpStream},
};
use wsmtp_tunnel::{ErrorCode, Security};

use crate::support::{
    logs,
    mailserver::{patient, serve},
    page::{Frame, Page, refused, request},
    patiently,
    process::{self, Process},
    stage::{Stage, config},
};

const SHORT: Duration = Duration::from_millis(50);

#[tokio::test]
async fn a_page_that_never_opens() {
    let mut config = config(patient().await, Security::None);
    config.limits.open = SHORT;
    let stage = Stage::new(config).await;
    stage.page().await.failed(ErrorCode::OpenTimeout).await;
}

#[tokio::test]
async fn silence_on_both_sides() {
    let mut config = config(patient().await, Security::None);
    config.limits.idle = SHORT;
    let stage = Stage::new(config).await;
    let mut page = stage.page().await;
    page.open("mail").await;
    page.failed_whenever(ErrorCode::IdleTimeout).await;
}

#[tokio::test]
async fn a_session_without_end() {
    let mut config = config(patient().await, Security::None);
    config.limits.session = SHORT;
    let stage = Stage::new(config).await;
    let mut page = stage.page().await;
    page.open("mail").await;
    page.failed_whenever(ErrorCode::SessionTimeout).await;
}

#[tokio::test]
async fn pings_come_and_a_page_that_answers_stays() {
    let (port, server) = serve(|mut line| async move {
        line.say("220 hello\r\n").await;
        line.hear("NOOP\r\n").await;
        line.say("250 still here\r\n").await;
    })
    .await;
    let mut config = config(port, Security::None);
    config.limits.ping = SHORT;
    let stage = Stage::new(config).await;
    let mut page = stage.opened("220 hello\r\n").await;
    // More than a page may miss; each is answered by the client's WebSocket.
    page.pinged(10).await;
    page.send("NOOP\r\n").await;
    page.hear("250 still here\r\n").await;
    server.await.unwrap();
}

#[tokio::test]
async fn a_page_that_answers_no_ping_is_gone() {
    let (port, server) = serve(|mut line| async move {
        line.say("220 hello\r\n").await;
        line.hear_rest().await
    })
    .await;
    let mut config = config(port, Security::None);
    config.limits.ping = SHORT;
    config.limits.closing = SHORT;
    let stage = Stage::new(config).await;
    let page = stage.opened("220 hello\r\n").await;
    // The page is there and reads nothing, so its WebSocket answers nothing.
    assert_eq!(server.await.unwrap(), b"");
    logs::gone(&page).await;
}

#[tokio::test]
async fn as_many_sessions_as_permitted() {
    let mut config = config(patient().await, Security::None);
    config.limits.sessions = 1;
    let stage = Stage::new(config).await;
    let first = stage.opened("220 patient\r\n").await;
    let message = stage.page().await.failed(ErrorCode::TooManySessions).await;
    assert!(message.contains("try again"), "{message}");
    first.leave().await;
    // The place is free once the server's connection has ended too.
    loop {
        let mut page = stage.page().await;
        page.open("mail").await;
        match page.next().await {
            Frame::Control(wsmtp_tunnel::GatewayMessage::Opened(_)) => return,
            Frame::Control(wsmtp_tunnel::GatewayMessage::Error { code, .. }) => {
                assert_eq!(code, ErrorCode::TooManySessions);
            }
            other => panic!("neither in nor out: {other:?}"),
        }
    }
}

#[tokio::test]
async fn a_gateway_without_file_descriptors_says_so_and_does_not_blame_the_server() {
    let mut command = Command::new("sh");
    command.args(["-c", "ulimit -n 64; exec \"$0\" \"$@\""]);
    command.arg(process::gateway().get_program());
    let limits = "[limits]\nopen = 600\nrequest = 600\n";
    let configuration = process::clear(patient().await) + limits;
    let gateway = Process::start(command, &configuration).await;
    let mut page = Page::connect(gateway.address, "/tunnel", Some("wsmtp.v1")).await;
    let mut idle = Vec::new();
    for _ in 0..64 {
        idle.push(TcpStream::connect(gateway.address).await.unwrap());
    }
    gateway.logged("fewer file descriptors than").await;
    gateway.logged("cannot accept a connection").await;
    page.open("mail").await;
    let message = page.failed(ErrorCode::Internal).await;
    assert!(message.contains("file descriptors"), "{message}");
}

#[tokio::test]
async fn a_low_soft_limit_of_file_descriptors_is_raised() {
    let mut command = Command::new("sh");
    command.args(["-c", "ulimit -S -n 64; exec \"$0\" \"$@\""]);
    command.arg(process::gateway().get_program());
    let gateway = Process::start(command, &process::clear(patient().await)).await;
    let mut idle = Vec::new();
    for _ in 0..100 {
        idle.push(TcpStream::connect(gateway.address).await.unwrap());
    }
    let mut page = Page::connect(gateway.address, "/tunnel", Some("wsmtp.v1")).await;
    page.open("mail").await;
    page.opened().await;
}

#[tokio::test]
async fn empty_messages_are_silence() {
    let mut config = config(patient().await, Security::None);
    config.limits.idle = SHORT;
    let stage = Stage::new(config).await;
    let mut page = stage.page().await;
    page.open("mail").await;
    let code = patiently("the end", async {
        loop {
            if let Some(code) = page.failed_already() {
                return code;
            }
            let _ = page.try_send("").await;
            tokio::task::yield_now().await;
        }
    });
    assert_eq!(code.await, ErrorCode::IdleTimeout);
}

#[tokio::test]
async fn a_page_that_takes_nothing_is_gone() {
    let (port, server) = serve(|mut line| async move {
        line.say("220 hello\r\n").await;
        line.hear("NOOP\r\n").await;
        let replies = "250 and more\r\n".repeat(4096);
        // Until the gateway has closed.
        while line.0.write_all(replies.as_bytes()).await.is_ok() {}
    })
    .await;
    let mut config = config(port, Security::None);
    config.limits.ping = SHORT;
    config.limits.closing = SHORT;
    let stage = Stage::new(config).await;
    let mut page = stage.opened("220 hello\r\n").await;
    page.send("NOOP\r\n").await;
    patiently("the server to be left", server).await.unwrap();
    logs::gone(&page).await;
}

#[tokio::test]
async fn who_cannot_even_be_told_gets_a_503() {
    let mut config = config(patient().await, Security::None);
    config.limits.sessions = 1;
    config.limits.closing = Duration::from_secs(600);
    let stage = Stage::new(config).await;
    let mut pages = vec![stage.opened("220 patient\r\n").await];
    // Each holds its place until it has read why it got none.
    for _ in 0..32 {
        pages.push(stage.page().await);
    }
    let request = request(stage.address, "/tunnel", Some("wsmtp.v1"));
    assert_eq!(refused(request).await, 503);
}

#[tokio::test]
async fn a_server_that_never_accepts() {
    // A queue for one connection; the system drops what comes when it is full.
    let socket = TcpSocket::new_v4().unwrap();
    socket.bind("127.0.0.1:0".parse().unwrap()).unwrap();
    let listener = socket.listen(0).unwrap();
    let address = listener.local_addr().unwrap();
    let waiting: Vec<_> = (0..8)
        .map(|_| tokio::spawn(TcpStream::connect(address)))
        .collect();
    let mut config = config(address.port(), Security::None);
    config.limits.connect = SHORT;
    let stage = Stage::new(config).await;
    let mut page = stage.page().await;
    page.open("mail").await;
    page.failed(ErrorCode::ServerTimeout).await;
    drop(waiting);
}

#[tokio::test]
async fn a_server_that_does_not_end_is_left() {
    let (port, server) = serve(|mut line| async move {
        line.say("220 hello\r\n").await;
        // Until the gateway has closed.
        while line.0.write_all(b"still here\r\n").await.is_ok() {}
    })
    .await;
    let mut config = config(port, Security::None);
    config.limits.closing = SHORT;
    let stage = Stage::new(config).await;
    stage.opened("220 hello\r\n").await.leave().await;
    patiently("the server to be left", server).await.unwrap();
}
