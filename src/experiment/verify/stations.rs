//! Textbook stations and networks to check, and any station that somebody asks about.
//!
//! Knows no formula: which is the closest and what it says comes with the runs.

use super::{Extent, Options, Progress, REPLICATIONS, Reading, Row, study};
use crate::analysis::{Check, Claim, TheoryRunRow, interval, theory_of};
use crate::experiment::{jobs, run_jobs};
use crate::scenario::Study;

/// A network, how long it is observed, and which of its figures are checked.
struct Network {
    subject: &'static str,
    stations: &'static str,
    /// Measured seconds, after a warm-up of a tenth more.
    seconds: u64,
    figures: &'static [&'static str],
}

/// Networks that take little to average out.
const QUICK: &[Network] = &[
    Network {
        subject: "M/M/c: 8 Erlang on 10",
        stations: "[stations.desk]\narrivals = 'poisson 8/s'\nservice = 'exp(1 s)'\nservers = 10",
        seconds: 2_000,
        figures: &["desk.delayed", "desk.utilisation"],
    },
    Network {
        subject: "M/M/c/c: 10 Erlang on 10",
        stations: "[stations.desk]\narrivals = 'poisson 10/s'\nservice = 'exp(1 s)'\nservers = 10\nqueue = 0",
        seconds: 500,
        figures: &["desk.blocked", "desk.number_mean"],
    },
    Network {
        subject: "M/D/c/c: 10 Erlang on 10",
        stations: "[stations.desk]\narrivals = 'poisson 10/s'\nservice = 'fixed(1 s)'\nservers = 10\nqueue = 0",
        seconds: 500,
        figures: &["desk.blocked", "desk.number_mean"],
    },
    Network {
        subject: "M/G/c/c: 10 Erlang on 10, lognormal",
        stations: "[stations.desk]\narrivals = 'poisson 10/s'\nservice = 'lognormal(mean 1 s, scv 4)'\nservers = 10\nqueue = 0",
        seconds: 1_000,
        figures: &["desk.blocked", "desk.number_mean"],
    },
    Network {
        subject: "M/M/c/K: 8 Erlang on 10, room for 12",
        stations: "[stations.desk]\narrivals = 'poisson 8/s'\nservice = 'exp(1 s)'\nservers = 10\nqueue = 2",
        seconds: 1_500,
        figures: &["desk.blocked"],
    },
    Network {
        subject: "M/D/1 at .8",
        stations: "[stations.desk]\narrivals = 'poisson 0.8/s'\nservice = 'fixed(1 s)'",
        seconds: 30_000,
        figures: &["desk.wait_mean", "desk.delayed", "desk.queue_mean"],
    },
    Network {
        subject: "D/M/1 at .5",
        stations: "[stations.desk]\narrivals = 'deterministic 0.5/s'\nservice = 'exp(1 s)'",
        seconds: 10_000,
        figures: &["desk.delayed", "desk.wait_mean"],
    },
    Network {
        subject: "M/M/1, two priorities",
        stations: "[stations.desk]\nservice = 'exp(1 s)'\npriorities.high.arrivals = 'poisson 0.3/s'\n\
                   priorities.low.arrivals = 'poisson 0.4/s'",
        seconds: 40_000,
        figures: &["desk.high.wait_mean", "desk.low.wait_mean"],
    },
    Network {
        subject: "Erlang A: 100 Erlang on 100",
        stations: "[stations.desk]\narrivals = 'poisson 100/s'\nservice = 'exp(1 s)'\nservers = 100\npatience = 'exp(1 s)'",
        seconds: 250,
        figures: &["desk.delayed", "desk.number_mean"],
    },
    Network {
        subject: "Open Jackson network of four",
        stations: "[stations.1]\nservice = 'exp(40 ms)'\nrouting = { 2 = 0.5, 3 = 0.5 }\n\
                   [stations.2]\nservice = 'exp(30 ms)'\nrouting = { 1 = 1.0 }\n\
                   [stations.3]\nservice = 'exp(60 ms)'\nrouting = { 1 = 0.6 }\n\
                   [stations.4]\narrivals = 'poisson 4/s'\nservice = 'exp(50 ms)'\nrouting = { 1 = 1.0 }",
        seconds: 2_500,
        figures: &["1.number_mean", "2.number_mean", "3.number_mean", "4.number_mean"],
    },
];

