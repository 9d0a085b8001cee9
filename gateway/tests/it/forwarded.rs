//! Who is believed about where a connection comes from.

use std::time::Duration;

use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpStream,
};
use wsmtp_gateway::{
    Config, check,
    config::{Forwarding, Proxies},
};
use wsmtp_tunnel::Security;

use crate::support::{
    http::exchange,
    logs,
    mailserver::patient,
    page::{Page, request},
    patiently,
    process::{self, Process},
    stage::{Stage, config},
};

const V2: &[u8] = b"\r\n\r\n\0\r\nQUIT\n";

async fn behind(from: &[&str], by: Forwarding) -> Config {
    let mut config = config(patient().await, Security::None);
    let from = from.iter().map(|text| (*text).to_owned()).collect();
    config.proxies = Some(Proxies { from, by });
    config
}

/// What a connection hears that says this first and then asks for `path`.
async fn heard(stage: &Stage, first: &[u8], path: &str) -> String {
    let mut stream = TcpStream::connect(stage.address).await.unwrap();
    let head = format!("GET {path} HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n");
    // Who is cut off in the middle has still said enough.
    let _ = stream.write_all(&[first, head.as_bytes()].concat()).await;
    let mut answer = Vec::new();
    let _ = patiently("the answer", stream.read_to_end(&mut answer)).await;
    String::from_utf8_lossy(&answer).into_owned()
}

/// The log's line about a request for a path that there is not.
fn about(path: &str) -> String {
    let logs = logs::text();
    let named = format!("path=\"{path}\"");
    let line = logs.lines().find(|line| line.contains(&named));
    line.unwrap_or_default().to_owned()
}

#[tokio::test]
async fn a_proxys_word_before_http_is_who_the_logs_name() {
    let stage = Stage::new(behind(&["127.0.0.1"], Forwarding::ProxyProtocol).await).await;
    let addresses = [192, 0, 2, 7, 10, 0, 0, 1, 0x12, 0x67, 0, 25];
    let v2 = [V2, &[0x21, 0x11, 0, 12], &addresses].concat();
    let local = [V2, &[0x20, 0, 0, 0]].concat();
    for (first, path, client) in [
        (
            b"PROXY TCP4 192.0.2.7 10.0.0.1 4711 25\r\n".as_slice(),
            "/v1",
            " client=192.0.2.7:4711 ",
        ),
        (
            b"PROXY TCP6 2001:db8::7 ::1 4711 25\r\n",
            "/v1-6",
            " client=[2001:db8::7]:4711 ",
        ),
        (b"PROXY UNKNOWN\r\n", "/v1-unknown", " client=127.0.0.1:"),
        (&v2, "/v2", " client=192.0.2.7:4711 "),
        (&local, "/v2-local", " client=127.0.0.1:"),
    ] {
        let answer = heard(&stage, first, path).await;
        assert!(answer.starts_with("HTTP/1.1 404"), "{answer}");
        assert!(about(path).contains(client), "{}", about(path));
    }
}

#[tokio::test]
async fn a_listed_proxy_must_say_for_whom_it_speaks() {
    let stage = Stage::new(behind(&["127.0.0.1"], Forwarding::ProxyProtocol).await).await;
    for first in [
        "",
        "PROXY TCP4 192.0.2.7 10.0.0.1 4711 99999\r\n",
        "PROXY TCP4 a b c d\r\n",
    ] {
        assert_eq!(heard(&stage, first.as_bytes(), "/unsaid").await, "");
    }
    assert_eq!(about("/unsaid"), "");
    assert!(logs::text().contains("the proxy does not say for whom it speaks"));
}

#[tokio::test]
async fn a_word_without_end_holds_its_place_until_it_is_cut_off() {
    let mut config = behind(&["127.0.0.1"], Forwarding::ProxyProtocol).await;
    config.limits.request = Duration::from_millis(200);
    config.limits.connections = 1;
    let stage = Stage::new(config).await;
    let mut half = TcpStream::connect(stage.address).await.unwrap();
    half.write_all(b"PROXY TCP4 192.0.2.7 ").await.unwrap();
    let answer = heard(&stage, b"PROXY UNKNOWN\r\n", "/healthz").await;
    assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
    let rest = patiently("the end", half.read_u8()).await;
    assert!(rest.is_err(), "cut off without an answer");
}

