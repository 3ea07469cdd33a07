//! One result, whenever a run was kept and however it is gone on with.

use crate::shelf::{Kept, Shelf, readable};
use crate::worlds::{SMALL, shipped, shortened, small, study, tiny_trace};
use cloudmsg::analysis::{Reached, RunName, RunRecord};
use cloudmsg::engine::ListKind;
use cloudmsg::experiment::{Options, jobs, lookahead, run, run_with_ranges};
use cloudmsg::scenario::Study;
use cloudmsg::units::Duration;
use std::collections::BTreeMap;
use std::sync::Arc;

/// Asserts that two records of a run are equal in all but memory.
fn same(name: &str, found: &RunRecord, expected: &RunRecord) {
    assert_eq!((found.fingerprint, found.events), (expected.fingerprint, expected.events), "{name}");
    assert!(found.ledger == expected.ledger, "{name}: another ledger");
    assert!(found.facts == expected.facts, "{name}: other facts");
    assert_eq!(found.audit, expected.audit, "{name}");
}

/// Threads, list and window that nobody would think of together.
fn another_way(study: &Study, n: usize) -> Options {
    let window = Duration::from_micros((lookahead(study).as_micros() / (1 + n as u64 % 7)).max(1));
    let list = [ListKind::Reference, ListKind::Wheel][n % 2];
    Options { threads: 1 + n % 3, list, window: (!n.is_multiple_of(4)).then_some(window), ..Options::default() }
}

/// Keeps all runs of a study on their way, goes on with each from several places, and asserts one result; how many were gone
/// on with.
fn one_result(name: &str, study: &Study, shards: usize, places: usize) -> usize {
    let whole = run(study, &Options { shards: Some(shards), ..Options::default() }, &|_| {});
    let least = whole.iter().map(|record| record.events).min().expect("a study has a run");
    let shelf = Arc::new(Shelf::new((least / 9).max(1), 1));
    let keeping = Options { shards: Some(shards), keeper: Some(shelf.clone()), ..Options::default() };
    let kept_on_the_way = run(study, &keeping, &|_| {});
    for (found, expected) in kept_on_the_way.iter().zip(&whole) {
        same(name, found, expected);
    }
    let all = shelf.all();
    let mut resumed = 0;
    for n in 0..places {
        // Of every run another place; the last is the finished run.
        let from: BTreeMap<RunName, Kept> =
            all.iter().map(|(run, kept)| (run.clone(), kept[(kept.len() - 1) * (n + 1) / places].clone())).collect();
        for job in jobs(study) {
            assert_eq!(readable(&job, &from[&job.name()]), Ok(()), "{name}");
        }
        resumed += from.values().filter(|(reached, _)| *reached != Reached::Finished).count();
        let again = Arc::new(Shelf::with(u64::MAX, 1, from));
        let records = run(study, &Options { keeper: Some(again), ..another_way(study, n) }, &|_| {});
        for (found, expected) in records.iter().zip(&whole) {
            same(&format!("{name}, {shards} shards, place {n}"), found, expected);
        }
    }
    resumed
}

/// A pass proves: in every small world (every kind of intervention, ties, strangers, scripts, backups) a run that was kept
/// on its way ends as one that was not interrupted, in one shard and in several, with other threads, lists and windows.
#[test]
fn small_worlds_have_one_result_wherever_they_are_interrupted() {
    for name in SMALL {
        for shards in [1, 3] {
            let resumed = one_result(name, &study(&small(name), &[]), shards, 4);
            assert!(resumed >= 2, "{name}: {resumed} runs were gone on with");
        }
    }
}

/// A pass proves: the same for shipped scenarios of every kind, cut short, in all their arms.
#[test]
fn shipped_scenarios_have_one_result_wherever_they_are_interrupted() {
    let trace = tiny_trace();
    let wanted = ["opt-in-2014", "micloud", "holdings", "rivals", "activation", "fleet-outage", "trace"];
    for short in shortened(&trace).iter().filter(|short| wanted.contains(&short.name)) {
        let few = ["population.handsets=80"];
        let fewer: &[&str] = if short.name == "trace" { &[] } else { &few };
        let study = study(&shipped(short.name), &[&short.settings()[..], fewer].concat());
        assert!(one_result(short.name, &study, 2, 3) > 0, "{}", short.name);
    }
}

