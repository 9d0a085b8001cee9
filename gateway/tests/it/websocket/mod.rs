//! WebSocket itself, over a plain TCP connection: the cases of the Autobahn test suite that concern
//! framing, closing and limits, by its own numbers.
//!
//! The suite speaks to servers that echo. Behind this gateway a mail server does so: what is
//! "echoed" there is the content of a mail here, and comes back by way of the server's replies, which
//! have no message boundaries and spell its octets in hexadecimal. Text
//! is for control messages only, so here a text of the suite's is an `open`, which is answered
//! when it is understood. Where the suite sends text and means any data, binary is sent.
//!
//! Its own expectations hold but for these: what is no UTF-8 and what is too long ends with
//! 4400 and a sentence instead of 1007 and 1009; and whoever closes hears no more echoes.

mod cases;
mod closing;
mod extensions;
mod framing;
mod limits;
mod utf8;

use std::net::SocketAddr;

use tokio::{net::TcpListener, sync::mpsc};
use wsmtp_tunnel::{GatewayMessage, Security};

use crate::support::{
    mailserver::{ENVELOPE, GO_ON, Line},
    patiently,
    stage::{Stage, config},
    wire::{BINARY, Ear, Frame, Heard, Mouth, TEXT, upgrade},
};
use cases::{Case, Cut, Expect};

const GREETING: &[u8] = b"220 echo\r\n";

/// Where a case knocks.
#[derive(Clone, Copy, Debug)]
enum Door {
    /// `/smtp/mail`, once a mail has begun.
    Raw,
    /// `/tunnel`, once a mail has begun.
    Tunnel,
    /// `/tunnel`, before anything was said.
    First,
}

/// What came of a case.
#[derive(Debug, Default)]
struct Seen {
    /// What the gateway said in text, acks aside.
    control: Vec<GatewayMessage>,
    bytes: Vec<u8>,
    /// A reply that has not ended yet.
    reply: Vec<u8>,
    pongs: Vec<Vec<u8>>,
    close: Option<Option<(u16, String)>>,
    ended: bool,
}

/// The gateway before a server that greets and echoes.
struct Echo {
    stage: Stage,
    /// What each connection has brought the server, once it has ended.
    brought: mpsc::UnboundedReceiver<Vec<u8>>,
}

impl Echo {
    async fn new() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let mut config = config(listener.local_addr().unwrap().port(), Security::None);
        // Some cases leave a session to end by itself.
        config.limits.sessions = 4096;
        let (told, brought) = mpsc::unbounded_channel();
        tokio::spawn(async move {
            loop {
                let (stream, _) = listener.accept().await.unwrap();
                let told = told.clone();
                tokio::spawn(async move { told.send(echo(Line(stream)).await) });
            }
        });
        Self {
            stage: Stage::new(config).await,
            brought,
        }
    }

    /// Runs a case at this door.
    async fn holds(&mut self, door: Door, case: &Case) {
        let (ear, mouth) = knock(self.stage.address, door).await;
        let seen = converse(ear, mouth, case).await;
        let brought = match door {
            Door::First => None,
            Door::Raw | Door::Tunnel => patiently(&case.id, self.brought.recv()).await,
        };
        case.expect
            .check(&format!("{} at {door:?}", case.id), &seen);
        if let Some(brought) = brought {
            case.expect
                .was_brought(&format!("{} at {door:?}", case.id), &brought);
        }
    }
}

/// Greets, takes a mail's envelope and echoes its content to the end; all of it.
async fn echo(mut line: Line) -> Vec<u8> {
    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    let mut brought = Vec::new();
    let mut envelope = vec![0; ENVELOPE.len()];
    line.say(GREETING).await;
    // Some cases have no mail.
    if line.0.read_exact(&mut envelope).await.is_err() {
        return brought;
    }
    let (mut read, mut write) = line.0.into_split();
    let mut buffer = vec![0; 65_536];
    // A gateway that has gone takes no echo, and may still be owed a reading.
    let mut heard = write.write_all(GO_ON.as_bytes()).await.is_ok();
    while let Ok(count @ 1..) = read.read(&mut buffer).await {
        brought.extend(&buffer[..count]);
        heard = heard && write.write_all(&spelled(&buffer[..count])).await.is_ok();
    }
    brought
}

/// Octets in hexadecimal, in replies that are as long as any may be.
fn spelled(octets: &[u8]) -> Vec<u8> {
    let mut replies = String::new();
    for piece in octets.chunks(1000) {
        replies += "250 ";
        replies.extend(piece.iter().map(|octet| format!("{octet:02x}")));
        replies += "\r\n";
    }
    replies.into_bytes()
}

fn unspelled(reply: &[u8]) -> Vec<u8> {
    let digits = std::str::from_utf8(reply).unwrap();
    let digits = digits.strip_prefix("250 ").expect(digits).trim_end();
    let octet = |two: &[u8]| u8::from_str_radix(std::str::from_utf8(two).unwrap(), 16).unwrap();
    digits.as_bytes().chunks(2).map(octet).collect()
}

