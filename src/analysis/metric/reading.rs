//! One run as the metrics read it: its counts over the measured days, scaled up, and its ratios.
//!
//! Knows how a ledger is laid out; knows no metric by name.

use crate::analysis::{Calendar, CountryFacts, RunRecord, StationFacts, StationKind};
use crate::ledger::{Bill, Hop, LoadStep, Path, Sort, Tally};
use hdrhistogram::Histogram;

/// A run, ready to be measured.
pub(super) struct Reading<'a> {
    pub(super) run: &'a RunRecord,
    pub(super) calendar: Calendar,
}

impl<'a> Reading<'a> {
    pub(super) fn of(run: &'a RunRecord) -> Self {
        Self { run, calendar: Calendar::of(&run.facts) }
    }

    /// Messages of the measured phase.
    pub(super) fn tally(&self) -> &Tally {
        &self.run.ledger.deliveries.phases[1]
    }

    /// A count scaled up to the real population.
    #[expect(clippy::unnecessary_wraps, reason = "rows of the table give what may not have been measured")]
    pub(super) fn scaled(&self, count: u64) -> Option<f64> {
        Some(count as f64 * self.run.facts.scale())
    }

    /// A quantile of the latency over some paths, in seconds.
    pub(super) fn latency(&self, paths: &[Path], quantile: f64) -> Option<f64> {
        let of = |path: &Path| &self.run.ledger.deliveries.latency[*path as usize];
        let mut merged: Histogram<u64> = of(paths.first()?).clone();
        for path in &paths[1..] {
            merged.add(of(path)).expect("all latency histograms have the same bounds");
        }
        (!merged.is_empty()).then(|| merged.value_at_quantile(quantile) as f64 / 1e6)
    }

    /// Money over the measured days in the reference currency, scaled up.
    #[expect(clippy::unnecessary_wraps, reason = "rows of the table give what may not have been measured")]
    pub(super) fn money(&self, of: impl Fn(&Bill, &CountryFacts) -> f64) -> Option<f64> {
        let costs = &self.run.ledger.costs;
        let mut total = 0.0;
        for (country, facts) in self.run.facts.countries.iter().enumerate() {
            total += (1..costs.days()).map(|day| of(costs.bill(day, country), facts)).sum::<f64>() * facts.exchange;
        }
        Some(total * self.run.facts.scale())
    }

    /// Messages saved in the measured days, simulated.
    pub(super) fn sms_saved(&self) -> u64 {
        let costs = &self.run.ledger.costs;
        (1..costs.days()).flat_map(|day| (0..costs.countries()).map(move |c| costs.bill(day, c).sms_saved)).sum()
    }

    /// Simulated crossings of the measured days; nothing where they were not recorded.
    pub(super) fn crossings(&self, counts: impl Fn(Hop, Sort) -> bool) -> Option<u64> {
        let exposure = &self.run.ledger.exposure;
        exposure.recording().then(|| exposure.measured(counts))
    }

    /// Rows of one kind of station with the steps that are measured; empty where the kind does not exist.
    pub(super) fn stations(&self, kind: StationKind) -> impl Iterator<Item = (&'a StationFacts, &'a [LoadStep])> {
        let (calendar, load) = (self.calendar, &self.run.ledger.load);
        let of_kind = self.run.facts.stations.iter().enumerate().filter(move |(_, facts)| facts.kind == kind);
        of_kind.map(move |(row, facts)| (facts, &load.row(row)[calendar.measured_steps(load.row(row).len())]))
    }

    /// Hours of the study that are measured.
    pub(super) fn measured_hours(&self) -> std::ops::Range<usize> {
        let days = self.calendar.days();
        self.calendar.hours(days.start).start..self.calendar.hours(days.end - 1).end
    }

    /// Number of the first measured step.
    pub(super) fn first_step(&self) -> usize {
        self.calendar.measured_steps(usize::MAX).start
    }
}

/// `part / whole`, unless there is no whole.
pub(super) fn ratio(part: u64, whole: u64) -> Option<f64> {
    (whole > 0).then(|| part as f64 / whole as f64)
}
