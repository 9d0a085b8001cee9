//! How much one address and one session may have.
//!
//! Pages here come through a listed proxy, because on this machine no limit by address holds.

use std::time::Duration;

use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpStream,
};
use tokio_tungstenite::tungstenite::http::Request;
use wsmtp_gateway::{
    Config,
    config::{Forwarding, Proxies},
};
use wsmtp_tunnel::{ErrorCode, GatewayMessage, Security};

use crate::support::{
    http::{exchange, get, websocket},
    logs,
    mailserver::{patient, serve, serve_all},
    page::{Frame, Page, refused, request},
    patiently,
    stage::{Stage, config},
    tokens::{self, Site, wish},
};

async fn behind(by: Forwarding) -> Config {
    let mut config = config(patient().await, Security::None);
    let from = vec!["127.0.0.1".to_owned()];
    config.proxies = Some(Proxies { from, by });
    config
}

fn of(stage: &Stage, address: &str, path: &str, protocol: &str) -> Request<()> {
    let mut request = request(stage.address, path, Some(protocol));
    let address = address.parse().unwrap();
    request.headers_mut().insert("x-forwarded-for", address);
    request
}

/// A page that comes from this address.
async fn page(stage: &Stage, address: &str) -> Page {
    Page::with(of(stage, address, "/tunnel", "wsmtp.v1")).await
}

async fn opened(stage: &Stage, address: &str) -> Page {
    let mut page = page(stage, address).await;
    page.open("mail").await;
    page.opened().await;
    page
}

#[tokio::test]
async fn sessions_of_one_address_and_of_64_bits_of_one() {
    let mut config = behind(Forwarding::XForwardedFor).await;
    config.limits.sessions_per_address = 1;
    let stage = Stage::new(config).await;
    let _first = opened(&stage, "192.0.2.7").await;
    let message = page(&stage, "192.0.2.7")
        .await
        .failed(ErrorCode::TooManySessions)
        .await;
    assert!(
        message.contains("this address already has the 1 "),
        "{message}"
    );
    opened(&stage, "192.0.2.8").await;

    let _first = opened(&stage, "2001:db8:1:2::1").await;
    let mut neighbour = page(&stage, "2001:db8:1:2:ffff::9").await;
    neighbour.failed(ErrorCode::TooManySessions).await;
    opened(&stage, "2001:db8:1:3::1").await;
}

/// A customer with 48 bits of addresses has 65,536 networks of 64 bits.
#[tokio::test]
async fn sessions_of_48_bits_of_an_address() {
    let mut config = behind(Forwarding::XForwardedFor).await;
    config.limits.sessions_per_address = 1;
    let stage = Stage::new(config).await;
    let mut site = Vec::new();
    for network in 1..=4 {
        site.push(opened(&stage, &format!("2001:db8:1:{network}::1")).await);
    }
    let mut fifth = page(&stage, "2001:db8:1:5::1").await;
    let message = fifth.failed(ErrorCode::TooManySessions).await;
    assert!(
        message.contains("this network already has the 4 "),
        "{message}"
    );
    opened(&stage, "2001:db8:2:1::1").await;
    site.pop();
    patiently("the place", async {
        loop {
            let mut fifth = page(&stage, "2001:db8:1:5::1").await;
            fifth.open("mail").await;
            if matches!(
                fifth.next().await,
                Frame::Control(GatewayMessage::Opened(_))
            ) {
                return;
            }
        }
    })
    .await;
}

/// A server that knows no password but `b`, for as many sessions as come.
async fn strict() -> u16 {
    serve_all(|mut line| async move {
        line.say("220 strict\r\n").await;
        loop {
            line.hear("AUTH PLAIN\r\n").await;
            line.say("334 \r\n").await;
            let mut response = [0; 10];
            line.0.read_exact(&mut response).await.unwrap();
            let is_right = &response == b"AGEAYg==\r\n";
            let reply = if is_right {
                "235 in\r\n"
            } else {
                "535 5.7.8 wrong\r\n"
            };
            line.say(reply).await;
        }
    })
    .await
}

const RIGHT: &str = "AGEAYg==\r\n";
const WRONG: &str = "AGEAYw==\r\n";

