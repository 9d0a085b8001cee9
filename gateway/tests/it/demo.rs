//! The demo: a mail from a page into the inbox, over TCP, STARTTLS and AUTH.

use wsmtp_gateway::demo::{Demo, DemoError};

use crate::support::{
    demo::{deliver, json, open_mail, run, run_for, signed_in},
    http::{exchange, get},
    page::origins_that_may,
    patiently,
};

/// Its last line begins with a dot, which is doubled on its way.
const MAIL: &str = "Subject: =?utf-8?Q?gr=C3=BC=C3=9Fe?=\n\n..hello\n";

#[tokio::test]
async fn a_mail_lies_in_the_inbox() {
    let demo = run().await;
    let mut page = signed_in(demo.address).await;
    deliver(&mut page, "ada@example.org", MAIL).await;
    page.ask("QUIT\r\n", 221).await;
    page.eof().await;

    let list = json(demo.address, "/sandbox/messages").await;
    let mail = &list[0];
    assert_eq!(mail["subject"], "grüße");
    assert_eq!(mail["from"], "demo@sandbox.test");
    assert_eq!(mail["to"][0], "ada@example.org");
    let id = &mail["id"];

    let message = get(demo.address, &format!("/sandbox/messages/{id}")).await;
    assert!(
        message.head.contains("content-type: message/rfc822"),
        "{}",
        message.head
    );
    assert_eq!(
        message.body,
        "Subject: =?utf-8?Q?gr=C3=BC=C3=9Fe?=\r\n\r\n.hello\r\n"
    );
    assert_eq!(mail["size"], message.body.len());

    let lines = json(demo.address, &format!("/sandbox/messages/{id}/transcript")).await;
    let lines: Vec<_> = lines
        .as_array()
        .unwrap()
        .iter()
        .map(|line| {
            format!(
                "{} {}",
                line["direction"].as_str().unwrap(),
                line["text"].as_str().unwrap()
            )
        })
        .collect();
    for expected in [
        "C STARTTLS",
        "C AUTH PLAIN ***",
        "C RCPT TO:<ada@example.org>",
    ] {
        assert!(
            lines.iter().any(|line| line == expected),
            "{expected} is not in {lines:#?}"
        );
    }
}

#[tokio::test]
async fn the_inbox_can_be_emptied_by_its_own_page_only() {
    let demo = run().await;
    let mut page = signed_in(demo.address).await;
    deliver(&mut page, "ada@example.org", MAIL).await;

    let delete = "DELETE /sandbox/messages HTTP/1.1\r\nhost: localhost";
    let foreign = exchange(
        demo.address,
        &format!("{delete}\r\norigin: https://evil.example"),
    )
    .await;
    assert_eq!(foreign.status, 403);
    assert_eq!(
        json(demo.address, "/sandbox/messages")
            .await
            .as_array()
            .unwrap()
            .len(),
        1
    );

    let own = exchange(
        demo.address,
        &format!("{delete}\r\norigin: http://localhost"),
    )
    .await;
    assert_eq!(own.status, 204);
    assert_eq!(
        json(demo.address, "/sandbox/messages").await,
        serde_json::json!([])
    );
    assert_eq!(get(demo.address, "/sandbox/messages/1").await.status, 404);
    assert_eq!(
        get(demo.address, "/sandbox/messages/x/transcript")
            .await
            .status,
        404
    );
}

#[tokio::test]
async fn the_practice_address_that_breaks_off() {
    let demo = run().await;
    let mut page = signed_in(demo.address).await;
    open_mail(&mut page, "close@sandbox.test", MAIL).await;
    page.eof().await;
    assert_eq!(
        json(demo.address, "/sandbox/messages").await,
        serde_json::json!([])
    );
}

#[tokio::test]
async fn it_stops_when_asked() {
    let demo = run().await;
    demo.stop.send(()).unwrap();
    patiently("the demo to end", demo.task).await.unwrap();
}

#[tokio::test]
async fn a_page_under_development_may_use_it_where_it_is_named() {
    let demo = run_for(vec!["http://localhost:5173".to_owned()]).await;
    let origins = [
        ("http://localhost:5173", true),
        ("http://localhost:5174", false),
    ];
    for (origin, may) in origins {
        let head = format!("GET /gateway.json HTTP/1.1\r\nhost: localhost\r\norigin: {origin}");
        let status = exchange(demo.address, &head).await.status;
        assert_eq!(status, if may { 200 } else { 403 }, "{origin}");
    }
    origins_that_may(demo.address, &origins).await;
}

#[tokio::test]
async fn what_is_no_origin_is_told_at_the_start() {
    let listen = "127.0.0.1:0".parse().unwrap();
    let wrong = Demo::bind(listen, vec!["localhost:5173".to_owned()]).await;
    assert!(matches!(wrong, Err(DemoError::Origin(origin)) if origin == "localhost:5173"));
}

#[tokio::test]
async fn it_listens_on_this_machine_only() {
    let exposed = Demo::bind("0.0.0.0:0".parse().unwrap(), Vec::new()).await;
    assert!(matches!(exposed, Err(DemoError::Exposed(_))));
}
