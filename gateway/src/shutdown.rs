//! Ending in order: no new connections, then time for the mails under way, then the last word.

use std::time::Duration;

use tokio::time::timeout;
use tokio_util::{
    sync::CancellationToken,
    task::{TaskTracker, task_tracker::TaskTrackerToken},
};

use crate::Limits;

/// For an answer under way to be written, and for the scheduler.
const MOMENT: Duration = Duration::from_secs(1);

#[derive(Default)]
pub(crate) struct Shutdown {
    draining: CancellationToken,
    force: CancellationToken,
    sessions: TaskTracker,
    connections: TaskTracker,
}

impl Shutdown {
    /// Held by each session: the gateway gives its mail time to finish.
    pub(crate) fn session(&self) -> TaskTrackerToken {
        self.sessions.token()
    }

    /// Held by each connection that is no session yet, or never: it gets [`MOMENT`].
    pub(crate) fn connection(&self) -> TaskTrackerToken {
        self.connections.token()
    }

    /// Says that nobody new will be served, before that is so.
    pub(crate) fn announce(&self) {
        self.draining.cancel();
    }

    pub(crate) fn is_draining(&self) -> bool {
        self.draining.is_cancelled()
    }

    /// Ready when no more requests should be read, and no more mails begin.
    pub(crate) async fn draining(&self) {
        self.draining.cancelled().await;
    }

    /// Ready when a session may not go on.
    pub(crate) async fn forced(&self) {
        self.force.cancelled().await;
    }

    /// Waits for everything to end, and makes it end after the time that it has.
    pub(crate) async fn drain(&self, limits: &Limits) {
        self.announce();
        self.sessions.close();
        self.connections.close();
        if timeout(limits.drain, self.sessions.wait()).await.is_err() {
            tracing::info!(sessions = self.sessions.len(), "the time to finish is over");
            self.force.cancel();
            if timeout(limits.closing + MOMENT, self.sessions.wait())
                .await
                .is_err()
            {
                tracing::warn!(
                    sessions = self.sessions.len(),
                    "sessions did not end in time"
                );
            }
        }
        // Who has not finished asking by now, or reads slowly, can ask again elsewhere.
        let _ = timeout(MOMENT, self.connections.wait()).await;
    }
}
