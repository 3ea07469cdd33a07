//! What a planner should know before trusting a result: saturated stations, runs that are too short, too few replications.
//!
//! Everything follows from figures and tables, so that it can be said again of a folder. Knows thresholds and no words.

use super::sequential::more_for;
use super::start_up::StartUp;
use super::{CONFIDENCE, Figure, FigureRow, HEADLINES, Summary, Tables};
use crate::ledger::StationFigure;
use std::collections::BTreeMap;

/// Share of itself that a headline's half width may have.
pub const NARROW: f64 = 0.05;
/// Simulated messages, or customers of a station, that a run should measure: ten beyond the 99th percentile.
pub const MEASURED: f64 = 1_000.0;
/// Share of its servers' time from which a textbook station counts as saturated.
const FULL: f64 = 0.99;

/// Figures that are held to be narrow, beside the headlines of ranges.
const ALSO: [&str; 5] =
    ["delivery.ip.p50", "delivery.ip.p99", "delivery.sms.p50", "delivery.sms.p99", "network.sojourn_mean"];

/// Something that a planner should know.
#[derive(Clone, Debug, PartialEq)]
pub enum Finding {
    /// A station was asked for more than it has, or turned work away: the worst of an arm.
    Saturated {
        /// The arm.
        arm: String,
        /// The station.
        station: String,
        /// Server time asked for in its busiest step, as a share of what there was; of a textbook station on average.
        utilisation: f64,
        /// Most jobs waiting on average over a step; of a textbook station over the run.
        waiting: f64,
        /// Jobs turned away, in a replication on average.
        shed: f64,
        /// How many other stations of the arm are saturated.
        others: usize,
    },
    /// Most runs have not settled in their first half.
    Unsettled {
        /// The arm.
        arm: String,
        /// How many runs.
        runs: usize,
        /// Of how many.
        of: usize,
    },
    /// A start-up that is longer than the warm-up.
    WarmUpShort {
        /// The arm.
        arm: String,
        /// The median start-up of its runs, in seconds.
        start_up_s: f64,
        /// The warm-up, in seconds.
        warm_up_s: f64,
    },
    /// Few measured messages, or customers.
    FewMeasured {
        /// The arm.
        arm: String,
        /// What: messages, or customers of a station.
        what: String,
        /// How many, simulated, in a replication on average.
        measured: f64,
    },
    /// A headline that is wider than [`NARROW`]: the widest of a study.
    Wide {
        /// The arm.
        arm: String,
        /// The metric.
        metric: String,
        /// Half width as a share of the figure.
        half: f64,
        /// Replications so far.
        replications: u32,
        /// How many more would probably do.
        more: Option<u32>,
        /// How many other headlines are too wide.
        others: usize,
    },
    /// A single replication: nothing says how sure a figure is.
    Single,
}

/// Everything worth knowing, arm by arm. `steady` names the arms in which nothing happens that a long run would not get over:
/// only they can settle.
pub fn findings(summary: &Summary, tables: &Tables, steady: &[String]) -> Vec<Finding> {
    let mut found = Vec::new();
    for arm in &summary.arm_order {
        found.extend(saturated(arm, tables, summary.replications));
        if steady.contains(arm) {
            let detected = summary.warm_up.as_ref().is_some_and(|warm_up| warm_up.detected);
            found.extend(unsettled(arm, tables, detected));
        }
        found.extend(few_measured(arm, summary, tables));
    }
    found.extend(if summary.replications == 1 { Some(Finding::Single) } else { wide(summary, tables) });
    found
}

/// Utilisation, jobs waiting, jobs turned away.
type Strain = (f64, f64, f64);

fn saturated(arm: &str, tables: &Tables, replications: u32) -> Option<Finding> {
    let mut stations: BTreeMap<&str, Strain> = BTreeMap::new();
    for row in tables.load.iter().filter(|row| row.run.arm == arm) {
        let (utilisation, waiting, shed) = stations.entry(&row.station).or_default();
        *utilisation = row.utilisation.max(*utilisation);
        *waiting = row.waiting_mean.max(*waiting);
        *shed += row.shed / f64::from(replications);
    }
    stations.retain(|_, (utilisation, _, shed)| *utilisation >= 1.0 || *shed > 0.0);
    let mut textbook: BTreeMap<&str, Strain> = BTreeMap::new();
    for row in tables.stations.iter().filter(|row| row.run.arm == arm && row.class.is_none()) {
        let of = |figure: StationFigure| row.figures[figure as usize].unwrap_or(0.0) / f64::from(replications);
        let (utilisation, waiting, shed) = textbook.entry(&row.station).or_default();
        *utilisation += of(StationFigure::Utilisation);
        *waiting += of(StationFigure::QueueMean);
        *shed += row.figures[StationFigure::Blocked as usize].unwrap_or(0.0) * of(StationFigure::Arrivals);
    }
    textbook.retain(|_, (utilisation, _, _)| *utilisation >= FULL);
    stations.extend(textbook);
    let others = stations.len().checked_sub(1)?;
    let worst = stations.into_iter().max_by(|a, b| a.1.partial_cmp(&b.1).expect("loads are finite"));
    worst.map(|(station, (utilisation, waiting, shed))| Finding::Saturated {
        arm: arm.to_owned(),
        station: station.to_owned(),
        utilisation,
        waiting,
        shed,
        others,
    })
}

