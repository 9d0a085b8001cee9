//! Ten thousand pages that do nothing, and one that sends a mail: in one gateway process.
//!
//! Each session takes two file descriptors of the gateway's, so that the machine's limit for one
//! process may permit slightly fewer; `cargo xtask bench` measures the memory of each in a release build.

use std::{
    io::Read,
    net::SocketAddr,
    path::Path,
    process::{Child, Command, Stdio},
    time::Duration,
};

use futures_util::{StreamExt, stream};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
    time::sleep,
};

use crate::support::{
    http::{get, websocket},
    mail::{MAIL, TO_CONTENT},
    mailserver::Line,
    page::Page,
    patiently,
    process::{Process, gateway},
    sink::Sink,
};

/// As many as one gateway is for.
const MANY: usize = 10_000;

/// Where a machine permits a process no more than 20,000 file descriptors.
const ENOUGH: usize = 9_900;

/// File descriptors that a process has beside those of sessions.
const BESIDE: usize = 64;

/// In bytes: a debug build's tasks are thrice as large as a release build's.
const EACH: u64 = 64 * 1024;

/// Upgrades at a time.
const AT_ONCE: usize = 32;

const GREETING: &[u8] = b"220 patient\r\n";

/// Where the servers' process writes its port, where it is to be that process.
const SERVERS: &str = "WSMTP_TEST_SERVERS";

#[expect(
    clippy::print_stdout,
    reason = "how many there could be is part of the result"
)]
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_mail_among_ten_thousand_idle_sessions() {
    let limit = descriptors_permitted();
    let many = MANY.min((limit - BESIDE) / 2);
    assert!(
        many >= ENOUGH,
        "a process may have {limit} file descriptors: permit 20000, by `ulimit -Hn`"
    );
    println!("{many} sessions, as a process may have {limit} file descriptors");
    let (mut sink, servers) = (Sink::new().await, Servers::start().await);
    let gateway = start(limit, many, sink.port, servers.port).await;
    let (admin, before) = (gateway.admin().await, gateway.memory());
    let descriptors = gateway.descriptors();

    let idle: Vec<_> = stream::iter(0..many)
        .map(|_| greeted(gateway.address))
        .buffer_unordered(AT_ONCE)
        .collect()
        .await;
    assert!(gateway.descriptors() >= 2 * many);
    let each = (gateway.memory() - before) / many as u64;
    println!("{each} bytes each");
    assert!(each <= EACH, "{each} bytes for each session");
    sends_a_mail(gateway.address, &mut sink).await;

    drop(idle);
    patiently("all to be given back", async {
        while gateway.descriptors() > descriptors {
            sleep(Duration::from_millis(20)).await;
        }
    })
    .await;
    let metrics = get(admin, "/metrics").await.body;
    assert!(metrics.contains("\nwsmtp_sessions{upstream=\"idle\"} 0\n"));
    sends_a_mail(gateway.address, &mut sink).await;
}

/// How many one process may have, and cannot give itself more.
fn descriptors_permitted() -> usize {
    let limits = std::fs::read_to_string("/proc/self/limits").unwrap();
    let line = limits
        .lines()
        .find(|line| line.starts_with("Max open files"));
    let hard = line.unwrap().split_whitespace().nth(4).unwrap();
    hard.parse().unwrap_or(usize::MAX)
}

async fn start(limit: usize, many: usize, mail: u16, idle: u16) -> Process {
    let mut command = Command::new("sh");
    command.args(["-c", &format!("ulimit -n {limit}; exec \"$0\" \"$@\"")]);
    command.arg(gateway().get_program());
    let upstream = |name, port| {
        format!(
            "[upstream.{name}]\nhost = \"127.0.0.1\"\nport = {port}\ntls = \"none\"\ntokens = \"none\"\n"
        )
    };
    let configuration = [
        upstream("mail", mail),
        upstream("idle", idle),
        "[admin]\nlisten = \"127.0.0.1:0\"\n".to_owned(),
        format!("[limits]\nsessions = {}\n", many + 1),
    ];
    Process::start(command, &configuration.concat()).await
}

/// A page that has been greeted and does nothing.
async fn greeted(address: SocketAddr) -> TcpStream {
    let mut stream = patiently("a connection", TcpStream::connect(address))
        .await
        .unwrap();
    let head = websocket("/smtp/idle", "") + "\r\n\r\n";
    stream.write_all(head.as_bytes()).await.unwrap();
    let mut heard = Vec::new();
    while !heard.ends_with(GREETING) {
        let count = patiently("a greeting", stream.read_buf(&mut heard))
            .await
            .unwrap();
        assert_ne!(count, 0, "{}", String::from_utf8_lossy(&heard));
    }
    stream
}

async fn sends_a_mail(address: SocketAddr, sink: &mut Sink) {
    let mut page = Page::connect(address, "/tunnel", Some("wsmtp.v1")).await;
    page.open("mail").await;
    page.opened().await;
    page.reply(220).await;
    for (command, reply) in &MAIL[..TO_CONTENT] {
        page.ask(command, reply.split(' ').next().unwrap().parse().unwrap())
            .await;
    }
    let content = "Subject: among many\r\n\r\nHello.\r\n.\r\n";
    page.ask(content, 250).await;
    assert_eq!(sink.mail().await, content);
    page.leave().await;
}

/// The servers that the idle pages are joined to, in a process of their own, as there are as many
/// of them; they end with their standard input.
struct Servers {
    port: u16,
    child: Child,
}

impl Servers {
    async fn start() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("port");
        let child = Command::new(std::env::current_exe().unwrap())
            .args(["--exact", "thousands::servers_greet"])
            .env(SERVERS, &file)
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .spawn()
            .unwrap();
        let port = patiently("the servers' port", async {
            loop {
                if let Some(port) = read(&file) {
                    return port;
                }
                sleep(Duration::from_millis(5)).await;
            }
        });
        Self {
            port: port.await,
            child,
        }
    }
}

/// What was written there with a line end behind it.
fn read(file: &Path) -> Option<u16> {
    let text = std::fs::read_to_string(file).ok()?;
    text.strip_suffix('\n')?.parse().ok()
}

impl Drop for Servers {
    fn drop(&mut self) {
        drop(self.child.stdin.take());
        let _ = self.child.wait();
    }
}

/// A test of its own, and the process of [`Servers`].
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn servers_greet() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move {
        loop {
            let (stream, _) = listener.accept().await.unwrap();
            tokio::spawn(async move {
                let mut line = Line(stream);
                line.say(GREETING).await;
                // However the gateway leaves.
                let _ = line.0.read_to_end(&mut Vec::new()).await;
            });
        }
    });
    let mut client = Line(TcpStream::connect(address).await.unwrap());
    client.hear(std::str::from_utf8(GREETING).unwrap()).await;
    if let Some(file) = std::env::var_os(SERVERS) {
        std::fs::write(file, format!("{}\n", address.port())).unwrap();
        let to_the_end = || std::io::stdin().read_to_end(&mut Vec::new());
        tokio::task::spawn_blocking(to_the_end)
            .await
            .unwrap()
            .unwrap();
    }
}
