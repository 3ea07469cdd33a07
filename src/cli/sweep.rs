//! `sweep`: a study at every point of its table `[sweep]`, whole or a shard of it; `sweep merge` puts shards together.
//!
//! Knows the order of things, none of them itself: read every point, see whether the machine can, run, keep, write, print.

use super::arguments::{MergeArguments, SweepAction, SweepArguments};
use super::clock::Clock;
use super::listing::Listing;
use super::meter::Meter;
use super::run::{command, name_in_panics};
use super::terminal::say;
use super::{Failure, Terminal, check, fit, shard, warm_up};
use crate::analysis::{HEADLINES, SweepTable};
use crate::experiment::{self, Options, PointStudy, Progress};
use crate::random::resamples;
use crate::report::{self, Cut, Opened, PartManifest, Refusal, WorkFolder, grouped};
use crate::scenario::{self, Base, Study, Sweep};
use serde::Serialize;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};

/// More points than this are run only by those who say so.
const MANY: u64 = 10_000;
/// Version of the layout of what a shard prints as JSON.
const SCHEMA: u32 = 1;
/// Points that are read and held at one time.
const AT_ONCE: usize = 1_000;
/// Rounds of the bootstrap of Sobol indices.
const ROUNDS: usize = 1_000;

/// Runs `sweep`.
///
/// # Errors
/// Mistakes in the scenario, at any of its points, or in what stands in the result's place; a machine that cannot.
pub fn sweep(arguments: &SweepArguments, terminal: &Terminal) -> Result<(), Failure> {
    if let Some(SweepAction::Merge(merge)) = &arguments.action {
        return merged(merge, *terminal);
    }
    let typed = arguments.scenario();
    let base = check::open(&typed, *terminal)?;
    let study = base.study();
    warm_up::declared(study)?;
    let Some(sweep) = &study.sweep else {
        let text = format!("{}: this study has no table [sweep], so there is nothing to vary", typed.file.display());
        return Err(Failure::Input(text));
    };
    refuse_many(sweep, arguments.yes)?;
    let cut = shard::cut(arguments.shard.as_deref())?;
    if arguments.list {
        let listing = Listing::of(sweep, study, cut.unwrap_or(Cut::WHOLE));
        return terminal.deliver(arguments.format, &listing, || listing.text());
    }
    let facts = experiment::sweep_facts(study, sweep, charted(study, sweep));
    let manifest =
        PartManifest::new(facts, cut.unwrap_or(Cut::WHOLE), &[&study.resolved, &format!("{:?}", study.arms)]);
    let out = arguments.out.clone().unwrap_or_else(|| place(study, cut));
    run(&base, &manifest, (&out, cut.is_some()), arguments, *terminal)
}

/// Where the result goes unless something else is typed.
fn place(study: &Study, cut: Option<Cut>) -> PathBuf {
    let stem = study.name.strip_suffix("-sweep").unwrap_or(&study.name);
    let name = match cut {
        None => format!("{stem}-sweep"),
        Some(Cut { index, of }) => format!("{stem}-sweep-shard-{index}-of-{of}"),
    };
    PathBuf::from("results").join(name)
}

fn refuse_many(sweep: &Sweep, yes: bool) -> Result<(), Failure> {
    let points = sweep.points();
    if points <= MANY || (yes && points < u64::MAX) {
        return Ok(());
    }
    let sizes: Vec<String> = sweep
        .factors
        .iter()
        .map(|factor| match factor.count() {
            Some(count) => format!("{}: {}", factor.key, grouped(count)),
            None => factor.key.clone(),
        })
        .collect();
    let count = if points == u64::MAX { format!("{} or more", grouped(points)) } else { grouped(points) };
    let text = format!("this sweep has {count} points ({}); to run more than {}", sizes.join(", "), grouped(MANY));
    Err(Failure::Input(format!("{text}, add --yes")))
}

