//! The demo's mail server goes wrong on request, by a setup over HTTP.

use std::{net::SocketAddr, time::Duration};

use serde_json::json;
use tokio::{io::AsyncReadExt, net::TcpStream, time::timeout};
use wsmtp_sandbox::{Extension, Setup, Stage};
use wsmtp_tunnel::Security;

use crate::support::{
    demo::{SETUP, deliver, json, plain, run, run_for, run_with_smtp, secured, set, signed_in},
    http::{exchange, get, put},
    page::Page,
    patiently,
};

async fn security(address: SocketAddr) -> String {
    let about = json(address, "/gateway.json").await;
    let security = about["upstreams"][0]["security"].as_str();
    security.unwrap().to_owned()
}

#[tokio::test]
async fn a_setup_holds_for_sessions_to_come() {
    const LATE: &str = "# for a lesson\nrecipient *@late.test: reply 451 4.2.1 try later\n";
    let demo = run().await;
    assert_eq!(get(demo.address, SETUP).await.body, "");
    let mut before = signed_in(demo.address).await;
    set(demo.address, LATE).await;
    let kept = get(demo.address, SETUP).await;
    assert!(
        kept.head.contains("content-type: text/plain"),
        "{}",
        kept.head
    );
    assert_eq!(kept.body, LATE);

    let mut after = signed_in(demo.address).await;
    after.ask("MAIL FROM:<a@b.example>\r\n", 250).await;
    after.ask("RCPT TO:<ada@late.test>\r\n", 451).await;
    deliver(&mut before, "ada@late.test", "Subject: a\n\n").await;

    set(demo.address, "").await;
    let mut again = signed_in(demo.address).await;
    deliver(&mut again, "ada@late.test", "Subject: b\n\n").await;
}

#[tokio::test]
async fn a_setup_that_is_wrong_is_told_by_its_line_and_changes_nothing() {
    let demo = run().await;
    set(demo.address, "sender: reply 550 no").await;
    let wrong = put(demo.address, SETUP, "", "# fine\nrecipient: reply 99\n").await;
    assert_eq!(wrong.status, 400);
    assert!(wrong.body.contains("line 2"), "{}", wrong.body);
    let long = put(demo.address, SETUP, "", &"#\n".repeat(20_000)).await;
    assert_eq!(long.status, 400);
    let endless = put(demo.address, SETUP, "", &"#\n".repeat(100_000)).await;
    assert_eq!(endless.status, 413);
    assert_eq!(get(demo.address, SETUP).await.body, "sender: reply 550 no");
}

#[tokio::test]
async fn only_pages_that_may_change_the_setup() {
    let demo = run().await;
    let evil = "origin: https://evil.example\r\n";
    let foreign = put(demo.address, SETUP, evil, "sender: reply 550 no").await;
    assert_eq!(foreign.status, 403);
    assert_eq!(get(demo.address, SETUP).await.body, "");
    let own = put(
        demo.address,
        SETUP,
        "origin: http://localhost\r\n",
        "# mine",
    )
    .await;
    assert_eq!(own.status, 204);
    let posted = "POST /sandbox/setup HTTP/1.1\r\nhost: localhost\r\ncontent-length: 0";
    assert_eq!(exchange(demo.address, posted).await.status, 405);
}

/// The page that explains setups leaves no stage and nothing that can be offered out, and its examples can be read.
#[test]
fn setups_are_as_their_page_says() {
    let page = include_str!("../../../crates/sandbox/README.md");
    let stages = Stage::ALL.iter().map(|stage| stage.name());
    let offers = Extension::ALL.iter().map(|extension| extension.name());
    for name in stages.chain(offers) {
        assert!(page.contains(&format!("`{name}`")), "{name}");
    }
    let blocks = page.split("```text\n").skip(1);
    let examples: Vec<_> = blocks
        .filter_map(|block| block.split("```").next())
        .collect();
    assert_eq!(examples.len(), 3);
    for example in examples {
        let read = example.parse::<Setup>();
        assert!(read.is_ok(), "{read:?}: {example}");
    }
}

/// What a browser asks before a page elsewhere may put one.
#[tokio::test]
async fn a_page_of_another_origin_may_change_the_setup_where_it_is_named() {
    let demo = run_for(vec!["http://localhost:5173".to_owned()]).await;
    let ask = |origin: &str| {
        format!(
            "OPTIONS {SETUP} HTTP/1.1\r\nhost: localhost\r\norigin: {origin}\r\n\
             access-control-request-method: PUT\r\naccess-control-request-headers: content-type"
        )
    };
    let answer = exchange(demo.address, &ask("http://localhost:5173")).await;
    assert_eq!(answer.status, 204);
    for line in [
        "access-control-allow-origin: http://localhost:5173\r\n",
        "access-control-allow-methods: GET, PUT, DELETE\r\n",
        "access-control-allow-headers: content-type\r\n",
    ] {
        assert!(answer.head.contains(line), "{}", answer.head);
    }
    let stranger = exchange(demo.address, &ask("http://localhost:5174")).await;
    assert_eq!(stranger.status, 403);
    assert!(!stranger.head.contains("access-control-"));
}

