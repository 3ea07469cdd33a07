//! A plan as text for a terminal: what was tried, the answer, its margins, and the fleets around it.
//!
//! Knows no terminal: plain values in, text out.

use super::summary::grouped;
use crate::analysis::{Answer, BoundFigure, FleetVerdict, PlanDocument, PlanTier, Tried, TriedCondition};
use crate::report::quantity::quantity;
use std::fmt::Write;

/// Most fleets listed; of more, the first and the last.
const LISTED: usize = 40;

/// The whole text.
pub fn plan_text(plan: &PlanDocument) -> String {
    let mut text = String::new();
    head(plan, &mut text);
    tiers(plan, &mut text);
    tried(plan, &mut text);
    answer(plan, &mut text);
    text
}

macro_rules! line {
    ($text:expr) => { writeln!($text).expect("memory takes every line") };
    ($text:expr, $($what:tt)*) => { writeln!($text, $($what)*).expect("memory takes every line") };
}

fn head(plan: &PlanDocument, text: &mut String) {
    line!(text, "{}: {}", plan.scenario, plan.title);
    let [first, most] = plan.replications;
    line!(
        text,
        "arm {}, every bound kept with {} % confidence (one-sided), {first} to {most} replications",
        plan.arm,
        trimmed(plan.confidence * 100.0)
    );
    if let Some(stretch) = &plan.stretch {
        line!(
            text,
            "busiest stretch: {} from {}, after {} of warm-up; {} handsets, all of them",
            minutes(stretch.length_s),
            stretch.from,
            minutes(stretch.lead_s),
            grouped(stretch.handsets)
        );
        line!(text, "  (found by a run of the study with {} handsets)", grouped(stretch.pilot_handsets));
        if !stretch.left_out.is_empty() {
            line!(text, "  left out, as not under way then: {}", stretch.left_out.join(", "));
        }
    }
    line!(text, "must bear: {}", plan.conditions.join(", "));
}

fn tiers(plan: &PlanDocument, text: &mut String) {
    let chosen = plan.fleet();
    let width = plan.tiers.iter().map(|tier| tier.key.len()).max().unwrap_or(0).max(4);
    line!(text);
    let price = format!("{} a month", plan.currency);
    line!(text, "  {:<width$} {price:>14} {:>9} {:>9} {:>9}", "tier", "file", "formula", "answer");
    for (n, tier) in plan.tiers.iter().enumerate() {
        let answer = chosen.map_or_else(|| "–".to_owned(), |fleet| amount(fleet.fleet[n], tier));
        let price = if (tier.step - 1.0).abs() < 1e-9 && tier.unit.is_empty() {
            money(tier.price)
        } else {
            format!("{} a {}", money(tier.price), amount(tier.step, tier))
        };
        let (name, file, seed) = (letter(n), amount(tier.written, tier), amount(tier.seed, tier));
        line!(text, "{name} {:<width$} {price:>14} {file:>9} {seed:>9} {answer:>9}", tier.key);
    }
    for (n, tier) in plan.tiers.iter().enumerate() {
        line!(text, "  {} by {}", letter(n), tier.seed_from);
    }
}

fn tried(plan: &PlanDocument, text: &mut String) {
    line!(text);
    let columns: Vec<usize> = (0..plan.tiers.len())
        .map(|n| plan.tiers[n].unit.len() + plan.tried.iter().map(|t| trimmed(t.fleet[n]).len()).max().unwrap_or(1))
        .collect();
    let names: Vec<String> = columns.iter().enumerate().map(|(n, width)| format!("{:>width$}", letter(n))).collect();
    line!(text, "{} fleets tried", plan.tried.len());
    line!(text, "  {}  {:>10}  {:<9} by the tightest bound", names.join(" "), "price", "verdict");
    for (place, fleet) in plan.tried.iter().enumerate() {
        if plan.tried.len() > LISTED && place == LISTED / 2 {
            line!(text, "  … {} more; all of them in plan.csv", plan.tried.len() - LISTED);
        }
        if plan.tried.len() > LISTED && (LISTED / 2..plan.tried.len() - LISTED / 2).contains(&place) {
            continue;
        }
        let amounts: Vec<String> = columns
            .iter()
            .enumerate()
            .map(|(n, width)| format!("{:>width$}", amount(fleet.fleet[n], &plan.tiers[n])))
            .collect();
        let (price, verdict) = (money(fleet.price), fleet.verdict.words());
        line!(text, "  {}  {price:>10}  {verdict:<9} {}", amounts.join(" "), deciding(plan, fleet));
    }
}