/// The figures that are charted: those the sweep names, those that are bounded, or the headlines; of stations their waits
/// and utilisations.
fn charted(study: &Study, sweep: &Sweep) -> Vec<String> {
    if !sweep.metrics.is_empty() {
        return sweep.metrics.clone();
    }
    let mut bounded: Vec<String> = Vec::new();
    for bound in &study.bounds {
        if !bounded.contains(&bound.metric) {
            bounded.push(bound.metric.clone());
        }
    }
    if !bounded.is_empty() {
        return bounded;
    }
    let mut stations: Vec<&str> = study
        .arms
        .iter()
        .filter_map(|arm| arm.stations())
        .flat_map(|of| &of.stations)
        .map(|s| s.name.as_str())
        .collect();
    stations.sort_unstable();
    stations.dedup();
    if stations.is_empty() {
        return HEADLINES.iter().map(|&name| name.to_owned()).collect();
    }
    let of = |name: &str| ["wait_mean", "utilisation"].map(|figure| format!("stations.{name}.{figure}"));
    stations.into_iter().flat_map(of).collect()
}

/// What a shard that was run leaves to say.
#[derive(Serialize)]
struct Shard {
    schema: u32,
    #[serde(rename = "shard")]
    index: u64,
    of: u64,
    points: usize,
    folder: String,
}

#[expect(clippy::needless_pass_by_value, reason = "as `map_err` hands it over")]
fn machine(error: impl ToString) -> Failure {
    Failure::Machine(error.to_string())
}

/// Runs the points of a cut that are not done, and leaves its result.
fn run(
    base: &Base,
    manifest: &PartManifest,
    (out, is_shard): (&Path, bool),
    arguments: &SweepArguments,
    terminal: Terminal,
) -> Result<(), Failure> {
    let study = base.study();
    let options = check::options(&arguments.machine());
    let work = Work { base, manifest, options: &options, terminal, quiet: arguments.quiet };
    report::probe(out).map_err(machine)?;
    let points: Vec<u64> = manifest.cut.points(manifest.facts.points).collect();
    let held = work.read_all(&points)?;
    let folder = match WorkFolder::open(out, manifest, &study.resolved, arguments.resume).map_err(refused)? {
        Opened::Work(folder) => *folder,
        Opened::Finished => {
            if !arguments.quiet {
                say(&format!("{} is finished already", out.display()));
            }
            return Ok(());
        }
    };
    let open = folder.open_points();
    if !arguments.quiet && open.len() < points.len() {
        say(&format!("{} of {} points are done already", points.len() - open.len(), points.len()));
    }
    name_in_panics(study.seed, &command());
    work.fill(&folder, &open, held)?;
    if is_shard {
        folder.publish(out).map_err(machine)?;
        let Cut { index, of } = manifest.cut;
        let folder = out.display().to_string();
        let text = format!("shard {index}/{of}, {} points, in {folder}\n", points.len());
        let shard = Shard { schema: SCHEMA, index, of, points: points.len(), folder };
        return terminal.deliver(arguments.format, &shard, || text);
    }
    let records = folder.records().map_err(machine)?;
    let table = write(manifest, records, &study.resolved, out)?;
    folder.remove().map_err(machine)?;
    if !arguments.quiet {
        say(&format!("results in {}", out.display()));
    }
    terminal.deliver(arguments.format, &table.summary(), || report::sweep_text(&table))
}

/// What points are run of, and how.
struct Work<'w> {
    base: &'w Base,
    manifest: &'w PartManifest,
    options: &'w Options,
    terminal: Terminal,
    quiet: bool,
}

