//! A comparison as text for a terminal: a sentence, every headline with its verdict, and what moved.
//!
//! Knows no terminal and no run: plain values in, lines of at most 80 columns out.

use super::lines::{WIDTH, columns, finished, heads, wrapped};
use super::summary::{ROWS, grouped};
use crate::analysis::{Account, Compared, Comparison, Only, Shift, Verdict, Why};
use crate::report::quantity::{quantity, quantity_change};

const LABEL: usize = 30;
const VALUE: usize = 12;
const CHANGE: usize = WIDTH - LABEL - 2 * VALUE - 3;

/// Most kinds of moves that are told one by one.
const TOLD: usize = 8;
/// Most reasons that are told of each.
const REASONS: usize = 4;

/// The figure of a study of stations, which has no others to ask for first.
const INSIDE: &str = "network.sojourn_mean";

/// What people ask for first of a station; turned away and given up where anybody was.
const OF_STATION: [&str; 6] = ["utilisation", "delayed", "wait_mean", "sojourn_p99", "blocked", "abandoned"];

/// The text of one comparison; `all` metrics, or those that people ask for first.
pub fn comparison_text(comparison: &Comparison, all: bool) -> String {
    let mut lines = wrapped(&headline(comparison), 0);
    lines.push(String::new());
    lines.extend(wrapped(&how(comparison), 0));
    lines.push(String::new());
    lines.extend(arms(comparison));
    if all {
        lines.extend(comparison.metrics.iter().flat_map(|metric| row(&metric.metric, metric)));
    } else if find(comparison, INSIDE).is_some() {
        lines.extend(stations(comparison));
    } else {
        for (section, rows) in ROWS {
            lines.push((*section).to_owned());
            let found = rows.iter().filter_map(|(label, name)| Some((label, find(comparison, name)?)));
            lines.extend(found.flat_map(|(label, metric)| row(&format!("  {label}"), metric)));
        }
    }
    if let Some(sharper) = comparison.sharper {
        lines.push(String::new());
        lines.extend(wrapped(&pairing(sharper), 0));
    }
    if let Some(account) = &comparison.messages {
        lines.push(String::new());
        lines.extend(moved(comparison, account));
    }
    finished(&lines)
}

/// The headlines of textbook stations: the network, then each station.
fn stations(comparison: &Comparison) -> Vec<String> {
    let mut lines = vec!["Network".to_owned()];
    let network = [("  in all", INSIDE), ("  customers inside", "network.number_mean")];
    let found = network.into_iter().filter_map(|(label, name)| Some((label, find(comparison, name)?)));
    lines.extend(found.flat_map(|(label, metric)| row(label, metric)));
    let of = |metric: &Compared| Some(metric.metric.strip_prefix("stations.")?.rsplit_once('.')?.0.to_owned());
    let mut names: Vec<String> = comparison.metrics.iter().filter_map(of).collect();
    names.dedup();
    let nobody = |metric: &Compared| [metric.from, metric.to].into_iter().flatten().all(|x| x.abs() <= 0.0);
    for name in names {
        lines.extend(wrapped(&format!("Station {name}"), 0));
        for figure in OF_STATION {
            let found = find(comparison, &format!("stations.{name}.{figure}"));
            let Some(metric) = found.filter(|metric| !nobody(metric)) else { continue };
            lines.extend(row(&format!("  {figure}"), metric));
        }
    }
    lines.push(String::new());
    lines.push("Every figure: --all.".to_owned());
    lines
}

/// The names of the arms above their figures, below a key where they are long.
fn arms(comparison: &Comparison) -> Vec<String> {
    let ([from, to], mut lines) = heads([&comparison.from, &comparison.to], VALUE);
    lines.push(format!("{from:>0$} → {to:>VALUE$}{1:>CHANGE$}", LABEL + VALUE, "difference"));
    lines
}

/// What common random numbers were good for: how much smaller the variance of a difference is than that of independent runs.
pub(in crate::report) fn pairing(sharper: f64) -> String {
    let (ratio, way) = if sharper < 1.0 { (1.0 / sharper, "larger") } else { (sharper, "smaller") };
    let times = if ratio >= 10.0 { format!("{}×", grouped(ratio as u64)) } else { format!("{ratio:.1}×") };
    format!("Pairing made the variance of the fallback difference {times} {way}.")
}

