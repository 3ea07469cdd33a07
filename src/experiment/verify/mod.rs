//! Answers on paper, worked out again here: stations, networks and single parts of the ecosystem that theory solves
//! exactly, simulated and held against the formulas.
//!
//! Knows which worlds are solved by hand, and in what order checks come; how a check is judged, the analysis knows.

mod domain;
mod stations;

pub use stations::station_checks;

use super::{Job, Options, Progress, run_jobs};
use crate::analysis::{Check, Claim, TheoryRunRow, theory_of};
use crate::scenario::{Study, open_text, render};
use std::collections::BTreeMap;

/// How much is worked out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Extent {
    /// What takes seconds.
    Quick,
    /// Long runs as well, and whether intervals hold what they promise.
    Full,
}

/// Replications of every row: the fewest over which a deviation in standard errors is nearly normal.
pub const REPLICATIONS: u32 = 100;

/// Studies whose runs go side by side, and what is made of what each of their runs recorded.
struct Row {
    /// One, or several whose figures are combined replication by replication.
    studies: Vec<Study>,
    read: Reading,
}

enum Reading {
    /// The named figures of stations, each against the closest formula: `desk.wait_mean`.
    Theory { subject: &'static str, figures: &'static [&'static str] },
    /// Figures of an ecosystem, worked out from its ledgers.
    Domain(&'static domain::Row),
    /// Whether intervals over so many replications each hold the formula's answer.
    Coverage { each: usize },
}

/// What is left of a run.
enum Kept {
    Theory(Vec<TheoryRunRow>),
    Figures(Vec<f64>),
}

/// Every check, in the order in which they are told. Seed, threads and the order of runs change no answer on paper; the
/// simulated side is the same for the same seed.
///
/// # Panics
/// Never: the worlds are part of the program and are read by its tests.
pub fn verify(extent: Extent, seed: u64, options: &Options, progress: &(dyn Fn(Progress) + Sync)) -> Vec<Check> {
    let mut rows = stations::rows(extent, seed);
    rows.extend(domain::rows(seed));
    let jobs: Vec<(usize, Job<'_>)> = rows.iter().enumerate().flat_map(|(n, row)| jobs_of(n, row)).collect();
    let plain: Vec<Job<'_>> = jobs.iter().map(|(_, job)| *job).collect();
    let kept = run_jobs(&plain, options, progress, &|place, _, record| match rows[jobs[place].0].read {
        Reading::Theory { .. } | Reading::Coverage { .. } => Kept::Theory(theory_of(&record)),
        Reading::Domain(row) => Kept::Figures((row.measure)(&record.ledger)),
    });
    let mut of_row: BTreeMap<usize, Vec<Kept>> = BTreeMap::new();
    for ((row, _), kept) in jobs.iter().zip(kept) {
        of_row.entry(*row).or_default().push(kept);
    }
    let mut checks: Vec<Check> = of_row.into_iter().flat_map(|(row, kept)| checks_of(&rows[row], kept)).collect();
    checks.extend(domain::texts());
    checks
}

fn jobs_of(place: usize, row: &Row) -> Vec<(usize, Job<'_>)> {
    let of_study = |study| super::jobs(study).into_iter().map(move |job| (place, job));
    row.studies.iter().flat_map(of_study).collect()
}

fn checks_of(row: &Row, kept: Vec<Kept>) -> Vec<Check> {
    let replications = row.studies[0].replications as usize;
    let (mut theory, mut figures) = (Vec::new(), Vec::new());
    for kept in kept {
        match kept {
            Kept::Theory(rows) => theory.extend(rows),
            Kept::Figures(of_run) => figures.push(of_run),
        }
    }
    match row.read {
        Reading::Theory { subject, figures } => {
            let checks = stations::against(&theory, subject);
            let wanted = |check: &Check| figures.contains(&check.claim.figure.as_str());
            checks.into_iter().filter(wanted).collect()
        }
        Reading::Coverage { each } => vec![stations::coverage(&theory, each)],
        Reading::Domain(row) => {
            let variants: Vec<&[Vec<f64>]> = figures.chunks(replications).collect();
            (row.claims)().into_iter().enumerate().map(|(n, claim)| domain::check(claim, n, &variants)).collect()
        }
    }
}

/// A study that is part of the program.
fn study(name: &str, text: &str, settings: &[String]) -> Study {
    match open_text(name, text, settings, &[]) {
        Ok(base) => base.study().clone(),
        Err(mistakes) => panic!("a world of the program's own is wrong:\n{}", render(&mistakes, false)),
    }
}

/// A claim whose answer is exact.
fn exactly(subject: &str, figure: &str, unit: &str, formula: &str, exact: f64) -> Claim {
    Claim {
        subject: subject.to_owned(),
        figure: figure.to_owned(),
        unit: unit.to_owned(),
        formula: formula.to_owned(),
        exact: Some(exact),
        reservations: Vec::new(),
    }
}
