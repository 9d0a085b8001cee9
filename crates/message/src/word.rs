//! Text in a header: as it is where that is understood, else as encoded words (RFC 2047).

use alloc::vec::Vec;

use crate::base64;
use crate::folded::Folded;
use crate::number;
use crate::plain::UNFOLDABLE_MAX;

/// Octets of a line with an encoded word, RFC 2047 section 2. So a word, behind a space, has its 75.
const LINE: usize = 76;
/// `=?utf-8?Q?` and `?=`.
const FRAME: usize = 12;
/// Octets that one character may take.
const CHARACTER: usize = 12;

/// Whether the text, written as it is, is read as it is: ASCII that nobody takes for an encoded word, in words that a
/// line can hold, with one space between.
pub(crate) fn is_plain(text: &[u8]) -> bool {
    let sound = |word: &[u8]| !word.is_empty() && word.len() <= UNFOLDABLE_MAX;
    text.is_ascii() && !is_mistakable(text) && text.split(|octet| *octet == b' ').all(sound)
}

/// Whether somebody may take a part of it for an encoded word.
pub(crate) fn is_mistakable(text: &[u8]) -> bool {
    text.windows(2).any(|pair| pair == b"=?")
}

/// Adds the text, in words of its own or encoded.
pub(crate) fn text(line: &mut Folded, text: &str) {
    if is_plain(text.as_bytes()) {
        line.words(text.as_bytes());
    } else if !text.is_empty() {
        encoded(line, b"", text, b"");
    }
}

/// Adds the text as encoded words, with `before` glued to the first and `after` to the last: a few octets of ASCII.
///
/// No word holds half a character; between two is a line break, which is no part of the text.
pub(crate) fn encoded(line: &mut Folded, before: &[u8], text: &str, after: &[u8]) {
    let coding = Coding::shorter(text);
    let mut rest = text;
    let mut before = before;
    while !rest.is_empty() {
        line.space(before.len() + FRAME + CHARACTER + after.len(), LINE);
        line.glue(before);
        before = b"";
        let room = line.room(LINE).saturating_sub(FRAME + after.len());
        let (word, behind) = coding.split(rest, room);
        line.glue(&coding.word(word));
        rest = behind;
    }
    line.glue(after);
}

/// The encodings of RFC 2047 section 4.
#[derive(Clone, Copy)]
enum Coding {
    B,
    Q,
}

impl Coding {
    /// The one that needs fewer octets.
    fn shorter(text: &str) -> Self {
        let q: usize = text.chars().map(q_length).sum();
        if text.len().div_ceil(3) * 4 < q {
            Self::B
        } else {
            Self::Q
        }
    }

    /// As many characters as this many octets can hold, and the others.
    fn split(self, text: &str, room: usize) -> (&str, &str) {
        let room = match self {
            Self::B => room / 4 * 3,
            Self::Q => room,
        };
        let mut used = 0;
        let over = |&(_, c): &(usize, char)| {
            used += match self {
                Self::B => c.len_utf8(),
                Self::Q => q_length(c),
            };
            used > room
        };
        let end = text.char_indices().find(over);
        let end = end.map_or(text.len(), |(at, _)| at);
        text.split_at_checked(end).unwrap_or((text, ""))
    }

    fn word(self, text: &str) -> Vec<u8> {
        let mut word = Vec::from(match self {
            Self::B => b"=?utf-8?B?",
            Self::Q => b"=?utf-8?Q?",
        });
        match self {
            Self::B => base64::encode(text.as_bytes(), &mut word),
            Self::Q => text.bytes().for_each(|octet| q(octet, &mut word)),
        }
        word.extend_from_slice(b"?=");
        word
    }
}

/// What may stand as it is in an encoded word of a phrase, RFC 2047 section 5 (3); elsewhere more could.
const fn is_q_safe(octet: u8) -> bool {
    octet.is_ascii_alphanumeric() || matches!(octet, b'!' | b'*' | b'+' | b'-' | b'/')
}

fn q_length(c: char) -> usize {
    match u8::try_from(c) {
        Ok(octet) if octet == b' ' || is_q_safe(octet) => 1,
        _ => 3 * c.len_utf8(),
    }
}

fn q(octet: u8, out: &mut Vec<u8>) {
    match octet {
        b' ' => out.push(b'_'),
        _ if is_q_safe(octet) => out.push(octet),
        _ => number::escaped(b'=', octet, out),
    }
}
