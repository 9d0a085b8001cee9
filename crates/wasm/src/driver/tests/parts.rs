//! A mail to more recipients than the server takes at once (LIMITS, RFC 9422).

use super::*;

const TWO: &str = "PIPELINING\nLIMITS RCPTMAX=2";
const FIVE: [&str; 5] = ["a@y", "b@y", "c@y", "d@y", "e@y"];

/// The recipients of the mail that was begun since the last look.
fn asked(page: &mut Page) -> Vec<String> {
    let said = page.said();
    let paths = said
        .lines()
        .filter_map(|line| line.strip_prefix("RCPT TO:<"));
    paths
        .map(|path| path.trim_end_matches('>').to_owned())
        .collect()
}

#[test]
fn many_recipients_become_several_mails_with_one_outcome() {
    let mut page = Page::offered(65_536, TWO);
    page.send(&FIVE, b"x\r\n");
    assert_eq!(asked(&mut page), ["a@y", "b@y"]);
    page.server("250 ok\r\n250 ok\r\n250 ok\r\n354 go\r\n");
    page.server("250 first\r\n");
    assert_eq!(asked(&mut page), ["c@y", "d@y"]);
    page.server("250 ok\r\n550 5.1.1 who?\r\n250 ok\r\n354 go\r\n");
    page.server("250 second\r\n");
    assert_eq!(asked(&mut page), ["e@y"]);
    page.server("250 ok\r\n250 ok\r\n354 go\r\n");
    page.server("250 third\r\n");
    page.said();
    let told = page.told();
    assert_eq!(Page::progress(&told), [(3, 9), (6, 9), (9, 9)]);
    let dones = told.iter().filter(|event| matches!(event, Event::Done(_)));
    assert_eq!(dones.count(), 1);
    let Some(Event::Done(done)) = told.last() else {
        panic!("{told:?}");
    };
    assert_eq!(done.accepted, ["a@y", "b@y", "d@y", "e@y"]);
    assert_eq!(done.rejected[0].recipient.as_deref(), Some("c@y"));
    assert_eq!(done.failure, None);
}

#[test]
fn a_part_that_nobody_gets_rejects_its_own_and_the_next_goes_out() {
    let mut page = Page::offered(65_536, "PIPELINING\nLIMITS RCPTMAX=1");
    page.send(&["a@y", "b@y"], b"x");
    page.server("250 ok\r\n550 who?\r\n503 nobody\r\n");
    assert!(page.said().ends_with("RCPT TO:<b@y>\r\nDATA\r\n"));
    page.server("250 ok\r\n250 ok\r\n250 ok\r\n354 go\r\n");
    page.server("250 taken\r\n");
    page.said();
    let done = page.done();
    assert_eq!(
        (done.accepted, done.failure),
        (vec!["b@y".to_owned()], None)
    );
    assert_eq!(done.rejected[0].code, "recipient-refused");
}

#[test]
fn progress_leaves_out_what_never_leaves() {
    let mut page = Page::offered(65_536, "PIPELINING\nLIMITS RCPTMAX=1");
    page.send(&["a@y", "b@y", "c@y"], b"content");
    page.server("250 ok\r\n550 who?\r\n503 nobody\r\n");
    for replies in [
        "250 ok\r\n250 ok\r\n250 ok\r\n354 go\r\n",
        "250 ok\r\n250 ok\r\n354 go\r\n",
    ] {
        page.said();
        page.server(replies);
        assert!(page.said().ends_with("content\r\n.\r\n"));
        page.acknowledge();
        page.server("250 taken\r\n");
    }
    page.said();
    assert_eq!(Page::progress(&page.told()), [(7, 14), (14, 14)]);
}

#[test]
fn what_is_refused_as_a_whole_is_not_sent_again() {
    let mut page = Page::offered(65_536, TWO);
    page.send(&FIVE, b"x");
    page.server("250 ok\r\n250 ok\r\n250 ok\r\n354 go\r\n");
    page.server("554 5.7.1 spam\r\n");
    assert!(page.said().ends_with("x\r\n.\r\n"));
    let done = page.done();
    assert_eq!(done.failure.unwrap().code, "message-refused");
    assert!(done.accepted.is_empty() && done.rejected.is_empty());
}

