//! Sobol indices: which share of a figure's variance a factor is responsible for, by itself and with the others.
//!
//! One chart a figure and arm, with 95 % bootstrap intervals.

use crate::analysis::{IndexSummary, SweepSummary};
use crate::report::chart::style::css;
use crate::report::page::Chart;
use crate::report::page::chart::layout;
use crate::report::page::text::{name, visible};
use maud::{Markup, html};
use plotly::common::{ErrorData, ErrorType, Marker, MarkerSymbol, Mode};
use plotly::layout::{Axis, AxisType};
use plotly::{Plot, Scatter};

/// Value, lower and upper end of an index.
type Estimate = Option<[f64; 3]>;
/// Which index.
type Of = fn(&IndexSummary) -> Estimate;

/// Pixels a factor, and around all of them.
const PITCH: usize = 46;
const AROUND: usize = 150;

pub(super) fn body(sweep: &SweepSummary) -> Markup {
    let mut n = 0;
    let mut charts = Vec::new();
    for metric in &sweep.metrics {
        for arm in &sweep.arms {
            let ours: Vec<&IndexSummary> =
                sweep.indices.iter().filter(|of| of.metric == *metric && of.arm == *arm).collect();
            if ours.is_empty() {
                continue;
            }
            n += 1;
            charts.push(chart(sweep, (metric, arm), &ours, n));
        }
    }
    html! {
        p.aside { "First order: the share of a figure’s variance over the sweep that a factor explains by itself. Total: with all that \
            it does together with others. Bars are 95 % bootstrap intervals; an index may come out below zero or above one by chance." }
        @for chart in charts { (chart) }
    }
}

fn chart(sweep: &SweepSummary, (metric, arm): (&str, &str), ours: &[&IndexSummary], n: usize) -> Markup {
    let of_arm = if sweep.arms.len() > 1 { format!(", arm {}", visible(arm)) } else { String::new() };
    if ours.iter().all(|of| of.total.is_none()) {
        return html! { p.aside { (name(metric)) (of_arm) ": does not vary, or was not measured at every point." } };
    }
    let colour = sweep.arms.iter().position(|other| other == arm).unwrap_or(0);
    let mut plot = Plot::new();
    let kinds: [(&str, MarkerSymbol, Of); 2] =
        [("first order", MarkerSymbol::CircleOpen, |of| of.first), ("total", MarkerSymbol::Circle, |of| of.total)];
    for (called, symbol, of) in kinds {
        let found: Vec<(&str, [f64; 3])> = ours.iter().filter_map(|i| Some((i.factor.as_str(), of(i)?))).collect();
        let bar = ErrorData::new(ErrorType::Data)
            .symmetric(false)
            .array(found.iter().map(|(_, [value, _, high])| high - value).collect())
            .array_minus(found.iter().map(|(_, [value, low, _])| value - low).collect());
        let x: Vec<f64> = found.iter().map(|(_, of)| of[0]).collect();
        let y: Vec<String> = found.iter().map(|(factor, _)| (*factor).to_owned()).collect();
        let marker = Marker::new().color(css(colour)).size(10).symbol(symbol);
        plot.add_trace(Scatter::new(x, y).name(called).meta(called).mode(Mode::Markers).error_x(bar).marker(marker));
    }
    let x = Axis::new().title("share of the variance").range(vec![-0.1, 1.1]).tick_format(".0%");
    plot.set_layout(layout(x, Axis::new().type_(AxisType::Category)).height(AROUND + PITCH * ours.len()));
    let most = ours.iter().filter_map(|of| Some((of.factor.as_str(), of.total?[0]))).max_by(|a, b| a.1.total_cmp(&b.1));
    let finding = most.map_or_else(String::new, |(factor, total)| {
        let share = if total < 0.995 { format!("{:.0} %", total.max(0.0) * 100.0) } else { "all".to_owned() };
        format!("{}{of_arm}: {} has a part in {share} of the variance", visible(metric), visible(factor))
    });
    Chart {
        id: format!("index-{n}"),
        finding,
        what: "Sobol indices over the sweep, with 95 % bootstrap intervals. Hollow: first order; full: total."
            .to_owned(),
        plot,
        table: table(ours),
    }
    .markup()
}

fn table(ours: &[&IndexSummary]) -> Markup {
    let cell =
        |of: Estimate| of.map_or_else(|| "–".to_owned(), |[x, low, high]| format!("{x:.3} ({low:.3}…{high:.3})"));
    html! {
        table {
            thead { tr {
                th scope="col" { "factor" } th.number scope="col" { "first order" } th.number scope="col" { "total" }
            } }
            tbody {
                @for of in ours {
                    tr { th scope="row" { (name(&of.factor)) } td.number { (cell(of.first)) } td.number { (cell(of.total)) } }
                }
            }
        }
    }
}
