//! Bounds of a scenario as text: what became of each, and the list of those that do not hold.
//!
//! Knows judgements as plain values; no terminal, no study and no rule of judging.

use super::lines::wrapped;
use crate::analysis::JudgedBound;
use crate::report::quantity::{quantity, quantity_interval};

/// Lines for the summary: every bound with its figure, a verdict in words, and the margin.
pub(in crate::report) fn bounds(judged: &[JudgedBound]) -> Vec<String> {
    let mut lines = vec!["Bounds".to_owned()];
    lines.extend(judged.iter().flat_map(|bound| wrapped(&line(bound), 2)));
    lines
}

/// What to say of a run whose bounds do not all hold; nothing where they do.
pub fn bounds_that_failed(judged: &[JudgedBound]) -> Option<String> {
    let failed: Vec<&JudgedBound> = judged.iter().filter(|bound| bound.verdict != "held").collect();
    if failed.is_empty() {
        return None;
    }
    let head = match judged.len() {
        1 => "the bound of this scenario does not hold:".to_owned(),
        all => format!("{} of {all} bounds do not hold:", failed.len()),
    };
    let lines = failed.iter().flat_map(|bound| wrapped(&line(bound), 2));
    Some(std::iter::once(head).chain(lines).collect::<Vec<_>>().join("\n"))
}

fn line(bound: &JudgedBound) -> String {
    let JudgedBound { arm, metric, unit, .. } = bound;
    let figure = match (bound.value, bound.low.zip(bound.high)) {
        (Some(value), Some((low, high))) => quantity_interval(value, (high - low) / 2.0, unit),
        (value, _) => quantity(value, unit),
    };
    let single = if bound.replications == 1 { " in a single replication" } else { "" };
    let verdict = match bound.verdict.as_str() {
        "held" => format!("holds{single}, {}", apart(bound, "to spare")),
        "broken" => format!("BROKEN{single}, {}", apart(bound, "beyond")),
        "undecided" => match bound.more_replications {
            Some(more) => {
                format!("UNDECIDED: the limit is within the interval; about {more} more replications would decide")
            }
            None => "UNDECIDED: the limit is at the mean; no number of replications would decide".to_owned(),
        },
        _ => "NOT MEASURED by any run".to_owned(),
    };
    let figure = if bound.value.is_some() { format!(" {figure},") } else { String::new() };
    format!("{arm}: {metric} {}:{figure} {verdict}", bound.bound)
}

/// How far the figure is from its limit.
fn apart(bound: &JudgedBound, word: &str) -> String {
    format!("{} {word}", quantity(bound.margin.map(f64::abs), &bound.unit))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn judged(verdict: &str, replications: u32, value: Option<f64>, half: Option<f64>) -> JudgedBound {
        JudgedBound {
            arm: "after".into(),
            metric: "delivery.ip.p99".into(),
            unit: if value.is_some() { "s".into() } else { String::new() },
            bound: "< 2 s".into(),
            limit: 2.0,
            value,
            low: value.zip(half).map(|(value, half)| value - half),
            high: value.zip(half).map(|(value, half)| value + half),
            replications,
            verdict: verdict.into(),
            margin: value.map(|value| 2.0 - value),
            more_replications: (verdict == "undecided").then_some(7),
        }
    }

    #[test]
    fn each_verdict_has_its_words() {
        let all = [
            judged("held", 5, Some(1.25), Some(0.25)),
            judged("broken", 1, Some(2.5), None),
            judged("undecided", 5, Some(1.9), Some(0.3)),
            judged("not_measured", 0, None, None),
        ];
        let expected = "Bounds
  after: delivery.ip.p99 < 2 s: 1.25 ± 0.25 s, holds, 0.750 s to spare
  after: delivery.ip.p99 < 2 s: 2.50 s, BROKEN in a single replication, 0.500 s
      beyond
  after: delivery.ip.p99 < 2 s: 1.90 ± 0.30 s, UNDECIDED: the limit is within
      the interval; about 7 more replications would decide
  after: delivery.ip.p99 < 2 s: NOT MEASURED by any run";
        assert_eq!(bounds(&all).join("\n"), expected);
        let failed = bounds_that_failed(&all).expect("three fail");
        assert!(failed.starts_with("3 of 4 bounds do not hold:\n  after: delivery.ip.p99 < 2 s: 2.50 s, BROKEN"));
        assert_eq!(bounds_that_failed(&all[..1]), None);
    }
}