const STATIONS: &str = "[study]\nduration = \"20 min\"\nreplications = 2\n\
    [stations.a]\narrivals = \"poisson 5/s\"\nservice = \"exp(1 s)\"\nservers = 6\nrouting = { b = 0.5 }\n\
    [stations.b]\nservice = \"exp(1 s)\"\nservers = 2\npatience = \"exp(3 s)\"\nqueue = 9\n";

/// A pass proves: the same for textbook stations, those with computed departures and those with a real queue.
#[test]
fn stations_have_one_result_wherever_they_are_interrupted() {
    let folder = tempfile::tempdir().expect("tests have a temporary folder");
    let path = folder.path().join("stations.toml");
    std::fs::write(&path, STATIONS).expect("it is writable");
    let study = study(&path, &["study.replications=2"]);
    assert!(one_result("stations", &study, 1, 6) >= 8);
}

/// A pass proves: runs of ranges are kept by their setting, and not taken for those of the study.
#[test]
fn runs_of_ranges_are_kept_by_their_setting() {
    let trace = tiny_trace();
    let short = shortened(&trace).into_iter().find(|short| short.name == "opt-in-2014").expect("it is shipped");
    let study = study(&shipped(short.name), &[&short.settings()[..], &["population.handsets=40"]].concat());
    assert!(!study.unknowns.is_empty());
    let run = |keeper: Option<Arc<Shelf>>| {
        let keeper = keeper.map(|shelf| shelf as Arc<dyn cloudmsg::experiment::Keeper>);
        let (records, ranges) = run_with_ranges(&study, &Options { keeper, ..Options::default() }, 1, &|_| {});
        (records.iter().map(|record| record.fingerprint).collect::<Vec<_>>(), ranges)
    };
    let shelf = Arc::new(Shelf::new(1 << 12, 1));
    let (whole, kept) = (run(None), run(Some(shelf.clone())));
    assert!(whole == kept);
    let all = shelf.all();
    assert_eq!(all.len(), jobs(&study).len() + cloudmsg::experiment::range_runs(&study, 1));
    // The first that was kept of each: on its way, or finished where it is short.
    let from = all.into_iter().map(|(run, kept)| (run, kept[0].clone())).collect();
    assert!(run(Some(Arc::new(Shelf::with(u64::MAX, 1, from)))) == whole);
}

/// A pass proves: what is kept of a run that was gone on with is what is kept of it at the same place otherwise: as long,
/// and the same again when it is gone on with.
#[test]
fn what_is_kept_does_not_show_interruptions() {
    let study = study(&small("storm"), &[]);
    let keep = |from: BTreeMap<RunName, Kept>| {
        let shelf = Arc::new(Shelf::with(500, 1, from));
        run(&study, &Options { shards: Some(2), keeper: Some(shelf.clone()), ..Options::default() }, &|_| {});
        shelf.all().into_iter().next().expect("there is one run")
    };
    let (name, whole) = keep(BTreeMap::new());
    assert!(whole.len() > 4);
    for at in 0..whole.len() - 2 {
        let (_, later) = keep(BTreeMap::from([(name.clone(), whole[at].clone())]));
        for (found, expected) in later.iter().zip(&whole[at + 1..]) {
            assert_eq!((found.0, found.1.len()), (expected.0, expected.1.len()), "kept at {at}");
        }
        let (finished, expected) = (&later[later.len() - 1], &whole[whole.len() - 1]);
        assert_eq!(finished.0, Reached::Finished);
        assert_eq!(finished.1.len().abs_diff(expected.1.len()) / 16, 0, "all but memory and the order of tables");
    }
}
