//! How much of a run's beginning is start-up: MSER-5 on the series that fills as the run does.
//!
//! Of an ecosystem that is the number of push channels open by step of the load record, less its drift, because users join all
//! the time; a night after a busy day may look like start-up of a day or two. Of textbook stations it is the mean number at
//! each of them. Knows no declared warm-up.

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
    vec![(run.facts.load_step, without_drift(&channels(run)))]
}

fn of(series: &[f64], step: Duration) -> StartUp {
    match mser5(series) {
        Truncation::After(steps) => StartUp::Settled(step * steps as u64),
        Truncation::TooShort => StartUp::TooShort,
        Truncation::TooFew => StartUp::Unknown,
    }
}

/// A series less the line that fits its second half best: a user base that grows is no start-up.
fn without_drift(series: &[f64]) -> Vec<f64> {
    let later = &series[series.len() / 2..];
    let n = later.len() as f64;
    let (middle, mean) = ((n - 1.0) / 2.0, later.iter().sum::<f64>() / n);
    let along = |of: fn(f64, f64) -> f64| {
        later.iter().enumerate().map(|(place, value)| of(place as f64 - middle, value - mean)).sum::<f64>()
    };
    let squares = along(|place, _| place * place);
    let slope = if squares > 0.0 { along(|place, value| place * value) / squares } else { 0.0 };
    series.iter().enumerate().map(|(place, value)| value - slope * place as f64).collect()
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

    /// 200 users within ten steps, then one more at every step.
    #[test]
    fn growth_is_no_start_up_and_filling_up_is() {
        let filling = |step: usize| if step < 10 { 20.0 * step as f64 } else { 200.0 };
        let series: Vec<f64> = (0..100).map(|step| filling(step) + step as f64).collect();
        assert_eq!(of(&series, Duration::HOUR), StartUp::TooShort);
        let level = without_drift(&series);
        assert!(level[10..].iter().all(|x| (x - 200.0).abs() < 1e-9), "{level:?}");
        assert_eq!(of(&level, Duration::HOUR), StartUp::Settled(Duration::HOUR * 10));
        assert_eq!(without_drift(&[7.0]), [7.0]);
        assert!(without_drift(&[]).is_empty());
    }
}
