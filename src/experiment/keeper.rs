//! Runs that are kept, finished or on their way, and gone on with.
//!
//! Knows no file and no clock: whoever keeps the bytes says when a run is due.

use super::{Job, Options, Stage};
use crate::analysis::{Reached, RunName, RunRecord, Setting};
use crate::engine::{self, Decoder, Encoder, Save, Unreadable};
use crate::model::{self, Ecosystem, Stations};
use crate::scenario::{Study, Subject};
use crate::units::Instant;
use crate::world::{StationNetwork, World};
use std::fmt::{Debug, Write as _};
use std::io::{self, Read, Write};

/// Whoever keeps the runs of a study.
pub trait Keeper: Debug + Send + Sync {
    /// What is kept of a run: how far it is, and its bytes. Nothing where it begins anew.
    fn kept(&self, run: &RunName) -> Option<(Reached, Box<dyn Read + '_>)>;

    /// Whether a run on its way is to be kept now. Asked often.
    fn due(&self, run: &RunName) -> bool;

    /// Events between two of these questions, about.
    fn beat(&self) -> u64 {
        BEAT
    }

    /// Keeps a run: `save` writes it. The run waits meanwhile, and goes on whatever comes of it.
    fn keep(&self, run: &RunName, reached: Reached, save: &Save<'_>);

    /// What was kept of a run cannot be read: the command ends.
    fn unreadable(&self, run: &RunName, why: &Unreadable) -> !;
}

/// Events between two questions whether a run is due: some hundredths of a second.
const BEAT: u64 = 1 << 16;

impl Job<'_> {
    /// Which run of its study it is.
    pub fn name(&self) -> RunName {
        let setting = |of: &crate::scenario::Unknown| Setting { key: of.key.clone(), value: of.value.clone() };
        RunName {
            setting: self.setting.map(setting).unwrap_or_default(),
            arm: self.arm.name.clone(),
            replication: self.replication,
        }
    }
}

/// A hash of everything that decides what the runs of a study come to; settings of its ranges included. Titles, bounds and
/// plans are not in it.
pub fn identity(study: &Study) -> String {
    /// Text that is hashed as it is written: scenarios with traces are long.
    struct Hashed(blake3::Hasher);
    impl std::fmt::Write for Hashed {
        fn write_str(&mut self, text: &str) -> std::fmt::Result {
            self.0.update(text.as_bytes());
            Ok(())
        }
    }
    let mut hashed = Hashed(blake3::Hasher::new());
    let Study { seed, replications, duration, warm_up, detect_warm_up, arms, unknowns, .. } = study;
    let span = (duration, warm_up, detect_warm_up);
    let _infallible =
        write!(hashed, "{} {seed} {replications} {span:?} {arms:?} {unknowns:?}", env!("CARGO_PKG_VERSION"));
    hashed.0.finalize().to_hex().to_string()
}

/// A run on its way, and whoever keeps it.
pub(super) struct Tether<'k> {
    keeper: &'k dyn Keeper,
    run: RunName,
    shards: usize,
}

impl engine::Keep for Tether<'_> {
    fn due(&self, _: engine::Progress) -> bool {
        self.keeper.due(&self.run)
    }

    fn keep(&self, progress: engine::Progress, save: &Save<'_>) {
        let engine::Progress { now, events } = progress;
        self.keeper.keep(&self.run, Reached::UnderWay { shards: self.shards, now, events }, save);
    }
}

