//! What comes before its time.

use core::time::Duration;

use super::talk::Talk;
use crate::{
    Phase,
    client::{Security, Verdict},
    error::LocalError,
    types::TlsActive,
};

/// A mail to one, whose content is wanted.
fn in_data() -> Talk {
    let mut talk = Talk::ready(&[], |_| ());
    talk.mails(&["bob"]);
    talk.hears("250 sender");
    talk.hears("250 bob");
    talk.hears("354 go on");
    talk.client.content(b"hello\r\n").unwrap();
    talk.says();
    talk
}

/// Half a reply, the end of the content, and the other half.
fn ends_within(talk: &mut Talk, [one, other]: [&str; 2]) {
    talk.client.receive(one.as_bytes());
    talk.says();
    assert!(talk.client.content_end().is_err());
    talk.says();
    talk.hears(other);
}

fn assert_not_sent(talk: &Talk) {
    let verdict = &talk.delivery().verdict;
    assert!(matches!(verdict, Verdict::NotSent(_)), "{verdict:?}");
    assert_eq!(talk.client.phase(), Phase::Closed);
}

#[test]
fn a_verdict_that_began_before_the_end_of_data_is_not_believed() {
    let mut talk = in_data();
    ends_within(&mut talk, ["250 qu", "eued"]);
    assert_not_sent(&talk);
}

#[test]
fn a_verdict_that_began_before_the_last_chunk_is_not_believed() {
    let mut talk = Talk::ready(&["CHUNKING"], |_| ());
    talk.mails(&["bob"]);
    talk.hears("250 sender");
    talk.hears("250 bob");
    talk.client.content(b"hello\r\n").unwrap();
    assert_eq!(talk.says(), "");
    ends_within(&mut talk, ["250 qu", "eued"]);
    assert_not_sent(&talk);
}

#[test]
fn an_early_refusal_in_two_pieces_ends_the_session_as_in_one() {
    let mut talk = in_data();
    ends_within(&mut talk, ["552 too", " large"]);
    assert_not_sent(&talk);
}

#[test]
fn nothing_handed_in_grants_no_time() {
    let mut talk = in_data();
    for minute in 1..10 {
        talk.client.advance(Duration::from_secs(60 * minute));
        // Behind the end of its time this is an error, and before it nothing.
        talk.client.content(b"").ok();
        talk.says();
    }
    assert_eq!(talk.client.phase(), Phase::Closed);
}

#[test]
fn implicit_tls_behind_octets_in_the_clear_is_residue() {
    let mut talk = Talk::new(|config| config.security = Security::Implicit);
    talk.client.receive(b"220-injected in the clear\r\n");
    talk.says();
    talk.client.tls_established(TlsActive::attest());
    talk.hears("220 mail.example");
    assert!(
        talk.failure().is_some(),
        "octets from before TLS became part of the greeting"
    );
}

#[test]
fn tls_that_nobody_asked_for_is_not_believed_in_the_middle() {
    let mut talk = Talk::ready(&["AUTH PLAIN"], |_| ());
    talk.client.tls_established(TlsActive::attest());
    assert_eq!(talk.says(), "");
    let phase = Phase::Ready;
    let not_now = LocalError::WrongPhase { what: "TLS", phase };
    assert_eq!(talk.failure(), Some(&not_now.into()));
}
