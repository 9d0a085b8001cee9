//! A gateway, and a server that wants a mail and keeps its content.

use std::{
    net::SocketAddr,
    sync::{LazyLock, Mutex, PoisonError},
    time::Duration,
};

use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
    runtime::Runtime,
    sync::mpsc,
    time::timeout,
};
use wsmtp_gateway::{Config, Gateway, UpstreamConfig, config::TokenRule};
use wsmtp_tunnel::{GatewayMessage, MIN_WINDOW, Open, PageMessage, Security};

use super::Door;

/// For one conversation, of which each is done in some milliseconds.
const PATIENCE: Duration = Duration::from_secs(10);

/// For a gateway to wait for an answer to its close.
const CLOSING: Duration = Duration::from_millis(50);

/// Bytes that a page of the tunnel may have under way: the fewest that there can be.
#[expect(clippy::cast_possible_truncation, reason = "it is small")]
pub(super) const WINDOW: usize = MIN_WINDOW as usize;

/// The name of the server that there is.
pub(super) const UPSTREAM: &str = "mail";

pub(super) const ENVELOPE: &str = "MAIL FROM:<a@b.c>\r\nRCPT TO:<a@b.c>\r\nDATA\r\n";
const REPLIES: &str = "250 ok\r\n250 ok\r\n354 go on\r\n";
const GREETING: &str = "220 a\r\n";

/// What came of a conversation.
#[derive(Debug, Default)]
pub(super) struct Seen {
    /// What the server has got.
    pub(super) kept: Vec<u8>,
    pub(super) pongs: Vec<Vec<u8>>,
    /// How many bytes the gateway says that the server has taken.
    pub(super) acked: u64,
    /// The code of an error, as one that a connection is closed with.
    failed: Option<u16>,
    /// That of the close frame.
    pub(super) code: Option<u16>,
}

struct Stage {
    runtime: Runtime,
    /// With a server that keeps a mail.
    keeping: SocketAddr,
    /// With one that only listens.
    patient: SocketAddr,
    /// One conversation at a time, so that what is kept is that of the last.
    kept: Mutex<mpsc::UnboundedReceiver<Vec<u8>>>,
}

static STAGE: LazyLock<Stage> = LazyLock::new(Stage::new);

/// Sends these octets, behind the beginning of a mail unless the first message is among them, and listens
/// to the end.
pub(super) fn converse(door: Door, octets: &[u8], is_cut: bool) -> Seen {
    let stage = &*STAGE;
    let mut kept = stage.kept.lock().unwrap_or_else(PoisonError::into_inner);
    stage.runtime.block_on(async {
        let work = async {
            if door == Door::First {
                return speak(stage.patient, door, octets, is_cut).await;
            }
            let mut seen = speak(stage.keeping, door, octets, is_cut).await;
            seen.kept = kept.recv().await.expect("a server");
            seen
        };
        timeout(PATIENCE, work)
            .await
            .expect("the gateway is silent")
    })
}

impl Stage {
    fn new() -> Self {
        let runtime = Runtime::new().expect("a runtime");
        let (told, kept) = mpsc::unbounded_channel();
        let (keeping, patient) = runtime.block_on(async {
            let (keeper, keeping) = port().await;
            tokio::spawn(keep(keeper, told));
            let (listener, patient) = port().await;
            tokio::spawn(listen(listener));
            (gateway(keeping).await, gateway(patient).await)
        });
        Self {
            runtime,
            keeping,
            patient,
            kept: Mutex::new(kept),
        }
    }
}

async fn port() -> (TcpListener, SocketAddr) {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let address = listener.local_addr().expect("an address");
    (listener, address)
}

/// A gateway before this server.
async fn gateway(server: SocketAddr) -> SocketAddr {
    let (listener, address) = port().await;
    let gateway = Gateway::new(&config(address, server.port())).expect("a gateway");
    tokio::spawn(gateway.serve(listener, std::future::pending()));
    address
}

fn config(address: SocketAddr, port: u16) -> Config {
    let mut upstream = UpstreamConfig::new("127.0.0.1", port, Security::None);
    upstream.tokens = Some(TokenRule::None);
    let mut config = Config::new(address);
    config.upstreams.insert(UPSTREAM.into(), upstream);
    config.limits.closing = CLOSING;
    config.limits.sessions = 4096;
    config.limits.window = MIN_WINDOW;
    config
}

