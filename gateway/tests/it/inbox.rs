//! The demo's inbox over HTTP, as tests of other projects use it.

mod events;
mod letter;

use std::{
    net::SocketAddr,
    time::{Duration, Instant},
};

use serde_json::json;

use letter::LETTER;

use crate::support::{
    demo::{deliver, json, run, run_for, signed_in, subjects_of},
    http::{Stream, exchange, get},
    patiently,
};

async fn delete(address: SocketAddr, path: &str) -> u16 {
    let head = format!("DELETE {path} HTTP/1.1\r\nhost: localhost");
    exchange(address, &head).await.status
}

#[tokio::test]
async fn a_test_waits_for_its_mail_and_gets_it_when_it_comes() {
    let demo = run().await;
    let mut page = signed_in(demo.address).await;
    let path = "/sandbox/messages?to=bob@example.org&subject=welcome&wait=50";
    let waiting = tokio::spawn(async move { json(demo.address, path).await });
    deliver(&mut page, "ada@example.org", "Subject: Welcome, Ada\n\n").await;
    deliver(&mut page, "bob@example.org", "Subject: Your bill\n\n").await;
    deliver(&mut page, "bob@example.org", "Subject: Welcome, Bob\n\n").await;
    let found = patiently("the mail", waiting).await.unwrap();
    assert_eq!(subjects_of(&found), ["Welcome, Bob"]);
    // What is there already is not waited for.
    assert_eq!(json(demo.address, path).await, found);
}

#[tokio::test]
async fn who_waits_in_vain_gets_an_empty_list_when_the_time_is_over() {
    let demo = run().await;
    let began = Instant::now();
    let list = json(demo.address, "/sandbox/messages?wait=1").await;
    assert_eq!(list, json!([]));
    assert!(began.elapsed() >= Duration::from_secs(1));
}

#[tokio::test]
async fn who_waits_gets_an_empty_list_when_the_demo_stops() {
    let demo = run().await;
    let head = "GET /sandbox/messages?wait=50 HTTP/1.1\r\nhost: localhost\r\nconnection: close";
    let waiting = Stream::begin(demo.address, head).await;
    // Who has come later is served already, so this one is waiting.
    assert_eq!(get(demo.address, "/sandbox/messages").await.status, 200);
    demo.stop.send(()).unwrap();
    let answer = waiting.ended().await;
    assert!(answer.starts_with("HTTP/1.1 200 OK\r\n"), "{answer}");
    assert!(answer.ends_with("\r\n\r\n[]"), "{answer}");
    patiently("the demo to end", demo.task).await.unwrap();
}

#[tokio::test]
async fn mails_are_found_by_what_they_are() {
    let demo = run().await;
    let mut page = signed_in(demo.address).await;
    for (to, subject) in [
        ("ada@example.org", "First"),
        ("bob@example.org", "Second"),
        ("ADA@example.net", "First again"),
    ] {
        deliver(&mut page, to, &format!("Subject: {subject}\n\n")).await;
    }
    for (question, expected) in [
        ("", &["First again", "Second", "First"][..]),
        ("?to=ada%40example.org", &["First"]),
        ("?to=ada", &["First again", "First"]),
        ("?subject=FIRST", &["First again", "First"]),
        ("?subject=first+again", &["First again"]),
        (
            "?from=demo@sandbox.test&limit=2",
            &["First again", "Second"],
        ),
        ("?from=nobody", &[]),
        ("?since=1", &["First again", "Second"]),
        ("?since=3", &[]),
        ("?since=1&to=bob", &["Second"]),
    ] {
        let list = json(demo.address, &format!("/sandbox/messages{question}")).await;
        assert_eq!(subjects_of(&list), expected, "{question}");
    }
}

#[tokio::test]
async fn a_question_that_is_not_understood_is_refused() {
    let demo = run().await;
    for (question, reason) in [
        ("wait=51", "`wait` is at most 50 seconds"),
        ("wait=soon", "invalid digit"),
        ("limit=0", "nonzero"),
        ("since=-1", "invalid digit"),
        ("sender=ada", "unknown field `sender`"),
        ("to=ada&to=bob", "duplicate field `to`"),
    ] {
        let answer = get(demo.address, &format!("/sandbox/messages?{question}")).await;
        assert_eq!(answer.status, 400, "{question}");
        assert!(answer.body.contains(reason), "{question}: {}", answer.body);
        assert!(answer.body.contains("`since`"), "{question}");
    }
}

