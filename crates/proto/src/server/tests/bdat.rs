//! Content in chunks (RFC 3030).

mod refused;

use alloc::{format, vec::Vec};

use proptest::prelude::*;

use crate::server::{Config, Event, Server};

use super::{Run, config, dialogue::feed, talk};

const ENVELOPE: &str = "S: 220 mx.example.org ESMTP
    C: HELO me
    S: 250 mx.example.org
    C: MAIL FROM:<a@b.example>
    S: 250 2.1.0 go on
    C: RCPT TO:<c@d.example>
    S: 250 2.1.5 go on\n";

const BINARY: &str = "S: 220 mx.example.org ESMTP
    C: HELO me
    S: 250 mx.example.org
    C: MAIL FROM:<a@b.example> BODY=BINARYMIME
    S: 250 2.1.0 go on
    C: RCPT TO:<c@d.example>
    S: 250 2.1.5 go on\n";

fn resets(run: &Run) -> usize {
    run.events.iter().filter(|e| **e == Event::Reset).count()
}

fn mails_ended(run: &Run) -> usize {
    run.events
        .iter()
        .filter(|e| **e == Event::ContentEnd)
        .count()
}

#[test]
fn a_mail_in_one_chunk_or_several() {
    let run = talk(
        &config(),
        &format!(
            "{ENVELOPE}
             C: BDAT 14 LAST
             C: Subject: one
             S: 250 2.0.0 taken
             C: MAIL FROM:<a@b.example>
             S: 250 2.1.0 go on
             C: RCPT TO:<c@d.example>
             S: 250 2.1.5 go on
             C: BDAT 16
             C: Subject: two
             C:
             S: 250 2.0.0 16 octets received
             C: BDAT 3
             C: .
             S: 250 2.0.0 3 octets received
             C: BDAT 0
             S: 250 2.0.0 0 octets received
             C: BDAT 6
             C: QUIT
             S: 250 2.0.0 6 octets received
             C: bdat 0 last
             S: 250 2.0.0 taken
             C: QUIT
             S: 221 2.0.0 goodbye"
        ),
    );
    assert_eq!(
        run.content,
        b"Subject: one\r\nSubject: two\r\n\r\n.\r\nQUIT\r\n"
    );
    assert_eq!((mails_ended(&run), resets(&run)), (2, 0));
}

#[test]
fn a_mail_may_be_empty() {
    let run = talk(
        &config(),
        &format!("{ENVELOPE}C: BDAT 0 LAST\nS: 250 2.0.0 taken"),
    );
    assert_eq!((run.content.as_slice(), mails_ended(&run)), (&b""[..], 1));
}

#[test]
fn a_line_may_go_on_in_the_next_chunk_and_need_not_end() {
    let run = talk(
        &config(),
        &format!(
            "{ENVELOPE}
             >. BDAT 4\\r\\none\\r
             C= BDAT 4
             C= one
             S: 250 2.0.0 4 octets received
             >. BDAT 4 LAST\\r\\n\\ntwo
             C= BDAT 4 LAST
             C=
             C= two
             S: 250 2.0.0 taken"
        ),
    );
    assert_eq!(run.content, b"one\r\ntwo");
}

#[test]
fn binary_content_may_be_any_octets() {
    let octets: Vec<u8> = (0..=255).chain([b'x'; 2000]).collect();
    let mut server = Server::new(config());
    let mut run = Run::default();
    let envelope = b"EHLO me\r\nMAIL FROM:<> BODY=BINARYMIME\r\nRCPT TO:<c@d.example>\r\n";
    let command = format!("BDAT {} LAST\r\n", octets.len());
    feed(&mut server, &mut run, envelope, 100);
    feed(&mut server, &mut run, command.as_bytes(), 100);
    feed(&mut server, &mut run, &octets, 7);
    assert!(run.sent.ends_with("250 2.0.0 taken\r\n"));
    assert_eq!(run.content, octets);
}

#[test]
fn binary_content_cannot_follow_data() {
    talk(
        &config(),
        &format!(
            "{BINARY}
             C: DATA
             S: 503 5.5.1 BINARYMIME needs BDAT
             C: BDAT 3 LAST
             C: x
             S: 250 2.0.0 taken"
        ),
    );
}