impl Work<'_> {
    fn read(&self, points: &[u64]) -> Result<Vec<PointStudy>, Failure> {
        experiment::read_points(self.base, points, self.options.threads)
            .map_err(|mistakes| Failure::Mistakes(scenario::render(&mistakes, self.terminal.color)))
    }

    /// Reads every point, so that a mistake at any of them is said before the first is run; hands them over where all can
    /// be held.
    fn read_all(&self, points: &[u64]) -> Result<Vec<PointStudy>, Failure> {
        let mut held = Vec::new();
        for some in points.chunks(AT_ONCE) {
            held = self.read(some)?;
            fits(&held, self.options, self.quiet)?;
        }
        Ok(if points.len() > AT_ONCE { Vec::new() } else { held })
    }

    /// Runs the open points, those that are `held` or else read again, and keeps each when it is done.
    fn fill(&self, folder: &WorkFolder, open: &[u64], mut held: Vec<PointStudy>) -> Result<(), Failure> {
        self.terminal.mind_interruptions("finished points are kept, and the same command with --resume goes on");
        let clock = Clock::start();
        let meter = Meter::start(self.terminal, self.quiet);
        let each = self.manifest.facts.arms.len() * self.manifest.facts.replications as usize;
        let each_s = seconds(self.base.study());
        let mut before = Progress::default();
        for some in open.chunks(AT_ONCE) {
            let wanted = |point: &PointStudy| some.binary_search(&point.point).is_ok();
            let mut studies: Vec<PointStudy> = std::mem::take(&mut held).into_iter().filter(wanted).collect();
            if studies.is_empty() {
                studies = self.read(some)?;
            }
            let runs = open.len() * each;
            let events = AtomicU64::new(0);
            let show = |now: Progress| {
                events.fetch_max(now.events, Ordering::Relaxed);
                meter.show(together(before, now, runs, runs as f64 * each_s));
            };
            experiment::run_points(&studies, self.options, &show, &|record| {
                if let Err(error) = folder.keep(&record) {
                    // Hours of runs whose points cannot be kept help nobody; what is kept can be gone on with.
                    say(&error.to_string());
                    std::process::exit(3);
                }
            });
            before.events += events.into_inner();
            before.runs_done += some.len() * each;
            before.done_s += (some.len() * each) as f64 * each_s;
        }
        drop(meter);
        if !self.quiet && !open.is_empty() {
            say(&format!("{} points in {:.1} s", open.len(), clock.seconds()));
        }
        Ok(())
    }
}

fn seconds(study: &Study) -> f64 {
    study.duration.as_micros() as f64 / 1e6
}

/// How far all points are, when some of them are this far and others are done.
fn together(before: Progress, now: Progress, runs: usize, total_s: f64) -> Progress {
    Progress {
        runs_done: before.runs_done + now.runs_done,
        runs,
        done_s: before.done_s + now.done_s,
        total_s,
        events: before.events + now.events,
        ..now
    }
}

/// Refuses points that this machine has no memory for: as many runs of the largest as there are threads.
fn fits(studies: &[PointStudy], options: &Options, quiet: bool) -> Result<(), Failure> {
    let handsets = |study: &Study| {
        study.arms.iter().map(|arm| arm.ecosystem().map_or(0, |scenario| scenario.population.handsets)).max()
    };
    let Some(largest) = studies.iter().map(|point| &point.study).max_by_key(|study| handsets(study)) else {
        return Ok(());
    };
    let mut abreast = largest.clone();
    abreast.replications = abreast.replications.max(u32::try_from(options.threads).unwrap_or(u32::MAX));
    fit::prepare(&abreast, options, 0, quiet)
}

fn refused(refusal: Refusal) -> Failure {
    match refusal {
        Refusal::Input(text) => Failure::Input(text),
        Refusal::Machine(error) => machine(error),
    }
}

/// Runs `sweep merge`.
fn merged(arguments: &MergeArguments, terminal: Terminal) -> Result<(), Failure> {
    let wrong = |mistakes: Vec<String>| Failure::Input(mistakes.join("\n"));
    let merged = report::merge_parts(&arguments.folders, env!("CARGO_PKG_VERSION")).map_err(wrong)?;
    let table = write(&merged.manifest, merged.records, &merged.resolved, &arguments.out)?;
    if !arguments.quiet {
        say(&format!("results in {}", arguments.out.display()));
    }
    terminal.deliver(arguments.format, &table.summary(), || report::sweep_text(&table))
}

/// Writes the result of a whole sweep; its table.
fn write(
    manifest: &PartManifest,
    records: Vec<crate::analysis::PointRecord>,
    resolved: &str,
    out: &Path,
) -> Result<SweepTable, Failure> {
    let facts = manifest.facts.clone();
    let seed = facts.seed;
    let table = SweepTable::of(facts, records, &|blocks| resamples(blocks, ROUNDS, seed));
    report::write_files(out, &report::sweep_files(&table, manifest, resolved)).map_err(machine)?;
    Ok(table)
}
