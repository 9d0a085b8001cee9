//! Chunks that are refused, and those that no honest client sends.

use alloc::format;
use core::time::Duration;

use crate::{
    error::{Error, PeerError},
    phase::Phase,
    server::{Config, Event, Server},
};

use super::{
    super::{
        Run, config,
        dialogue::{drain, feed},
        talk,
    },
    ENVELOPE, mails_ended, resets,
};

#[test]
fn text_whose_lines_end_otherwise_is_refused_at_the_end_of_its_chunk() {
    for (content, shown, what) in [
        (
            "a\\nb",
            "C= a\nC= b",
            "an LF without CR before it; lines end with CR LF",
        ),
        (
            "a\\rb",
            "C= a\u{fffd}b",
            "a CR without LF behind it; lines end with CR LF",
        ),
        (
            "ab\\r",
            "C= ab",
            "a CR without LF behind it; lines end with CR LF",
        ),
    ] {
        for last in ["", " LAST"] {
            if content == "ab\\r" && last.is_empty() {
                continue;
            }
            let run = talk(
                &config(),
                &format!(
                    "{ENVELOPE}
                     >. BDAT 3{last}\\r\\n{content}
                     C= BDAT 3{last}
                     {shown}
                     S: 554 5.6.0 the mail holds {what}
                     C: BDAT 3 LAST
                     C: y
                     S: 503 5.5.1 say MAIL first
                     C: MAIL FROM:<a@b.example>
                     S: 250 2.1.0 go on"
                ),
            );
            assert_eq!(
                (mails_ended(&run), resets(&run)),
                (0, 1),
                "{content:?}{last}"
            );
        }
    }
}

#[test]
fn a_refused_chunk_is_never_read_as_commands() {
    let evil = "MAIL FROM:<evil@b.example>";
    let run = talk(
        &config(),
        &format!(
            "S: 220 mx.example.org ESMTP
             C: BDAT 28
             C: {evil}
             S: 503 5.5.1 say EHLO first
             C: HELO me
             S: 250 mx.example.org
             C: BDAT 28 LAST
             C: {evil}
             S: 503 5.5.1 say MAIL first
             C: MAIL FROM:<a@b.example>
             S: 250 2.1.0 go on
             C: BDAT 28 LAST
             C: {evil}
             S: 503 5.5.1 say RCPT first
             C: MAIL FROM:<a@b.example>
             S: 250 2.1.0 go on
             C: RCPT TO:<nobody@d.example>
             S: 550 5.1.1 nobody here
             C: BDAT 28
             C: {evil}
             S: 554 5.5.1 no recipient was accepted
             C: BDAT 28 LAST
             C: {evil}
             S: 503 5.5.1 say MAIL first
             C: BDAT 0 LAST
             S: 503 5.5.1 say MAIL first
             C: NOOP
             S: 250 2.0.0 nothing done"
        ),
    );
    let begun = run
        .events
        .iter()
        .filter(|e| matches!(e, Event::Mail { .. }));
    assert_eq!(begun.count(), 2);
    assert_eq!((mails_ended(&run), run.content.len()), (0, 0));
}

#[test]
fn no_part_of_a_mail_can_be_taken_for_the_whole() {
    let run = talk(
        &config(),
        "S: 220 mx.example.org ESMTP
         C: HELO me
         S: 250 mx.example.org
         C: MAIL FROM:<a@b.example>
         S: 250 2.1.0 go on
         C: RCPT TO:<nobody@d.example>
         S: 550 5.1.1 nobody here
         C: BDAT 3
         C: 1
         S: 554 5.5.1 no recipient was accepted
         C: RCPT TO:<c@d.example>
         S: 503 5.5.1 say MAIL first
         C: BDAT 3 LAST
         C: 2
         S: 503 5.5.1 say MAIL first",
    );
    assert_eq!((mails_ended(&run), resets(&run)), (0, 1));
}

#[test]
fn where_it_is_not_offered_its_octets_are_no_commands_either() {
    let config = Config {
        chunking: false,
        ..config()
    };
    talk(
        &config,
        &format!(
            "{ENVELOPE}
             C: BDAT 6 LAST
             C: QUIT
             S: 502 5.5.1 this server does not offer BDAT
             C: DATA
             S: 354 end the mail with a dot on a line by itself
             C: .
             S: 250 2.0.0 taken
             C: MAIL FROM:<> BODY=BINARYMIME
             S: 555 5.5.4 the parameter BODY is not offered here"
        ),
    );
}

