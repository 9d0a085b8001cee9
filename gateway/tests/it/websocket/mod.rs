//! WebSocket itself, over a plain TCP connection: the cases of the Autobahn test suite that concern
//! framing, closing and limits, by its own numbers.
//!
//! The suite speaks to servers that echo. What is "echoed" there reaches the mail server here, as the
//! content of a mail, octet by octet and no octet more; a ping behind it shows that the session goes
//! on. Text is for control messages only, so here a text of the suite's is an `open`, which is answered
//! when it is understood. Where the suite sends text and means any data, binary is sent.
//!
//! Its own expectations hold but for these: what is no UTF-8 and what is too long ends with
//! 4400 and a sentence instead of 1007 and 1009.

mod cases;
mod closing;
mod extensions;
mod framing;
mod limits;
mod utf8;

use std::net::SocketAddr;

use tokio::{io::AsyncReadExt, net::TcpListener, sync::mpsc};
use wsmtp_tunnel::{GatewayMessage, Security};

use crate::support::{
    mail::{GREETING, MAIL, TO_CONTENT},
    mailserver::Line,
    patiently,
    stage::{Stage, config},
    wire::{BINARY, Ear, Frame, Heard, Mouth, PING, TEXT, upgrade},
};
use cases::{Case, Cut, Expect};

/// The ping behind everything else.
const LAST: &[u8] = b"that was all";

/// Where a case knocks.
#[derive(Clone, Copy, Debug)]
enum Door {
    /// `/smtp/mail`, once the server wants the content of a mail.
    Raw,
    /// `/tunnel`, once the server wants the content of a mail.
    Tunnel,
    /// `/tunnel`, before anything was said.
    First,
}

impl Door {
    /// Bytes of one message.
    const fn max_message(self) -> usize {
        match self {
            Self::Raw => 256 * 1024,
            Self::Tunnel | Self::First => 64 * 1024,
        }
    }
}

/// What came of a case.
#[derive(Debug, Default)]
struct Seen {
    /// What the gateway said in text, acks aside.
    control: Vec<GatewayMessage>,
    bytes: Vec<u8>,
    pongs: Vec<Vec<u8>>,
    close: Option<Option<(u16, String)>>,
    ended: bool,
}

/// The gateway before a server that wants mails and keeps what comes.
struct Keeper {
    stage: Stage,
    /// What each connection has brought the server, once it has ended.
    brought: mpsc::UnboundedReceiver<Vec<u8>>,
}

impl Keeper {
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
                tokio::spawn(async move { told.send(keep(Line(stream)).await) });
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
        let name = format!("{} at {door:?}", case.id);
        case.expect.check(&name, &seen);
        if let Some(brought) = brought {
            case.expect.was_brought(door, &name, &brought);
        }
    }
}

/// Answers up to the content; everything that comes then.
async fn keep(mut line: Line) -> Vec<u8> {
    let mut kept = Vec::new();
    line.say(GREETING).await;
    for (said, reply) in &MAIL[..TO_CONTENT] {
        // Behind the first door nobody means to send a mail.
        if line.0.read_exact(&mut vec![0; said.len()]).await.is_err() {
            return kept;
        }
        line.say(reply).await;
    }
    // In order or reset: what has come counts.
    let _ = line.0.read_to_end(&mut kept).await;
    kept
}

async fn knock(address: SocketAddr, door: Door) -> (Ear, Mouth) {
    knock_with(address, door, "").await
}

/// The same with these header lines.
async fn knock_with(address: SocketAddr, door: Door, more: &str) -> (Ear, Mouth) {
    let (path, protocol) = match door {
        Door::Raw => ("/smtp/mail", "binary"),
        Door::Tunnel | Door::First => ("/tunnel", "wsmtp.v1"),
    };
    let more = format!("sec-websocket-protocol: {protocol}\r\n{more}");
    let (head, mut ear, mut mouth) = upgrade(address, path, &more).await;
    assert!(head.starts_with("HTTP/1.1 101 "), "{head}");
    assert!(!head.to_lowercase().contains("extensions"), "{head}");
    if matches!(door, Door::Tunnel) {
        let open = Frame::new(TEXT, r#"{"type":"open","upstream":"mail"}"#);
        assert!(mouth.say(&open.octets()).await);
    }
    if !matches!(door, Door::First) {
        hear(&mut ear, GREETING).await;
        for (said, reply) in &MAIL[..TO_CONTENT] {
            assert!(mouth.say(&Frame::new(BINARY, said).octets()).await);
            hear(&mut ear, reply).await;
        }
    }
    (ear, mouth)
}

/// Reads exactly these bytes of the server's.
async fn hear(ear: &mut Ear, expected: &str) {
    let mut heard = Vec::new();
    while heard.len() < expected.len() {
        match ear.hear().await {
            Heard::Bytes(bytes) => heard.extend(bytes),
            // `opened` and acks.
            Heard::Text(_) => {}
            other => panic!("instead of {expected:?} {other:?}"),
        }
    }
    assert_eq!(heard, expected.as_bytes());
}

/// Speaks and listens at a time, as both may take long; leaves once all that is expected has come.
async fn converse(mut ear: Ear, mut mouth: Mouth, case: &Case) -> Seen {
    let mut seen = Seen::default();
    let speak = async {
        let last = Frame::new(PING, LAST).octets();
        if speak(&mut mouth, &case.frames, case.cut).await
            && (!case.expect.goes_on() || mouth.say(&last).await)
        {
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
            Heard::Bytes(bytes) => self.bytes.extend(bytes),
            Heard::Ping(_) => {}
            Heard::Pong(payload) => self.pongs.push(payload),
            Heard::Close(close) => {
                assert_eq!(self.close, None, "two close frames");
                self.close = Some(close);
            }
            Heard::End => self.ended = true,
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
    let mut keeper = Keeper::new().await;
    for case in cases {
        for door in doors {
            keeper.holds(*door, case).await;
        }
    }
}

const BOTH: &[Door] = &[Door::Raw, Door::Tunnel];
