//! Speed and memory of the whole model: the day of `scenarios/scale`, at several sizes.
//!
//! Knows no expected figures: machines vary by a factor of two from minute to minute, so the variants take turns within
//! one run, and the medians of the ratios are what to compare. Building the world, the run, and closing the books are timed
//! apart. `cargo bench --bench model -- 100k 1m 10m --hours 6 --turns 3` measures three sizes over six simulated hours;
//! `--lists` adds the other future event lists. Without arguments: 100k over four hours.
#![expect(clippy::print_stdout, reason = "a benchmark prints its figures")]
#![expect(clippy::disallowed_types, reason = "a benchmark reads the clock")]

#[path = "common/heap.rs"]
mod heap;

use cloudmsg::engine::phold::Phold;
use cloudmsg::engine::{FutureEventList, Options, RadixWheel, ReferenceList, run, run_on};
use cloudmsg::model::{Ecosystem, Event};
use cloudmsg::scenario::{self, Scenario};
use cloudmsg::units::Instant;
use cloudmsg::world::World;
use heap::HeapList;
use std::fs;
use std::path::Path;
use std::time;

const SEED: u64 = 20_140_728;
/// Pending events of a handset: what the kernel alone is loaded with, to compare.
const PENDING: f64 = 1.2;

/// What to measure.
struct Request {
    /// Names of files of `scenarios/scale`.
    sizes: Vec<String>,
    /// Simulated hours.
    hours: f64,
    turns: usize,
    /// Whether the other future event lists take turns too.
    lists: bool,
}

impl Request {
    fn of_arguments() -> Self {
        let mut request = Self { sizes: Vec::new(), hours: 4.0, turns: 3, lists: false };
        let mut arguments = std::env::args().skip(1);
        while let Some(argument) = arguments.next() {
            let mut number = |what: &str| {
                let next = arguments.next().and_then(|n| n.parse::<f64>().ok());
                next.filter(|n| *n > 0.0).unwrap_or_else(|| panic!("{what} needs a number above zero"))
            };
            match argument.as_str() {
                "--hours" => request.hours = number("--hours"),
                "--turns" => request.turns = number("--turns") as usize,
                "--lists" => request.lists = true,
                // What cargo says to every benchmark.
                "--bench" => {}
                size => request.sizes.push(size.to_owned()),
            }
        }
        if request.sizes.is_empty() {
            request.sizes.push("100k".to_owned());
        }
        request
    }
}

/// The scenario of a size, cut to some hours.
fn scenario_of(size: &str, hours: f64) -> Scenario {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("scenarios/scale/{size}.toml"));
    let study = scenario::read(&path, &[format!("study.duration={hours} h")]);
    let mut study = study.unwrap_or_else(|m| panic!("{}", scenario::render(&m, false)));
    study.arms.swap_remove(0).into_scenario()
}

fn ecosystem(scenario: &Scenario, shards: usize, exposure: bool) -> Ecosystem {
    let mut world = World::build(scenario, SEED, 0);
    world.exposure = exposure;
    Ecosystem::new(world, shards, false)
}

fn seconds<T>(work: impl FnOnce() -> T) -> (f64, T) {
    let begin = time::Instant::now();
    let result = work();
    (begin.elapsed().as_secs_f64(), result)
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
    let options = Options { threads, ..Options::default() };
    let (seconds, outcome) = seconds(|| run_on::<Ecosystem, L>(ecosystem, states, &options));
    Turn { seconds, events: outcome.events, fingerprint: outcome.fingerprint }
}

/// Events a second of the kernel alone, with as many pending.
fn kernel(handsets: u32) -> f64 {
    let pending = (f64::from(handsets) * PENDING) as u32;
    let events = 4_000_000.max(u64::from(pending));
    let timed = |horizon| {
        let model = Phold::new(pending, 1, 1, horizon);
        let states = model.states();
        let (seconds, outcome) = seconds(|| run(&model, states, &Options::default()));
        (outcome.events as f64, seconds)
    };
    // The beginning is timed apart and taken off.
    let short = timed(Instant::from_micros(1));
    let long = timed(Instant::from_micros(200_000 + events * 1_100_000 / u64::from(pending)));
    (long.0 - short.0) / (long.1 - short.1)
}

/// A figure of `/proc/self/status` in bytes, where there is one.
fn status(name: &str) -> Option<u64> {
    let table = fs::read_to_string("/proc/self/status").ok()?;
    let line = table.lines().find_map(|line| line.strip_prefix(name))?;
    Some(line.trim().strip_suffix("kB")?.trim().parse::<u64>().ok()? * 1024)
}

