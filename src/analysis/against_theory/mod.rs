//! Every station of a study against theory: the closest formula, whether what it assumes holds, how far off it is.
//!
//! Each run is held against theory by itself, so that runs may be added later; deviations are in standard errors over
//! replications. Knows what a run recorded and what formulas say; draws no conclusion from a deviation, because a formula may
//! not hold.

mod ecosystem;
mod textbook;

use super::{RunKey, RunRecord, variance};

/// One figure of one station in one run, beside what theory says.
#[derive(Clone, Debug, PartialEq)]
pub struct TheoryRunRow {
    /// Of which run.
    pub run: RunKey,
    /// Name of the station, with the class where it is of one: `desk`, `desk.high`, `beijing/relay`.
    pub station: String,
    /// The closest formula.
    pub formula: String,
    /// What it assumes and does not hold here; empty where everything holds.
    pub what_does_not: Vec<String>,
    /// Which figure: `wait_mean`, `delayed` and so on.
    pub metric: String,
    /// What it is counted in.
    pub unit: String,
    /// What the formula says; nothing where there is no long run.
    pub theory: Option<f64>,
    /// What was measured; nothing where nothing was that the formula speaks of.
    pub simulated: Option<f64>,
}

/// One figure of one station of an arm, over its replications, against theory.
#[derive(Clone, Debug, PartialEq)]
pub struct TheoryRow {
    /// Name of the arm.
    pub arm: String,
    /// Name of the station, as in [`TheoryRunRow::station`].
    pub station: String,
    /// The closest formula.
    pub formula: String,
    /// What it assumes and does not hold, with the number of runs where it is not all of them.
    pub what_does_not: Vec<String>,
    /// Which figure.
    pub metric: String,
    /// What it is counted in.
    pub unit: String,
    /// What the formula says, on average where it has the measured rates; nothing where there is no long run.
    pub theory: Option<f64>,
    /// Mean over replications; nothing where nothing was measured.
    pub simulated: Option<f64>,
    /// Standard error of the mean difference from theory; nothing with one replication, or without theory that of the mean.
    pub standard_error: Option<f64>,
}

impl TheoryRow {
    /// Whether everything that the formula assumes holds.
    pub fn assumptions_hold(&self) -> bool {
        self.what_does_not.is_empty()
    }

    /// How far the simulated figure is above theory, in standard errors.
    pub fn deviation_se(&self) -> Option<f64> {
        let error = self.standard_error.filter(|error| *error > 0.0)?;
        Some((self.simulated? - self.theory?) / error)
    }
}

/// The stations of one run beside theory, station by station.
pub fn theory_of(run: &RunRecord) -> Vec<TheoryRunRow> {
    if run.ledger.stations.is_some() { textbook::rows(run) } else { ecosystem::rows(run) }
}

/// The stations of all arms against theory, in the order in which they come.
pub fn against_theory(rows: &[TheoryRunRow]) -> Vec<TheoryRow> {
    let mut groups: Vec<Vec<&TheoryRunRow>> = Vec::new();
    for row in rows {
        let key = |row: &TheoryRunRow| (row.run.arm.clone(), row.station.clone(), row.metric.clone());
        match groups.iter_mut().find(|group| key(group[0]) == key(row)) {
            Some(group) => group.push(row),
            None => groups.push(vec![row]),
        }
    }
    groups.iter().map(|group| over_replications(group)).collect()
}

fn over_replications(runs: &[&TheoryRunRow]) -> TheoryRow {
    let first = runs[0];
    let simulated: Vec<f64> = runs.iter().filter_map(|row| row.simulated).collect();
    let theory: Vec<f64> = runs.iter().filter_map(|row| row.theory).collect();
    let differences: Vec<f64> = runs.iter().filter_map(|row| Some(row.simulated? - row.theory?)).collect();
    let spread = if differences.is_empty() { &simulated } else { &differences };
    TheoryRow {
        arm: first.run.arm.clone(),
        station: first.station.clone(),
        formula: first.formula.clone(),
        what_does_not: reasons(runs),
        metric: first.metric.clone(),
        unit: first.unit.clone(),
        theory: mean(&theory),
        simulated: mean(&simulated),
        standard_error: variance(spread).map(|variance| libm::sqrt(variance / spread.len() as f64)),
    }
}

/// Every reason once, in the order in which they come.
fn reasons(runs: &[&TheoryRunRow]) -> Vec<String> {
    let mut all: Vec<(&str, usize)> = Vec::new();
    for reason in runs.iter().flat_map(|row| &row.what_does_not) {
        match all.iter_mut().find(|(known, _)| known == reason) {
            Some((_, times)) => *times += 1,
            None => all.push((reason, 1)),
        }
    }
    let told = |(reason, times): (&str, usize)| {
        if times == runs.len() { reason.to_owned() } else { format!("{reason} (in {times} of {} runs)", runs.len()) }
    };
    all.into_iter().map(told).collect()
}

fn mean(observations: &[f64]) -> Option<f64> {
    let whole: f64 = observations.iter().sum();
    (!observations.is_empty()).then(|| whole / observations.len() as f64)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(replication: u32, simulated: Option<f64>, theory: Option<f64>, reasons: &[&str]) -> TheoryRunRow {
        TheoryRunRow {
            run: RunKey { arm: "base".into(), replication },
            station: "desk".into(),
            formula: "M/M/1".into(),
            what_does_not: reasons.iter().map(|reason| (*reason).to_owned()).collect(),
            metric: "wait_mean".into(),
            unit: "s".into(),
            theory,
            simulated,
        }
    }

    /// Differences 1, 2, 3 from measured theory: mean 2, variance 1, standard error 1/sqrt(3), deviation 2 sqrt(3).
    #[test]
    fn deviations_are_of_differences_run_by_run() {
        let rows = [
            row(0, Some(11.0), Some(10.0), &["a", "b"]),
            row(1, Some(22.0), Some(20.0), &["a"]),
            row(2, Some(33.0), Some(30.0), &["a"]),
        ];
        let found = against_theory(&rows).remove(0);
        assert_eq!((found.theory, found.simulated), (Some(20.0), Some(22.0)));
        assert!((found.deviation_se().expect("three runs") - 2.0 * libm::sqrt(3.0)).abs() < 1e-12);
        assert_eq!(found.what_does_not, ["a", "b (in 1 of 3 runs)"]);
    }

    #[test]
    fn without_theory_or_with_one_run_there_is_no_deviation() {
        let one = against_theory(&[row(0, Some(1.0), Some(2.0), &[])]).remove(0);
        assert_eq!((one.standard_error, one.deviation_se(), one.assumptions_hold()), (None, None, true));
        let saturated = against_theory(&[row(0, Some(1.0), None, &[]), row(1, Some(3.0), None, &[])]).remove(0);
        assert_eq!((saturated.theory, saturated.simulated, saturated.deviation_se()), (None, Some(2.0), None));
        let silent = against_theory(&[row(0, None, None, &[])]).remove(0);
        assert_eq!((silent.simulated, silent.standard_error), (None, None));
    }
}
