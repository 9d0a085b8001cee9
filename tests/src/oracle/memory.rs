//! The bounds on memory that the engine's documentation states, and an account of what is really
//! held, by the allocator itself.

use std::mem::size_of;

use allocation_counter::measure;
use wsmtp_proto::codec::ReplyDecoder;

/// One reply that is kept: its octets, and what each of its lines is held by.
pub const REPLY: usize =
    ReplyDecoder::MAX_OCTETS + ReplyDecoder::MAX_LINES * size_of::<String>() + 1024;
/// One recipient beside the replies to it: its address, three times, and its parameters.
pub const RECIPIENT: usize = 4 * 1024;
/// What a client holds besides: the longest credentials in every form in which they may go out.
pub const CLIENT: usize = 64 * 1024;
/// A chunk of BDAT that is not full yet.
pub const CHUNK: usize = 64 * 1024;
/// What a server holds besides what the client sent ahead of an answer.
pub const SERVER: usize = 64 * 1024;
/// What a client may send ahead of an answer, beside the piece that made the question.
pub const AHEAD: usize = 256 * 1024;
/// What one octet of an input may cost until the outputs are drained.
pub const WORK: usize = 128;

/// What one session has to do with.
#[derive(Clone, Copy, Debug, Default)]
pub struct Load {
    /// The largest piece that was handed in.
    pub piece: usize,
    /// The most recipients of a mail.
    pub recipients: usize,
    /// Whether each recipient has a verdict of its own.
    pub lmtp: bool,
}

impl Load {
    /// What a client may hold between two inputs: what the server offers, a reply that has begun,
    /// the mail under way, and room for the next piece.
    #[must_use]
    pub const fn client(self) -> usize {
        let replies = if self.lmtp { 2 } else { 1 };
        let recipient = RECIPIENT + replies * REPLY;
        CLIENT + 2 * REPLY + CHUNK + self.recipients * recipient + 4 * self.piece
    }
}

impl Load {
    /// What a server may hold between two inputs: what the client sent ahead of an answer, and room
    /// for the next piece.
    #[must_use]
    pub const fn server(self) -> usize {
        SERVER + 2 * (AHEAD + self.piece)
    }
}

/// Keeps account of the memory of one engine.
#[derive(Debug, Default)]
pub struct Ledger {
    /// Octets held between two inputs.
    pub held: usize,
    /// The most octets held while the last input was worked on.
    pub peak: usize,
}

impl Ledger {
    /// Counts what the engine takes and gives back meanwhile.
    pub fn count(&mut self, work: impl FnOnce()) {
        let counted = measure(work);
        let most = usize::try_from(counted.bytes_max).unwrap_or(usize::MAX);
        let change = isize::try_from(counted.bytes_current).unwrap_or(isize::MAX);
        self.peak = self.held.saturating_add(most);
        self.held = self.held.saturating_add_signed(change);
    }

    /// # Panics
    /// More is held than the bound for what lasts, or was with what `input` octets cost.
    pub fn keeps_to(&self, bound: usize, input: usize) {
        assert!(self.held <= bound, "{self:?} is more than {bound}");
        let work = bound + input * WORK;
        assert!(
            self.peak <= work,
            "{self:?} is more than {work} while it works"
        );
    }
}
