//! Single commands.

use super::talk::Talk;
use crate::{
    Phase,
    client::{Event, Step},
    error::{LocalError, PeerError},
};

#[test]
fn each_command_is_answered_as_what_it_is() {
    let mut talk = Talk::ready(&[], |_| ());
    talk.client.help(None).unwrap();
    assert_eq!(talk.says(), "HELP\r\n");
    talk.hears("214 help yourself");
    talk.client.help(Some("MAIL".parse().unwrap())).unwrap();
    assert_eq!(talk.says(), "HELP MAIL\r\n");
    talk.hears("214 MAIL FROM:<you>");
    talk.client.verify("bob".parse().unwrap()).unwrap();
    assert_eq!(talk.says(), "VRFY bob\r\n");
    talk.hears("252 perhaps");
    talk.client.expand("all".parse().unwrap()).unwrap();
    assert_eq!(talk.says(), "EXPN all\r\n");
    talk.hears("502 no");
    let answers = talk.events.iter().filter_map(|event| match event {
        Event::Replied(step, reply) => Some((*step, reply.code().get())),
        _ => None,
    });
    assert_eq!(
        answers.collect::<alloc::vec::Vec<_>>(),
        [
            (Step::Help, 214),
            (Step::Help, 214),
            (Step::Verify, 252),
            (Step::Expand, 502)
        ]
    );
}

#[test]
fn a_command_awaits_the_answer_to_the_one_before() {
    let mut talk = Talk::ready(&[], |_| ());
    talk.client.noop().unwrap();
    let second = talk.client.verify("bob".parse().unwrap());
    assert!(matches!(second, Err(LocalError::WrongPhase { .. })));
}

#[test]
fn what_is_left_of_a_refused_mail_is_cleared_first() {
    let mut talk = Talk::ready(&["CHUNKING", "PIPELINING"], |_| ());
    talk.mails(&["bob"]);
    talk.hands_in(b"hi");
    talk.hears("250 sender\r\n250 bob\r\n452 full");
    talk.client.noop().unwrap();
    assert_eq!(talk.says(), "RSET\r\n");
    assert_eq!(talk.hears("250 reset"), "NOOP\r\n");
    talk.hears("250 here");
    assert_eq!(talk.answers(), [250]);
    assert!(talk.mails(&["bob"]).starts_with("MAIL"));
}

#[test]
fn a_reply_that_began_before_its_command_ends_the_session() {
    let mut talk = Talk::ready(&[], |_| ());
    talk.client.receive(b"250-by the way\r\n");
    assert!(talk.client.noop().is_err());
    assert_eq!(talk.says(), "");
    let phase = Phase::Ready;
    assert_eq!(talk.failure(), Some(&PeerError::Unasked { phase }.into()));
}

#[test]
fn a_name_beyond_ascii_needs_its_extension_and_its_keyword() {
    let mut talk = Talk::ready(&[], |_| ());
    let extension = "SMTPUTF8";
    let missing = Err(LocalError::NotOffered { extension });
    assert_eq!(talk.client.verify("bücher".parse().unwrap()), missing);
    let mut talk = Talk::ready(&["SMTPUTF8"], |_| ());
    talk.client.verify("bücher".parse().unwrap()).unwrap();
    assert_eq!(talk.says(), "VRFY bücher SMTPUTF8\r\n");
}

#[test]
fn a_reset_that_was_refused_is_still_owed() {
    let mut talk = Talk::ready(&["PIPELINING"], |_| ());
    talk.mails(&["bob"]);
    talk.hears("250 sender\r\n550 bob\r\n503 nobody");
    talk.client.noop().unwrap();
    assert_eq!(talk.says(), "RSET\r\n");
    assert_eq!(talk.hears("502 no such command"), "NOOP\r\n");
    talk.hears("250 fine");
    assert!(talk.mails(&["eve"]).starts_with("RSET\r\n"));
}
