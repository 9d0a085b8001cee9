//! Log lines that strangers can cause, bounded in rate: a log that anybody can fill tells nothing.

use std::{
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use tokio::time::{Instant, sleep_until};

/// Enough to see who asks and for what; at 200 bytes each at most 17 megabytes a day.
const LINES: u32 = 60;

const PERIOD: Duration = Duration::from_secs(60);

#[derive(Default)]
pub(crate) struct Throttle(Mutex<Option<Period>>);

struct Period {
    end: Instant,
    lines: u32,
    left_out: u64,
}

impl Throttle {
    /// Whether one more line may be logged. How many may not is logged when the minute is over.
    pub(crate) fn admits(self: &Arc<Self>) -> bool {
        let mut period = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let now = Instant::now();
        let period = match &mut *period {
            // One that has left lines out lasts until that is told.
            Some(period) if now < period.end || period.left_out > 0 => period,
            over => over.insert(Period {
                end: now + PERIOD,
                lines: 0,
                left_out: 0,
            }),
        };
        period.lines = period.lines.saturating_add(1);
        if period.lines <= LINES {
            return true;
        }
        period.left_out = period.left_out.saturating_add(1);
        if period.left_out == 1 {
            tokio::spawn(Arc::clone(self).tell(period.end));
        }
        false
    }

    async fn tell(self: Arc<Self>, end: Instant) {
        sleep_until(end).await;
        let over = self.0.lock().unwrap_or_else(PoisonError::into_inner).take();
        if let Some(Period { left_out, .. }) = over {
            tracing::info!(left_out, "more was refused than is logged");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(start_paused = true)]
    async fn a_minute_has_its_lines_and_no_more() {
        let throttle = Arc::new(Throttle::default());
        for _ in 0..2 {
            for _ in 0..LINES {
                assert!(throttle.admits());
            }
            assert!(!throttle.admits());
            assert!(!throttle.admits());
            tokio::time::sleep(2 * PERIOD).await;
        }
    }
}
