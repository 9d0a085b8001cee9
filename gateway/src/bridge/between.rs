//! The inspector, which stands between the two pumps.

use std::sync::{Mutex, MutexGuard, PoisonError};

use bytes::BytesMut;
use tokio::sync::Notify;

use crate::{
    failure::Failure,
    inspect::{Inspector, Passage, Setup},
};

/// The pumps run in one task, so nobody ever waits for the lock.
pub(super) struct Between {
    inspector: Mutex<Inspector>,
    /// What the page has sent may go on now.
    moved: Notify,
}

impl Between {
    pub(super) fn new(setup: Setup) -> Self {
        Self {
            inspector: Mutex::new(Inspector::new(setup)),
            moved: Notify::new(),
        }
    }

    /// Takes the page's bytes from the front of `held`, as far as they may go.
    pub(super) fn page(&self, held: &mut BytesMut) -> Passage {
        self.inspector().page(held)
    }

    /// Reads along with the server; gives the number of bytes.
    pub(super) fn server(&self, bytes: &[u8]) -> usize {
        self.inspector().server(bytes);
        self.moved.notify_one();
        bytes.len()
    }

    pub(super) fn server_end(&self) {
        self.inspector().server_end();
        self.moved.notify_one();
    }

    /// The gateway is ending.
    pub(super) fn close(&self) {
        self.inspector().close();
    }

    /// Takes what is for the page.
    pub(super) fn for_page(&self) -> BytesMut {
        let bytes = self.inspector().for_page();
        if !bytes.is_empty() {
            self.moved.notify_one();
        }
        bytes
    }

    pub(super) fn owes_page(&self) -> bool {
        self.inspector().owes_page()
    }

    /// Why the session must end.
    pub(super) fn failure(&self) -> Option<Failure> {
        self.inspector().fault().map(Failure::from)
    }

    /// Ready when what waits may go on.
    pub(super) async fn moved(&self) {
        self.moved.notified().await;
    }

    fn inspector(&self) -> MutexGuard<'_, Inspector> {
        self.inspector
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }
}
