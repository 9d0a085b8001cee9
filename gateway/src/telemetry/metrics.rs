//! The numbers, as Prometheus reads them.
//!
//! Labels are names out of the configuration and of closed sets of ours: never an address, a
//! subject, or anything else that a page can choose, so their number has a bound.

mod board;

use std::time::Duration;

use prometheus::{Error, HistogramVec, IntCounter, IntCounterVec, IntGauge, IntGaugeVec};

use crate::inspect::Outcome;
use board::Board;

/// Where no upstream is known, as a session failed before that, or belongs to none.
const NOWHERE: &str = "";

/// A part of the way to a mail server that takes time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Step {
    /// TLS of the listener, with the page or a proxy.
    Entrance,
    /// Name and connection.
    Dial,
    /// TLS with the mail server.
    Tls,
    /// The mail server's greeting.
    Greeting,
}

impl Step {
    fn name(self) -> &'static str {
        match self {
            Self::Entrance => "entrance",
            Self::Dial => "dial",
            Self::Tls => "tls",
            Self::Greeting => "greeting",
        }
    }
}

/// Why a connection ended before HTTP.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Reason {
    Proxy,
    Crowded,
    Hasty,
    Tls,
    Slow,
}

impl Reason {
    const ALL: [Self; 5] = [
        Self::Proxy,
        Self::Crowded,
        Self::Hasty,
        Self::Tls,
        Self::Slow,
    ];

    fn name(self) -> &'static str {
        match self {
            Self::Proxy => "proxy",
            Self::Crowded => "crowded",
            Self::Hasty => "hasty",
            Self::Tls => "tls",
            Self::Slow => "slow",
        }
    }
}

pub(crate) struct Metrics {
    board: Board,
    sessions: Sessions,
    refusals: Refusals,
    mails: IntCounterVec,
    sign_ins_refused: IntCounterVec,
    audit_lost: IntCounter,
    /// Without a label; empty where there is no certificate.
    certificate: IntGaugeVec,
    reloads: IntCounterVec,
    reload_successful: IntGauge,
}

struct Sessions {
    open: IntGaugeVec,
    total: IntCounterVec,
    limit: IntGauge,
    failures: IntCounterVec,
    bytes: IntCounterVec,
    handshakes: HistogramVec,
}

/// Of what came to no session.
struct Refusals {
    connections: IntCounterVec,
    requests: IntCounterVec,
}

impl Sessions {
    fn new(board: &Board) -> Result<Self, Error> {
        Ok(Self {
            open: board.gauges(
                "wsmtp_sessions",
                "Sessions that an upstream was found for and that have not ended.",
                &["upstream"],
            )?,
            total: board.counters(
                "wsmtp_sessions_total",
                "Sessions that an upstream was found for.",
                &["upstream"],
            )?,
            limit: board.gauge(
                "wsmtp_sessions_limit",
                "Sessions that the configuration permits at a time.",
            )?,
            failures: board.counters(
                "wsmtp_session_failures_total",
                "Sessions that failed or were refused, by the tunnel's error code.",
                &["upstream", "code"],
            )?,
            bytes: board.counters(
                "wsmtp_bytes_total",
                "Bytes of SMTP that ended sessions have moved: up to the mail server, down to the page.",
                &["upstream", "direction"],
            )?,
            handshakes: board.histograms(
                "wsmtp_handshake_seconds",
                "Seconds that each step on the way to a mail server took.",
                &["upstream", "step"],
            )?,
        })
    }
}

impl Refusals {
    fn new(board: &Board) -> Result<Self, Error> {
        Ok(Self {
            connections: board.counters(
                "wsmtp_connections_refused_total",
                "Connections that ended before HTTP, by reason.",
                &["reason"],
            )?,
            requests: board.counters(
                "wsmtp_requests_refused_total",
                "HTTP requests that were refused, by status.",
                &["status"],
            )?,
        })
    }
}

impl Metrics {
    pub(crate) fn new() -> Result<Self, Error> {
        let board = Board::new()?;
        let metrics = Self {
            sessions: Sessions::new(&board)?,
            refusals: Refusals::new(&board)?,
            mails: board.counters(
                "wsmtp_mails_total",
                "Mails by what became of them, and by the first digit of the reply that said it.",
                &["upstream", "outcome", "class"],
            )?,
            sign_ins_refused: board.counters(
                "wsmtp_sign_ins_refused_total",
                "Sign-ins of pages that the mail server has refused.",
                &["upstream"],
            )?,
            audit_lost: board.counter(
                "wsmtp_audit_lines_lost_total",
                "Mails that the audit log has no line for, as the disk was full or slow.",
            )?,
            certificate: board.gauges(
                "wsmtp_certificate_expires_timestamp_seconds",
                "When the listener's certificate ends, in seconds since 1970; absent without TLS.",
                &[],
            )?,
            reloads: board.counters(
                "wsmtp_reloads_total",
                "Times that the configuration was read again.",
                &["result"],
            )?,
            reload_successful: board.gauge(
                "wsmtp_config_last_reload_successful",
                "Whether the configuration was good when it was last read.",
            )?,
            board,
        };
        metrics.begin();
        Ok(metrics)
    }

