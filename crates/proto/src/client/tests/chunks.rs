//! BDAT (RFC 3030).

use alloc::{format, string::String, vec};

use super::talk::{Talk, envelope};
use crate::{
    Phase,
    client::{Config, Step, Verdict},
    error::{Error, LocalError, PeerError},
    types::Body,
};

const CHUNK: usize = 64 * 1024;

fn pipelined() -> Talk {
    Talk::ready(
        &["PIPELINING", "CHUNKING", "BINARYMIME", "8BITMIME"],
        |_| (),
    )
}

fn one_by_one() -> Talk {
    Talk::ready(&["CHUNKING", "BINARYMIME", "8BITMIME"], |_| ())
}

fn refused(talk: &Talk) -> (Step, u16) {
    match &talk.delivery().verdict {
        Verdict::Refused(no) => (no.step, no.reply.code().get()),
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_mail_is_one_flight() {
    let mut talk = pipelined();
    let envelope = talk.mails(&["bob", "eve"]);
    assert_eq!(
        envelope,
        "MAIL FROM:<>\r\nRCPT TO:<bob@mail.example>\r\nRCPT TO:<eve@mail.example>\r\n"
    );
    assert_eq!(talk.wanted(), 1);
    assert_eq!(talk.hands_in(b".hi\n"), "BDAT 5 LAST\r\n.hi\r\n");
    assert_eq!(talk.client.phase(), Phase::Verdict);
    assert_eq!(
        talk.hears("250 sender\r\n250 bob\r\n550 eve\r\n250 taken"),
        ""
    );
    let delivery = talk.delivery();
    assert!(matches!(&delivery.verdict, Verdict::Accepted(reply) if reply.text() == "taken"));
    let accepted: vec::Vec<_> = delivery
        .recipients
        .iter()
        .map(|r| r.is_accepted())
        .collect();
    assert_eq!(accepted, [true, false]);
    assert_eq!(talk.client.phase(), Phase::Ready);
}

/// So says who was about to leave when the flight came, and has looked at nothing of it.
#[test]
fn a_flight_whose_first_command_is_answered_with_421_is_refused_as_a_whole() {
    let mut talk = pipelined();
    talk.mails(&["bob"]);
    talk.hands_in(b"hi\n");
    assert_eq!(talk.client.phase(), Phase::Verdict);
    talk.hears("421 shutting down");
    assert_eq!(refused(&talk), (Step::Mail, 421));
}

#[test]
fn without_pipelining_each_command_awaits_its_reply() {
    let mut talk = one_by_one();
    assert_eq!(talk.mails(&["bob"]), "MAIL FROM:<>\r\n");
    assert_eq!(talk.hears("250 fine"), "RCPT TO:<bob@mail.example>\r\n");
    assert_eq!(talk.wanted(), 0);
    assert_eq!(talk.hears("250 fine"), "");
    assert_eq!(talk.wanted(), 1);
    talk.client.content(&vec![b'a'; CHUNK]).unwrap();
    let first = talk.says();
    assert!(first.starts_with("BDAT 65536\r\na"));
    talk.client.content(&vec![b'b'; CHUNK]).unwrap();
    assert_eq!(talk.says(), "");
    assert!(!talk.client.takes_content());
    assert_eq!(talk.client.content(b"c"), Err(LocalError::ContentFull));
    let second = talk.hears("250 got it");
    assert!(second.starts_with("BDAT 65536\r\nb"));
    assert_eq!(talk.wanted(), 2);
    assert_eq!(talk.hands_in(b"c"), "");
    assert_eq!(talk.hears("250 got it"), "BDAT 3 LAST\r\nc\r\n");
    talk.hears("250 taken");
    assert!(matches!(talk.delivery().verdict, Verdict::Accepted(_)));
}

#[test]
fn before_the_envelope_is_answered_one_chunk_goes_ahead() {
    let mut talk = pipelined();
    talk.mails(&["bob"]);
    talk.client.content(&vec![b'a'; CHUNK]).unwrap();
    assert!(talk.says().starts_with("BDAT 65536\r\n"));
    assert_eq!(talk.hands_in(b"b"), "");
    assert_eq!(talk.hears("250 sender"), "");
    assert_eq!(talk.hears("250 bob"), "BDAT 3 LAST\r\nb\r\n");
    talk.hears("250 chunk\r\n250 taken");
    assert!(matches!(talk.delivery().verdict, Verdict::Accepted(_)));
}

#[test]
fn no_more_than_so_many_chunks_are_unanswered() {
    let mut talk = pipelined();
    talk.mails(&["bob"]);
    talk.hears("250 sender\r\n250 bob");
    let mut handed = 0;
    while talk.client.takes_content() {
        talk.client.content(&vec![b'a'; CHUNK]).unwrap();
        handed += 1;
    }
    assert_eq!(handed, 65, "64 on their way and one in hand");
    assert_eq!(talk.says().matches("BDAT").count(), 64);
    assert_eq!(talk.hears("250 one").matches("BDAT").count(), 1);
}

#[test]
fn a_refused_chunk_ends_the_mail_and_not_the_session() {
    let mut talk = one_by_one();
    talk.mails(&["bob"]);
    talk.hears("250 fine");
    talk.hears("250 fine");
    talk.client.content(&vec![b'a'; CHUNK]).unwrap();
    talk.says();
    assert_eq!(talk.hears("452 full"), "");
    assert_eq!(refused(&talk), (Step::Chunk, 452));
    talk.events.clear();
    assert_eq!(talk.mails(&["bob"]), "RSET\r\n");
    assert_eq!(talk.hears("250 reset"), "MAIL FROM:<>\r\n");
}

#[test]
fn content_for_a_mail_that_is_refused_meanwhile_is_dropped() {
    let mut talk = pipelined();
    talk.mails(&["bob"]);
    talk.client.content(&vec![b'a'; CHUNK]).unwrap();
    talk.says();
    assert_eq!(talk.hears("250 sender\r\n550 nobody"), "");
    assert!(!talk.client.takes_content());
    assert_eq!(talk.hands_in(b"more"), "");
    talk.hears("503 no recipients");
    assert_eq!(refused(&talk), (Step::Recipient(0), 550));
    assert_eq!(talk.delivery().accepted().count(), 0);
    assert_eq!(talk.client.phase(), Phase::Ready);
    talk.events.clear();
    assert_eq!(
        talk.mails(&["eve"]),
        "RSET\r\nMAIL FROM:<>\r\nRCPT TO:<eve@mail.example>\r\n"
    );
}

#[test]
fn a_refused_sender_ends_the_mail_when_all_is_answered() {
    let mut talk = pipelined();
    talk.mails(&["bob"]);
    talk.hands_in(b"hi");
    talk.hears("550 sender\r\n503 first MAIL\r\n503 first MAIL");
    assert_eq!(refused(&talk), (Step::Mail, 550));
    assert_eq!(talk.failure(), None);
}

#[test]
fn a_mail_that_is_taken_in_part_is_unknown() {
    let mut talk = pipelined();
    talk.mails(&["bob"]);
    talk.hears("250 sender\r\n250 bob");
    talk.client.content(&vec![b'a'; CHUNK]).unwrap();
    talk.hands_in(b"b");
    talk.hears("452 full\r\n250 taken");
    assert!(matches!(talk.delivery().verdict, Verdict::Unknown(_)));
    assert_eq!(talk.failure(), Some(&Error::from(PeerError::TakenInPart)));
}

#[test]
fn binary_octets_stay_as_they_are() {
    let mut talk = pipelined();
    let mut binary = envelope(&["bob"]);
    binary.parameters.body = Some(Body::BinaryMime);
    talk.client.send_mail(binary).unwrap();
    assert!(talk.says().starts_with("MAIL FROM:<> BODY=BINARYMIME\r\n"));
    assert_eq!(talk.hands_in(b"a\nb\r\0c"), "BDAT 6 LAST\r\na\nb\r\0c");
}

#[test]
fn binary_content_goes_in_chunks_even_where_they_are_not_wished_for() {
    let mut talk = Talk::ready(&["CHUNKING", "BINARYMIME"], |config| {
        config.chunking = false
    });
    let mut binary = envelope(&["bob"]);
    binary.parameters.body = Some(Body::BinaryMime);
    talk.client.send_mail(binary).unwrap();
    talk.hears("250 sender");
    talk.hears("250 bob");
    assert_eq!(talk.hands_in(b"\n"), "BDAT 1 LAST\r\n\n");
}

#[test]
fn chunks_that_are_not_wished_for_are_not_used() {
    let without = |config: &mut Config| config.chunking = false;
    let mut talk = Talk::ready(&["PIPELINING", "CHUNKING"], without);
    assert!(talk.mails(&["bob"]).ends_with("DATA\r\n"));
}

#[test]
fn a_nul_in_a_chunk_of_lines_ends_the_session() {
    let mut talk = pipelined();
    talk.mails(&["bob"]);
    assert_eq!(talk.client.content(b"a\0b"), Err(LocalError::Nul));
    talk.says();
    assert!(matches!(talk.delivery().verdict, Verdict::NotSent(_)));
}

#[test]
fn the_end_of_the_connection_before_the_last_chunk_is_known_and_behind_it_is_not() {
    let mut before = pipelined();
    before.mails(&["bob"]);
    before.client.content(&vec![b'a'; CHUNK]).unwrap();
    before.client.receive_end();
    before.says();
    assert!(matches!(before.delivery().verdict, Verdict::NotSent(_)));
    let mut behind = pipelined();
    behind.mails(&["bob"]);
    behind.hands_in(b"a");
    behind.client.receive_end();
    behind.says();
    assert!(matches!(behind.delivery().verdict, Verdict::Unknown(_)));
}

#[test]
fn a_chunk_is_shown_with_its_lines() {
    let mut talk = pipelined();
    talk.mails(&["bob"]);
    talk.hands_in(b"Subject: hi\n\nhello");
    let lines = talk.lines();
    let shown = lines.iter().skip(2).map(String::as_str);
    assert_eq!(
        shown.collect::<vec::Vec<_>>(),
        ["C: BDAT 22 LAST", "C: Subject: hi", "C: ", "C: hello"]
    );
}

#[test]
fn a_mail_that_outgrows_the_servers_size_is_given_up_before_the_chunk_that_would() {
    let mut talk = Talk::ready(&["PIPELINING", "CHUNKING", "SIZE 70000"], |_| ());
    talk.mails(&["bob"]);
    talk.hears("250 sender\r\n250 bob");
    talk.client.content(&vec![b'a'; CHUNK]).unwrap();
    assert!(talk.says().starts_with("BDAT 65536\r\n"));
    talk.client.content(&vec![b'b'; 5000]).unwrap();
    assert_eq!(
        talk.hands_in(b"c"),
        "",
        "content that nobody wants is dropped"
    );
    assert_eq!(talk.hears("250 chunk"), "");
    let outgrown = Verdict::NotSent(LocalError::Outgrown { limit: 70_000 }.into());
    assert_eq!(talk.delivery().verdict, outgrown);
    assert_eq!(talk.failure(), None);
    talk.events.clear();
    assert!(talk.mails(&["bob"]).starts_with("RSET\r\nMAIL"));
}

#[test]
fn a_mail_that_is_too_large_from_its_first_chunk_says_nothing_of_it() {
    let mut talk = Talk::ready(&["PIPELINING", "CHUNKING", "SIZE 10"], |_| ());
    talk.mails(&["bob"]);
    assert_eq!(talk.hands_in(b"more than ten"), "");
    talk.hears("250 sender\r\n250 bob");
    assert!(matches!(talk.delivery().verdict, Verdict::NotSent(_)));
    assert_eq!(talk.client.phase(), Phase::Ready);
}

#[test]
fn content_is_counted_and_not_shown() {
    let mut talk = Talk::ready(&["PIPELINING", "CHUNKING"], |_| ());
    talk.mails(&["bob"]);
    talk.client.content(b"AAAA").unwrap();
    talk.says();
    assert!(!format!("{:?}", talk.client).contains("65, 65"));
}
