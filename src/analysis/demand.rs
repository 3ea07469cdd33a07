//! What is asked of stations: when it is most, and what share of their time it takes.
//!
//! Knows the load record of a run; knows no price and no fleet but the one that ran.

use super::{Calendar, RunRecord, StationKind};
use crate::units::Duration;

/// What is asked of a row of stations over a stretch of a run.
#[derive(Clone, Debug, PartialEq)]
pub struct Demand {
    /// The row's name, e.g. `beijing/relay`.
    pub name: String,
    /// What it is.
    pub kind: StationKind,
    /// Servers that the run had.
    pub servers: u32,
    /// Jobs a second of one server.
    pub rate: f64,
    /// Servers that the work would keep busy, those it was turned away from included: Erlang.
    pub busy: f64,
    /// Connections open at most, of the real population.
    pub connections: f64,
}

/// The stretch of a run in which most is asked, each server's work weighed: its first instant after the start. Stretches
/// begin with a step of the load record, after the warm-up; of equals the first.
pub fn busiest(run: &RunRecord, length: Duration, weight: impl Fn(&str) -> f64) -> Duration {
    let calendar = Calendar::of(&run.facts);
    let rows: Vec<(usize, f64)> = (0..run.facts.stations.len())
        .map(|row| (row, weight(&run.facts.stations[row].name)))
        .filter(|(_, weight)| *weight > 0.0)
        .collect();
    let step = calendar.load_step.as_micros();
    let many = (length.as_micros() / step).max(1) as usize;
    let recorded = rows.first().map_or(0, |(row, _)| run.ledger.load.row(*row).len());
    let measured = calendar.measured_steps(recorded);
    let asked: Vec<f64> = measured
        .clone()
        .map(|step| rows.iter().map(|(row, weight)| work(run, *row, step..step + 1) * weight).sum())
        .collect();
    let fits =
        |first: &usize| (measured.start + first) as u64 * step + length.as_micros() <= calendar.duration.as_micros();
    let sum = |first: usize| asked[first..(first + many).min(asked.len())].iter().sum::<f64>();
    let best = (0..asked.len()).filter(fits).max_by(|a, b| sum(*a).total_cmp(&sum(*b)).then(b.cmp(a)));
    Duration::from_micros(best.map_or(calendar.warm_up.as_micros(), |first| (measured.start + first) as u64 * step))
}

/// What is asked of every row from an instant on, for a while.
pub fn demands(run: &RunRecord, from: Duration, length: Duration) -> Vec<Demand> {
    let calendar = Calendar::of(&run.facts);
    let step = calendar.load_step.as_micros();
    let first = (from.as_micros() / step) as usize;
    let many = (length.as_micros() / step).max(1) as usize;
    let of = |(row, facts): (usize, &super::StationFacts)| {
        let recorded = run.ledger.load.row(row);
        let steps = first.min(recorded.len())..(first + many).min(recorded.len());
        let time: u64 = steps.clone().map(|step| calendar.step_length(step)).sum();
        let (mut open, mut most) = (0, 0);
        for (n, step) in recorded[..steps.end].iter().enumerate() {
            open += step.connections;
            if n >= steps.start {
                most = most.max(open);
            }
        }
        Demand {
            name: facts.name.clone(),
            kind: facts.kind,
            servers: facts.servers,
            rate: facts.rate,
            busy: if time > 0 { work(run, row, steps) / time as f64 } else { 0.0 },
            connections: most as f64 * run.facts.scale(),
        }
    };
    run.facts.stations.iter().enumerate().map(of).collect()
}

/// Work asked of a row over some steps in microseconds, that of the jobs turned away by the mean of the others.
fn work(run: &RunRecord, row: usize, steps: std::ops::Range<usize>) -> f64 {
    let recorded = &run.ledger.load.row(row)[steps];
    let sum = |of: &dyn Fn(&crate::ledger::LoadStep) -> u64| recorded.iter().map(of).sum::<u64>() as f64;
    let (arrivals, shed) = (sum(&|s| s.arrivals), sum(&|s| s.shed));
    let accepted = sum(&|s| s.work);
    if arrivals > 0.0 { accepted * (1.0 + shed / arrivals) } else { accepted }
}

/// The share of a row's server time that was asked for, over the measured steps and in the busiest of them; nothing where
/// the row does not exist.
pub fn utilisation(run: &RunRecord, name: &str) -> Option<(f64, f64)> {
    let row = run.facts.stations.iter().position(|facts| facts.name == name)?;
    let calendar = Calendar::of(&run.facts);
    let recorded = run.ledger.load.row(row);
    let servers = f64::from(run.facts.stations[row].servers);
    let (mut asked, mut time, mut peak) = (0.0, 0.0, 0.0_f64);
    for step in calendar.measured_steps(recorded.len()) {
        let length = calendar.step_length(step) as f64;
        let work = recorded[step].work as f64;
        asked += work;
        time += length;
        peak = peak.max(work / (length * servers));
    }
    (time > 0.0).then(|| (asked / (time * servers), peak))
}
