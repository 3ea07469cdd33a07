//! What must hold of a strange world: it is read without a panic, it runs, its books balance, every message comes to one end,
//! and shards, threads, list and window do not show.

use crate::sums::adds_up;
use crate::text::Text;
use cloudmsg::analysis::tables;
use cloudmsg::engine::{self, ListKind};
use cloudmsg::experiment;
use cloudmsg::ledger::{End, Fate, Ledger, Tally};
use cloudmsg::model::{Ecosystem, Finished};
use cloudmsg::scenario::{Scenario, Study, read, render};
use cloudmsg::units::Duration;
use cloudmsg::world::World;
use std::any::Any;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;

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
        runs += 3;
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

fn hold_arm(scenario: &Scenario, seed: u64, planted: bool) -> Result<Finished, String> {
    let plain = engine::Options::default();
    let mut one = run(scenario, seed, 1, planted, |_| plain);
    sound("one shard", &one)?;
    adds_up(&one.ledger, one.world.layout.handsets());
    one_end_each(&one)?;
    let mut three = run(scenario, seed, 3, planted, |lookahead| {
        let window = Some(Duration::from_micros((lookahead.as_micros() / 7).max(1)));
        engine::Options { threads: 2, list: ListKind::Reference, window, ..plain }
    });
    sound("three shards, two threads, reference list, small window", &three)?;
    if (one.fingerprint, one.events) != (three.fingerprint, three.events) {
        let prints = format!("{:016x} and {:016x}", one.fingerprint, three.fingerprint);
        return Err(format!("another result when cut: {prints}, {} and {} events", one.events, three.events));
    }
    in_order(&mut one.ledger);
    in_order(&mut three.ledger);
    if one.ledger == three.ledger { Ok(one) } else { Err("another ledger when cut".to_owned()) }
}

/// A single shard lists messages as they come.
fn in_order(ledger: &mut Ledger) {
    ledger.composed.iter_mut().for_each(|list| list.sort_unstable());
}

fn run(
    scenario: &Scenario,
    seed: u64,
    shards: usize,
    planted: bool,
    options: impl Fn(Duration) -> engine::Options<'static>,
) -> Finished {
    let mut world = World::build(scenario, seed, 0);
    world.forgets_in_a_crash = planted;
    let options = options(world.lookahead);
    let ecosystem = Ecosystem::new(world, shards, true).listing_fates(true);
    let states = ecosystem.states();
    let outcome = engine::run(&ecosystem, states, &options);
    ecosystem.finish(outcome)
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
