//! One result for any threads, future event lists, windows and shards, on worlds where ties abound.

use crate::worlds::{finish, shipped, small, study, world};
use cloudmsg::engine::ListKind;
use cloudmsg::experiment::Options;
use cloudmsg::scenario::Scenario;
use cloudmsg::units::Duration;
use cloudmsg::world::World;

fn options(threads: usize, list: ListKind, shards: usize, window: Option<Duration>) -> Options {
    Options { threads, list, shards: Some(shards), window, composed: true, fates: true, ..Options::default() }
}

/// Every way to run: 2 lists by 4 windows by 3 numbers of shards, and threads where there are shards for them.
fn ways(lookahead: Duration) -> Vec<Options> {
    let part = |n: u64| Some(Duration::from_micros((lookahead.as_micros() / n).max(1)));
    let mut ways = Vec::new();
    for list in [ListKind::Wheel, ListKind::Reference] {
        for window in [None, part(1), part(2), part(7)] {
            for shards in [1, 2, 7] {
                let threads = if shards > 1 && list == ListKind::Wheel { 2 } else { 1 };
                ways.push(options(threads, list, shards, window));
            }
        }
    }
    ways.push(options(2, ListKind::Reference, 7, part(2)));
    ways.push(options(1, ListKind::Wheel, 7, part(7)));
    ways
}

/// Asserts that a world has one trajectory and one ledger however it is run.
pub(crate) fn one_result(name: &str, scenario: &Scenario, seed: u64) {
    let mut expected = finish(scenario, seed, 0, &options(1, ListKind::Wheel, 1, None));
    // A single shard lists messages as they come.
    expected.ledger.composed.as_mut().expect("the list was asked for").sort_unstable();
    let lookahead = World::build(scenario, seed, 0).lookahead;
    let mut composed = 0;
    for way in ways(lookahead) {
        let mut found = finish(scenario, seed, 0, &way);
        let list = found.ledger.composed.as_mut().expect("the list was asked for");
        list.sort_unstable();
        composed = list.len();
        assert!(found.ledger == expected.ledger, "{name}, seed {seed}: another ledger with {way:?}");
        assert_eq!(
            (found.fingerprint, found.events),
            (expected.fingerprint, expected.events),
            "{name}, seed {seed}: {way:?}"
        );
    }
    println!("{name}: {} events, {composed} messages, lookahead {lookahead}", expected.events);
}

/// A pass proves: the small world, in step with itself, has one trajectory and one ledger however it is run.
#[test]
fn a_dense_world_has_one_result() {
    let (scenario, seed) = world("small", &[]);
    one_result("small", &scenario, seed);
}

/// A pass proves: the same with every kind of intervention at instants that coincide with events.
#[test]
fn a_world_of_interventions_has_one_result() {
    for seed in [77, 78] {
        let (scenario, _) = world("storm", &[]);
        one_result("storm", &scenario, seed);
    }
}

/// A pass proves: the same where most messages go to strangers, and the service is banned here, there and everywhere.
#[test]
fn a_world_of_wrong_numbers_has_one_result() {
    for seed in [404, 405] {
        let (scenario, _) = world("strangers", &[]);
        one_result("strangers", &scenario, seed);
    }
}

/// A pass proves: the same where everybody writes to everybody at the same instants.
#[test]
fn a_world_of_equal_instants_has_one_result() {
    let (scenario, seed) = world("ties", &[]);
    one_result("ties", &scenario, seed);
}

/// A pass proves: the same with shards that are empty or asleep, and a country of one handset.
#[test]
fn a_quiet_world_has_one_result() {
    for handsets in ["1", "2", "3"] {
        let of = |key: &str| format!("population.{key}={handsets}");
        let (scenario, seed) = world("quiet", &[&of("handsets"), &of("represents")]);
        one_result("quiet", &scenario, seed);
    }
}

/// A pass proves: the same where people do what is written.
#[test]
fn a_scripted_world_has_one_result() {
    let (scenario, seed) = world("script", &["script.people.dan.access=3g"]);
    one_result("script", &scenario, seed);
}

