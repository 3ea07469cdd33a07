//! What came out, in words: headlines before and after, bounds, what to know before trusting them, and what was audited.
//!
//! Knows which figures people ask for first from the table on the terminal, and verdicts from `compare`: nothing is judged
//! here anew.

use super::cell::{change_cell, change_text, figure_cell, figure_text};
use super::text::{name, visible};
use super::{PageData, Section};
use crate::analysis::{Compared, Comparison, InWords, JudgedBound, Sample, Verdict, compare};
use crate::report::quantity::{quantity, quantity_range};
use crate::report::text::compare::find;
use crate::report::text::side_by_side::FEW;
use crate::report::text::summary::ROWS;
use maud::{Markup, html};

/// The headlines in sentences: what they are called, and their metric.
const KEY: [(&str, &str); 7] = [
    ("Messages between users that went by SMS all the same", "fallback.rate"),
    ("Median latency over the service", "delivery.ip.p50"),
    ("Latency over the service that 1 % of messages exceed", "delivery.ip.p99"),
    ("SMS saved", "sms.saved"),
    ("Money saved", "cost.saved"),
    ("Non-users whose number reached the operator", "exposure.nonusers.people"),
    ("Non-users whose number could be read on the wire", "exposure.nonusers.wire_people"),
];

pub(super) fn section(data: &PageData) -> Section {
    let comparisons = comparisons(data);
    let body = html! {
        @if !data.tables.of_stations() {
            (in_short(data, &comparisons))
            (headlines(data, &comparisons))
        }
        (bounds(&data.summary.bounds))
        (trust(&data.summary.verdicts))
        (super::audit::audits(data))
    };
    Section { id: "verdict", heading: "Verdict".to_owned(), body }
}

/// The first arm against each later one, as `compare` holds them against each other.
fn comparisons(data: &PageData) -> Vec<Comparison> {
    let rows = &data.tables.replications;
    let sample = |arm: &String| Sample::of(arm, rows.iter().filter(|row| row.run.arm == *arm));
    let Some((first, later)) = data.summary.arm_order.split_first() else { return Vec::new() };
    let base = sample(first);
    later.iter().map(|arm| compare(&base, &sample(arm), None)).collect()
}

/// A verdict as a word or two.
pub(super) fn words(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Less => "lower: shown",
        Verdict::More => "higher: shown",
        Verdict::NotShown => "no difference shown",
        Verdict::Equal => "equal",
        Verdict::NoInterval => "seen once, not shown",
        Verdict::NotMeasured => "not measured",
    }
}

fn sentence(compared: &Compared) -> String {
    let by = change_text(compared);
    let by = by.trim_start_matches(['+', '−']);
    match compared.verdict {
        Verdict::Less => format!("Lower by {by}; the difference is shown."),
        Verdict::More => format!("Higher by {by}; the difference is shown."),
        Verdict::NotShown => format!("No difference is shown: {}.", change_text(compared)),
        Verdict::Equal => "Equal in every replication.".to_owned(),
        Verdict::NoInterval => {
            format!("{}, seen in a single replication: nothing says how sure it is.", change_text(compared))
        }
        Verdict::NotMeasured => "Not measured.".to_owned(),
    }
}

/// The headlines, one sentence each, with the last arm against the first.
fn in_short(data: &PageData, comparisons: &[Comparison]) -> Markup {
    let arms: Vec<&str> = data.figures().compared();
    let told =
        |metric: &str| arms.iter().any(|arm| data.summary.figure(arm, metric).is_some_and(|f| f.value.is_some()));
    let change = |metric: &str| comparisons.last().and_then(|comparison| find(comparison, metric));
    html! {
        @if let [first, last] = arms[..] {
            p { "From " strong { (name(first)) } " to " strong { (name(last)) } ". "
                @if comparisons.len() > 1 { "All other arms stand in the table below." } }
        }
        ul.plain.short {
            @for (what, metric) in KEY.into_iter().filter(|(_, metric)| told(metric)) {
                li {
                    strong { (what) ": " }
                    @for (n, arm) in arms.iter().enumerate() {
                        @if n > 0 { " → " }
                        span.figure { (data.summary.figure(arm, metric).map_or_else(|| "–".to_owned(), figure_text)) }
                    }
                    @if let Some(compared) = change(metric) { ". " (sentence(compared)) } @else { "." }
                }
            }
        }
    }
}

/// All figures that people ask for first.
fn headlines(data: &PageData, comparisons: &[Comparison]) -> Markup {
    let arms = &data.summary.arm_order;
    let caption = match (comparisons.len(), data.summary.replications) {
        (0, 1) => "One replication: no interval.",
        (0, _) => "± is half of a 95 % confidence interval.",
        (_, 1) => "One replication: differences were seen once, and nothing says how sure they are.",
        (_, _) => {
            "± is half of a 95 % confidence interval; differences are of pairs with the same people and luck. Shown: the whole \
             interval lies on one side of zero."
        }
    };
    html! {
        h3 { "Headline figures" }
        div.scroll tabindex="0" role="region" aria-label="Headline figures" {
            @if arms.len() > FEW {
                (by_arm(data, comparisons, caption))
            } @else {
                (by_figure(data, comparisons, caption))
            }
        }
    }
}

