//! Cells of tables: figures as people read them, and in full for machines.
//!
//! Knows units by name; no metric.

use super::text::visible;
use crate::analysis::{Compared, Figure};
use crate::report::quantity::{quantity, quantity_change, quantity_interval, quantity_range};
use crate::report::text::compare::relative;
use maud::{Markup, html};

/// A figure as text: with half the width of its interval, where it has one.
pub(super) fn figure_text(figure: &Figure) -> String {
    match (figure.value, figure.low.zip(figure.high)) {
        (Some(value), Some((low, high))) if high > low => quantity_interval(value, (high - low) / 2.0, &figure.unit),
        (value, _) => quantity(value, &figure.unit),
    }
}

/// A figure of an arm as a cell that says which it is and what it is in full.
pub(super) fn figure_cell(arm: &str, metric: &str, figure: Option<&Figure>) -> Markup {
    marked(arm, metric, figure, |figure| html! { (figure_text(figure)) })
}

/// The same with its interval below it.
pub(super) fn ranged_cell(arm: &str, metric: &str, figure: Option<&Figure>) -> Markup {
    marked(arm, metric, figure, |figure| {
        html! { (quantity(figure.value, &figure.unit)) (spread(figure.low.zip(figure.high), &figure.unit, false)) }
    })
}

fn marked(arm: &str, metric: &str, figure: Option<&Figure>, text: impl Fn(&Figure) -> Markup) -> Markup {
    let value = figure.and_then(|figure| figure.value).map(full);
    html! {
        td.number data-arm=(visible(arm)) data-metric=(metric) data-value=[value] {
            @match figure {
                Some(figure) => (text(figure)),
                None => "–",
            }
        }
    }
}

/// An interval below its figure; nothing from a single replication, or where all replications agree.
pub(super) fn spread(bounds: Option<(f64, f64)>, unit: &str, change: bool) -> Markup {
    html! { @if let Some((low, high)) = bounds.filter(|(low, high)| high > low) { br; span.spread { (quantity_range(low, high, unit, change)) } } }
}

/// Any number as a cell.
pub(super) fn number_cell(value: Option<f64>, unit: &str) -> Markup {
    html! { td.number data-value=[value.map(full)] { (quantity(value, unit)) } }
}

/// A difference with its interval and its share of the first arm's figure.
pub(super) fn change_cell(compared: &Compared) -> Markup {
    html! {
        td.number data-value=[compared.difference.map(full)] {
            (change_text(compared))
            @if let Some(share) = relative(compared) { " " span.spread { "(" (share) ")" } }
        }
    }
}

/// A difference with its interval.
pub(super) fn change_text(compared: &Compared) -> String {
    let half = compared.low.zip(compared.high).map(|(low, high)| (high - low) / 2.0);
    quantity_change(compared.difference, half.filter(|half| *half > 0.0), &compared.unit)
}

/// A number with all its digits, as `summary.json` has it.
pub(super) fn full(value: f64) -> String {
    serde_json::Value::from(value).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_figure_without_an_interval_has_none() {
        let figure = |low, high| Figure { value: Some(0.25), unit: "s".into(), low, high, range: None };
        assert_eq!(figure_text(&figure(None, None)), "0.250 s");
        assert_eq!(figure_text(&figure(Some(0.24), Some(0.26))), "0.250 ± 0.010 s");
        assert_eq!(figure_text(&figure(Some(0.25), Some(0.25))), "0.250 s");
    }
}
