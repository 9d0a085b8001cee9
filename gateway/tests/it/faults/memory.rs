//! A thousand times the same fault, and no more memory than before.

use std::time::{Duration, SystemTime};

use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};
use wsmtp_tunnel::{ErrorCode, Open, PageMessage, Token};

use super::{Fault, Ground, fault};
use crate::support::{
    authority::Authority,
    mail::{GREETING, MAIL, answers, takes},
    stage::NAME,
    tokens::wish,
    wire::{Frame, Heard, TEXT, upgrade},
};

/// Faults in a round, after which all that they held is waited for.
const ROUND: usize = 200;

const ROUNDS: usize = 5;

/// In bytes. A connection holds some 10 KiB at least, so that it would show if half of them leaked; what
/// the allocator keeps for itself is less.
const GROWTH: u64 = 4 * 1024 * 1024;

async fn costs_nothing(fault: Fault) {
    let mut ground = Ground::new("closing = 1").await;
    let mut before = 0;
    for round in 0..=ROUNDS {
        for _ in 0..ROUND {
            (fault.befalls)(&ground).await;
        }
        ground.is_well(&fault.name).await;
        if round == 0 {
            before = ground.gateway.memory();
        }
    }
    let after = ground.gateway.memory();
    let name = fault.name;
    assert!(
        after <= before + GROWTH,
        "{name}: {before} bytes became {after}"
    );
}

#[tokio::test]
async fn pages_that_die_in_the_middle_of_a_mail() {
    let page = fault("pages that die", async |ground| {
        let server = ground.server(|mut line| async move {
            line.say(GREETING).await;
            answers(&mut line, 5).await;
            line.hear_rest().await
        });
        let mut page = ground.greeted().await;
        takes(&mut page, 5).await;
        page.reset();
        assert_eq!(server.await.unwrap(), b"");
    });
    costs_nothing(page).await;
}

#[tokio::test]
async fn servers_that_die_in_the_middle_of_a_mail() {
    let server = fault("servers that die", async |ground| {
        let server = ground.server(|mut line| async move {
            line.say(GREETING).await;
            line.hear(MAIL[0].0).await;
            line.reset();
        });
        let mut page = ground.greeted().await;
        page.send(MAIL[0].0).await;
        page.failed(ErrorCode::ServerClosed).await;
        server.await.unwrap();
    });
    costs_nothing(server).await;
}

#[tokio::test]
async fn pages_that_break_the_rules_of_websocket() {
    let page = fault("pages that break the rules", async |ground| {
        let tunnel = "sec-websocket-protocol: wsmtp.v1\r\n";
        let (_, mut ear, mut mouth) = upgrade(ground.gateway.address, "/tunnel", tunnel).await;
        mouth
            .say(&Frame::new(TEXT, [0xff; 20_000]).rsv(4).octets())
            .await;
        assert!(matches!(ear.hear().await, Heard::Close(Some((1002, _)))));
    });
    costs_nothing(page).await;
}

#[tokio::test]
async fn connections_that_never_become_sessions() {
    let half = fault("half a head", async |ground| {
        let mut half = TcpStream::connect(ground.gateway.address).await.unwrap();
        half.write_all(b"GET /tunnel HTTP/1.1\r\nhost: local")
            .await
            .unwrap();
        half.shutdown().await.unwrap();
        // Until the gateway has ended it too.
        half.read_to_end(&mut Vec::new()).await.unwrap();
    });
    costs_nothing(half).await;
}

#[tokio::test]
async fn servers_whose_certificate_nobody_vouches_for() {
    let acceptor = Authority::alone(NAME);
    let server = fault("servers without authority", async move |ground| {
        let acceptor = acceptor.clone();
        // How it looks from here that the gateway breaks off does not matter.
        let server =
            ground.server(move |line| async move { acceptor.accept(line.0).await.is_ok() });
        let mut page = ground.opening("trusted").await;
        page.failed(ErrorCode::CertificateUntrusted).await;
        server.await.unwrap();
    });
    costs_nothing(server).await;
}

#[tokio::test]
async fn tokens_that_are_refused() {
    let page = fault("tokens that are refused", async |ground| {
        let mut page = ground.page().await;
        let two_hours_ago = SystemTime::now() - Duration::from_secs(2 * 3600);
        let token = ground.site.sign("first", &wish("ada"), two_hours_ago);
        let open = Open {
            token: Some(Token::new(token)),
            ..Open::upstream("guarded")
        };
        page.say(&PageMessage::Open(open)).await;
        page.failed(ErrorCode::TokenExpired).await;
    });
    costs_nothing(page).await;
}

#[tokio::test]
async fn messages_that_are_too_long() {
    let page = fault("messages that are too long", async |ground| {
        let server = ground.server(|mut line| async move {
            line.say(GREETING).await;
            // In order or reset, as octets may be under way.
            let _ = line.0.read_to_end(&mut Vec::new()).await;
        });
        let mut page = ground.greeted().await;
        page.send(vec![b'x'; 65_537]).await;
        page.failed(ErrorCode::BadMessage).await;
        server.await.unwrap();
    });
    costs_nothing(page).await;
}