/// A pass proves: the same with backups and polls.
#[test]
fn a_world_of_backups_has_one_result() {
    let (scenario, seed) = world("cloud", &[]);
    one_result("cloud", &scenario, seed);
}

/// A pass proves: threads and shards do not show in the flagship.
#[test]
fn the_flagship_has_one_result_on_any_threads() {
    let settings = [
        "population.handsets=1000",
        "study.duration=2 days",
        "study.warm_up=6 h",
        "timeline.opt-in.at=2014-07-28T12:00:00+08:00",
    ];
    for arm in study(&shipped("opt-in-2014"), &settings).arms {
        let run = |threads| {
            let finished =
                finish(arm.scenario(), 20_140_810, 0, &Options { threads, shards: None, ..Options::default() });
            (finished.fingerprint, finished.events, finished.ledger)
        };
        let (one, two) = (run(1), run(2));
        assert_eq!((one.0, one.1), (two.0, two.1), "arm {}", arm.name);
        assert!(one.2 == two.2, "arm {}: another ledger", arm.name);
    }
}

/// A pass proves: every shipped scenario, cut short, is the same in every arm on one shard and on three, on one thread and
/// on two, in windows of the lookahead and of a seventh of it; and recording exposure changes none of it.
#[test]
fn shipped_scenarios_have_one_result() {
    let trace = crate::worlds::tiny_trace();
    for short in crate::worlds::shortened(&trace) {
        let run = |more: &[&str]| study(&shipped(short.name), &[&short.settings()[..], more].concat());
        let (with, without) = (run(&[]), run(&["ledger.exposure=false"]));
        for (arm, blind) in with.arms.iter().zip(&without.arms) {
            let name = format!("{}, arm {}", short.name, arm.name);
            let lookahead = World::build(arm.scenario(), with.seed, 0).lookahead;
            let part = Duration::from_micros((lookahead.as_micros() / 7).max(1));
            let of = |threads, shards, window| Options { threads, shards: Some(shards), window, ..Options::default() };
            let one = finish(arm.scenario(), with.seed, 0, &of(1, 1, None));
            let three = finish(arm.scenario(), with.seed, 0, &of(2, 3, Some(part)));
            assert_eq!((one.fingerprint, one.events), (three.fingerprint, three.events), "{name}");
            assert!(one.ledger == three.ledger, "{name}: another ledger");
            let blind = finish(blind.scenario(), with.seed, 0, &of(2, 3, Some(lookahead)));
            assert_eq!((one.trajectory, one.events), (blind.trajectory, blind.events), "{name}: without exposure");
        }
    }
}

/// A pass proves: what the ledger records about exposure never changes what happens.
#[test]
fn recording_exposure_changes_no_trajectory() {
    for name in crate::worlds::SMALL {
        let run = |setting: &str| {
            let (scenario, seed) = world(name, &[setting]);
            finish(&scenario, seed, 0, &Options { shards: Some(2), ..Options::default() })
        };
        let (with, without) = (run("ledger.exposure=true"), run("ledger.exposure=false"));
        assert_eq!((with.trajectory, with.events), (without.trajectory, without.events), "{name}");
        assert_eq!(with.ledger.deliveries, without.ledger.deliveries, "{name}");
        assert_eq!(with.ledger.costs, without.ledger.costs, "{name}");
        assert_eq!(with.ledger.presence, without.ledger.presence, "{name}");
        assert_eq!(with.ledger.load, without.ledger.load, "{name}");
        assert!(with.ledger.exposure.recording() && !without.ledger.exposure.recording());
    }
}

/// A pass proves: the seed and the replication each make another run, so that equal results mean something.
#[test]
fn seeds_and_replications_differ() {
    let scenario = study(&small("small"), &[]).arms.remove(0).into_scenario();
    let print = |seed, replication| finish(&scenario, seed, replication, &Options::default()).fingerprint;
    let prints = [print(12, 0), print(12, 1), print(13, 0)];
    assert!(prints[0] != prints[1] && prints[0] != prints[2] && prints[1] != prints[2], "{prints:x?}");
}
