//! Whether this machine can run a study, what that would take, and what options come to.
//!
//! Knows figures and limits, not what a study is for. Nothing is built here.

use super::memory::{self, Available};
use super::{Failure, meter, terminal::say};
use crate::experiment::{self, Estimate, Options};
use crate::report::grouped;
use crate::scenario::{Arm, Scenario, Study};
use serde::Serialize;

/// Threads of the machine.
pub(super) fn processors() -> usize {
    std::thread::available_parallelism().map_or(1, std::num::NonZero::get)
}

/// Refuses windows that the study's links do not allow.
pub(super) fn refuse_wide_windows(study: &Study, options: &Options) -> Result<(), Failure> {
    let Some(window) = options.window else { return Ok(()) };
    let lookahead = experiment::lookahead(study);
    if window <= lookahead {
        return Ok(());
    }
    let text = format!("--window {window}: at most {lookahead}, the least delay on any link of this study");
    Err(Failure::Input(text))
}

/// Refuses a study that this machine has no memory for, where the machine tells; says what options come to otherwise.
pub(super) fn prepare(study: &Study, options: &Options, range: u32, quiet: bool) -> Result<(), Failure> {
    refuse_wide_windows(study, options)?;
    if let Some(available) = memory::available() {
        fits(study, options, range, available)?;
    }
    refuse_more_threads(options.threads)?;
    if !quiet {
        for note in notes(study, options) {
            say(&format!("note: {note}"));
        }
    }
    Ok(())
}

/// Threads beside those that work: one shows how far they are, one waits for interruptions.
const BESIDE: usize = 2;

/// Refuses more threads than the system starts: where their count or their stacks are limited, work would break off in the
/// middle.
fn refuse_more_threads(wanted: usize) -> Result<(), Failure> {
    let (hold, wait) = std::sync::mpsc::channel::<()>();
    let wait = std::sync::Mutex::new(wait);
    let started = std::thread::scope(|scope| {
        let start = |_: &usize| {
            let hold = || drop(wait.lock().map(|wait| wait.recv()));
            std::thread::Builder::new().spawn_scoped(scope, hold).is_ok()
        };
        let started = (0..wanted + BESIDE).take_while(start).count().saturating_sub(BESIDE);
        // All go home.
        drop(hold);
        started
    });
    if started == wanted {
        return Ok(());
    }
    let advice = match started {
        0 => "raise its limits (ulimit -u, ulimit -v)".to_owned(),
        most => format!("--threads {most} would do, or raise its limits (ulimit -u, ulimit -v)"),
    };
    Err(Failure::Machine(format!("this system starts {started} of {wanted} threads: {advice}")))
}

/// Refuses a study that needs more than there is.
fn fits(study: &Study, options: &Options, range: u32, available: Available) -> Result<(), Failure> {
    let estimate = experiment::estimate(study, options, range);
    if estimate.bytes <= available.bytes {
        return Ok(());
    }
    let mut lines = vec![format!(
        "{} does not fit: it needs {}, and {} are {}",
        study.name,
        memory(&estimate),
        memory::bytes(available.bytes),
        available.bound.text()
    )];
    let alone = experiment::estimate(study, &Options { threads: 1, ..options.clone() }, range);
    if estimate.abreast > 1 && alone.bytes <= available.bytes {
        lines.push(format!("with --threads 1 it would fit: {}", memory(&alone)));
    }
    // People of a trace or a script are as many as they are.
    let drawn = |scenario: &Scenario| scenario.script.is_none() && scenario.workload.trace.is_none();
    if study.arms.iter().all(|arm| arm.ecosystem().is_some_and(drawn)) {
        lines.push(match experiment::most_handsets(study, options, range, available.bytes) {
            Some(most) => {
                format!("about {} handsets would fit: --set population.handsets={most}", grouped(most.into()))
            }
            None => "no number of handsets would fit".to_owned(),
        });
    }
    Err(Failure::Machine(lines.join("\n")))
}

/// Events that a study is expected to have.
pub(super) fn events(study: &Study, options: &Options, range: u32) -> f64 {
    experiment::estimate(study, options, range).events
}

/// What a study takes and whether this machine has it, for machines.
#[derive(Serialize)]
pub(super) struct Fit {
    runs: u64,
    runs_at_a_time: u64,
    events: f64,
    memory_bytes: u64,
    /// Nothing where the machine does not tell.
    available_bytes: Option<u64>,
    fits: bool,
    wall_s: f64,
}

impl Fit {
    /// The estimate of a study, without its ranges.
    pub(super) fn of(study: &Study, options: &Options) -> Self {
        let on_this = Options { threads: options.threads.min(processors()), ..options.clone() };
        let [memory, speed] = [experiment::estimate(study, options, 0), experiment::estimate(study, &on_this, 0)];
        let available = memory::available();
        Self {
            runs: memory.runs,
            runs_at_a_time: memory.abreast,
            events: memory.events,
            memory_bytes: memory.bytes,
            available_bytes: available.map(|available| available.bytes),
            fits: available.is_none_or(|available| memory.bytes <= available.bytes),
            wall_s: speed.seconds,
        }
    }
}

