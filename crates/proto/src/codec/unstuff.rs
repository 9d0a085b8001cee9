//! The receiving side of DATA: undoes dot-stuffing and finds the end of data.
//!
//! [RFC 5321, 4.5.2 "Transparency"] says how a line that begins with a dot travels, and
//! [4.1.1.4 "DATA"] that only `<CRLF>.<CRLF>` ends the data. Nothing looser is taken for the end:
//! a server that also takes `<LF>.<LF>` or `<LF>.<CRLF>` lets a sender hide a second mail inside
//! the first, for whichever of two servers reads it the other way ("SMTP smuggling",
//! CERT VU#302671). So a carriage return or line feed that stands alone never starts a line here,
//! and the mail that holds one is reported as faulty once it has ended.
//!
//! [RFC 5321, 4.5.2 "Transparency"]: https://www.rfc-editor.org/rfc/rfc5321#section-4.5.2
//! [4.1.1.4 "DATA"]: https://www.rfc-editor.org/rfc/rfc5321#section-4.1.1.4

use alloc::vec::Vec;

/// Longest line of content, in octets without its CRLF and without a stuffed dot
/// (RFC 5321, 4.5.3.1.6: 1000 octets with the CRLF).
pub const MAX_TEXT_LINE: usize = 998;

/// The line that ends the data, at the beginning of a line.
pub const END_OF_DATA: &[u8] = b".\r\n";

/// Why a mail cannot be taken although its end was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ContentFault {
    /// A carriage return without a line feed behind it.
    BareCr,
    /// A line feed without a carriage return before it.
    BareLf,
    /// A line of more than [`MAX_TEXT_LINE`] octets.
    LongLine,
}

/// Where in the stream the next octet stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Position {
    LineStart,
    /// Behind a dot that began the line.
    Dot,
    /// Behind a dot that began the line and a carriage return.
    DotCr,
    Line,
    /// Behind a carriage return within a line.
    Cr,
    End,
}

/// Takes the octets that follow DATA and gives back the content, however they are split.
///
/// Memory use does not depend on the mail: content is handed on as it comes.
#[derive(Clone, Debug)]
pub struct Unstuffer {
    position: Position,
    /// Octets of the current line so far.
    /// INVARIANT: at most [`MAX_TEXT_LINE`].
    length: usize,
    fault: Option<ContentFault>,
}

impl Unstuffer {
    /// Stands right behind the CRLF of the DATA command, which counts as the first CRLF of an
    /// end of data: a mail may be empty.
    #[must_use]
    pub const fn new() -> Self {
        Self {
            position: Position::LineStart,
            length: 0,
            fault: None,
        }
    }

    /// Takes octets and appends the content among them, final CRLF included, to `content`.
    ///
    /// Returns how many octets were taken: all, unless the end of data is among them. Behind the
    /// end nothing is taken. Content stops at the first fault; the search for the end goes on.
    pub fn receive(&mut self, input: &[u8], content: &mut Vec<u8>) -> usize {
        let mut rest = input;
        while self.position != Position::End {
            let Some((run, behind)) = self.split_run(rest) else {
                break;
            };
            self.keep(run, content);
            rest = behind;
            let Some((&octet, behind)) = rest.split_first() else {
                break;
            };
            self.step(octet, content);
            rest = behind;
        }
        input.len() - rest.len()
    }

    /// Whether the end of data has been found.
    #[must_use]
    pub const fn is_ended(&self) -> bool {
        matches!(self.position, Position::End)
    }

    /// How many of the octets taken last are the end of data, or may yet turn out to be: 0 to 3.
    #[must_use]
    pub const fn held(&self) -> usize {
        match self.position {
            Position::LineStart | Position::Line | Position::Cr => 0,
            Position::Dot => 1,
            Position::DotCr => 2,
            Position::End => END_OF_DATA.len(),
        }
    }

    /// The first thing found wrong so far.
    #[must_use]
    pub const fn fault(&self) -> Option<ContentFault> {
        self.fault
    }

    /// Splits off what can be copied without looking at it: in a line, all up to CR or LF.
    fn split_run<'a>(&self, input: &'a [u8]) -> Option<(&'a [u8], &'a [u8])> {
        if input.is_empty() {
            return None;
        }
        let end = if self.position == Position::Line {
            input
                .iter()
                .position(|octet| matches!(octet, b'\r' | b'\n'))
                .unwrap_or(input.len())
        } else {
            0
        };
        input.split_at_checked(end)
    }

    fn step(&mut self, octet: u8, content: &mut Vec<u8>) {
        use Position::{Cr, Dot, DotCr, End, Line, LineStart};

        self.position = match (self.position, octet) {
            (LineStart, b'.') => Dot,
            (Dot, b'\r') => DotCr,
            (DotCr, b'\n') => End,
            (Cr, b'\n') => {
                self.keep_line_end(content);
                LineStart
            }
            (DotCr | Cr, b'\r') => {
                self.refuse(ContentFault::BareCr);
                Cr
            }
            (LineStart | Line, b'\r') => Cr,
            (LineStart | Dot | Line, b'\n') => {
                self.refuse(ContentFault::BareLf);
                Line
            }
            (DotCr | Cr, _) => {
                self.refuse(ContentFault::BareCr);
                Line
            }
            (LineStart | Dot | Line, _) => {
                self.keep(&[octet], content);
                Line
            }
            (End, _) => End,
        };
    }

    fn keep(&mut self, run: &[u8], content: &mut Vec<u8>) {
        let (fits, excess) = run
            .split_at_checked(MAX_TEXT_LINE - self.length)
            .unwrap_or((run, &[]));
        if self.fault.is_none() {
            content.extend_from_slice(fits);
        }
        self.length += fits.len();
        if !excess.is_empty() {
            self.refuse(ContentFault::LongLine);
        }
    }

    fn keep_line_end(&mut self, content: &mut Vec<u8>) {
        self.length = 0;
        if self.fault.is_none() {
            content.extend_from_slice(b"\r\n");
        }
    }

    fn refuse(&mut self, fault: ContentFault) {
        self.fault.get_or_insert(fault);
    }
}

impl Default for Unstuffer {
    fn default() -> Self {
        Self::new()
    }
}

#[cfg(test)]
mod tests;
