//! Metrics and health, on their own listener.

mod outcomes;
mod reasons;

use std::net::SocketAddr;

use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::{TcpStream, UnixStream},
};
use wsmtp_tunnel::{ErrorCode, PageMessage};

use crate::support::{
    authority::{Authority, trusting},
    http::{exchange, get},
    mailserver::{nobody, patient, serve},
    page::Page,
    patiently,
    process::{self, Process},
    stage::NAME,
};

async fn start(mail: u16, more: &str) -> Process {
    let configuration = format!(
        "[admin]\nlisten = \"127.0.0.1:0\"\n{}{more}",
        process::clear(mail)
    );
    Process::start(process::gateway(), &configuration).await
}

async fn page(gateway: &Process) -> Page {
    Page::connect(gateway.address, "/tunnel", Some("wsmtp.v1")).await
}

/// Waits for a line of the metrics: a session is counted a moment after its page has seen the end.
async fn counted(admin: SocketAddr, line: &str) {
    patiently(line, async {
        while !get(admin, "/metrics")
            .await
            .body
            .lines()
            .any(|is| is == line)
        {
            tokio::task::yield_now().await;
        }
    })
    .await;
}

#[tokio::test]
async fn a_session_is_counted_with_its_bytes_and_steps() {
    let (port, server) = serve(|mut line| async move {
        line.say("220 hello\r\n").await;
        line.hear("NOOP\r\n").await;
        line.end().await;
        line.hear_rest().await;
    })
    .await;
    let gateway = start(port, "").await;
    let admin = gateway.admin().await;
    counted(admin, "wsmtp_sessions_total{upstream=\"mail\"} 0").await;
    let mut page = page(&gateway).await;
    page.open("mail").await;
    page.opened().await;
    page.hear("220 hello\r\n").await;
    counted(admin, "wsmtp_sessions{upstream=\"mail\"} 1").await;
    counted(admin, "wsmtp_sessions_limit 256").await;
    page.send("NOOP\r\n").await;
    page.end_in_order().await;
    server.await.unwrap();

    for line in [
        "wsmtp_sessions{upstream=\"mail\"} 0",
        "wsmtp_sessions_total{upstream=\"mail\"} 1",
        "wsmtp_bytes_total{direction=\"up\",upstream=\"mail\"} 6",
        "wsmtp_bytes_total{direction=\"down\",upstream=\"mail\"} 11",
        "wsmtp_handshake_seconds_count{step=\"dial\",upstream=\"mail\"} 1",
        "wsmtp_handshake_seconds_count{step=\"greeting\",upstream=\"mail\"} 1",
    ] {
        counted(admin, line).await;
    }
}

#[tokio::test]
async fn refusals_are_counted_by_reason_and_never_by_what_was_asked_for() {
    let gateway = start(nobody(), "[upstream.\"s3cret\"]\nhost = \"127.0.0.1\"\nport = 1\ntls = \"none\"\ntokens = \"none\"\n").await;
    let admin = gateway.admin().await;
    for (upstream, code) in [
        ("s3cret-upstream", ErrorCode::UpstreamUnknown),
        ("mail", ErrorCode::ServerUnreachable),
    ] {
        let mut page = page(&gateway).await;
        page.open(upstream).await;
        page.failed(code).await;
    }
    for head in [
        "GET /s3cret-path HTTP/1.1\r\nhost: localhost",
        "GET / HTTP/1.1\r\nhost: s3cret-host.example",
        "GET /tunnel HTTP/1.1\r\nhost: localhost\r\norigin: https://s3cret-origin.example",
    ] {
        exchange(gateway.address, head).await;
    }
    for line in [
        "wsmtp_session_failures_total{code=\"upstream-unknown\",upstream=\"\"} 1",
        "wsmtp_session_failures_total{code=\"server-unreachable\",upstream=\"mail\"} 1",
        "wsmtp_requests_refused_total{status=\"403\"} 1",
        "wsmtp_requests_refused_total{status=\"404\"} 1",
        "wsmtp_requests_refused_total{status=\"421\"} 1",
    ] {
        counted(admin, line).await;
    }
    let metrics = get(admin, "/metrics").await.body;
    assert!(!metrics.contains("s3cret-"), "{metrics}");
    assert!(!metrics.contains("127.0.0.1"), "{metrics}");
}

