//! The numbers of all rounds.

use std::collections::BTreeMap;

use super::{
    bridge::{BASELINE, Bridge},
    measure::Measure,
    security::Security,
};

type Key = (&'static str, Security, Measure);

#[derive(Default)]
pub(super) struct Results(BTreeMap<Key, Vec<f64>>);

impl Results {
    pub(super) fn add(
        &mut self,
        bridge: &Bridge,
        security: Security,
        measure: Measure,
        value: f64,
    ) {
        let key = (bridge.name, security, measure);
        self.0.entry(key).or_default().push(value);
    }

    /// None where it was not measured.
    pub(super) fn median(
        &self,
        name: &'static str,
        security: Security,
        measure: Measure,
    ) -> Option<f64> {
        let mut values = self.0.get(&(name, security, measure))?.clone();
        values.sort_by(f64::total_cmp);
        values.get(values.len() / 2).copied()
    }

    /// The same as [`ratio`](Self::ratio), round by round.
    pub(super) fn ratios(
        &self,
        name: &'static str,
        security: Security,
        measure: Measure,
    ) -> Vec<f64> {
        let values = |name| self.0.get(&(name, security, measure)).into_iter().flatten();
        let baseline = values(BASELINE);
        let pairs = values(name).zip(baseline);
        pairs.map(|(value, baseline)| value / baseline).collect()
    }

    /// The median as a part of the one that all are compared with.
    pub(super) fn ratio(
        &self,
        name: &'static str,
        security: Security,
        measure: Measure,
    ) -> Option<f64> {
        let baseline = self.median(BASELINE, security, measure)?;
        // A short run may take less time than the kernel counts.
        let baseline = (baseline > 0.0).then_some(baseline)?;
        Some(self.median(name, security, measure)? / baseline)
    }
}
