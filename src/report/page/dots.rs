//! Dots on rows with their intervals: a row for each thing, a colour for each arm, a shape for each kind.
//!
//! Knows no metric and no unit.

use super::chart::layout;
use crate::report::chart::style;
use crate::report::text::cut;
use plotly::common::{ErrorData, ErrorType, Marker, MarkerSymbol, Mode};
use plotly::layout::{Axis, AxisRange};
use plotly::{Plot, Scatter};

/// One figure.
pub(super) struct Dot<'a> {
    /// Place of the arm among all, and its name.
    pub(super) arm: (usize, &'a str),
    /// What else can be switched off; nothing where a chart has one kind.
    pub(super) kind: &'a str,
    /// On which row.
    pub(super) row: usize,
    /// The figure.
    pub(super) value: f64,
    /// Ends of its interval, where it has one.
    pub(super) ends: Option<(f64, f64)>,
    /// The figure in words.
    pub(super) text: String,
}

const SYMBOLS: [MarkerSymbol; 4] =
    [MarkerSymbol::Circle, MarkerSymbol::Diamond, MarkerSymbol::Square, MarkerSymbol::TriangleUp];

/// Most letters of the name of a row.
const NAME: usize = 28;

/// The plot of some dots; the first row is the uppermost.
pub(super) fn plot(rows: &[String], dots: &[Dot], x: Axis) -> Plot {
    let mut arms: Vec<(usize, &str)> = Vec::new();
    let mut kinds: Vec<&str> = Vec::new();
    for dot in dots {
        if !arms.contains(&dot.arm) {
            arms.push(dot.arm);
        }
        if !kinds.contains(&dot.kind) {
            kinds.push(dot.kind);
        }
    }
    let apart = 0.6 / arms.len().max(1) as f64;
    let mut plot = Plot::new();
    for (place, &arm) in arms.iter().enumerate() {
        let shift = (place as f64 - (arms.len() as f64 - 1.0) / 2.0) * apart;
        for (kind, symbol) in kinds.iter().zip(SYMBOLS.iter().cycle()) {
            let ours: Vec<&Dot> = dots.iter().filter(|dot| dot.arm == arm && dot.kind == *kind).collect();
            if !ours.is_empty() {
                plot.add_trace(trace(arm, (kind, symbol.clone()), &ours, shift));
            }
        }
    }
    let names: Vec<String> = rows.iter().map(|row| cut(row, NAME)).collect();
    let y = Axis::new()
        .tick_values((0..rows.len()).map(|row| row as f64).collect())
        .tick_text(names)
        .range(AxisRange::new(rows.len() as f64 - 0.5, -0.5))
        .fixed_range(true)
        .zero_line(false);
    let height = 110 + rows.len() * (18 + 14 * arms.len()).min(120);
    plot.set_layout(layout(x, y).height(height));
    plot
}

fn trace(
    (n, arm): (usize, &str),
    (kind, symbol): (&str, MarkerSymbol),
    dots: &[&Dot],
    shift: f64,
) -> Box<Scatter<f64, f64>> {
    let name = if kind.is_empty() { arm.to_owned() } else { format!("{arm}: {kind}") };
    let rows = dots.iter().map(|dot| dot.row as f64 + shift).collect();
    let marker = Marker::new().color(style::css(n)).symbol(symbol).size(9);
    let trace = Scatter::new(dots.iter().map(|dot| dot.value).collect(), rows)
        .name(name)
        .legend_group(arm)
        .mode(Mode::Markers)
        .marker(marker)
        .text_array(dots.iter().map(|dot| dot.text.clone()).collect())
        .hover_template("%{text}");
    let trace = if kind.is_empty() { trace } else { trace.meta(kind) };
    if dots.iter().all(|dot| dot.ends.is_none()) {
        return trace;
    }
    let side = |of: &dyn Fn(&Dot) -> f64| dots.iter().map(|dot| of(dot).max(0.0)).collect::<Vec<f64>>();
    let above = side(&|dot| dot.ends.map_or(0.0, |ends| ends.1 - dot.value));
    let below = side(&|dot| dot.ends.map_or(0.0, |ends| dot.value - ends.0));
    let ends = ErrorData::new(ErrorType::Data).array(above).array_minus(below).symmetric(false);
    trace.error_x(ends.color(style::css(n)).thickness(1.6).width(4))
}
