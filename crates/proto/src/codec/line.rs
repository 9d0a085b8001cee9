use alloc::vec::Vec;
use core::fmt;

/// Why a stream of octets is not a stream of lines.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LineError {
    /// A line feed without a carriage return before it: refused, because peers that disagree on
    /// where a line ends can be made to disagree on what was said.
    BareLineFeed,
    /// More octets than the limit without an end of line.
    TooLong,
}

/// Cuts a stream into lines that end with CRLF and nothing else.
///
/// Holds the octets that were pushed and not yet taken; take all lines after each push.
pub struct LineDecoder {
    buffer: Vec<u8>,
    /// Where the first octet not yet taken is.
    start: usize,
    /// How far behind `start` was already searched for a line feed.
    searched: usize,
    limit: usize,
}

impl LineDecoder {
    /// `limit` is the longest line in octets, without its CRLF.
    #[must_use]
    pub const fn new(limit: usize) -> Self {
        Self {
            buffer: Vec::new(),
            start: 0,
            searched: 0,
            limit,
        }
    }

    /// Adds octets.
    pub fn push(&mut self, bytes: &[u8]) {
        self.buffer.drain(..self.start);
        self.start = 0;
        self.buffer.extend_from_slice(bytes);
    }

    /// The next whole line without its CRLF, or `None` until more octets come.
    ///
    /// # Errors
    /// The line ends with LF alone, or is too long.
    pub fn next_line(&mut self) -> Result<Option<Vec<u8>>, LineError> {
        let rest = self.waiting();
        let unsearched = rest.get(self.searched..).unwrap_or_default();
        let found = unsearched.iter().position(|b| *b == b'\n');
        let length = found.map_or(rest.len(), |found| self.searched + found);
        // One more than the limit may be the carriage return. A line that is longer is too long
        // whatever ends it: in pieces, nobody would have waited for its end.
        if length > self.limit + 1 {
            return Err(LineError::TooLong);
        }
        if found.is_none() {
            self.searched = length;
            return Ok(None);
        }
        let line = rest.get(..length).unwrap_or_default();
        let Some(line) = line.strip_suffix(b"\r") else {
            return Err(LineError::BareLineFeed);
        };
        let line = line.to_vec();
        self.start += length + 1;
        self.searched = 0;
        Ok(Some(line))
    }

    /// How many octets wait that are not yet taken.
    #[must_use]
    pub fn len(&self) -> usize {
        self.waiting().len()
    }

    /// Whether octets wait that are not yet taken.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.waiting().is_empty()
    }

    /// The octets that wait, as they came.
    #[must_use]
    pub fn waiting(&self) -> &[u8] {
        self.buffer.get(self.start..).unwrap_or_default()
    }

    /// Takes so many of the octets that wait, which were no lines.
    pub fn skip(&mut self, octets: usize) {
        self.start += octets.min(self.len());
        self.searched = 0;
    }
}

impl fmt::Debug for LineDecoder {
    /// Octets that wait are counted, not shown: a password may be among them.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "LineDecoder({} octets)", self.waiting().len())
    }
}

#[cfg(test)]
mod tests;
