//! From a study to its runs: every arm and replication, side by side.
//!
//! Builds each world, lets the engine run it, closes its books. Knows no file and no clock: whoever wants wall times
//! measures from outside.

mod compare;
mod estimate;
mod keeper;
pub mod plan;
mod progress;
mod ranges;
mod stations;
mod story;
mod sweep;
pub mod verify;

pub use compare::{compare_arms, joined};
pub use estimate::{Estimate, estimate, most_handsets};
pub use keeper::{Keeper, identity, readable};
pub use progress::{Phase, Progress, Search, Stage};
pub use ranges::{range_runs, run_with_ranges, swept};
pub use stations::{run_stations, visit_rates};
pub use story::{Unwritten, Watch, explain, id_of, id_text, list_messages, story};
pub use sweep::{PointStudy, read_points, run_points, sweep_facts};

use crate::analysis::{CountryFacts, Facts, PlacedFacts, RunRecord, StationFacts, StationKind};
use crate::ledger::Audit;
use crate::model::{self, Ecosystem, Finished};
use crate::scenario::{Arm, Scenario, Servers, Study, Subject, Unknown};
use crate::units::Duration;
use crate::world::World;
use keeper::Way;
use progress::Counter;
use rayon::prelude::*;
use std::ops::Range;
use std::sync::Arc;

pub use crate::engine::ListKind;

/// How to run a study; never changes a result.
#[derive(Clone, Debug)]
#[expect(clippy::struct_excessive_bools, reason = "switches that are set one by one, and mean nothing together")]
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
    /// Whether every textbook station keeps a real queue, which costs time and changes no figure: for tests.
    pub queued: bool,
    /// Which messages a witness follows; none costs nothing.
    pub watch: Option<Watch>,
    /// Who keeps the runs, finished or on their way, and has some of them; nobody costs nothing. Not with a watch.
    pub keeper: Option<Arc<dyn Keeper>>,
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
            queued: false,
            watch: None,
            keeper: None,
        }
    }
}

/// One run of a study: an arm, or what a setting makes of it, and a replication.
#[derive(Clone, Copy, Debug)]
pub struct Job<'s> {
    /// Whose seed and length it has.
    pub study: &'s Study,
    /// What it sets of what nobody knows, in a run of its ranges.
    pub setting: Option<&'s Unknown>,
    /// What it runs.
    pub arm: &'s Arm,
    /// Replication, from 0.
    pub replication: u32,
}

/// Every arm and replication of a study, in this order.
pub fn jobs(study: &Study) -> Vec<Job<'_>> {
    some_jobs(study, 0..study.replications)
}

/// Every arm with some replications, in this order.
fn some_jobs(study: &Study, replications: Range<u32>) -> Vec<Job<'_>> {
    let of_arm = |arm| replications.clone().map(move |replication| Job { study, setting: None, arm, replication });
    study.arms.iter().flat_map(of_arm).collect()
}

/// Runs some replications of every arm, whether or not the study has them; a replication is the same whichever others are
/// run. Records come in the order of arms, then replications.
///
/// # Panics
/// Where a run's books do not balance, or the thread pool cannot be made.
pub fn run_some(
    study: &Study,
    replications: Range<u32>,
    options: &Options,
    progress: &(dyn Fn(Progress) + Sync),
) -> Vec<RunRecord> {
    run_jobs(&some_jobs(study, replications), options, progress, &|_, _, record| record)
}

/// Runs every arm and replication; records come in the order of arms, then replications.
///
/// # Panics
/// Where a run's books do not balance, or the thread pool cannot be made.
pub fn run(study: &Study, options: &Options, progress: &(dyn Fn(Progress) + Sync)) -> Vec<RunRecord> {
    run_jobs(&jobs(study), options, progress, &|_, _, record| record)
}

