//! What messages cost and what the service saved: by day, by country, in each country's currency.
//!
//! Curves are those of the picture in the folder; sums are means over replications.

use super::cell::{figure_cell, number_cell};
use super::chart::{Chart, dates, instant, layout, line, stroke, with_markers};
use super::dots::{self, Dot};
use super::text::name;
use super::{PageData, Section};
use crate::analysis::{Amounts, CostRow};
use crate::report::chart::{cost, series};
use crate::report::quantity::quantity;
use maud::{Markup, html};
use plotly::Plot;
use plotly::common::DashType;
use plotly::layout::{Axis, RangeMode};
use std::collections::BTreeMap;

/// What is drawn of a day's bills.
type Drawn = (&'static str, fn(&CostRow) -> f64, DashType);

pub(super) fn section(data: &PageData) -> Option<Section> {
    let measured = |arm: &String| data.summary.figure(arm, "cost.saved").is_some_and(|figure| figure.value.is_some());
    if !data.summary.arm_order.iter().any(measured) {
        return None;
    }
    let body = html! {
        p { "Saved: SMS that were not needed, less what activation and mobile data cost. Bills are in each country’s currency; \
             totals in " (name(&data.tables.reference)) "." }
        (totals(data))
        @if data.has("cost.csv") {
            (by_day(data).markup())
            (sms_by_day(data).markup())
            (by_country(data).markup())
        } @else {
            p.note { "This folder leaves out cost.csv, so money is not drawn by day and country." }
        }
    };
    Some(Section { id: "money", heading: "Money".to_owned(), body })
}

/// Totals by arm.
fn totals(data: &PageData) -> Markup {
    const ROWS: [(&str, &str); 7] = [
        ("SMS saved", "sms.saved"),
        ("avoided: SMS not paid for", "cost.avoided"),
        ("less activation", "cost.activation"),
        ("less mobile data", "cost.data"),
        ("saved", "cost.saved"),
        ("paid for SMS", "cost.paid"),
        ("of that, fallback between users", "cost.paid_fallback"),
    ];
    let arms = &data.summary.arm_order;
    html! {
        div.scroll tabindex="0" role="region" aria-label="Totals" {
            table {
                caption { "Totals over the measured days, all countries." }
                thead { tr { th scope="col" { "Amount" } @for arm in arms { th.number scope="col" { (name(arm)) } } } }
                tbody { @for (label, metric) in ROWS {
                    tr {
                        th scope="row" { (label) }
                        @for arm in arms { (figure_cell(arm, metric, data.summary.figure(arm, metric))) }
                    }
                } }
            }
        }
    }
}

/// Lines by day, one for each arm and each of `drawn`.
fn days(data: &PageData, drawn: &[Drawn], title: &str) -> Plot {
    let (figures, calendar) = (data.figures(), &data.tables.calendar);
    let mut plot = Plot::new();
    for (n, arm) in data.summary.arm_order.iter().enumerate() {
        for (what, of, dash) in drawn {
            let points = series::money(&figures, arm, of);
            let text = points.iter().map(|(_, y)| quantity(Some(*y), "")).collect();
            let points = points.into_iter().map(|(day, y)| (instant(calendar, day), y)).unzip();
            let style = stroke(n).dash(dash.clone());
            let trace = line((n, arm), if drawn.len() > 1 { what } else { "" }, points).line(style);
            plot.add_trace(trace.text_array(text).hover_template("%{text}, %{x|%-d %b}"));
        }
    }
    let y = Axis::new().title(title).range_mode(RangeMode::ToZero);
    plot.set_layout(with_markers(layout(dates(calendar), y), calendar, data.markers));
    plot
}

/// The same as a table.
fn days_table(data: &PageData, drawn: &[Drawn], unit: &str) -> Markup {
    let figures = data.figures();
    let lines: Vec<(&String, &str, series::Line)> = data
        .summary
        .arm_order
        .iter()
        .flat_map(|arm| drawn.iter().map(move |(what, of, _)| (arm, *what, *of)))
        .map(|(arm, what, of)| (arm, what, series::money(&figures, arm, of)))
        .collect();
    html! {
        table {
            thead { tr {
                th scope="col" { "Day" }
                @for (arm, what, _) in &lines { th.number scope="col" { (name(arm)) ": " (*what) } }
            } }
            tbody { @for (n, day) in data.tables.calendar.days().enumerate() {
                tr {
                    th scope="row" { (data.tables.calendar.date(day)) }
                    @for (_, _, line) in &lines { (number_cell(line.get(n).map(|point| point.1), unit)) }
                }
            } }
        }
    }
}

fn by_day(data: &PageData) -> Chart {
    let drawn: [Drawn; 2] = [("saved", cost::saved, DashType::Solid), ("fallback SMS", cost::fallback, DashType::Dash)];
    Chart {
        id: "money".to_owned(),
        finding: cost::finding(&data.figures()),
        what: "By day: saved by the service, and paid for SMS between two enabled users. Colour: arm; line: which."
            .to_owned(),
        plot: days(data, &drawn, &format!("{} a day", data.tables.reference)),
        table: days_table(data, &drawn, &data.tables.reference),
    }
}

fn sms_by_day(data: &PageData) -> Chart {
    let drawn: [Drawn; 1] = [("SMS saved", |row| row.sms_saved, DashType::Solid)];
    let figures = data.figures();
    Chart {
        id: "sms-saved".to_owned(),
        finding: format!("SMS saved: {}", figures.finding("sms.saved", &figures.compared())),
        what: "SMS that were not sent because the service carried the message, by day.".to_owned(),
        plot: days(data, &drawn, "SMS a day"),
        table: days_table(data, &drawn, "messages"),
    }
}

/// A country's bills over the measured days.
#[derive(Clone, Copy, Default)]
struct Bills {
    local: Amounts,
    saved: f64,
    sms_saved: f64,
}

/// Bills by country and currency, for each arm.
fn countries(data: &PageData) -> BTreeMap<(String, String), BTreeMap<usize, Bills>> {
    let mut all: BTreeMap<(String, String), BTreeMap<usize, Bills>> = BTreeMap::new();
    let share = 1.0 / f64::from(data.summary.replications);
    for row in &data.tables.cost {
        let Some(arm) = data.summary.arm_order.iter().position(|arm| *arm == row.run.arm) else { continue };
        let bills = all.entry((row.country.clone(), row.currency.clone())).or_default().entry(arm).or_default();
        bills.saved += row.reference.saved * share;
        bills.sms_saved += row.sms_saved * share;
        let (sum, part) = (&mut bills.local, row.local);
        sum.paid += part.paid * share;
        sum.paid_direct += part.paid_direct * share;
        sum.avoided += part.avoided * share;
        sum.activation += part.activation * share;
        sum.data += part.data * share;
        sum.saved += part.saved * share;
    }
    all
}

fn by_country(data: &PageData) -> Chart {
    let (arms, all, reference) = (&data.summary.arm_order, countries(data), &data.tables.reference);
    let most = |bills: &BTreeMap<usize, Bills>| bills.values().map(|b| b.saved.abs()).fold(0.0, f64::max);
    let mut order: Vec<_> = all.iter().collect();
    order.sort_by(|a, b| most(b.1).total_cmp(&most(a.1)));
    let names: Vec<String> = order.iter().map(|((country, _), _)| country.clone()).collect();
    let mut dots: Vec<Dot> = Vec::new();
    for (n, arm) in arms.iter().enumerate() {
        for (row, (_, bills)) in order.iter().enumerate() {
            let Some(bills) = bills.get(&n) else { continue };
            let text = format!("{}: {}", names[row], quantity(Some(bills.saved), reference));
            dots.push(Dot { arm: (n, arm), kind: "", row, value: bills.saved, ends: None, text });
        }
    }
    let finding = names.first().map_or("No country has bills".to_owned(), |country| {
        let of = |bills: &BTreeMap<usize, Bills>| bills.values().last().map(|b| b.saved);
        let saved = quantity(order.first().and_then(|(_, bills)| of(bills)), reference);
        let arm = arms.last().filter(|_| arms.len() > 1).map(|arm| format!(" {arm}")).unwrap_or_default();
        format!("Most is saved in {country}: {saved}{arm}")
    });
    let x = Axis::new().title(format!("saved, {reference}")).range_mode(RangeMode::ToZero);
    Chart {
        id: "countries".to_owned(),
        finding,
        what: format!("Saved over the measured days by country, in {reference}; means over replications."),
        plot: dots::plot(&names, &dots, x),
        table: country_table(arms, &order),
    }
}

type Ordered<'a> = (&'a (String, String), &'a BTreeMap<usize, Bills>);

fn country_table(arms: &[String], order: &[Ordered]) -> Markup {
    let rows = order.iter().flat_map(|(key, bills)| bills.iter().map(move |(arm, bills)| (*key, &arms[*arm], bills)));
    html! {
        table {
            caption { "In each country’s currency." }
            thead { tr {
                th scope="col" { "Country" } th scope="col" { "Arm" } th scope="col" { "Currency" }
                @for head in ["SMS saved", "avoided", "activation", "data", "saved", "paid for SMS"] {
                    th.number scope="col" { (head) }
                }
            } }
            tbody { @for ((country, currency), arm, bills) in rows {
                tr {
                    th scope="row" { (name(country)) } td { (name(arm)) } td { (name(currency)) }
                    (number_cell(Some(bills.sms_saved), "messages"))
                    @for amount in [bills.local.avoided, bills.local.activation, bills.local.data, bills.local.saved, bills.local.paid] {
                        (number_cell(Some(amount), currency))
                    }
                }
            } }
        }
    }
}
