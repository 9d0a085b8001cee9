//! What a person types in a form that is not ours, and when they like.

use alloc::{format, string::String};
use core::time::Duration;

use super::talk::{Talk, lmtp};
use crate::{
    client::Security,
    error::LocalError,
    types::{RawLine, TlsActive},
};

fn types(talk: &mut Talk, line: &str) -> Result<(), LocalError> {
    talk.client.raw(&line.parse().unwrap())
}

/// Types each line and hears its answer.
fn converse(talk: &mut Talk, lines: &[(&str, &str)]) {
    for (line, reply) in lines {
        types(talk, line).unwrap();
        talk.hears(reply);
    }
}

fn shown(talk: &Talk) -> String {
    format!("{:?} {:?}", talk.events, talk.client)
}

#[test]
fn by_hand_a_verdict_that_began_before_the_dot_is_no_answer_to_it() {
    let mut talk = Talk::ready(&[], |_| ());
    converse(
        &mut talk,
        &[
            ("MAIL FROM:<>", "250 fine"),
            ("RCPT TO:<a@b.example>", "250 fine"),
            ("DATA", "354 go on"),
        ],
    );
    talk.client.receive(b"250 qu");
    talk.says();
    assert!(types(&mut talk, ".").is_err());
}

#[test]
fn a_space_before_auth_does_not_send_a_password_in_the_clear() {
    let mut talk = Talk::ready(&["AUTH PLAIN"], |_| ());
    let said = types(&mut talk, " AUTH PLAIN AGFkYQBzZWNyZXQ=");
    assert_eq!(said, Err(LocalError::Insecure));
}

#[test]
fn a_space_before_auth_does_not_show_the_password() {
    let mut talk = Talk::ready(&["AUTH PLAIN"], |config| config.cleartext_auth = true);
    types(&mut talk, " AUTH PLAIN AGFkYQBzZWNyZXQ=").unwrap();
    talk.says();
    assert!(
        !shown(&talk).contains("AGFkYQBzZWNyZXQ"),
        "{}",
        shown(&talk)
    );
}

#[test]
fn two_spaces_behind_auth_do_not_show_the_password_that_the_server_repeats() {
    let mut talk = Talk::ready(&["AUTH PLAIN"], |config| config.cleartext_auth = true);
    types(&mut talk, "AUTH  PLAIN AGFkYQBzZWNyZXQ=").unwrap();
    talk.hears("535 not with AGFkYQBzZWNyZXQ=");
    assert!(
        !shown(&talk).contains("AGFkYQBzZWNyZXQ"),
        "{}",
        shown(&talk)
    );
}

#[test]
fn responses_that_go_on_after_a_refused_auth_are_not_shown() {
    let mut talk = Talk::ready(&["AUTH LOGIN"], |config| config.cleartext_auth = true);
    converse(
        &mut talk,
        &[
            ("AUTH LOGIN", "502 not here"),
            ("dGVzdHVzZXI=", "500 no command: dGVzdHVzZXI="),
            ("b3BlbnNlc2FtZQ==", "500 no command: b3BlbnNlc2FtZQ=="),
            ("NOOP", "250 fine"),
            ("XFOO dGVz", "500 no command"),
        ],
    );
    let shown = shown(&talk);
    for secret in ["dGVzdHVzZXI", "b3BlbnNlc2FtZQ", "opensesame"] {
        assert!(!shown.contains(secret), "{shown}");
    }
    assert!(shown.contains("XFOO dGVz"), "{shown}");
}

#[test]
fn what_is_no_command_is_shown_once_signed_in() {
    let mut talk = Talk::ready(&["AUTH PLAIN"], |config| config.cleartext_auth = true);
    converse(
        &mut talk,
        &[
            ("AUTH PLAIN AGFkYQBzZWNyZXQ=", "235 in"),
            ("XFOO", "500 no"),
        ],
    );
    assert!(shown(&talk).contains("XFOO"), "{}", shown(&talk));
}

#[test]
fn what_answers_a_334_is_not_shown_whatever_led_to_it() {
    // Exchange knows X-EXPS as another word for AUTH.
    let mut talk = Talk::ready(&["X-EXPS LOGIN"], |_| ());
    assert_eq!(types(&mut talk, "X-EXPS LOGIN"), Err(LocalError::Insecure));
    types(&mut talk, "XYZZY").unwrap();
    talk.hears("334 UGFzc3dvcmQ6");
    let said = types(&mut talk, "c2VjcmV0LXdvcmQ=");
    assert_eq!(said, Err(LocalError::Insecure));
    assert_eq!(talk.says(), "");
}

