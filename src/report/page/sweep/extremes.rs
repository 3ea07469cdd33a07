//! Each charted figure from its least to its most, and at which point.
//!
//! Figures in full stand in the cells' attributes.

use crate::analysis::{FigureSummary, PointSummary, SweepSummary};
use crate::report::page::cell::{full, spread};
use crate::report::page::resolved::dotted;
use crate::report::page::text::name;
use crate::report::quantity;
use maud::{Markup, html};

/// A point with one of its figures.
type At<'a> = (&'a PointSummary, &'a FigureSummary, f64);

pub(super) fn body(sweep: &SweepSummary) -> Markup {
    let arms = sweep.arms.len() > 1;
    html! {
        div.scroll tabindex="0" role="region" aria-label="Least and most" {
            table {
                caption { "Charted figures, means over replications" }
                thead { tr {
                    th scope="col" { "figure" } @if arms { th scope="col" { "arm" } }
                    th.number scope="col" { "least" } th scope="col" { "at" }
                    th.number scope="col" { "most" } th scope="col" { "at" }
                } }
                tbody {
                    @for metric in &sweep.metrics {
                        @for arm in &sweep.arms {
                            @if let Some((least, most)) = ends(sweep, arm, metric) {
                                "\n" tr {
                                    th scope="row" { (dotted(metric)) } @if arms { td { (name(arm)) } }
                                    (cells(sweep, &least)) (cells(sweep, &most))
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}

fn ends<'a>(sweep: &'a SweepSummary, arm: &str, metric: &str) -> Option<(At<'a>, At<'a>)> {
    let of_point = |point: &'a PointSummary| {
        let figure = point.figures.iter().find(|figure| figure.arm == arm && figure.metric == metric)?;
        Some((point, figure, figure.value?))
    };
    let mut all = sweep.points.iter().filter_map(of_point);
    let first = all.next()?;
    // The first of equal ones.
    let pick = |(least, most): (At<'a>, At<'a>), at: At<'a>| {
        (if at.2 < least.2 { at } else { least }, if at.2 > most.2 { at } else { most })
    };
    Some(all.fold((first, first), pick))
}

fn cells(sweep: &SweepSummary, (point, figure, value): &At) -> Markup {
    let levels: Vec<String> =
        sweep.factors.iter().zip(&point.levels).map(|(factor, level)| format!("{} = {level}", factor.key)).collect();
    html! {
        td.number data-point=(point.point) data-arm=(figure.arm) data-metric=(figure.metric) data-value=(full(*value)) {
            (quantity(figure.value, &figure.unit)) (spread(figure.low.zip(figure.high), &figure.unit, false))
        }
        td.told { "point " (point.point) br; span.spread { (name(&levels.join(", "))) } }
    }
}
