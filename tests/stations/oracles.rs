//! Exact answers, simulated: over a hundred replications and more, each within four standard errors of the exact figure,
//! with a standard error below one per cent of it, so that the test can fail.

use crate::study;
use cloudmsg::analysis::{figures_of, variance};
use cloudmsg::experiment::{Options, jobs, run_jobs};
use cloudmsg::random::{Draws, Law, StreamName, Table};
use cloudmsg::scenario::{Arrivals, Class, Station, Stations, StudyStart};
use cloudmsg::units::{Duration, Instant};

const REPLICATIONS: u32 = 100;

/// A network with exact figures.
struct Row {
    name: &'static str,
    stations: &'static str,
    /// Measured seconds, after a warm-up of a tenth more.
    seconds: u64,
    exact: &'static [(&'static str, f64)],
}

/// Rows that take a second or two each without optimisation.
const QUICK: &[Row] = &[
    Row {
        name: "M/M/c, 8 on 10",
        stations: "[stations.s]\narrivals = 'poisson 8/s'\nservice = 'exp(1 s)'\nservers = 10",
        seconds: 2_000,
        exact: &[("s.delayed", 0.409_180), ("s.utilisation", 0.8)],
    },
    Row {
        name: "Erlang B, exponential",
        stations: "[stations.s]\narrivals = 'poisson 10/s'\nservice = 'exp(1 s)'\nservers = 10\nqueue = 0",
        seconds: 500,
        exact: &[("s.blocked", 0.214_582), ("s.number_mean", 7.854_18)],
    },
    Row {
        name: "Erlang B, deterministic",
        stations: "[stations.s]\narrivals = 'poisson 10/s'\nservice = 'fixed(1 s)'\nservers = 10\nqueue = 0",
        seconds: 500,
        exact: &[("s.blocked", 0.214_582), ("s.number_mean", 7.854_18)],
    },
    Row {
        name: "Erlang B, lognormal",
        stations: "[stations.s]\narrivals = 'poisson 10/s'\nservice = 'lognormal(mean 1 s, scv 4)'\nservers = 10\nqueue = 0",
        seconds: 1_000,
        exact: &[("s.blocked", 0.214_582), ("s.number_mean", 7.854_18)],
    },
    Row {
        name: "M/M/c/K",
        stations: "[stations.s]\narrivals = 'poisson 8/s'\nservice = 'exp(1 s)'\nservers = 10\nqueue = 2",
        seconds: 1_500,
        exact: &[("s.blocked", 0.066_256)],
    },
    Row {
        name: "M/D/1",
        stations: "[stations.s]\narrivals = 'poisson 0.8/s'\nservice = 'fixed(1 s)'",
        seconds: 30_000,
        exact: &[("s.wait_mean", 2.0), ("s.delayed", 0.8), ("s.queue_mean", 1.6)],
    },
    Row {
        name: "D/M/1",
        stations: "[stations.s]\narrivals = 'deterministic 0.5/s'\nservice = 'exp(1 s)'",
        seconds: 10_000,
        exact: &[("s.delayed", 0.203_188), ("s.wait_mean", 0.255_001)],
    },
    Row {
        name: "two priorities",
        stations: "[stations.s]\nservice = 'exp(1 s)'\npriorities.high.arrivals = 'poisson 0.3/s'\n\
                   priorities.low.arrivals = 'poisson 0.4/s'",
        seconds: 40_000,
        exact: &[("s.high.wait_mean", 1.0), ("s.low.wait_mean", 10.0 / 3.0)],
    },
    Row {
        name: "Erlang A",
        stations: "[stations.s]\narrivals = 'poisson 100/s'\nservice = 'exp(1 s)'\nservers = 100\npatience = 'exp(1 s)'",
        seconds: 250,
        exact: &[("s.delayed", 0.513_299), ("s.number_mean", 100.0)],
    },
    Row {
        name: "an open Jackson network",
        stations: "[stations.1]\nservice = 'exp(40 ms)'\nrouting = { 2 = 0.5, 3 = 0.5 }\n\
                   [stations.2]\nservice = 'exp(30 ms)'\nrouting = { 1 = 1.0 }\n\
                   [stations.3]\nservice = 'exp(60 ms)'\nrouting = { 1 = 0.6 }\n\
                   [stations.4]\narrivals = 'poisson 4/s'\nservice = 'exp(50 ms)'\nrouting = { 1 = 1.0 }",
        seconds: 2_500,
        exact: &[
            ("1.number_mean", 4.0),
            ("2.number_mean", 3.0 / 7.0),
            ("3.number_mean", 1.5),
            ("4.number_mean", 0.25),
            ("network.number_mean", 4.0 + 3.0 / 7.0 + 1.75),
            ("network.sojourn_mean", (4.0 + 3.0 / 7.0 + 1.75) / 4.0),
        ],
    },
];

