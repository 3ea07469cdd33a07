//! What comes after the last run, of `run` and `extend` alike: figures, bounds, the folder, the print.
//!
//! Knows the order of these things and runs nothing.

use super::arguments::Format;
use super::terminal::say;
use super::topology::topology;
use super::warm_up::seconds;
use super::{Failure, Terminal};
use crate::analysis::{
    AuditSummary, CONFIDENCE, JudgedBound, StudyFacts, Summary, Tables, WarmUp, findings, judge, median_start_up,
    summarise,
};
use crate::report::{self, Marker, ResultFiles};
use crate::scenario::{Arm, Scenario, Study};
use crate::units::Duration;
use std::collections::BTreeSet;
use std::path::Path;

/// All runs of a study, as tables, and what is to be made of them.
pub(super) struct Ran<'a> {
    pub(super) study: &'a Study,
    pub(super) tables: &'a Tables,
    /// What was typed for it.
    pub(super) command: &'a str,
    /// Whether its warm-up was found by a pilot run.
    pub(super) detected: bool,
    /// Seconds it took.
    pub(super) wall_s: f64,
    pub(super) out: &'a Path,
    pub(super) format: Format,
    pub(super) quiet: bool,
    pub(super) terminal: Terminal,
}

impl Ran<'_> {
    /// The figures of all runs.
    pub(super) fn summary(&self) -> Summary {
        let (study, tables) = (self.study, self.tables);
        let facts = StudyFacts {
            scenario: study.name.clone(),
            title: study.title.clone(),
            seed: study.seed,
            arms: study.arms.iter().map(|arm| arm.name.clone()).collect(),
        };
        let mut summary = summarise(&facts, &tables.replications, &tables.runs);
        summary.engine.wall_s = self.wall_s;
        summary.audit = AuditSummary::of(&tables.audit);
        let judged = judge(&tables.replications, &study.bounds, CONFIDENCE);
        summary.warm_up = Some(self.warm_up(&steady(study)));
        let found = findings(&summary, tables, &steady(study));
        summary.verdicts = found.iter().map(report::in_words).collect();
        summary.bounds = judged.iter().map(JudgedBound::from).collect();
        summary
    }

    fn warm_up(&self, steady: &[String]) -> WarmUp {
        let runs = self.tables.runs.iter().filter(|row| steady.contains(&row.run.arm)).map(|row| row.start_up);
        WarmUp { seconds: seconds(self.study.warm_up), detected: self.detected, start_up_s: median_start_up(runs) }
    }

    /// Writes the folder and prints the summary.
    ///
    /// # Errors
    /// A machine that cannot, and bounds that do not hold; the folder is written then.
    pub(super) fn deliver(&self, summary: &Summary) -> Result<(), Failure> {
        self.write(summary)?;
        self.print(summary)
    }

    /// Writes the folder.
    ///
    /// # Errors
    /// A machine that cannot; nothing has changed then.
    pub(super) fn write(&self, summary: &Summary) -> Result<(), Failure> {
        let (markers, topology) = (markers(self.study), topology(self.study));
        let files = ResultFiles {
            summary,
            tables: self.tables,
            resolved: &self.study.resolved,
            command: self.command,
            markers: &markers,
            topology: Some(&topology),
        };
        report::write_folder(self.out, &files).map_err(|e| Failure::Machine(e.to_string()))
    }

    /// Prints the summary.
    ///
    /// # Errors
    /// A standard output that takes nothing, and bounds that do not hold.
    pub(super) fn print(&self, summary: &Summary) -> Result<(), Failure> {
        if !self.quiet {
            say(&done(self.out, summary));
        }
        self.terminal.deliver(self.format, summary, || self.text(summary))?;
        report::bounds_that_failed(&summary.bounds).map_or(Ok(()), |text| Err(Failure::Bound(text)))
    }
}

impl Ran<'_> {
    /// The summary for people, and what theory says.
    fn text(&self, summary: &Summary) -> String {
        let theory = report::theory_text(self.tables);
        let between = if theory.is_empty() { "" } else { "\n" };
        report::summary_table(summary) + between + &theory
    }
}

/// The arms in which nothing happens that a long run would not get over: stations, and ecosystems without a timeline or a
/// script.
fn steady(study: &Study) -> Vec<String> {
    let eventful = |scenario: &Scenario| !scenario.timeline.is_empty() || scenario.script.is_some();
    let arms = study.arms.iter().filter(|arm| !arm.ecosystem().is_some_and(eventful));
    arms.map(|arm| arm.name.clone()).collect()
}

fn done(out: &Path, summary: &Summary) -> String {
    let engine = &summary.engine;
    let speed = engine.events as f64 / engine.wall_s.max(1e-9) / 1e6;
    format!("{:.1} s, {speed:.2} M events/s; results in {}", engine.wall_s, out.display())
}

/// What happens in any arm, once each.
pub(super) fn markers(study: &Study) -> Vec<Marker> {
    let timeline = study.arms.iter().filter_map(Arm::ecosystem).flat_map(|scenario| &scenario.timeline);
    let happenings: BTreeSet<_> = timeline.map(|i| (i.at, i.name.clone())).collect();
    let day = Duration::DAY.as_micros() as f64;
    happenings.into_iter().map(|(at, label)| Marker { day: at.as_micros() as f64 / day, label }).collect()
}