#[tokio::test]
async fn readiness_ends_before_the_sessions_and_health_with_the_process() {
    let mut gateway = start(patient().await, "").await;
    let admin = gateway.admin().await;
    let mut page = page(&gateway).await;
    page.open("mail").await;
    page.opened().await;
    page.begin_mail().await;
    assert_eq!(get(admin, "/readyz").await.status, 200);
    gateway.signal("-TERM");
    gateway.logged("a second signal").await;
    patiently("unreadiness", async {
        while get(admin, "/readyz").await.status != 503 {}
    })
    .await;
    assert_eq!(get(admin, "/healthz").await.status, 200);
    assert_eq!(get(admin, "/metrics").await.status, 200);
    page.leave().await;
    assert!(gateway.ended().await);
}

#[tokio::test]
async fn nothing_else_is_served_there_and_it_is_not_served_to_pages() {
    let gateway = start(nobody(), "").await;
    let admin = gateway.admin().await;
    for path in ["/", "/tunnel", "/gateway.json"] {
        assert_eq!(get(admin, path).await.status, 404, "{path}");
    }
    for path in ["/metrics", "/readyz"] {
        assert_eq!(get(gateway.address, path).await.status, 404, "{path}");
    }
}

/// A page that has a name of its own point to this machine asks under that name.
#[tokio::test]
async fn metrics_are_served_by_address_and_known_names_only() {
    let gateway = Process::start(
        process::gateway(),
        &format!(
            "hosts = [\"mail.example.org\"]\n[admin]\nlisten = \"127.0.0.1:0\"\nhosts = [\"gateway.example.org\"]\n{}",
            process::clear(nobody())
        ),
    )
    .await;
    let admin = gateway.admin().await;
    for (host, status) in [
        ("host: 127.0.0.1:9025", 200),
        ("host: 192.0.2.7", 200),
        ("host: [2001:db8::7]:9025", 200),
        ("host: localhost:9025", 200),
        ("host: Gateway.example.org:9025", 200),
        // Of the pages' listener, which others may reach.
        ("host: mail.example.org", 421),
        ("host: evil.example:9025", 421),
        ("host: 127.0.0.1.evil.example", 421),
        ("host: ada@127.0.0.1", 421),
        ("host: 127.0.0.1\r\nhost: evil.example", 421),
        ("origin: https://evil.example", 421),
    ] {
        for (path, expected) in [("/metrics", status), ("/readyz", 200), ("/healthz", 200)] {
            let answer = exchange(admin, &format!("GET {path} HTTP/1.1\r\n{host}")).await;
            assert_eq!(answer.status, expected, "{path} {host}");
        }
    }
    gateway
        .logged("metrics refused; the name is not in `admin.hosts` host=\"evil.example:9025\"")
        .await;
}

#[tokio::test]
async fn a_unix_socket_serves_as_well() {
    let folder = tempfile::tempdir().unwrap();
    let socket = folder.path().join("admin.sock");
    let configuration = format!(
        "[admin]\nlisten = \"unix:{}\"\n{}",
        socket.display(),
        process::clear(nobody())
    );
    let gateway = Process::start(process::gateway(), &configuration).await;
    gateway.logged("serving metrics and health").await;
    let mut stream = UnixStream::connect(&socket).await.unwrap();
    let request = b"GET /readyz HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n";
    stream.write_all(request).await.unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.unwrap();
    assert!(answer.starts_with("HTTP/1.1 200 OK\r\n"), "{answer}");
}

/// However little of it is logged.
#[tokio::test]
async fn each_of_many_refusals_is_counted() {
    let gateway = start(nobody(), "").await;
    for _ in 0..100 {
        let answer = exchange(gateway.address, "GET / HTTP/1.1\r\nhost: a.example").await;
        assert_eq!(answer.status, 421);
    }
    let line = "wsmtp_requests_refused_total{status=\"421\"} 100";
    counted(gateway.admin().await, line).await;
}

#[tokio::test]
async fn handshakes_with_pages_are_counted_and_so_are_failed_ones() {
    let authority = Authority::new();
    let folder = tempfile::tempdir().unwrap();
    let (certificate, key) = authority.files("localhost");
    std::fs::write(folder.path().join("certificate.pem"), certificate).unwrap();
    std::fs::write(folder.path().join("key.pem"), key).unwrap();
    let here = folder.path().display();
    let tls =
        format!("[tls]\ncertificate = \"{here}/certificate.pem\"\nkey = \"{here}/key.pem\"\n");
    let gateway = start(nobody(), &tls).await;
    let admin = gateway.admin().await;

    let stream = TcpStream::connect(gateway.address).await.unwrap();
    let connector = trusting(authority.der.clone().into());
    let name = "localhost".try_into().unwrap();
    connector.connect(name, stream).await.unwrap();
    counted(
        admin,
        "wsmtp_handshake_seconds_count{step=\"entrance\",upstream=\"\"} 1",
    )
    .await;

    let mut stream = TcpStream::connect(gateway.address).await.unwrap();
    stream.write_all(b"GET / HTTP/1.1\r\n\r\n").await.unwrap();
    counted(admin, "wsmtp_connections_refused_total{reason=\"tls\"} 1").await;
}

