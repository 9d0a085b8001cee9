//! Signs of life, and how much has passed: when bytes last moved, whether the page still answers,
//! and whether a session has had its share.

use std::{
    sync::atomic::{AtomicBool, AtomicU32, AtomicU64, Ordering::Relaxed},
    time::Duration,
};

use tokio::time::{Instant, sleep_until};
use wsmtp_tunnel::ErrorCode;

use crate::{Limits, failure::Failure};

/// Pings a page may leave unanswered before it counts as gone: more than one, because any may
/// wait behind much else that goes to the page on a slow line.
pub(crate) const MISSED_PINGS: u32 = 3;

/// Bytes that count as movement although no line has ended in them. Content may be without line
/// ends, but who sends this little within `idle` only wants to stay.
const MUCH: u64 = 4096;

/// Shared by both halves of a page.
pub(crate) struct Pulse {
    began: Instant,
    /// Milliseconds from `began` to the last movement either way.
    moved: AtomicU64,
    /// Bytes since then.
    since: AtomicU64,
    /// Bytes of the page's, and of the server's.
    up: AtomicU64,
    down: AtomicU64,
    upload: u64,
    download: u64,
    /// Pings since the page was last heard. Whatever it sends counts: its pong may wait behind a frame
    /// that takes long.
    unanswered: AtomicU32,
    /// Whether the page's frames wait unread, and its pongs among them.
    paused: AtomicBool,
}

impl Pulse {
    pub(crate) fn new(limits: &Limits) -> Self {
        Self {
            began: Instant::now(),
            moved: AtomicU64::new(0),
            since: AtomicU64::new(0),
            up: AtomicU64::new(0),
            down: AtomicU64::new(0),
            upload: limits.upload,
            download: limits.download,
            unanswered: AtomicU32::new(0),
            paused: AtomicBool::new(false),
        }
    }

    /// Bytes of SMTP have come from the page. None of them go on when they are too many.
    pub(crate) fn up(&self, bytes: &[u8]) -> Result<(), Failure> {
        self.passed(bytes);
        let total = add(&self.up, bytes.len());
        within(total, self.upload, "the page has sent")
    }

    /// The same from the server.
    pub(crate) fn down(&self, bytes: &[u8]) -> Result<(), Failure> {
        self.passed(bytes);
        let total = add(&self.down, bytes.len());
        within(total, self.download, "the mail server has sent")
    }

    /// The server's socket has taken bytes.
    pub(crate) fn taken(&self, count: usize) {
        if add(&self.since, count) >= MUCH {
            self.moved();
        }
    }

    /// A line that is finished is movement. One that is dribbled is not: it must be finished within
    /// the time that silence may last.
    fn passed(&self, bytes: &[u8]) {
        if bytes.contains(&b'\n') {
            self.moved();
        } else {
            self.taken(bytes.len());
        }
    }

    fn moved(&self) {
        let millis = self.began.elapsed().as_millis();
        self.moved
            .store(u64::try_from(millis).unwrap_or(u64::MAX), Relaxed);
        self.since.store(0, Relaxed);
    }

    /// The page has sent something, be it a part of a frame.
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

    /// Ready once nothing has moved for this long.
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

/// The sum so far.
fn add(sum: &AtomicU64, count: usize) -> u64 {
    let count = count as u64;
    sum.fetch_add(count, Relaxed).saturating_add(count)
}

fn within(total: u64, limit: u64, who: &str) -> Result<(), Failure> {
    if total <= limit {
        return Ok(());
    }
    let message = format!(
        "{who} more than the {limit} bytes that a session may have; go on in another session"
    );
    Err(Failure::new(ErrorCode::BytesExceeded, message))
}

#[cfg(test)]
mod tests {
    use super::*;

    const IDLE: Duration = Duration::from_secs(10);

    /// Whether a page that does this each second for a while is still there.
    async fn lives(each: impl Fn(&Pulse)) -> bool {
        let pulse = Pulse::new(&Limits::default());
        let stay = async {
            for _ in 0..30 {
                each(&pulse);
                tokio::time::sleep(Duration::from_secs(1)).await;
            }
        };
        tokio::select! {
            () = stay => true,
            () = pulse.idle(IDLE) => false,
        }
    }

    #[tokio::test(start_paused = true)]
    async fn what_counts_as_life() {
        assert!(lives(|pulse| pulse.up(b"NOOP\r\n").unwrap()).await);
        assert!(lives(|pulse| pulse.down(b"250 fine\r\n").unwrap()).await);
        assert!(lives(|pulse| pulse.up(&[b'x'; 1000]).unwrap()).await);
        assert!(lives(|pulse| pulse.taken(1000)).await);
        assert!(!lives(|_| {}).await);
        assert!(!lives(|pulse| pulse.up(b"x").unwrap()).await);
        assert!(!lives(|pulse| pulse.down(b"2").unwrap()).await);
        assert!(!lives(|pulse| pulse.taken(1)).await);
        assert!(!lives(|pulse| pulse.heard()).await);
    }

    #[tokio::test]
    async fn each_direction_has_its_share() {
        let pulse = Pulse::new(&Limits {
            upload: 4,
            download: 2,
            ..Limits::default()
        });
        assert!(pulse.up(b"NO").is_ok());
        assert!(pulse.down(b"22").is_ok());
        assert!(pulse.up(b"OP").is_ok());
        assert_eq!(pulse.up(b"\r").unwrap_err().code, ErrorCode::BytesExceeded);
        assert_eq!(pulse.down(b"0").unwrap_err().code, ErrorCode::BytesExceeded);
    }
}
