//! Charts of a plan: figures against the price of fleets, utilisation by tier, head-room by condition.
//!
//! Knows a plan as plain values; opens no file.

use super::ends::{EndLabel, room};
use super::panel::{Panel, Stroke};
use super::sheet::{Anchor, Sheet, fitted, text_width};
use super::style::{AXIS, BOTTOM, GRID, INK, LINE, MARGIN, SOFT, TEXT, THIN, TOP, WIDTH, colour};
use super::ticks::Axis;
use crate::analysis::{Answer, BoundFigure, FleetVerdict, PlanDocument, Tried, TriedCondition};
use crate::report::{grouped, quantity};

/// Most panels of one sheet.
const PANELS: usize = 4;
/// Widest name of a bar in pixels; longer ones are cut.
const WIDEST: i32 = 480;
/// Times its limit beyond which a figure is drawn at the edge.
const EDGE: f64 = 3.0;

/// Figures as shares of their limits against the price of the fleets tried: one panel a condition.
pub(super) fn fleet_size(plan: &PlanDocument) -> Sheet {
    let title = match (&plan.answer, plan.fleet()) {
        (Answer::Fleet { .. }, Some(fleet)) => {
            format!("The cheapest fleet that keeps every bound costs {} {} a month", whole(fleet.price), plan.currency)
        }
        (Answer::Impossible { .. }, _) => "No fleet keeps every bound".to_owned(),
        (_, _) => "No fleet that keeps every bound was found".to_owned(),
    };
    let subtitle = format!(
        "Each bound's figure at its {} % limit, as a share of the bound; a dot is a fleet that was tried",
        trimmed(plan.confidence * 100.0)
    );
    let mut sheet = Sheet::new(&title, &subtitle);
    let shown = hardest(plan);
    let metrics = metrics(plan);
    let prices = plan.tried.iter().filter(|tried| !tried.conditions.is_empty()).map(|tried| tried.price);
    let (low, high) = near_prices(plan, prices);
    let labels: Vec<EndLabel> = metrics
        .iter()
        .enumerate()
        .map(|(n, name)| EndLabel { y: 1.0, text: (*name).to_owned(), colour: colour(n) })
        .collect();
    let rows = i32::try_from(shown.len().max(1)).expect("there are few panels");
    let gap = 40;
    let height = (BOTTOM - TOP - gap * (rows - 1)) / rows;
    for (row, condition) in (0..).zip(&shown) {
        let top = TOP + 8 + row * (height + gap);
        let panel = Panel {
            left: MARGIN + AXIS,
            right: WIDTH - MARGIN - room(&labels),
            top,
            bottom: top + height - 8,
            x: Axis::around(low, high, &format!("{} a month", plan.currency)),
            y: Axis::share(2.0, ""),
            strip: 0,
        };
        panel.frame(&mut sheet, &plan.conditions[*condition], row + 1 == rows);
        panel.line(&mut sheet, &[(low, 1.0), (high, 1.0)], INK, Stroke::Dashed);
        if let Some(fleet) = plan.fleet() {
            panel.line(&mut sheet, &[(fleet.price, 0.0), (fleet.price, 2.0)], SOFT, Stroke::Fine);
        }
        for (n, metric) in metrics.iter().enumerate() {
            for (price, share) in points(plan, *condition, metric, high) {
                sheet.dot(panel.point(price, share.min(2.0)), colour(n), 5);
            }
        }
        if row == 0 {
            panel.end_labels(&mut sheet, &labels);
        }
    }
    sheet
}

/// Prices that are shown: up to some times the answer's, so that far tops do not squeeze the rest.
fn near_prices(plan: &PlanDocument, prices: impl Iterator<Item = f64>) -> (f64, f64) {
    let most = plan.fleet().map_or(f64::INFINITY, |fleet| fleet.price * EDGE);
    let near: Vec<f64> = prices.filter(|price| *price <= most).collect();
    let low = near.iter().copied().fold(f64::INFINITY, f64::min);
    let high = near.iter().copied().fold(0.0, f64::max);
    if low <= high { (low, high.max(low * 1.01)) } else { (0.0, 1.0) }
}