/// A browser that is told that a name of a stranger's is this machine must not read mails by it.
#[tokio::test]
async fn the_inbox_has_no_other_name() {
    let demo = run().await;
    for path in PATHS {
        for method in ["GET", "DELETE", "PUT", "OPTIONS"] {
            let head = format!("{method} {path} HTTP/1.1\r\nhost: rebound.evil.example");
            let answer = exchange(demo.address, &head).await;
            assert_eq!(answer.status, 421, "{method} {path}");
        }
    }
}

/// All that is below `/sandbox/`, for a mail with an attachment.
const PATHS: [&str; 7] = [
    "/sandbox/messages",
    "/sandbox/messages/1",
    "/sandbox/messages/1/json",
    "/sandbox/messages/1/attachments/0",
    "/sandbox/messages/1/transcript",
    "/sandbox/events",
    "/sandbox/setup",
];

/// Whatever a browser takes it for.
#[tokio::test]
async fn nothing_of_the_inbox_is_a_page() {
    const POLICY: &str = "content-security-policy: sandbox; default-src 'none'; form-action 'none'; \
                          base-uri 'none'; frame-ancestors 'none'\r\n";
    let demo = run().await;
    let mut page = signed_in(demo.address).await;
    deliver(&mut page, "bob@example.org", LETTER).await;
    let missing = ["/sandbox/messages/2/json", "/sandbox/messages?wait=51"];
    let answered = PATHS.map(|path| (path, "200"));
    for (path, status) in answered
        .into_iter()
        .chain(missing.into_iter().zip(["404", "400"]))
    {
        let head = format!("GET {path} HTTP/1.1\r\nhost: localhost");
        let mut answer = Stream::begin(demo.address, &head).await;
        let head = answer.until("\r\n\r\n").await;
        assert!(
            head.starts_with(&format!("HTTP/1.1 {status} ")),
            "{path}: {head}"
        );
        for line in [
            POLICY,
            "x-content-type-options: nosniff\r\n",
            "cross-origin-resource-policy: same-origin\r\n",
            "cache-control: no-store\r\n",
        ] {
            assert!(head.contains(line), "{path}: {head}");
        }
        assert_eq!(head.matches("content-security-policy").count(), 1, "{path}");
    }
}

#[tokio::test]
async fn a_page_of_another_site_hears_nothing_without_an_origin() {
    let demo = run().await;
    for (site, expected) in [
        ("cross-site", 403),
        ("same-site", 403),
        ("same-origin", 200),
        ("none", 200),
    ] {
        let head =
            format!("GET /sandbox/messages HTTP/1.1\r\nhost: localhost\r\nsec-fetch-site: {site}");
        let answer = exchange(demo.address, &head).await;
        assert_eq!(answer.status, expected, "{site}");
        let policy = "cross-origin-resource-policy: same-origin";
        assert!(answer.head.contains(policy), "{}", answer.head);
    }
}

#[tokio::test]
async fn one_mail_is_deleted_by_itself() {
    let demo = run().await;
    let mut page = signed_in(demo.address).await;
    for subject in ["First", "Second"] {
        deliver(
            &mut page,
            "bob@example.org",
            &format!("Subject: {subject}\n\n"),
        )
        .await;
    }
    let head =
        "DELETE /sandbox/messages/1 HTTP/1.1\r\nhost: localhost\r\norigin: http://evil.example";
    assert_eq!(exchange(demo.address, head).await.status, 403);
    assert_eq!(delete(demo.address, "/sandbox/messages/1").await, 204);
    assert_eq!(delete(demo.address, "/sandbox/messages/1").await, 404);
    assert_eq!(delete(demo.address, "/sandbox/messages/x").await, 404);
    let list = json(demo.address, "/sandbox/messages").await;
    assert_eq!(subjects_of(&list), ["Second"]);
}

#[tokio::test]
async fn a_page_of_another_origin_may_delete_where_it_is_named() {
    let demo = run_for(vec!["http://localhost:5173".to_owned()]).await;
    let ask = |origin: &str| {
        format!(
            "OPTIONS /sandbox/messages/1 HTTP/1.1\r\nhost: localhost\r\norigin: {origin}\r\n\
             access-control-request-method: DELETE"
        )
    };
    let answer = exchange(demo.address, &ask("http://localhost:5173")).await;
    assert_eq!(answer.status, 204);
    for line in [
        "access-control-allow-origin: http://localhost:5173\r\n",
        "access-control-allow-methods: GET, PUT, DELETE\r\n",
        "vary: origin",
    ] {
        assert!(answer.head.contains(line), "{}", answer.head);
    }
    let stranger = exchange(demo.address, &ask("http://localhost:5174")).await;
    assert_eq!(stranger.status, 403);
    assert!(!stranger.head.contains("access-control-"));
}