/// What a study takes, as lines of a name and a text.
pub(super) fn lines(study: &Study, options: &Options) -> Vec<(&'static str, String)> {
    let on_this = Options { threads: options.threads.min(processors()), ..options.clone() };
    let [memory, speed] = [experiment::estimate(study, options, 0), experiment::estimate(study, &on_this, 0)];
    let mut lines = vec![("events", count(memory.events)), ("memory", self::memory(&memory))];
    if let Some(available) = memory::available() {
        lines.push(("", format!("{} {}", memory::bytes(available.bytes), available.bound.text())));
        if let Err(refused) = fits(study, options, 0, available) {
            lines.extend(refused.text().lines().skip(1).map(|advice| ("", advice.to_owned())));
            lines.push(("", "a run would be refused".to_owned()));
        }
    }
    lines.push(("wall time", format!("{}, on a machine like the one measured", time(&speed))));
    if !study.unknowns.is_empty() {
        let ranges = experiment::estimate(study, &on_this, 1);
        lines.push(("", format!("about {} with --ranges", meter::duration(rounded(ranges.seconds)))));
    }
    lines.extend(notes(study, options).into_iter().map(|note| ("note", note)));
    lines
}

fn memory(estimate: &Estimate) -> String {
    let whole = memory::bytes(estimate.bytes);
    match estimate.abreast {
        1 => format!("about {whole}"),
        n => format!("about {whole} ({n} runs at a time, {} each)", memory::bytes(estimate.run_bytes)),
    }
}

fn time(estimate: &Estimate) -> String {
    let whole = meter::duration(rounded(estimate.seconds));
    let threads = match (estimate.abreast, estimate.inside) {
        (1, 1) => "one thread".to_owned(),
        (1, inside) => format!("{inside} threads"),
        (abreast, 1) => format!("{abreast} runs at a time"),
        (abreast, inside) => format!("{abreast} runs at a time on {inside} threads each"),
    };
    if estimate.runs > 1 {
        return format!("about {whole} ({threads}, {} a run)", meter::duration(rounded(estimate.run_seconds)));
    }
    format!("about {whole} ({threads})")
}

/// Two digits: the estimate is worth no more.
fn rounded(figure: f64) -> f64 {
    if figure < 1.0 {
        return 1.0;
    }
    let unit = libm::pow(10.0, libm::floor(libm::log10(figure)) - 1.0);
    libm::round(figure / unit) * unit
}

/// A large count in two digits.
fn count(figure: f64) -> String {
    format!("about {}", grouped(rounded(figure) as u64))
}

/// What options come to where they ask for more than there is; results are the same.
fn notes(study: &Study, options: &Options) -> Vec<String> {
    let populations = study.arms.iter().filter_map(Arm::ecosystem).map(|scenario| scenario.population.handsets);
    // Stations share a shard.
    let handsets = populations.max().unwrap_or(1) as usize;
    let estimate = experiment::estimate(study, options, 0);
    let mut notes = Vec::new();
    let shards = match options.shards {
        Some(shards) if shards > handsets => {
            notes.push(format!("--shards {shards}: a shard has a handset or more, so there are {handsets}"));
            handsets
        }
        Some(shards) => shards,
        None => options.threads.min(handsets),
    };
    let asked = options.threads / (estimate.abreast as usize).max(1);
    if asked > shards.max(1) {
        notes.push(format!("a run has {shards} of {asked} threads at work, one for each of its shards"));
    }
    notes
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::memory::Bound;
    use crate::scenario::read;
    use std::path::Path;

    fn study(name: &str, settings: &[&str]) -> Study {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios").join(name);
        let settings: Vec<String> = settings.iter().map(|setting| (*setting).to_owned()).collect();
        read(&path, &settings).expect("a shipped scenario")
    }

    fn on(threads: usize, shards: Option<usize>) -> Options {
        Options { threads, shards, ..Options::default() }
    }

    #[test]
    fn what_does_not_fit_is_refused_with_what_would() {
        let whole = study("scale/85m.toml", &[]);
        let of = |gib: u64| fits(&whole, &on(2, None), 0, Available { bytes: gib << 30, bound: Bound::Group });
        assert_eq!(of(64), Ok(()));
        let Err(Failure::Machine(text)) = of(4) else { panic!("it takes more") };
        for part in ["85m does not fit: it needs about ", "4.00 GiB are left under", "--set population.handsets="] {
            assert!(text.contains(part), "{part} is not in {text}");
        }
        assert!(of(0).is_err_and(|e| e.text().ends_with("no number of handsets would fit")));
    }

    #[test]
    fn fewer_runs_at_a_time_are_offered() {
        let flagship = study("opt-in-2014.toml", &["population.handsets=4000000"]);
        let [two, one] = [2, 1].map(|threads| experiment::estimate(&flagship, &on(threads, None), 0).bytes);
        let between = Available { bytes: u64::midpoint(one, two), bound: Bound::Machine };
        let refused = fits(&flagship, &on(2, None), 0, between).expect_err("two do not fit");
        assert!(refused.text().contains("with --threads 1 it would fit"), "{}", refused.text());
        assert_eq!(fits(&flagship, &on(1, None), 0, between), Ok(()));
    }

    #[test]
    fn options_that_ask_for_more_than_there_is_are_noted() {
        let ten = study("scale/100k.toml", &["population.handsets=10"]);
        assert_eq!(notes(&ten, &on(2, None)), Vec::<String>::new());
        assert_eq!(notes(&ten, &on(2, Some(1))), ["a run has 1 of 2 threads at work, one for each of its shards"]);
        let many = notes(&ten, &on(16, Some(50)));
        assert_eq!(many[0], "--shards 50: a shard has a handset or more, so there are 10");
        assert_eq!(many[1], "a run has 10 of 16 threads at work, one for each of its shards");
        assert_eq!(notes(&ten, &on(16, None)).len(), 1);
    }

    #[test]
    fn estimates_have_two_digits() {
        assert_eq!([0.2, 72.6, 1_234.0].map(|figure| rounded(figure).to_string()), ["1", "73", "1200"]);
        assert_eq!(count(7_123_456_789.0), "about 7,100,000,000");
    }
}