/// How a run begins, and who keeps it on its way.
#[derive(Default)]
pub(super) struct Way<'k> {
    keeper: Option<(&'k dyn Keeper, RunName)>,
    /// What it goes on from.
    from: Option<(usize, engine::Progress, Box<dyn Read + 'k>)>,
}

impl Way<'_> {
    /// The shards of what it goes on from.
    pub(super) fn shards(&self) -> Option<usize> {
        self.from.as_ref().map(|(shards, ..)| *shards)
    }

    /// Lets the engine run a model, from its start or from where it was; `progress` hears of its reports, and of the end.
    pub(super) fn drive<M: engine::Model>(
        self,
        model: &M,
        states: impl FnOnce() -> Vec<M::Shard>,
        options: &Options,
        progress: &(dyn Fn(Stage) + Sync),
    ) -> engine::Outcome<M> {
        let running = |p: engine::Progress| progress(Stage::Running(p));
        let plain = engine::Options {
            threads: options.threads,
            list: options.list,
            window: options.window,
            progress: Some(&running),
            ..engine::Options::default()
        };
        let Some((keeper, run)) = self.keeper else {
            let outcome = engine::run(model, states(), &plain);
            progress(Stage::Closing);
            return outcome;
        };
        let tether = Tether { keeper, run, shards: model.shards() };
        let kept = engine::Options { keep: Some(&tether), beat: keeper.beat(), ..plain };
        let outcome = match self.from {
            None => engine::run(model, states(), &kept),
            Some((_, reached, mut from)) => {
                running(reached);
                let resumed = engine::resume(model, &mut *from, &kept);
                resumed.unwrap_or_else(|why| keeper.unreadable(&tether.run, &why))
            }
        };
        progress(Stage::Closing);
        outcome
    }
}

/// Runs a job, or goes on with what is kept of it; keeps what it comes to.
pub(super) fn run_kept(
    job: &Job<'_>,
    keeper: &dyn Keeper,
    progress: &(dyn Fn(Stage) + Sync),
    run: impl FnOnce(Way<'_>) -> RunRecord,
) -> RunRecord {
    let name = job.name();
    let from = match keeper.kept(&name) {
        Some((Reached::Finished, mut bytes)) => {
            let record = read_finished(&mut *bytes).unwrap_or_else(|why| keeper.unreadable(&name, &why));
            let now = Instant::START + job.study.duration;
            progress(Stage::Running(engine::Progress { now, events: record.events }));
            return record;
        }
        Some((Reached::UnderWay { shards, now, events }, bytes)) => {
            Some((shards, engine::Progress { now, events }, bytes))
        }
        None => None,
    };
    let record = run(Way { keeper: Some((keeper, name.clone())), from });
    keeper.keep(&name, Reached::Finished, &|out| write_finished(&record, out));
    record
}

fn write_finished(record: &RunRecord, out: &mut dyn Write) -> io::Result<()> {
    let mut to = Encoder::new(out);
    to.put(record)?;
    to.finish()
}

fn read_finished(from: &mut dyn Read) -> Result<RunRecord, Unreadable> {
    let mut from = Decoder::new(from);
    let record = from.take()?;
    from.finish()?;
    Ok(record)
}

/// Whether bytes are what is kept of a job that has come so far: they are read, and nothing is run.
///
/// # Errors
/// Why they are not.
pub fn readable(job: &Job<'_>, options: &Options, reached: Reached, from: &mut dyn Read) -> Result<(), Unreadable> {
    let Reached::UnderWay { shards, .. } = reached else { return read_finished(from).map(drop) };
    match &job.arm.subject {
        Subject::Ecosystem(scenario) => {
            let world = World::build(scenario, job.study.seed, job.replication);
            let shards = sound(shards)?;
            let ecosystem = Ecosystem::new(world, shards, options.composed).listing_fates(options.fates);
            engine::readable(&ecosystem, from)
        }
        Subject::Stations(network) => {
            let network = StationNetwork::build(network, job.study.seed, job.replication);
            let stations = model::Stations::new(network);
            let stations: Stations = if options.queued { stations.queued() } else { stations };
            engine::readable(&stations, from)
        }
    }
}

/// Most shards that a run can have.
const MOST_SHARDS: usize = u16::MAX as usize;

/// A number of shards that a run can have: each takes memory of its own.
fn sound(shards: usize) -> Result<usize, Unreadable> {
    if (1..=MOST_SHARDS).contains(&shards) { Ok(shards) } else { Err(Unreadable::Wrong(format!("{shards} shards"))) }
}
