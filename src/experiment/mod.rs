//! From a study to its runs: every arm and replication, side by side.
//!
//! Builds each world, lets the engine run it, closes its books. Knows no file and no clock: whoever wants wall times
//! measures from outside.

mod compare;
mod ranges;

pub use compare::{compare_arms, joined};
pub use ranges::{range_runs, run_with_ranges, swept};

use crate::analysis::{CountryFacts, Facts, PlacedFacts, RunRecord, StationFacts, StationKind};
use crate::engine;
use crate::ledger::Fate;
use crate::model::{Ecosystem, Finished};
use crate::scenario::{Arm, Scenario, Study};
use crate::units::Duration;
use crate::world::World;
use rayon::prelude::*;
use std::sync::atomic::{AtomicU64, Ordering};

pub use crate::engine::ListKind;

/// How to run a study; never changes a result.
#[derive(Clone, Debug)]
pub struct Options {
    /// Threads, at least one.
    pub threads: usize,
    /// Which future event list.
    pub list: ListKind,
    /// Shards of handsets; none for as many as the threads left to a run.
    pub shards: Option<usize>,
    /// Window length; the lookahead where it is not given.
    pub window: Option<Duration>,
    /// Whether every composed message is listed.
    pub composed: bool,
    /// Whether it is listed what became of every message between owners.
    pub fates: bool,
    /// Whether every keep-alive is an event, which costs time and should change nothing: for tests.
    pub each_ping: bool,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            threads: 1,
            list: ListKind::Wheel,
            shards: None,
            window: None,
            composed: false,
            fates: false,
            each_ping: false,
        }
    }
}

/// How far a study has come.
#[derive(Clone, Copy, Debug, Default)]
pub struct Progress {
    /// Simulated seconds done, over all runs.
    pub done_s: f64,
    /// Simulated seconds of all runs.
    pub total_s: f64,
    /// Model events handled.
    pub events: u64,
}

/// One run of a study: an arm, or what a setting makes of it, and a replication.
#[derive(Clone, Copy)]
struct Job<'s> {
    arm: &'s Arm,
    replication: u32,
}

/// Every arm and replication, in this order.
fn jobs(study: &Study) -> Vec<Job<'_>> {
    let of_arm = |arm| (0..study.replications).map(move |replication| Job { arm, replication });
    study.arms.iter().flat_map(of_arm).collect()
}

/// Runs every arm and replication; records come in the order of arms, then replications.
///
/// # Panics
/// Where a run's books do not balance, or the thread pool cannot be made.
pub fn run(study: &Study, options: &Options, progress: &(dyn Fn(Progress) + Sync)) -> Vec<RunRecord> {
    run_jobs(study, &jobs(study), options, progress, &|_, job, finished| record(job, finished))
}

