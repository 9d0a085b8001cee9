//! Mails are read away from what serves everybody: a large one takes a while.

use std::sync::Arc;

use tokio::{sync::Semaphore, task::spawn_blocking};

/// Mails that are read at a time: each may take all its octets again, and a processor. Who comes later
/// waits, within the connections that the gateway has.
const READERS: usize = 2;

/// Those who read mails. Clones are the same.
#[derive(Clone)]
pub(in super::super) struct Readers(Arc<Semaphore>);

impl Default for Readers {
    fn default() -> Self {
        Self(Arc::new(Semaphore::new(READERS)))
    }
}

impl Readers {
    /// What `read` finds; nothing where it panics.
    pub(super) async fn read<T: Send + 'static>(
        &self,
        read: impl FnOnce() -> T + Send + 'static,
    ) -> Option<T> {
        let place = Arc::clone(&self.0).acquire_owned().await.ok()?;
        let reading = spawn_blocking(move || {
            let _place = place;
            read()
        });
        reading.await.ok()
    }
}
