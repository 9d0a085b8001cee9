//! The numbers, as Prometheus reads them.
//!
//! Labels are names out of the configuration and of closed sets of ours: never an address, a
//! subject, or anything else that a page can choose, so their number has a bound.

use std::time::Duration;

use prometheus::{
    Encoder as _, Error, HistogramOpts, HistogramVec, IntCounter, IntCounterVec, IntGauge,
    IntGaugeVec, Opts, Registry, TextEncoder, core::Collector, process_collector::ProcessCollector,
};

use crate::inspect::Outcome;

/// From a server in the same rack to the longest of the limits, in seconds.
const BUCKETS: [f64; 14] = [
    0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 15.0, 60.0,
];

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
    Tls,
    Slow,
}

impl Reason {
    const ALL: [Self; 4] = [Self::Proxy, Self::Crowded, Self::Tls, Self::Slow];

    fn name(self) -> &'static str {
        match self {
            Self::Proxy => "proxy",
            Self::Crowded => "crowded",
            Self::Tls => "tls",
            Self::Slow => "slow",
        }
    }
}

/// Makes metrics, and shows what it has made.
struct Board(Registry);

pub(crate) struct Metrics {
    board: Board,
    sessions: IntGaugeVec,
    sessions_total: IntCounterVec,
    sessions_limit: IntGauge,
    failures: IntCounterVec,
    connections_refused: IntCounterVec,
    requests_refused: IntCounterVec,
    bytes: IntCounterVec,
    mails: IntCounterVec,
    handshakes: HistogramVec,
    audit_lost: IntCounter,
    reloads: IntCounterVec,
    reload_successful: IntGauge,
}