/// The conditions that were too much for most fleets, in the order of the plan.
fn hardest(plan: &PlanDocument) -> Vec<usize> {
    let runs = |condition: usize| {
        plan.tried.iter().flat_map(|tried| &tried.conditions).filter(move |c| c.condition == condition)
    };
    let mut shown: Vec<usize> = (0..plan.conditions.len()).filter(|c| runs(*c).next().is_some()).collect();
    shown.sort_by_key(|&c| std::cmp::Reverse(runs(c).filter(|run| run.verdict != FleetVerdict::Met).count()));
    shown.truncate(PANELS);
    shown.sort_unstable();
    shown
}

/// Names of all metrics that are bounded, in the order of the file.
fn metrics(plan: &PlanDocument) -> Vec<&str> {
    let mut names: Vec<&str> = Vec::new();
    for bound in plan.tried.iter().flat_map(|tried| &tried.conditions).flat_map(|condition| &condition.bounds) {
        if !names.contains(&bound.metric.as_str()) {
            names.push(&bound.metric);
        }
    }
    names
}

/// Price and share of the limit of every fleet tried under a condition.
fn points(plan: &PlanDocument, condition: usize, metric: &str, high: f64) -> Vec<(f64, f64)> {
    let of = |tried: &Tried| {
        let condition = tried.conditions.iter().find(|c| c.condition == condition)?;
        let bound = condition.bounds.iter().find(|bound| bound.metric == metric)?;
        Some((tried.price, share(bound)?))
    };
    plan.tried.iter().filter(|tried| tried.price <= high).filter_map(of).collect()
}

/// A figure as a share of its limit: below one is inside, on either side.
fn share(bound: &BoundFigure) -> Option<f64> {
    bound.margin.map(|_| (1.0 - bound.relative()).max(0.0))
}

/// Utilisation of each tier by the fleets around the answer: one panel a condition, bars by tier.
pub(super) fn utilisation(plan: &PlanDocument) -> Sheet {
    let Some(fleet) = shown_fleet(plan) else { return empty("No fleet was run", plan) };
    let busiest = fleet
        .conditions
        .iter()
        .flat_map(|c| c.utilisation.iter().enumerate().filter_map(move |(tier, u)| Some((u.as_ref()?[1], tier, c))))
        .max_by(|a, b| a.0.total_cmp(&b.0));
    let title = busiest.map_or_else(
        || "No tier is a row of stations".to_owned(),
        |(peak, tier, condition)| {
            let (key, name) = (&plan.tiers[tier].key, &plan.conditions[condition.condition]);
            format!("{key} is busiest: {} in its busiest minute ({name})", quantity(Some(peak), "share"))
        },
    );
    let subtitle =
        "Share of each tier's server time that is asked for: bar over the stretch, line to the busiest minute";
    let mut sheet = Sheet::new(&title, subtitle);
    let rows: Vec<Bar> = fleet
        .conditions
        .iter()
        .flat_map(|condition| plan.tiers.iter().enumerate().map(move |(tier, of)| (condition, tier, of)))
        .filter_map(|(condition, tier, of)| {
            let [mean, peak] = condition.utilisation[tier]?;
            let text = format!("{}, {}", plan.conditions[condition.condition], of.key);
            Some(Bar { order: (tier, condition.condition), text, mean, peak, colour: tier })
        })
        .collect();
    bars(&mut sheet, rows, "share of server time");
    sheet
}

/// How far each bound is from being broken by the answer, under each condition.
pub(super) fn head_room(plan: &PlanDocument) -> Sheet {
    let Some(fleet) = shown_fleet(plan) else { return empty("No fleet was run", plan) };
    let tightest = fleet
        .conditions
        .iter()
        .filter_map(|condition| Some((condition, condition.tightest()?)))
        .min_by(|a, b| a.1.relative().total_cmp(&b.1.relative()));
    let title = tightest.map_or_else(
        || "Nothing was measured".to_owned(),
        |(condition, bound)| {
            let name = &plan.conditions[condition.condition];
            let inside = if bound.verdict == FleetVerdict::Met { "Least head-room" } else { "Furthest beyond" };
            format!("{inside}: {} when {name}, {} against {}", bound.metric, shown(bound), bound.bound)
        },
    );
    let mut sheet = Sheet::new(
        &title,
        "Each bound's figure as a share of the bound, at its confidence limit; bar: mean, line: limit",
    );
    let rows = fleet.conditions.iter().flat_map(|condition| bound_bars(plan, condition)).collect();
    bars(&mut sheet, rows, "share of the bound");
    sheet
}