async fn two_sign_ins() -> Config {
    let mut config = behind(Forwarding::XForwardedFor).await;
    config.upstreams.get_mut("mail").unwrap().port = strict().await;
    config.limits.sign_ins = 2;
    config
}

async fn greeted(stage: &Stage, address: &str) -> Page {
    let mut page = opened(stage, address).await;
    page.reply(220).await;
    page
}

async fn sign_in(page: &mut Page, response: &str, code: u16) {
    page.ask("AUTH PLAIN\r\n", 334).await;
    page.ask(response, code).await;
}

#[tokio::test]
async fn sign_ins_of_one_address_that_the_server_refuses() {
    let stage = Stage::new(two_sign_ins().await).await;
    let mut first = greeted(&stage, "192.0.2.7").await;
    for _ in 0..5 {
        sign_in(&mut first, RIGHT, 235).await;
    }
    sign_in(&mut first, WRONG, 535).await;
    sign_in(&mut first, WRONG, 535).await;
    first.ask("AUTH PLAIN\r\n", 454).await;
    let mut second = greeted(&stage, "192.0.2.7").await;
    second.ask("AUTH PLAIN\r\n", 454).await;
    let mut neighbour = greeted(&stage, "192.0.2.8").await;
    sign_in(&mut neighbour, WRONG, 535).await;
    let logs = logs::text();
    let lines = logs
        .lines()
        .filter(|line| line.contains("refused a sign-in"));
    let theirs = lines.filter(|line| line.contains("client=192.0.2.7 "));
    assert_eq!(theirs.count(), 2, "{logs}");
}

/// Each asks while none has been refused.
#[tokio::test]
async fn sign_ins_that_are_under_way_together_count() {
    let stage = Stage::new(two_sign_ins().await).await;
    let mut first = greeted(&stage, "192.0.2.9").await;
    let mut second = greeted(&stage, "192.0.2.9").await;
    let mut third = greeted(&stage, "192.0.2.9").await;
    first.ask("AUTH PLAIN\r\n", 334).await;
    second.ask("AUTH PLAIN\r\n", 334).await;
    third.ask("AUTH PLAIN\r\n", 454).await;
    first.ask(RIGHT, 235).await;
    third.ask("AUTH PLAIN\r\n", 334).await;
    second.ask(WRONG, 535).await;
    third.ask(WRONG, 535).await;
    first.ask("AUTH PLAIN\r\n", 454).await;
}

/// Somebody's mistakes at one server keep nobody from another.
#[tokio::test]
async fn refused_sign_ins_count_by_server() {
    let mut config = two_sign_ins().await;
    let other = config.upstreams["mail"].clone();
    config.upstreams.insert("other".into(), other);
    let stage = Stage::new(config).await;
    let mut here = greeted(&stage, "192.0.2.10").await;
    sign_in(&mut here, WRONG, 535).await;
    sign_in(&mut here, WRONG, 535).await;
    here.ask("AUTH PLAIN\r\n", 454).await;
    let mut there = page(&stage, "192.0.2.10").await;
    there.open("other").await;
    there.opened().await;
    there.reply(220).await;
    sign_in(&mut there, RIGHT, 235).await;
}

#[tokio::test]
async fn a_new_limit_holds_for_the_counts_as_they_are() {
    let mut config = behind(Forwarding::XForwardedFor).await;
    config.limits.sessions_per_address = 1;
    let stage = Stage::new(config.clone()).await;
    let first = opened(&stage, "192.0.2.7").await;
    config.limits.sessions_per_address = 2;
    stage.gateway.reload(&config).unwrap();
    let second = opened(&stage, "192.0.2.7").await;
    page(&stage, "192.0.2.7")
        .await
        .failed(ErrorCode::TooManySessions)
        .await;
    config.limits.sessions = 2;
    stage.gateway.reload(&config).unwrap();
    let message = page(&stage, "192.0.2.8")
        .await
        .failed(ErrorCode::TooManySessions)
        .await;
    assert!(
        message.contains("this gateway already has the 2 "),
        "{message}"
    );
    drop((first, second));
}