/// Hears the greeting and begins a mail.
async fn begin(ear: &mut Ear, mouth: &mut Mouth) {
    assert_eq!(ear.hear().await, Heard::Bytes(GREETING.to_vec()));
    assert!(mouth.say(&Frame::new(BINARY, ENVELOPE).octets()).await);
    let mut replies = Vec::new();
    while replies.len() < GO_ON.len() {
        match ear.hear().await {
            Heard::Bytes(bytes) => replies.extend(bytes),
            Heard::Text(text) if text.contains("\"ack\"") => {}
            other => panic!("no reply but {other:?}"),
        }
    }
    assert_eq!(replies, GO_ON.as_bytes());
}

async fn knock(address: SocketAddr, door: Door) -> (Ear, Mouth) {
    let (path, protocol) = match door {
        Door::Raw => ("/smtp/mail", "sec-websocket-protocol: binary\r\n"),
        Door::Tunnel | Door::First => ("/tunnel", "sec-websocket-protocol: wsmtp.v1\r\n"),
    };
    let (head, mut ear, mut mouth) = upgrade(address, path, protocol).await;
    assert!(head.starts_with("HTTP/1.1 101 "), "{head}");
    if matches!(door, Door::Tunnel) {
        let open = Frame::new(TEXT, r#"{"type":"open","upstream":"mail"}"#);
        assert!(mouth.say(&open.octets()).await);
        let opened = ear.hear().await;
        assert!(
            matches!(&opened, Heard::Text(text) if text.contains(r#""opened""#)),
            "{opened:?}"
        );
    }
    if !matches!(door, Door::First) {
        begin(&mut ear, &mut mouth).await;
    }
    (ear, mouth)
}

/// Speaks and listens at a time, as both may take long; leaves once all that is expected has come.
async fn converse(mut ear: Ear, mut mouth: Mouth, case: &Case) -> Seen {
    let mut seen = Seen::default();
    let speak = async {
        if speak(&mut mouth, &case.frames, case.cut).await {
            std::future::pending().await
        }
    };
    let listen = async {
        while !seen.ended && !case.expect.has_come(&seen) {
            seen.note(ear.hear().await);
        }
    };
    {
        let (mut speak, mut listen) = (std::pin::pin!(speak), std::pin::pin!(listen));
        tokio::select! {
            () = &mut listen => {}
            // The gateway has closed; what it said before is still to be read.
            () = &mut speak => listen.await,
        }
    }
    if !seen.ended && seen.close.is_none() {
        mouth.say(&Frame::close(1000, "").octets()).await;
        while !seen.ended && seen.close.is_none() {
            seen.note(ear.hear().await);
        }
    }
    seen
}

async fn speak(mouth: &mut Mouth, frames: &[Vec<u8>], cut: Cut) -> bool {
    match cut {
        Cut::Together => mouth.say(&frames.concat()).await,
        Cut::Octets(size) => mouth.chop(&frames.concat(), size).await,
        Cut::Frames => {
            for frame in frames {
                if !mouth.chop(frame, frame.len()).await {
                    return false;
                }
            }
            true
        }
    }
}

impl Seen {
    fn note(&mut self, heard: Heard) {
        match heard {
            Heard::Text(text) => match GatewayMessage::decode(&text).unwrap() {
                GatewayMessage::Ack { .. } => {}
                message => self.control.push(message),
            },
            Heard::Bytes(bytes) => self.echo(&bytes),
            Heard::Ping(_) => {}
            Heard::Pong(payload) => self.pongs.push(payload),
            Heard::Close(close) => {
                assert_eq!(self.close, None, "two close frames");
                self.close = Some(close);
            }
            Heard::End => self.ended = true,
        }
    }

    fn echo(&mut self, bytes: &[u8]) {
        for piece in bytes.split_inclusive(|byte| *byte == b'\n') {
            self.reply.extend(piece);
            if piece.ends_with(b"\n") {
                // Behind the first door the greeting comes too.
                if self.reply != GREETING {
                    self.bytes.extend(unspelled(&self.reply));
                }
                self.reply.clear();
            }
        }
    }

    /// The close frame's code, where there was one with a code.
    fn code(&self) -> Option<u16> {
        Some(self.close.as_ref()?.as_ref()?.0)
    }

    /// Everything that the gateway said in words.
    fn words(&self) -> String {
        let mut words = String::new();
        for message in &self.control {
            if let GatewayMessage::Error { message, .. } = message {
                words += message;
            }
        }
        if let Some(Some((_, reason))) = &self.close {
            words += reason;
        }
        words
    }
}

async fn hold(doors: &[Door], cases: &[Case]) {
    let mut echo = Echo::new().await;
    for case in cases {
        for door in doors {
            echo.holds(*door, case).await;
        }
    }
}

const BOTH: &[Door] = &[Door::Raw, Door::Tunnel];
