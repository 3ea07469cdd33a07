//! What is simplified for scale, held to what it stands for: paired runs with the same random numbers, on a world large
//! enough that one per cent means something.

use crate::worlds::{shipped, study};
use cloudmsg::analysis::{RunRecord, measure};
use cloudmsg::experiment::{self, Options};

/// What the comparison is about: figures that a study is run for.
const HEADLINES: [&str; 8] = [
    "fallback.rate",
    "delivery.ip.p50",
    "delivery.ip.p99",
    "delivery.sms.p50",
    "sms.saved",
    "exposure.nonusers.people",
    "exposure.nonusers.wire_people",
    "exposure.numbers_per_sms_saved",
];

/// The week in July, shorter, with as much acquaintance between owners as may be: 5,000 messages between them.
const WEEK: [&str; 5] = [
    "population.handsets=5000",
    "population.homophily=5",
    "sites.beijing.relay.shed=1 h",
    "study.duration=4 days",
    "study.warm_up=12 h",
];

fn week(more: &[&str], options: &Options) -> RunRecord {
    let settings: Vec<&str> = WEEK.iter().chain(more).copied().collect();
    experiment::run(&study(&shipped("baseline"), &settings), options, &|_| {}).remove(0)
}

/// A figure of a run.
fn figure(run: &RunRecord, name: &str) -> f64 {
    let found = measure(run).into_iter().find(|(metric, _)| metric.name == name);
    found.unwrap_or_else(|| panic!("{name} is a metric")).1.unwrap_or_else(|| panic!("{name} is measured"))
}

/// Asserts that some figures of a simplified run lie within one per cent of the full one's.
fn agree(what: &str, names: &[&str], simple: &RunRecord, full: &RunRecord) {
    for name in names {
        let (s, f) = (figure(simple, name), figure(full, name));
        println!("{what}, {name}: {s} for {f}, {:+.3} %", 100.0 * (s - f) / f);
        assert!((s - f).abs() <= 0.01 * f.abs(), "{what}, {name}: {s} where the full form has {f}");
    }
}

/// A pass proves: a presence cache of a few entries does what one does that forgets nobody.
#[test]
fn a_bounded_presence_cache_does_what_an_unbounded_one_does() {
    let options = Options::default();
    let kept = |entries: u32| week(&[&format!("client.cache_entries={entries}")], &options);
    let (bounded, all) = (kept(4), kept(64));
    agree("presence cache", &HEADLINES, &bounded, &all);
    // Sixty-four entries forget nobody: as many fewer change nothing.
    assert!(kept(56).ledger == all.ledger, "an unbounded cache is one in which there is room left");
}

/// A pass proves: pings that are counted do what pings that are sent do.
#[test]
fn counted_keep_alives_do_what_single_ones_do() {
    let counted = week(&[], &Options::default());
    let sent = week(&[], &Options { each_ping: true, ..Options::default() });
    agree("keep-alives", &HEADLINES, &counted, &sent);
    // Counted pings keep their period, single ones are put off by traffic: fewer are sent, and no more is different.
    let (counted, sent) = (figure(&counted, "keepalives"), figure(&sent, "keepalives"));
    println!("keep-alives: {counted} counted for {sent} sent");
    assert!(sent <= counted && counted < 1.05 * sent, "{counted} pings counted where {sent} are sent");
}
