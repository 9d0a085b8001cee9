//! LMTP (RFC 2033).

use alloc::{
    string::{String, ToString},
    vec::Vec,
};

use super::talk::{Talk, lmtp};
use crate::{
    Phase,
    client::{Delivery, Step, Verdict},
    error::{Error, PeerError},
};

/// A session in which a mail to these was handed over, all of them accepted.
fn handed_over(to: &[&str]) -> Talk {
    let mut talk = Talk::ready(&["PIPELINING", "CHUNKING"], lmtp);
    assert!(talk.mails(to).ends_with("DATA\r\n"));
    talk.hears("250 sender");
    for _ in to {
        talk.hears("250 recipient");
    }
    talk.hears("354 go on");
    assert_eq!(talk.hands_in(b"hi"), "hi\r\n.\r\n");
    talk
}

fn verdicts(talk: &Talk) -> Vec<Option<u16>> {
    let recipients = &talk.delivery().recipients;
    let codes = recipients
        .iter()
        .map(|r| r.verdict.as_ref().map(|reply| reply.code().get()));
    codes.collect()
}

fn accepted(delivery: &Delivery) -> Vec<String> {
    let accepted = delivery.accepted();
    accepted
        .map(|recipient| recipient.path.to_string())
        .collect()
}

#[test]
fn the_hello_is_lhlo_and_has_no_older_form() {
    let mut talk = Talk::new(lmtp);
    assert_eq!(talk.hears("220 mail.example"), "LHLO client.example\r\n");
    assert_eq!(talk.hears("500 what"), "QUIT\r\n");
}

#[test]
fn each_recipient_has_a_verdict() {
    let mut talk = handed_over(&["bob", "eve"]);
    talk.hears("250 bob has it");
    assert_eq!(talk.client.phase(), Phase::Verdict);
    talk.hears("452 eve is full");
    assert_eq!(verdicts(&talk), [Some(250), Some(452)]);
    let delivery = talk.delivery();
    assert!(matches!(&delivery.verdict, Verdict::Accepted(reply) if reply.text() == "bob has it"));
    assert!(!delivery.recipients[1].is_accepted());
    assert!(delivery.recipients[1].is_deferred());
    assert_eq!(accepted(delivery), ["<bob@mail.example>"]);
}

#[test]
fn who_was_refused_before_gets_no_verdict() {
    let mut talk = Talk::ready(&["PIPELINING"], lmtp);
    talk.mails(&["nobody", "bob"]);
    talk.hears("250 sender\r\n550 nobody\r\n250 bob\r\n354 go on");
    talk.hands_in(b"hi");
    talk.hears("250 bob has it");
    assert_eq!(verdicts(&talk), [None, Some(250)]);
}

#[test]
fn a_mail_that_nobody_gets_is_refused() {
    let mut talk = handed_over(&["bob", "eve"]);
    talk.hears("550 no\r\n452 full");
    let verdict = &talk.delivery().verdict;
    assert!(
        matches!(verdict, Verdict::Refused(no) if no.step == Step::Content && no.reply.code().get() == 550)
    );
    assert_eq!(talk.client.phase(), Phase::Ready);
}

#[test]
fn a_cut_between_two_verdicts_leaves_the_second_unknown() {
    let mut talk = handed_over(&["bob", "eve"]);
    talk.hears("250 bob has it");
    talk.client.receive_end();
    talk.says();
    assert_eq!(verdicts(&talk), [Some(250), None]);
    assert_eq!(accepted(talk.delivery()), ["<bob@mail.example>"]);
    assert!(matches!(talk.delivery().verdict, Verdict::Unknown(_)));
}

#[test]
fn a_server_that_leaves_between_two_verdicts_leaves_the_last_unknown() {
    let mut talk = handed_over(&["ann", "bob", "eve"]);
    talk.hears("250 ann has it\r\n421 goodbye");
    assert_eq!(verdicts(&talk), [Some(250), Some(421), None]);
    assert!(matches!(talk.delivery().verdict, Verdict::Unknown(_)));
}

#[test]
fn a_server_that_leaves_with_the_last_verdict_leaves_nothing_open() {
    let mut talk = handed_over(&["ann", "bob"]);
    talk.hears("250 ann has it\r\n421 goodbye");
    assert_eq!(verdicts(&talk), [Some(250), Some(421)]);
    assert!(matches!(talk.delivery().verdict, Verdict::Accepted(_)));
    assert!(talk.failure().is_some());
}

#[test]
fn a_354_with_nobody_accepted_ends_the_session_for_nobody_would_answer_the_end() {
    let mut talk = Talk::ready(&["PIPELINING"], lmtp);
    talk.mails(&["nobody"]);
    talk.hears("250 sender\r\n550 nobody\r\n354 go on");
    let verdict = &talk.delivery().verdict;
    assert!(matches!(verdict, Verdict::Refused(no) if no.step == Step::Recipient(0)));
    assert_eq!(
        talk.failure(),
        Some(&Error::from(PeerError::ContentOfRefused))
    );
}
