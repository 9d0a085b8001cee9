//! How often something is done, by the address that does it.

use std::{
    collections::HashMap,
    sync::{Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use ipnet::IpNet;
use tokio::time::Instant;

const PERIOD: Duration = Duration::from_secs(60);

/// Addresses that are remembered, in about four megabytes. When more than that did something within
/// a minute, no limit by address holds such a crowd, the limits for all do, and so all
/// are forgotten: who is among them gains another minute's worth.
const ADDRESSES: usize = 65_536;

/// For each address the time at which it will have all its steps again. An address that has them
/// is as good as one that never came.
#[derive(Default)]
pub(crate) struct Pace(Mutex<HashMap<IpNet, Instant>>);

impl Pace {
    /// One step more, if it is among the `count` that an address has each minute; otherwise how
    /// long it must wait. Steps come back one by one.
    pub(crate) fn step(&self, address: IpNet, count: usize) -> Result<(), Duration> {
        let mut rested = self.rested();
        let now = Instant::now();
        let after = after(&rested, address, count, now)?;
        if rested.len() >= ADDRESSES {
            forget(&mut rested, now);
        }
        rested.insert(address, after);
        Ok(())
    }

    /// Whether a step would be permitted.
    pub(crate) fn ask(&self, address: IpNet, count: usize) -> Result<(), Duration> {
        after(&self.rested(), address, count, Instant::now()).map(drop)
    }

    fn rested(&self) -> MutexGuard<'_, HashMap<IpNet, Instant>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// When an address will have all its steps again after one more.
fn after(
    rested: &HashMap<IpNet, Instant>,
    address: IpNet,
    count: usize,
    now: Instant,
) -> Result<Instant, Duration> {
    let count = u32::try_from(count).unwrap_or(u32::MAX).max(1);
    let before = rested.get(&address).map_or(now, |time| now.max(*time));
    let after = before + PERIOD / count;
    let wait = after.saturating_duration_since(now + PERIOD);
    if wait.is_zero() { Ok(after) } else { Err(wait) }
}

/// Forgets those that have rested; all where that is too little for the next call to be far away.
fn forget(rested: &mut HashMap<IpNet, Instant>, now: Instant) {
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
        assert_eq!(pace.ask(address(1), 3), Err(Duration::from_secs(20)));
        assert_eq!(pace.step(address(1), 3), Err(Duration::from_secs(20)));
        assert_eq!(pace.step(address(2), 3), Ok(()), "another address");
        tokio::time::advance(Duration::from_secs(20)).await;
        assert_eq!(
            pace.ask(address(1), 3),
            Ok(()),
            "nothing is taken by asking"
        );
        assert_eq!(pace.step(address(1), 3), Ok(()));
        assert_eq!(pace.step(address(1), 3), Err(Duration::from_secs(20)));
    }

    #[tokio::test(start_paused = true)]
    async fn a_crowd_is_forgotten_rather_than_kept() {
        let pace = Pace::default();
        for bits in 0..200_000 {
            let address = IpAddr::V4(Ipv4Addr::from_bits(bits));
            assert_eq!(pace.step(address.into(), 1), Ok(()));
        }
        assert!(pace.0.lock().unwrap().len() <= ADDRESSES);
    }
}