async fn keep(server: TcpListener, told: mpsc::UnboundedSender<Vec<u8>>) {
    while let Ok((mut stream, _)) = server.accept().await {
        let mut kept = Vec::new();
        let greeted = stream.write_all(GREETING.as_bytes()).await.is_ok();
        let mut envelope = vec![0; ENVELOPE.len()];
        if greeted && stream.read_exact(&mut envelope).await.is_ok() {
            let _ = stream.write_all(REPLIES.as_bytes()).await;
            // In order or reset: what has come counts.
            let _ = stream.read_to_end(&mut kept).await;
        }
        if told.send(kept).is_err() {
            return;
        }
    }
}

/// Greets each connection and hears it out.
async fn listen(server: TcpListener) {
    while let Ok((mut stream, _)) = server.accept().await {
        tokio::spawn(async move {
            let _ = stream.write_all(GREETING.as_bytes()).await;
            let _ = stream.read_to_end(&mut Vec::new()).await;
        });
    }
}

async fn speak(gateway: SocketAddr, door: Door, octets: &[u8], is_cut: bool) -> Seen {
    let mut stream = upgrade(gateway, door).await;
    let mut seen = Seen::default();
    if door != Door::First {
        begin(&mut stream, door, &mut seen).await;
    }
    // The gateway may have closed before it has read everything.
    let _ = stream.write_all(octets).await;
    if is_cut {
        let _ = stream.shutdown().await;
    }
    while let Some((opcode, payload)) = frame(&mut stream).await {
        match opcode {
            0x8a => seen.pongs.push(payload),
            0x81 if door != Door::Raw => seen.note(&payload),
            0x88 => {
                seen.code = code(&payload);
                assert!(seen.failed.is_none() || seen.failed == seen.code);
                return seen;
            }
            _ => assert!(matches!(opcode, 0x82 | 0x89), "{opcode:x} is no head"),
        }
    }
    seen
}

async fn upgrade(gateway: SocketAddr, door: Door) -> TcpStream {
    let mut stream = TcpStream::connect(gateway).await.expect("a connection");
    let (path, more) = match door {
        Door::Raw => ("/smtp/mail", ""),
        Door::First | Door::Tunnel => ("/tunnel", "sec-websocket-protocol: wsmtp.v1\r\n"),
    };
    let upgrade = format!(
        "GET {path} HTTP/1.1\r\nhost: localhost\r\n{more}connection: upgrade\r\nupgrade: websocket\r\n\
         sec-websocket-version: 13\r\nsec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"
    );
    stream.write_all(upgrade.as_bytes()).await.expect("room");
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        head.push(stream.read_u8().await.expect("an answer"));
    }
    stream
}

/// Begins a mail.
async fn begin(stream: &mut TcpStream, door: Door, seen: &mut Seen) {
    let open = PageMessage::Open(Open::upstream(UPSTREAM)).encode();
    let mut octets = Vec::new();
    if door == Door::Tunnel {
        octets.extend(masked(0x81, &open));
    }
    octets.extend(masked(0x82, ENVELOPE));
    stream.write_all(&octets).await.expect("room");
    let mut replies = 0;
    while replies < GREETING.len() + REPLIES.len() {
        match frame(stream).await.expect("replies") {
            (0x81, payload) => seen.note(&payload),
            (_, payload) => replies += payload.len(),
        }
    }
}

/// A short frame whose mask changes nothing.
fn masked(first: u8, payload: &str) -> Vec<u8> {
    let length = u8::try_from(payload.len()).expect("a short one");
    [&[first, 0x80 | length, 0, 0, 0, 0], payload.as_bytes()].concat()
}

impl Seen {
    fn note(&mut self, text: &[u8]) {
        let text = std::str::from_utf8(text).expect("text");
        match GatewayMessage::decode(text).expect("a message") {
            GatewayMessage::Ack { bytes } => {
                assert!(bytes > self.acked, "an ack went back");
                self.acked = bytes;
            }
            GatewayMessage::Error { code, .. } => self.failed = Some(code.close_code()),
            GatewayMessage::Opened(_) | GatewayMessage::Eof => {}
            GatewayMessage::Secured { .. } => unreachable!("nobody has asked for TLS"),
        }
    }
}

/// None where the connection has ended.
async fn frame(stream: &mut TcpStream) -> Option<(u8, Vec<u8>)> {
    let first = stream.read_u8().await.ok()?;
    let length = match stream.read_u8().await.ok()? {
        126 => stream.read_u16().await.ok()?,
        length => u16::from(length),
    };
    let mut payload = vec![0; usize::from(length)];
    stream.read_exact(&mut payload).await.ok()?;
    Some((first, payload))
}

fn code(payload: &[u8]) -> Option<u16> {
    Some(u16::from_be_bytes(payload.get(..2)?.try_into().ok()?))
}