/// Of two that come together one holds, with all that it says.
#[tokio::test]
async fn setups_that_come_together_do_not_mix() {
    const SETUPS: [(&str, &str, Option<&str>); 2] = [
        ("security: none\nuser: ada secret", "none", Some("ada")),
        ("security: implicit\nauth: none", "implicit", None),
    ];
    let demo = run().await;
    for _ in 0..8 {
        let [(one, ..), (other, ..)] = SETUPS;
        tokio::join!(set(demo.address, one), set(demo.address, other));
        let text = get(demo.address, SETUP).await.body;
        let about = json(demo.address, "/gateway.json").await;
        let held = SETUPS.iter().find(|(setup, ..)| *setup == text).unwrap();
        assert_eq!(about["upstreams"][0]["security"], held.1);
        assert_eq!(about["sandbox"]["user"].as_str(), held.2);
    }
}

#[tokio::test]
async fn a_page_is_told_as_whom_to_sign_in_by_the_setup() {
    let demo = run().await;
    let usual = json(demo.address, "/gateway.json").await["sandbox"].clone();
    assert_eq!(usual["user"], "demo@sandbox.test");
    set(demo.address, "user: ada secret\nuser: bob hidden").await;
    let given = json(demo.address, "/gateway.json").await["sandbox"].clone();
    assert_eq!(
        (&given["user"], &given["password"]),
        (&"ada".into(), &"secret".into())
    );
    let mut page = signed_in(demo.address).await;
    deliver(&mut page, "bob@example.org", "Subject: of Ada\n\n").await;
    set(demo.address, "").await;
    assert_eq!(json(demo.address, "/gateway.json").await["sandbox"], usual);
    signed_in(demo.address).await;
}

#[tokio::test]
async fn a_page_is_told_that_nobody_signs_in_where_there_is_no_auth() {
    let demo = run().await;
    set(demo.address, "user: ada secret\nauth: none").await;
    let about = json(demo.address, "/gateway.json").await;
    let nobody = json!({ "user": null, "password": null, "domain": "sandbox.test" });
    assert_eq!(about["sandbox"], nobody);
    assert_eq!(plain(demo.address).await, None);
    let mut page = secured(demo.address).await;
    page.ask("AUTH PLAIN AGFkYQBzZWNyZXQ=\r\n", 502).await;
    deliver(&mut page, "bob@example.org", "Subject: of nobody\n\n").await;
    set(demo.address, "auth: optional").await;
    let mut page = secured(demo.address).await;
    deliver(&mut page, "bob@example.org", "Subject: of nobody\n\n").await;
    signed_in(demo.address).await;
}

#[tokio::test]
async fn the_gateway_goes_with_how_the_line_is_secured() {
    let demo = run().await;
    assert_eq!(security(demo.address).await, "starttls");
    set(demo.address, "security: none\nauth: none").await;
    assert_eq!(security(demo.address).await, "none");
    let mut clear = Page::connect(demo.address, "/tunnel", Some("wsmtp.v1")).await;
    clear.open("sandbox").await;
    assert_eq!(clear.opened().await.security, Security::None);
    clear.reply(220).await;
    clear.ask("EHLO [127.0.0.1]\r\n", 250).await;
    deliver(&mut clear, "ada@example.org", "Subject: in clear\n\n").await;

    set(demo.address, "security: implicit").await;
    let mut locked = Page::connect(demo.address, "/tunnel", Some("wsmtp.v1")).await;
    locked.open("sandbox").await;
    let opened = locked.opened().await;
    assert_eq!(opened.security, Security::Implicit);
    let report = opened.tls.expect("TLS comes first");
    assert_eq!(report.certificate.names, ["sandbox.test"]);
    locked.reply(220).await;

    set(demo.address, "").await;
    assert_eq!(security(demo.address).await, "starttls");
    signed_in(demo.address).await;
}

/// The demo's own users would be locked out by a setup that breaks its line, and must not be.
#[tokio::test]
async fn a_setup_can_be_taken_back_whatever_it_said() {
    let demo = run().await;
    set(
        demo.address,
        "greeting: silence\nline: slow 100/s\nstarttls: strip",
    )
    .await;
    set(demo.address, "").await;
    let mut page = signed_in(demo.address).await;
    deliver(&mut page, "ada@example.org", "Subject: a\n\n").await;
}

/// Each would otherwise keep its place for as long as the silence was to be.
#[tokio::test]
async fn who_leaves_a_silent_server_keeps_no_place() {
    const PLACES: usize = 64;
    let (demo, smtp) = run_with_smtp().await;
    set(demo.address, "greeting: silence").await;
    let mut clients = Vec::new();
    for _ in 0..PLACES {
        clients.push(TcpStream::connect(smtp).await.unwrap());
    }
    let silent = timeout(Duration::from_millis(300), clients[PLACES - 1].read_u8()).await;
    assert!(silent.is_err(), "it is greeted, or let go");
    set(demo.address, "").await;
    drop(clients);
    let mut next = TcpStream::connect(smtp).await.unwrap();
    let greeted = patiently("the greeting", next.read_u8()).await;
    assert_eq!(greeted.unwrap(), b'2');
}
