//! Pages that send what they must not. What WebSocket itself forbids is in `websocket`, case by
//! case; here is a fault of each kind.

use wsmtp_tunnel::{ErrorCode, GatewayMessage};

use super::{Fault, Ground, fault};
use crate::support::{
    http::exchange,
    mail::{GREETING, MAIL, answers},
    page::{refused, request},
    wire::{BINARY, CONTINUATION, Ear, Frame, Heard, PING, PONG, TEXT, upgrade},
};

const OPEN: &str = r#"{"type":"open","upstream":"faulty"}"#;

/// What the gateway says last: the code of its `error`, where there is one, the close code, and all
/// its words.
async fn last_words(ear: &mut Ear) -> (Option<ErrorCode>, u16, String) {
    let (mut failed, mut words) = (None, String::new());
    loop {
        match ear.hear().await {
            Heard::Text(text) => {
                let message = GatewayMessage::decode(&text).unwrap();
                if let GatewayMessage::Error { code, message } = message {
                    failed = Some(code);
                    words += &message;
                }
            }
            Heard::Close(Some((code, reason))) => return (failed, code, words + &reason),
            Heard::Close(None) | Heard::End => panic!("closed without a word"),
            Heard::Bytes(_) | Heard::Ping(_) | Heard::Pong(_) => {}
        }
    }
}

/// Octets that come first in the tunnel.
fn first(name: &str, octets: Vec<u8>, code: Option<ErrorCode>, words: &'static str) -> Fault {
    fault(name, async move |ground| {
        let tunnel = "sec-websocket-protocol: wsmtp.v1\r\n";
        let (_, mut ear, mut mouth) = upgrade(ground.gateway.address, "/tunnel", tunnel).await;
        mouth.say(&octets).await;
        let (failed, close, said) = last_words(&mut ear).await;
        assert_eq!(failed, code, "{said}");
        assert_eq!(close, code.map_or(1002, ErrorCode::close_code), "{said}");
        assert!(said.contains(words), "{said}");
        if code.is_none() {
            // Nobody waits for the page, which can still speak.
            assert_eq!(ear.hear().await, Heard::End);
        }
    })
}

fn bad(name: &str, frame: &Frame, words: &'static str) -> Fault {
    first(name, frame.octets(), Some(ErrorCode::BadMessage), words)
}

