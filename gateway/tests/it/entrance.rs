//! Who gets in: Host, Origin, subprotocol, and what plain HTTP shows.

use std::io::Read;

use tokio::{io::AsyncWriteExt, net::TcpStream};
use wsmtp_tunnel::Security;

use crate::support::{
    http::{exchange, get, websocket},
    mailserver::patient,
    page::{Page, origins_that_may, refused, request},
    stage::{Stage, config},
};

/// A stage with one foreign origin and one name of its own.
async fn stage() -> Stage {
    let mut config = config(patient().await, Security::None);
    config.origins.push("https://mail.example.org".into());
    config.hosts.push("gateway.example.org".into());
    Stage::new(config).await
}

#[tokio::test]
async fn origins_that_may_and_may_not() {
    let stage = stage().await;
    let own = format!("http://{}", stage.address);
    let origins = [
        (own.as_str(), true),
        ("https://mail.example.org", true),
        ("https://mail.example.org:443", true),
        ("http://mail.example.org", false),
        ("https://mail.example.org:8443", false),
        ("https://evil.example", false),
        ("https://mail.example.org.evil.example", false),
        ("http://127.0.0.1", false),
        ("null", false),
        ("", false),
        ("file://", false),
    ];
    origins_that_may(stage.address, &origins).await;
}

#[tokio::test]
async fn two_origins_are_none_that_may() {
    let stage = stage().await;
    let mut request = request(stage.address, "/tunnel", Some("wsmtp.v1"));
    for _ in 0..2 {
        request
            .headers_mut()
            .append("origin", "https://mail.example.org".parse().unwrap());
    }
    assert_eq!(refused(request).await, 403);
}

#[tokio::test]
async fn hosts_that_may_and_may_not() {
    let stage = stage().await;
    for (host, expected) in [
        ("127.0.0.1:8025", 200),
        ("localhost", 200),
        ("[::1]:8025", 200),
        ("gateway.example.org", 200),
        ("GATEWAY.example.org:443", 200),
        ("rebound.evil.example", 421),
        ("127.0.0.1.evil.example", 421),
        ("evil.example@localhost", 421),
        ("10.0.0.1", 421),
        ("", 421),
    ] {
        let answer = exchange(
            stage.address,
            &format!("GET /gateway.json HTTP/1.1\r\nhost: {host}"),
        )
        .await;
        assert_eq!(answer.status, expected, "{host}");
    }
    let answer = exchange(
        stage.address,
        "GET /gateway.json HTTP/1.1\r\nhost: a\r\nhost: localhost",
    )
    .await;
    assert_eq!(answer.status, 421);
}

#[tokio::test]
async fn the_subprotocol_is_asked_for() {
    let stage = stage().await;
    for protocol in [None, Some("wsmtp.v2"), Some("binary")] {
        assert_eq!(
            refused(request(stage.address, "/tunnel", protocol)).await,
            400
        );
    }
    Page::connect(stage.address, "/tunnel", Some("wsmtp.v2, wsmtp.v1"))
        .await
        .leave()
        .await;
}

#[tokio::test]
async fn another_version_of_websocket_is_told_which_is_spoken() {
    let stage = stage().await;
    for path in ["/tunnel", "/smtp/mail"] {
        for version in ["8", "013", "8, 13", ""] {
            let head = websocket(path, "").replace("version: 13", &format!("version: {version}"));
            let answer = exchange(stage.address, &head).await;
            assert_eq!(answer.status, 426, "{version:?}");
            for line in ["sec-websocket-version: 13", "upgrade: websocket"] {
                assert!(answer.head.contains(line), "{version:?}: {}", answer.head);
            }
        }
    }
}

#[tokio::test]
async fn a_websocket_begins_with_get_in_a_version_of_http_that_has_upgrades() {
    let stage = stage().await;
    for path in ["/tunnel", "/smtp/mail"] {
        let head = websocket(path, "sec-websocket-protocol: wsmtp.v1, binary\r\n");
        for (good, bad) in [(" HTTP/1.1\r\n", " HTTP/1.0\r\n"), ("GET ", "HEAD ")] {
            let answer = exchange(stage.address, &head.replace(good, bad)).await;
            assert_eq!(answer.status, 400, "{bad}");
        }
    }
}

/// Whole, so that whoever loosens it does so here, too.
const POLICY: &str = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; worker-src 'self'; \
                      style-src 'self'; img-src 'self' data: blob:; font-src 'self'; connect-src 'self'; \
                      manifest-src 'self'; frame-src 'self'; form-action 'none'; base-uri 'none'; \
                      frame-ancestors 'none'";

