//! Stations beside queueing theory: how far each figure is from its formula, and whether what the formula assumes holds.
//!
//! Knows rows, not formulas. A deviation judges the formula only where its assumptions hold.

use super::chart::layout;
use super::text::{name, visible};
use super::{Chart, PageData, Section};
use crate::analysis::{TheoryRow, against_theory};
use crate::report::chart::style::css;
use crate::report::quantity;
use crate::report::text::cut;
use maud::{Markup, html};
use plotly::common::{ErrorData, ErrorType, Marker, MarkerSymbol, Mode};
use plotly::layout::{Axis, AxisType, Shape, ShapeLayer, ShapeLine, ShapeType};
use plotly::{Plot, Scatter};

/// Standard errors that chance rarely goes beyond.
const CHANCE: f64 = 2.0;
/// What lies farther is drawn at the edge.
const EDGE: f64 = 10.0;
/// Most figures that the chart shows, the farthest first; the table has all.
const MOST: usize = 40;
/// Pixels a line, and above and below all of them.
const PITCH: usize = 22;
const AROUND: usize = 130;

pub(super) fn section(data: &PageData) -> Option<Section> {
    let rows = against_theory(&data.tables.theory);
    if rows.is_empty() {
        return None;
    }
    let sound: Vec<&TheoryRow> = rows.iter().filter(|row| row.assumptions_hold()).collect();
    let near = sound.iter().filter(|row| row.deviation_se().is_some_and(|off| off.abs() <= CHANCE)).count();
    let judged = sound.iter().filter(|row| row.deviation_se().is_some()).count();
    let body = html! {
        p {
            @if sound.is_empty() {
                "No station keeps to everything that its closest formula assumes: use the formulas as guides, not as answers. \
                 The table says which assumption fails where, and how far off the formula is."
            } @else if judged == 0 {
                (sound.len()) " of " (rows.len()) " figures are of stations that keep to everything their formula assumes. There \
                is no standard error from a single replication: add replications to hold them against theory."
            } @else {
                "Where everything that a formula assumes holds (" (sound.len()) " of " (rows.len()) " figures), "
                b { (near) " of " (judged) " lie within two standard errors" } " of it; chance alone leaves one of twenty \
                outside. Elsewhere the deviation says what the failed assumption costs."
            }
        }
        (chart(data, &rows).map_or_else(|| html! {}, |chart| chart.markup()))
        (table(data, &rows))
    };
    Some(Section { id: "theory", heading: "Theory beside the simulation".to_owned(), body })
}

fn of_figure(data: &PageData, row: &TheoryRow) -> String {
    let metric = if data.tables.of_stations() { format!(" {}", row.metric) } else { String::new() };
    cut(&visible(&format!("{}{metric}", row.station)), 44)
}

