//! Why connections, requests and sessions are refused, and how that is counted.

use std::collections::BTreeSet;

use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpStream,
};
use wsmtp_tunnel::ErrorCode;

use super::{counted, page as arrive, start};
use crate::support::{
    authority::Authority,
    http::{exchange, get, websocket},
    mailserver::{Line, nobody, serve},
    page::{self, Page, request},
    process::Process,
};

const FORWARDED: &str = "[proxies]\nfrom = [\"127.0.0.1\"]\nby = \"proxy-protocol\"\n";

/// Connects, says this, and stays.
async fn says(gateway: &Process, text: &str) -> TcpStream {
    let mut stream = TcpStream::connect(gateway.address).await.unwrap();
    stream.write_all(text.as_bytes()).await.unwrap();
    stream
}

const REQUEST: &str = "GET /healthz HTTP/1.1\r\nhost: localhost\r\n\r\n";

/// Each: the reason, the configuration, what connections before say and are answered, and what the one
/// says that is refused.
const CONNECTIONS: &[(&str, &str, &str, &str)] = &[
    ("proxy", "FORWARDED", "", REQUEST),
    (
        "crowded",
        "FORWARDED[limits]\nconnections_per_address = 1\n",
        "PROXY TCP4 192.0.2.7 10.0.0.1 4711 25\r\n",
        "PROXY TCP4 192.0.2.7 10.0.0.1 4712 25\r\n",
    ),
    (
        "hasty",
        "FORWARDED[limits]\nconnects = 1\n",
        "PROXY TCP4 192.0.2.7 10.0.0.1 4711 25\r\n",
        "PROXY TCP4 192.0.2.7 10.0.0.1 4712 25\r\n",
    ),
    (
        "tls",
        "[tls]\ncertificate = \"FOLDER/certificate.pem\"\nkey = \"FOLDER/key.pem\"\n",
        "",
        REQUEST,
    ),
    ("slow", "FORWARDED[limits]\nrequest = 1\n", "", ""),
];

fn refused(reason: &str) -> String {
    format!("wsmtp_connections_refused_total{{reason=\"{reason}\"}}")
}

#[tokio::test]
async fn each_reason_to_refuse_a_connection_is_counted() {
    let folder = tempfile::tempdir().unwrap();
    let (certificate, key) = Authority::new().files("localhost");
    std::fs::write(folder.path().join("certificate.pem"), certificate).unwrap();
    std::fs::write(folder.path().join("key.pem"), key).unwrap();
    let here = folder.path().to_str().unwrap();
    for (reason, configuration, before, text) in CONNECTIONS {
        let configuration = configuration
            .replace("FORWARDED", FORWARDED)
            .replace("FOLDER", here);
        let gateway = start(nobody(), &configuration).await;
        let mut welcome = None;
        if !before.is_empty() {
            let mut stream = says(&gateway, &format!("{before}{REQUEST}")).await;
            stream.read_u8().await.unwrap();
            welcome = Some(stream);
        }
        let _refused = says(&gateway, text).await;
        let line = format!("{} 1", refused(reason));
        counted(gateway.admin().await, &line).await;
        drop(welcome);
    }
}

/// The gateway shows each at the start, before it has happened.
#[tokio::test]
async fn every_reason_to_refuse_a_connection_has_a_row() {
    let gateway = start(nobody(), "").await;
    let metrics = get(gateway.admin().await, "/metrics").await.body;
    let shown = metrics.lines().filter_map(|line| line.strip_suffix(" 0"));
    let shown: BTreeSet<_> = shown
        .filter(|line| line.starts_with("wsmtp_connections_refused_total{"))
        .map(str::to_owned)
        .collect();
    assert_eq!(
        shown,
        CONNECTIONS
            .iter()
            .map(|(reason, ..)| refused(reason))
            .collect()
    );
}

#[tokio::test]
async fn each_status_that_refuses_a_request_is_counted() {
    let upgrade = |more: &str| websocket("/smtp/mail", more);
    let gateway = start(nobody(), "").await;
    let admin = gateway.admin().await;
    for (status, head) in [
        (400, "GET /tunnel HTTP/1.1\r\nhost: localhost".to_owned()),
        (403, upgrade("origin: https://evil.example\r\n")),
        (404, websocket("/smtp/none", "")),
        (405, "POST / HTTP/1.1\r\nhost: localhost".to_owned()),
        (421, "GET / HTTP/1.1\r\nhost: evil.example".to_owned()),
        (426, upgrade("").replace("version: 13", "version: 12")),
    ] {
        let answer = exchange(gateway.address, &head).await;
        assert_eq!(answer.status, status, "{head}");
        let line = format!("wsmtp_requests_refused_total{{status=\"{status}\"}} 1");
        counted(admin, &line).await;
    }
}

