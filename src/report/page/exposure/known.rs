//! What the operator came to know, day by day.
//!
//! Knowledge only grows: a day without a row adds nothing.

use super::observed::knowledge_name;
use crate::analysis::{Knowledge, KnowledgeRow, Role};
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

/// Lines of the kinds of knowledge; the first is shown at first, the others may be switched on.
const DASHES: [DashType; 5] = [DashType::Solid, DashType::Dash, DashType::Dot, DashType::DashDot, DashType::LongDash];

pub(super) fn part(data: &PageData) -> Markup {
    if !data.has("knowledge.csv") {
        return html! { p.aside { "This folder leaves " code { "knowledge.csv" } " out, from which the growth of knowledge is taken." } };
    }
    html! { (operator(data).map_or_else(|| html! {}, |chart| chart.markup())) }
}

/// What is known at the end of each measured day, as a mean over replications.
fn by_day(data: &PageData, arm: &str, knowledge: Knowledge) -> BTreeMap<usize, f64> {
    let of_arm = |row: &&KnowledgeRow| row.role == Role::Operator && row.knowledge == knowledge && row.run.arm == arm;
    let rows: Vec<&KnowledgeRow> = data.tables.knowledge.iter().filter(of_arm).collect();
    let mut known: BTreeMap<u32, f64> = BTreeMap::new();
    let mut by_day = BTreeMap::new();
    for day in data.tables.calendar.days() {
        known.extend(rows.iter().filter(|row| row.day.day == day).map(|row| (row.run.replication, row.cumulative)));
        by_day.insert(day, known.values().sum::<f64>() / f64::from(data.summary.replications.max(1)));
    }
    by_day
}

fn operator(data: &PageData) -> Option<Chart> {
    let arms = &data.summary.arm_order;
    let calendar = &data.tables.calendar;
    let mut plot = Plot::new();
    let mut known: Vec<(&str, Knowledge, BTreeMap<usize, f64>)> = Vec::new();
    for (knowledge, dash) in Knowledge::ALL.into_iter().zip(DASHES) {
        for (n, arm) in arms.iter().enumerate() {
            let days = by_day(data, arm, knowledge);
            if days.values().all(|x| *x == 0.0) {
                continue;
            }
            let end = |day: usize| {
                let end = (calendar.day_start(day) + Duration::DAY).min(calendar.duration);
                instant(calendar, end.as_micros() as f64 / Duration::DAY.as_micros() as f64)
            };
            let points = (days.keys().map(|day| end(*day)).collect(), days.values().copied().collect());
            let mut trace = line((n, arm), knowledge_name(knowledge), points);
            let drawn =
                plotly::common::Line::new().color(crate::report::chart::style::css(n)).width(2.0).dash(dash.clone());
            trace = trace.line(drawn).hover_template("%{x}<br>%{y:.3s}");
            plot.add_trace(trace);
            known.push((arm, knowledge, days));
        }
    }
    if known.is_empty() {
        return None;
    }
    plot.set_layout(with_markers(
        layout(dates(calendar), Axis::new().title("people or pairs known")),
        calendar,
        data.markers,
    ));
    let last = |of: &BTreeMap<usize, f64>| of.values().last().copied();
    let ends: Vec<String> = known
        .iter()
        .filter(|(_, knowledge, _)| *knowledge == Knowledge::NonUsers)
        .map(|(arm, _, days)| format!("{} {arm}", quantity(last(days), "people")))
        .collect();
    let first = known.iter().find(|(_, knowledge, _)| *knowledge == Knowledge::NonUsers);
    let finding = match first {
        Some((_, _, days)) if ends.len() == 1 => {
            format!("The operator came to know the numbers of {} non-users", quantity(last(days), "people"))
        }
        Some(_) => format!("Numbers of non-users that the operator came to know: {}", ends.join(", ")),
        None => "What the operator came to know".to_owned(),
    };
    Some(Chart {
        id: "known".to_owned(),
        finding,
        what:
            "Known to the operator by the end of each day since measuring began; each person or pair once, means over \
               replications. Kinds of knowledge can be switched."
                .to_owned(),
        plot,
        table: table(data, &known),
    })
}

fn table(data: &PageData, known: &[(&str, Knowledge, BTreeMap<usize, f64>)]) -> Markup {
    html! {
        table {
            thead { tr {
                th scope="col" { "day" }
                @for (arm, knowledge, _) in known {
                    th.number scope="col" { (name(arm)) ": " (knowledge_name(*knowledge)) }
                }
            } }
            tbody {
                @for day in data.tables.calendar.days() {
                    "\n" tr {
                        th scope="row" { (data.tables.calendar.date(day)) }
                        @for (_, _, days) in known { td.number { (quantity(days.get(&day).copied(), "people")) } }
                    }
                }
            }
        }
    }
}