/// Runs whose load did not settle, or settled after the warm-up. One that was detected is left alone: pilot runs averaged say
/// more than the runs one by one.
fn unsettled(arm: &str, tables: &Tables, detected: bool) -> Option<Finding> {
    let runs: Vec<StartUp> = tables.runs.iter().filter(|row| row.run.arm == arm).map(|row| row.start_up).collect();
    let short = runs.iter().filter(|start_up| **start_up == StartUp::TooShort).count();
    if short * 2 > runs.len() {
        return Some(Finding::Unsettled { arm: arm.to_owned(), runs: short, of: runs.len() });
    }
    let start_up_s = median_start_up(runs.into_iter()).filter(|_| !detected)?;
    let warm_up_s = tables.calendar.warm_up.as_micros() as f64 / 1e6;
    (start_up_s > warm_up_s).then(|| Finding::WarmUpShort { arm: arm.to_owned(), start_up_s, warm_up_s })
}

/// The middle one of the start-ups that are known, in seconds: single runs may look settled or not by chance.
pub fn median_start_up(runs: impl Iterator<Item = StartUp>) -> Option<f64> {
    let mut known: Vec<f64> = runs.filter_map(StartUp::seconds).collect();
    known.sort_by(f64::total_cmp);
    known.get(known.len() / 2).copied()
}

fn few_measured(arm: &str, summary: &Summary, tables: &Tables) -> Option<Finding> {
    let few = |what: String, measured: f64| {
        (measured < MEASURED).then(|| Finding::FewMeasured { arm: arm.to_owned(), what, measured })
    };
    let engine = &summary.engine;
    if !tables.of_stations() {
        let written = summary.figure(arm, "messages.composed")?.value?;
        return few("messages".to_owned(), written * engine.handsets as f64 / engine.represents as f64);
    }
    let mut arrivals: BTreeMap<&str, f64> = BTreeMap::new();
    for row in tables.stations.iter().filter(|row| row.run.arm == arm && row.class.is_none()) {
        let came = row.figures[StationFigure::Arrivals as usize].unwrap_or(0.0);
        *arrivals.entry(&row.station).or_default() += came / f64::from(summary.replications);
    }
    let (station, least) = arrivals.into_iter().min_by(|a, b| a.1.partial_cmp(&b.1).expect("counts are finite"))?;
    few(format!("customers at {station}"), least)
}

/// The widest headline of all arms.
fn wide(summary: &Summary, tables: &Tables) -> Option<Finding> {
    let mut wide: Vec<(f64, &str, &str)> = Vec::new();
    for (arm, of_arm) in &summary.arms {
        for metric in HEADLINES.into_iter().chain(ALSO) {
            let below_zero =
                |row: &&FigureRow| row.run.arm == *arm && row.metric == metric && row.value.is_some_and(|x| x < 0.0);
            // A balance may be about nothing, of which no width is a small share.
            let balance = tables.replications.iter().any(|row| below_zero(&row));
            let share = of_arm.metrics.get(metric).filter(|_| !balance).and_then(share_of_itself);
            wide.extend(share.filter(|share| *share > NARROW).map(|share| (share, arm.as_str(), metric)));
        }
    }
    let others = wide.len().checked_sub(1)?;
    let (half, arm, metric) = wide.into_iter().max_by(|a, b| a.partial_cmp(b).expect("widths are finite"))?;
    let of = tables.replications.iter().filter(|row| row.run.arm == arm && row.metric == metric);
    let values: Vec<f64> = of.filter_map(|row| row.value).collect();
    let mean = summary.figure(arm, metric)?.value?;
    Some(Finding::Wide {
        arm: arm.to_owned(),
        metric: metric.to_owned(),
        half,
        replications: summary.replications,
        more: more_for(&values, NARROW * mean.abs(), CONFIDENCE),
        others,
    })
}

fn share_of_itself(figure: &Figure) -> Option<f64> {
    let (value, low, high) = (figure.value?, figure.low?, figure.high?);
    (value.abs() > 0.0).then(|| (high - low) / 2.0 / value.abs())
}
