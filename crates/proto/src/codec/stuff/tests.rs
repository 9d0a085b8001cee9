use alloc::vec::Vec;

use proptest::prelude::*;

use super::Stuffer;
use crate::codec::Unstuffer;

fn stuffed(pieces: &[&[u8]]) -> Vec<u8> {
    let (mut stuffer, mut wire) = (Stuffer::for_data(), Vec::new());
    for piece in pieces {
        stuffer.push(piece, &mut wire);
    }
    stuffer.finish(&mut wire);
    wire
}

/// What a mail's content is once all its line ends are CRLF and the last line has one.
fn normalised(content: &[u8]) -> Vec<u8> {
    let mut lines = Vec::new();
    let mut octets = content.iter().copied().peekable();
    while let Some(octet) = octets.next() {
        match octet {
            b'\r' => {
                octets.next_if_eq(&b'\n');
                lines.extend(b"\r\n");
            }
            b'\n' => lines.extend(b"\r\n"),
            other => lines.push(other),
        }
    }
    if !lines.is_empty() && !lines.ends_with(b"\r\n") {
        lines.extend(b"\r\n");
    }
    lines
}

#[test]
fn a_line_that_begins_with_a_dot_gets_a_second_one() {
    assert_eq!(
        stuffed(&[b".a\r\n..b\r\nc.d\r\n"]),
        b"..a\r\n...b\r\nc.d\r\n.\r\n"
    );
}

#[test]
fn a_bare_line_feed_becomes_crlf_before_its_dot_is_stuffed() {
    assert_eq!(stuffed(&[b"a\n.b"]), b"a\r\n..b\r\n.\r\n");
}

#[test]
fn a_bare_carriage_return_becomes_crlf_before_its_dot_is_stuffed() {
    assert_eq!(stuffed(&[b"a\r.b"]), b"a\r\n..b\r\n.\r\n");
}

#[test]
fn a_chunk_has_its_line_ends_mended_and_its_dots_left_alone() {
    let (mut stuffer, mut wire) = (Stuffer::for_chunks(), Vec::new());
    for piece in [&b".a\r"[..], b"\n.\r\n", b"b\n.c"] {
        stuffer.push(piece, &mut wire);
    }
    stuffer.finish(&mut wire);
    assert_eq!(wire, b".a\r\n.\r\nb\r\n.c\r\n");
}

#[test]
fn crlf_in_two_pieces_is_one_line_end() {
    assert_eq!(stuffed(&[b"a\r", b"\nb"]), b"a\r\nb\r\n.\r\n");
}

#[test]
fn an_empty_mail_is_an_end_of_data_and_nothing_else() {
    assert_eq!(stuffed(&[]), b".\r\n");
}

#[test]
fn every_smuggling_sequence_leaves_exactly_one_end_of_data() {
    let ends: [&[u8]; 12] = [
        b"\n.\n",
        b"\n.\r\n",
        b"\r\n.\n",
        b"\r.\r",
        b"\r.\r\n",
        b"\r\n.\r",
        b"\n.\r",
        b"\r.\n",
        b"\r\n.\r\r\n",
        b"\r\n\x00.\r\n",
        b"\r\n.\r\n",
        b"\r\r\n.\r\r\n",
    ];
    for end in ends {
        let content = [b"a", end, b"MAIL FROM:<evil@example.com>\r\n"].concat();
        let wire = stuffed(&[&content]);
        let found = wire.windows(5).filter(|five| five == b"\r\n.\r\n").count();
        assert_eq!(found, 1, "{end:?}");
        let bare = wire.iter().enumerate().any(|(at, octet)| match octet {
            b'\n' => at == 0 || wire[at - 1] != b'\r',
            b'\r' => wire.get(at + 1) != Some(&b'\n'),
            _ => false,
        });
        assert!(!bare, "{end:?} left a bare line end");
    }
}

fn pieces() -> impl Strategy<Value = Vec<Vec<u8>>> {
    let octet = proptest::sample::select(b"\r\n.a\0\xff".as_slice());
    let piece = proptest::collection::vec(octet, 0..12);
    proptest::collection::vec(piece, 0..6)
}

proptest! {
    #[test]
    fn any_split_gives_the_same_octets(pieces in pieces()) {
        let split: Vec<_> = pieces.iter().map(Vec::as_slice).collect();
        prop_assert_eq!(stuffed(&split), stuffed(&[&pieces.concat()]));
    }

    #[test]
    fn what_was_stuffed_is_unstuffed_to_the_same_lines(pieces in pieces()) {
        let content = pieces.concat();
        let wire = stuffed(&[&content]);
        let (mut receiver, mut received) = (Unstuffer::new(), Vec::new());
        prop_assert_eq!(receiver.receive(&wire, &mut received), wire.len());
        prop_assert!(receiver.is_ended());
        prop_assert_eq!(receiver.fault(), None);
        prop_assert_eq!(received, normalised(&content));
    }
}
