//! Speed and memory of the whole model: a day of `scenarios/baseline.toml`, on three future event lists.
//!
//! Knows no expected figures: machines vary by a factor of two from minute to minute, so the variants take turns within
//! one run, and the medians of the ratios are what to compare. World-building is timed apart. `cargo bench --bench model
//! -- 1000000` runs another size; sizes given replace the default ones.
#![expect(clippy::print_stdout, reason = "a benchmark prints its figures")]
#![expect(clippy::disallowed_types, reason = "a benchmark reads the clock")]

#[path = "common/heap.rs"]
mod heap;

use cloudmsg::engine::{FutureEventList, Options, RadixWheel, ReferenceList, run_on};
use cloudmsg::model::{Ecosystem, Event};
use cloudmsg::scenario;
use cloudmsg::world::World;
use heap::HeapList;
use std::path::Path;
use std::time;

const SCENARIO: &str = "scenarios/baseline.toml";
const SEED: u64 = 20_140_728;

/// An ecosystem of so many handsets for a day, and the seconds it took to build.
fn build(handsets: u32, shards: usize, exposure: bool) -> (Ecosystem, f64) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(SCENARIO);
    let settings =
        [format!("population.handsets={handsets}"), "study.duration=1 day".into(), "study.warm_up=0 s".into()];
    let study = scenario::read(&path, &settings).unwrap_or_else(|m| panic!("{}", scenario::render(&m, false)));
    let arm = study.arms.first().expect("a study has an arm");
    let begin = time::Instant::now();
    let mut world = World::build(&arm.scenario, SEED, 0);
    world.exposure = exposure;
    let built = begin.elapsed().as_secs_f64();
    (Ecosystem::new(world, shards, false), built)
}

/// One run.
#[derive(Clone, Copy)]
struct Turn {
    seconds: f64,
    events: u64,
    fingerprint: u64,
}

fn turn<L: FutureEventList<Event>>(ecosystem: &Ecosystem, threads: usize) -> Turn {
    let states = ecosystem.states();
    let begin = time::Instant::now();
    let outcome = run_on::<Ecosystem, L>(ecosystem, states, &Options { threads, ..Options::default() });
    Turn { seconds: begin.elapsed().as_secs_f64(), events: outcome.events, fingerprint: outcome.fingerprint }
}

/// Bytes that a run holds at its end, beside its world.
fn bytes(handsets: u32) -> u64 {
    let (ecosystem, _) = build(handsets, 1, true);
    let states = ecosystem.states();
    let outcome = run_on::<Ecosystem, RadixWheel<Event>>(&ecosystem, states, &Options::default());
    ecosystem.finish(outcome).bytes
}

fn median(mut figures: Vec<f64>) -> f64 {
    figures.sort_by(f64::total_cmp);
    figures[figures.len() / 2]
}

/// What takes turns.
const VARIANTS: [&str; 6] =
    ["wheel", "BinaryHeap", "priority-queue", "no exposure", "two shards", "two shards, two threads"];

fn measure(handsets: u32) {
    let (one, built) = build(handsets, 1, true);
    let (blind, _) = build(handsets, 1, false);
    let (two, _) = build(handsets, 2, true);
    let turns: Vec<[Turn; VARIANTS.len()]> = (0..if handsets > 200_000 { 3 } else { 5 })
        .map(|_| {
            [
                turn::<RadixWheel<Event>>(&one, 1),
                turn::<HeapList<Event>>(&one, 1),
                turn::<ReferenceList<Event>>(&one, 1),
                turn::<RadixWheel<Event>>(&blind, 1),
                turn::<RadixWheel<Event>>(&two, 1),
                turn::<RadixWheel<Event>>(&two, 2),
            ]
        })
        .collect();
    let same =
        turns.iter().flatten().all(|t| (t.events, t.fingerprint) == (turns[0][0].events, turns[0][0].fingerprint));
    assert!(same, "lists, shards, threads and the exposure ledger leave the trajectory as it is");
    let bytes = bytes(handsets);
    println!(
        "{handsets} handsets, one day: {} events, world built in {built:.2} s, {} bytes a handset",
        turns[0][0].events,
        bytes / u64::from(handsets)
    );
    for (i, name) in VARIANTS.iter().enumerate() {
        let speed = median(turns.iter().map(|t| t[i].events as f64 / t[i].seconds / 1e6).collect());
        let ratio = median(turns.iter().map(|t| t[0].seconds / t[i].seconds).collect());
        println!("  {name:<24} {speed:6.2} M events/s, {ratio:5.2} of the wheel on one shard");
    }
}

fn main() {
    let given: Vec<u32> = std::env::args().filter_map(|argument| argument.parse().ok()).collect();
    let sizes = if given.is_empty() { vec![10_000, 100_000] } else { given };
    for handsets in sizes {
        measure(handsets);
    }
}
