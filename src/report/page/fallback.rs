//! How often messages between users go by SMS all the same, and why.
//!
//! Names of causes are those of the picture in the folder.

use super::cell::{figure_cell, figure_text, number_cell};
use super::chart::{Chart, dates, instant, layout, line, stroke, with_markers};
use super::dots::{self, Dot};
use super::latency::DASHES;
use super::text::name;
use super::{PageData, Section};
use crate::ledger::Cause;
use crate::report::chart::{fallback, series};
use maud::{Markup, html};
use plotly::Plot;
use plotly::common::Visible;
use plotly::layout::{Axis, RangeMode};
use std::collections::BTreeMap;

/// What all causes together are called.
const ALL: &str = "all causes";
/// Causes that are drawn at first, beside all together.
const DRAWN: usize = 3;

pub(super) fn section(data: &PageData) -> Option<Section> {
    let by_cause = by_cause(data)?;
    let body = html! {
        p { "Of messages between two people who both have the service switched on: the share that went by SMS, and why the \
             sender’s handset did not use the service." }
        @match over_time(data) {
            Some(chart) => (chart.markup()),
            None => p.note { "This folder leaves out days.csv, so fallback is not drawn over time." },
        }
        (by_cause.markup())
    };
    Some(Section { id: "fallback", heading: "Fallback to SMS".to_owned(), body })
}

fn metric(cause: Cause) -> String {
    format!("fallback.{}", cause.name())
}

/// Causes that occur in any arm, the most frequent first.
fn causes(data: &PageData) -> Vec<Cause> {
    let most = |cause: Cause| {
        let values = data.summary.arm_order.iter().filter_map(|arm| data.summary.figure(arm, &metric(cause))?.value);
        values.fold(0.0, f64::max)
    };
    let mut causes: Vec<(f64, Cause)> = Cause::ALL.iter().map(|cause| (most(*cause), *cause)).collect();
    causes.retain(|(share, _)| *share > 0.0);
    causes.sort_by(|a, b| b.0.total_cmp(&a.0));
    causes.into_iter().map(|(_, cause)| cause).collect()
}

/// The share of eligible messages that fell back by day, for one cause or all.
fn shares(data: &PageData, arm: &str, causes: &[Cause]) -> BTreeMap<usize, f64> {
    let figures = data.figures();
    let mut shares: BTreeMap<usize, f64> = series::messages(&figures, arm, "composed.eligible");
    shares.retain(|_, eligible| *eligible > 0.0);
    let eligible = shares.clone();
    for share in shares.values_mut() {
        *share = 0.0;
    }
    for cause in causes {
        let fallen = series::messages(&figures, arm, &metric(*cause));
        for (day, share) in &mut shares {
            *share += fallen.get(day).copied().unwrap_or(0.0) / eligible[day];
        }
    }
    shares
}

fn over_time(data: &PageData) -> Option<Chart> {
    let (figures, calendar) = (data.figures(), &data.tables.calendar);
    let known = causes(data);
    let mut plot = Plot::new();
    for (n, arm) in data.summary.arm_order.iter().enumerate() {
        let all = (ALL, Cause::ALL, 0, true);
        let each = known.iter().enumerate();
        let each =
            each.map(|(place, cause)| (fallback::name(*cause), std::slice::from_ref(cause), place + 1, place < DRAWN));
        for (what, causes, place, drawn) in std::iter::once(all).chain(each) {
            let points = series::line(&figures, &shares(data, arm, causes));
            if points.is_empty() {
                continue;
            }
            let (x, y) = points.into_iter().map(|(day, share)| (instant(calendar, day), share)).unzip();
            let style = stroke(n).dash(DASHES[place % DASHES.len()].clone());
            plot.add_trace(
                line((n, arm), what, (x, y))
                    .line(style)
                    .visible(if drawn { Visible::True } else { Visible::False })
                    .hover_template("%{y:.2%}, %{x|%-d %b}"),
            );
        }
    }
    if plot.data().is_empty() {
        return None;
    }
    let y = Axis::new().title("share of eligible messages").tick_format(".0%").range_mode(RangeMode::ToZero);
    plot.set_layout(with_markers(layout(dates(calendar), y).height(460), calendar, data.markers));
    Some(Chart {
        id: "fallback".to_owned(),
        finding: fallback::finding(&figures),
        what:
            "Share of messages between two enabled users that went by SMS, by day and cause. Colour: arm; line: cause."
                .to_owned(),
        plot,
        table: by_day(data),
    })
}

fn by_day(data: &PageData) -> Markup {
    let arms: Vec<(&String, BTreeMap<usize, f64>)> =
        data.summary.arm_order.iter().map(|arm| (arm, shares(data, arm, Cause::ALL))).collect();
    html! {
        table {
            caption { "All causes together, by day." }
            thead { tr { th scope="col" { "Day" } @for (arm, _) in &arms { th.number scope="col" { (name(arm)) } } } }
            tbody { @for day in data.tables.calendar.days() {
                tr {
                    th scope="row" { (data.tables.calendar.date(day)) }
                    @for (_, shares) in &arms { (number_cell(shares.get(&day).copied(), "share")) }
                }
            } }
        }
    }
}

fn by_cause(data: &PageData) -> Option<Chart> {
    let (arms, causes) = (&data.summary.arm_order, causes(data));
    let mut dots: Vec<Dot> = Vec::new();
    for (n, arm) in arms.iter().enumerate() {
        for (row, cause) in causes.iter().enumerate() {
            let Some(figure) = data.summary.figure(arm, &metric(*cause)) else { continue };
            let Some(value) = figure.value else { continue };
            let text = format!("{}: {}", fallback::name(*cause), figure_text(figure));
            dots.push(Dot { arm: (n, arm), kind: "", row, value, ends: figure.low.zip(figure.high), text });
        }
    }
    let most = causes.first()?;
    let names: Vec<String> = causes.iter().map(|cause| fallback::name(*cause).to_owned()).collect();
    let x = Axis::new().title("share of eligible messages").tick_format(".1%").range_mode(RangeMode::ToZero);
    let finding = data.figures().finding(&metric(*most), &data.figures().compared());
    Some(Chart {
        id: "causes".to_owned(),
        finding: format!("Most often: {}, {finding}", fallback::name(*most)),
        what: "Causes over the measured days, with 95 % intervals where there are several replications.".to_owned(),
        plot: dots::plot(&names, &dots, x),
        table: html! {
            table {
                thead { tr { th scope="col" { "Cause" } @for arm in arms { th.number scope="col" { (name(arm)) } } } }
                tbody { @for cause in &causes {
                    tr {
                        th scope="row" { (fallback::name(*cause)) }
                        @for arm in arms { (figure_cell(arm, &metric(*cause), data.summary.figure(arm, &metric(*cause)))) }
                    }
                } }
            }
        },
    })
}
