//! Content on its way through DATA: stuffed, unstuffed, and what else may come after 354.

use wsmtp_proto::codec::{ContentFault, END_OF_DATA, MAX_TEXT_LINE, Stuffer, Unstuffer};

use super::splits;

/// What an [`Unstuffer`] makes of a stream.
#[derive(Debug, PartialEq, Eq)]
struct Received {
    content: Vec<u8>,
    fault: Option<ContentFault>,
    /// How many octets were taken, where the end of data is among them.
    ended: Option<usize>,
}

/// What arrives is what was sent, with its line ends made CRLF, and nothing in it ends the mail.
pub fn content(input: &[u8]) {
    let (content, sizes) = splits(input);
    let [wire, by_octet, by_pieces] = sizes.map(|size| stuffed(content, size));
    assert_eq!(by_octet, wire);
    assert_eq!(by_pieces, wire);
    assert!(wire.len() <= 2 * content.len() + b"\r\n".len() + END_OF_DATA.len());
    let received = received_at_every_split(&wire, sizes);
    assert_eq!(received.ended, Some(wire.len()), "not one end of data");
    let expected = normalised(content);
    if has_long_line(&expected) {
        assert_eq!(received.fault, Some(ContentFault::LongLine));
    } else {
        assert_eq!(received.fault, None);
        assert_eq!(received.content, expected);
    }
    for_chunks(content, sizes, &expected);
    // And what nobody has stuffed:
    let received = received_at_every_split(content, sizes);
    assert_eq!(received.ended, end_of_data(content));
    assert_eq!(normalised_line_ends(&received.content), received.content);
}

/// For BDAT the line ends change and nothing else does.
fn for_chunks(content: &[u8], sizes: [usize; 3], expected: &[u8]) {
    for size in sizes {
        let mut wire = Vec::new();
        let mut stuffer = Stuffer::for_chunks();
        content
            .chunks(size)
            .for_each(|piece| stuffer.push(piece, &mut wire));
        stuffer.finish(&mut wire);
        assert_eq!(wire, expected);
    }
}

fn stuffed(content: &[u8], size: usize) -> Vec<u8> {
    let mut wire = Vec::new();
    let mut stuffer = Stuffer::for_data();
    content
        .chunks(size)
        .for_each(|piece| stuffer.push(piece, &mut wire));
    stuffer.finish(&mut wire);
    wire
}

fn received_at_every_split(wire: &[u8], sizes: [usize; 3]) -> Received {
    let [whole, by_octet, by_pieces] = sizes.map(|size| received(wire, size));
    assert_eq!(by_octet, whole);
    assert_eq!(by_pieces, whole);
    whole
}

fn received(wire: &[u8], size: usize) -> Received {
    let (mut unstuffer, mut content, mut taken) = (Unstuffer::new(), Vec::new(), 0);
    for piece in wire.chunks(size) {
        taken += unstuffer.receive(piece, &mut content);
    }
    Received {
        content,
        fault: unstuffer.fault(),
        ended: unstuffer.is_ended().then_some(taken),
    }
}

/// Where the first end of data ends, told in the plainest way (RFC 5321 section 4.1.1.4).
fn end_of_data(wire: &[u8]) -> Option<usize> {
    if wire.starts_with(END_OF_DATA) {
        return Some(END_OF_DATA.len());
    }
    let end = b"\r\n.\r\n";
    let at = wire.windows(end.len()).position(|five| five == end)?;
    Some(at + end.len())
}

/// Content with CRLF for each line end, and one at the end of its last line.
pub(super) fn normalised(content: &[u8]) -> Vec<u8> {
    let mut lines = normalised_line_ends(content);
    if !lines.is_empty() && !lines.ends_with(b"\r\n") {
        lines.extend(b"\r\n");
    }
    lines
}

fn normalised_line_ends(content: &[u8]) -> Vec<u8> {
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
    lines
}

fn has_long_line(content: &[u8]) -> bool {
    let mut lines = content.split(|octet| *octet == b'\n');
    lines.any(|line| line.len() > MAX_TEXT_LINE + b"\r".len())
}