#[tokio::test]
async fn opens_of_one_address() {
    let mut config = behind(Forwarding::XForwardedFor).await;
    config.limits.opens = 2;
    let stage = Stage::new(config).await;
    opened(&stage, "192.0.2.7").await.leave().await;
    opened(&stage, "192.0.2.7").await.leave().await;
    let mut third = page(&stage, "192.0.2.7").await;
    let message = third.failed(ErrorCode::TooManyOpens).await;
    assert!(message.contains("try again in "), "{message}");
    opened(&stage, "192.0.2.8").await;

    let raw = of(&stage, "192.0.2.7", "/smtp/mail", "binary");
    assert_eq!(refused(raw).await, 429);
    let head = websocket("/smtp/mail", "x-forwarded-for: 192.0.2.7\r\n");
    let answer = exchange(stage.address, &head).await;
    assert_eq!(answer.status, 429);
    let retry = answer
        .head
        .lines()
        .find_map(|line| line.strip_prefix("retry-after: "));
    let seconds: u32 = retry.unwrap().parse().unwrap();
    assert!((1..=30).contains(&seconds), "{seconds}");
}

#[tokio::test]
async fn this_machine_is_under_no_limit_of_addresses() {
    let mut config = config(patient().await, Security::None);
    config.limits.sessions_per_address = 1;
    config.limits.connections_per_address = 1;
    config.limits.opens = 1;
    let stage = Stage::new(config).await;
    let _pages = [
        stage.opened("220 patient\r\n").await,
        stage.opened("220 patient\r\n").await,
        stage.opened("220 patient\r\n").await,
    ];
}

#[tokio::test]
async fn connections_of_one_address() {
    let mut config = behind(Forwarding::ProxyProtocol).await;
    // Clients may be where proxies are; a proxy has named them, so they are none.
    let proxies = config.proxies.as_mut().unwrap();
    proxies.from.push("192.0.2.0/24".into());
    config.limits.connections_per_address = 1;
    // Below it is asked again and again.
    config.limits.connects = 1_000_000;
    let stage = Stage::new(config).await;
    let connect = async |address: &str| {
        let mut stream = TcpStream::connect(stage.address).await.unwrap();
        let header = format!("PROXY TCP4 {address} 10.0.0.1 1 2\r\n");
        let _ = stream.write_all(header.as_bytes()).await;
        stream
    };
    let asked = async |stream: &mut TcpStream| {
        let head = b"GET /healthz HTTP/1.1\r\nhost: localhost\r\n\r\n";
        let _ = stream.write_all(head).await;
        let mut answer = [0; 12];
        let read = patiently("the answer", stream.read_exact(&mut answer)).await;
        read.is_ok() && answer == *b"HTTP/1.1 200"
    };
    let mut first = connect("192.0.2.77").await;
    assert!(asked(&mut first).await);
    let mut second = connect("192.0.2.77").await;
    assert!(!asked(&mut second).await, "it is turned away");
    let mut neighbour = connect("192.0.2.78").await;
    assert!(asked(&mut neighbour).await);
    drop(first);
    patiently("the place", async {
        while !asked(&mut connect("192.0.2.77").await).await {}
    })
    .await;
    assert!(logs::text().contains("192.0.2.77/32 already has the 1 connections"));
}

#[tokio::test]
async fn connections_that_one_address_begins() {
    let mut config = behind(Forwarding::ProxyProtocol).await;
    config.limits.connects = 2;
    let stage = Stage::new(config).await;
    let answered = async |address: &str| {
        let mut stream = TcpStream::connect(stage.address).await.unwrap();
        let head = format!(
            "PROXY TCP4 {address} 10.0.0.1 1 2\r\nGET /healthz HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n"
        );
        let _ = stream.write_all(head.as_bytes()).await;
        let mut answer = Vec::new();
        let _ = patiently("the end", stream.read_to_end(&mut answer)).await;
        answer.starts_with(b"HTTP/1.1 200")
    };
    assert!(answered("192.0.2.77").await);
    assert!(answered("192.0.2.77").await);
    assert!(!answered("192.0.2.77").await, "it is turned away");
    assert!(answered("192.0.2.78").await);
    assert!(logs::text().contains("192.0.2.77/32 began the 2 connections"));
}

