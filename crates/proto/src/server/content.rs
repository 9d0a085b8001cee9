use alloc::{string::String, vec::Vec};

use crate::{
    codec::{ContentFault, END_OF_DATA, Unstuffer},
    reply,
    transcript::ContentRecorder,
    types::Reply,
};

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
        let held = self.unstuffer.held();
        let mut content = Vec::new();
        let taken = self.unstuffer.receive(wire, &mut content);
        let shown = self.show(held, wire.get(..taken).unwrap_or_default());
        let room = usize::try_from(self.limit.saturating_sub(self.size)).unwrap_or(usize::MAX);
        self.size = self.size.saturating_add(content.len() as u64);
        content.truncate(room);
        Piece {
            taken,
            content,
            shown,
        }
    }

    /// Lines to show of these octets and of the `held` ones before them, which were not shown
    /// while they could be the end of data. That is always shown, however much is left out.
    fn show(&mut self, held: usize, taken: &[u8]) -> Vec<String> {
        let mut wire = END_OF_DATA.get(..held).unwrap_or_default().to_vec();
        wire.extend_from_slice(taken);
        wire.truncate(wire.len().saturating_sub(self.unstuffer.held()));
        let mut lines = self.recorder.push(&wire);
        if self.is_ended() {
            lines.extend(self.recorder.finish());
            lines.push(".".into());
        }
        lines
    }

    pub(super) const fn is_ended(&self) -> bool {
        self.unstuffer.is_ended()
    }

    /// Why the mail cannot be taken, whatever the application thinks of it.
    pub(super) fn refusal(&self) -> Option<Reply> {
        if self.size > self.limit {
            return Some(reply!(
                552,
                3,
                4,
                "the mail is larger than {} octets",
                self.limit
            ));
        }
        let found = match self.unstuffer.fault()? {
            ContentFault::BareCr => "a CR without LF behind it; lines end with CR LF",
            ContentFault::BareLf => "an LF without CR before it; lines end with CR LF",
            ContentFault::LongLine => "a line of more than 998 octets",
        };
        Some(reply!(554, 6, 0, "the mail holds {found}"))
    }
}
