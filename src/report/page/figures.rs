//! Figures of the summary as a table: one row a metric, a column an arm, the change, each with its interval.
//!
//! Every cell says which arm and metric it is and has the value in full, so that a test can hold it against the summary.

use super::PageData;
use super::cell::{ranged_cell, spread};
use super::text::name;
use crate::analysis::{Figure, METRICS};
use crate::report::quantity_change;
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
                            @for (arm, figure) in arms.iter().zip(of(metric)) { (ranged_cell(arm, metric, figure)) }
                            @if let Some(d) = difference { (change(d.metrics.get(*metric))) }
                        }
                    }
                }
            }
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

fn definition(metric: &str) -> &'static str {
    METRICS.iter().copied().flatten().find(|m| m.name == metric).map_or("", |m| m.definition)
}