fn answer(plan: &PlanDocument, text: &mut String) {
    line!(text);
    match plan.answer {
        Answer::Unknown => {
            line!(text, "No fleet that is enough was found among those tried, and `plan.budget` allows no more.");
        }
        Answer::Impossible { tried } => impossible(plan, &plan.tried[tried], text),
        Answer::Fleet { tried, bound } => {
            let fleet = &plan.tried[tried];
            found(plan, fleet, bound, text);
            margins(plan, fleet, text);
            neighbours(plan, text);
            headroom(plan, fleet, text);
        }
    }
}

fn impossible(plan: &PlanDocument, top: &Tried, text: &mut String) {
    line!(text, "No fleet meets the SLO: not even all tiers at their top do ({}).", fleet_text(plan, top));
    if let Some(why) = &top.why {
        line!(text, "  {why}");
    }
    for condition in &top.conditions {
        for bound in condition.bounds.iter().filter(|bound| bound.verdict != FleetVerdict::Met) {
            line!(text, "  in the way: {}", bound_text(plan, condition, bound));
        }
    }
}

fn found(plan: &PlanDocument, fleet: &Tried, bound: f64, text: &mut String) {
    line!(
        text,
        "The cheapest fleet costs {} {} a month: {}.",
        money(fleet.price),
        plan.currency,
        fleet_text(plan, fleet)
    );
    if plan.trivial() {
        line!(text, "That is the least of everything: the SLO asks for no more.");
    } else if fleet.price - bound < 0.005 {
        line!(text, "No cheaper one is enough, as long as more of a tier never hurts.");
    } else {
        let gap = (fleet.price - bound) / fleet.price * 100.0;
        line!(
            text,
            "`plan.budget` ended the search: a cheaper one may be enough, but none below {} ({gap:.1} % less).",
            money(bound)
        );
    }
}

fn margins(plan: &PlanDocument, fleet: &Tried, text: &mut String) {
    line!(text);
    line!(text, "margins");
    for condition in in_order(fleet) {
        for bound in &condition.bounds {
            line!(text, "  {}", bound_text(plan, condition, bound));
        }
    }
}

fn neighbours(plan: &PlanDocument, text: &mut String) {
    line!(text);
    line!(text, "a step less, a step more");
    for neighbour in &plan.neighbours {
        for (what, place) in [("less", neighbour.less), ("more", neighbour.more)] {
            let name = letter(neighbour.tier);
            let Some(fleet) = place.map(|place| &plan.tried[place]) else {
                line!(text, "  {name} {what}  –");
                continue;
            };
            let amount = amount(fleet.fleet[neighbour.tier], &plan.tiers[neighbour.tier]);
            let (price, verdict) = (money(fleet.price), fleet.verdict.words());
            line!(text, "  {name} {what} {amount:>9} {price:>10}  {verdict:<9} {}", deciding(plan, fleet));
        }
    }
}

/// Utilisation of each tier under each condition: over the stretch, and in its busiest minute.
fn headroom(plan: &PlanDocument, fleet: &Tried, text: &mut String) {
    line!(text);
    line!(text, "utilisation (busiest minute)");
    let width = plan.conditions.iter().map(|name| name.chars().count()).max().unwrap_or(0);
    let names: Vec<String> = (0..plan.tiers.len()).map(|n| format!("{:>14}", letter(n))).collect();
    line!(text, "  {:<width$}{}", "", names.join(""));
    for condition in in_order(fleet) {
        let cells: Vec<String> = condition
            .utilisation
            .iter()
            .map(|cell| {
                let cell = cell.map_or_else(
                    || "–".to_owned(),
                    |[mean, peak]| format!("{:.0} % ({:.0} %)", mean * 100.0, peak * 100.0),
                );
                format!("{cell:>14}")
            })
            .collect();
        line!(text, "  {:<width$}{}", plan.conditions[condition.condition], cells.join(""));
    }
}

