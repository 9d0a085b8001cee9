//! What the receiver makes of streams, in every split.

use alloc::{vec, vec::Vec};

use proptest::prelude::*;

use super::{ContentFault, MAX_TEXT_LINE, Unstuffer};

/// What came out: the content, the first fault, and what stood behind the end of data.
#[derive(Debug, PartialEq, Eq)]
struct Received {
    content: Vec<u8>,
    fault: Option<ContentFault>,
    behind: Option<Vec<u8>>,
}

fn receive(pieces: &[&[u8]]) -> Received {
    let mut unstuffer = Unstuffer::new();
    let (mut content, mut behind) = (Vec::new(), Vec::new());
    for piece in pieces {
        let taken = unstuffer.receive(piece, &mut content);
        assert!(taken == piece.len() || unstuffer.is_ended());
        behind.extend_from_slice(&piece[taken..]);
    }
    let behind = unstuffer.is_ended().then_some(behind);
    Received {
        content,
        fault: unstuffer.fault(),
        behind,
    }
}

/// Receives the stream whole, octet by octet, and in every pair of pieces: always the same.
fn receive_in_every_split(stream: &[u8]) -> Received {
    let whole = receive(&[stream]);
    assert_eq!(receive(&stream.chunks(1).collect::<Vec<_>>()), whole);
    for at in 0..stream.len() {
        let (first, second) = stream.split_at(at);
        assert_eq!(receive(&[first, second]), whole, "split at {at}");
    }
    whole
}

fn content_of(stream: &[u8]) -> Vec<u8> {
    let received = receive_in_every_split(stream);
    assert_eq!((received.fault, received.behind), (None, Some(vec![])));
    received.content
}

fn fault_of(stream: &[u8]) -> Option<ContentFault> {
    let received = receive_in_every_split(stream);
    assert_eq!(
        received.behind,
        Some(vec![]),
        "the end of data was not found"
    );
    received.fault
}

#[test]
fn an_empty_message_straight_after_data_terminates() {
    assert_eq!(content_of(b".\r\n"), b"");
}

#[test]
fn a_dot_stuffed_first_line_is_unstuffed() {
    assert_eq!(content_of(b"..first\r\n.\r\n"), b".first\r\n");
}

#[test]
fn the_last_crlf_is_kept() {
    assert_eq!(content_of(b"one\r\ntwo\r\n.\r\n"), b"one\r\ntwo\r\n");
}

#[test]
fn dots_within_a_line_are_left_alone() {
    assert_eq!(
        content_of(b"a.b..\r\n..\r\n...\r\n.\r\n"),
        b"a.b..\r\n.\r\n..\r\n"
    );
}

#[test]
fn a_dot_before_other_text_is_dropped() {
    assert_eq!(
        content_of(b".unstuffed by nobody\r\n.\r\n"),
        b"unstuffed by nobody\r\n"
    );
}

#[test]
fn octets_behind_the_end_are_not_taken() {
    let received = receive_in_every_split(b"mail\r\n.\r\nQUIT\r\n");
    assert_eq!(received.content, b"mail\r\n");
    assert_eq!(received.behind, Some(b"QUIT\r\n".to_vec()));
}

#[test]
fn dot_cr_cr_lf_is_not_the_end_of_data() {
    let received = receive_in_every_split(b"mail\r\n.\r\r\n");
    assert_eq!(
        (received.behind, received.fault),
        (None, Some(ContentFault::BareCr))
    );
}

#[test]
fn nothing_that_looks_like_the_end_of_data_is_one() {
    let lookalikes: [&[u8]; 9] = [
        b"a\n.\n",
        b"a\n.\r\n",
        b"a\r\n.\n",
        b"a\r.\r",
        b"a\r.\r\n",
        b"a\r\n.\r",
        b"a\r\n\0.\r\n",
        b"a\r\r\n.\n",
        b".\n",
    ];
    for stream in lookalikes {
        assert_eq!(
            receive_in_every_split(stream).behind,
            None,
            "{}",
            stream.escape_ascii()
        );
    }
}

#[test]
fn a_line_end_that_stands_alone_is_a_fault_once_the_mail_has_ended() {
    assert_eq!(fault_of(b"a\nb\r\n.\r\n"), Some(ContentFault::BareLf));
    assert_eq!(fault_of(b"a\rb\r\n.\r\n"), Some(ContentFault::BareCr));
    assert_eq!(fault_of(b"a\r\r\n.\r\n"), Some(ContentFault::BareCr));
    assert_eq!(fault_of(b"\n\r\n.\r\n"), Some(ContentFault::BareLf));
    assert_eq!(fault_of(b".\rb\r\n.\r\n"), Some(ContentFault::BareCr));
}

#[test]
fn a_second_mail_cannot_hide_behind_a_bare_line_feed() {
    let stream = b"first\r\n.\nMAIL FROM:<x@y>\r\n.\r\n";
    assert_eq!(fault_of(stream), Some(ContentFault::BareLf));
}

#[test]
fn a_line_may_be_998_octets_long_without_its_stuffed_dot() {
    let line = [b'.'; MAX_TEXT_LINE];
    let longest = [b".", &line[..], b"\r\n.\r\n"].concat();
    assert_eq!(content_of(&longest), [&line[..], b"\r\n"].concat());
    let longer = [b"x", &longest[..]].concat();
    assert_eq!(fault_of(&longer), Some(ContentFault::LongLine));
}

fn piece() -> impl Strategy<Value = Vec<u8>> {
    prop::collection::vec(prop::sample::select(b"\r\n.a\0\xff".as_slice()), 0..12)
}

proptest! {
    #[test]
    fn any_chunking_gives_the_same(pieces in prop::collection::vec(piece(), 0..8)) {
        let slices: Vec<&[u8]> = pieces.iter().map(Vec::as_slice).collect();
        prop_assert_eq!(receive(&slices), receive(&[&pieces.concat()]));
    }

    #[test]
    fn content_never_holds_a_bare_line_end(pieces in prop::collection::vec(piece(), 0..8)) {
        let content = receive(&[&pieces.concat()]).content;
        let bare = content.windows(2).any(|w| (w[0] == b'\r') != (w[1] == b'\n'));
        prop_assert!(!bare && content.first() != Some(&b'\n') && content.last() != Some(&b'\r'));
    }
}