#[tokio::test]
async fn who_comes_too_often_is_counted_by_429() {
    let behind = "[proxies]\nfrom = [\"127.0.0.1\"]\nby = \"x-forwarded-for\"\n";
    let gateway = start(nobody(), &format!("{behind}[limits]\nopens = 1\n")).await;
    let forwarded = || {
        let mut request = request(gateway.address, "/smtp/mail", None);
        let headers = request.headers_mut();
        headers.insert("x-forwarded-for", "192.0.2.7".parse().unwrap());
        request
    };
    let _first = Page::with(forwarded()).await;
    assert_eq!(page::refused(forwarded()).await, 429);
    let line = "wsmtp_requests_refused_total{status=\"429\"} 1";
    counted(gateway.admin().await, line).await;
}

/// How a session fails.
struct Failing {
    code: ErrorCode,
    /// As the metric names it.
    upstream: &'static str,
    configuration: &'static str,
    /// What the server says at once, and then it listens; with `None` there is no server.
    greeting: Option<&'static str>,
    open: &'static str,
    /// So many bytes the page sends when the server has greeted.
    bytes: usize,
}

const OPEN: &str = r#"{"type":"open","upstream":"mail"}"#;

const GOOD: Failing = Failing {
    code: ErrorCode::Internal,
    upstream: "mail",
    configuration: "",
    greeting: Some("220 hello\r\n"),
    open: OPEN,
    bytes: 0,
};

const SESSIONS: &[Failing] = &[
    Failing {
        code: ErrorCode::BadMessage,
        upstream: "",
        open: "{}",
        ..GOOD
    },
    Failing {
        code: ErrorCode::HostForbidden,
        upstream: "",
        open: r#"{"type":"open","host":"a.example","port":465,"tls":"implicit"}"#,
        ..GOOD
    },
    Failing {
        code: ErrorCode::UpstreamUnknown,
        upstream: "",
        open: r#"{"type":"open","upstream":"none"}"#,
        ..GOOD
    },
    Failing {
        code: ErrorCode::WindowExceeded,
        configuration: "[limits]\nwindow = 16384\n",
        bytes: 16_385,
        ..GOOD
    },
    Failing {
        code: ErrorCode::BytesExceeded,
        configuration: "[limits]\nupload = 10\n",
        bytes: 11,
        ..GOOD
    },
    Failing {
        code: ErrorCode::ServerUnreachable,
        greeting: None,
        ..GOOD
    },
    Failing {
        code: ErrorCode::NotSmtp,
        greeting: Some("hello\r\n"),
        ..GOOD
    },
];

/// What takes tokens, a wait, a resolver, certificates or the gateway's end to bring about. Those of tokens are
/// counted in `tokens/raw.rs`; the others are told in their own tests, and what ends a session counts them all.
const ELSEWHERE: &[ErrorCode] = &[
    ErrorCode::TokenRefused,
    ErrorCode::OpenTimeout,
    ErrorCode::TokenMissing,
    ErrorCode::TokenExpired,
    ErrorCode::TokenAudience,
    ErrorCode::UpstreamForbidden,
    ErrorCode::TooManySessions,
    ErrorCode::TooManyOpens,
    ErrorCode::Internal,
    ErrorCode::NameUnresolved,
    ErrorCode::ServerTimeout,
    ErrorCode::ServerRefused,
    ErrorCode::SignInRefused,
    ErrorCode::CertificateUntrusted,
    ErrorCode::CertificateName,
    ErrorCode::CertificateExpired,
    ErrorCode::TlsFailed,
    ErrorCode::TlsResidue,
    ErrorCode::ServerClosed,
    ErrorCode::IdleTimeout,
    ErrorCode::SessionTimeout,
    ErrorCode::ShuttingDown,
];

#[tokio::test]
async fn each_code_that_a_session_fails_with_is_counted() {
    for row in SESSIONS {
        let port = match row.greeting {
            Some(greeting) => {
                let script = move |mut line: Line| async move {
                    line.say(greeting).await;
                    line.hear_rest().await
                };
                serve(script).await.0
            }
            None => nobody(),
        };
        let gateway = start(port, row.configuration).await;
        let mut page = arrive(&gateway).await;
        page.text(row.open).await;
        if row.bytes > 0 {
            page.opened().await;
            page.send(vec![b'x'; row.bytes]).await;
        }
        page.failed_whenever(row.code).await;
        let (code, upstream) = (row.code, row.upstream);
        let line =
            format!("wsmtp_session_failures_total{{code=\"{code}\",upstream=\"{upstream}\"}} 1");
        counted(gateway.admin().await, &line).await;
    }
}

#[test]
fn every_code_has_a_row_or_is_tried_elsewhere() {
    let rows = SESSIONS.iter().map(|row| row.code);
    let mut tried: Vec<_> = rows.chain(ELSEWHERE.iter().copied()).collect();
    tried.sort_by_key(|code| code.close_code());
    assert_eq!(tried, ErrorCode::ALL);
}
