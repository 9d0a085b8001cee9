use alloc::vec::Vec;
use core::fmt;

use crate::{codec::Stuffer, error::LocalError};

/// How a mail's content goes out.
#[derive(Debug)]
pub(super) enum Content {
    /// In BDAT.
    Chunks(Chunks),
    /// After DATA, up to an end of data.
    Data(Stuffer),
}

impl Content {
    /// Why the rest must not go out.
    pub(super) fn excess(&self) -> Option<LocalError> {
        match self {
            Self::Chunks(chunks) => chunks.excess(),
            Self::Data(_) => None,
        }
    }

    /// Whether the content is complete, sent or not.
    pub(super) const fn is_ended(&self) -> bool {
        match self {
            Self::Chunks(chunks) => chunks.is_ended(),
            Self::Data(_) => false,
        }
    }

    /// Whether the last chunk has gone out.
    pub(super) const fn is_sent(&self) -> bool {
        match self {
            Self::Chunks(chunks) => chunks.is_sent(),
            Self::Data(_) => false,
        }
    }
}

/// Gathers content into the chunks of BDAT ([RFC 3030 section 2]).
///
/// [RFC 3030 section 2]: https://www.rfc-editor.org/rfc/rfc3030#section-2
pub(super) struct Chunks {
    /// INVARIANT: at most [`SIZE`](Self::SIZE) octets and what one piece becomes, which is
    /// twice its octets at most.
    gathered: Vec<u8>,
    /// `None` for BINARYMIME, whose octets stay as they are.
    line_ends: Option<Stuffer>,
    /// Octets that have gone out, and the most that the server takes.
    sent: u64,
    limit: Option<u64>,
    stage: Stage,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Stage {
    Open,
    /// The content is complete; its last chunk has not gone out yet.
    Ended,
    /// The last chunk has gone out.
    Sent,
}

impl Chunks {
    /// Octets that make a chunk: enough that its command and reply weigh nothing beside it, few
    /// enough to be held in memory, and to be sent in vain when every recipient is refused.
    pub(super) const SIZE: usize = 64 * 1024;

    /// For content of lines, or, if `binary`, of any octets; `limit` is the server's SIZE.
    pub(super) fn new(binary: bool, limit: Option<u64>) -> Self {
        Self {
            gathered: Vec::new(),
            line_ends: (!binary).then(Stuffer::for_chunks),
            sent: 0,
            limit,
            stage: Stage::Open,
        }
    }

    pub(super) fn push(&mut self, piece: &[u8]) {
        match &mut self.line_ends {
            Some(line_ends) => line_ends.push(piece, &mut self.gathered),
            None => self.gathered.extend_from_slice(piece),
        }
    }

    /// The content is complete.
    pub(super) fn end(&mut self) {
        if let Some(line_ends) = self.line_ends.take() {
            line_ends.finish(&mut self.gathered);
        }
        self.stage = Stage::Ended;
    }

    /// Whether more content may be handed in.
    pub(super) const fn has_room(&self) -> bool {
        matches!(self.stage, Stage::Open) && self.gathered.len() < Self::SIZE
    }

    const fn is_ended(&self) -> bool {
        !matches!(self.stage, Stage::Open)
    }

    const fn is_sent(&self) -> bool {
        matches!(self.stage, Stage::Sent)
    }

    /// Why the rest of the content must not go out. There are servers that refuse a chunk in its
    /// middle and take what is left of it for commands.
    pub(super) fn excess(&self) -> Option<LocalError> {
        let size = self.sent.saturating_add(self.gathered.len() as u64);
        let limit = self.limit.filter(|limit| size > *limit)?;
        Some(LocalError::Outgrown { limit })
    }

    /// The next chunk and whether it is the last; `None` until there is enough for one.
    pub(super) fn take(&mut self) -> Option<(Vec<u8>, bool)> {
        let last = self.stage == Stage::Ended;
        if !last && (self.is_sent() || self.has_room()) {
            return None;
        }
        if last {
            self.stage = Stage::Sent;
        }
        let chunk = core::mem::take(&mut self.gathered);
        self.sent = self.sent.saturating_add(chunk.len() as u64);
        Some((chunk, last))
    }
}

impl fmt::Debug for Chunks {
    /// Counts the octets of the mail, which are nobody's to read.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Chunks")
            .field("gathered", &self.gathered.len())
            .field("sent", &self.sent)
            .field("stage", &self.stage)
            .finish_non_exhaustive()
    }
}