/// Networks with much to average out.
const LONG: &[Network] = &[
    Network {
        subject: "M/M/1 at .8",
        stations: "[stations.desk]\narrivals = 'poisson 0.8/s'\nservice = 'exp(1 s)'",
        seconds: 150_000,
        figures: &["desk.wait_mean", "desk.sojourn_mean", "desk.sojourn_p95", "desk.sojourn_p99"],
    },
    Network {
        subject: "M/M/c: 8 Erlang on 10, longer",
        stations: "[stations.desk]\narrivals = 'poisson 8/s'\nservice = 'exp(1 s)'\nservers = 10",
        seconds: 15_000,
        figures: &["desk.delayed", "desk.wait_mean", "desk.wait_p95"],
    },
    Network {
        subject: "Erlang A: 100 Erlang on 100, longer",
        stations: "[stations.desk]\narrivals = 'poisson 100/s'\nservice = 'exp(1 s)'\nservers = 100\npatience = 'exp(1 s)'",
        seconds: 1_500,
        figures: &["desk.delayed", "desk.abandoned"],
    },
    Network {
        subject: "M/M/c: 95 Erlang on 100",
        stations: "[stations.desk]\narrivals = 'poisson 95/s'\nservice = 'exp(1 s)'\nservers = 100",
        seconds: 8_000,
        figures: &["desk.delayed", "desk.wait_mean"],
    },
    Network {
        subject: "M/M/c: 100 Erlang on 110",
        stations: "[stations.desk]\narrivals = 'poisson 100/s'\nservice = 'exp(1 s)'\nservers = 110",
        seconds: 2_000,
        figures: &["desk.delayed"],
    },
    Network {
        subject: "M/G/1 at .8, lognormal, scv 4",
        stations: "[stations.desk]\narrivals = 'poisson 0.8/s'\nservice = 'lognormal(mean 1 s, scv 4)'",
        seconds: 600_000,
        figures: &["desk.wait_mean"],
    },
    Network {
        subject: "M/G/1 at .8, two phases, scv 4",
        stations: "[stations.desk]\narrivals = 'poisson 0.8/s'\n\
                   service = 'mix(0.887298335: exp(563508 us), 0.112701665: exp(4436492 us))'",
        seconds: 400_000,
        figures: &["desk.wait_mean"],
    },
    Network {
        subject: "M/M/c, two priorities: 3 and 5 Erlang on 10",
        stations: "[stations.desk]\nservice = 'exp(1 s)'\nservers = 10\npriorities.high.arrivals = 'poisson 3/s'\n\
                   priorities.low.arrivals = 'poisson 5/s'",
        seconds: 10_000,
        figures: &["desk.high.wait_mean", "desk.low.wait_mean"],
    },
];

/// An M/M/1 at four fifths, observed for as long as its warm-up of twenty relaxation times is a small part.
const INTERVALS: &str = "[stations.desk]\narrivals = 'poisson 0.8/s'\nservice = 'exp(1 s)'";
/// Intervals, and replications that make each.
const COVERAGE: (u32, u32) = (1_000, 10);

/// The networks, ready to run.
pub(super) fn rows(extent: Extent, seed: u64) -> Vec<Row> {
    let row = |network: &Network| Row {
        studies: vec![of_stations(network.stations, network.seconds, REPLICATIONS, seed)],
        read: Reading::Theory { subject: network.subject, figures: network.figures },
    };
    let mut rows: Vec<Row> = QUICK.iter().map(row).collect();
    if extent == Extent::Full {
        rows.extend(LONG.iter().map(row));
        let (intervals, each) = COVERAGE;
        rows.push(Row {
            studies: vec![of_stations(INTERVALS, 20_000, intervals * each, seed)],
            read: Reading::Coverage { each: each as usize },
        });
    }
    rows
}

fn of_stations(stations: &str, seconds: u64, replications: u32, seed: u64) -> Study {
    let warm_up = seconds / 10;
    let text = format!(
        "[study]\nduration = \"{} s\"\nwarm_up = \"{warm_up} s\"\nseed = {seed}\nreplications = {replications}\n{stations}\n",
        seconds + warm_up
    );
    study("stations", &text, &[])
}

/// Every figure of the stations of one study against the closest formula, in the order in which they come.
pub(super) fn against(rows: &[TheoryRunRow], subject: &str) -> Vec<Check> {
    let mut figures: Vec<(String, Vec<&TheoryRunRow>)> = Vec::new();
    for row in rows {
        let name = format!("{}.{}", row.station, row.metric);
        match figures.iter_mut().find(|(known, _)| *known == name) {
            Some((_, runs)) => runs.push(row),
            None => figures.push((name, vec![row])),
        }
    }
    let check = |(figure, runs): (String, Vec<&TheoryRunRow>)| {
        let first = runs[0];
        let mut reservations = first.what_does_not.clone();
        if first.formula.contains("approximate") {
            reservations.push("the formula is approximate".to_owned());
        }
        let claim = Claim {
            subject: subject.to_owned(),
            figure,
            unit: first.unit.clone(),
            formula: first.formula.clone(),
            exact: first.theory,
            reservations,
        };
        let observed: Vec<f64> = runs.iter().filter_map(|row| row.simulated).collect();
        Check::of(claim, &observed)
    };
    figures.into_iter().map(check).collect()
}

/// How many intervals at 95 % hold the mean sojourn of the formula.
pub(super) fn coverage(rows: &[TheoryRunRow], each: usize) -> Check {
    let sojourns: Vec<&TheoryRunRow> = rows.iter().filter(|row| row.metric == "sojourn_mean").collect();
    let exact = sojourns.first().and_then(|row| row.theory).expect("an M/M/1 below one has a mean sojourn");
    let means: Vec<f64> = sojourns.iter().filter_map(|row| row.simulated).collect();
    let holds = |of: &[f64]| {
        let (low, high) = interval(of).and_then(|i| i.bounds).expect("several observations have bounds");
        if low <= exact && exact <= high { 1.0 } else { 0.0 }
    };
    let held: Vec<f64> = means.chunks(each).map(holds).collect();
    let subject = "A thousand 95 % intervals of an M/M/1";
    let claim = super::exactly(subject, "hold the mean sojourn", "share", "Student's t over ten runs", 0.95);
    Check::of(claim, &held)
}

/// Every figure of a study of stations against the closest formula, over its own replications.
pub fn station_checks(
    study: &Study,
    subject: &str,
    options: &Options,
    progress: &(dyn Fn(Progress) + Sync),
) -> Vec<Check> {
    let rows: Vec<TheoryRunRow> =
        run_jobs(&jobs(study), options, progress, &|_, _, record| theory_of(&record)).into_iter().flatten().collect();
    against(&rows, subject)
}
