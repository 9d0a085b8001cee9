//! What those who run the gateway can see of it: numbers for Prometheus, health, and a line for
//! each mail.
//!
//! Sessions write into a [`Journal`]; nothing here knows of them, and nothing here waits.

mod audit;
mod journal;
mod metrics;

pub use audit::AuditError;
pub(crate) use audit::{Audit, LAST_LINES};
pub(crate) use journal::Journal;
pub(crate) use metrics::{Metrics, Reason, Step};

use std::sync::Arc;

use crate::{Config, inspect::MailRecord};
use journal::Party;

/// Why there is nothing to see of the gateway.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum TelemetryError {
    /// The metrics cannot be set up.
    #[error("cannot set up the metrics: {0}")]
    Metrics(#[from] prometheus::Error),
    /// There can be no audit log.
    #[error(transparent)]
    Audit(#[from] AuditError),
}

pub(crate) struct Telemetry {
    pub(crate) metrics: Arc<Metrics>,
    pub(crate) audit: Audit,
}

impl Telemetry {
    pub(crate) fn new(config: &Config) -> Result<Self, TelemetryError> {
        let metrics = Arc::new(Metrics::new()?);
        let audit = Audit::new(&config.audit, Arc::clone(&metrics))?;
        Ok(Self { metrics, audit })
    }

    /// Opens the audit log anew.
    pub(crate) fn reopen(&self, config: &Config) -> Result<(), TelemetryError> {
        Ok(self.audit.reopen(&config.audit)?)
    }

    /// Counts a mail, and gives it its line.
    fn note(&self, party: &Party, mail: &MailRecord) {
        let upstream = party.upstream.as_deref();
        self.metrics.mail(upstream, mail.outcome);
        self.audit.note(party, mail);
    }

    /// Shows how many sessions are permitted, and every upstream, also where there is no session yet.
    pub(crate) fn knows<'a>(&self, sessions: usize, upstreams: impl Iterator<Item = &'a str>) {
        self.metrics.permits(sessions);
        upstreams.for_each(|name| self.metrics.knows(name));
    }
}
