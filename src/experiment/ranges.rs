//! Runs over what nobody knows: every setting of `[unknown]` beside the study itself, in one pool.
//!
//! Variants have the study's seed, so that they differ by their setting alone; of each only the headlines are kept.

use super::{Job, Options, Progress, run_jobs};
use crate::analysis::{HEADLINES, RangeRun, RunRecord, Setting, Swept, figures_of};
use crate::scenario::Study;

/// What the settings of a study are, each with `replications`.
pub fn swept(study: &Study, replications: u32) -> Swept {
    let setting =
        |unknown: &crate::scenario::Unknown| Setting { key: unknown.key.clone(), value: unknown.value.clone() };
    Swept { replications, settings: study.unknowns.iter().map(setting).collect() }
}

/// Runs that the ranges take beside those of the study.
pub fn range_runs(study: &Study, replications: u32) -> usize {
    study.unknowns.iter().map(|unknown| unknown.arms.len()).sum::<usize>() * replications as usize
}

/// What one job left behind.
enum Left {
    Record(Box<RunRecord>),
    Range(RangeRun),
}

/// Runs the study and its variants.
///
/// # Panics
/// Where a run's books do not balance, or the thread pool cannot be made.
pub fn run_with_ranges(
    study: &Study,
    options: &Options,
    replications: u32,
    progress: &(dyn Fn(Progress) + Sync),
) -> (Vec<RunRecord>, Vec<RangeRun>) {
    let mut jobs = super::jobs(study);
    let mut settings: Vec<Option<Setting>> = vec![None; jobs.len()];
    for (unknown, setting) in study.unknowns.iter().zip(swept(study, replications).settings) {
        for arm in &unknown.arms {
            for replication in 0..replications {
                jobs.push(Job { study, setting: Some(unknown), arm, replication });
                settings.push(Some(setting.clone()));
            }
        }
    }
    let left = run_jobs(&jobs, options, progress, &|place, _, record| match &settings[place] {
        None => Left::Record(Box::new(record)),
        Some(setting) => {
            let mut rows = figures_of(&record);
            rows.retain(|row| HEADLINES.contains(&row.metric.as_str()));
            Left::Range(RangeRun { setting: setting.clone(), rows })
        }
    });
    let (mut records, mut ranges) = (Vec::new(), Vec::new());
    for left in left {
        match left {
            Left::Record(record) => records.push(*record),
            Left::Range(range) => ranges.push(range),
        }
    }
    (records, ranges)
}