/// Rows with much to average out.
const LONG: &[Row] = &[
    Row {
        name: "M/M/1",
        stations: "[stations.s]\narrivals = 'poisson 0.8/s'\nservice = 'exp(1 s)'",
        seconds: 150_000,
        exact: &[("s.wait_mean", 4.0), ("s.sojourn_mean", 5.0), ("s.sojourn_p95", 14.9787), ("s.sojourn_p99", 23.0259)],
    },
    Row {
        name: "M/M/c, 8 on 10",
        stations: "[stations.s]\narrivals = 'poisson 8/s'\nservice = 'exp(1 s)'\nservers = 10",
        seconds: 15_000,
        exact: &[("s.delayed", 0.409_180), ("s.wait_mean", 0.204_590), ("s.wait_p95", 1.0511)],
    },
    Row {
        name: "Erlang A",
        stations: "[stations.s]\narrivals = 'poisson 100/s'\nservice = 'exp(1 s)'\nservers = 100\npatience = 'exp(1 s)'",
        seconds: 1_500,
        exact: &[("s.delayed", 0.513_299), ("s.abandoned", 0.039_861)],
    },
    Row {
        name: "M/M/c, 95 on 100",
        stations: "[stations.s]\narrivals = 'poisson 95/s'\nservice = 'exp(1 s)'\nservers = 100",
        seconds: 8_000,
        exact: &[("s.delayed", 0.506_457), ("s.wait_mean", 0.101_291)],
    },
    Row {
        name: "M/M/c, 100 on 110",
        stations: "[stations.s]\narrivals = 'poisson 100/s'\nservice = 'exp(1 s)'\nservers = 110",
        seconds: 2_000,
        exact: &[("s.delayed", 0.237_008)],
    },
    Row {
        name: "M/G/1, lognormal",
        stations: "[stations.s]\narrivals = 'poisson 0.8/s'\nservice = 'lognormal(mean 1 s, scv 4)'",
        seconds: 600_000,
        exact: &[("s.wait_mean", 10.0)],
    },
    Row {
        name: "M/G/1, two phases",
        stations: "[stations.s]\narrivals = 'poisson 0.8/s'\n\
                   service = 'mix(0.887298335: exp(563508 us), 0.112701665: exp(4436492 us))'",
        seconds: 400_000,
        exact: &[("s.wait_mean", 10.0)],
    },
    Row {
        name: "two priorities at many servers",
        stations: "[stations.s]\nservice = 'exp(1 s)'\nservers = 10\npriorities.high.arrivals = 'poisson 3/s'\n\
                   priorities.low.arrivals = 'poisson 5/s'",
        seconds: 10_000,
        // Erlang C of 8 on 10 over 10, and over the shares that are left.
        exact: &[("s.high.wait_mean", 0.040_918_0 / 0.7), ("s.low.wait_mean", 0.040_918_0 / 0.7 / 0.2)],
    },
];

fn two_threads() -> Options {
    Options { threads: 2, ..Options::default() }
}

