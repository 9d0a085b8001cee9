//! Ending in order: no new connections, then time for sessions, then the last word.

use std::time::Duration;

use tokio::time::timeout;
use tokio_util::{
    sync::CancellationToken,
    task::{TaskTracker, task_tracker::TaskTrackerToken},
};

use crate::Limits;

#[derive(Default)]
pub(crate) struct Shutdown {
    draining: CancellationToken,
    force: CancellationToken,
    tasks: TaskTracker,
}

impl Shutdown {
    /// Held by everything that must end before the gateway does.
    pub(crate) fn token(&self) -> TaskTrackerToken {
        self.tasks.token()
    }

    /// Ready when no more requests should be read.
    pub(crate) async fn draining(&self) {
        self.draining.cancelled().await;
    }

    /// Ready when a session may not go on.
    pub(crate) async fn forced(&self) {
        self.force.cancelled().await;
    }

    /// Waits for everything to end, and makes it end after the time that it has.
    pub(crate) async fn drain(&self, limits: &Limits) {
        self.draining.cancel();
        self.tasks.close();
        if timeout(limits.drain, self.tasks.wait()).await.is_err() {
            tracing::info!(sessions = self.tasks.len(), "the time to finish is over");
            self.force.cancel();
            // Sessions need `closing` for their last words; one second more for the scheduler.
            let rest = limits.closing + Duration::from_secs(1);
            if timeout(rest, self.tasks.wait()).await.is_err() {
                tracing::warn!(sessions = self.tasks.len(), "sessions did not end in time");
            }
        }
    }
}
