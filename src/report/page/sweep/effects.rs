//! What each factor does: figures by level, as means over all other factors.
//!
//! Colour tells from the least to the most of a column; levels of a range are fifths of it.

use crate::analysis::{EffectRow, SweepSummary};
use crate::report::page::resolved::dotted;
use crate::report::page::text::name;
use crate::report::quantity;
use maud::{Markup, html};

/// Share of colour in the highest cell of a column, in per cent.
const STRONGEST: f64 = 45.0;

pub(super) fn body(sweep: &SweepSummary) -> Markup {
    let rows = sweep.effects();
    let columns: Vec<(&str, &str)> = sweep
        .metrics
        .iter()
        .flat_map(|metric| sweep.arms.iter().map(move |arm| (metric.as_str(), arm.as_str())))
        .filter(|(metric, arm)| rows.iter().any(|row| row.metric == *metric && row.arm == *arm))
        .collect();
    html! {
        p.aside { "Means over all points at a level, whatever the other factors are; how many points stands beside. The stronger the \
            colour, the nearer to the column’s most." }
        @for factor in &sweep.factors {
            @let of_factor: Vec<&EffectRow> = rows.iter().filter(|row| row.factor == factor.key).collect();
            (table(sweep, &factor.key, &of_factor, &columns))
        }
    }
}

fn table(sweep: &SweepSummary, factor: &str, rows: &[&EffectRow], columns: &[(&str, &str)]) -> Markup {
    let mut levels: Vec<&str> = Vec::new();
    for row in rows {
        if !levels.contains(&row.level.as_str()) {
            levels.push(&row.level);
        }
    }
    let find = |level: &str, (metric, arm): (&str, &str)| {
        rows.iter().find(|row| row.level == level && row.metric == metric && row.arm == arm)
    };
    let points = |level: &str| rows.iter().filter(|row| row.level == level).map(|row| row.points).max().unwrap_or(0);
    html! {
        "\n" div.scroll tabindex="0" role="region" aria-label={ "Effects of " (factor) } {
            table.matrix {
                caption { "By " (name(factor)) }
                thead { tr {
                    th scope="col" { "level" } th.number scope="col" { "points" }
                    @for (metric, arm) in columns {
                        th.number scope="col" { (dotted(metric)) @if sweep.arms.len() > 1 { ", " (name(arm)) } }
                    }
                } }
                tbody {
                    @for level in levels {
                        "\n" tr {
                            th scope="row" { (name(level)) } td.number { (points(level)) }
                            @for column in columns {
                                @let ends = ends(rows, *column);
                                (cell(find(level, *column).copied(), ends))
                            }
                        }
                    }
                }
            }
        }
    }
}

/// The least and the most of a column.
fn ends(rows: &[&EffectRow], (metric, arm): (&str, &str)) -> (f64, f64) {
    let ours = rows.iter().filter(|row| row.metric == metric && row.arm == arm).filter_map(|row| row.mean);
    ours.fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), x| (low.min(x), high.max(x)))
}

fn cell(row: Option<&EffectRow>, (low, high): (f64, f64)) -> Markup {
    let Some((row, mean)) = row.and_then(|row| Some((row, row.mean?))) else {
        return html! { td.number.none { "–" } };
    };
    let share = if high > low { (mean - low) / (high - low) } else { 0.0 };
    html! {
        td.number.heat style={ "--heat:" (format!("{:.0}", STRONGEST * share)) "%" } { (quantity(Some(mean), &row.unit)) }
    }
}