#[tokio::test]
async fn a_first_message_that_is_none() {
    let long = Frame::new(BINARY, [0; 65_537]);
    let faults = [
        bad(
            "bytes",
            &Frame::new(BINARY, "EHLO me\r\n"),
            "the first message must be open",
        ),
        bad(
            "another message",
            &Frame::new(TEXT, r#"{"type":"eof"}"#),
            "must be open",
        ),
        bad("no JSON", &Frame::new(TEXT, "hello"), "not valid JSON"),
        bad(
            "half a JSON",
            &Frame::new(TEXT, r#"{"type":"open","#),
            "not valid JSON",
        ),
        bad(
            "deep JSON",
            &Frame::new(TEXT, "[".repeat(30_000)),
            "a control message",
        ),
        bad("no UTF-8", &Frame::new(TEXT, [0xff; 10]), "UTF-8"),
        bad(
            "a long text",
            &Frame::new(TEXT, " ".repeat(32_769)),
            "longer than",
        ),
        bad("a long message", &long, "longer than"),
        first(
            "no mask",
            Frame::new(TEXT, OPEN).unmasked(),
            None,
            "WebSocket",
        ),
        first(
            "packed",
            Frame::new(TEXT, OPEN).rsv(4).octets(),
            None,
            "WebSocket",
        ),
        first(
            "an opcode that is none",
            Frame::new(3, "").octets(),
            None,
            "WebSocket",
        ),
        first(
            "a long ping",
            Frame::new(PING, [0; 126]).octets(),
            None,
            "WebSocket",
        ),
    ];
    Ground::new("closing = 600").await.holds(&faults).await;
}

#[tokio::test]
async fn a_page_that_breaks_the_rules_and_goes_on_is_cut_off() {
    let goes_on = fault("more without end", async |ground| {
        let tunnel = "sec-websocket-protocol: wsmtp.v1\r\n";
        let (_, mut ear, mut mouth) = upgrade(ground.gateway.address, "/tunnel", tunnel).await;
        mouth.say(&Frame::new(TEXT, OPEN).unmasked()).await;
        let (_, close, said) = last_words(&mut ear).await;
        assert_eq!(close, 1002, "{said}");
        assert_eq!(ear.hear().await, Heard::End);
        while mouth.say(&[0; 1024]).await {}
    });
    Ground::new("closing = 1").await.holds(&[goes_on]).await;
}

fn on_the_raw_endpoint(name: &str, frame: Frame, code: u16, words: &'static str) -> Fault {
    fault(name, async move |ground| {
        let server = ground.server(|mut line| async move {
            line.say(GREETING).await;
            line.hear_rest().await
        });
        let (_, mut ear, mut mouth) = upgrade(ground.gateway.address, "/smtp/faulty", "").await;
        assert_eq!(ear.hear().await, Heard::Bytes(GREETING.into()));
        mouth.say(&frame.octets()).await;
        let (failed, close, said) = last_words(&mut ear).await;
        assert_eq!((failed, close), (None, code), "{said}");
        assert!(said.contains(words), "{said}");
        if code == 1002 {
            assert_eq!(ear.hear().await, Heard::End);
        }
        assert_eq!(server.await.unwrap(), b"");
    })
}

#[tokio::test]
async fn a_raw_page_that_sends_what_it_must_not() {
    let faults = [
        on_the_raw_endpoint("text", Frame::new(TEXT, "NOOP\r\n"), 4400, "binary"),
        on_the_raw_endpoint("no UTF-8", Frame::new(TEXT, [0xff]), 4400, "UTF-8"),
        on_the_raw_endpoint(
            "a long message",
            Frame::new(BINARY, [0; 262_145]),
            4400,
            "262144",
        ),
        on_the_raw_endpoint(
            "packed",
            Frame::new(BINARY, "NOOP\r\n").rsv(4),
            1002,
            "WebSocket",
        ),
    ];
    Ground::new("closing = 600").await.holds(&faults).await;
}

fn no_upgrade(name: &str, path: &'static str, line: &'static str, status: u16) -> Fault {
    fault(name, async move |ground| {
        let head = format!("GET {path} HTTP/1.1\r\n{line}");
        assert_eq!(exchange(ground.gateway.address, &head).await.status, status);
    })
}

#[tokio::test]
async fn a_request_that_is_no_upgrade() {
    let faults = [
        no_upgrade("no upgrade", "/tunnel", "host: localhost", 400),
        no_upgrade("another name", "/tunnel", "host: evil.example", 421),
        no_upgrade(
            "no origin of ours",
            "/tunnel",
            "host: localhost\r\norigin: https://evil.example",
            403,
        ),
        no_upgrade("no HTTP", "/tunnel\0", "host: localhost", 400),
        fault("another subprotocol", async |ground| {
            let request = request(ground.gateway.address, "/tunnel", Some("wsmtp.v2"));
            assert_eq!(refused(request).await, 400);
        }),
        fault("no such upstream", async |ground| {
            let request = request(ground.gateway.address, "/smtp/elsewhere", None);
            assert_eq!(refused(request).await, 404);
        }),
    ];
    Ground::new("").await.holds(&faults).await;
}

/// No fault of the page's: every octet in a frame of its own, control frames in between, and the
/// frames in as many pieces as they have octets.
#[tokio::test]
async fn a_mail_in_single_octets_goes_through() {
    let in_octets = fault("single octets", async |ground| {
        let server = ground.server(|mut line| async move {
            line.say(GREETING).await;
            answers(&mut line, MAIL.len()).await;
            line.end().await;
            line.hear_rest().await
        });
        let tunnel = "sec-websocket-protocol: wsmtp.v1\r\n";
        let (_, mut ear, mut mouth) = upgrade(ground.gateway.address, "/tunnel", tunnel).await;
        mouth.chop(&crumbs(TEXT, OPEN), 1).await;
        let mut heard = Vec::new();
        for (said, reply) in MAIL {
            mouth.chop(&crumbs(BINARY, said), 1).await;
            while !heard.ends_with(reply.as_bytes()) {
                if let Heard::Bytes(bytes) = ear.hear().await {
                    heard.extend(bytes);
                }
            }
        }
        mouth
            .say(&Frame::new(TEXT, r#"{"type":"eof"}"#).octets())
            .await;
        assert_eq!(server.await.unwrap(), b"");
        while !matches!(ear.hear().await, Heard::Close(Some((1000, _)))) {}
    });
    Ground::new("").await.holds(&[in_octets]).await;
}

/// A message in a frame for each octet, and a ping and a pong behind each.
fn crumbs(opcode: u8, message: &str) -> Vec<u8> {
    let mut octets = Vec::new();
    for (nth, octet) in message.bytes().enumerate() {
        let opcode = if nth == 0 { opcode } else { CONTINUATION };
        let mut frame = Frame::new(opcode, [octet]);
        if nth + 1 < message.len() {
            frame = frame.more();
        }
        octets.extend(frame.octets());
        octets.extend(Frame::new(PING, [octet]).octets());
        octets.extend(Frame::new(PONG, "").octets());
    }
    octets
}
