//! A header field as it is written: words, with a line break before the one that a line has no room for.

use alloc::vec::Vec;

/// Octets of a line, RFC 5322 section 2.1.1, but for what may be glued to its last word.
const LINE: usize = 78 - 1;

/// A field on its way. It breaks lines, and nothing that is put into it does.
pub(crate) struct Folded {
    written: Vec<u8>,
    column: usize,
    empty: bool,
}

impl Folded {
    pub(crate) fn new(name: &str) -> Self {
        let mut written = Vec::from(name);
        written.push(b':');
        Self {
            column: written.len(),
            written,
            empty: true,
        }
    }

    /// Adds what cannot be broken, behind a space.
    pub(crate) fn word(&mut self, word: &[u8]) {
        self.space(word.len(), LINE);
        self.glue(word);
    }

    /// Adds all words of a text in which one space stands between two.
    pub(crate) fn words(&mut self, text: &[u8]) {
        for word in text.split(|octet| *octet == b' ') {
            self.word(word);
        }
    }

    /// Adds to the last word.
    pub(crate) fn glue(&mut self, text: &[u8]) {
        self.written.extend_from_slice(text);
        self.column += text.len();
    }

    /// Makes a space, on a new line where this has no room for `length` octets more.
    pub(crate) fn space(&mut self, length: usize, line: usize) {
        self.empty = false;
        if self.column + 1 + length > line {
            self.written.extend_from_slice(b"\r\n");
            self.column = 0;
        }
        self.glue(b" ");
    }

    /// Octets that are left to this end of the line.
    pub(crate) const fn room(&self, line: usize) -> usize {
        line.saturating_sub(self.column)
    }

    /// Octets so far.
    pub(crate) const fn len(&self) -> usize {
        self.written.len()
    }

    /// The field with its line end; a field that says nothing is none.
    pub(crate) fn end(self, header: &mut Vec<u8>) {
        if !self.empty {
            header.extend(self.written);
            header.extend_from_slice(b"\r\n");
        }
    }
}