    /// Shows what has no label, or a known one, from the beginning: a counter that appears with its
    /// first event has no increase for Prometheus.
    fn begin(&self) {
        for reason in Reason::ALL {
            self.refusals
                .connections
                .with_label_values(&[reason.name()]);
        }
        for result in ["ok", "failed"] {
            self.reloads.with_label_values(&[result]);
        }
        self.reload_successful.set(1);
    }

    /// Shows an upstream with zeros before its first session.
    pub(crate) fn knows(&self, upstream: &str) {
        self.sessions.open.with_label_values(&[upstream]);
        self.sessions.total.with_label_values(&[upstream]);
        self.sign_ins_refused.with_label_values(&[upstream]);
        for outcome in Outcome::EACH {
            let labels = [upstream, outcome.name(), class(outcome)];
            self.mails.with_label_values(&labels);
        }
    }

    pub(crate) fn permits(&self, sessions: usize) {
        self.sessions
            .limit
            .set(i64::try_from(sessions).unwrap_or(i64::MAX));
    }

    pub(crate) fn joined(&self, upstream: &str) {
        self.sessions.open.with_label_values(&[upstream]).inc();
        self.sessions.total.with_label_values(&[upstream]).inc();
    }

    pub(crate) fn left(&self, upstream: &str) {
        self.sessions.open.with_label_values(&[upstream]).dec();
    }

    pub(crate) fn moved(&self, upstream: Option<&str>, up: u64, down: u64) {
        let Some(upstream) = upstream else { return };
        for (direction, bytes) in [("up", up), ("down", down)] {
            self.sessions
                .bytes
                .with_label_values(&[upstream, direction])
                .inc_by(bytes);
        }
    }

    pub(crate) fn failed(&self, upstream: Option<&str>, code: &'static str) {
        let upstream = upstream.unwrap_or(NOWHERE);
        self.sessions
            .failures
            .with_label_values(&[upstream, code])
            .inc();
    }

    pub(crate) fn turned_away(&self, reason: Reason) {
        self.refusals
            .connections
            .with_label_values(&[reason.name()])
            .inc();
    }

    /// `status` is one that this gateway answers with.
    pub(crate) fn refused(&self, status: &str) {
        self.refusals.requests.with_label_values(&[status]).inc();
    }

    pub(crate) fn took(&self, upstream: Option<&str>, step: Step, time: Duration) {
        self.sessions
            .handshakes
            .with_label_values(&[upstream.unwrap_or(NOWHERE), step.name()])
            .observe(time.as_secs_f64());
    }

    pub(crate) fn mail(&self, upstream: Option<&str>, outcome: Outcome) {
        let labels = [upstream.unwrap_or(NOWHERE), outcome.name(), class(outcome)];
        self.mails.with_label_values(&labels).inc();
    }

    pub(crate) fn sign_in_refused(&self, upstream: &str) {
        self.sign_ins_refused.with_label_values(&[upstream]).inc();
    }

    pub(crate) fn audit_lost(&self, lines: u64) {
        self.audit_lost.inc_by(lines);
    }

    /// When the listener's certificate ends, in seconds since 1970, where it has one.
    pub(crate) fn expires(&self, certificate: Option<i64>) {
        match certificate {
            Some(time) => self.certificate.with_label_values::<&str>(&[]).set(time),
            None => self.certificate.reset(),
        }
    }

    pub(crate) fn reloaded(&self, is_good: bool) {
        let result = if is_good { "ok" } else { "failed" };
        self.reloads.with_label_values(&[result]).inc();
        self.reload_successful.set(is_good.into());
    }

    /// All of them, in Prometheus' text format.
    pub(crate) fn text(&self) -> Result<Vec<u8>, Error> {
        self.board.text()
    }
}

/// The class of the reply that said it.
fn class(outcome: Outcome) -> &'static str {
    match outcome.code().map(|code| code / 100) {
        Some(2) => "2xx",
        Some(4) => "4xx",
        Some(5) => "5xx",
        _ => "none",
    }
}

#[cfg(test)]
mod tests {
    use std::iter::successors;

    use super::Reason;

    /// The reason behind this one, so that a new one does not compile before it has a place here.
    const fn next(reason: Reason) -> Option<Reason> {
        Some(match reason {
            Reason::Proxy => Reason::Crowded,
            Reason::Crowded => Reason::Hasty,
            Reason::Hasty => Reason::Tls,
            Reason::Tls => Reason::Slow,
            Reason::Slow => return None,
        })
    }

    #[test]
    fn every_reason_is_among_all() {
        let reasons = successors(Some(Reason::Proxy), |reason| next(*reason));
        assert_eq!(reasons.collect::<Vec<_>>(), Reason::ALL);
    }
}
