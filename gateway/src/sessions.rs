//! How many sessions there are, and who must wait outside.

use std::sync::{
    Arc,
    atomic::{AtomicU64, Ordering::Relaxed},
};

use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// WebSockets at a time that are only told that the gateway is full. A browser hides why an
/// upgrade failed, so being told needs a WebSocket; beyond these there is no answer but 503.
const REFUSALS: usize = 32;

pub(crate) struct Sessions {
    rooms: Arc<Semaphore>,
    refusals: Arc<Semaphore>,
    next: AtomicU64,
}

/// One WebSocket's place, given back when dropped.
pub(crate) struct Admission {
    /// Names the session in the logs.
    pub(crate) id: u64,
    refused: bool,
    _permit: OwnedSemaphorePermit,
}

impl Sessions {
    pub(crate) fn new(count: usize) -> Self {
        Self {
            rooms: Arc::new(Semaphore::new(count)),
            refusals: Arc::new(Semaphore::new(REFUSALS)),
            next: AtomicU64::new(1),
        }
    }

    /// A place for one more WebSocket, if only to be refused.
    pub(crate) fn admit(&self) -> Option<Admission> {
        let id = self.next.fetch_add(1, Relaxed);
        let take = |from: &Arc<Semaphore>| Arc::clone(from).try_acquire_owned().ok();
        if let Some(permit) = take(&self.rooms) {
            return Some(Admission {
                id,
                refused: false,
                _permit: permit,
            });
        }
        take(&self.refusals).map(|permit| Admission {
            id,
            refused: true,
            _permit: permit,
        })
    }
}

impl Admission {
    pub(crate) fn is_refused(&self) -> bool {
        self.refused
    }
}
