//! Envelopes and content.

use alloc::{format, vec::Vec};

use crate::{
    server::Event,
    types::{Body, MailParameters, ReversePath},
};

use super::{config, talk};

const HELLO: &str = "S: 220 mx.example.org ESMTP
    C: HELO me
    S: 250 mx.example.org\n";

const ENVELOPE: &str = "S: 220 mx.example.org ESMTP
    C: HELO me
    S: 250 mx.example.org
    C: MAIL FROM:<a@b.example>
    S: 250 2.1.0 go on
    C: RCPT TO:<c@d.example>
    S: 250 2.1.5 go on
    C: DATA
    S: 354 end the mail with a dot on a line by itself\n";

fn recipients(events: &[Event]) -> Vec<&str> {
    let mut locals = Vec::new();
    for event in events {
        if let Event::Recipient { path, .. } = event {
            locals.push(path.mailbox().local());
        }
    }
    locals
}

#[test]
fn parameters_reach_the_application() {
    let run = talk(
        &config(),
        &format!(
            "{HELLO}
             C: MAIL FROM:<a@b.example> SIZE=1000 BODY=8BITMIME
             S: 250 2.1.0 go on"
        ),
    );
    let path = ReversePath::Mailbox("a@b.example".parse().unwrap());
    let parameters = MailParameters {
        size: Some(1000),
        body: Some(Body::EightBitMime),
        ..MailParameters::default()
    };
    assert_eq!(run.events.last(), Some(&Event::Mail { path, parameters }));
}

#[test]
fn refused_recipients_do_not_stop_the_others() {
    let run = talk(
        &config(),
        &format!(
            "{HELLO}
             C: MAIL FROM:<>
             S: 250 2.1.0 go on
             C: RCPT TO:<nobody@d.example>
             S: 550 5.1.1 nobody here
             C: DATA
             S: 554 5.5.1 no recipient was accepted
             C: RCPT TO:<c@d.example>
             S: 250 2.1.5 go on
             C: DATA
             S: 354 end the mail with a dot on a line by itself
             C: .
             S: 250 2.0.0 taken"
        ),
    );
    assert_eq!(recipients(&run.events), ["nobody", "c"]);
    assert_eq!(run.content, b"");
}

#[test]
fn a_refused_sender_leaves_no_mail_begun() {
    talk(
        &config(),
        &format!(
            "{HELLO}
             C: MAIL FROM:<not@b.example>
             S: 550 5.7.1 not you
             C: RCPT TO:<c@d.example>
             S: 503 5.5.1 say MAIL first
             C: MAIL FROM:<a@b.example>
             S: 250 2.1.0 go on"
        ),
    );
}

#[test]
fn rset_and_ehlo_give_a_mail_up() {
    let run = talk(
        &config(),
        &format!(
            "{HELLO}
             C: MAIL FROM:<a@b.example>
             S: 250 2.1.0 go on
             C: RSET
             S: 250 2.0.0 reset
             C: MAIL FROM:<a@b.example>
             S: 250 2.1.0 go on
             C: HELO again
             S: 250 mx.example.org
             C: RCPT TO:<c@d.example>
             S: 503 5.5.1 say MAIL first"
        ),
    );
    assert_eq!(
        run.events
            .iter()
            .filter(|event| **event == Event::Reset)
            .count(),
        2
    );
}

#[test]
fn two_mails_in_one_session_with_dots_undone() {
    let run = talk(
        &config(),
        &format!(
            "{ENVELOPE}
             C: ..one
             C: .
             S: 250 2.0.0 taken
             C: MAIL FROM:<a@b.example>
             S: 250 2.1.0 go on
             C: RCPT TO:<c@d.example>
             S: 250 2.1.5 go on
             C: DATA
             S: 354 end the mail with a dot on a line by itself
             C: two...
             C: .
             S: 250 2.0.0 taken
             C: QUIT
             S: 221 2.0.0 goodbye"
        ),
    );
    assert_eq!(run.content, b".one\r\ntwo...\r\n");
}

#[test]
fn content_with_a_bare_line_end_is_refused_as_a_whole() {
    let run = talk(
        &config(),
        &format!(
            "{ENVELOPE}
             >> one\rtwo
             C= one\u{fffd}two
             C: .
             S: 554 5.6.0 the mail holds a CR without LF behind it; lines end with CR LF
             C: MAIL FROM:<a@b.example>
             S: 250 2.1.0 go on"
        ),
    );
    assert!(run.events.contains(&Event::Reset) && !run.events.contains(&Event::ContentEnd));
}

#[test]
fn content_with_an_overlong_line_is_refused_as_a_whole() {
    let line = "x".repeat(999);
    talk(
        &config(),
        &format!(
            "{ENVELOPE}
             C: {line}
             C: .
             S: 554 5.6.0 the mail holds a line of more than 998 octets"
        ),
    );
}

#[test]
fn the_transcript_shows_the_beginning_and_the_end_of_a_long_mail() {
    let shown = "C: line\n".repeat(40);
    let rest = ">> line\n".repeat(60);
    talk(
        &config(),
        &format!(
            "{ENVELOPE}
             {shown}
             {rest}
             C= [360 more octets of content]
             C: .
             S: 250 2.0.0 taken"
        ),
    );
}

#[test]
fn eight_bit_content_arrives_as_it_was_sent() {
    let run = talk(
        &config(),
        &format!("{ENVELOPE}C: zoë ✉\nC: .\nS: 250 2.0.0 taken"),
    );
    assert_eq!(run.content, "zoë ✉\r\n".as_bytes());
}
