//! Signs of life: when bytes last moved, and whether the page still answers.

use std::{
    sync::atomic::{AtomicBool, AtomicU32, AtomicU64, Ordering::Relaxed},
    time::Duration,
};

use tokio::time::{Instant, sleep_until};

/// Pings a page may leave unanswered before it counts as gone: more than one, because any may
/// wait behind a big frame on a slow line.
pub(crate) const MISSED_PINGS: u32 = 3;

/// Shared by both halves of a page.
pub(crate) struct Pulse {
    began: Instant,
    /// Milliseconds from `began` to the last byte either way.
    moved: AtomicU64,
    /// Pings since the page was last heard. Any frame counts as hearing it.
    unanswered: AtomicU32,
    /// Whether the page's frames wait unread, and its pongs among them.
    paused: AtomicBool,
}

impl Pulse {
    pub(crate) fn new() -> Self {
        Self {
            began: Instant::now(),
            moved: AtomicU64::new(0),
            unanswered: AtomicU32::new(0),
            paused: AtomicBool::new(false),
        }
    }

    /// Bytes of SMTP have moved.
    pub(crate) fn moved(&self) {
        let millis = self.began.elapsed().as_millis();
        self.moved
            .store(u64::try_from(millis).unwrap_or(u64::MAX), Relaxed);
    }

    /// The page has sent a frame of any kind.
    pub(crate) fn heard(&self) {
        self.unanswered.store(0, Relaxed);
    }

    /// Whether the page is not being read, and so cannot be heard.
    pub(crate) fn pause(&self, paused: bool) {
        self.paused.store(paused, Relaxed);
    }

    /// Counts a ping that the page could be heard to answer; false when too many went unanswered
    /// before it. A page that is not read is bounded by `idle` alone.
    pub(crate) fn pinged(&self) -> bool {
        self.paused.load(Relaxed) || self.unanswered.fetch_add(1, Relaxed) < MISSED_PINGS
    }

    /// Ready once no byte has moved for this long.
    pub(crate) async fn idle(&self, limit: Duration) {
        loop {
            let deadline = self.began + Duration::from_millis(self.moved.load(Relaxed)) + limit;
            if Instant::now() >= deadline {
                return;
            }
            sleep_until(deadline).await;
        }
    }
}
