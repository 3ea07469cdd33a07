//! What single observers came to know of non-users, day by day.
//!
//! Of each sort of observer the one that knew most. Knowledge only grows: a day without a row adds nothing.

use super::observed::observer_name;
use crate::analysis::{Knowledge, KnowledgeRow, Role};
use crate::report::page::chart::{dates, instant, layout, line, stroke, with_markers};
use crate::report::page::text::name;
use crate::report::page::{Chart, PageData};
use crate::report::quantity;
use crate::units::Duration;
use maud::{Markup, html};
use plotly::Plot;
use plotly::common::DashType;
use plotly::layout::Axis;
use std::collections::BTreeMap;

/// Sorts of observers with a line; states know what the others in their country know.
const ROLES: [(Role, DashType); 6] = [
    (Role::Operator, DashType::Solid),
    (Role::Wifi, DashType::Dash),
    (Role::Carrier, DashType::Dot),
    (Role::Transit, DashType::DashDot),
    (Role::Interconnect, DashType::LongDash),
    (Role::Visited, DashType::LongDashDot),
];
/// Height of the chart, and of a line of its legend.
const HEIGHT: usize = 400;
const LEGEND: usize = 22;

/// What one observer knew in an arm at the end of each measured day.
struct Known<'a> {
    arm: usize,
    role: Role,
    observer: &'a str,
    dash: DashType,
    days: BTreeMap<usize, f64>,
}

pub(super) fn part(data: &PageData) -> Markup {
    if !data.has("knowledge.csv") {
        let file = html! { code { "knowledge.csv" } };
        return html! { p.aside { "This folder leaves " (file) " out, from which the growth of knowledge is taken." } };
    }
    let known = known(data);
    if known.is_empty() {
        return html! { p.aside { "No observer came to know the number of a non-user." } };
    }
    chart(data, &known).markup()
}

fn known<'a>(data: &PageData<'a>) -> Vec<Known<'a>> {
    let rows: &'a [KnowledgeRow] = &data.tables.knowledge;
    let rows: Vec<&KnowledgeRow> = rows.iter().filter(|row| row.knowledge == Knowledge::NonUsers).collect();
    let mut all = Vec::new();
    for (role, dash) in ROLES {
        let ours = rows.iter().filter(|row| row.role == role);
        let Some(most) = ours.max_by(|a, b| a.cumulative.total_cmp(&b.cumulative)) else { continue };
        for arm in 0..data.summary.arm_order.len() {
            let days = by_day(data, &rows, (arm, role, &most.observer));
            if days.values().any(|x| *x > 0.0) {
                all.push(Known { arm, role, observer: &most.observer, dash: dash.clone(), days });
            }
        }
    }
    all
}

/// Known at the end of each measured day, as a mean over replications.
fn by_day(data: &PageData, rows: &[&KnowledgeRow], (arm, role, observer): (usize, Role, &str)) -> BTreeMap<usize, f64> {
    let arm = &data.summary.arm_order[arm];
    let mut by_run: BTreeMap<usize, Vec<(u32, f64)>> = BTreeMap::new();
    for row in rows.iter().filter(|row| row.role == role && row.observer == observer && row.run.arm == *arm) {
        by_run.entry(row.day.day).or_default().push((row.run.replication, row.cumulative));
    }
    let mut known: BTreeMap<u32, f64> = BTreeMap::new();
    let mut days = BTreeMap::new();
    for day in data.tables.calendar.days() {
        known.extend(by_run.get(&day).into_iter().flatten().copied());
        days.insert(day, known.values().sum::<f64>() / f64::from(data.summary.replications.max(1)));
    }
    days
}

fn chart(data: &PageData, known: &[Known]) -> Chart {
    let calendar = &data.tables.calendar;
    let arms = &data.summary.arm_order;
    let end = |day: &usize| {
        let end = (calendar.day_start(*day) + Duration::DAY).min(calendar.duration);
        instant(calendar, end.as_micros() as f64 / Duration::DAY.as_micros() as f64)
    };
    let mut plot = Plot::new();
    for of in known {
        let points = (of.days.keys().map(end).collect(), of.days.values().copied().collect());
        let drawn = stroke(of.arm).dash(of.dash.clone());
        let trace = line((of.arm, &arms[of.arm]), &observer_name((of.role, of.observer)), points).line(drawn);
        plot.add_trace(trace.hover_template("%{x|%d %b}<br>%{y:.3s}"));
    }
    let sorts = known.iter().map(|of| of.role).collect::<std::collections::BTreeSet<_>>().len();
    let drawn = layout(dates(calendar), Axis::new().title("non-users known")).height(HEIGHT + LEGEND * sorts);
    plot.set_layout(with_markers(drawn, calendar, data.markers));
    Chart {
        id: "known".to_owned(),
        finding: finding(data, known),
        what: "Non-users whose number an observer could read by the end of each day since measuring began; each person once, \
               means over replications. Of each sort of observer the one that knew most."
            .to_owned(),
        plot,
        table: table(data, known),
    }
}

/// What changed most between the first and the last arm; of one arm, who knew most.
fn finding(data: &PageData, known: &[Known]) -> String {
    let last = |of: &Known| of.days.values().last().copied().unwrap_or(0.0);
    let arms = &data.summary.arm_order;
    let pair = |of: &&Known| {
        let after = known.iter().find(|o| o.observer == of.observer && o.role == of.role && o.arm + 1 == arms.len())?;
        Some((last(of), last(after), observer_name((of.role, of.observer))))
    };
    let pairs = known.iter().filter(|of| of.arm == 0).filter_map(|of| pair(&of));
    let most = pairs.max_by(|a, b| (a.1 - a.0).abs().total_cmp(&(b.1 - b.0).abs()).then(a.1.total_cmp(&b.1)));
    match (most, arms.as_slice()) {
        (Some((before, after, observer)), [first, .., last]) => format!(
            "Changed most by the end: non-users known to {observer}, {} {first}, {} {last}",
            quantity(Some(before), "people"),
            quantity(Some(after), "people")
        ),
        (Some((known, _, observer)), _) => {
            format!("{observer} came to know {} non-users", quantity(Some(known), "people"))
        }
        (None, _) => "Non-users known, day by day".to_owned(),
    }
}

fn table(data: &PageData, known: &[Known]) -> Markup {
    html! {
        table {
            thead { tr {
                th scope="col" { "day" }
                @for of in known {
                    th.number scope="col" {
                        (name(&data.summary.arm_order[of.arm])) ": " (name(&observer_name((of.role, of.observer))))
                    }
                }
            } }
            tbody {
                @for day in data.tables.calendar.days() {
                    "\n" tr {
                        th scope="row" { (data.tables.calendar.date(day)) }
                        @for of in known { td.number { (quantity(of.days.get(&day).copied(), "people")) } }
                    }
                }
            }
        }
    }
}