pub(in crate::report) fn find<'c>(comparison: &'c Comparison, metric: &str) -> Option<&'c Compared> {
    comparison.metrics.iter().find(|m| m.metric == metric)
}

/// The headline in a sentence.
pub(in crate::report) fn headline(comparison: &Comparison) -> String {
    let said = |name: &str, what: &str| find(comparison, name).map(|metric| amount(metric, what));
    let parts = [
        said("exposure.nonusers.people", "non-users exposed"),
        said("exposure.nonusers.wire_people", "non-users readable on the wire"),
        said("sms.saved", "SMS saved"),
        find(comparison, "fallback.rate").map(fallback),
        said(INSIDE, "seconds that a customer spends inside"),
    ];
    let parts: Vec<String> = parts.into_iter().flatten().collect();
    format!("{} against {}: {}.", comparison.to, comparison.from, listed(&parts))
}

fn listed(parts: &[String]) -> String {
    match parts {
        [] => "nothing is measured in both".to_owned(),
        [only] => only.clone(),
        [most @ .., last] => format!("{}; {last}", most.join("; ")),
    }
}

fn amount(metric: &Compared, what: &str) -> String {
    let by = quantity(metric.difference.map(f64::abs), &metric.unit);
    let share = relative(metric).map(|share| format!(" ({share})")).unwrap_or_default();
    match metric.verdict {
        Verdict::Equal => format!("as many {what}"),
        Verdict::NotShown => format!("no difference shown in {what}"),
        Verdict::NotMeasured => format!("{what}: not measured"),
        Verdict::Less => format!("{by} fewer {what}{share}"),
        Verdict::More => format!("{by} more {what}{share}"),
        Verdict::NoInterval if metric.difference < Some(0.0) => format!("{by} fewer {what}{share}, seen once"),
        Verdict::NoInterval => format!("{by} more {what}{share}, seen once"),
    }
}

fn fallback(metric: &Compared) -> String {
    let by = quantity_change(metric.difference.map(f64::abs), None, &metric.unit).replacen('+', "", 1);
    match metric.verdict {
        Verdict::Equal => "the same fallback rate".to_owned(),
        Verdict::NotShown => "no difference shown in the fallback rate".to_owned(),
        Verdict::NotMeasured => "fallback rate: not measured".to_owned(),
        Verdict::Less => format!("a fallback rate {by} lower"),
        Verdict::More => format!("a fallback rate {by} higher"),
        Verdict::NoInterval if metric.difference < Some(0.0) => format!("a fallback rate {by} lower, seen once"),
        Verdict::NoInterval => format!("a fallback rate {by} higher, seen once"),
    }
}

/// How the difference was taken.
pub(in crate::report) fn how(comparison: &Comparison) -> String {
    let [a, b] = comparison.replications;
    match &comparison.not_paired {
        Some(why) => format!("Not paired: {why}. Independent samples of {a} and {b}; ± is Welch's 95 % interval."),
        None if a.max(b) == 1 => "Paired by common random numbers. One replication: no interval.".to_owned(),
        None => format!("{a} replications paired by common random numbers; ± is a 95 % interval."),
    }
}

/// A metric, with its verdict below the difference where there is one.
fn row(label: &str, metric: &Compared) -> Vec<String> {
    let [before, after] = [metric.from, metric.to].map(|value| quantity(value, &metric.unit));
    let half = metric.low.zip(metric.high).map(|(low, high)| (high - low) / 2.0);
    let words = metric.verdict.words();
    let (change, verdict) = match metric.verdict {
        Verdict::Equal | Verdict::NotMeasured => (words.to_owned(), None),
        // That there was one replication is said once, above.
        Verdict::NoInterval => (quantity_change(metric.difference, half, &metric.unit), relative(metric)),
        Verdict::Less | Verdict::More | Verdict::NotShown => {
            let change = quantity_change(metric.difference, half, &metric.unit);
            (change, Some(relative(metric).map_or_else(|| words.to_owned(), |share| format!("{words}, {share}"))))
        }
    };
    let figures = format!("{before:>VALUE$} → {after:>VALUE$}{change:>CHANGE$}");
    let verdict = verdict.map(|verdict| format!("{verdict:>WIDTH$}"));
    let line = if columns(label) > LABEL {
        vec![label.to_owned(), format!("{:LABEL$}{figures}", "")]
    } else {
        vec![format!("{label:LABEL$}{figures}")]
    };
    line.into_iter().chain(verdict).collect()
}

