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
use wsmtp_tunnel::Security;

/// For one conversation, of which each is done in some milliseconds.
const PATIENCE: Duration = Duration::from_secs(10);

/// For a gateway to wait for an answer to its close.
const CLOSING: Duration = Duration::from_millis(50);

const ENVELOPE: &str = "MAIL FROM:<a@b.c>\r\nRCPT TO:<a@b.c>\r\nDATA\r\n";
const REPLIES: &str = "250 ok\r\n250 ok\r\n354 go on\r\n";
const GREETING: &str = "220 a\r\n";

/// What came of a conversation.
#[derive(Debug, Default)]
pub(super) struct Seen {
    /// What the server has got.
    pub(super) kept: Vec<u8>,
    pub(super) pongs: Vec<Vec<u8>>,
    /// That of the close frame.
    pub(super) code: Option<u16>,
}

struct Stage {
    runtime: Runtime,
    gateway: SocketAddr,
    /// One conversation at a time, so that what is kept is that of the last.
    kept: Mutex<mpsc::UnboundedReceiver<Vec<u8>>>,
}

static STAGE: LazyLock<Stage> = LazyLock::new(Stage::new);

/// Sends these octets behind the beginning of a mail, and listens to the end.
pub(super) fn converse(octets: &[u8], is_cut: bool) -> Seen {
    let stage = &*STAGE;
    let mut kept = stage.kept.lock().unwrap_or_else(PoisonError::into_inner);
    stage.runtime.block_on(async {
        let work = async {
            let mut seen = speak(stage.gateway, octets, is_cut).await;
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
        let gateway = runtime.block_on(async {
            let server = TcpListener::bind("127.0.0.1:0").await.expect("a port");
            let port = server.local_addr().expect("an address").port();
            tokio::spawn(keep(server, told));
            let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
            let address = listener.local_addr().expect("an address");
            let gateway = Gateway::new(&config(address, port)).expect("a gateway");
            tokio::spawn(gateway.serve(listener, std::future::pending()));
            address
        });
        Self {
            runtime,
            gateway,
            kept: Mutex::new(kept),
        }
    }
}

fn config(address: SocketAddr, port: u16) -> Config {
    let mut upstream = UpstreamConfig::new("127.0.0.1", port, Security::None);
    upstream.tokens = Some(TokenRule::None);
    let mut config = Config::new(address);
    config.upstreams.insert("mail".into(), upstream);
    config.limits.closing = CLOSING;
    config.limits.sessions = 4096;
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

async fn speak(gateway: SocketAddr, octets: &[u8], is_cut: bool) -> Seen {
    let mut stream = TcpStream::connect(gateway).await.expect("a connection");
    let upgrade = "GET /smtp/mail HTTP/1.1\r\nhost: localhost\r\nconnection: upgrade\r\nupgrade: websocket\r\n\
        sec-websocket-version: 13\r\nsec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n";
    stream.write_all(upgrade.as_bytes()).await.expect("room");
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        head.push(stream.read_u8().await.expect("an answer"));
    }
    let length = u8::try_from(ENVELOPE.len()).expect("a short one");
    let envelope = [&[0x82, 0x80 | length, 0, 0, 0, 0], ENVELOPE.as_bytes()].concat();
    stream.write_all(&envelope).await.expect("room");
    let mut replies = 0;
    while replies < GREETING.len() + REPLIES.len() {
        let (_, payload) = frame(&mut stream).await.expect("replies");
        replies += payload.len();
    }
    // The gateway may have closed before it has read everything.
    let _ = stream.write_all(octets).await;
    if is_cut {
        let _ = stream.shutdown().await;
    }
    let mut seen = Seen::default();
    while let Some((opcode, payload)) = frame(&mut stream).await {
        match opcode {
            0x8a => seen.pongs.push(payload),
            0x88 => {
                seen.code = code(&payload);
                return seen;
            }
            _ => assert!(matches!(opcode, 0x82 | 0x89), "{opcode:x} is no head"),
        }
    }
    seen
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
