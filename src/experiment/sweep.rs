//! The points of a sweep: each is read as a study, and the runs of all are one list for one pool.
//!
//! Knows no file: whoever keeps a point is told when its last run is done.

use super::{Job, Options, Progress, jobs, run_jobs};
use crate::analysis::{FactorFacts, PointRecord, PointRun, SweepFacts};
use crate::scenario::{Base, Diagnostic, Factor, Study, Sweep};
use rayon::prelude::*;
use std::sync::{Mutex, PoisonError};

/// A point as the study it makes.
#[derive(Clone, Debug)]
pub struct PointStudy {
    /// Its number, from 0.
    pub point: u64,
    /// The level of each factor.
    pub levels: Vec<String>,
    /// What is run.
    pub study: Study,
}

/// Reads points of a study's sweep, on so many threads; they come in the order given.
///
/// # Errors
/// The mistakes of the first points that have any: levels may be right one by one and wrong together.
///
/// # Panics
/// Where the study has no sweep or the sweep has no such point.
pub fn read_points(base: &Base, points: &[u64], threads: usize) -> Result<Vec<PointStudy>, Vec<Diagnostic>> {
    let sweep = base.study().sweep.as_ref().expect("the study has a sweep");
    let pool = rayon::ThreadPoolBuilder::new().num_threads(threads.max(1)).build().expect("a pool of a few threads");
    let read: Vec<_> = pool.install(|| points.par_iter().map(|&point| read_point(base, sweep, point)).collect());
    let (mut studies, mut mistakes) = (Vec::new(), Vec::new());
    for one in read {
        match one {
            Ok(study) => studies.push(study),
            Err(wrong) if mistakes.len() < MOST_MISTAKES => mistakes.extend(wrong),
            Err(_) => {}
        }
    }
    if mistakes.is_empty() { Ok(studies) } else { Err(mistakes) }
}

/// Mistakes that are listed before other points' are left out: thousands of points may share one.
const MOST_MISTAKES: usize = 10;

fn read_point(base: &Base, sweep: &Sweep, point: u64) -> Result<PointStudy, Vec<Diagnostic>> {
    let levels = sweep.point(point);
    let mut study = base.with(&format!("point {point} of the sweep"), &sweep.settings(&levels))?;
    // A point's document is the sweep's; thousands of them are not kept.
    study.resolved = String::new();
    Ok(PointStudy { point, levels: levels.into_iter().map(|level| level.text).collect(), study })
}

/// Runs points side by side, run by run; `keep` is handed each point when its last run is done.
///
/// # Panics
/// Where a run's books do not balance, or the thread pool cannot be made.
pub fn run_points(
    points: &[PointStudy],
    options: &Options,
    progress: &(dyn Fn(Progress) + Sync),
    keep: &(dyn Fn(PointRecord) + Sync),
) {
    let (mut all, mut of) = (Vec::new(), Vec::new());
    for (n, point) in points.iter().enumerate() {
        let jobs: Vec<Job<'_>> = jobs(&point.study);
        of.extend((0..jobs.len()).map(|run| (n, run)));
        all.extend(jobs);
    }
    let open: Vec<Mutex<Vec<Option<PointRun>>>> = points.iter().map(|point| Mutex::new(waiting(point))).collect();
    run_jobs(&all, options, progress, &|place, _, record| {
        let (n, run) = of[place];
        let mut runs = open[n].lock().unwrap_or_else(PoisonError::into_inner);
        runs[run] = Some(PointRun::of(&record));
        if runs.iter().all(Option::is_some) {
            let runs = std::mem::take(&mut *runs).into_iter().flatten().collect();
            keep(PointRecord { point: points[n].point, levels: points[n].levels.clone(), runs });
        }
    });
}

fn waiting(point: &PointStudy) -> Vec<Option<PointRun>> {
    vec![None; point.study.arms.len() * point.study.replications as usize]
}

/// What the points of a study's sweep have in common; `metrics` are charted.
pub fn sweep_facts(study: &Study, sweep: &Sweep, metrics: Vec<String>) -> SweepFacts {
    SweepFacts {
        scenario: study.name.clone(),
        title: study.title.clone(),
        version: env!("CARGO_PKG_VERSION").to_owned(),
        seed: study.seed,
        replications: study.replications,
        arms: study.arms.iter().map(|arm| arm.name.clone()).collect(),
        factors: sweep.factors.iter().map(|factor| factor_facts(factor, sweep.sample.is_some())).collect(),
        sample: sweep.sample.as_ref().map(|(_, written)| written.clone()),
        blocks: sweep.in_blocks(),
        points: sweep.points(),
        metrics,
    }
}

/// Levels of a factor that a sample draws from are listed up to this many; beyond, it is as good as a range.
const MOST_LEVELS: u64 = 20;

fn factor_facts(factor: &Factor, sampled: bool) -> FactorFacts {
    let listed = factor.count().filter(|&count| factor.bounds().is_none() || !sampled || count <= MOST_LEVELS);
    let levels: Option<Vec<String>> = listed.map(|count| (0..count).map(|n| factor.level(n).text).collect());
    let unit = match &levels {
        Some(levels) => FactorFacts::common_unit(levels),
        None => factor.unit().map(str::to_owned),
    };
    FactorFacts { key: factor.key.clone(), unit, bounds: factor.bounds(), levels }
}
