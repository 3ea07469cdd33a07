//! The summary as a table for a terminal: latency, fallback, saved, exposed; before → after.
//!
//! Knows no terminal: text in, text out, never wider than 80 columns.

use super::bounds::bounds;
use super::lines::{WIDTH, counted, finished, heads, wrapped};
use super::side_by_side::{FEW, side_by_side};
use super::station;
use super::verdict::verdicts;
use crate::analysis::{AuditSummary, Difference, Figure, HEADLINES, Summary, Swept};
use crate::report::quantity::{quantity, quantity_change, quantity_range};

const LABEL: usize = 30;
const VALUE: usize = 12;
/// What begins the line of the second range.
const RANGE: &str = "    over unknowns";
const LEAD: usize = 22;
const CHANGE: usize = WIDTH - LABEL - 2 * VALUE - 3;

/// Which figures a person asks for first.
pub(in crate::report) const ROWS: &[(&str, &[(&str, &str)])] = &[
    (
        "Latency",
        &[
            ("over the service, median", "delivery.ip.p50"),
            ("over the service, 99 %", "delivery.ip.p99"),
            ("by SMS, median", "delivery.sms.p50"),
            ("by SMS, 99 %", "delivery.sms.p99"),
        ],
    ),
    (
        "Fallback",
        &[
            ("eligible messages by SMS", "fallback.rate"),
            ("first messages by SMS", "first_message.sms_rate"),
            ("delivered twice", "duplicates.rate"),
            ("eligible messages", "messages.eligible"),
        ],
    ),
    (
        "Delivered",
        &[
            ("all messages written", "messages.composed"),
            ("lost on the way", "messages.lost"),
            ("refused by a carrier", "messages.failed"),
        ],
    ),
    (
        "Saved",
        &[
            ("SMS saved", "sms.saved"),
            ("money saved", "cost.saved"),
            ("paid for SMS", "cost.paid"),
            ("of that, fallback", "cost.paid_fallback"),
        ],
    ),
    (
        "Exposed",
        &[
            ("non-users known to operator", "exposure.nonusers.people"),
            ("share of those in phonebooks", "exposure.nonusers.share"),
            ("non-users readable on wire", "exposure.nonusers.wire_people"),
            ("identifiers readable on wire", "exposure.crossings.wire_clear"),
            ("numbers for each SMS saved", "exposure.numbers_per_sms_saved"),
        ],
    ),
];

/// The table: one arm with its figures, the first arm against each later one, or a row for each of many arms.
pub fn summary_table(summary: &Summary) -> String {
    let mut lines = heading(summary);
    let tables: Vec<Vec<String>> = if station::is_of_stations(summary) {
        station::tables(summary)
    } else if summary.arm_order.len() > FEW {
        vec![side_by_side(summary)]
    } else if summary.differences.is_empty() {
        summary.arm_order.iter().map(|arm| one_arm(summary, arm)).collect()
    } else {
        summary.differences.iter().map(|difference| two_arms(summary, difference)).collect()
    };
    for table in tables {
        lines.push(String::new());
        lines.extend(table);
    }
    if !summary.bounds.is_empty() {
        lines.push(String::new());
        lines.extend(bounds(&summary.bounds));
    }
    if !summary.verdicts.is_empty() {
        lines.push(String::new());
        lines.extend(verdicts(&summary.verdicts, &summary.arm_order));
    }
    if let Some(swept) = &summary.swept {
        lines.push(String::new());
        lines.extend(swept_over(summary, swept));
    }
    lines.push(String::new());
    lines.extend(summary.audit.as_ref().map(audited));
    lines.push(format!("{} model events, fingerprint {}", grouped(summary.engine.events), summary.fingerprint));
    finished(&lines)
}

/// What the audit came to, in a line.
pub(in crate::report) fn audited(audit: &AuditSummary) -> String {
    let sums = grouped(audit.parts);
    format!("audit: {} over {} hold ({sums} sums)", counted(audit.laws, "law"), counted(audit.runs, "run"))
}

fn heading(summary: &Summary) -> Vec<String> {
    let engine = &summary.engine;
    let title = if summary.title.is_empty() { &summary.scenario } else { &summary.title };
    let runs = match summary.replications {
        1 => "1 replication".to_owned(),
        n => format!("{n} replications, ± is a 95 % interval"),
    };
    let what = if station::is_of_stations(summary) {
        format!("stations for {}, {runs}", time(engine.simulated_s))
    } else {
        let days = engine.simulated_s / 86_400.0;
        let length = match days {
            1.0 => "1 day".to_owned(),
            days if days.fract() <= 0.0 => format!("{days:.0} days"),
            _ => time(engine.simulated_s),
        };
        let (handsets, people) = (counted(engine.handsets, "handset"), grouped(engine.represents));
        format!("{handsets} for {people}, {length}, {runs}")
    };
    let mut lines = wrapped(title, 0);
    lines.extend(wrapped(&what, 0));
    lines
}

