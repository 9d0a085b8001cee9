//! Peers that are there and do nothing. A machine that is gone without a word looks the same from
//! here: its end of the connection is open, and nothing comes.
//!
//! Each ends by the time that it has, some seconds here, which a page that does its best never needs.

use std::time::Duration;

use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
    time::sleep,
};
use wsmtp_tunnel::{ErrorCode, Window};

use super::{Fault, Ground, fault};
use crate::support::{
    mail::{GREETING, MAIL, answers, takes},
    page::Page,
    patiently,
    wire::{Frame, Heard, TEXT, upgrade},
};

/// Seconds. `idle` is what a slow machine has for one step of a mail.
const SHORT: &str =
    "request = 2\nopen = 2\ntls = 2\ngreeting = 2\nidle = 4\nping = 1\nclosing = 1\n";

/// The same, but that silence alone ends nothing: pages go by what they leave unanswered.
const UNANSWERED: &str = "idle = 600\nping = 1\nclosing = 1\n";

/// A piece of a mail.
const LINES: [[u8; 16]; 512] = [*b"sixteen octets\r\n"; 512];

/// Time between octets of a page that dribbles.
const DRIP: Duration = Duration::from_millis(50);

/// A page that says these octets one by one before it has a session, and is cut off.
fn drips(name: &str, octets: &'static str) -> Fault {
    fault(name, async move |ground| {
        let stream = TcpStream::connect(ground.gateway.address).await.unwrap();
        let (mut read, mut write) = stream.into_split();
        let dripping = tokio::spawn(async move {
            for octet in octets.bytes().chain(std::iter::repeat(b'x')) {
                if write.write_all(&[octet]).await.is_err() {
                    return;
                }
                sleep(DRIP).await;
            }
        });
        let mut answer = Vec::new();
        // In order or reset, as octets may be under way.
        let _ = read.read_to_end(&mut answer).await;
        assert_eq!(answer, b"", "cut off without an answer");
        dripping.abort();
    })
}

/// A page whose first message comes octet by octet, if at all.
fn first_message(name: &str, octets: Vec<u8>) -> Fault {
    fault(name, async move |ground| {
        let tunnel = "sec-websocket-protocol: wsmtp.v1\r\n";
        let (_, mut ear, mut mouth) = upgrade(ground.gateway.address, "/tunnel", tunnel).await;
        let octets = octets.clone();
        let dripping = tokio::spawn(async move {
            for octet in octets {
                mouth.say(&[octet]).await;
                sleep(DRIP).await;
            }
            mouth
        });
        match ear.hear().await {
            Heard::Text(text) => assert!(text.contains("open-timeout"), "{text}"),
            other => panic!("not told but {other:?}"),
        }
        assert!(matches!(ear.hear().await, Heard::Close(Some((4408, _)))));
        dripping.abort();
    })
}