/// Mean and standard error over replications of each figure that is asked for.
fn simulated(row: &Row) -> Vec<(f64, f64)> {
    let warm_up = row.seconds / 10;
    let text = format!(
        "[study]\nduration = \"{} s\"\nwarm_up = \"{warm_up} s\"\nseed = 7\nreplications = {REPLICATIONS}\n{}\n",
        row.seconds + warm_up,
        row.stations
    );
    let study = study(&text);
    let figures = run_jobs(&jobs(&study), &two_threads(), &|_| {}, &|_, _, record| figures_of(&record));
    let of = |name: &str| {
        let name = if name.starts_with("network.") { name.to_owned() } else { format!("stations.{name}") };
        let one = |rows: &Vec<cloudmsg::analysis::FigureRow>| rows.iter().find(|row| row.metric == name)?.value;
        let values: Vec<f64> = figures.iter().map(|rows| one(rows).unwrap_or_else(|| panic!("no {name}"))).collect();
        let n = values.len() as f64;
        let error = libm::sqrt(variance(&values).expect("a hundred values have a variance") / n);
        (values.iter().sum::<f64>() / n, error)
    };
    row.exact.iter().map(|(name, _)| of(name)).collect()
}

fn hold(rows: &[Row]) {
    let mut faults = Vec::new();
    for row in rows {
        for ((name, exact), (mean, error)) in row.exact.iter().zip(simulated(row)) {
            let off = (mean - exact) / error;
            println!(
                "{:32} {name:22} {exact:>10.6} {mean:>10.6} {off:>6.2} SE, SE {:.2} %",
                row.name,
                100.0 * error / exact
            );
            if off.abs() > 4.0 || error > 0.01 * exact {
                faults.push(format!("{}: {name} is {mean}, exactly {exact}, standard error {error}", row.name));
            }
        }
    }
    assert!(faults.is_empty(), "\n{}\n", faults.join("\n"));
}

#[test]
fn simulated_stations_agree_with_theory() {
    hold(QUICK);
}

#[test]
#[ignore = "two minutes with optimisation: cargo test --release --test stations -- --ignored long_rows"]
fn long_rows_agree_with_theory() {
    hold(LONG);
}

#[derive(Clone, Copy)]
struct Gaps;

impl StreamName for Gaps {
    const COUNT: usize = 1;
    fn index(self) -> usize {
        0
    }
}

/// Started empty, nothing deleted: the mean delay of the first hundred customers at arrivals of 1 a second and services of
/// 0.9 s is 4.134185 s, not the 8.1 s of the long run.
#[test]
fn a_station_that_starts_empty_has_its_transient() {
    let gaps = Table::new(&Law::Exponential { mean: 1.0 }, 1e6, 1 << 40);
    let mut waits = Vec::new();
    for replication in 0..12_000_u32 {
        let draws = Draws::new(99, replication, Gaps::COUNT);
        let mut at = Instant::START;
        let instants = (0..100).map(|n| {
            at += Duration::from_micros(gaps.draw(draws.bits(Gaps, 0, n)));
            at
        });
        let class =
            Class { arrivals: Some(Arrivals::Given(instants.collect())), service: Law::Exponential { mean: 0.9 } };
        let desk = Station {
            name: "desk".to_owned(),
            classes: vec![class],
            servers: 1,
            queue: None,
            patience: None,
            routing: Vec::new(),
        };
        let network = Stations {
            start: StudyStart { text: String::new(), unix_seconds: 0 },
            duration: Duration::HOUR,
            warm_up: Duration::ZERO,
            stations: vec![desk],
        };
        let finished = cloudmsg::experiment::run_stations(&network, 5, replication, &Options::default(), &|_| {});
        let record = finished.ledger.stations.expect("a run of stations");
        let class = &record.books[0].classes[0];
        assert_eq!((class.arrivals, class.visits), (100, 100));
        waits.push(class.wait as f64 / 1e8);
    }
    let n = waits.len() as f64;
    let (mean, error) = (waits.iter().sum::<f64>() / n, libm::sqrt(variance(&waits).expect("many") / n));
    println!("mean delay {mean}, standard error {error}");
    assert!(error < 0.01 * 4.134_185 && (mean - 4.134_185).abs() < 4.0 * error, "{mean} with standard error {error}");
}
