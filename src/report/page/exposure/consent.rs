//! What the people had agreed to whose identifiers reached the operator: states of consent over time.
//!
//! Consent is that of the person whom the identifier is about, not of whoever sent it.

use crate::analysis::ExposureRow;
use crate::ledger::{Consent, Hop};
use crate::report::page::chart::{dates, instant, layout, line, with_markers};
use crate::report::page::text::name;
use crate::report::page::{Chart, PageData};
use crate::report::quantity;
use crate::units::Duration;
use maud::{Markup, html};
use plotly::Plot;
use plotly::common::DashType;
use plotly::layout::Axis;
use std::collections::BTreeMap;

const STATES: [(Consent, &str, DashType); 4] = [
    (Consent::OptedIn, "opted in", DashType::Solid),
    (Consent::DefaultOn, "on by default", DashType::Dash),
    (Consent::Off, "off", DashType::DashDot),
    (Consent::Never, "never a user", DashType::Dot),
];

/// Crossings at the operator by day, as shares of all of the day.
type Days = BTreeMap<usize, f64>;

pub(super) fn part(data: &PageData) -> Markup {
    let arms = &data.summary.arm_order;
    let mut lines: Vec<(usize, &str, &str, DashType, Days)> = Vec::new();
    for (n, arm) in arms.iter().enumerate() {
        let all = by_day(data, arm, |_| true);
        for (consent, called, dash) in STATES {
            let of = by_day(data, arm, |row| row.sort.consent == consent);
            if !of.is_empty() {
                let shares = of.iter().map(|(day, x)| (*day, x / all[day].max(f64::MIN_POSITIVE))).collect();
                lines.push((n, arm, called, dash, shares));
            }
        }
    }
    if lines.is_empty() {
        return html! { p.aside { "No identifier reached the operator." } };
    }
    chart(data, &lines).markup()
}

/// Crossings at the operator on each day, summed over replications.
fn by_day(data: &PageData, arm: &str, counts: impl Fn(&ExposureRow) -> bool) -> Days {
    let mut days = Days::new();
    let ours = data.tables.exposure.iter().filter(|row| row.hop == Hop::Operator && row.run.arm == arm);
    for row in ours.filter(|row| counts(row)) {
        *days.entry(row.day.day).or_default() += row.crossings;
    }
    days
}

fn chart(data: &PageData, lines: &[(usize, &str, &str, DashType, Days)]) -> Chart {
    let calendar = &data.tables.calendar;
    let middle = |day: usize| {
        let start = calendar.day_start(day).as_micros() as f64;
        let end = ((calendar.day_start(day) + Duration::DAY).min(calendar.duration)).as_micros() as f64;
        instant(calendar, f64::midpoint(start, end) / Duration::DAY.as_micros() as f64)
    };
    let mut plot = Plot::new();
    for (n, arm, called, dash, days) in lines {
        let points = (days.keys().map(|day| middle(*day)).collect(), days.values().copied().collect());
        let drawn =
            plotly::common::Line::new().color(crate::report::chart::style::css(*n)).width(2.0).dash(dash.clone());
        plot.add_trace(line((*n, arm), called, points).line(drawn).hover_template("%{x|%d %b}<br>%{y:.1%}"));
    }
    let y = Axis::new().title("share of the day’s crossings").tick_format(".0%").range(vec![0.0, 1.0]);
    plot.set_layout(with_markers(layout(dates(calendar), y), calendar, data.markers));
    let given: Vec<String> = data
        .summary
        .arm_order
        .iter()
        .filter_map(|arm| {
            let without = data.summary.figure(arm, "exposure.without_consent")?.value?;
            let arm = if data.summary.arm_order.len() > 1 { format!(" {arm}") } else { String::new() };
            Some(format!("{}{arm}", quantity(Some(without), "share")))
        })
        .collect();
    Chart {
        id: "consent".to_owned(),
        finding: format!("Readable at the operator without consent: {}", given.join(", ")),
        what: "Identifiers that reached the operator, by what the person whom they are about had agreed to; shares of each \
               day’s crossings. Each line is a state of consent in an arm."
            .to_owned(),
        plot,
        table: table(data, lines),
    }
}

fn table(data: &PageData, lines: &[(usize, &str, &str, DashType, Days)]) -> Markup {
    html! {
        table {
            thead { tr {
                th scope="col" { "day" }
                @for (_, arm, called, ..) in lines { th.number scope="col" { (name(arm)) ": " (called) } }
            } }
            tbody {
                @for day in data.tables.calendar.days() {
                    "\n" tr {
                        th scope="row" { (data.tables.calendar.date(day)) }
                        @for line in lines { td.number { (quantity(line.4.get(&day).copied(), "share")) } }
                    }
                }
            }
        }
    }
}
