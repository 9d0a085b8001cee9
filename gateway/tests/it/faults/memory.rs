//! A thousand times the same fault, and no more memory than before.

use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};

use super::{Fault, Ground, fault};
use crate::support::{
    mail::{GREETING, MAIL, answers, takes},
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
        page.failed(wsmtp_tunnel::ErrorCode::ServerClosed).await;
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
