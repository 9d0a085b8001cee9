//! What was said, line by line, with secrets masked: for consoles, logs and tests.

use alloc::{format, string::String, vec::Vec};
use core::{fmt, time::Duration};

use crate::types::{Mechanism, Secret};

/// Who said it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Direction {
    /// The client.
    Client,
    /// The server.
    Server,
}

impl Direction {
    /// `C` or `S`, as the RFCs write it.
    #[must_use]
    pub const fn letter(self) -> char {
        match self {
            Self::Client => 'C',
            Self::Server => 'S',
        }
    }
}

/// One line of a conversation, without its CRLF.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// Who said it.
    pub direction: Direction,
    /// What was said; secrets are `***`.
    pub text: String,
    /// When, on the driver's clock.
    pub at: Duration,
}

/// Shows the beginning of a mail's content line by line, and counts the rest.
#[derive(Default)]
pub struct ContentRecorder {
    /// The line that has not ended yet, cut at [`MAX_LINE`](Self::MAX_LINE).
    line: Vec<u8>,
    shown: usize,
    octets_left_out: u64,
}

impl ContentRecorder {
    /// Lines that are shown: the header and a look at the text, not an attachment.
    pub const MAX_LINES: usize = 40;
    /// Octets of a line that are shown, with its CRLF; RFC 5322 lines end before this.
    pub const MAX_LINE: usize = 1002;

    /// Takes octets as they go over the wire, and gives back the lines that are complete.
    pub fn push(&mut self, wire: &[u8]) -> Vec<String> {
        let mut lines = Vec::new();
        let mut rest = wire;
        while !rest.is_empty() && self.shown < Self::MAX_LINES {
            let end = rest
                .iter()
                .position(|b| *b == b'\n')
                .map_or(rest.len(), |at| at + 1);
            let (part, after) = rest.split_at_checked(end).unwrap_or((rest, &[]));
            let room = Self::MAX_LINE.saturating_sub(self.line.len());
            self.line.extend(part.iter().take(room));
            let cut = part.len().saturating_sub(room) as u64;
            self.octets_left_out = self.octets_left_out.saturating_add(cut);
            if part.ends_with(b"\n") {
                lines.push(self.take_line());
            }
            rest = after;
        }
        self.octets_left_out = self.octets_left_out.saturating_add(rest.len() as u64);
        lines
    }

    /// At the end of a chunk of BDAT: the last line, if the chunk ended within one, and a count of
    /// what was left out of it.
    pub fn pause(&mut self) -> Vec<String> {
        let mut lines = Vec::new();
        if !self.line.is_empty() {
            lines.push(self.take_line());
        }
        let left_out = core::mem::take(&mut self.octets_left_out);
        if left_out > 0 {
            lines.push(format!("[{left_out} more octets of content]"));
        }
        lines
    }

    /// The same at the end of the content, ready for the next one.
    pub fn finish(&mut self) -> Vec<String> {
        let lines = self.pause();
        *self = Self::default();
        lines
    }

    fn take_line(&mut self) -> String {
        self.shown += 1;
        let line = core::mem::take(&mut self.line);
        let line = line.strip_suffix(b"\n").unwrap_or(&line);
        printable(line.strip_suffix(b"\r").unwrap_or(line))
    }
}

/// A line that begins with AUTH, or another verb that does its work, as it may be shown: only a
/// mechanism that is known is surely not a password in the wrong place.
pub(crate) fn auth_line(line: &str) -> String {
    let mut words = line.split_ascii_whitespace();
    let (verb, mechanism) = (words.next().unwrap_or_default(), words.next());
    match mechanism.map(|name| (name, Mechanism::from_name(name), words.next())) {
        None => verb.into(),
        Some((name, Some(_), None)) => format!("{verb} {name}"),
        Some((name, Some(_), Some(_))) => format!("{verb} {name} {}", Secret::MASK),
        Some((_, None, _)) => format!("{verb} {}", Secret::MASK),
    }
}

impl fmt::Debug for ContentRecorder {
    /// Counts the octets of the mail, which are nobody's to read.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ContentRecorder")
            .field("line", &self.line.len())
            .field("shown", &self.shown)
            .field("octets_left_out", &self.octets_left_out)
            .finish()
    }
}

/// Text that can be shown: not UTF-8, controls, and Unicode's own line ends become U+FFFD, so that a
/// peer's words can carry neither a terminal sequence nor a line of their own.
pub(crate) fn printable(text: &[u8]) -> String {
    let shown = |c: char| match c {
        '\t' => c,
        '\u{2028}' | '\u{2029}' => char::REPLACEMENT_CHARACTER,
        _ if c.is_control() => char::REPLACEMENT_CHARACTER,
        _ => c,
    };
    String::from_utf8_lossy(text).chars().map(shown).collect()
}