/// The farthest figures, as points around zero; hollow where an assumption fails.
fn chart(data: &PageData, rows: &[TheoryRow]) -> Option<Chart> {
    let mut shown: Vec<&TheoryRow> = rows.iter().filter(|row| row.deviation_se().is_some()).collect();
    let off = |row: &TheoryRow| row.deviation_se().unwrap_or(0.0);
    let farthest = shown.iter().copied().max_by(|a, b| off(a).abs().total_cmp(&off(b).abs()))?;
    let mut names: Vec<String> = Vec::new();
    let of_all = shown.len();
    if of_all > MOST {
        let mut sizes: Vec<f64> = shown.iter().map(|row| off(row).abs()).collect();
        sizes.sort_by(|a, b| b.total_cmp(a));
        shown.retain(|row| off(row).abs() >= sizes[MOST - 1]);
    }
    for row in &shown {
        let name = of_figure(data, row);
        if !names.contains(&name) {
            names.push(name);
        }
    }
    let mut plot = Plot::new();
    for (n, arm) in data.summary.arm_order.iter().enumerate() {
        for (sound, symbol, what) in
            [(true, MarkerSymbol::Circle, "assumptions hold"), (false, MarkerSymbol::CircleOpen, "an assumption fails")]
        {
            let ours: Vec<&&TheoryRow> =
                shown.iter().filter(|row| row.arm == *arm && row.assumptions_hold() == sound).collect();
            if ours.is_empty() {
                continue;
            }
            let x: Vec<f64> = ours.iter().map(|row| off(row).clamp(-EDGE, EDGE)).collect();
            let y: Vec<String> = ours.iter().map(|row| of_figure(data, row)).collect();
            let hover = ours.iter().map(|row| format!("{:+.1} standard errors: {}", off(row), row.formula)).collect();
            let bar = ErrorData::new(ErrorType::Constant).value(1.0).thickness(1.5).width(0);
            let trace = Scatter::new(x, y)
                .name(format!("{arm}: {what}"))
                .legend_group(arm)
                .meta(what)
                .mode(Mode::Markers)
                .error_x(bar)
                .hover_text_array(hover)
                .marker(Marker::new().color(css(n)).size(9).symbol(symbol));
            plot.add_trace(trace);
        }
    }
    names.reverse();
    let height = AROUND + PITCH * names.len();
    let x = Axis::new().title("standard errors above theory").range(vec![-EDGE - 0.5, EDGE + 0.5]);
    let y = Axis::new()
        .type_(AxisType::Category)
        .category_array(names)
        .category_order(plotly::layout::CategoryOrder::Array);
    let band = Shape::new()
        .shape_type(ShapeType::Rect)
        .layer(ShapeLayer::Below)
        .x_ref("x")
        .y_ref("paper")
        .x0(-CHANCE)
        .x1(CHANCE)
        .y0(0.0)
        .y1(1.0)
        .fill_color("rgba(128,128,128,0.18)")
        .line(ShapeLine::new().width(0.0));
    plot.set_layout(layout(x, y).height(height).shapes(vec![band]));
    let left_out = of_all - shown.len();
    let more = if left_out > 0 { format!(" The {left_out} nearest are in the table only.") } else { String::new() };
    Some(Chart {
        id: "theory".to_owned(),
        finding: format!(
            "Farthest from theory: {}, {:+.1} standard errors",
            visible(&format!("{} {}", farthest.station, farthest.metric)),
            off(farthest)
        )
        .replace(", -", ", −"),
        what: format!(
            "Simulated less theory, in standard errors over {} replications; the grey band is what chance rarely leaves, and \
             what lies beyond ±{EDGE} stands at the edge. Hollow: something that the formula assumes does not hold.{more}",
            data.summary.replications
        ),
        plot,
        table: html! { p { "The table below has every figure." } },
    })
}

fn table(data: &PageData, rows: &[TheoryRow]) -> Markup {
    let arms = data.summary.arm_order.len() > 1;
    html! {
        "\n" div.scroll.tall tabindex="0" role="region" aria-label="Stations beside theory" {
            table {
                caption { "Every station beside the closest formula" }
                thead { tr {
                    th scope="col" { "station" }
                    @if arms { th scope="col" { "arm" } }
                    th scope="col" { "figure" } th.number scope="col" { "theory" } th.number scope="col" { "simulated" }
                    th.number scope="col" { "off by" } th scope="col" { "does the formula hold?" }
                } }
                tbody { @for row in rows { (line(row, arms)) } }
            }
        }
    }
}

fn line(row: &TheoryRow, arms: bool) -> Markup {
    let off = row.deviation_se();
    let off_by = off.map_or_else(|| "–".to_owned(), |off| format!("{off:+.1} SE").replacen('-', "−", 1));
    html! {
        "\n" tr {
            th scope="row" { (name(&row.station)) }
            @if arms { td { (name(&row.arm)) } }
            td { (row.metric.replace('_', " ")) }
            td.number { (quantity(row.theory, &row.unit)) }
            td.number { (quantity(row.simulated, &row.unit)) }
            td.number { (off_by) }
            td {
                @match (row.assumptions_hold(), off) {
                    (true, Some(off)) if off.abs() <= CHANCE => { span.held { "holds" } " " (name(&row.formula)) },
                    (true, Some(_)) => { span.unsure { "off" } " " (name(&row.formula)) ", though all that it assumes holds" },
                    (true, None) => { (name(&row.formula)) ": all that it assumes holds" },
                    (false, _) => {
                        span.broken { "does not hold" } " " (name(&row.formula)) ": " (name(&row.what_does_not.join("; ")))
                    },
                }
            }
        }
    }
}
