//! What nobody should send.

use alloc::{vec, vec::Vec};

use proptest::prelude::*;

use crate::{
    error::{Error, PeerError},
    server::{Event, Server},
};

use super::{
    Run, config,
    dialogue::{drain, feed},
};

fn converse(pieces: &[&[u8]]) -> Run {
    let mut server = Server::new(config());
    let mut run = Run::default();
    drain(&mut server, &mut run);
    for piece in pieces {
        feed(&mut server, &mut run, piece, usize::MAX);
    }
    server.receive_end();
    drain(&mut server, &mut run);
    run
}

#[test]
fn a_command_that_ends_with_lf_alone_ends_the_session() {
    let run = converse(&[b"HELO me\nMAIL FROM:<>\r\n"]);
    assert!(
        run.sent
            .ends_with("421 4.5.2 a line ended with LF alone; SMTP needs CR LF\r\n")
    );
    let failure = Event::Failed(Error::Peer(PeerError::ClientBareLineFeed));
    assert_eq!(run.events, [failure]);
}

#[test]
fn controls_in_a_command_are_refused() {
    let run = converse(&[b"NOOP\r \r\nNOOP\0\r\nNOOP \x1b[2J\r\nNOOP \x7f\r\nNOOP\r\n"]);
    let refused = "500 5.5.2 a command may only hold printable characters\r\n".repeat(4);
    assert!(
        run.sent
            .ends_with(&[&refused, "250 2.0.0 nothing done\r\n"].concat())
    );
    assert!(
        run.shown
            .iter()
            .all(|line| !line.contains(char::is_control))
    );
}

#[test]
fn a_second_mail_cannot_be_smuggled_in() {
    for lookalike in ["\n.\r\n", "\n.\n", "\r\n.\n", "\r.\r", "\r\n.\r\r\n"] {
        let run = converse(&[
            b"HELO me\r\nMAIL FROM:<a@b.example>\r\nRCPT TO:<c@d.example>\r\nDATA\r\nfirst",
            lookalike.as_bytes(),
            b"MAIL FROM:<evil@b.example>\r\nRCPT TO:<c@d.example>\r\nDATA\r\nsecond\r\n.\r\n",
        ]);
        let mails = run
            .events
            .iter()
            .filter(|event| matches!(event, Event::Mail { .. }));
        assert_eq!(mails.count(), 1, "{}", lookalike.escape_debug());
        assert!(run.sent.contains("554 5.6.0 ") && !run.events.contains(&Event::ContentEnd));
    }
}

/// Words that lead somewhere, and some that do not. STARTTLS is left out: behind it the outcome
/// depends on what has arrived, and must.
fn phrase() -> impl Strategy<Value = Vec<u8>> {
    let known = prop::sample::select(vec![
        b"EHLO me\r\n".as_slice(),
        b"MAIL FROM:<a@b.example>\r\n",
        b"MAIL FROM:<not@b.example>\r\n",
        b"MAIL FROM:<> \xc3\xa9\r\n",
        b"RCPT TO:<c@d.example>\r\n",
        b"RCPT TO:<nobody@d.example>\r\n",
        b"DATA\r\n",
        b"Subject: x\r\n",
        b"..\r\n",
        b"\r\n.\r\n",
        b"AUTH PLAIN AGFkYQBzZWNyZXQ=\r\n",
        b"AUTH LOGIN\r\n",
        b"YWRh\r\n",
        b"*\r\n",
        b"RSET\r\n",
        b"QUIT\r\n",
        b"\n",
        b"\r",
    ]);
    let noise = prop::collection::vec(any::<u8>(), 0..6);
    prop_oneof![9 => known.prop_map(<[u8]>::to_vec), 1 => noise]
}

proptest! {
    #[test]
    fn any_chunking_gives_the_same(phrases in prop::collection::vec(phrase(), 0..24), size in 1usize..40) {
        let stream = phrases.concat();
        let whole = converse(&[&stream]);
        prop_assert_eq!(converse(&stream.chunks(size).collect::<Vec<_>>()), whole);
    }

    #[test]
    fn no_stream_is_too_strange(stream in prop::collection::vec(any::<u8>(), 0..400)) {
        let run = converse(&[&stream]);
        prop_assert!(run.closed && run.sent.starts_with("220 "));
    }

    #[test]
    fn every_reply_is_whole(phrases in prop::collection::vec(phrase(), 0..24)) {
        let run = converse(&[&phrases.concat()]);
        prop_assert!(run.sent.ends_with("\r\n"));
        for line in run.sent.lines() {
            let (code, rest) = line.split_at(3);
            prop_assert!(code.parse::<u16>().is_ok() && rest.starts_with([' ', '-']));
            prop_assert!(line.len() <= 510 && line.is_ascii());
        }
    }
}
