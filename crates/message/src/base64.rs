//! Base64, RFC 4648 section 4, in lines as RFC 2045 section 6.8 has them.

#[cfg(all(target_arch = "wasm32", target_feature = "simd128"))]
mod simd;

use alloc::vec::Vec;

/// Pages have SIMD, and attachments may be large.
#[cfg(all(target_arch = "wasm32", target_feature = "simd128"))]
use simd::encode as encode_line;

/// Octets that make a line of 76.
const LINE: usize = 57;
/// That line, with the line end before it.
const ENCODED: usize = 78;
/// Lines that are added at a time: many against the cost of adding.
const BLOCK: usize = 32;
const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/// Base64 in lines of 76 octets with CRLF between, of bytes that come in pieces of any length.
#[derive(Debug, Clone)]
pub struct Base64Lines {
    /// The bytes of a line that is not full yet.
    rest: [u8; LINE],
    held: usize,
    /// Whether there is a line before the next.
    begun: bool,
}

impl Default for Base64Lines {
    fn default() -> Self {
        Self::new()
    }
}

impl Base64Lines {
    /// Before the first byte.
    pub const fn new() -> Self {
        Self {
            rest: [0; LINE],
            held: 0,
            begun: false,
        }
    }

    /// Octets that so many bytes become.
    pub const fn size(length: u64) -> u64 {
        let encoded = length.div_ceil(3).saturating_mul(4);
        let breaks = length.div_ceil(LINE as u64).saturating_sub(1);
        encoded.saturating_add(breaks * 2)
    }

    /// Encodes bytes, but for the last ones, which make no full line yet.
    pub fn push(&mut self, bytes: &[u8], out: &mut Vec<u8>) {
        let missing = LINE - self.held;
        let Some((first, rest)) = bytes.split_at_checked(missing) else {
            return self.hold(bytes);
        };
        self.hold(first);
        self.first_line(out);
        let (lines, behind) = rest.as_chunks();
        Self::lines(lines, out);
        self.held = 0;
        self.hold(behind);
    }

    /// Encodes the last line, which has no line end. What comes then begins anew.
    pub fn finish(&mut self, out: &mut Vec<u8>) {
        if self.held > 0 {
            self.first_line(out);
        }
        self.held = 0;
        self.begun = false;
    }

    fn hold(&mut self, bytes: &[u8]) {
        let room = self.rest.iter_mut().skip(self.held);
        for (place, byte) in room.zip(bytes) {
            *place = *byte;
        }
        self.held += bytes.len();
    }

    /// Encodes what was held.
    fn first_line(&mut self, out: &mut Vec<u8>) {
        if self.begun {
            out.extend_from_slice(b"\r\n");
        }
        self.begun = true;
        encode(self.rest.get(..self.held).unwrap_or_default(), out);
    }

    /// Encodes full lines, of which none is the first.
    fn lines(lines: &[[u8; LINE]], out: &mut Vec<u8>) {
        out.reserve(lines.len() * ENCODED);
        let mut block = [[0; ENCODED]; BLOCK];
        for lines in lines.chunks(BLOCK) {
            for (line, place) in lines.iter().zip(&mut block) {
                let [cr, lf, digits @ ..] = place;
                (*cr, *lf) = (b'\r', b'\n');
                encode_line(line, digits);
            }
            let full = block.get(..lines.len()).unwrap_or_default();
            out.extend_from_slice(full.as_flattened());
        }
    }
}

#[cfg(not(all(target_arch = "wasm32", target_feature = "simd128")))]
fn encode_line(line: &[u8; LINE], digits: &mut [u8; 76]) {
    let (groups, _) = line.as_chunks();
    let (places, _) = digits.as_chunks_mut();
    for (group, place) in groups.iter().zip(places) {
        *place = self::digits(*group);
    }
}

/// Adds the base64 of all these bytes.
pub(crate) fn encode(bytes: &[u8], out: &mut Vec<u8>) {
    let (groups, rest) = bytes.as_chunks::<3>();
    for group in groups {
        out.extend(digits(*group));
    }
    match *rest {
        [a] => {
            let [first, second, ..] = digits([a, 0, 0]);
            out.extend([first, second, b'=', b'=']);
        }
        [a, b] => {
            let [first, second, third, _] = digits([a, b, 0]);
            out.extend([first, second, third, b'=']);
        }
        _ => {}
    }
}

fn digits([a, b, c]: [u8; 3]) -> [u8; 4] {
    let digit = |value: u8| {
        ALPHABET
            .get(usize::from(value & 63))
            .copied()
            .unwrap_or_default()
    };
    [
        digit(a >> 2),
        digit(a << 4 | b >> 4),
        digit(b << 2 | c >> 6),
        digit(c),
    ]
}
