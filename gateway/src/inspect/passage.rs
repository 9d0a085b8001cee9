//! What goes on to the server.

use bytes::{Buf as _, BytesMut};

/// What of the page's bytes has been dealt with, and what goes to the server for it.
#[derive(Debug, Default)]
pub struct Passage {
    /// To be sent to the server.
    pub bytes: BytesMut,
    /// How many of the page's bytes have been dealt with. They are acknowledged once
    /// [`bytes`](Self::bytes) are sent.
    pub stands_for: usize,
    /// How many more of the page's bytes than of its own a part of `bytes` may stand for. While `n` of
    /// them are unsent, all but `n` and these may be acknowledged.
    pub slack: usize,
    /// Whether bytes were left that wait for the server: they go on once it has answered. What else was
    /// left waits for more of the page's.
    pub waits: bool,
}

impl Passage {
    /// Passes these of the page's bytes. Without a copy, where they follow one another.
    pub(super) fn same(&mut self, bytes: BytesMut) {
        self.stands_for += bytes.len();
        self.bytes.unsplit(bytes);
    }

    /// Sends these bytes instead of the first that are held.
    pub(super) fn replace(&mut self, held: &mut BytesMut, count: usize, bytes: &[u8]) {
        held.advance(count);
        self.instead(bytes, count);
    }

    /// Sends these bytes for so many of the page's.
    pub(super) fn instead(&mut self, bytes: &[u8], of: usize) {
        self.stands_for += of;
        self.slack += of.saturating_sub(bytes.len());
        self.bytes.extend_from_slice(bytes);
    }
}
