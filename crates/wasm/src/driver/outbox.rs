//! What the engine wants sent, and how much of it the gateway has room for.

use alloc::vec::Vec;

use wsmtp_tunnel::{MIN_WINDOW, Window, WindowError};

/// The longest message to the gateway, in bytes. The tunnel allows four times this, but a WebSocket's buffer at the
/// gateway grows to the longest that it has seen and stays so.
pub(super) const FRAME: usize = 16 * 1024;

/// The bytes on their way to the mail server.
pub(super) struct Outbox {
    window: Window,
    /// What the window has no room for yet: at most the commands of one mail's envelope, or a chunk of BDAT and one
    /// piece of content, as the next piece is only asked for when this is empty.
    unsent: Vec<u8>,
    /// How many bytes were put in so far, sent or not.
    given: u64,
}

impl Outbox {
    pub(super) const fn new() -> Self {
        Self {
            window: Window::new(MIN_WINDOW),
            unsent: Vec::new(),
            given: 0,
        }
    }

    /// Takes the window that the gateway grants.
    pub(super) fn grant(&mut self, window: u64) {
        self.window.resize(window);
    }

    pub(super) const fn given(&self) -> u64 {
        self.given
    }

    pub(super) fn put(&mut self, bytes: Vec<u8>) {
        self.given = self.given.saturating_add(bytes.len() as u64);
        self.unsent.extend(bytes);
    }

    /// Whether everything is sent and there is room for more.
    pub(super) fn has_room(&self) -> bool {
        self.unsent.is_empty() && self.window.available() > 0
    }

    /// The next message to the gateway, if there is one and the window has room for it.
    pub(super) fn next_frame(&mut self) -> Option<Vec<u8>> {
        let room = usize::try_from(self.window.available()).unwrap_or(FRAME);
        let count = room.min(FRAME).min(self.unsent.len());
        // INVARIANT: count is not above what is available, so the window takes it.
        let taken = count > 0 && self.window.sent(count as u64).is_ok();
        taken.then(|| {
            let later = self.unsent.split_off(count);
            core::mem::replace(&mut self.unsent, later)
        })
    }

    pub(super) fn acknowledged(&mut self, total: u64) -> Result<(), WindowError> {
        self.window.acked(total)
    }
}