fn in_order(fleet: &Tried) -> Vec<&TriedCondition> {
    let mut conditions: Vec<&TriedCondition> = fleet.conditions.iter().collect();
    conditions.sort_by_key(|condition| condition.condition);
    conditions
}

/// What decided about a fleet: the tightest bound of all conditions that were run, or of the one that was too much.
fn deciding(plan: &PlanDocument, fleet: &Tried) -> String {
    if let Some(why) = &fleet.why {
        return why.clone();
    }
    let mut broken = fleet.conditions.iter().filter(|condition| condition.verdict != FleetVerdict::Met);
    let last = broken.next_back().map_or(&fleet.conditions[..], std::slice::from_ref);
    let all = last.iter().filter_map(|condition| Some((condition, condition.tightest()?)));
    let tightest = all.min_by(|a, b| a.1.relative().total_cmp(&b.1.relative()));
    tightest.map_or_else(String::new, |(condition, bound)| {
        let name = &plan.conditions[condition.condition];
        format!("{name}: {} {} {}", bound.metric, quantity(bound.shown.or(bound.value), &bound.unit), against(bound))
    })
}

fn against(bound: &BoundFigure) -> String {
    let words = match bound.verdict {
        FleetVerdict::Met => "is",
        FleetVerdict::Broken => "is not",
        FleetVerdict::NotShown if bound.value.is_none() => "was not measured;",
        FleetVerdict::NotShown => "is not shown to be",
    };
    format!("{words} {}", bound.bound)
}

fn bound_text(plan: &PlanDocument, condition: &TriedCondition, bound: &BoundFigure) -> String {
    let margin = bound.margin.map_or_else(String::new, |margin| {
        let relative = bound.relative() * 100.0;
        let share = if bound.limit.abs() > 0.0 { format!(" ({relative:.0} % of it)") } else { String::new() };
        if margin < 0.0 {
            format!(", beyond by {}{}", quantity(Some(-margin), &bound.unit), share.replacen('-', "", 1))
        } else {
            format!(", inside by {}{share}", quantity(Some(margin), &bound.unit))
        }
    });
    let n = condition.replications;
    format!(
        "{}: {} {} (mean {}, {n} runs) {}{margin}",
        plan.conditions[condition.condition],
        bound.metric,
        quantity(bound.shown.or(bound.value), &bound.unit),
        quantity(bound.value, &bound.unit),
        against(bound)
    )
}

fn fleet_text(plan: &PlanDocument, fleet: &Tried) -> String {
    let parts: Vec<String> =
        plan.tiers.iter().zip(&fleet.fleet).map(|(tier, has)| format!("{} {}", tier.key, amount(*has, tier))).collect();
    parts.join(", ")
}

/// Tiers are called a, b, c …
fn letter(n: usize) -> String {
    let letter = char::from(b'a' + (n % 26) as u8);
    if n < 26 { letter.to_string() } else { format!("{letter}{}", n / 26) }
}

fn amount(value: f64, tier: &PlanTier) -> String {
    format!("{}{}", trimmed(value), tier.unit)
}

fn trimmed(value: f64) -> String {
    let text = format!("{value:.3}");
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

fn money(value: f64) -> String {
    let whole = libm::floor(value + 1e-9);
    let rest = libm::round((value - whole) * 100.0) as u64;
    if rest == 0 { grouped(whole as u64) } else { format!("{}.{rest:02}", grouped(whole as u64)) }
}

fn minutes(seconds: f64) -> String {
    if seconds >= 60.0 { format!("{} min", trimmed(seconds / 60.0)) } else { format!("{} s", trimmed(seconds)) }
}