/// A row for each figure; a column for each arm, and one for each difference.
fn by_figure(data: &PageData, comparisons: &[Comparison], caption: &str) -> Markup {
    let arms = &data.summary.arm_order;
    let columns = 1 + arms.len() + 2 * comparisons.len();
    html! {
        table.headlines {
            caption { (caption) }
            thead { tr {
                th scope="col" { "Figure" }
                @for arm in arms { th.number scope="col" { (name(arm)) } }
                @for comparison in comparisons {
                    th.number scope="col" { "difference" @if comparisons.len() > 1 { ", " (name(&comparison.to)) } }
                    th scope="col" { "verdict" }
                }
            } }
            tbody {
                @for (part, rows) in ROWS {
                    tr.part { th scope="colgroup" colspan=(columns) { (*part) } }
                    @for (label, metric) in *rows {
                        @if arms.iter().any(|arm| data.summary.figure(arm, metric).is_some()) {
                            tr {
                                th scope="row" { (*label) (range_of(data, metric)) }
                                @for arm in arms { (figure_cell(arm, metric, data.summary.figure(arm, metric))) }
                                @for comparison in comparisons {
                                    @match find(comparison, metric) {
                                        Some(compared) => { (change_cell(compared)) td { (words(compared.verdict)) } }
                                        None => { td {} td {} }
                                    }
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}

/// A row for each of many arms.
fn by_arm(data: &PageData, comparisons: &[Comparison], caption: &str) -> Markup {
    let rows = || ROWS.iter().flat_map(|(_, rows)| *rows);
    html! {
        table.headlines {
            caption { (caption) @if let Some(first) = data.summary.arm_order.first() { " Verdicts are against " (name(first)) "." } }
            thead { tr {
                th scope="col" { "Arm" }
                @for (label, _) in rows() { th.number scope="col" { (*label) } }
            } }
            tbody {
                @for arm in &data.summary.arm_order {
                    tr {
                        th scope="row" { (name(arm)) }
                        @for (_, metric) in rows() {
                            (figure_cell(arm, metric, data.summary.figure(arm, metric)))
                        }
                    }
                    @if let Some(comparison) = comparisons.iter().find(|comparison| comparison.to == *arm) {
                        tr.verdicts {
                            th scope="row" { span.aside { "against the first" } }
                            @for (_, metric) in rows() {
                                td.number { span.spread { (find(comparison, metric).map_or("", |c| words(c.verdict))) } }
                            }
                        }
                    }
                }
            }
        }
    }
}

/// What a figure could be if what nobody knows were otherwise.
fn range_of(data: &PageData, metric: &str) -> Markup {
    let ranges = data.summary.arm_order.iter().filter_map(|arm| {
        let figure = data.summary.figure(arm, metric)?;
        let range = figure.range.as_ref()?;
        Some((arm, quantity_range(range.low, range.high, &figure.unit, false)))
    });
    html! { @for (arm, range) in ranges { br; span.spread { "over unknowns, " (name(arm)) ": " (range) } } }
}

/// What became of each bound.
pub(super) fn bounds(judged: &[JudgedBound]) -> Markup {
    html! {
        h3 { "Bounds of the scenario" }
        @if judged.is_empty() {
            p.aside { "The scenario sets no bounds ([slo]) on its figures." }
        } @else {
            div.scroll tabindex="0" role="region" aria-label="Bounds of the scenario" {
                table {
                    caption { "A bound holds where the whole 95 % interval keeps to it." }
                    thead { tr {
                        th scope="col" { "Arm" } th scope="col" { "Figure" } th scope="col" { "Bound" }
                        th.number scope="col" { "Found" } th.number scope="col" { "To spare" } th scope="col" { "Verdict" }
                    } }
                    tbody { @for bound in judged { (bound_row(bound)) } }
                }
            }
        }
    }
}

fn bound_row(bound: &JudgedBound) -> Markup {
    let figure = crate::analysis::Figure {
        value: bound.value,
        unit: bound.unit.clone(),
        low: bound.low,
        high: bound.high,
        range: None,
    };
    let (class, verdict) = match bound.verdict.as_str() {
        "held" => ("held", "holds".to_owned()),
        "broken" => ("broken", "broken".to_owned()),
        "undecided" => {
            let more = bound.more_replications.map(|more| format!(": about {more} more replications would decide"));
            ("unsure", format!("undecided{}", more.unwrap_or_default()))
        }
        _ => ("unsure", "not measured".to_owned()),
    };
    html! {
        tr {
            td { (name(&bound.arm)) }
            th scope="row" { (name(&bound.metric)) }
            td { (visible(&bound.bound)) }
            td.number { (figure_text(&figure)) }
            td.number { (quantity(bound.margin, &bound.unit)) }
            td { span class=(class) { (verdict) } }
        }
    }
}

/// What a planner should know first.
fn trust(verdicts: &[InWords]) -> Markup {
    html! {
        h3 { "Before you trust this" }
        @if verdicts.is_empty() {
            p { "Nothing was found that a reader should know first: no station is saturated, runs are long enough, and the \
                 headlines' intervals are narrow." }
        }
        @for verdict in verdicts {
            p.note data-kind=(verdict.kind) {
                @if let Some(arm) = &verdict.arm { strong { (name(arm)) ": " } }
                (visible(&verdict.text))
            }
        }
    }
}
