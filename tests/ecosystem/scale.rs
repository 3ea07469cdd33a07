//! The scenarios of `scenarios/scale`: do large runs keep the promises that small worlds test?

use crate::worlds::{finish, shipped, study};
use cloudmsg::experiment::Options;

/// A pass proves: a scenario of this folder has one result on one thread and on two, whichever way it is cut.
fn has_one_result(name: &str, settings: &[&str]) {
    let study = study(&shipped(name), settings);
    let scenario = study.arms[0].scenario();
    let on = |threads, shards| finish(scenario, study.seed, 0, &Options { threads, shards, ..Options::default() });
    let one = on(1, None);
    println!("{name} {settings:?}: {} events, fingerprint {:016x}", one.events, one.fingerprint);
    for (threads, shards) in [(2, None), (1, Some(2)), (2, Some(3))] {
        let other = on(threads, shards);
        let what = format!("{name} on {threads} threads, {shards:?} shards");
        assert_eq!((one.fingerprint, one.events), (other.fingerprint, other.events), "{what}");
        assert!(one.ledger == other.ledger, "{what}: another ledger");
    }
}

#[test]
fn a_hundred_thousand_handsets_have_one_result() {
    has_one_result("scale/100k", &["study.duration=20 min"]);
}

/// By name, optimised: `cargo test --release --test ecosystem a_million -- --ignored --nocapture`; some minutes, 1 GiB.
#[test]
#[ignore = "takes minutes: run by name, optimised"]
fn a_million_handsets_have_one_result() {
    has_one_result("scale/1m", &[]);
}