/// The relative difference, signed.
pub(in crate::report) fn relative(metric: &Compared) -> Option<String> {
    let percent = metric.relative? * 100.0;
    let decimals = usize::from(percent.abs() < 10.0) + usize::from(percent.abs() < 1.0);
    let text = format!("{:.decimals$} %", percent.abs());
    let sign = if percent < 0.0 { "−" } else { "+" };
    Some(if percent.abs() >= 1e6 { format!("{sign}over 1,000,000 %") } else { format!("{sign}{text}") })
}

/// The account of single messages.
fn moved(comparison: &Comparison, account: &Account) -> Vec<String> {
    let (from, to) = (&comparison.from, &comparison.to);
    let all = format!(
        "Messages between owners, one by one: {} in all ({} simulated), {} as before.",
        count(account.all.messages),
        grouped(account.all.simulated),
        count(account.unmoved.messages)
    );
    let mut lines = wrapped(&all, 0);
    for cell in account.moved.iter().take(TOLD) {
        lines.extend(wrapped(&format!("{} {}: {}", count(cell.count.messages), cell.words, reasons(&cell.why)), 2));
    }
    if let Some(rest) = account.moved.get(TOLD..).filter(|rest| !rest.is_empty()) {
        let messages = rest.iter().map(|cell| cell.count.messages).sum();
        lines.extend(wrapped(&format!("{} moved in {} other ways", count(messages), rest.len()), 2));
    }
    for (only, here, there) in [(&account.only_from, from, to), (&account.only_to, to, from)] {
        if only.count.simulated > 0 {
            lines.extend(wrapped(&written_once(only, here, there), 2));
        }
    }
    for (shift, how) in [(&account.later, "later"), (&account.earlier, "earlier")] {
        lines.extend(shifted(shift, how, to));
    }
    lines
}

fn written_once(only: &Only, here: &str, there: &str) -> String {
    let count = count(only.count.messages);
    format!("{count} written in {here} only; in {there}: {}", reasons(&only.why))
}

fn shifted(shift: &Shift, how: &str, arm: &str) -> Vec<String> {
    let Some(median) = shift.median_s else { return Vec::new() };
    let (count, by) = (count(shift.count.messages), quantity(Some(median), "s"));
    wrapped(&format!("{count} went the same way and came {how} in {arm}, by {by} in the median"), 2)
}

/// `receiver off (0.9 M), presence unknown (0.2 M)`, the rest together.
pub(in crate::report) fn reasons(why: &[Why]) -> String {
    let one = |why: &Why| format!("{} ({})", why.reason, count(why.count.messages));
    let mut parts: Vec<String> = why.iter().take(REASONS).map(one).collect();
    if let Some(rest) = why.get(REASONS..).filter(|rest| !rest.is_empty()) {
        let messages = rest.iter().map(|w| w.count.messages).sum();
        parts.push(format!("other ({})", count(messages)));
    }
    parts.join(", ")
}

/// Messages, to three digits; without decimals where they are few.
pub(in crate::report) fn count(messages: f64) -> String {
    if messages < 999.5 { format!("{messages:.0}") } else { quantity(Some(messages), "messages") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn relative_differences_keep_two_digits() {
        let metric = |relative| Compared {
            metric: "m".into(),
            unit: "share".into(),
            from: None,
            to: None,
            difference: None,
            low: None,
            high: None,
            relative: Some(relative),
            verdict: Verdict::Less,
        };
        let cases = [(-0.0152, "−1.5 %"), (0.00071, "+0.07 %"), (0.25, "+25 %"), (-1.0, "−100 %")];
        for (share, text) in cases {
            assert_eq!(relative(&metric(share)).as_deref(), Some(text));
        }
    }
}