/// Runs jobs side by side; `keep` makes of each what shall be left of it, given its place.
fn run_jobs<T: Send>(
    study: &Study,
    jobs: &[Job<'_>],
    options: &Options,
    progress: &(dyn Fn(Progress) + Sync),
    keep: &(dyn Fn(usize, &Job<'_>, Finished) -> T + Sync),
) -> Vec<T> {
    let done = Counter::new(study, jobs.len());
    let abreast = jobs.len().min(options.threads.max(1));
    let pool = rayon::ThreadPoolBuilder::new().num_threads(abreast).build().expect("a pool of a few threads");
    let inside = (options.threads / abreast).max(1);
    let options = Options { threads: inside, ..options.clone() };
    let one = |(place, job): (usize, &Job<'_>)| {
        let report = |p: engine::Progress| progress(done.advance(place, p));
        let finished = run_one(&job.arm.scenario, study.seed, job.replication, &options, &report);
        refuse_breaches(study, job, &finished);
        keep(place, job, finished)
    };
    pool.install(|| jobs.par_iter().enumerate().map(one).collect())
}

/// A replication of an arm whose books do not balance: a fault of the program.
///
/// # Panics
/// With the arm, the seed and the replication, so that it can be run again.
fn refuse_breaches(study: &Study, job: &Job<'_>, finished: &Finished) {
    assert!(
        finished.breaches.is_empty(),
        "arm {}, seed {}, replication {}: {}",
        job.arm.name,
        study.seed,
        job.replication,
        finished.breaches.iter().map(ToString::to_string).collect::<Vec<_>>().join("; ")
    );
}

/// What is kept of a run.
fn record(job: &Job<'_>, finished: Finished) -> RunRecord {
    RunRecord {
        arm: job.arm.name.clone(),
        replication: job.replication,
        fingerprint: finished.fingerprint,
        events: finished.events,
        peak_bytes: finished.bytes,
        wall_s: 0.0,
        facts: facts(&job.arm.scenario, &finished.world),
        ledger: finished.ledger,
    }
}

/// Runs one replication of one scenario.
pub fn run_one(
    scenario: &Scenario,
    seed: u64,
    replication: u32,
    options: &Options,
    progress: &(dyn Fn(engine::Progress) + Sync),
) -> Finished {
    let mut world = World::build(scenario, seed, replication);
    world.channel.each_ping = options.each_ping;
    let ecosystem =
        Ecosystem::new(world, options.shards.unwrap_or(options.threads), options.composed).listing_fates(options.fates);
    let states = ecosystem.states();
    let engine_options = engine::Options {
        threads: options.threads,
        list: options.list,
        window: options.window,
        progress: Some(progress),
    };
    let outcome = engine::run(&ecosystem, states, &engine_options);
    ecosystem.finish(outcome)
}

/// Simulated time and events of all runs together.
struct Counter {
    length_us: u64,
    reached_us: Vec<AtomicU64>,
    events: Vec<AtomicU64>,
}

impl Counter {
    fn new(study: &Study, points: usize) -> Self {
        let zeros = || (0..points).map(|_| AtomicU64::new(0)).collect();
        Self { length_us: study.duration.as_micros(), reached_us: zeros(), events: zeros() }
    }

    fn advance(&self, point: usize, progress: engine::Progress) -> Progress {
        self.reached_us[point].fetch_max(progress.now.as_micros(), Ordering::Relaxed);
        self.events[point].fetch_max(progress.events, Ordering::Relaxed);
        let sum = |counts: &[AtomicU64]| counts.iter().map(|c| c.load(Ordering::Relaxed)).sum::<u64>();
        Progress {
            done_s: sum(&self.reached_us) as f64 / 1e6,
            total_s: self.length_us as f64 / 1e6 * self.reached_us.len() as f64,
            events: sum(&self.events),
        }
    }
}

/// What the numbers of a run mean.
fn facts(scenario: &Scenario, world: &World) -> Facts {
    let mut stations = Vec::new();
    for site in &scenario.sites {
        let mut add = |service: &str, kind, servers, rate| {
            stations.push(StationFacts { name: format!("{}/{service}", site.name), kind, servers, rate });
        };
        add("relay", StationKind::Relay, site.relay.nodes, site.relay.rate);
        add("lookup", StationKind::Lookup, site.lookup.servers, site.lookup.rate);
        add("presence", StationKind::Presence, site.presence.servers, site.presence.rate);
    }
    for carrier in &scenario.carriers {
        let country = &scenario.countries[carrier.country].code;
        let name = format!("{country}/{}/smsc", carrier.name);
        stations.push(StationFacts { name, kind: StationKind::Smsc, servers: 1, rate: carrier.smsc_rate });
    }
    Facts {
        handsets: world.layout.handsets().into(),
        represents: scenario.population.represents,
        start_unix_s: scenario.start.unix_seconds,
        utc_offset_s: scenario.start.utc_offset_s(),
        duration: scenario.duration,
        warm_up: scenario.warm_up,
        load_step: scenario.ledger.load_step,
        countries: scenario
            .countries
            .iter()
            .map(|c| CountryFacts {
                code: c.code.clone(),
                currency: c.currency,
                exchange: c.exchange,
                data_price_mib: c.data_price_mib,
            })
            .collect(),
        stations,
        nonusers_in_phonebooks: world.contacts.nonusers_in_phonebooks(),
        places: scenario.wide_area.places.clone(),
        carriers: scenario.carriers.iter().map(|c| placed(&c.name, c.country)).collect(),
        sites: scenario.sites.iter().map(|s| placed(&s.name, s.place)).collect(),
        nonusers: world.layout.outsiders().into(),
        reference_currency: scenario.reference_currency,
    }
}

fn placed(name: &str, place: usize) -> PlacedFacts {
    PlacedFacts { name: name.to_owned(), place: place as u16 }
}

/// Bytes that the runs of a study hold at most at one time, those of its ranges included where they have `range`
/// replications: an estimate from measured sizes.
pub fn memory(study: &Study, options: &Options, range: u32) -> u64 {
    let runs = study.arms.len() as u64 * u64::from(study.replications);
    let abreast = (runs + range_runs(study, range) as u64).min(options.threads as u64).max(1);
    let unknown = study.unknowns.iter().filter(|_| range > 0).flat_map(|unknown| &unknown.arms);
    let largest = study.arms.iter().chain(unknown).map(|arm| bytes(&arm.scenario)).max().unwrap_or(0);
    // Fates stay until all runs are done.
    let listed =
        if options.fates { runs * study.arms.iter().map(|arm| fates(&arm.scenario)).max().unwrap_or(0) } else { 0 };
    let fixed = 64 << 20;
    abreast * (largest + fixed) + listed
}

fn bytes(scenario: &Scenario) -> u64 {
    let p = &scenario.population;
    let lines: u64 = scenario.countries.iter().map(|c| c.lines).sum();
    let outsiders = match &scenario.script {
        Some(script) => script.people.len() as u64,
        None => lines * u64::from(p.handsets) / p.represents.max(1),
    };
    // A record, a cache, registry entries, two pending events, pools.
    u64::from(p.handsets) * 160 + exposed(scenario, outsiders)
}

/// Bytes of the exposure record: a byte a person followed at some eight busy seats, and the acquaintances of followed owners,
/// at two seats or so each, as far as the days suffice to look them all up.
fn exposed(scenario: &Scenario, outsiders: u64) -> u64 {
    const SEATS: u64 = 8;
    const ACQUAINTANCE: f64 = 2.0 * 17.0;
    let (ledger, p) = (&scenario.ledger, &scenario.population);
    if !ledger.exposure {
        return 0;
    }
    let people = (u64::from(p.handsets) + outsiders).min(ledger.people);
    let days = scenario.duration.as_micros() as f64 / Duration::DAY.as_micros() as f64;
    let asked = (scenario.workload.opens_per_day + scenario.workload.sent_per_day.mean()) * days;
    let known = asked.min(p.phonebook.mean()).min(f64::from(p.phonebook_limit));
    let owners = u64::from(p.handsets).min(ledger.owners) as f64;
    people * SEATS + (owners * known * ACQUAINTANCE) as u64
}

/// Bytes of a run's list of fates, if a third of all that is sent went to other owners.
fn fates(scenario: &Scenario) -> u64 {
    let days = scenario.duration.as_micros() as f64 / Duration::DAY.as_micros() as f64;
    let sent = f64::from(scenario.population.handsets) * scenario.workload.sent_per_day.mean() * days;
    (sent / 3.0) as u64 * size_of::<Fate>() as u64
}
