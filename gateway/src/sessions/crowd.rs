//! How many are in at a time, by what they are counted under.

use std::{
    collections::HashMap,
    hash::Hash,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use tokio::sync::Notify;

/// Counts by key. A key is known only while somebody is in under it, so the crowd as a whole
/// bounds the map.
pub(crate) struct Crowd<K: Eq + Hash> {
    present: Mutex<HashMap<K, usize>>,
    left: Notify,
}

/// One that is in, until dropped.
pub(crate) struct Place<K: Eq + Hash> {
    crowd: Arc<Crowd<K>>,
    key: K,
}

impl<K: Eq + Hash + Clone> Crowd<K> {
    pub(crate) fn new() -> Arc<Self> {
        Arc::new(Self {
            present: Mutex::new(HashMap::new()),
            left: Notify::new(),
        })
    }

    /// A place under `key`, unless `limit` are taken. The limit is not kept: it may be another
    /// the next time.
    pub(crate) fn enter(self: &Arc<Self>, key: K, limit: usize) -> Option<Place<K>> {
        let mut present = self.present();
        let count = present.get(&key).copied().unwrap_or_default();
        if count >= limit {
            return None;
        }
        present.insert(key.clone(), count.saturating_add(1));
        let crowd = Arc::clone(self);
        Some(Place { crowd, key })
    }

    /// The same for one caller that waits until somebody leaves.
    pub(crate) async fn enter_in_time(
        self: &Arc<Self>,
        key: K,
        limit: impl Fn() -> usize,
    ) -> Place<K> {
        loop {
            if let Some(place) = self.enter(key.clone(), limit()) {
                return place;
            }
            self.left.notified().await;
        }
    }
}

impl<K: Eq + Hash> Crowd<K> {
    /// A count is right after each step, so one that panicked between them has spoilt nothing.
    fn present(&self) -> MutexGuard<'_, HashMap<K, usize>> {
        self.present.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl<K: Eq + Hash> Drop for Place<K> {
    fn drop(&mut self) {
        let mut present = self.crowd.present();
        match present.get_mut(&self.key) {
            Some(count) if *count > 1 => *count -= 1,
            _ => {
                present.remove(&self.key);
            }
        }
        drop(present);
        self.crowd.left.notify_one();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_key_has_its_places_and_leaves_nothing_behind() {
        let crowd = Crowd::new();
        let a = crowd.enter("a", 2);
        let second = crowd.enter("a", 2);
        assert!(a.is_some() && second.is_some());
        assert!(crowd.enter("a", 2).is_none());
        assert!(crowd.enter("b", 2).is_some(), "another key");
        assert!(crowd.enter("a", 3).is_some(), "the limit has moved");
        drop(a);
        assert!(crowd.enter("a", 2).is_some());
        drop(second);
        assert!(crowd.present().is_empty());
    }
}
