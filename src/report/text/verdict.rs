//! What a planner should know before trusting a result, each in a sentence.
//!
//! Knows findings and how figures are written; no threshold and no terminal.

use super::compare::wrapped;
use super::summary::grouped;
use crate::analysis::{Finding, InWords, MEASURED, NARROW};
use crate::report::quantity::quantity;

/// A finding in a sentence.
pub fn in_words(finding: &Finding) -> InWords {
    let (kind, arm, text) = match finding {
        Finding::Saturated { arm, station, utilisation, waiting, shed, others } => {
            let used = quantity(Some(*utilisation), "share");
            let shed = if *shed > 0.0 {
                format!(", and {} were turned away", quantity(Some(*shed), "jobs"))
            } else {
                String::new()
            };
            let more = match others {
                0 => String::new(),
                1 => "; one more station is saturated".to_owned(),
                n => format!("; {n} more stations are saturated"),
            };
            let text = format!(
                "{station} is saturated: at its busiest {used} of its servers' time was asked for, {} jobs waited{shed}{more}. \
                 Give it more capacity before reading waits.",
                quantity(Some(*waiting), "jobs")
            );
            ("saturated", Some(arm), text)
        }
        Finding::Unsettled { arm, runs, of } => {
            let text = format!(
                "too short: in {runs} of {of} runs the load had not settled in the first half (MSER-5). Lengthen \
                 study.duration, or do not read these figures as a steady state."
            );
            ("too_short", Some(arm), text)
        }
        Finding::WarmUpShort { arm, start_up_s, warm_up_s } => {
            let [found, declared] = [start_up_s, warm_up_s].map(|seconds| quantity(Some(*seconds), "s"));
            let text = format!(
                "the warm-up of {declared} is too short: MSER-5 finds a start-up of {found}. Declare it as study.warm_up, or \
                 write \"detect\"."
            );
            ("warm_up_short", Some(arm), text)
        }
        Finding::FewMeasured { arm, what, measured } => {
            let text = format!(
                "too short: {} {what} were measured in a run, fewer than {}; high percentiles rest on a handful of them. \
                 Lengthen study.duration or simulate more.",
                quantity(Some(*measured), what),
                grouped(MEASURED as u64)
            );
            ("too_few_measured", Some(arm), text)
        }
        Finding::Wide { arm, metric, half, replications, more, others } => {
            let of = match others {
                0 => String::new(),
                1 => " (and one other headline is wider than that)".to_owned(),
                n => format!(" (and {n} other headlines are wider than that)"),
            };
            let more = match more {
                Some(more) => format!("about {more} more replications would bring it to {}", share(NARROW)),
                None => "no sensible number of replications would narrow it".to_owned(),
            };
            let text = format!(
                "not enough replications: {metric} is ± {} of itself after {replications}; {more}{of}.",
                share(*half)
            );
            ("few_replications", Some(arm), text)
        }
        Finding::Single => {
            let text =
                "a single replication says nothing about how sure its figures are: --replications 5 gives intervals.";
            ("single_replication", None, text.to_owned())
        }
    };
    InWords { kind: kind.to_owned(), arm: arm.cloned(), text }
}

fn share(share: f64) -> String {
    if share < 1.0 { format!("{:.0} %", share * 100.0) } else { format!("{share:.1} times") }
}

/// Lines for the summary.
pub(in crate::report) fn verdicts(all: &[InWords]) -> Vec<String> {
    let mut lines = vec!["Before you trust this".to_owned()];
    for verdict in all {
        let arm = verdict.arm.as_ref().map(|arm| format!("{arm}: ")).unwrap_or_default();
        lines.extend(wrapped(&format!("{arm}{}", verdict.text), 2));
    }
    lines
}
