//! The audit log: one line of JSON for each mail, in a file or among the logs.
//!
//! A session never waits for it. Lines queue for a thread that does nothing but write; where the
//! disk is full or slow they are lost, counted, and warned about.

mod line;
mod pseudonym;
#[cfg(test)]
mod tests;
mod writer;

use std::{
    mem,
    path::PathBuf,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::{Duration, Instant},
};

use super::{Metrics, journal::Party};
use crate::{config, inspect::MailRecord};
use pseudonym::Pseudonyms;
use writer::Writer;

/// How long the last lines of a file may take.
pub(crate) const LAST_LINES: Duration = Duration::from_secs(5);

/// Why there can be no audit log.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum AuditError {
    /// The file cannot be opened.
    #[error("cannot open the audit log {}", path.display())]
    Open {
        /// The file.
        path: PathBuf,
        /// What the system says.
        source: std::io::Error,
    },
    /// The system has no random bytes for the key that hides addresses.
    #[error("no random bytes for the audit log: {0}")]
    Random(String),
    /// The system starts no thread for it.
    #[error("cannot start the thread of the audit log")]
    Thread(#[source] std::io::Error),
}

pub(crate) struct Audit {
    pseudonyms: Pseudonyms,
    metrics: Arc<Metrics>,
    /// As the configuration has it now; replaced as a whole.
    place: Mutex<Place>,
    /// The writer before, while it is waited for.
    retired: Mutex<Option<Arc<Writer>>>,
}

#[derive(Clone)]
struct Place {
    config: config::Audit,
    /// None: among the logs.
    writer: Option<Arc<Writer>>,
}

impl Audit {
    pub(crate) fn new(config: &config::Audit, metrics: Arc<Metrics>) -> Result<Self, AuditError> {
        Ok(Self {
            place: Mutex::new(Place::new(config, &metrics)?),
            pseudonyms: Pseudonyms::new()?,
            retired: Mutex::default(),
            metrics,
        })
    }

    /// Opens the file anew, whose name may be another now, or the same with another file behind it.
    /// What queues for the old one is still written there, and waited for, for a bounded time. Blocks.
    pub(crate) fn reopen(&self, config: &config::Audit) -> Result<(), AuditError> {
        let place = Place::new(config, &self.metrics)?;
        let old = mem::replace(&mut *locked(&self.place), place);
        if let Some(writer) = old.writer {
            *locked(&self.retired) = Some(Arc::clone(&writer));
            writer.flush(LAST_LINES);
            *locked(&self.retired) = None;
        }
        Ok(())
    }

    /// The same where the configuration is as it was.
    pub(crate) fn rotate(&self) -> Result<(), AuditError> {
        self.reopen(&self.place().config)
    }

    pub(super) fn note(&self, party: &Party, mail: &MailRecord) {
        let place = self.place();
        let text = line::json(party, mail, |address| match place.config.addresses {
            config::Addresses::Hashed => self.pseudonyms.of(address),
            config::Addresses::Plain => address.to_owned(),
        });
        match place.writer {
            Some(writer) => writer.write(text),
            // Without the session's span, which would name the address that is hidden here.
            None => {
                tracing::info!(target: "wsmtp_gateway::audit", parent: None, "{}", text.trim_end())
            }
        }
    }

    /// Waits until all lines are written, or `limit` is over. Blocks.
    pub(crate) fn flush(&self, limit: Duration) {
        let end = Instant::now() + limit;
        let retired = locked(&self.retired).clone();
        for writer in retired.into_iter().chain(self.place().writer) {
            writer.flush(end.saturating_duration_since(Instant::now()));
        }
    }

    fn place(&self) -> Place {
        locked(&self.place).clone()
    }
}

/// Nothing in there can be left half done.
fn locked<T>(value: &Mutex<T>) -> MutexGuard<'_, T> {
    value.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Place {
    fn new(config: &config::Audit, metrics: &Arc<Metrics>) -> Result<Self, AuditError> {
        let writer = match &config.file {
            Some(path) => Some(Arc::new(Writer::open(path, Arc::clone(metrics))?)),
            None => None,
        };
        Ok(Self {
            config: config.clone(),
            writer,
        })
    }
}