#[tokio::test]
async fn the_end_of_the_certificate_is_that_of_the_one_that_is_shown() {
    let gateway = start(nobody(), "").await;
    let (admin, authority) = (gateway.admin().await, Authority::new());
    let ends = "wsmtp_certificate_expires_timestamp_seconds";
    let write = |(certificate, key): (String, String)| {
        std::fs::write(gateway.folder().join("certificate.pem"), certificate).unwrap();
        std::fs::write(gateway.folder().join("key.pem"), key).unwrap();
    };
    assert!(!get(admin, "/metrics").await.body.contains(ends));

    write(authority.expired_files("localhost"));
    let clear = process::clear(nobody());
    let tls = "[tls]\ncertificate = \"certificate.pem\"\nkey = \"key.pem\"\n";
    gateway.configure(&format!("{clear}{tls}"));
    gateway.signal("-HUP");
    // The last day of 2000.
    counted(admin, &format!("{ends} 978220800")).await;
    // What certificates of these tests end with otherwise: the year 4096.
    write(authority.files("localhost"));
    counted(admin, &format!("{ends} 67090118400")).await;

    gateway.configure(&clear);
    gateway.signal("-HUP");
    patiently("no certificate", async {
        while get(admin, "/metrics").await.body.contains(ends) {
            tokio::task::yield_now().await;
        }
    })
    .await;
}

/// A gateway before a server on whose connection TLS comes as `security` says, once `name` is greeted.
async fn secured(security: &'static str, name: &'static str, authority: &Authority) -> Process {
    let acceptor = authority.acceptor(NAME);
    let (port, _) = serve(move |mut line| async move {
        if security == "starttls" {
            line.say("220 hello\r\n").await;
            line.hear(&format!("EHLO {name}\r\n")).await;
            line.say("250-hello\r\n250 STARTTLS\r\n").await;
            line.hear("STARTTLS\r\n").await;
            line.say("220 go ahead\r\n").await;
        }
        let mut line = line.secure(acceptor).await;
        if security == "implicit" {
            line.say("220 inside\r\n").await;
        }
        line.hear_rest().await;
    })
    .await;
    let upstream =
        process::clear(port).replace("\"none\"\ntokens", &format!("\"{security}\"\ntokens"));
    let folder = tempfile::tempdir().unwrap();
    let ca = folder.path().join("authority.pem");
    std::fs::write(&ca, &authority.pem).unwrap();
    let trust = format!("ca = \"{}\"\nserver_name = \"{NAME}\"\n", ca.display());
    let configuration = format!("[admin]\nlisten = \"127.0.0.1:0\"\n{upstream}{trust}");
    Process::start(process::gateway(), &configuration).await
}

async fn greeted(gateway: &Process) -> Page {
    let mut page = page(gateway).await;
    page.open("mail").await;
    page.opened().await;
    page.reply(220).await;
    page
}

const TIMED: &str = "wsmtp_handshake_seconds_count{step=\"tls\",upstream=\"mail\"} 1";

#[tokio::test]
async fn implicit_tls_with_a_mail_server_is_timed() {
    let gateway = secured("implicit", "me", &Authority::new()).await;
    let _page = greeted(&gateway).await;
    counted(gateway.admin().await, TIMED).await;
}

#[tokio::test]
async fn starttls_that_a_page_says_is_timed() {
    let gateway = secured("starttls", "me", &Authority::new()).await;
    let mut page = greeted(&gateway).await;
    page.ask("EHLO me\r\n", 250).await;
    page.ask("STARTTLS\r\n", 220).await;
    page.say(&PageMessage::StartTls).await;
    page.secured().await;
    counted(gateway.admin().await, TIMED).await;
}

#[tokio::test]
async fn starttls_that_the_gateway_says_is_timed() {
    let gateway = secured("starttls", "[127.0.0.1]", &Authority::new()).await;
    let mut page = Page::connect(gateway.address, "/smtp/mail", None).await;
    page.reply(220).await;
    counted(gateway.admin().await, TIMED).await;
}
