use alloc::vec::Vec;

use super::END_OF_DATA;

/// Makes content safe to send after DATA ([RFC 5321 section 4.5.2]).
///
/// Bare carriage returns and bare line feeds become CRLF first, then each line that begins with a
/// dot gets a second one. So exactly one end of data can be in the output: the one that
/// [`finish`](Self::finish) writes.
///
/// [RFC 5321 section 4.5.2]: https://www.rfc-editor.org/rfc/rfc5321#section-4.5.2
#[derive(Clone, Copy, Debug)]
pub struct Stuffer {
    previous: Previous,
    dots: bool,
}

/// What the last octet was, as far as it matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Previous {
    /// A line end, or nothing yet: the next octet begins a line.
    LineEnd,
    /// A carriage return, already written as CRLF: a line feed now belongs to it.
    CarriageReturn,
    Other,
}

impl Stuffer {
    /// For content that travels after DATA.
    #[must_use]
    pub const fn for_data() -> Self {
        Self {
            previous: Previous::LineEnd,
            dots: true,
        }
    }

    /// For content that travels in BDAT (RFC 3030), where its length says where it ends: line ends
    /// become CRLF, dots stay as they are, and there is no end of data.
    #[must_use]
    pub const fn for_chunks() -> Self {
        Self {
            previous: Previous::LineEnd,
            dots: false,
        }
    }

    /// Appends what `content` becomes to `wire`: at most twice as many octets.
    pub fn push(&mut self, content: &[u8], wire: &mut Vec<u8>) {
        wire.reserve(content.len());
        let mut rest = content;
        while let Some((&octet, after)) = rest.split_first() {
            if octet == b'\r' || octet == b'\n' {
                self.line_end(octet, wire);
                rest = after;
            } else {
                rest = self.line_part(rest, wire);
            }
        }
    }

    /// Appends a line end if the content's last line had none, then the end of data.
    pub fn finish(self, wire: &mut Vec<u8>) {
        if self.previous == Previous::Other {
            wire.extend_from_slice(b"\r\n");
        }
        if self.dots {
            wire.extend_from_slice(END_OF_DATA);
        }
    }

    fn line_end(&mut self, octet: u8, wire: &mut Vec<u8>) {
        let belongs = octet == b'\n' && self.previous == Previous::CarriageReturn;
        if !belongs {
            wire.extend_from_slice(b"\r\n");
        }
        self.previous = if octet == b'\r' {
            Previous::CarriageReturn
        } else {
            Previous::LineEnd
        };
    }

    /// Writes up to the next line end and gives back what follows.
    fn line_part<'a>(&mut self, rest: &'a [u8], wire: &mut Vec<u8>) -> &'a [u8] {
        if self.dots && self.previous != Previous::Other && rest.first() == Some(&b'.') {
            wire.push(b'.');
        }
        let end = rest
            .iter()
            .position(|b| matches!(b, b'\r' | b'\n'))
            .unwrap_or(rest.len());
        let (part, after) = rest.split_at_checked(end).unwrap_or((rest, &[]));
        wire.extend_from_slice(part);
        self.previous = Previous::Other;
        after
    }
}

#[cfg(test)]
mod tests;
