//! The demo's inbox over HTTP, as tests of other projects use it.

use std::{
    net::SocketAddr,
    time::{Duration, Instant},
};

use serde_json::{Value, json};

use crate::support::{
    demo::{deliver, json, open_mail, run, run_for, signed_in, subjects_of},
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

const LETTER: &str = "\
From: =?utf-8?Q?Ada_L=C3=B6velace?= <ada@example.org>
To: Friends: bob@example.org, Charles <charles@example.org>;
Reply-To: replies@example.org
Subject: =?utf-8?Q?gr=C3=BC=C3=9Fe?=
Date: Fri, 21 Nov 1997 09:55:06 -0600
Message-ID: <1@example.org>
MIME-Version: 1.0
X-Long: one
 two
Content-Type: multipart/mixed; boundary=mixed

--mixed
Content-Type: multipart/related; boundary=related

--related
Content-Type: multipart/alternative; boundary=alternative

--alternative
Content-Type: text/plain; charset=iso-8859-1
Content-Transfer-Encoding: quoted-printable

Gr=FC=DFe
--alternative
Content-Type: text/html; charset=utf-8

<p>Gr\u{fc}\u{df}e <img src=\"cid:dot@example.org\"></p>
--alternative--
--related
Content-Type: image/gif
Content-ID: <dot@example.org>
Content-Transfer-Encoding: base64

R0lGODlh
--related--
--mixed
Content-Type: TEXT/html; charset=utf-8
Content-Disposition: attachment; filename*=utf-8''%3Cb%3E.html
Content-Transfer-Encoding: base64

PGI+
--mixed--
";

#[tokio::test]
async fn a_mail_is_read_for_those_who_do_not_read_mime() {
    let demo = run().await;
    let mut page = signed_in(demo.address).await;
    deliver(&mut page, "bob@example.org", LETTER).await;
    let letter = json(demo.address, "/sandbox/messages/1/json").await;
    let list = json(demo.address, "/sandbox/messages").await;
    for field in ["id", "session", "received", "size", "subject"] {
        assert_eq!(letter[field], list[0][field], "{field}");
    }
    assert_eq!(
        letter["envelope"],
        json!({ "from": "demo@sandbox.test", "to": ["bob@example.org"] })
    );
    assert_eq!(letter["subject"], "grüße");
    assert_eq!(list[0]["security"], "starttls");
    assert_eq!(letter["date"], "1997-11-21T09:55:06-06:00");
    assert_eq!(letter["message_id"], "1@example.org");
    assert_eq!(
        letter["from"],
        json!([{ "name": "Ada Lövelace", "address": "ada@example.org" }])
    );
    assert_eq!(
        letter["to"],
        json!([
            { "name": "", "address": "bob@example.org" },
            { "name": "Charles", "address": "charles@example.org" },
        ])
    );
    assert_eq!(letter["cc"], json!([]));
    assert_eq!(letter["reply_to"][0]["address"], "replies@example.org");
    assert_eq!(
        letter["headers"][7],
        json!({ "name": "X-Long", "value": "one two" })
    );
    assert_eq!(letter["text"], "Grüße");
    assert_eq!(
        letter["html"],
        "<p>Grüße <img src=\"cid:dot@example.org\"></p>"
    );
    assert_eq!(
        letter["attachments"],
        json!([
            { "name": null, "type": "image/gif", "size": 6, "cid": "dot@example.org" },
            { "name": "<b>.html", "type": "text/html", "size": 3, "cid": null },
        ])
    );
}

/// Shown, a page that a stranger has attached would be one of the gateway's own.
#[tokio::test]
async fn an_attachment_is_bytes_and_never_a_page() {
    let demo = run().await;
    let mut page = signed_in(demo.address).await;
    deliver(&mut page, "bob@example.org", LETTER).await;
    let file = get(demo.address, "/sandbox/messages/1/attachments/1").await;
    assert_eq!((file.status, file.body.as_str()), (200, "<b>"));
    for line in [
        "content-type: application/octet-stream\r\n",
        "content-disposition: attachment\r\n",
        "x-content-type-options: nosniff\r\n",
    ] {
        assert!(file.head.contains(line), "{}", file.head);
    }
    for path in [
        "1/attachments/2",
        "1/attachments/x",
        "2/attachments/0",
        "2/json",
        "x/json",
    ] {
        let answer = get(demo.address, &format!("/sandbox/messages/{path}")).await;
        assert_eq!(answer.status, 404, "{path}");
    }
}

#[tokio::test]
async fn a_mail_that_is_no_mail_is_read_as_far_as_it_goes() {
    let demo = run().await;
    let mut page = signed_in(demo.address).await;
    deliver(&mut page, "bob@example.org", "").await;
    deliver(&mut page, "bob@example.org", "\u{0}\u{7}: =?\n--\n").await;
    for id in [1, 2] {
        let letter = json(demo.address, &format!("/sandbox/messages/{id}/json")).await;
        assert_eq!(letter["id"], id);
        assert_eq!(letter["attachments"], json!([]));
    }
}

/// Nested without end, it would take the stack, and the demo with it.
#[tokio::test]
async fn a_mail_of_mails_within_mails_is_kept_and_not_read() {
    let demo = run().await;
    let mut page = signed_in(demo.address).await;
    let nested = "Content-Type: message/rfc822\n\n".repeat(1_000);
    deliver(&mut page, "bob@example.org", &nested).await;
    let letter = json(demo.address, "/sandbox/messages/1/json").await;
    assert_eq!(letter["attachments"], json!([]));
    let attached = get(demo.address, "/sandbox/messages/1/attachments/0").await;
    assert_eq!(attached.status, 404);
    let source = get(demo.address, "/sandbox/messages/1").await;
    assert_eq!(source.body, nested.replace('\n', "\r\n"));
    assert!(
        source
            .head
            .contains("content-security-policy: sandbox; default-src 'none'")
    );
    assert!(source.head.contains("content-disposition: attachment"));
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
async fn a_mail_within_a_mail_is_one_of_its_attachments() {
    const FORWARDED: &str = "Subject: The first\n\nHello, Ada\n";
    let demo = run().await;
    let mut page = signed_in(demo.address).await;
    let mail = format!(
        "Subject: Fwd: The first\nContent-Type: multipart/mixed; boundary=b\n\n--b\n\nSee below.\n\
         --b\nContent-Type: message/rfc822\nContent-Disposition: attachment; filename=first.eml\n\n\
         {FORWARDED}\n--b--\n"
    );
    deliver(&mut page, "bob@example.org", &mail).await;
    let letter = json(demo.address, "/sandbox/messages/1/json").await;
    assert_eq!(letter["subject"], "Fwd: The first");
    assert_eq!(letter["text"], "See below.");
    let forwarded = FORWARDED.replace('\n', "\r\n");
    assert_eq!(
        letter["attachments"],
        json!([{ "name": "first.eml", "type": "message/rfc822", "size": forwarded.len(), "cid": null }])
    );
    let file = get(demo.address, "/sandbox/messages/1/attachments/0").await;
    assert_eq!((file.status, file.body), (200, forwarded));
}

#[tokio::test]
async fn header_fields_are_told_as_they_stand_whatever_they_hold() {
    let demo = run().await;
    let mut page = signed_in(demo.address).await;
    open_mail(&mut page, "bob@example.org", "sUbJeCt:a\nx-odd_Name :  b\n").await;
    page.send(b"X-Latin: gr\xfc\xdfe\r\n\r\n.\r\n").await;
    page.reply(250).await;
    let letter = json(demo.address, "/sandbox/messages/1/json").await;
    assert_eq!(
        letter["headers"],
        json!([
            { "name": "sUbJeCt", "value": "a" },
            { "name": "x-odd_Name", "value": "b" },
            { "name": "X-Latin", "value": "gr\u{fffd}\u{fffd}e" },
        ])
    );
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
async fn a_page_that_was_away_is_told_that_mails_were_deleted() {
    let demo = run().await;
    let mut page = signed_in(demo.address).await;
    deliver(&mut page, "bob@example.org", "Subject: a\n\n").await;
    assert_eq!(delete(demo.address, "/sandbox/messages/1").await, 204);
    for known in ["1-0", "7-1"] {
        let head = format!("{EVENTS}\r\nlast-event-id: {known}");
        let mut events = Stream::begin(demo.address, &head).await;
        events.until("id: 1-1\n").await;
        events.until("event: missed\n").await;
    }
}

#[tokio::test]
async fn a_page_that_was_away_is_told_that_the_inbox_was_emptied() {
    let demo = run().await;
    let mut page = signed_in(demo.address).await;
    deliver(&mut page, "bob@example.org", "Subject: a\n\n").await;
    let head = format!("{EVENTS}\r\nlast-event-id: 1-0");
    let mut events = Stream::begin(demo.address, &head).await;
    events.until("id: 1-0\n").await;
    drop(events);
    assert_eq!(delete(demo.address, "/sandbox/messages").await, 204);
    let mut events = Stream::begin(demo.address, &head).await;
    events.until("id: 1-1\nevent: missed\n").await;
}

/// The mark of the last event says it.
#[tokio::test]
async fn a_page_that_heard_of_a_deletion_is_not_told_that_it_missed_it() {
    let demo = run().await;
    let mut page = signed_in(demo.address).await;
    let mut events = Stream::begin(demo.address, EVENTS).await;
    events.until("\r\n\r\n").await;
    for subject in ["a", "b"] {
        deliver(
            &mut page,
            "bob@example.org",
            &format!("Subject: {subject}\n\n"),
        )
        .await;
    }
    assert_eq!(delete(demo.address, "/sandbox/messages/1").await, 204);
    events.until("id: 2-1\nevent: removed\n").await;
    assert_eq!(delete(demo.address, "/sandbox/messages").await, 204);
    events.until("id: 2-2\nevent: cleared\n").await;
    drop(events);
    deliver(&mut page, "bob@example.org", "Subject: c\n\n").await;
    let head = format!("{EVENTS}\r\nlast-event-id: 2-2");
    let mut events = Stream::begin(demo.address, &head).await;
    let before = events.until("id: 3-2\nevent: delivered\n").await;
    assert!(!before.contains("missed"), "{before}");
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

const EVENTS: &str = "GET /sandbox/events HTTP/1.1\r\nhost: localhost";

#[tokio::test]
async fn a_page_hears_of_what_happens_in_its_order() {
    let demo = run().await;
    let mut page = signed_in(demo.address).await;
    let mut events = Stream::begin(demo.address, EVENTS).await;
    let head = events.until("\r\n\r\n").await;
    assert!(head.contains("content-type: text/event-stream"), "{head}");
    deliver(&mut page, "bob@example.org", "Subject: Hello\n\n").await;
    assert_eq!(delete(demo.address, "/sandbox/messages/1").await, 204);
    assert_eq!(delete(demo.address, "/sandbox/messages").await, 204);
    events.until("event: delivered\ndata: ").await;
    let mail: Value = serde_json::from_str(&events.until("\n").await).unwrap();
    assert_eq!(mail["subject"], "Hello");
    events.until("event: removed\ndata: {\"id\":1}\n").await;
    events.until("event: cleared\n").await;
}

/// A mail that is gone before its event is written is not told of, so it is a mail that stays here.
#[tokio::test]
async fn a_page_that_was_away_hears_of_the_mails_it_has_missed() {
    let demo = run().await;
    let mut page = signed_in(demo.address).await;
    let mut events = Stream::begin(demo.address, EVENTS).await;
    events.until("\r\n\r\n").await;
    deliver(&mut page, "bob@example.org", "Subject: Heard\n\n").await;
    let heard = events.until("id: 1-0\nevent: delivered\n").await;
    assert!(heard.contains("retry: 1000"), "{heard}");
    drop(events);
    deliver(&mut page, "bob@example.org", "Subject: Missed\n\n").await;
    let mut events = Stream::begin(demo.address, &format!("{EVENTS}\r\nlast-event-id: 1-0")).await;
    let missed = events.until("event: delivered\ndata: ").await;
    assert!(!missed.contains("\"Heard\""), "{missed}");
    let mail = events.until("\n").await;
    assert!(mail.contains("\"Missed\""), "{mail}");
}

#[tokio::test]
async fn so_many_may_wait_and_none_holds_up_the_end() {
    const PLACES: usize = 64;
    let demo = run().await;
    let mut waiting = Vec::new();
    for _ in 0..PLACES {
        let mut events = Stream::begin(demo.address, EVENTS).await;
        events.until("200 OK").await;
        waiting.push(events);
    }
    for path in ["/sandbox/events", "/sandbox/messages?wait=1"] {
        let answer = get(demo.address, path).await;
        assert_eq!(answer.status, 503, "{path}");
        assert!(answer.head.contains("retry-after: 1"), "{}", answer.head);
    }
    // Who does not wait needs no place, nor does who finds what is wanted.
    assert_eq!(get(demo.address, "/sandbox/messages").await.status, 200);
    let mut page = signed_in(demo.address).await;
    deliver(&mut page, "bob@example.org", "Subject: a\n\n").await;
    let found = json(demo.address, "/sandbox/messages?to=bob&wait=50").await;
    assert_eq!(subjects_of(&found), ["a"]);
    demo.stop.send(()).unwrap();
    for events in waiting {
        events.ended().await;
    }
    patiently("the demo to end", demo.task).await.unwrap();
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