#[test]
fn what_grows_too_large_is_given_up_for_everybody_and_the_session_goes_on() {
    let mut page = Page::offered(
        1 << 20,
        "PIPELINING\nCHUNKING\nSIZE 100000\nLIMITS RCPTMAX=2",
    );
    // Each line end becomes two octets on the way.
    page.send(&FIVE, &[b'\n'; 90_000]);
    page.server("250 ok\r\n250 ok\r\n250 ok\r\n");
    assert_eq!(asked(&mut page), ["a@y", "b@y"]);
    page.server("250 ok\r\n");
    let done = page.done();
    assert_eq!(done.failure.unwrap().code, "limit");
    assert!(done.accepted.is_empty());
    page.send(&["a@y"], b"x");
    assert!(page.said().starts_with("RSET\r\nMAIL FROM"));
}

#[test]
fn a_session_that_ends_under_a_later_part_has_sent_the_earlier() {
    let mut page = Page::offered(65_536, TWO);
    page.send(&FIVE, b"x");
    page.server("250 ok\r\n250 ok\r\n250 ok\r\n354 go\r\n");
    page.server("250 first\r\n");
    page.server("250 ok\r\n250 ok\r\n250 ok\r\n354 go\r\n");
    page.gateway(r#"{"type":"eof"}"#);
    page.said();
    let done = page.done();
    assert_eq!(done.accepted, ["a@y", "b@y"]);
    let rejected = done.rejected.iter();
    let rejected: Vec<_> = rejected
        .map(|one| (one.recipient.as_deref(), one.code))
        .collect();
    assert_eq!(
        rejected,
        [
            (Some("c@y"), "outcome-unknown"),
            (Some("d@y"), "outcome-unknown"),
            (Some("e@y"), "server-closed"),
        ]
    );
}

#[test]
fn where_one_part_may_have_been_taken_the_mail_is_not_called_refused() {
    let mut page = Page::offered(65_536, TWO);
    page.send(&["a@y", "b@y", "c@y"], b"x");
    page.server("250 ok\r\n550 no\r\n550 no\r\n554 nobody\r\n");
    page.said();
    page.server("250 ok\r\n250 ok\r\n250 ok\r\n354 go\r\n");
    page.gateway(r#"{"type":"eof"}"#);
    page.said();
    let done = page.done();
    assert!(done.accepted.is_empty());
    assert_eq!(done.failure.unwrap().code, "outcome-unknown");
}

#[test]
fn more_mails_or_domains_than_a_session_may_have_are_left_for_another() {
    let mut page = Page::offered(65_536, "PIPELINING\nLIMITS MAILMAX=1 RCPTMAX=2");
    page.send(&["a@y", "b@y", "c@y"], b"x");
    page.server("250 ok\r\n250 ok\r\n250 ok\r\n354 go\r\n");
    page.server("250 taken\r\n");
    page.said();
    let done = page.done();
    assert_eq!(done.accepted, ["a@y", "b@y"]);
    assert_eq!((done.rejected.len(), done.rejected[0].code), (1, "limit"));
    assert!(done.rejected[0].words().contains("another session"));

    let mut page = Page::offered(65_536, "PIPELINING\nLIMITS RCPTDOMAINMAX=1");
    page.send(&["a@y", "b@z", "c@y"], b"x");
    assert_eq!(asked(&mut page), ["a@y", "c@y"]);
    page.server("250 ok\r\n250 ok\r\n250 ok\r\n354 go\r\n");
    page.server("250 taken\r\n");
    page.said();
    let done = page.done();
    assert_eq!(done.accepted, ["a@y", "c@y"]);
    assert_eq!(done.rejected[0].recipient.as_deref(), Some("b@z"));
}

#[test]
fn in_lmtp_a_verdict_of_ones_own_is_certain_whatever_comes_after() {
    let mut page = Page::new(&NOBODY.replace("\"lmtp\":false", "\"lmtp\":true"));
    page.opened("none", "null", 65_536);
    page.server("220 mx\r\n250-mx\r\n250 PIPELINING\r\n");
    page.send(&["a@y", "b@y", "c@y"], b"x");
    page.server("250 ok\r\n250 ok\r\n250 ok\r\n250 ok\r\n354 go\r\n");
    assert!(page.said().starts_with("LHLO page.example\r\n"));
    page.server("250 a's\r\n550 not b's\r\n");
    page.gateway(r#"{"type":"eof"}"#);
    page.said();
    page.controls();
    let done = page.done();
    assert_eq!(
        (done.accepted, done.failure),
        (vec!["a@y".to_owned()], None)
    );
    let codes: Vec<_> = done.rejected.iter().map(|one| one.code).collect();
    assert_eq!(codes, ["recipient-refused", "outcome-unknown"]);
}
