//! What a planner should know before trusting a result, each in a sentence.
//!
//! Knows findings and how figures are written; no threshold and no terminal.

use super::lines::wrapped;
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

/// Lines for the summary; what is said of several arms is said once.
pub(in crate::report) fn verdicts(all: &[InWords], arms: &[String]) -> Vec<String> {
    let mut said: Vec<(&str, Vec<&str>)> = Vec::new();
    for InWords { arm, text, .. } in all {
        let of = arm.as_deref();
        match said.iter_mut().find(|(earlier, _)| earlier == text) {
            Some((_, names)) => names.extend(of),
            None => said.push((text, of.into_iter().collect())),
        }
    }
    let mut lines = vec!["Before you trust this".to_owned()];
    for (text, names) in said {
        lines.extend(wrapped(&format!("{}{text}", whose(&names, arms.len())), 2));
    }
    lines
}

/// The arms that something is said of, before what is said.
fn whose(names: &[&str], arms: usize) -> String {
    match names {
        [] => String::new(),
        [one] => format!("{one}: "),
        all if all.len() == 2 && arms == 2 => "both arms: ".to_owned(),
        all if all.len() == arms => format!("all {arms} arms: "),
        [first, second] => format!("{first} and {second}: "),
        [first, second, rest @ ..] => format!("{first}, {second} and {} more: ", rest.len()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_said_of_several_arms_is_said_once() {
        let said = |arm: &str, text: &str| InWords { kind: "k".into(), arm: Some(arm.into()), text: text.into() };
        let all = [said("a", "too short."), said("b", "too short."), said("c", "saturated."), said("c", "too short.")];
        let arms = |n: usize| (0..n).map(|n| n.to_string()).collect::<Vec<_>>();
        assert_eq!(verdicts(&all, &arms(4))[1..], ["  a, b and 1 more: too short.", "  c: saturated."]);
        assert_eq!(verdicts(&all, &arms(3))[1], "  all 3 arms: too short.");
        assert_eq!(verdicts(&all[..2], &arms(2))[1], "  both arms: too short.");
    }
}
