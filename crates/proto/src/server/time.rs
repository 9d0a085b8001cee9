//! How long a session may take.

use core::time::Duration;

use crate::{error::PeerError, reply};

use super::{Server, Timeouts, exceeded};

impl Server {
    /// Tells the time since the driver's own start; never goes back. The session's clock starts
    /// with the first call.
    pub fn advance(&mut self, now: Duration) {
        self.now = self.now.max(now);
        if self.started.is_none() {
            self.started = Some(self.now);
            self.heard = self.now;
        }
        self.check_time();
    }

    /// When the client's time is up.
    pub(super) fn deadline(&self) -> Option<Duration> {
        let Timeouts { idle, session } = self.config.timeouts;
        let session = self.started?.saturating_add(session);
        let idle = self.heard.saturating_add(idle);
        Some(if self.question.is_some() {
            session
        } else {
            session.min(idle)
        })
    }

    fn check_time(&mut self) {
        if self.deadline().is_none_or(|deadline| self.now < deadline) {
            return;
        }
        let Timeouts { idle, session } = self.config.timeouts;
        let idled = self.now >= self.heard.saturating_add(idle) && self.question.is_none();
        let error = if idled {
            Some(
                PeerError::ClientTimedOut {
                    seconds: idle.as_secs(),
                    phase: self.phase(),
                }
                .into(),
            )
        } else {
            let seconds = usize::try_from(session.as_secs()).unwrap_or(usize::MAX);
            exceeded("seconds in a session", seconds)
        };
        self.finish(&reply!(421, 4, 2, "the time is up"), error);
    }
}
