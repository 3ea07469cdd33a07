//! Figures of the summary as a table: one row a metric, a column an arm, the change, each with its interval.
//!
//! Every cell says which arm and metric it is and has the value in full, so that a test can hold it against the summary.

use super::PageData;
use super::text::name;
use crate::analysis::{Figure, METRICS};
use crate::report::{quantity, quantity_change, quantity_range};
use maud::{Markup, html};

/// The table of some metrics with what they are called; those that were not measured anywhere are left out.
pub(super) fn figures(data: &PageData, caption: &str, rows: &[(&str, &str)]) -> Markup {
    let summary = data.summary;
    let arms = &summary.arm_order;
    let of = |metric: &str| arms.iter().map(|arm| summary.figure(arm, metric)).collect::<Vec<_>>();
    let measured = |metric: &str| of(metric).into_iter().flatten().any(|figure| figure.value.is_some());
    let shown: Vec<_> = rows.iter().filter(|(metric, _)| measured(metric)).collect();
    if shown.is_empty() {
        return html! { p.aside { (caption) ": not measured." } };
    }
    let difference = match arms.as_slice() {
        [_, .., last] => summary.differences.iter().find(|d| d.to == *last),
        [] | [_] => None,
    };
    html! {
        "\n" div.scroll tabindex="0" role="region" aria-label=(caption) {
            table {
                caption { (caption) ", with 95 % intervals over " (summary.replications) " replications" }
                thead { tr {
                    th scope="col" { "figure" }
                    @for arm in arms { th.number scope="col" { (name(arm)) } }
                    @if let Some(d) = difference { th.number scope="col" { "change to " (name(&d.to)) } }
                } }
                tbody {
                    @for (metric, label) in shown {
                        "\n" tr {
                            th scope="row" title=(definition(metric)) { (label) }
                            @for (arm, figure) in arms.iter().zip(of(metric)) { (cell(arm, metric, figure)) }
                            @if let Some(d) = difference { (change(d.metrics.get(*metric))) }
                        }
                    }
                }
            }
        }
    }
}

/// One figure of one arm.
fn cell(arm: &str, metric: &str, figure: Option<&Figure>) -> Markup {
    let value = figure.and_then(|figure| figure.value);
    html! {
        td.number data-arm=(arm) data-metric=(metric) data-value=[value] {
            @if let Some(figure) = figure {
                (quantity(figure.value, &figure.unit)) (spread(figure.low.zip(figure.high), &figure.unit, false))
            } @else { "–" }
        }
    }
}

fn change(figure: Option<&Figure>) -> Markup {
    html! {
        td.number {
            @if let Some(figure) = figure {
                (quantity_change(figure.value, None, &figure.unit)) (spread(figure.low.zip(figure.high), &figure.unit, true))
            } @else { "–" }
        }
    }
}

/// An interval below its figure; nothing from a single replication.
pub(super) fn spread(bounds: Option<(f64, f64)>, unit: &str, change: bool) -> Markup {
    html! { @if let Some((low, high)) = bounds { br; span.spread { (quantity_range(low, high, unit, change)) } } }
}

fn definition(metric: &str) -> &'static str {
    METRICS.iter().copied().flatten().find(|m| m.name == metric).map_or("", |m| m.definition)
}
