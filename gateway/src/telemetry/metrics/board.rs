//! Where metrics are made.

use prometheus::{
    Encoder as _, Error, HistogramOpts, HistogramVec, IntCounter, IntCounterVec, IntGauge,
    IntGaugeVec, Opts, Registry, TextEncoder, core::Collector, process_collector::ProcessCollector,
};

/// From a server in the same rack to the longest of the limits, in seconds.
const BUCKETS: [f64; 14] = [
    0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 15.0, 60.0,
];

/// Makes metrics, and shows what it has made.
pub(super) struct Board(Registry);

impl Board {
    /// With what is known of every process, and the version that runs.
    pub(super) fn new() -> Result<Self, Error> {
        let board = Self(Registry::new());
        board.0.register(Box::new(ProcessCollector::for_self()))?;
        let version = board.gauges(
            "wsmtp_build_info",
            "The version that runs; always 1.",
            &["version"],
        )?;
        version
            .with_label_values(&[env!("CARGO_PKG_VERSION")])
            .set(1);
        Ok(board)
    }

    /// All of them, in Prometheus' text format.
    pub(super) fn text(&self) -> Result<Vec<u8>, Error> {
        let mut text = Vec::new();
        TextEncoder::new().encode(&self.0.gather(), &mut text)?;
        Ok(text)
    }

    pub(super) fn counters(
        &self,
        name: &str,
        help: &str,
        labels: &[&str],
    ) -> Result<IntCounterVec, Error> {
        self.show(IntCounterVec::new(Opts::new(name, help), labels)?)
    }

    pub(super) fn counter(&self, name: &str, help: &str) -> Result<IntCounter, Error> {
        self.show(IntCounter::new(name, help)?)
    }

    pub(super) fn gauges(
        &self,
        name: &str,
        help: &str,
        labels: &[&str],
    ) -> Result<IntGaugeVec, Error> {
        self.show(IntGaugeVec::new(Opts::new(name, help), labels)?)
    }

    pub(super) fn gauge(&self, name: &str, help: &str) -> Result<IntGauge, Error> {
        self.show(IntGauge::new(name, help)?)
    }

    pub(super) fn histograms(
        &self,
        name: &str,
        help: &str,
        labels: &[&str],
    ) -> Result<HistogramVec, Error> {
        let options = HistogramOpts::new(name, help).buckets(BUCKETS.to_vec());
        self.show(HistogramVec::new(options, labels)?)
    }

    fn show<C: Collector + Clone + 'static>(&self, collector: C) -> Result<C, Error> {
        self.0.register(Box::new(collector.clone()))?;
        Ok(collector)
    }
}