fn bound_bars(plan: &PlanDocument, condition: &TriedCondition) -> Vec<Bar> {
    let bar = |(n, bound): (usize, &BoundFigure)| {
        let limit = share(bound)?;
        let mean = bound.value.filter(|_| bound.limit.abs() > 0.0).map_or(limit, |value| value / bound.limit);
        let text = format!("{}, {}", plan.conditions[condition.condition], bound.metric);
        Some(Bar {
            order: (condition.condition, n),
            text,
            mean: mean.max(0.0),
            peak: limit,
            colour: condition.condition,
        })
    };
    condition.bounds.iter().enumerate().filter_map(bar).collect()
}

/// The answer, or the last fleet tried where there is none.
fn shown_fleet(plan: &PlanDocument) -> Option<&Tried> {
    plan.fleet().or_else(|| plan.tried.iter().rev().find(|tried| !tried.conditions.is_empty()))
}

fn empty(title: &str, plan: &PlanDocument) -> Sheet {
    Sheet::new(title, &plan.title)
}

/// A bar with a line to a further value.
struct Bar {
    order: (usize, usize),
    text: String,
    mean: f64,
    peak: f64,
    colour: usize,
}

/// Horizontal bars from top to bottom in their order.
fn bars(sheet: &mut Sheet, mut rows: Vec<Bar>, title: &str) {
    rows.sort_by_key(|row| row.order);
    let most = ((BOTTOM - TOP) / 14).max(1) as usize;
    let left_out = rows.len().saturating_sub(most);
    rows.truncate(most);
    for row in &mut rows {
        row.text = fitted(&row.text, TEXT, WIDEST);
    }
    let wide = rows.iter().map(|row| text_width(&row.text, TEXT)).max().unwrap_or(0);
    let high = rows.iter().map(|row| row.peak.max(row.mean)).fold(1.0, f64::max).min(EDGE);
    let panel = Panel {
        left: MARGIN + wide + 12,
        right: WIDTH - MARGIN - 30,
        top: TOP,
        bottom: BOTTOM,
        x: Axis::share(high, title),
        y: Axis::share(1.0, ""),
        strip: 0,
    };
    for (value, label) in &panel.x.ticks {
        let (x, _) = panel.point(*value, 0.0);
        sheet.line(vec![(x, panel.top), (x, panel.bottom)], GRID, THIN);
        sheet.label(label, (x, panel.bottom + 18), SOFT, Anchor::Middle);
    }
    let (one, _) = panel.point(1.0, 0.0);
    sheet.dashes(&[(one, panel.top), (one, panel.bottom)], INK, THIN + 1);
    sheet.label(&panel.x.title, (i32::midpoint(panel.left, panel.right), panel.bottom + 42), SOFT, Anchor::Middle);
    let pitch =
        ((panel.bottom - panel.top) / i32::try_from(rows.len().max(1)).expect("there are few bars")).min(LINE * 2);
    for (n, row) in (0..).zip(&rows) {
        let y = panel.top + pitch / 2 + n * pitch;
        let thick = (pitch / 4).clamp(3, 9);
        let (from, _) = panel.point(0.0, 0.0);
        let [mean, peak] = [row.mean, row.peak].map(|x| panel.point(x.min(high), 0.0).0);
        let colour = colour(row.colour);
        sheet.area(vec![(from, y - thick), (mean, y - thick), (mean, y + thick), (from, y + thick)], colour, 0.85);
        sheet.line(vec![(mean.min(peak), y), (mean.max(peak), y)], colour, 3);
        sheet.dot((peak, y), colour, 4);
        sheet.label(&row.text, (panel.left - 8, y), INK, Anchor::Right);
    }
    if left_out > 0 {
        sheet.label(
            &format!("{left_out} more in bounds.csv"),
            (panel.left - 8, panel.bottom + 18),
            SOFT,
            Anchor::Right,
        );
    }
    if rows.is_empty() {
        panel.nothing(sheet);
    }
}

fn shown(bound: &BoundFigure) -> String {
    quantity(bound.shown.or(bound.value), &bound.unit)
}

fn whole(price: f64) -> String {
    grouped(libm::round(price) as u64)
}

fn trimmed(value: f64) -> String {
    let text = format!("{value:.2}");
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}