/// A length of simulated time.
fn time(seconds: f64) -> String {
    crate::units::Duration::from_micros(libm::round(seconds * 1e6) as u64).to_string()
}

fn one_arm(summary: &Summary, arm: &str) -> Vec<String> {
    let mut lines = heads([arm], VALUE).1;
    if lines.is_empty() {
        lines.push(format!("{:LABEL$}{arm:>VALUE$}", ""));
    } else {
        lines = wrapped(arm, 0);
    }
    for (section, rows) in ROWS {
        lines.push((*section).to_owned());
        for (label, metric) in *rows {
            let Some(figure) = summary.figure(arm, metric) else { continue };
            let value = quantity(figure.value, &figure.unit);
            let change = half_width(figure).map(|half| spread(half, &figure.unit)).unwrap_or_default();
            lines.push(format!("{:LABEL$}{value:>VALUE$}  {change}", format!("  {label}")));
            if figure.range.is_some() {
                lines.push(format!("{RANGE:LEAD$}{:>20}", over(figure, false)));
            }
        }
    }
    lines
}

fn two_arms(summary: &Summary, difference: &Difference) -> Vec<String> {
    let Difference { from, to, metrics } = difference;
    let ([first, second], mut lines) = heads([from, to], VALUE);
    lines.push(format!("{:LABEL$}{first:>VALUE$} → {second:>VALUE$}{:>CHANGE$}", "", "difference"));
    for (section, rows) in ROWS {
        lines.push((*section).to_owned());
        for (label, metric) in *rows {
            let figures = (summary.figure(from, metric), summary.figure(to, metric), metrics.get(*metric));
            let (Some(before), Some(after), Some(change)) = figures else { continue };
            let [a, b] = [before, after].map(|f| quantity(f.value, &f.unit));
            let difference = if is_nothing(change) {
                "equal".to_owned()
            } else {
                quantity_change(change.value, half_width(change), &change.unit)
            };
            lines.push(format!("{:LABEL$}{a:>VALUE$} → {b:>VALUE$}{difference:>CHANGE$}", format!("  {label}")));
            if [before, after, change].iter().any(|figure| figure.range.is_some()) {
                let (a, b, difference) = (over(before, false), over(after, false), over(change, true));
                lines.push(format!("{RANGE:LEAD$}{a:>20}{b:>18}{difference:>20}"));
            }
        }
    }
    lines
}

/// The second range of a figure.
fn over(figure: &Figure, change: bool) -> String {
    figure.range.as_ref().map(|r| quantity_range(r.low, r.high, &figure.unit, change)).unwrap_or_default()
}

/// What the second ranges are over, and which settings make the ends of the first headline.
fn swept_over(summary: &Summary, swept: &Swept) -> Vec<String> {
    let keys: Vec<String> =
        swept.by_key().iter().map(|(key, values)| format!("{key} ({})", values.join(" | "))).collect();
    let each = if swept.replications == 1 { "once".to_owned() } else { format!("{} times", swept.replications) };
    let mut lines = wrapped(&format!("Unknowns, one at a time, each run {each}: {}.", keys.join("; ")), 0);
    let named =
        summary.arm_order.last().and_then(|arm| Some((arm, summary.figure(arm, HEADLINES[0])?.range.as_ref()?)));
    if let Some((arm, range)) = named {
        let what = ROWS.iter().flat_map(|(_, rows)| *rows).find(|(_, metric)| *metric == HEADLINES[0]);
        let what = what.map_or(HEADLINES[0], |(label, _)| label);
        let text = format!("{what}, {arm}: least with {}, most with {}.", range.at_low, range.at_high);
        lines.extend(wrapped(&text, 0));
    }
    lines
}

/// Whether a difference is none at all, in every replication.
fn is_nothing(change: &Figure) -> bool {
    let none = |x: f64| x.abs() <= 0.0;
    change.value.is_some_and(none) && half_width(change).is_none_or(none)
}

fn half_width(figure: &Figure) -> Option<f64> {
    Some((figure.high? - figure.low?) / 2.0)
}

fn spread(half: f64, unit: &str) -> String {
    let text = quantity_change(Some(half), None, unit);
    format!("± {}", text.trim_start_matches('+'))
}

/// A count with its thousands apart.
pub fn grouped(count: u64) -> String {
    let digits = count.to_string();
    let mut text = String::new();
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}