#[test]
fn what_is_too_large_is_refused_when_its_octets_have_come() {
    let config = Config {
        max_size: 10,
        ..config()
    };
    let run = talk(
        &config,
        &format!(
            "{ENVELOPE}
             C: BDAT 5
             C: one
             S: 250 2.0.0 5 octets received
             C: BDAT 6
             C: four
             S: 552 5.3.4 the mail is larger than 10 octets
             C: BDAT 5 LAST
             C: two
             S: 503 5.5.1 say MAIL first
             C: RSET
             S: 250 2.0.0 reset
             C: MAIL FROM:<a@b.example>
             S: 250 2.1.0 go on
             C: RCPT TO:<c@d.example>
             S: 250 2.1.5 go on
             C: BDAT 10
             C: 12345678
             S: 250 2.0.0 10 octets received
             C: BDAT 0 LAST
             S: 250 2.0.0 taken"
        ),
    );
    assert_eq!(run.content, b"one\r\n12345678\r\n");
    assert_eq!((mails_ended(&run), resets(&run)), (1, 1));
}

#[test]
fn the_sizes_of_chunks_do_not_overflow() {
    let config = Config {
        max_size: u64::MAX - 1,
        ..config()
    };
    let mut server = Server::new(config);
    let mut run = Run::default();
    let envelope = b"HELO me\r\nMAIL FROM:<>\r\nRCPT TO:<c@d.example>\r\nBDAT 3\r\na\r\n";
    feed(&mut server, &mut run, envelope, 100);
    feed(
        &mut server,
        &mut run,
        b"BDAT 18446744073709551615 LAST\r\nQUIT\r\n",
        100,
    );
    assert_eq!((server.phase(), resets(&run)), (Phase::Ready, 1));
    assert!(run.sent.ends_with("250 2.0.0 3 octets received\r\n"));
}

#[test]
fn a_chunk_without_end_costs_no_memory_and_ends_with_the_session() {
    let mut server = Server::new(config());
    let mut run = Run::default();
    server.advance(Duration::ZERO);
    feed(&mut server, &mut run, b"BDAT 99999999999999999\r\n", 100);
    for minute in 1..60 {
        server.advance(Duration::from_secs(minute * 60));
        for _ in 0..4 {
            feed(&mut server, &mut run, &[b'x'; 16 * 1024], usize::MAX);
        }
    }
    assert!(!run.closed && run.content.is_empty());
    assert!(run.shown.len() < 10, "{:?}", run.shown.len());
    server.advance(Duration::from_secs(3600));
    drain(&mut server, &mut run);
    assert!(run.closed && run.sent.ends_with("421 4.4.2 the time is up\r\n"));
}

#[test]
fn a_chunk_whose_end_cannot_be_found_ends_the_session() {
    for line in [
        "BDAT",
        "BDAT LAST",
        "BDAT -1 LAST",
        "BDAT 18446744073709551616",
        "bdat 5 FIRST",
        " BDAT 5",
        "BDAT\t5",
        "BDAT 5\0",
        "BDAT \u{a0}5",
        &format!("BDAT 5{}", " ".repeat(2000)),
    ] {
        let mut server = Server::new(config());
        let mut run = Run::default();
        let evil = b"\r\nHELO me\r\nMAIL FROM:<evil@b.example>\r\n";
        feed(
            &mut server,
            &mut run,
            &[line.as_bytes(), evil].concat(),
            1000,
        );
        assert!(
            run.closed && run.sent.contains("\r\n421 4.5.4 write it as BDAT "),
            "{line:?}"
        );
        let failure = Event::Failed(Error::Peer(PeerError::ClientChunkUnreadable));
        assert_eq!(run.events, [failure]);
    }
}

#[test]
fn a_client_that_leaves_within_a_chunk_is_a_failure() {
    let run = talk(
        &config(),
        &format!(
            "{ENVELOPE}
             C: BDAT 100 LAST
             C: only this
             -- END"
        ),
    );
    let phase = Phase::Content;
    let failure = Event::Failed(PeerError::ClientEnded { phase }.into());
    assert_eq!((run.events.last(), mails_ended(&run)), (Some(&failure), 0));
}
