//! What must hold of a strange world: it is read without a panic, it runs, its books balance, every message comes to one end,
//! and neither shards, threads, list and window show nor that it was gone on with from a checkpoint.

use crate::sums::adds_up;
use crate::text::Text;
use cloudmsg::analysis::tables;
use cloudmsg::engine::{self, Keep, ListKind, Progress, Save};
use cloudmsg::experiment;
use cloudmsg::ledger::{End, Fate, Tally};
use cloudmsg::model::{Ecosystem, Finished};
use cloudmsg::scenario::{Scenario, Study, read, render};
use cloudmsg::units::Duration;
use cloudmsg::world::World;
use std::any::Any;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};

/// The plain world that all texts extend.
pub(crate) const PLAIN: &str = include_str!("plain.toml");

/// What a world came to.
#[derive(Clone, Debug)]
pub(crate) enum Came {
    /// It has mistakes, and the reader said which.
    Refused(String),
    /// It ran, and all held.
    Held { runs: u64, events: u64, messages: u64 },
}

/// Writes a world's files into a folder; the path of its scenario.
pub(crate) fn write(text: &Text, folder: &Path, name: &str) -> std::path::PathBuf {
    let put = |name: &str, text: &str| std::fs::write(folder.join(name), text).expect("the folder is writable");
    put("plain.toml", PLAIN);
    if let Some(trace) = &text.trace {
        put("trace.csv", trace);
    }
    put(name, &text.scenario);
    folder.join(name)
}

/// Holds a world against everything; the first thing that does not hold, in words. `planted`: with the planted bug.
pub(crate) fn hold(scenario: &Path, planted: bool) -> Result<Came, String> {
    let all = AssertUnwindSafe(|| {
        let study = match read(scenario, &[]) {
            Ok(study) => study,
            Err(mistakes) => return Ok(Came::Refused(render(&mistakes, false))),
        };
        hold_study(&study, planted)
    });
    catch_unwind(all).unwrap_or_else(|panic| Err(format!("panic: {}", words(&*panic))))
}

fn words(panic: &(dyn Any + Send)) -> String {
    let text = panic.downcast_ref::<String>().map(String::as_str);
    text.or_else(|| panic.downcast_ref::<&str>().copied()).unwrap_or("without words").to_owned()
}

fn hold_study(study: &Study, planted: bool) -> Result<Came, String> {
    let (mut runs, mut events, mut messages) = (0, 0, 0);
    for arm in &study.arms {
        let scenario = arm.ecosystem().ok_or("a strange world is an ecosystem")?;
        let finished = hold_arm(scenario, study.seed, planted).map_err(|what| format!("arm {}: {what}", arm.name))?;
        runs += 4;
        events += finished.events;
        messages += finished.ledger.deliveries.phases.iter().map(Tally::composed_total).sum::<u64>();
    }
    figures(study)?;
    Ok(Came::Held { runs, events, messages })
}

/// Every figure and every table can be made, and no figure is without end.
fn figures(study: &Study) -> Result<(), String> {
    let records = experiment::run_some(study, 0..1, &experiment::Options::default(), &|_| {});
    for row in tables(&records).replications {
        if row.value.is_some_and(|value| !value.is_finite()) {
            return Err(format!("arm {}: {} is {:?}", row.run.arm, row.metric, row.value));
        }
    }
    Ok(())
}

/// Ways to run a world.
#[derive(Clone, Copy)]
enum How<'a> {
    /// On one shard.
    Whole,
    /// On three, with two threads, the plain event list and a small window; kept now and then.
    Cut(&'a Shelf),
    /// Gone on with, from where it was kept, on one thread with the wheel.
    GoneOn(&'a [u8]),
}

impl How<'_> {
    const fn words(self) -> &'static str {
        match self {
            Self::Whole => "on one shard",
            Self::Cut(_) => "on three shards with two threads, the reference list and a small window",
            Self::GoneOn(_) => "gone on with from a checkpoint",
        }
    }
}

/// Keeps a run at its first, second, fourth, eighth beat, and so on; each takes the place of the one before.
#[derive(Default)]
struct Shelf {
    beats: AtomicU64,
    kept: Mutex<Vec<u8>>,
}

impl Keep for Shelf {
    fn due(&self, _: Progress) -> bool {
        (self.beats.fetch_add(1, Ordering::Relaxed) + 1).is_power_of_two()
    }

    fn keep(&self, _: Progress, save: &Save<'_>) {
        let mut kept = self.kept.lock().expect("no test panics with it");
        kept.clear();
        save(&mut *kept).expect("a vector takes everything");
    }
}

