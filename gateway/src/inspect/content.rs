//! The content of a mail after DATA, on its way past: where it ends, how long it is, and that nobody
//! can take anything else for its end.
//!
//! Only CRLF `.` CRLF ends it (RFC 5321 section 4.1.1.4). Some servers also take a line feed or a
//! carriage return that stands alone for the end of a line, and so a mail could be hidden in a mail
//! ("SMTP smuggling", CERT VU#302671). What has passed here holds neither.

use memchr::memchr2;
use wsmtp_proto::codec::{ContentFault, END_OF_DATA};

/// Where in the content the next octet stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Position {
    LineStart,
    /// Behind a dot that began the line.
    Dot,
    Line,
}

/// Content that has passed so far.
#[derive(Debug)]
pub(super) struct Content {
    position: Position,
    /// Its octets, without stuffed dots and the end of data, as SIZE counts them (RFC 1870 section 6).
    size: u64,
}

/// What stands behind the octets that may pass.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Behind {
    /// Nothing, or a CR that means something only with the octet behind it.
    More,
    /// The mail has ended with the last of them.
    End,
    /// What no mail may hold.
    Fault(ContentFault),
}

impl Content {
    pub(super) const fn new() -> Self {
        Self {
            position: Position::LineStart,
            size: 0,
        }
    }

    pub(super) const fn size(&self) -> u64 {
        self.size
    }

    /// How many of these octets may pass. Those that may not come again with the next call.
    pub(super) fn pass(&mut self, octets: &[u8]) -> (usize, Behind) {
        let mut passed = 0;
        loop {
            let rest = octets.get(passed..).unwrap_or_default();
            let (count, behind) = self.step(rest);
            passed += count;
            if let Some(behind) = behind {
                return (passed, behind);
            }
        }
    }

    /// One step, and what stands behind it unless that is yet to be looked at.
    fn step(&mut self, rest: &[u8]) -> (usize, Option<Behind>) {
        match (self.position, rest) {
            (_, []) => (0, Some(Behind::More)),
            (Position::LineStart, [b'.', ..]) => {
                self.position = Position::Dot;
                (1, None)
            }
            (Position::Dot, [b'\r']) => (0, Some(Behind::More)),
            (Position::Dot, [b'\r', b'\n', ..]) => (END_OF_DATA.len() - 1, Some(Behind::End)),
            (Position::LineStart | Position::Dot, _) => {
                self.position = Position::Line;
                (0, None)
            }
            (Position::Line, _) => self.line(rest),
        }
    }

    /// Up to the end of the line.
    fn line(&mut self, rest: &[u8]) -> (usize, Option<Behind>) {
        let Some(at) = memchr2(b'\r', b'\n', rest) else {
            return self.taken(rest.len(), Some(Behind::More));
        };
        match rest.get(at..) {
            Some([b'\r', b'\n', ..]) => {
                self.position = Position::LineStart;
                self.taken(at + 2, None)
            }
            Some([b'\r']) => self.taken(at, Some(Behind::More)),
            Some([b'\r', ..]) => self.taken(at, Some(Behind::Fault(ContentFault::BareCr))),
            _ => self.taken(at, Some(Behind::Fault(ContentFault::BareLf))),
        }
    }

    fn taken(&mut self, count: usize, behind: Option<Behind>) -> (usize, Option<Behind>) {
        self.size = self.size.saturating_add(count as u64);
        (count, behind)
    }
}
