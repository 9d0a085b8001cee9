//! How many mails each token subject has sent within the last hour, over all sessions. It outlives the
//! rules, so that reading the configuration again forgives nobody.

use std::{
    collections::{HashMap, VecDeque},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::{Duration, Instant},
};

/// Subjects that are remembered; each may take half a KiB. Subjects are signed for, so nobody can make
/// them up, and a gateway with as many senders within one hour is one too few.
const MAX_SUBJECTS: usize = 65_536;

/// How long a mail counts, in minutes.
const HOUR: u64 = 60;

/// The mails of the last hour, by subject. The clock only goes forward, whatever the system's does.
pub struct Ledger {
    began: Instant,
    subjects: Mutex<HashMap<Arc<str>, Minutes>>,
}

/// Mails by the minute in which they began, oldest first; minutes without any are left out.
/// INVARIANT: at most 61 of them, and none with 0 mails.
#[derive(Default)]
struct Minutes(VecDeque<(u64, u32)>);

/// One subject's place in the ledger.
#[derive(Clone)]
pub struct Budget {
    ledger: Arc<Ledger>,
    subject: Arc<str>,
}

/// One mail that counts until this is dropped, and for an hour if it is kept.
pub(super) struct Reservation {
    budget: Budget,
    minute: u64,
    kept: bool,
}

impl Default for Ledger {
    fn default() -> Self {
        Self {
            began: Instant::now(),
            subjects: Mutex::default(),
        }
    }
}

impl Ledger {
    /// The place of a subject.
    #[must_use]
    pub fn budget(self: &Arc<Self>, subject: &str) -> Budget {
        Budget {
            ledger: Arc::clone(self),
            subject: subject.into(),
        }
    }

    fn subjects(&self) -> MutexGuard<'_, HashMap<Arc<str>, Minutes>> {
        // Nothing in here can be left half done.
        self.subjects.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Counts a mail so long after the ledger was begun; gives its minute, or how long to wait.
    fn count(&self, subject: &Arc<str>, limit: u32, now: Duration) -> Result<u64, Duration> {
        let minute = now.as_secs() / 60;
        let mut subjects = self.subjects();
        if !subjects.contains_key(subject) && subjects.len() >= MAX_SUBJECTS {
            subjects.retain(|_, minutes| !minutes.is_over(minute));
            if subjects.len() >= MAX_SUBJECTS {
                return Err(Duration::from_secs(60));
            }
        }
        let minutes = subjects.entry(Arc::clone(subject)).or_default();
        match minutes.full_until(limit, minute) {
            Some(until) => Err(Duration::from_secs(until * 60).saturating_sub(now)),
            None => {
                minutes.add(minute);
                Ok(minute)
            }
        }
    }

    fn give_back(&self, subject: &Arc<str>, minute: u64) {
        let mut subjects = self.subjects();
        if let Some(minutes) = subjects.get_mut(subject) {
            minutes.take_off(minute);
            if minutes.0.is_empty() {
                subjects.remove(subject);
            }
        }
    }
}

impl Minutes {
    /// The minute in which one more mail has room, unless that is now.
    fn full_until(&mut self, limit: u32, now: u64) -> Option<u64> {
        // A mail of this very second may have come at the end of its minute, so that it counts for an
        // hour at least.
        while self
            .0
            .front()
            .is_some_and(|(minute, _)| minute + HOUR < now)
        {
            self.0.pop_front();
        }
        let mut mails: u32 = self.0.iter().map(|(_, count)| count).sum();
        let mut until = (mails >= limit).then_some(now + HOUR + 1)?;
        for (minute, count) in &self.0 {
            mails -= count;
            if mails < limit {
                until = minute + HOUR + 1;
                break;
            }
        }
        Some(until)
    }

    fn add(&mut self, now: u64) {
        match self.0.back_mut() {
            Some((minute, count)) if *minute == now => *count += 1,
            _ => self.0.push_back((now, 1)),
        }
    }

    fn take_off(&mut self, minute: u64) {
        if let Some((_, count)) = self.0.iter_mut().find(|(of, _)| *of == minute) {
            *count -= 1;
        }
        self.0.retain(|(_, count)| *count > 0);
    }

    fn is_over(&self, now: u64) -> bool {
        self.0.back().is_none_or(|(minute, _)| minute + HOUR < now)
    }
}

impl Budget {
    /// Counts one more mail, or says how long it is until there is room for it.
    pub(super) fn reserve(&self, limit: u32) -> Result<Reservation, Duration> {
        let now = self.ledger.began.elapsed();
        let minute = self.ledger.count(&self.subject, limit, now)?;
        Ok(Reservation {
            budget: self.clone(),
            minute,
            kept: false,
        })
    }
}

impl Reservation {
    /// The mail was sent.
    pub(super) fn keep(mut self) {
        self.kept = true;
    }
}

impl Drop for Reservation {
    fn drop(&mut self) {
        if !self.kept {
            self.budget
                .ledger
                .give_back(&self.budget.subject, self.minute);
        }
    }
}

#[cfg(test)]
mod tests;