/// A whole run, step by step, and what it takes.
fn steps(scenario: &Scenario) {
    let handsets = f64::from(scenario.population.handsets);
    let before = status("VmRSS:");
    // Where the system lets it, the peak is counted anew.
    let _peak_may_stay = fs::write("/proc/self/clear_refs", "5");
    let (world, ecosystem) = seconds(|| ecosystem(scenario, 1, true));
    let (columns, states) = seconds(|| ecosystem.states());
    let (running, outcome) = seconds(|| run(&ecosystem, states, &Options::default()));
    let (closing, finished) = seconds(|| ecosystem.finish(outcome));
    println!(
        "  world built in {world:.2} s, columns in {columns:.2} s; run {running:.2} s; books closed in {closing:.2} s"
    );
    let resident = status("VmHWM:").zip(before).map(|(peak, before)| peak.saturating_sub(before) as f64 / handsets);
    println!(
        "  {:.1} bytes a handset accounted at the end, {} resident at the most",
        finished.bytes as f64 / handsets,
        resident.map_or_else(|| "an unknown number".to_owned(), |bytes| format!("{bytes:.1}")),
    );
    assert!(finished.audit.breaches.is_empty(), "the books balance");
}

fn median(mut figures: Vec<f64>) -> f64 {
    figures.sort_by(f64::total_cmp);
    figures[figures.len() / 2]
}

/// A way to run the same ecosystem.
struct Variant {
    name: &'static str,
    ecosystem: Ecosystem,
    run: fn(&Ecosystem) -> Turn,
}

fn variants(scenario: &Scenario, lists: bool) -> Vec<Variant> {
    let of = |name, shards, exposure, run| Variant { name, ecosystem: ecosystem(scenario, shards, exposure), run };
    let mut variants = vec![
        of("one thread", 1, true, |e| turn::<RadixWheel<Event>>(e, 1)),
        of("exposure not recorded", 1, false, |e| turn::<RadixWheel<Event>>(e, 1)),
        of("two shards, one thread", 2, true, |e| turn::<RadixWheel<Event>>(e, 1)),
        of("two shards, two threads", 2, true, |e| turn::<RadixWheel<Event>>(e, 2)),
    ];
    if lists {
        variants.push(of("on BinaryHeap", 1, true, |e| turn::<HeapList<Event>>(e, 1)));
        variants.push(of("on priority-queue", 1, true, |e| turn::<ReferenceList<Event>>(e, 1)));
    }
    variants
}

fn measure(size: &str, request: &Request) {
    let scenario = scenario_of(size, request.hours);
    let handsets = scenario.population.handsets;
    println!("{size}: {handsets} handsets, {} simulated hours", request.hours);
    steps(&scenario);
    let variants = variants(&scenario, request.lists);
    let mut kernels = Vec::new();
    let turns: Vec<Vec<Turn>> = (0..request.turns)
        .map(|_| {
            kernels.push(kernel(handsets));
            variants.iter().map(|variant| (variant.run)(&variant.ecosystem)).collect()
        })
        .collect();
    let first = turns[0][0];
    let same = turns.iter().flatten().all(|t| (t.events, t.fingerprint) == (first.events, first.fingerprint));
    assert!(same, "lists, shards, threads and the exposure ledger leave the trajectory as it is");
    let of = |i: usize, f: &dyn Fn(&Turn) -> f64| median(turns.iter().map(|turn| f(&turn[i])).collect());
    let days = f64::from(handsets) * request.hours / 24.0;
    println!("  {} events, {:.1} a handset-day", first.events, first.events as f64 / days);
    for (i, variant) in variants.iter().enumerate() {
        let speed = of(i, &|t| t.events as f64 / t.seconds / 1e6);
        let people = of(i, &|t| days / t.seconds);
        let ratio = median(turns.iter().map(|turn| turn[0].seconds / turn[i].seconds).collect());
        println!(
            "  {:<24} {speed:6.2} M events/s, {people:8.0} handset-days/s, {ratio:5.2} of one thread",
            variant.name
        );
    }
    let speed = |turn: &[Turn]| first.events as f64 / turn[0].seconds;
    let share = median(turns.iter().zip(&kernels).map(|(turn, kernel)| speed(turn) / kernel).collect());
    println!("  kernel's PHOLD           {:6.2} M events/s; the model has {share:.3} of that", median(kernels) / 1e6);
}

fn main() {
    let request = Request::of_arguments();
    for size in &request.sizes {
        measure(size, &request);
    }
}
