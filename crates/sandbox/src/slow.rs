use alloc::vec::Vec;
use core::{ops::RangeInclusive, time::Duration};

/// A slow line: so many octets pass each way in a second.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Slow {
    /// INVARIANT: in [`RATES`](Self::RATES).
    rate: u32,
}

/// One direction of a line.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Lane {
    slow: Option<Slow>,
    /// What has passed is through by then.
    free: Duration,
}

impl Slow {
    /// Octets in a second: from a line a person could type, up to one that is not slow any more.
    pub const RATES: RangeInclusive<u32> = 10..=10_000_000;

    /// A line of this rate, or the nearest there is.
    #[must_use]
    pub fn new(octets_per_second: u32) -> Self {
        let rate = octets_per_second.clamp(*Self::RATES.start(), *Self::RATES.end());
        Self { rate }
    }

    /// A tenth of a second's worth, which looks smooth.
    const fn piece(self) -> usize {
        (self.rate / 10) as usize
    }

    fn time(self, octets: usize) -> Duration {
        let nanos = (octets as u64).saturating_mul(1_000_000_000) / u64::from(self.rate);
        Duration::from_nanos(nanos)
    }
}

impl Lane {
    pub(crate) const fn new(slow: Option<Slow>) -> Self {
        Self {
            slow,
            free: Duration::ZERO,
        }
    }

    /// How many octets may pass now.
    pub(crate) fn room(&self, now: Duration) -> usize {
        match self.slow {
            None => usize::MAX,
            Some(slow) if now >= self.free => slow.piece(),
            Some(_) => 0,
        }
    }

    /// When octets may pass, where they may not now.
    pub(crate) fn until(&self, now: Duration) -> Option<Duration> {
        (self.room(now) == 0).then_some(self.free)
    }

    /// So many octets pass now.
    pub(crate) fn pass(&mut self, now: Duration, octets: usize) {
        if let Some(slow) = self.slow {
            self.free = self.free.max(now).saturating_add(slow.time(octets));
        }
    }

    /// As many of these octets as may pass now, which they do; the others stay.
    pub(crate) fn take(&mut self, now: Duration, octets: &mut Vec<u8>) -> Vec<u8> {
        let count = self.room(now).min(octets.len());
        self.pass(now, count);
        let rest = octets.split_off(count);
        core::mem::replace(octets, rest)
    }
}