#[tokio::test]
async fn a_page_that_dribbles() {
    let open = Frame::new(
        TEXT,
        format!("{:100}", r#"{"type":"open","upstream":"faulty"}"#),
    );
    let faults = [
        drips("nothing", ""),
        drips("a head", "GET / HTTP/1.1\r\nhost: localhost\r\nx: "),
        drips(
            "an upgrade",
            "GET /tunnel HTTP/1.1\r\nhost: localhost\r\nupgrade: web",
        ),
        first_message("no first message", Vec::new()),
        first_message("a first message", open.octets()),
    ];
    Ground::apart(SHORT, faults.into()).await;
}

/// A server that does this and then nothing.
fn server(
    name: &str,
    upstream: &'static str,
    said: &'static str,
    code: ErrorCode,
    words: &'static str,
) -> Fault {
    fault(name, async move |ground| {
        let server = ground.server(move |mut line| async move {
            line.say(said).await;
            let mut heard = Vec::new();
            let _ = line.0.read_to_end(&mut heard).await;
        });
        let mut page = ground.opening(upstream).await;
        let message = page.failed(code).await;
        assert!(message.contains(words), "{message}");
        server.await.unwrap();
    })
}

/// A server that says no more when this many steps are done.
fn stalls(steps: usize) -> Fault {
    fault(
        format!("a server that stalls behind {steps} steps"),
        async move |ground| {
            let server = ground.server(move |mut line| async move {
                line.say(GREETING).await;
                answers(&mut line, steps).await;
                line.hear_rest().await
            });
            let mut page = ground.greeted().await;
            takes(&mut page, steps).await;
            page.send(MAIL[steps].0).await;
            let message = page.failed(ErrorCode::IdleTimeout).await;
            assert!(message.contains("4 seconds"), "{message}");
            assert_eq!(server.await.unwrap(), MAIL[steps].0.as_bytes());
        },
    )
}

#[tokio::test]
async fn a_server_that_falls_silent() {
    let faults = [
        server(
            "no greeting",
            "faulty",
            "",
            ErrorCode::NotSmtp,
            "said nothing within 2 seconds",
        ),
        server(
            "half a greeting",
            "faulty",
            "220-wait",
            ErrorCode::NotSmtp,
            "said nothing within 2 seconds",
        ),
        server(
            "no TLS",
            "trusted",
            "",
            ErrorCode::ServerTimeout,
            "within 2 seconds",
        ),
        stalls(0),
        stalls(4),
    ];
    Ground::apart(SHORT, faults.into()).await;
}

/// Waits until the gateway's log says of this page that it is gone: it was told nothing.
async fn gone(ground: &Ground, page: &Page) {
    let client = format!("client={} ", page.address());
    let is_said = || {
        let logs = ground.gateway.logs();
        let mut lines = logs.lines();
        lines.any(|line| line.contains(&client) && line.contains("page gone"))
    };
    let said = async {
        while !is_said() {
            sleep(Duration::from_millis(5)).await;
        }
    };
    patiently("the page to be called gone", said).await;
}

/// Pages that take nothing and answer no ping, one at each step at a time.
#[tokio::test]
async fn a_page_that_falls_silent_at_any_step() {
    let silent = fault("silent pages", async |ground| {
        let mut silent = Vec::new();
        for steps in 0..=MAIL.len() {
            let server = ground.server(move |mut line| async move {
                line.say(GREETING).await;
                answers(&mut line, steps).await;
                line.hear_rest().await
            });
            let mut page = ground.greeted().await;
            takes(&mut page, steps).await;
            silent.push((page, server));
        }
        for (page, server) in silent {
            assert_eq!(server.await.unwrap(), b"");
            gone(ground, &page).await;
        }
    });
    Ground::new(UNANSWERED).await.holds(&[silent]).await;
}

#[tokio::test]
async fn a_peer_that_never_reads() {
    let page = fault("a page that never reads", async |ground| {
        let server = ground.server(|mut line| async move {
            line.say(GREETING).await;
            line.hear(MAIL[0].0).await;
            let replies = "250 and more\r\n".repeat(4096);
            // Until the gateway has closed.
            while line.0.write_all(replies.as_bytes()).await.is_ok() {}
        });
        let mut page = ground.greeted().await;
        page.send(MAIL[0].0).await;
        server.await.unwrap();
        gone(ground, &page).await;
    });
    let server = fault("a server that never reads", async |ground| {
        let server = ground.server(|mut line| async move {
            line.say(GREETING).await;
            answers(&mut line, 4).await;
            // Returned open and unread.
            line
        });
        let mut page = ground.opening("faulty").await;
        let mut window = Window::new(page.opened().await.window);
        page.hear(GREETING).await;
        takes(&mut page, 4).await;
        let said: usize = MAIL[..4].iter().map(|(said, _)| said.len()).sum();
        window.sent(said as u64).unwrap();
        window.acked(page.acked).unwrap();
        let lines = LINES.as_flattened();
        let code = loop {
            if window.available() >= lines.len() as u64 {
                page.send(lines).await;
                window.sent(lines.len() as u64).unwrap();
                continue;
            }
            match page.ack_or_error().await {
                Ok(total) => window.acked(total).unwrap(),
                Err(code) => break code,
            }
        };
        assert_eq!(code, ErrorCode::IdleTimeout);
        drop(server.await.unwrap());
    });
    Ground::new(UNANSWERED).await.holds(&[page]).await;
    Ground::new(SHORT).await.holds(&[server]).await;
}