#[test]
fn data_and_bdat_do_not_mix() {
    let run = talk(
        &config(),
        &format!(
            "{ENVELOPE}
             C: BDAT 3
             C: x
             S: 250 2.0.0 3 octets received
             C: DATA
             S: 503 5.5.1 a mail has begun; RSET gives it up
             C: MAIL FROM:<a@b.example>
             S: 503 5.5.1 a mail has begun; RSET gives it up
             C: RCPT TO:<e@d.example>
             S: 503 5.5.1 a mail has begun; RSET gives it up
             C: AUTH LOGIN
             S: 503 5.5.1 a mail has begun; RSET gives it up
             C: STARTTLS
             S: 503 5.5.1 a mail has begun; RSET gives it up
             C: NOOP
             S: 250 2.0.0 nothing done
             C: BDAT 3 LAST
             C: y
             S: 250 2.0.0 taken"
        ),
    );
    assert_eq!(run.content, b"x\r\ny\r\n");
}

#[test]
fn a_mail_is_given_up_between_two_chunks() {
    for (command, reply) in [
        ("RSET", "250 2.0.0 reset"),
        ("HELO again", "250 mx.example.org"),
    ] {
        let run = talk(
            &config(),
            &format!(
                "{ENVELOPE}
                 C: BDAT 3
                 C: x
                 S: 250 2.0.0 3 octets received
                 C: {command}
                 S: {reply}
                 C: BDAT 3 LAST
                 C: y
                 S: 503 5.5.1 say MAIL first"
            ),
        );
        assert_eq!((mails_ended(&run), resets(&run)), (0, 1));
    }
}

#[test]
fn quitting_between_two_chunks_takes_no_mail() {
    let run = talk(
        &config(),
        &format!(
            "{ENVELOPE}
             C: BDAT 3
             C: x
             S: 250 2.0.0 3 octets received
             C: QUIT
             S: 221 2.0.0 goodbye"
        ),
    );
    assert!(run.closed && mails_ended(&run) == 0);
}

#[test]
fn a_long_mail_is_shown_like_one_that_follows_data() {
    let shown = "C: line\n".repeat(40);
    let rest = ">> line\n".repeat(10);
    talk(
        &config(),
        &format!(
            "{ENVELOPE}
             C: BDAT 300
             {shown}
             {rest}
             C= [60 more octets of content]
             S: 250 2.0.0 300 octets received
             C: BDAT 6 LAST
             >> more
             C= [6 more octets of content]
             S: 250 2.0.0 taken"
        ),
    );
}

/// Chunks of content, some of them refused, and what stands between them.
fn phrase() -> impl Strategy<Value = Vec<u8>> {
    let chunk =
        (prop::collection::vec(any::<u8>(), 0..12), any::<bool>()).prop_map(|(octets, last)| {
            let last = if last { " LAST" } else { "" };
            [
                format!("BDAT {}{last}\r\n", octets.len()).as_bytes(),
                &octets,
            ]
            .concat()
        });
    let command = prop::sample::select(&[
        "MAIL FROM:<a@b.example>\r\n",
        "MAIL FROM:<a@b.example> BODY=BINARYMIME\r\n",
        "RCPT TO:<c@d.example>\r\n",
        "RCPT TO:<nobody@d.example>\r\n",
        "RSET\r\n",
        "DATA\r\n",
        "x\r\n.\r\n",
    ]);
    prop_oneof![chunk, command.prop_map(Vec::from)]
}

proptest! {
    #[test]
    fn any_split_gives_the_same(phrases in prop::collection::vec(phrase(), 0..16), size in 1usize..20) {
        let stream = [&b"EHLO me\r\n"[..], &phrases.concat()].concat();
        let whole = held(&stream, usize::MAX);
        prop_assert_eq!(held(&stream, size), whole);
    }
}

fn held(stream: &[u8], size: usize) -> Run {
    let mut server = Server::new(Config {
        max_size: 30,
        ..config()
    });
    let mut run = Run::default();
    feed(&mut server, &mut run, stream, size);
    run
}