/// Runs jobs of any studies side by side in one pool; `keep` makes of each record what shall be left of it, given the
/// job's place in the list. What is left comes in the order of the list.
///
/// # Panics
/// Where a run's books do not balance, or the thread pool cannot be made.
pub fn run_jobs<T: Send>(
    jobs: &[Job<'_>],
    options: &Options,
    progress: &(dyn Fn(Progress) + Sync),
    keep: &(dyn Fn(usize, &Job<'_>, RunRecord) -> T + Sync),
) -> Vec<T> {
    let done = Counter::new(jobs.iter().map(|job| job.study.duration).collect());
    let abreast = jobs.len().clamp(1, options.threads.max(1));
    let pool = rayon::ThreadPoolBuilder::new().num_threads(abreast).build().expect("a pool of a few threads");
    let inside = (options.threads / abreast).max(1);
    let options = Options { threads: inside, ..options.clone() };
    let one = |(place, job): (usize, &Job<'_>)| {
        let report = |stage: Stage| progress(done.advance(place, stage));
        let kept = keep(place, job, run_job(job, &options, &report));
        report(Stage::Done);
        kept
    };
    // Job by job: a thread that is done with its own takes any that has not begun.
    pool.install(|| jobs.par_iter().with_max_len(1).enumerate().map(one).collect())
}

/// A replication of an arm whose books do not balance: a fault of the program.
///
/// # Panics
/// With the arm, the seed and the replication, so that it can be run again.
fn refuse_breaches(job: &Job<'_>, audit: &Audit) {
    let breaches: Vec<String> = audit.breaches.iter().map(|breach| format!("\n  {breach}")).collect();
    assert!(
        audit.is_sound(),
        "the books of arm {}, seed {}, replication {} do not balance, so there is no result:{}",
        job.arm.name,
        job.study.seed,
        job.replication,
        breaches.concat()
    );
}

/// Runs one job, or what is left of it; its record.
fn run_job(job: &Job<'_>, options: &Options, progress: &(dyn Fn(Stage) + Sync)) -> RunRecord {
    let run = |way: Way<'_>| run_on_its_way(job, options, progress, way);
    match &options.keeper {
        Some(keeper) => keeper::run_kept(job, &**keeper, progress, run),
        None => run(Way::default()),
    }
}

fn run_on_its_way(job: &Job<'_>, options: &Options, progress: &(dyn Fn(Stage) + Sync), way: Way<'_>) -> RunRecord {
    let (seed, replication) = (job.study.seed, job.replication);
    let (fingerprint, events, peak_bytes, audit, facts, ledger) = match &job.arm.subject {
        Subject::Ecosystem(scenario) => {
            let run = run_ecosystem(scenario, (seed, replication), options, progress, way);
            (run.fingerprint, run.events, run.bytes, run.audit, facts(scenario, &run.world), run.ledger)
        }
        Subject::Stations(network) => {
            let run = stations::run_network(network, (seed, replication), options, progress, way);
            (run.fingerprint, run.events, run.bytes, run.audit, stations::facts(network), run.ledger)
        }
    };
    refuse_breaches(job, &audit);
    let arm = job.arm.name.clone();
    RunRecord { arm, replication, fingerprint, events, peak_bytes, wall_s: 0.0, facts, ledger, audit }
}

/// Runs one replication of one scenario; `progress` hears of each of its stages, and of the engine's reports.
pub fn run_one(
    scenario: &Scenario,
    seed: u64,
    replication: u32,
    options: &Options,
    progress: &(dyn Fn(Stage) + Sync),
) -> Finished {
    run_ecosystem(scenario, (seed, replication), options, progress, Way::default())
}

fn run_ecosystem(
    scenario: &Scenario,
    (seed, replication): (u64, u32),
    options: &Options,
    progress: &(dyn Fn(Stage) + Sync),
    way: Way<'_>,
) -> Finished {
    progress(Stage::Building);
    let mut world = World::build(scenario, seed, replication);
    world.channel.each_ping = options.each_ping;
    let witness = options.watch.map(|watch| watch.witness(&world));
    let shards = way.shards().or(options.shards).unwrap_or(options.threads);
    let ecosystem = Ecosystem::new(world, shards, options.composed).listing_fates(options.fates).witnessed(witness);
    let outcome = way.drive(&ecosystem, || ecosystem.states(), options, progress);
    ecosystem.finish(outcome)
}

/// The longest window that every run of a study allows, those of its ranges included.
pub fn lookahead(study: &Study) -> Duration {
    let arms = study.arms.iter().chain(study.unknowns.iter().flat_map(|unknown| &unknown.arms));
    let of_arm = |arm: &Arm| match &arm.subject {
        Subject::Ecosystem(scenario) => World::lookahead_of(scenario),
        Subject::Stations(_) => model::Stations::LOOKAHEAD,
    };
    arms.map(of_arm).min().unwrap_or(Duration::ZERO)
}

/// What the numbers of a run mean.
fn facts(scenario: &Scenario, world: &World) -> Facts {
    let mut stations = Vec::new();
    for (site, rules) in scenario.sites.iter().zip(&world.sites) {
        let mut add = |service: &str, kind, (servers, rate), groups| {
            stations.push(StationFacts { name: format!("{}/{service}", site.name), kind, servers, rate, groups });
        };
        let pool = |servers: &Servers| (servers.servers, servers.rate);
        add("relay", StationKind::Relay, (site.relay.nodes, site.relay.rate), rules.relay.groups);
        add("lookup", StationKind::Lookup, pool(&site.lookup), rules.lookup.groups);
        add("presence", StationKind::Presence, pool(&site.presence), rules.presence.groups);
    }
    for carrier in &scenario.carriers {
        let country = &scenario.countries[carrier.country].code;
        let name = format!("{country}/{}/smsc", carrier.name);
        stations.push(StationFacts { name, kind: StationKind::Smsc, servers: 1, rate: carrier.smsc_rate, groups: 1 });
    }
    for (site, rules) in scenario.sites.iter().zip(&world.sites) {
        if let (Some(Servers { servers, rate, .. }), Some(rules)) = (&site.relay.workers, &rules.workers) {
            let (name, kind) = (format!("{}/workers", site.name), StationKind::Workers);
            stations.push(StationFacts { name, kind, servers: *servers, rate: *rate, groups: rules.groups });
        }
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
        textbook: Vec::new(),
    }
}

fn placed(name: &str, place: usize) -> PlacedFacts {
    PlacedFacts { name: name.to_owned(), place: place as u16 }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ledger::Law;
    use std::path::Path;

    /// A pass proves: a run that does not balance is no result, and the text says which run it is and what is off by how much.
    #[test]
    #[should_panic(
        expected = "the books of arm base, seed 3, replication 7 do not balance, so there is no result:\n  sms (all): SMS \
                    sent by owners 8, come to a message centre or on their way 7, off by 1: should be equal"
    )]
    fn a_breach_ends_the_program_with_its_seed() {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/ecosystem/worlds/quiet.toml");
        let study = crate::scenario::read(&path, &[]).expect("a world of the tests");
        let mut audit = Audit::default();
        audit.hold(Law::Sms, || "all".to_owned(), 8, 7);
        refuse_breaches(&Job { study: &study, setting: None, arm: &study.arms[0], replication: 7 }, &audit);
    }
}
