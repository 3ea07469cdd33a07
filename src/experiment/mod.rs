//! From a study to its runs: every arm and replication, side by side.
//!
//! Builds each world, lets the engine run it, closes its books. Knows no file and no clock: whoever wants wall times
//! measures from outside.

use crate::analysis::{CountryFacts, Facts, PlacedFacts, RunRecord, StationFacts, StationKind};
use crate::engine;
use crate::model::{Ecosystem, Finished};
use crate::scenario::{Scenario, Study};
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
}

impl Default for Options {
    fn default() -> Self {
        Self { threads: 1, list: ListKind::Wheel, shards: None, window: None, composed: false }
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

/// A replication of an arm whose books do not balance: a fault of the program.
///
/// # Panics
/// With the arm, the seed and the replication, so that it can be run again.
fn refuse_breaches(study: &Study, arm: &str, replication: u32, finished: &Finished) {
    assert!(
        finished.breaches.is_empty(),
        "arm {arm}, seed {}, replication {replication}: {}",
        study.seed,
        finished.breaches.iter().map(ToString::to_string).collect::<Vec<_>>().join("; ")
    );
}

/// Runs every arm and replication; records come in the order of arms, then replications.
///
/// # Panics
/// Where a run's books do not balance, or the thread pool cannot be made.
pub fn run(study: &Study, options: &Options, progress: &(dyn Fn(Progress) + Sync)) -> Vec<RunRecord> {
    let points: Vec<(usize, u32)> =
        (0..study.arms.len()).flat_map(|arm| (0..study.replications).map(move |r| (arm, r))).collect();
    let done = Counter::new(study, points.len());
    let abreast = points.len().min(options.threads.max(1));
    let pool = rayon::ThreadPoolBuilder::new().num_threads(abreast).build().expect("a pool of a few threads");
    let inside = (options.threads / abreast).max(1);
    let options = Options { threads: inside, ..options.clone() };
    pool.install(|| {
        points
            .par_iter()
            .enumerate()
            .map(|(point, &(arm, replication))| {
                let arm = &study.arms[arm];
                let report = |p: engine::Progress| progress(done.advance(point, p));
                let finished = run_one(&arm.scenario, study.seed, replication, &options, &report);
                refuse_breaches(study, &arm.name, replication, &finished);
                RunRecord {
                    arm: arm.name.clone(),
                    replication,
                    fingerprint: finished.fingerprint,
                    events: finished.events,
                    peak_bytes: finished.bytes,
                    wall_s: 0.0,
                    facts: facts(&arm.scenario, &finished.world),
                    ledger: finished.ledger,
                }
            })
            .collect()
    })
}

/// Runs one replication of one scenario.
pub fn run_one(
    scenario: &Scenario,
    seed: u64,
    replication: u32,
    options: &Options,
    progress: &(dyn Fn(engine::Progress) + Sync),
) -> Finished {
    let world = World::build(scenario, seed, replication);
    let ecosystem = Ecosystem::new(world, options.shards.unwrap_or(options.threads), options.composed);
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

/// Bytes that the runs of a study hold at most at one time: an estimate from measured sizes.
pub fn memory(study: &Study, options: &Options) -> u64 {
    let abreast = (study.arms.len() as u64 * u64::from(study.replications)).min(options.threads as u64).max(1);
    let largest = study.arms.iter().map(|arm| {
        let p = &arm.scenario.population;
        let outsiders: u64 =
            arm.scenario.countries.iter().map(|c| c.lines).sum::<u64>() * u64::from(p.handsets) / p.represents.max(1);
        // A record, a cache, registry entries, two pending events, pools; two bits an outsider and an owner's bit.
        u64::from(p.handsets) * 160 + outsiders / 4
    });
    let fixed = 64 << 20;
    abreast * (largest.max().unwrap_or(0) + fixed)
}