fn hold_arm(scenario: &Scenario, seed: u64, planted: bool) -> Result<Finished, String> {
    let shelf = Shelf::default();
    let one = run(scenario, seed, planted, How::Whole)?;
    adds_up(&one.ledger, one.world.layout.handsets());
    one_end_each(&one)?;
    same(&one, &run(scenario, seed, planted, How::Cut(&shelf))?, How::Cut(&shelf))?;
    let kept = shelf.kept.into_inner().expect("no test panics with it");
    if !kept.is_empty() {
        same(&one, &run(scenario, seed, planted, How::GoneOn(&kept))?, How::GoneOn(&kept))?;
    }
    Ok(one)
}

/// Whether a run came to what another one did.
fn same(one: &Finished, other: &Finished, how: How<'_>) -> Result<(), String> {
    let how = how.words();
    if (one.fingerprint, one.events) != (other.fingerprint, other.events) {
        let prints = format!("{:016x} and {:016x}", one.fingerprint, other.fingerprint);
        return Err(format!("another result {how}: {prints}, {} and {} events", one.events, other.events));
    }
    if one.ledger == other.ledger { Ok(()) } else { Err(format!("another ledger {how}")) }
}

/// Runs a world in some way; its books must balance.
fn run(scenario: &Scenario, seed: u64, planted: bool, how: How<'_>) -> Result<Finished, String> {
    let mut world = World::build(scenario, seed, 0);
    world.forgets_in_a_crash = planted;
    let window = Some(Duration::from_micros((world.lookahead.as_micros() / 7).max(1)));
    let shards = if matches!(how, How::Whole) { 1 } else { 3 };
    let ecosystem = Ecosystem::new(world, shards, true).listing_fates(true);
    let plain = engine::Options::default();
    let outcome = match how {
        How::Whole => engine::run(&ecosystem, ecosystem.states(), &plain),
        How::Cut(shelf) => {
            let options = engine::Options {
                threads: 2,
                list: ListKind::Reference,
                window,
                beat: 100,
                keep: Some(shelf),
                ..plain
            };
            engine::run(&ecosystem, ecosystem.states(), &options)
        }
        How::GoneOn(mut kept) => engine::resume(&ecosystem, &mut kept, &plain)
            .map_err(|why| format!("a checkpoint is unreadable: {why:?}"))?,
    };
    let mut finished = ecosystem.finish(outcome);
    sound(how.words(), &finished)?;
    // A single shard lists messages as they come.
    finished.ledger.composed.iter_mut().for_each(|list| list.sort_unstable());
    Ok(finished)
}

fn sound(how: &str, finished: &Finished) -> Result<(), String> {
    let breaches: Vec<String> = finished.audit.breaches.iter().map(ToString::to_string).collect();
    if breaches.is_empty() { Ok(()) } else { Err(format!("{how}: the books do not balance: {}", breaches.join("; "))) }
}

/// Every message between owners has one fate: an end, or it is in flight.
fn one_end_each(finished: &Finished) -> Result<(), String> {
    let fates = finished.ledger.fates.as_ref().ok_or("the list was asked for")?;
    let mut ids: Vec<u64> = fates.iter().map(|fate| fate.message).collect();
    ids.dedup();
    if ids.len() != fates.len() {
        return Err(format!("{} fates of {} messages: one came to two ends", fates.len(), ids.len()));
    }
    let phases = &finished.ledger.deliveries.phases;
    let of = |count: &dyn Fn(&Tally) -> u64| phases.iter().map(count).sum::<u64>();
    let composed = of(&|tally| tally.composed[0] + tally.composed[1]);
    if composed != fates.len() as u64 {
        return Err(format!("{} fates of {composed} messages between owners", fates.len()));
    }
    for end in End::ALL.iter().copied().map(Some).chain([None]) {
        let listed = fates.iter().filter(|fate: &&Fate| fate.end == end).count() as u64;
        let counted = match end {
            Some(end) => of(&|tally| tally.ended[0][end as usize] + tally.ended[1][end as usize]),
            None => finished.at_end.in_flight[0] + finished.at_end.in_flight[1],
        };
        if listed != counted {
            return Err(format!("{end:?}: {listed} in the list of fates, {counted} in the books"));
        }
    }
    let on_list = finished.ledger.composed.as_ref().map_or(0, Vec::len) as u64;
    let all = of(&Tally::composed_total);
    if on_list == all { Ok(()) } else { Err(format!("{on_list} messages on the list, {all} in the books")) }
}
