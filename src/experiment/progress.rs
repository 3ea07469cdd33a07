//! How far a study has come: stages of its runs, simulated time and events of all of them together.
//!
//! Knows no clock: how fast that is, the listener works out.

use crate::engine;
use crate::units::{Duration, Instant};
use std::sync::{Mutex, PoisonError};

/// What a run is doing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// Building the world and the state of every handset.
    Building,
    /// Handling events; the engine's own report.
    Running(engine::Progress),
    /// Merging the ledgers and balancing the books.
    Closing,
    /// Nothing any more.
    Done,
}

/// What a study is doing: what most of it waits for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Phase {
    /// No run handles events yet, or again.
    #[default]
    Building,
    /// Some run handles events.
    Running,
    /// All that have begun are closing their books, or have closed them.
    Closing,
}

/// How far a study has come.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Progress {
    /// What it is doing.
    pub phase: Phase,
    /// Runs that are done.
    pub runs_done: usize,
    /// All runs.
    pub runs: usize,
    /// Simulated seconds done, over all runs.
    pub done_s: f64,
    /// Simulated seconds of all runs.
    pub total_s: f64,
    /// Model events handled.
    pub events: u64,
    /// Where a search for a fleet is; nothing of other studies.
    pub search: Option<Search>,
}

/// How far a search for a fleet has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Search {
    /// The fleet that is tried, from 1; 0 is the pilot run.
    pub fleet: u32,
    /// Fleets that may be tried.
    pub at_most: u32,
    /// The condition that is tried, from 1.
    pub condition: u32,
    /// All conditions.
    pub conditions: u32,
}

/// Where one run stands.
#[derive(Clone, Copy)]
struct Standing {
    stage: Option<Stage>,
    reached: Instant,
    events: u64,
}

/// Where all runs stand, and the sums over them: a report of one run costs the same among thousands.
pub(super) struct Counter {
    lengths: Vec<Duration>,
    total_s: f64,
    runs: Mutex<(Vec<Standing>, Sums)>,
}

#[derive(Clone, Copy, Default)]
struct Sums {
    building: usize,
    running: usize,
    done: usize,
    /// Simulated time reached, in whole microseconds, so that the order of reports leaves no trace in it.
    micros: u128,
    events: u64,
}

impl Counter {
    /// Runs of these lengths, none begun.
    pub(super) fn new(lengths: Vec<Duration>) -> Self {
        let before = Standing { stage: None, reached: Instant::START, events: 0 };
        let runs = Mutex::new((vec![before; lengths.len()], Sums::default()));
        let total_s = lengths.iter().map(|d| d.as_micros() as f64 / 1e6).sum();
        Self { lengths, total_s, runs }
    }

    /// Takes note of a run's stage and says where all of them stand.
    pub(super) fn advance(&self, run: usize, stage: Stage) -> Progress {
        // A run that panics says so itself; the others' figures stay right.
        let mut runs = self.runs.lock().unwrap_or_else(PoisonError::into_inner);
        let (standings, sums) = &mut *runs;
        let standing = &mut standings[run];
        let before = *standing;
        standing.stage = Some(stage);
        match stage {
            Stage::Building => {}
            Stage::Running(p) => {
                standing.reached = standing.reached.max(p.now);
                standing.events = standing.events.max(p.events);
            }
            Stage::Closing | Stage::Done => standing.reached = Instant::START + self.lengths[run],
        }
        sums.micros += u128::from(standing.reached.saturating_since(before.reached).as_micros());
        sums.events += standing.events - before.events;
        if let Some(count) = before.stage.and_then(|stage| sums.of(stage)) {
            *count -= 1;
        }
        if let Some(count) = sums.of(stage) {
            *count += 1;
        }
        Progress {
            phase: if sums.running > 0 {
                Phase::Running
            } else if sums.building > 0 {
                Phase::Building
            } else {
                Phase::Closing
            },
            runs_done: sums.done,
            runs: standings.len(),
            done_s: sums.micros as f64 / 1e6,
            total_s: self.total_s,
            events: sums.events,
            search: None,
        }
    }
}

impl Sums {
    /// The count of runs in a stage, where it is kept.
    fn of(&mut self, stage: Stage) -> Option<&mut usize> {
        match stage {
            Stage::Building => Some(&mut self.building),
            Stage::Running(_) => Some(&mut self.running),
            Stage::Closing => None,
            Stage::Done => Some(&mut self.done),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_study_stands_where_its_runs_stand() {
        let counter = Counter::new(vec![Duration::from_secs(100); 2]);
        let at = |s: u64, events| Stage::Running(engine::Progress { now: Instant::from_micros(s * 1_000_000), events });
        let done = |progress: Progress| progress.done_s.to_string();
        let begun = counter.advance(0, Stage::Building);
        assert_eq!(
            (begun.phase, begun.runs, done(begun), begun.total_s.to_string()),
            (Phase::Building, 2, "0".into(), "200".into())
        );
        counter.advance(1, Stage::Building);
        let running = counter.advance(1, at(40, 7));
        assert_eq!((running.phase, done(running), running.events), (Phase::Running, "40".into(), 7));
        // A report that comes late takes nothing back.
        assert_eq!(done(counter.advance(1, at(30, 6))), "40");
        assert_eq!(counter.advance(1, Stage::Closing).phase, Phase::Building);
        counter.advance(0, at(50, 5));
        let closing = counter.advance(0, Stage::Closing);
        assert_eq!((closing.phase, done(closing), closing.events), (Phase::Closing, "200".into(), 12));
        counter.advance(1, Stage::Done);
        assert_eq!(counter.advance(0, Stage::Done).runs_done, 2);
    }
}