#[test]
fn a_space_before_bdat_is_still_bdat() {
    let mut talk = Talk::ready(&["CHUNKING"], |_| ());
    let not_by_hand = LocalError::NotByHand { command: "BDAT" };
    assert_eq!(types(&mut talk, " BDAT 3 LAST"), Err(not_by_hand));
}

#[test]
fn a_yes_to_starttls_with_words_behind_it_is_a_yes_to_starttls() {
    let mut talk = Talk::ready(&["STARTTLS"], |_| ());
    types(&mut talk, "STARTTLS now").unwrap();
    talk.hears("220 go on");
    assert!(
        talk.upgrades || talk.failure().is_some(),
        "the server awaits a TLS handshake"
    );
}

#[test]
fn a_354_is_the_beginning_of_content_whatever_led_to_it() {
    let mut talk = Talk::ready(&[], |_| ());
    converse(
        &mut talk,
        &[
            ("MAIL FROM:<>", "250 fine"),
            ("RCPT TO:<a@b.example>", "250 fine"),
            ("DATA now", "354 go on"),
        ],
    );
    types(&mut talk, "hello").unwrap();
    talk.says();
    types(&mut talk, ".").expect("a second line of content without a reply in between");
}

#[test]
fn an_empty_line_can_be_typed() {
    assert!(
        "".parse::<RawLine>().is_ok(),
        "between header and text there is one"
    );
}

#[test]
fn a_tab_can_be_typed_in_content() {
    assert!("Subject:\thello".parse::<RawLine>().is_ok());
}

#[test]
fn a_person_may_think_between_two_lines_of_content() {
    let mut talk = Talk::ready(&[], |_| ());
    converse(
        &mut talk,
        &[
            ("MAIL FROM:<>", "250 fine"),
            ("RCPT TO:<a@b.example>", "250 fine"),
            ("DATA", "354 go on"),
        ],
    );
    talk.client.advance(Duration::from_secs(1000));
    talk.says();
    assert_eq!(
        talk.failure(),
        None,
        "before the first line there is no hurry"
    );
    types(&mut talk, "Subject: hello").unwrap();
    talk.client.advance(Duration::from_secs(2000));
    talk.says();
    assert_eq!(talk.failure(), None);
}

#[test]
fn lmtp_by_hand_counts_recipients_without_a_domain() {
    let mut talk = Talk::ready(&[], lmtp);
    converse(
        &mut talk,
        &[
            ("MAIL FROM:<>", "250 fine"),
            ("RCPT TO:<ada>", "250 fine"),
            ("RCPT TO:<bob>", "250 fine"),
            ("DATA", "354 go on"),
        ],
    );
    types(&mut talk, ".").unwrap();
    talk.hears("250 ada");
    talk.hears("250 bob");
    assert_eq!(talk.failure(), None);
}

#[test]
fn tls_is_not_begun_inside_tls() {
    let mut talk = Talk::new(|config| {
        config.by_hand = true;
        config.security = Security::Implicit;
    });
    talk.client.tls_established(TlsActive::attest());
    talk.hears("220 mail.example");
    types(&mut talk, "EHLO there").unwrap();
    talk.hears("250-mail.example\r\n250 STARTTLS");
    let said = types(&mut talk, "STARTTLS");
    talk.hears("220 again");
    assert!(said.is_err() && !talk.upgrades, "RFC 3207 section 4.2");
}

#[test]
fn a_mail_by_hand_counts_for_mailmax_whatever_its_form() {
    let mut talk = Talk::ready(&["LIMITS MAILMAX=5"], |_| ());
    types(&mut talk, "MAIL FROM: ada@client.example").unwrap();
    talk.hears("250 fine");
    assert_eq!(talk.client.mails_left(), Some(4));
}

#[test]
fn lmtp_by_hand_with_nobody_accepted_awaits_no_verdict() {
    let mut talk = Talk::ready(&[], lmtp);
    converse(
        &mut talk,
        &[("MAIL FROM:<>", "250 fine"), ("DATA", "354 go on")],
    );
    types(&mut talk, ".").unwrap();
    talk.says();
    types(&mut talk, "NOOP").expect("RFC 2033 section 4.2: one reply for each accepted recipient");
}