#[tokio::test]
async fn every_answer_carries_the_security_headers() {
    let stage = stage().await;
    let page = get(stage.address, "/").await.body;
    // Where the pages are built.
    let hashed = page
        .split('"')
        .find_map(|word| Some(word.split_once("assets/")?.1));
    let hashed = hashed.map(|name| format!("/assets/{name}"));
    for path in [
        hashed.as_deref().unwrap_or("/assets/"),
        "/",
        "/index.html",
        "/learn.html",
        "/inbox.html",
        "/sw.js",
        "/manifest.webmanifest",
        "/assets/nothing.js",
        "/sandbox/",
        "/sandbox/messages",
        "/healthz",
        "/gateway.json",
        "/nothing",
        "/tunnel",
        "/smtp/mail",
    ] {
        let answer = get(stage.address, path).await;
        for line in [
            &format!("content-security-policy: {POLICY}"),
            "x-content-type-options: nosniff",
            "x-frame-options: DENY",
            "referrer-policy: no-referrer",
            "cross-origin-opener-policy: same-origin",
        ] {
            let lines = answer.head.lines();
            assert_eq!(
                lines.filter(|one| *one == line).count(),
                1,
                "{path}: {}",
                answer.head
            );
        }
        assert_eq!(
            answer.head.matches("content-security-policy").count(),
            1,
            "{path}"
        );
    }
}

#[tokio::test]
async fn what_a_page_may_know_beforehand() {
    let stage = stage().await;
    let about = get(stage.address, "/gateway.json").await.body;
    let version = env!("CARGO_PKG_VERSION");
    assert_eq!(
        about,
        format!(
            r#"{{"version":"{version}","upstreams":[{{"name":"mail","security":"none","tokens":"none","signed_in":false}}],"sandbox":null}}"#
        )
    );
}

#[tokio::test]
async fn pages_take_no_other_methods() {
    let stage = stage().await;
    let answer = exchange(
        stage.address,
        "POST / HTTP/1.1\r\nhost: localhost\r\ncontent-length: 0",
    )
    .await;
    assert_eq!(answer.status, 405);
}

#[tokio::test]
async fn a_head_without_end_holds_its_place_until_it_is_cut_off() {
    let mut config = config(patient().await, Security::None);
    config.limits.request = std::time::Duration::from_millis(50);
    config.limits.connections = 1;
    let stage = Stage::new(config).await;
    let mut half = TcpStream::connect(stage.address).await.unwrap();
    half.write_all(b"GET / HTTP/1.1\r\nhost: local")
        .await
        .unwrap();
    // There is one place, so the second is answered once the first has been cut off.
    assert_eq!(get(stage.address, "/healthz").await.status, 200);
    let mut half = half.into_std().unwrap();
    assert_eq!(half.read(&mut [0]).unwrap(), 0, "cut off without an answer");
}

#[tokio::test]
async fn a_target_with_a_host_of_its_own_is_judged_by_that() {
    let stage = stage().await;
    for (target, expected) in [
        ("http://localhost/gateway.json", 200),
        ("http://evil.example/gateway.json", 421),
    ] {
        let head = format!("GET {target} HTTP/1.1\r\nhost: localhost");
        assert_eq!(exchange(stage.address, &head).await.status, expected);
    }
}

#[tokio::test]
async fn a_page_of_http_is_our_own_on_this_machine_only() {
    let stage = stage().await;
    for (host, scheme, expected) in [
        ("gateway.example.org", "https", 200),
        ("gateway.example.org", "http", 403),
        ("localhost", "http", 200),
        ("[::1]", "http", 200),
    ] {
        let head =
            format!("GET /gateway.json HTTP/1.1\r\nhost: {host}\r\norigin: {scheme}://{host}");
        assert_eq!(
            exchange(stage.address, &head).await.status,
            expected,
            "{head}"
        );
    }
}

#[tokio::test]
async fn a_probe_may_come_by_any_name() {
    let stage = stage().await;
    let answer = exchange(stage.address, "GET /healthz HTTP/1.1\r\nhost: 10.0.0.1").await;
    assert_eq!((answer.status, answer.body.as_str()), (200, "ok\n"));
}

#[tokio::test]
async fn no_cache_keeps_what_may_change_or_be_another_origins() {
    let stage = stage().await;
    let answer = get(stage.address, "/gateway.json").await.head;
    assert!(answer.contains("cache-control: no-store"), "{answer}");
    assert!(answer.contains("vary: origin"), "{answer}");
}
