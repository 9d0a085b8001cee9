use alloc::{string::String, vec::Vec};

use crate::{
    codec::{ContentFault, Unstuffer},
    transcript::ContentRecorder,
    types::Reply,
};

use super::reply::reply;

/// A mail's content on its way in.
#[derive(Debug)]
pub(super) struct Content {
    unstuffer: Unstuffer,
    recorder: ContentRecorder,
    /// Octets so far, and the most that are taken.
    size: u64,
    limit: u64,
}

/// What a piece of the stream held.
pub(super) struct Piece {
    /// How much of it was content, in octets of the stream.
    pub(super) taken: usize,
    /// The content, unless it is refused anyway.
    pub(super) content: Vec<u8>,
    /// What to show of it.
    pub(super) shown: Vec<String>,
}

impl Content {
    pub(super) fn new(limit: u64) -> Self {
        Self {
            unstuffer: Unstuffer::new(),
            recorder: ContentRecorder::default(),
            size: 0,
            limit,
        }
    }

    pub(super) fn receive(&mut self, wire: &[u8]) -> Piece {
        let mut content = Vec::new();
        let taken = self.unstuffer.receive(wire, &mut content);
        let room = usize::try_from(self.limit.saturating_sub(self.size)).unwrap_or(usize::MAX);
        self.size = self.size.saturating_add(content.len() as u64);
        content.truncate(room);
        let mut shown = self.recorder.push(wire.get(..taken).unwrap_or_default());
        if self.is_ended() {
            shown.extend(self.recorder.finish());
        }
        Piece { taken, content, shown }
    }

    pub(super) const fn is_ended(&self) -> bool {
        self.unstuffer.is_ended()
    }

    /// Why the mail cannot be taken, whatever the application thinks of it.
    pub(super) fn refusal(&self) -> Option<Reply> {
        if self.size > self.limit {
            return Some(reply!(552, 3, 4, "the mail is larger than {} octets", self.limit));
        }
        let found = match self.unstuffer.fault()? {
            ContentFault::BareCr => "a CR without LF behind it; lines end with CR LF",
            ContentFault::BareLf => "an LF without CR before it; lines end with CR LF",
            ContentFault::LongLine => "a line of more than 998 octets",
        };
        Some(reply!(554, 6, 0, "the mail holds {found}"))
    }
}
