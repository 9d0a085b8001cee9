//! What happens in the inbox, as server-sent events.

use serde_json::Value;

use super::delete;
use crate::support::{
    demo::{deliver, json, run, signed_in, subjects_of},
    http::{Stream, get},
    patiently,
};

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
