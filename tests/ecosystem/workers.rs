//! Routing workers: a pool of their own between the sender's node and the forwarding of a message.

use crate::worlds::{finish, world};
use cloudmsg::analysis::figures_of;
use cloudmsg::experiment::{self, Options};
use cloudmsg::units::Duration;

/// Workers at both data centres of the small world.
fn workers(servers: u32, rate: &str, shed: &str) -> Vec<String> {
    let of = |site: &str| {
        format!("sites.{site}.relay.workers={{ servers = {servers}, rate = \"{rate}\", shed = \"{shed}\" }}")
    };
    vec![of("north"), of("south")]
}

fn with(name: &str, settings: &[String]) -> cloudmsg::model::Finished {
    let settings: Vec<&str> = settings.iter().map(String::as_str).collect();
    let (scenario, seed) = world(name, &settings);
    let one = finish(&scenario, seed, 0, &Options::default());
    for (threads, shards, window) in [(2, Some(3), None), (1, Some(5), Some(Duration::MILLISECOND * 3))] {
        let options = Options { threads, shards, window, ..Options::default() };
        let other = finish(&scenario, seed, 0, &options);
        assert_eq!(other.fingerprint, one.fingerprint, "{name}: {threads} threads, {shards:?} shards");
    }
    one
}

/// A pass proves: with workers everything still adds up, on any number of threads and shards; every message that a node
/// handed on was routed once, and Little's law holds at their stations (the audit sees to it).
#[test]
fn workers_route_every_message_once() {
    for name in ["small", "storm", "ties"] {
        let plain = with(name, &[]);
        let routed = with(name, &workers(2, "50/s", "10 s"));
        let load = &routed.ledger.load;
        assert_eq!(load.rows(), plain.ledger.load.rows() + 2, "{name}: a row for each data centre's workers");
        let came: u64 = (load.rows() - 2..load.rows()).flat_map(|row| load.row(row)).map(|step| step.arrivals).sum();
        assert!(came > 10, "{name}: {came} messages were routed");
        for row in load.rows() - 2..load.rows() {
            assert!(load.totals[row].iter().all(cloudmsg::ledger::StationLoad::obeys_littles_law));
            assert_eq!(load.row(row).iter().map(|step| step.shed).sum::<u64>(), 0, "{name}: nothing was turned away");
        }
    }
}

/// A pass proves: workers that are too slow turn messages away, which are lost to the service and nothing else: the books
/// balance, and more goes by SMS.
#[test]
fn workers_that_are_too_slow_lose_messages_to_sms() {
    let figure = |settings: &[String], metric: &str| {
        let settings: Vec<&str> = settings.iter().map(String::as_str).collect();
        let study = crate::worlds::study(&crate::worlds::small("ties"), &settings);
        let runs = experiment::run(&study, &Options::default(), &|_| {});
        let rows = figures_of(&runs[0]);
        rows.into_iter().find(|row| row.metric == metric).and_then(|row| row.value)
    };
    let slow = workers(1, "1/min", "2 min");
    assert!(figure(&slow, "load.workers.shed").is_some_and(|shed| shed > 0.0));
    assert!(figure(&slow, "load.workers.wait_max").is_some_and(|wait| (30.0..=120.0).contains(&wait)));
    assert!(figure(&slow, "fallback.rate") > figure(&[], "fallback.rate"));
    assert_eq!(figure(&[], "load.workers.shed"), None, "a world without workers has no such figures");
}