impl Metrics {
    pub(crate) fn new() -> Result<Self, Error> {
        let board = Board(Registry::new());
        board.0.register(Box::new(ProcessCollector::for_self()))?;
        board
            .gauges(
                "wsmtp_build_info",
                "The version that runs; always 1.",
                &["version"],
            )?
            .with_label_values(&[env!("CARGO_PKG_VERSION")])
            .set(1);
        let metrics = Self {
            sessions: board.gauges(
                "wsmtp_sessions",
                "Sessions that an upstream was found for and that have not ended.",
                &["upstream"],
            )?,
            sessions_total: board.counters(
                "wsmtp_sessions_total",
                "Sessions that an upstream was found for.",
                &["upstream"],
            )?,
            sessions_limit: board.gauge(
                "wsmtp_sessions_limit",
                "Sessions that the configuration permits at a time.",
            )?,
            failures: board.counters(
                "wsmtp_session_failures_total",
                "Sessions that failed or were refused, by the tunnel's error code.",
                &["upstream", "code"],
            )?,
            connections_refused: board.counters(
                "wsmtp_connections_refused_total",
                "Connections that ended before HTTP, by reason.",
                &["reason"],
            )?,
            requests_refused: board.counters(
                "wsmtp_requests_refused_total",
                "HTTP requests that were refused, by status.",
                &["status"],
            )?,
            bytes: board.counters(
                "wsmtp_bytes_total",
                "Bytes of SMTP that ended sessions have moved: up to the mail server, down to the page.",
                &["upstream", "direction"],
            )?,
            mails: board.counters(
                "wsmtp_mails_total",
                "Mails by what became of them, and by the first digit of the reply that said it.",
                &["upstream", "outcome", "class"],
            )?,
            handshakes: board.histograms(
                "wsmtp_handshake_seconds",
                "Seconds that each step on the way to a mail server took.",
                &["upstream", "step"],
            )?,
            audit_lost: board.counter(
                "wsmtp_audit_lines_lost_total",
                "Mails that the audit log has no line for, as the disk was full or slow.",
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
            self.connections_refused.with_label_values(&[reason.name()]);
        }
        for result in ["ok", "failed"] {
            self.reloads.with_label_values(&[result]);
        }
        self.reload_successful.set(1);
    }

    /// Shows an upstream with zeros before its first session.
    pub(crate) fn knows(&self, upstream: &str) {
        self.sessions.with_label_values(&[upstream]);
        self.sessions_total.with_label_values(&[upstream]);
        for (outcome, class) in [
            ("accepted", "2xx"),
            ("refused", "4xx"),
            ("refused", "5xx"),
            ("forbidden", "5xx"),
        ] {
            self.mails.with_label_values(&[upstream, outcome, class]);
        }
    }

    pub(crate) fn permits(&self, sessions: usize) {
        self.sessions_limit
            .set(i64::try_from(sessions).unwrap_or(i64::MAX));
    }

    pub(crate) fn joined(&self, upstream: &str) {
        self.sessions.with_label_values(&[upstream]).inc();
        self.sessions_total.with_label_values(&[upstream]).inc();
    }

    pub(crate) fn left(&self, upstream: &str) {
        self.sessions.with_label_values(&[upstream]).dec();
    }

    pub(crate) fn moved(&self, upstream: Option<&str>, up: u64, down: u64) {
        let Some(upstream) = upstream else { return };
        for (direction, bytes) in [("up", up), ("down", down)] {
            self.bytes
                .with_label_values(&[upstream, direction])
                .inc_by(bytes);
        }
    }

    pub(crate) fn failed(&self, upstream: Option<&str>, code: &'static str) {
        let upstream = upstream.unwrap_or(NOWHERE);
        self.failures.with_label_values(&[upstream, code]).inc();
    }

    pub(crate) fn turned_away(&self, reason: Reason) {
        self.connections_refused
            .with_label_values(&[reason.name()])
            .inc();
    }

    /// `status` is one that this gateway answers with.
    pub(crate) fn refused(&self, status: &str) {
        self.requests_refused.with_label_values(&[status]).inc();
    }

    pub(crate) fn took(&self, upstream: Option<&str>, step: Step, time: Duration) {
        self.handshakes
            .with_label_values(&[upstream.unwrap_or(NOWHERE), step.name()])
            .observe(time.as_secs_f64());
    }

    pub(crate) fn mail(&self, upstream: Option<&str>, outcome: Outcome) {
        let class = match outcome.code().map(|code| code / 100) {
            Some(2) => "2xx",
            Some(4) => "4xx",
            Some(5) => "5xx",
            _ => "none",
        };
        self.mails
            .with_label_values(&[upstream.unwrap_or(NOWHERE), outcome.name(), class])
            .inc();
    }

    pub(crate) fn audit_lost(&self) {
        self.audit_lost.inc();
    }

    pub(crate) fn reloaded(&self, is_good: bool) {
        let result = if is_good { "ok" } else { "failed" };
        self.reloads.with_label_values(&[result]).inc();
        self.reload_successful.set(is_good.into());
    }

    /// All of them, in Prometheus' text format.
    pub(crate) fn text(&self) -> Result<Vec<u8>, Error> {
        let mut text = Vec::new();
        TextEncoder::new().encode(&self.board.0.gather(), &mut text)?;
        Ok(text)
    }
}

impl Board {
    fn counters(&self, name: &str, help: &str, labels: &[&str]) -> Result<IntCounterVec, Error> {
        self.show(IntCounterVec::new(Opts::new(name, help), labels)?)
    }

    fn counter(&self, name: &str, help: &str) -> Result<IntCounter, Error> {
        self.show(IntCounter::new(name, help)?)
    }

    fn gauges(&self, name: &str, help: &str, labels: &[&str]) -> Result<IntGaugeVec, Error> {
        self.show(IntGaugeVec::new(Opts::new(name, help), labels)?)
    }

    fn gauge(&self, name: &str, help: &str) -> Result<IntGauge, Error> {
        self.show(IntGauge::new(name, help)?)
    }

    fn histograms(&self, name: &str, help: &str, labels: &[&str]) -> Result<HistogramVec, Error> {
        let options = HistogramOpts::new(name, help).buckets(BUCKETS.to_vec());
        self.show(HistogramVec::new(options, labels)?)
    }

    fn show<C: Collector + Clone + 'static>(&self, collector: C) -> Result<C, Error> {
        self.0.register(Box::new(collector.clone()))?;
        Ok(collector)
    }
}
