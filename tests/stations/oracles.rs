//! A transient with an exact answer. What holds in the long run, `verify` works out: tests/verify.rs.

use cloudmsg::analysis::variance;
use cloudmsg::experiment::Options;
use cloudmsg::random::{Draws, Law, StreamName, Table};
use cloudmsg::scenario::{Arrivals, Class, Station, Stations, StudyStart};
use cloudmsg::units::{Duration, Instant};

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
