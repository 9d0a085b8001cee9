//! Mails, and what becomes of them.

use super::*;

#[test]
fn content_flows_as_the_window_allows_and_progress_follows_the_acks() {
    let content = b"0123456789abcde\n".repeat(8_192);
    let mut page = Page::ready(20_000);
    page.send(&["bob@y"], &content);
    let mut sent = page.said();
    let envelope = sent.len();
    page.server("250 ok\r\n250 ok\r\n354 go\r\n");
    sent.push_str(&page.said());
    assert_eq!(page.sent, 20_000, "the window is used to the full");
    while !sent.ends_with("\r\n.\r\n") {
        page.acknowledge();
        let more = page.said();
        assert!(!more.is_empty() && more.len() <= 20_000);
        sent.push_str(&more);
    }
    page.acknowledge();
    assert_eq!(sent.len(), envelope + content.len() / 16 * 17 + 3);
    page.server("250 2.0.0 taken\r\n");
    let told = page.told();
    let total = content.len() as u64;
    let progress = Page::progress(&told);
    assert!(
        progress.len() > 5 && progress.is_sorted_by(|a, b| a < b),
        "{progress:?}"
    );
    assert_eq!(progress.last(), Some(&(total, total)));
    assert!(matches!(
        told.last(),
        Some(Event::Done(Done { failure: None, .. }))
    ));
}

#[test]
fn a_refused_recipient_does_not_stop_the_others() {
    let mut page = Page::ready(65_536);
    page.send(&["bob@y", "who@y"], b"x");
    page.server("250 ok\r\n250 ok\r\n550 5.1.1 who?\r\n354 go\r\n");
    assert!(page.said().ends_with("DATA\r\nx\r\n.\r\n"));
    page.server("250 taken\r\n");
    let done = page.done();
    assert_eq!(done.accepted, ["bob@y"]);
    assert_eq!(done.rejected.len(), 1);
    assert_eq!(done.rejected[0].code, "recipient-refused");
    assert_eq!(done.rejected[0].recipient.as_deref(), Some("who@y"));
    assert_eq!(done.failure, None);
}

#[test]
fn a_mail_that_nobody_gets_fails_with_the_first_no() {
    let mut page = Page::ready(65_536);
    page.send(&["who@y"], b"x");
    page.server("250 ok\r\n451 4.2.1 later\r\n503 nobody\r\n");
    page.said();
    let failure = page.done().failure.unwrap();
    assert_eq!(failure.code, "recipient-refused");
    assert_eq!(failure.recipient.as_deref(), Some("who@y"));
    assert!(failure.temporary);
}

#[test]
fn a_server_that_leaves_mid_mail_has_not_taken_it() {
    let mut page = Page::ready(20_000);
    page.send(&["bob@y"], &[b'x'; 100_000]);
    page.server("250 ok\r\n250 ok\r\n354 go\r\n");
    page.gateway(r#"{"type":"eof"}"#);
    page.said();
    let told = page.told();
    let [
        ..,
        Event::Done(done),
        Event::Failed { failure },
        Event::Closed,
    ] = &told[..]
    else {
        panic!("{told:?}");
    };
    assert_eq!(
        done.failure.as_ref().map(|one| one.code),
        Some("server-closed")
    );
    assert!(done.accepted.is_empty());
    assert_eq!(failure.code, "server-closed");
}

#[test]
fn a_gateway_that_goes_before_the_verdict_leaves_the_outcome_unknown() {
    let mut page = Page::ready(65_536);
    page.send(&["bob@y"], b"x");
    page.server("250 ok\r\n250 ok\r\n354 go\r\n");
    page.input(|driver, now| driver.disconnected(now, 1006));
    page.said();
    let told = page.told();
    let [
        ..,
        Event::Done(done),
        Event::Failed { failure },
        Event::Closed,
    ] = &told[..]
    else {
        panic!("{told:?}");
    };
    let unknown = done.failure.as_ref().unwrap();
    assert_eq!(unknown.code, "outcome-unknown");
    assert_eq!(unknown.reason.as_deref(), Some(failure));
    assert_eq!(failure.code, "gateway-down");
}

#[test]
fn an_accepted_mail_is_sent_to_the_last_octet_even_without_an_ack() {
    let last_of = |answer: &str| {
        let mut page = Page::ready(65_536);
        page.send(&["bob@y"], b"x");
        page.server("250 ok\r\n250 ok\r\n354 go\r\n");
        page.said();
        page.server(answer);
        let told = page.told();
        told.contains(&Event::Progress { sent: 1, total: 1 })
    };
    assert!(last_of("250 taken\r\n"));
    assert!(!last_of("554 no\r\n"));
}

/// Why nobody gets a mail, after these answers.
fn refusal(answers: &str) -> Failure {
    let mut page = Page::ready(65_536);
    page.send(&["bob@y", "eve@y"], b"x");
    page.server(answers);
    page.said();
    page.done().failure.unwrap()
}

#[test]
fn a_server_that_leaves_in_the_envelope_refuses_nobody() {
    let failure = refusal("250 ok\r\n421 4.3.2 shutting down\r\n");
    assert_eq!((failure.code, failure.temporary), ("server-closed", true));
    assert_eq!(failure.recipient, None);
}

#[test]
fn a_server_that_wants_a_sign_in_first_is_told_from_one_that_dislikes_the_sender() {
    let code = |reply: &str| refusal(&format!("{reply}\r\n{reply}\r\n{reply}\r\n{reply}\r\n")).code;
    assert_eq!(code("530 5.7.0 Authentication required"), "sign-in-needed");
    assert_eq!(code("530 who are you?"), "sign-in-needed");
    assert_eq!(code("530 5.7.10 Encryption needed"), "sender-refused");
    assert_eq!(code("550 5.7.1 not you"), "sender-refused");
}
