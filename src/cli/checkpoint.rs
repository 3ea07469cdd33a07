//! `run --checkpoint-every` and `--resume`: what is kept of a study's runs while they are on their way.
//!
//! Knows when a run is due, and what to say; the files are `report`'s, the bytes `experiment`'s.

use super::arguments::RunArguments;
use super::clock::Clock;
use super::terminal::say;
use super::{Failure, Terminal, warm_up};
use crate::analysis::{Reached, RunName};
use crate::engine::{Save, Unreadable};
use crate::experiment::{self, Keeper};
use crate::report::{Belongs, CheckpointFolder, Refusal};
use crate::scenario::Study;
use std::collections::BTreeMap;
use std::io::Read;
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

/// Runs kept in a folder.
pub(super) struct Checkpoints {
    folder: CheckpointFolder,
    clock: Clock,
    /// Seconds between two checkpoints of a run.
    every_s: f64,
    /// Seconds that the study had taken before this command.
    before_s: f64,
    /// When each run was kept last.
    last: Mutex<BTreeMap<RunName, f64>>,
    /// Whether it was said that the disk takes no more.
    warned: AtomicBool,
}

impl std::fmt::Debug for Checkpoints {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("Checkpoints").field(&self.folder).finish()
    }
}

/// The checkpoints that were asked for, or nothing where none were.
///
/// # Errors
/// Checkpoints that nobody said to go on with, none where there should be some, foreign and damaged ones; a machine that
/// cannot.
pub(super) fn opened(arguments: &RunArguments, study: &Study, out: &Path) -> Result<Option<Arc<Checkpoints>>, Failure> {
    let every_s = arguments.checkpoint_every.map(|every| every.as_micros() as f64 / 1e6);
    if every_s.is_none() && !arguments.resume && !CheckpointFolder::place(out).exists() {
        return Ok(None);
    }
    let belongs = Belongs {
        version: env!("CARGO_PKG_VERSION").to_owned(),
        identity: experiment::identity(study),
        scenario: study.name.clone(),
        every_s: every_s.unwrap_or_default(),
    };
    let folder = if arguments.resume {
        CheckpointFolder::open(out, &belongs, &study.resolved).map_err(refused)?
    } else {
        CheckpointFolder::refuse_standing(out, &belongs, &study.resolved).map_err(refused)?;
        if every_s.is_none() {
            return Ok(None);
        }
        CheckpointFolder::make(out, belongs, &study.resolved).map_err(refused)?
    };
    let before_s = folder.kept().map(|head| head.spent_s).fold(0.0, f64::max);
    if arguments.resume && !arguments.quiet {
        let runs = study.arms.len() * study.replications as usize;
        told(
            &folder,
            runs + experiment::range_runs(study, if arguments.ranges { arguments.range_replications } else { 0 }),
        );
    }
    Ok(Some(Arc::new(Checkpoints {
        every_s: every_s.unwrap_or_else(|| folder.every_s()),
        folder,
        clock: Clock::start(),
        before_s,
        last: Mutex::default(),
        warned: AtomicBool::new(false),
    })))
}

/// Says from where runs go on.
fn told(folder: &CheckpointFolder, runs: usize) {
    let mut finished = 0;
    for head in folder.kept() {
        match head.reached {
            Reached::UnderWay { .. } => say(&format!("resuming {}, at {}", head.run, head.reached)),
            Reached::Finished => finished += usize::from(!warm_up::is_pilot(head.run.replication)),
        }
    }
    // With --until there may be more than the study asks for.
    say(&format!("{finished} of {} runs are finished", runs.max(finished)));
}

fn refused(refusal: Refusal) -> Failure {
    match refusal {
        Refusal::Input(text) => Failure::Input(text),
        Refusal::Machine(error) => Failure::Machine(error.to_string()),
    }
}

/// From now on Ctrl-C ends the run in good order; with checkpoints it can be gone on with.
pub(super) fn mind_interruptions(checkpoints: Option<&Arc<Checkpoints>>, terminal: Terminal) {
    terminal.mind_interruptions(match checkpoints {
        Some(_) => "checkpoints are kept, and the same command with --resume goes on",
        None => "nothing was written",
    });
}

impl Checkpoints {
    /// Seconds that the study took before this command.
    pub(super) fn before_s(&self) -> f64 {
        self.before_s
    }

    /// The result is delivered: what was kept for it goes.
    pub(super) fn remove(self: Arc<Self>) -> Result<(), Failure> {
        let this = Arc::into_inner(self).expect("all runs are over");
        this.folder.remove().map_err(|e| Failure::Machine(e.to_string()))
    }

    /// When a run was kept last; now, if it never was.
    fn last(&self, run: &RunName, now: f64) -> f64 {
        let mut last = self.last.lock().unwrap_or_else(PoisonError::into_inner);
        *last.entry(run.clone()).or_insert(now)
    }
}

impl Keeper for Checkpoints {
    fn kept(&self, run: &RunName) -> Option<(Reached, Box<dyn Read + '_>)> {
        // Its time begins.
        let _begins = self.last(run, self.clock.seconds());
        self.folder.read(run).unwrap_or_else(|why| end(&format!("{run}: {why}")))
    }

    fn due(&self, run: &RunName) -> bool {
        let now = self.clock.seconds();
        now - self.last(run, now) >= self.every_s
    }

    fn keep(&self, run: &RunName, reached: Reached, save: &Save<'_>) {
        let spent_s = self.before_s + self.clock.seconds();
        if let Err(error) = self.folder.write(run, (reached, spent_s), save)
            && !self.warned.swap(true, Ordering::Relaxed)
        {
            say(&format!(
                "warning: no checkpoint of {run}\n  {error}\n  the run goes on, and earlier checkpoints stay"
            ));
        }
        // However long writing took, as much time is left to the run.
        let now = self.clock.seconds();
        self.last.lock().unwrap_or_else(PoisonError::into_inner).insert(run.clone(), now);
    }

    fn unreadable(&self, run: &RunName, why: &Unreadable) -> ! {
        end(&format!("the checkpoint of {run} cannot be read: {why}"))
    }
}

/// Ends the command from within a run: what was kept stays as it is.
fn end(why: &str) -> ! {
    say(why);
    std::process::exit(3)
}
