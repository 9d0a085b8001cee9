//! What one session leaves behind in numbers and in the audit log.

use std::{net::IpAddr, sync::Arc, time::Duration};

use super::{Step, Telemetry};
use crate::inspect::Records;

pub(crate) struct Journal {
    telemetry: Arc<Telemetry>,
    party: Party,
}

/// Whose mails they are.
#[derive(Clone)]
pub(crate) struct Party {
    pub(crate) session: u64,
    /// Where it comes from, where that has an address.
    pub(crate) client: Option<IpAddr>,
    /// Whom its token speaks for.
    pub(crate) subject: Option<String>,
    /// Where it goes, by its name in the configuration.
    pub(crate) upstream: Option<String>,
}

impl Journal {
    /// Of a session that comes from `client`, where that has an address.
    pub(crate) fn new(telemetry: Arc<Telemetry>, session: u64, client: Option<IpAddr>) -> Self {
        let party = Party {
            session,
            client,
            subject: None,
            upstream: None,
        };
        Self { telemetry, party }
    }

    /// Whom a token speaks for.
    pub(crate) fn speaks_for(&mut self, subject: &str) {
        self.party.subject = Some(subject.to_owned());
    }

    /// The name of the upstream that it goes to, which is one of the configuration's.
    pub(crate) fn goes_to(&mut self, upstream: &str) {
        self.leave();
        self.telemetry.metrics.joined(upstream);
        self.party.upstream = Some(upstream.to_owned());
    }

    pub(crate) fn took(&self, step: Step, time: Duration) {
        let upstream = self.party.upstream.as_deref();
        self.telemetry.metrics.took(upstream, step, time);
    }

    /// Takes the record of each mail of the session as it stands now.
    pub(crate) fn mails(&self) -> Records {
        let telemetry = Arc::clone(&self.telemetry);
        let party = self.party.clone();
        Box::new(move |mail| telemetry.note(&party, &mail))
    }

    /// How it ended: the bytes of SMTP from the page and to it, and the name of the error's code,
    /// where there was one.
    pub(crate) fn ended(&self, up: u64, down: u64, failure: Option<&'static str>) {
        let upstream = self.party.upstream.as_deref();
        let metrics = &self.telemetry.metrics;
        metrics.moved(upstream, up, down);
        if let Some(code) = failure {
            metrics.failed(upstream, code);
        }
    }

    fn leave(&mut self) {
        if let Some(upstream) = self.party.upstream.take() {
            self.telemetry.metrics.left(&upstream);
        }
    }
}

impl Drop for Journal {
    fn drop(&mut self) {
        self.leave();
    }
}
