//! How often something is done, by the address that does it.

use std::{
    collections::HashMap,
    net::IpAddr,
    sync::{Mutex, PoisonError},
    time::Duration,
};

use tokio::time::Instant;

const PERIOD: Duration = Duration::from_secs(60);

/// Addresses that are remembered, in about four megabytes. When more than that did something within
/// a minute, no limit by address holds such a crowd, the limits for all do, and so all
/// are forgotten: who is among them gains another minute's worth.
const ADDRESSES: usize = 65_536;

/// For each address the time at which it will have all its steps again. An address that has them
/// is as good as one that never came.
#[derive(Default)]
pub(crate) struct Pace(Mutex<HashMap<IpAddr, Instant>>);

impl Pace {
    /// One step more, if it is among the `count` that an address has each minute; otherwise how
    /// long it must wait. Steps come back one by one.
    pub(crate) fn step(&self, address: IpAddr, count: usize) -> Result<(), Duration> {
        let count = u32::try_from(count).unwrap_or(u32::MAX).max(1);
        let mut rested = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let now = Instant::now();
        let before = rested.get(&address).map_or(now, |time| now.max(*time));
        let after = before + PERIOD / count;
        let wait = after.saturating_duration_since(now + PERIOD);
        if !wait.is_zero() {
            return Err(wait);
        }
        if rested.len() >= ADDRESSES {
            forget(&mut rested, now);
        }
        rested.insert(address, after);
        Ok(())
    }
}

/// Forgets those that have rested; all where that is too little for the next call to be far away.
fn forget(rested: &mut HashMap<IpAddr, Instant>, now: Instant) {
    rested.retain(|_, time| *time > now);
    if rested.len() > ADDRESSES / 2 {
        rested.clear();
    }
}

#[cfg(test)]
mod tests {
    use std::net::Ipv4Addr;

    use super::*;

    const A: IpAddr = IpAddr::V4(Ipv4Addr::new(192, 0, 2, 1));
    const B: IpAddr = IpAddr::V4(Ipv4Addr::new(192, 0, 2, 2));

    #[tokio::test(start_paused = true)]
    async fn steps_come_back_one_by_one() {
        let pace = Pace::default();
        for _ in 0..3 {
            assert_eq!(pace.step(A, 3), Ok(()));
        }
        assert_eq!(pace.step(A, 3), Err(Duration::from_secs(20)));
        assert_eq!(pace.step(B, 3), Ok(()), "another address");
        tokio::time::advance(Duration::from_secs(20)).await;
        assert_eq!(pace.step(A, 3), Ok(()));
        assert_eq!(pace.step(A, 3), Err(Duration::from_secs(20)));
    }

    #[tokio::test(start_paused = true)]
    async fn a_crowd_is_forgotten_rather_than_kept() {
        let pace = Pace::default();
        for bits in 0..200_000 {
            assert_eq!(pace.step(Ipv4Addr::from_bits(bits).into(), 1), Ok(()));
        }
        assert!(pace.0.lock().unwrap().len() <= ADDRESSES);
    }
}