#[tokio::test]
async fn a_connection_that_asks_and_stays_holds_its_place_until_it_is_cut_off() {
    let mut config = config(patient().await, Security::None);
    config.limits.request = Duration::from_millis(50);
    config.limits.connections = 1;
    let stage = Stage::new(config).await;
    let mut idle = TcpStream::connect(stage.address).await.unwrap();
    let head = b"GET /healthz HTTP/1.1\r\nhost: localhost\r\n\r\n";
    idle.write_all(head).await.unwrap();
    // There is one place, so the second is answered once the first has been cut off.
    assert_eq!(get(stage.address, "/healthz").await.status, 200);
    let mut answer = String::new();
    let read = patiently("the end", idle.read_to_string(&mut answer));
    read.await.unwrap();
    assert!(answer.starts_with("HTTP/1.1 200") && answer.ends_with("ok\n"));
}

#[tokio::test]
async fn sessions_of_one_token_subject() {
    let site = Site::new();
    let mut config = site.config(patient().await);
    config.limits.sessions_per_token = 1;
    let stage = Stage::new(config).await;
    let admitted = async |subject: &str| {
        let mut page = stage.page().await;
        tokens::open(&mut page, &site.token(&wish(subject))).await;
        page
    };
    let mut first = admitted("ada").await;
    first.opened().await;
    let mut second = admitted("ada").await;
    let message = second.failed(ErrorCode::TooManySessions).await;
    assert!(message.contains("one token's subject"), "{message}");
    admitted("bob").await.opened().await;
}

#[tokio::test]
async fn bytes_of_one_session_from_the_page() {
    let (port, server) = serve(|mut line| async move {
        line.say("220 hello\r\n").await;
        line.hear_rest().await
    })
    .await;
    let mut config = config(port, Security::None);
    config.limits.upload = 12;
    let stage = Stage::new(config).await;
    let mut page = stage.opened("220 hello\r\n").await;
    page.send("NOOP\r\n").await;
    page.acked(6).await;
    page.send("NOOP\r\n").await;
    page.acked(12).await;
    page.send("QUIT\r\n").await;
    page.failed(ErrorCode::BytesExceeded).await;
    let heard = server.await.unwrap();
    assert_eq!(String::from_utf8_lossy(&heard), "NOOP\r\nNOOP\r\n");
}

#[tokio::test]
async fn bytes_of_one_session_from_the_server() {
    let (port, _server) = serve(|mut line| async move {
        line.say("220 hello\r\n").await;
        line.hear("NOOP\r\n").await;
        line.say("250 fine\r\n").await;
        line.hear_rest().await
    })
    .await;
    let mut config = config(port, Security::None);
    config.limits.download = 20;
    let stage = Stage::new(config).await;
    let mut page = stage.opened("220 hello\r\n").await;
    page.send("NOOP\r\n").await;
    page.failed(ErrorCode::BytesExceeded).await;
}

#[tokio::test]
async fn a_line_that_is_dribbled_is_silence() {
    let mut config = config(patient().await, Security::None);
    config.limits.idle = Duration::from_millis(100);
    let stage = Stage::new(config).await;
    let mut page = stage.page().await;
    page.open("mail").await;
    let code = patiently("the end", async {
        loop {
            if let Some(code) = page.failed_already() {
                return code;
            }
            let _ = page.try_send("x").await;
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    });
    assert_eq!(code.await, ErrorCode::IdleTimeout);
}

#[tokio::test]
async fn strangers_fill_no_log() {
    let stage = Stage::clear(patient().await).await;
    let long = "x".repeat(4000);
    for _ in 0..100 {
        let head = format!("GET /flood-{long} HTTP/1.1\r\nhost: localhost");
        assert_eq!(exchange(stage.address, &head).await.status, 404);
    }
    let logs = logs::text();
    let lines: Vec<_> = logs
        .lines()
        .filter(|line| line.contains("refused client=") && line.contains("/flood-x"))
        .collect();
    assert_eq!(lines.len(), 60);
    assert!(lines.iter().all(|line| line.len() < 400), "{}", lines[0]);
}

#[tokio::test]
async fn a_page_that_is_told_why_has_a_close_frame() {
    let mut config = behind(Forwarding::XForwardedFor).await;
    config.limits.sessions = 1;
    let stage = Stage::new(config).await;
    let _first = opened(&stage, "192.0.2.7").await;
    let mut raw = Page::with(of(&stage, "192.0.2.8", "/smtp/mail", "binary")).await;
    let reason = raw.cut(ErrorCode::TooManySessions).await;
    assert!(reason.contains("1 sessions"), "{reason}");
}
