//! Flow control from page to gateway: how many bytes may be under way.

/// The same ledger at both ends: bytes the page has sent, and bytes the server's socket has taken.
///
/// The page asks [`available`](Self::available) before it sends; the gateway lets
/// [`sent`](Self::sent) refuse what a page should not have sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Window {
    size: u64,
    // INVARIANT: acked <= sent; and sent <= acked + size, but for what was under way before a resize
    sent: u64,
    acked: u64,
}

/// One end broke the arithmetic of the window.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum WindowError {
    /// More bytes were sent than the window had room for.
    #[error("{sent} bytes were sent where the window had room for {available}")]
    Exceeded {
        /// How many bytes were sent.
        sent: u64,
        /// How many were allowed.
        available: u64,
    },
    /// An acknowledgement is below an earlier one, or above what was sent.
    #[error("an acknowledgement of {total} bytes is not between {acked} and {sent}")]
    Acknowledged {
        /// The total that was acknowledged.
        total: u64,
        /// The total acknowledged before.
        acked: u64,
        /// The total sent.
        sent: u64,
    },
}

impl Window {
    /// A window of `size` bytes with nothing under way.
    pub const fn new(size: u64) -> Self {
        Self {
            size,
            sent: 0,
            acked: 0,
        }
    }

    /// How many bytes may be sent now.
    pub const fn available(&self) -> u64 {
        self.size.saturating_sub(self.in_flight())
    }

    /// How many bytes are sent and not yet acknowledged.
    pub const fn in_flight(&self) -> u64 {
        self.sent.saturating_sub(self.acked)
    }

    /// How many bytes have been acknowledged since the session began.
    pub const fn total_acked(&self) -> u64 {
        self.acked
    }

    /// Takes the size that `opened` has named, once the first bytes may already be under way.
    pub const fn resize(&mut self, size: u64) {
        self.size = size;
    }

    /// Records that `count` more bytes were sent.
    ///
    /// # Errors
    /// [`WindowError::Exceeded`] when there is no room for them; nothing is recorded then.
    pub const fn sent(&mut self, count: u64) -> Result<(), WindowError> {
        let available = self.available();
        if count > available {
            return Err(WindowError::Exceeded {
                sent: count,
                available,
            });
        }
        self.sent = self.sent.saturating_add(count);
        Ok(())
    }

    /// Records that `total` bytes since the session began have been taken.
    ///
    /// # Errors
    /// [`WindowError::Acknowledged`] when the total goes back, or passes what was sent.
    pub const fn acked(&mut self, total: u64) -> Result<(), WindowError> {
        if total < self.acked || total > self.sent {
            let (acked, sent) = (self.acked, self.sent);
            return Err(WindowError::Acknowledged { total, acked, sent });
        }
        self.acked = total;
        Ok(())
    }
}
