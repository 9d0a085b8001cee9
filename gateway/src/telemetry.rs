//! What those who run the gateway can see of it: numbers for Prometheus, health, and a line for
//! each mail.
//!
//! Sessions write into a [`Journal`]; nothing here knows of them, and nothing here waits.

pub(crate) mod admin;
mod audit;
mod journal;
mod metrics;

pub(crate) use audit::Audit;
pub use audit::AuditError;
pub(crate) use journal::Journal;
pub(crate) use metrics::{Metrics, Reason, Step};

use std::sync::Arc;

use crate::{
    Config,
    inspect::MailRecord,
    rules::{Rules, SetupError},
};
use journal::Party;

pub(crate) struct Telemetry {
    pub(crate) metrics: Arc<Metrics>,
    pub(crate) audit: Audit,
}

impl Telemetry {
    pub(crate) fn new(config: &Config) -> Result<Self, SetupError> {
        let metrics = Arc::new(Metrics::new()?);
        let audit = Audit::new(&config.audit, Arc::clone(&metrics))?;
        Ok(Self { metrics, audit })
    }

    /// Counts a mail, and gives it its line.
    fn note(&self, party: &Party, mail: &MailRecord) {
        let upstream = party.upstream.as_deref();
        self.metrics.mail(upstream, mail.outcome);
        self.audit.note(party, mail);
    }

    /// Shows what these rules have names for.
    pub(crate) fn knows(&self, rules: &Rules) {
        self.metrics.permits(rules.limits.sessions);
        for upstream in rules.policy.upstreams() {
            self.metrics.knows(&upstream.name);
        }
    }
}
