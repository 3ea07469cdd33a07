//! How much of a run's beginning is start-up: MSER-5 on the series that fills as the run does.
//!
//! Of an ecosystem that is the number of push channels open by step of the load record, in which a night after a busy day may
//! look like start-up of a day or two; of textbook stations the mean number at each of them. Knows no declared warm-up.

use super::mser::{Truncation, mser5};
use super::stations::station_series;
use super::{RunRecord, StationKind};
use crate::units::Duration;

/// What a run's own series says of its start-up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StartUp {
    /// It takes so long, in whole steps; of several series the longest.
    Settled(Duration),
    /// A series has not settled in the first half of the run.
    TooShort,
    /// There are too few steps to say.
    Unknown,
}

impl StartUp {
    /// The name in results.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Settled(_) => "settled",
            Self::TooShort => "too_short",
            Self::Unknown => "unknown",
        }
    }

    /// How long it takes in seconds, where that is known.
    pub fn seconds(self) -> Option<f64> {
        match self {
            Self::Settled(length) => Some(length.as_micros() as f64 / 1e6),
            Self::TooShort | Self::Unknown => None,
        }
    }

    /// The longer of two; what has not settled outweighs what nobody can tell, and that what has.
    #[must_use]
    pub fn longer(self, other: Self) -> Self {
        match (self, other) {
            (Self::TooShort, _) | (_, Self::TooShort) => Self::TooShort,
            (Self::Unknown, _) | (_, Self::Unknown) => Self::Unknown,
            (Self::Settled(one), Self::Settled(two)) => Self::Settled(one.max(two)),
        }
    }
}

/// The start-up that replications of one arm show together: their series are averaged step by step, because the fewer the
/// replications, the more chance looks like start-up.
///
/// # Panics
/// Without a run.
pub fn start_up(runs: &[&RunRecord]) -> StartUp {
    let mut all = runs.iter().map(|run| series_of(run));
    let mut sums = all.next().expect("there is a run");
    for series in all {
        for ((_, sum), (_, more)) in sums.iter_mut().zip(series) {
            sum.iter_mut().zip(more).for_each(|(sum, more)| *sum += more);
        }
    }
    let found = sums.iter().map(|(step, sum)| of(sum, *step));
    found.reduce(StartUp::longer).unwrap_or(StartUp::Unknown)
}

/// The series of a run with their steps.
fn series_of(run: &RunRecord) -> Vec<(Duration, Vec<f64>)> {
    if run.ledger.stations.is_some() {
        return station_series(run).into_iter().map(|series| (series.step, series.number)).collect();
    }
    vec![(run.facts.load_step, channels(run))]
}

fn of(series: &[f64], step: Duration) -> StartUp {
    match mser5(series) {
        Truncation::After(steps) => StartUp::Settled(step * steps as u64),
        Truncation::TooShort => StartUp::TooShort,
        Truncation::TooFew => StartUp::Unknown,
    }
}

/// Push channels open at the end of each whole step.
fn channels(run: &RunRecord) -> Vec<f64> {
    let relays = run.facts.stations.iter().enumerate().filter(|(_, station)| station.kind == StationKind::Relay);
    let rows: Vec<_> = relays.map(|(row, _)| run.ledger.load.row(row)).collect();
    let steps = (run.facts.duration.as_micros() / run.facts.load_step.as_micros().max(1)) as usize;
    let mut open = 0_i64;
    let ends = (0..steps.min(rows.first().map_or(0, |row| row.len()))).map(|step| {
        open += rows.iter().map(|row| row[step].connections).sum::<i64>();
        open as f64
    });
    ends.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_known_outweighs_what_is() {
        let settled = |hours| StartUp::Settled(Duration::HOUR * hours);
        assert_eq!(settled(2).longer(settled(3)), settled(3));
        assert_eq!(settled(2).longer(StartUp::Unknown), StartUp::Unknown);
        assert_eq!(StartUp::Unknown.longer(StartUp::TooShort), StartUp::TooShort);
        assert_eq!(of(&[3.0; 60], Duration::HOUR), settled(0));
    }
}