#[tokio::test]
async fn a_proxys_word_of_anybody_else_is_no_http() {
    for config in [
        behind(&["192.0.2.0/24"], Forwarding::ProxyProtocol).await,
        behind(&["127.0.0.1"], Forwarding::XForwardedFor).await,
        config(patient().await, Security::None),
    ] {
        let stage = Stage::new(config).await;
        let answer = heard(&stage, b"PROXY TCP4 192.0.2.7 10.0.0.1 1 2\r\n", "/forged").await;
        assert!(answer.starts_with("HTTP/1.1 400"), "{answer}");
        let v2 = [V2, &[0x20, 0, 0, 0]].concat();
        let answer = heard(&stage, &v2, "/forged").await;
        assert!(!answer.contains("200 OK"), "{answer}");
        assert_eq!(about("/forged"), "");
    }
}

#[tokio::test]
async fn a_header_names_the_client_where_a_listed_proxy_wrote_it() {
    for (from, forwarded, path, client) in [
        ("127.0.0.0/8", "192.0.2.7", "/listed", "client=192.0.2.7 "),
        (
            "127.0.0.0/8",
            "198.51.100.1, 192.0.2.7",
            "/right",
            "client=192.0.2.7 ",
        ),
        (
            "192.0.2.0/24",
            "198.51.100.1",
            "/unlisted",
            "client=127.0.0.1:",
        ),
    ] {
        let stage = Stage::new(behind(&[from], Forwarding::XForwardedFor).await).await;
        let head =
            format!("GET {path} HTTP/1.1\r\nhost: localhost\r\nx-forwarded-for: {forwarded}");
        assert_eq!(exchange(stage.address, &head).await.status, 404);
        assert!(about(path).contains(client), "{}", about(path));
    }
}

#[tokio::test]
async fn a_proxy_that_is_not_listed_or_writes_no_address_is_told_of_once() {
    let listed = "[proxies]\nfrom = [\"127.0.0.1\"]\nby = \"x-forwarded-for\"\n";
    for (proxies, forwarded, mistake) in [
        ("", "192.0.2.7", "is not in [proxies]"),
        (listed, "unknown", "writes no address into X-Forwarded-For"),
    ] {
        let configuration = format!("{proxies}{}", process::clear(patient().await));
        let gateway = Process::start(process::gateway(), &configuration).await;
        let head =
            format!("GET /mistake HTTP/1.1\r\nhost: localhost\r\nx-forwarded-for: {forwarded}");
        for _ in 0..2 {
            exchange(gateway.address, &head).await;
        }
        gateway.logged(mistake).await;
        assert_eq!(gateway.logs().matches(mistake).count(), 1);
    }
}

#[tokio::test]
async fn a_session_is_that_of_the_forwarded_address() {
    let stage = Stage::new(behind(&["127.0.0.1"], Forwarding::XForwardedFor).await).await;
    let mut request = request(stage.address, "/tunnel", Some("wsmtp.v1"));
    let forwarded = "2001:db8:77::1".parse().unwrap();
    request.headers_mut().insert("x-forwarded-for", forwarded);
    let mut page = Page::with(request).await;
    page.open("mail").await;
    page.opened().await;
    let logs = logs::text();
    let mut sessions = logs.lines().filter(|line| line.contains("session{id="));
    assert!(
        sessions.any(|line| line.contains("client=2001:db8:77::1 ")),
        "{logs}"
    );
}

#[test]
fn a_list_of_proxies_names_some() {
    for (from, expected) in [
        ("[]", "2: proxies.from: no proxy is listed"),
        (
            "[\"proxy.example\"]",
            "2: proxies.from: `proxy.example` is neither",
        ),
        (
            "[\"10.0.0.0/33\"]",
            "2: proxies.from: `10.0.0.0/33` is neither",
        ),
        ("[\"::/0\"]", "2: proxies.from: `::/0` is everybody"),
    ] {
        let text = format!(
            "[proxies]\nfrom = {from}\nby = \"x-forwarded-for\"\n\
             [upstream.mail]\nhost = \"a.example\"\nport = 465\ntls = \"implicit\"\ntokens = \"none\"\n"
        );
        let problems = check::parse(&text, std::path::Path::new("/")).unwrap_err();
        assert!(
            problems[0].to_string().starts_with(expected),
            "{}",
            problems[0]
        );
    }
}
