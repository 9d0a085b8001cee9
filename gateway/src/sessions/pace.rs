//! How often something is done, by the address that does it.

use std::{
    collections::HashMap,
    hash::Hash,
    sync::{Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use ipnet::IpNet;
use tokio::time::Instant;

const PERIOD: Duration = Duration::from_secs(60);

/// Addresses that are remembered, in less than ten megabytes. When more than that did something within
/// a minute, no limit by address holds such a crowd, the limits for all do, and so all
/// are forgotten: who is among them gains another minute's worth.
const ADDRESSES: usize = 65_536;

/// For each address the time at which it will have all its steps again. An address that has them
/// is as good as one that never came.
pub(crate) struct Pace<K = IpNet>(Mutex<HashMap<K, Instant>>);

impl<K> Default for Pace<K> {
    fn default() -> Self {
        Self(Mutex::default())
    }
}

impl<K: Eq + Hash> Pace<K> {
    /// One step more, if it is among the `count` that an address has each minute; otherwise how
    /// long it must wait. Steps come back one by one.
    pub(crate) fn step(&self, address: K, count: usize) -> Result<(), Duration> {
        let mut rested = self.rested();
        let now = Instant::now();
        let before = rested.get(&address).map_or(now, |time| now.max(*time));
        let after = before + each(count);
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

    /// Gives a step back at once.
    pub(crate) fn take_back(&self, address: &K, count: usize) {
        if let Some(time) = self.rested().get_mut(address) {
            *time = time.checked_sub(each(count)).unwrap_or(*time);
        }
    }

    fn rested(&self) -> MutexGuard<'_, HashMap<K, Instant>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// How long it takes until a step comes back.
fn each(count: usize) -> Duration {
    PERIOD / u32::try_from(count).unwrap_or(u32::MAX).max(1)
}

/// Forgets those that have rested; all where that is too little for the next call to be far away.
fn forget<K>(rested: &mut HashMap<K, Instant>, now: Instant) {
    rested.retain(|_, time| *time > now);
    if rested.len() > ADDRESSES / 2 {
        rested.clear();
    }
}

#[cfg(test)]
mod tests {
    use std::net::{IpAddr, Ipv4Addr};

    use super::*;

    fn address(last: u8) -> IpNet {
        IpNet::from(IpAddr::from([192, 0, 2, last]))
    }

    #[tokio::test(start_paused = true)]
    async fn steps_come_back_one_by_one() {
        let pace = Pace::default();
        for _ in 0..3 {
            assert_eq!(pace.step(address(1), 3), Ok(()));
        }
        assert_eq!(pace.step(address(1), 3), Err(Duration::from_secs(20)));
        assert_eq!(pace.step(address(2), 3), Ok(()), "another address");
        tokio::time::advance(Duration::from_secs(20)).await;
        assert_eq!(pace.step(address(1), 3), Ok(()));
        assert_eq!(pace.step(address(1), 3), Err(Duration::from_secs(20)));
    }

    #[tokio::test(start_paused = true)]
    async fn a_step_that_is_taken_back_was_none() {
        let pace = Pace::default();
        pace.take_back(&address(1), 2);
        for _ in 0..3 {
            assert_eq!(pace.step(address(1), 2), Ok(()));
            pace.take_back(&address(1), 2);
        }
        assert_eq!(pace.step(address(1), 2), Ok(()));
        assert_eq!(pace.step(address(1), 2), Ok(()));
        assert_eq!(pace.step(address(1), 2), Err(Duration::from_secs(30)));
    }

    #[tokio::test(start_paused = true)]
    async fn a_crowd_is_forgotten_rather_than_kept() {
        let pace = Pace::default();
        for bits in 0..200_000 {
            let address = IpAddr::V4(Ipv4Addr::from_bits(bits));
            assert_eq!(pace.step(IpNet::from(address), 1), Ok(()));
        }
        assert!(pace.0.lock().unwrap().len() <= ADDRESSES);
    }
}
