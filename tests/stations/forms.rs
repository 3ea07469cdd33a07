//! One trajectory, however it is come by: departures computed ahead or a real queue, either list, any threads and windows.

use crate::study;
use cloudmsg::experiment::{ListKind, Options, jobs, run, run_stations};
use cloudmsg::ledger::{Law, Stations};
use cloudmsg::model::audit_stations;
use cloudmsg::units::Duration;

/// Ties abound: everything happens at whole multiples of a quarter of a second.
const DENSE: &str = "
[study]
duration = \"10 min\"
warm_up  = \"1 min\"
seed     = 3
replications = 2

[stations.a]
arrivals = \"deterministic 4/s\"
service  = \"mix(0.5: fixed(250 ms), 0.5: fixed(1250 ms))\"
servers  = 4
queue    = 5
routing  = { b = 0.5, a = 0.25 }

[stations.b]
service  = \"fixed(500 ms)\"
patience = \"mix(0.5: fixed(500 ms), 0.5: fixed(0 s))\"
routing  = { c = 0.75 }

[stations.c]
service  = \"fixed(250 ms)\"
priorities.high.arrivals = \"deterministic 1/s\"
priorities.low.arrivals  = \"exp(1 s)\"
priorities.low.service   = \"mix(0.9: fixed(250 ms), 0.1: fixed(2 s))\"
";

/// What both forms can do: no priorities, no impatience.
const PLAIN: &str = "
[study]
duration = \"30 min\"
warm_up  = \"1 min\"
seed     = 11

[stations.a]
arrivals = \"poisson 20/s\"
service  = \"lognormal(mean 100 ms, scv 4)\"
servers  = 3
queue    = 6
routing  = { b = 0.5 }

[stations.b]
arrivals = \"deterministic 2/s\"
service  = \"uniform(0 s, 150 ms)\"
routing  = { c = 0.5, b = 0.25 }

[stations.c]
arrivals = \"exp(1 s)\"
service  = \"erlang(3, 1 s)\"
servers  = 6

[stations.saturated]
arrivals = \"poisson 3/s\"
service  = \"exp(1 s)\"
servers  = 2
";

/// A fault that is planted in a record.
type Plant<'a> = &'a dyn Fn(&mut Stations);

/// A pass proves: every law of textbook stations is looked at, holds, and finds what is planted.
#[test]
fn the_audit_of_stations_finds_what_is_planted() {
    let study = study(PLAIN);
    let network = study.arms[0].stations().expect("a study of stations");
    let run = run_stations(network, 1, 0, &Options::default(), &|_| {});
    let looked_at: Vec<Law> = run.audit.balances.iter().map(|balance| balance.law).collect();
    assert_eq!(looked_at, [Law::Jobs, Law::LittlesLaw, Law::Events, Law::Customers, Law::NumberInSystem]);
    let record = run.ledger.stations.expect("a run of stations");
    let plants: [(Law, Plant<'_>); 4] = [
        (Law::Customers, &|r| r.books[0].classes[0].blocked += 1),
        (Law::Jobs, &|r| r.books[0].totals.departed += 1),
        (Law::LittlesLaw, &|r| r.books[0].totals.sojourn += 1),
        (Law::NumberInSystem, &|r| r.books[0].steps[7].in_system += 1),
    ];
    for (law, plant) in plants {
        let mut planted = record.clone();
        plant(&mut planted);
        let found = audit_stations(&planted, &run.at_end).breaches;
        assert!(found.len() == 1 && found[0].law == law && found[0].part.starts_with("station 0"), "{found:?}");
    }
}

#[test]
fn computed_departures_and_a_real_queue_agree() {
    let study = study(PLAIN);
    let network = study.arms[0].stations().expect("a study of stations");
    for seed in 0..5 {
        let of = |queued| {
            let options = Options { queued, ..Options::default() };
            let finished = run_stations(network, seed, 0, &options, &|_| {});
            assert!(finished.audit.is_sound(), "{:?}", finished.audit.breaches);
            finished.ledger.stations.expect("a run of stations")
        };
        let (computed, queued) = (of(false), of(true));
        assert!(computed.books[0].classes[0].blocked > 0 && computed.books[3].totals.remaining > 0);
        assert_eq!(computed, queued, "seed {seed}");
    }
}

#[test]
fn neither_list_nor_threads_nor_windows_show() {
    for text in [DENSE, PLAIN] {
        let study = study(text);
        assert_eq!(jobs(&study).len(), study.replications as usize);
        let of = |list, threads, window| {
            let records = run(&study, &Options { list, threads, window, ..Options::default() }, &|_| {});
            records.iter().map(|record| (record.fingerprint, record.events)).collect::<Vec<_>>()
        };
        let first = of(ListKind::Wheel, 1, None);
        assert_eq!(first, of(ListKind::Reference, 1, None));
        assert_eq!(first, of(ListKind::Wheel, 2, None));
        assert_eq!(first, of(ListKind::Reference, 2, Some(Duration::from_micros(70_001))));
        assert_eq!(first, of(ListKind::Wheel, 1, Some(Duration::from_micros(250_000))));
        if let [one, other] = &first[..] {
            assert_ne!(one, other, "replications differ");
        }
    }
}

/// What customers want does not follow from what they meet: another fleet serves the same customers.
#[test]
fn arms_share_their_customers() {
    let study = study(
        "[study]\nduration = \"10 min\"\nreplications = 1\n[stations.s]\narrivals = \"poisson 5/s\"\nservice = \"exp(1 s)\"\n\
         [arm.few]\nstations.s.servers = 6\n[arm.many]\nstations.s.servers = 600\n",
    );
    let records = run(&study, &Options::default(), &|_| {});
    let books = records.iter().map(|record| &record.ledger.stations.as_ref().expect("stations").books[0].classes[0]);
    let [few, many] = &books.collect::<Vec<_>>()[..] else { panic!("two arms") };
    assert_eq!(few.arrivals, many.arrivals);
    // The same services: those at the end of the run aside.
    let served = |book: &cloudmsg::ledger::ClassBook| book.sojourn - book.wait;
    assert_eq!(served(few), served(many));
    assert!(few.wait > 0 && many.wait == 0);
}
