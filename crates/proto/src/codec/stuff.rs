use alloc::vec::Vec;

/// Makes content safe to send after DATA ([RFC 5321 section 4.5.2]).
///
/// Bare carriage returns and bare line feeds become CRLF first, then each line that begins with a
/// dot gets a second one. So exactly one end of data can be in the output: the one that
/// [`finish`](Self::finish) writes.
///
/// [RFC 5321 section 4.5.2]: https://www.rfc-editor.org/rfc/rfc5321#section-4.5.2
#[derive(Clone, Copy, Debug, Default)]
pub struct Stuffer {
    previous: Previous,
}

/// What the last octet was, as far as it matters.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Previous {
    /// A line end, or nothing yet: the next octet begins a line.
    #[default]
    LineEnd,
    /// A carriage return, already written as CRLF: a line feed now belongs to it.
    CarriageReturn,
    Other,
}

impl Stuffer {
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

    /// Appends the end of data, after a line end if the content had none.
    pub fn finish(self, wire: &mut Vec<u8>) {
        if self.previous == Previous::Other {
            wire.extend_from_slice(b"\r\n");
        }
        wire.extend_from_slice(b".\r\n");
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
        if self.previous != Previous::Other && rest.first() == Some(&b'.') {
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
