//! Quoted-printable, RFC 2045 section 6.7.

use alloc::vec::Vec;

use crate::number;

/// Octets of a line, of which the last may be the sign that it goes on.
const LINE: usize = 76;

/// The lines, which end in CRLF, in lines of at most 76 octets.
pub(crate) fn encode(lines: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(lines.len() + lines.len() / 8);
    for line in lines.split_inclusive(|octet| *octet == b'\n') {
        let text = line.strip_suffix(b"\r\n").unwrap_or(line);
        encode_line(text, &mut out);
        if text.len() < line.len() {
            out.extend_from_slice(b"\r\n");
        }
    }
    out
}

fn encode_line(text: &[u8], out: &mut Vec<u8>) {
    let mut column = 0;
    for (left, octet) in (0..text.len()).rev().zip(text) {
        let plain = is_plain(*octet, left == 0);
        let width = if plain { 1 } else { 3 };
        if column + width >= LINE {
            out.extend_from_slice(b"=\r\n");
            column = 0;
        }
        if plain {
            out.push(*octet);
        } else {
            number::escaped(b'=', *octet, out);
        }
        column += width;
    }
}

/// A space at the end of a line may be lost.
const fn is_plain(octet: u8, last: bool) -> bool {
    match octet {
        b' ' | b'\t' => !last,
        b'=' => false,
        b'!'..=b'~' => true,
        _ => false,
    }
}
