//! A plan as text for a terminal: what was tried, the answer, its margins, and the fleets around it.
//!
//! Knows no terminal: plain values in, text out.

use super::lines::{WIDTH, columns, counted, finished, hanging, named, wrapped};
use super::summary::grouped;
use crate::analysis::{Answer, BoundFigure, FleetVerdict, PlanDocument, PlanTier, Tried, TriedCondition};
use crate::report::quantity::quantity;

/// Most fleets listed; of more, the first and the last.
const LISTED: usize = 40;
/// Width of the first column, which has names of tiers and metrics.
const NAME: usize = 35;

/// The whole text, the answer first.
pub fn plan_text(plan: &PlanDocument) -> String {
    let mut lines = wrapped(if plan.title.is_empty() { &plan.scenario } else { &plan.title }, 0);
    let parts = [answer(plan), tiers(plan), margins(plan), neighbours(plan), headroom(plan), tried(plan), how(plan)];
    for part in parts.into_iter().filter(|part| !part.is_empty()) {
        lines.push(String::new());
        lines.extend(part);
    }
    finished(&lines)
}

/// What was run.
fn how(plan: &PlanDocument) -> Vec<String> {
    let [first, most] = plan.replications;
    let mut text = format!(
        "Arm {}. Every bound is kept with {} % confidence (one-sided), by {first} to {most} replications.",
        plan.arm,
        trimmed(plan.confidence * 100.0)
    );
    if let Some(stretch) = &plan.stretch {
        text += &format!(
            " Busiest stretch: {} from {}, after {} of warm-up, found by a run with {}; all {} were simulated.",
            minutes(stretch.length_s),
            stretch.from,
            minutes(stretch.lead_s),
            counted(stretch.pilot_handsets, "handset"),
            grouped(stretch.handsets)
        );
        if !stretch.left_out.is_empty() {
            text += &format!(" Left out, as not under way then: {}.", stretch.left_out.join(", "));
        }
    }
    let mut lines = wrapped(&text, 0);
    lines.push(format!("fingerprint {}", plan.fingerprint));
    lines
}

/// A fleet's tiers, called a, b, c …, with what is bought of each.
fn tiers(plan: &PlanDocument) -> Vec<String> {
    let chosen = plan.fleet();
    let price = format!("{} a month", plan.currency);
    let heading = format!("{:>9}{:>9}{:>9}{price:>18}", "answer", "file", "formula");
    let mut lines = named("Tier", NAME, &heading);
    for (n, tier) in plan.tiers.iter().enumerate() {
        let answer = chosen.map_or_else(|| "–".to_owned(), |fleet| amount(fleet.fleet[n], tier));
        let price = if (tier.step - 1.0).abs() < 1e-9 && tier.unit.is_empty() {
            format!("{} each", money(tier.price))
        } else {
            format!("{} a {}", money(tier.price), amount(tier.step, tier))
        };
        let (file, seed) = (amount(tier.written, tier), amount(tier.seed, tier));
        let figures = format!("{answer:>9}{file:>9}{seed:>9}{price:>18}");
        lines.extend(named(&format!("{} {}", letter(n), tier.key), NAME, &figures));
    }
    lines.push("What the formula takes".to_owned());
    for (n, tier) in plan.tiers.iter().enumerate() {
        lines.extend(hanging(&tier.seed_from, &format!("{} ", letter(n)), 2));
    }
    lines
}

fn tried(plan: &PlanDocument) -> Vec<String> {
    let mut lines = vec![format!("{} tried", counted(plan.tried.len() as u64, "fleet"))];
    let names: Vec<String> = columns_of(plan).iter().enumerate().map(|(n, w)| format!("{:>w$}", letter(n))).collect();
    lines.push(format!("  {}{:>11}  {:<10}tightest bound", names.concat(), "price", ""));
    for (place, fleet) in plan.tried.iter().enumerate() {
        if plan.tried.len() > LISTED && place == LISTED / 2 {
            lines.push(format!("  … {} more; all of them in plan.csv", plan.tried.len() - LISTED));
        }
        if plan.tried.len() > LISTED && (LISTED / 2..plan.tried.len() - LISTED / 2).contains(&place) {
            continue;
        }
        lines.extend(one_tried(plan, "  ", fleet));
    }
    lines
}

/// Widths of the columns of amounts.
fn columns_of(plan: &PlanDocument) -> Vec<usize> {
    let width = |n: usize| plan.tried.iter().map(|tried| amount(tried.fleet[n], &plan.tiers[n]).len()).max();
    (0..plan.tiers.len()).map(|n| 1 + width(n).unwrap_or(1)).collect()
}

/// A fleet that was run: what it has, its price, the verdict and what decided, which goes below where it is long.
fn one_tried(plan: &PlanDocument, lead: &str, fleet: &Tried) -> Vec<String> {
    let cells = columns_of(plan).into_iter().enumerate();
    let amounts: String =
        cells.map(|(n, width)| format!("{:>width$}", amount(fleet.fleet[n], &plan.tiers[n]))).collect();
    let line = format!("{lead}{amounts}{:>11}  {:<10}", money(fleet.price), fleet.verdict.words());
    let why = deciding(plan, fleet);
    if columns(&line) + columns(&why) <= WIDTH {
        return vec![line + &why];
    }
    std::iter::once(line).chain(wrapped(&why, columns(lead) + 6)).collect()
}

fn answer(plan: &PlanDocument) -> Vec<String> {
    match plan.answer {
        Answer::Unknown => {
            wrapped("No fleet that is enough was found among those tried, and `plan.budget` allows no more.", 0)
        }
        Answer::Impossible { tried } => impossible(plan, &plan.tried[tried]),
        Answer::Fleet { tried, bound } => found(plan, &plan.tried[tried], bound),
    }
}

fn impossible(plan: &PlanDocument, top: &Tried) -> Vec<String> {
    let text = format!("No fleet meets the SLO: not even all tiers at their top do ({}).", fleet_text(plan, top));
    let mut lines = wrapped(&text, 0);
    lines.extend(top.why.iter().flat_map(|why| wrapped(why, 2)));
    for condition in &top.conditions {
        for bound in condition.bounds.iter().filter(|bound| bound.verdict != FleetVerdict::Met) {
            let margin = apart(bound).map(|margin| format!(", {margin}")).unwrap_or_default();
            let name = &plan.conditions[condition.condition];
            let text = format!("in the way: {name}: {} {}{margin}", measured(bound), against(bound));
            lines.extend(wrapped(&text, 2));
        }
    }
    lines
}

fn found(plan: &PlanDocument, fleet: &Tried, bound: f64) -> Vec<String> {
    let text = format!(
        "The cheapest fleet costs {} {} a month: {}.",
        money(fleet.price),
        plan.currency,
        fleet_text(plan, fleet)
    );
    let sure = if plan.trivial() {
        "That is the least of everything: the SLO asks for no more.".to_owned()
    } else if fleet.price - bound < 0.005 {
        "No cheaper one is enough, as long as more of a tier never hurts.".to_owned()
    } else {
        let gap = (fleet.price - bound) / fleet.price * 100.0;
        format!(
            "`plan.budget` ended the search: a cheaper one may be enough, but none below {} ({gap:.1} % less).",
            money(bound)
        )
    };
    let bears = format!("It bears: {}.", plan.conditions.join(", "));
    [text, sure, bears].iter().flat_map(|text| wrapped(text, 0)).collect()
}

/// How far the answer is from breaking each bound.
fn margins(plan: &PlanDocument) -> Vec<String> {
    let Some(fleet) = plan.fleet() else { return Vec::new() };
    let mut lines = named("Margins", NAME, &format!("{:>10}  {:<12}{}", "figure", "bound", "room"));
    for condition in in_order(fleet) {
        let runs = counted(condition.replications.into(), "run");
        lines.extend(wrapped(&format!("{} ({runs})", plan.conditions[condition.condition]), 0));
        for bound in &condition.bounds {
            let shown = quantity(bound.shown.or(bound.value), &bound.unit);
            let apart = apart(bound).unwrap_or_default();
            lines.extend(named(
                &format!("  {}", bound.metric),
                NAME,
                &format!("{shown:>10}  {:<12}{apart}", bound.bound),
            ));
        }
    }
    lines
}

fn neighbours(plan: &PlanDocument) -> Vec<String> {
    let mut lines = Vec::new();
    for neighbour in &plan.neighbours {
        for (what, place) in [("less", neighbour.less), ("more", neighbour.more)] {
            let lead = format!("  {} {what}", letter(neighbour.tier));
            match place.map(|place| &plan.tried[place]) {
                Some(fleet) => lines.extend(one_tried(plan, &lead, fleet)),
                None => lines.push(format!("{lead}  –")),
            }
        }
    }
    if !lines.is_empty() {
        lines.insert(0, "A step less, a step more".to_owned());
    }
    lines
}

/// Utilisation of each tier under each condition: over the stretch, and in its busiest minute.
fn headroom(plan: &PlanDocument) -> Vec<String> {
    let Some(fleet) = plan.fleet() else { return Vec::new() };
    let conditions = in_order(fleet);
    let width = |condition: &&TriedCondition| columns(&plan.conditions[condition.condition]).max(13) + 2;
    let mut lines = vec!["Utilisation (busiest minute)".to_owned()];
    let mut from = 0;
    while from < conditions.len() {
        // As many conditions side by side as there is room for.
        let mut wide = 4;
        let fit = conditions[from..].iter().take_while(|condition| {
            wide += width(condition);
            wide <= WIDTH
        });
        let some = &conditions[from..from + fit.count().max(1)];
        from += some.len();
        let heads = some.iter().map(|c| format!("{:>1$}", plan.conditions[c.condition], width(c)));
        lines.push(format!("    {}", heads.collect::<String>()));
        for n in 0..plan.tiers.len() {
            let cells = some.iter().map(|c| format!("{:>1$}", used(c.utilisation[n]), width(c)));
            lines.push(format!("  {:<2}{}", letter(n), cells.collect::<String>()));
        }
    }
    lines
}

fn used(utilisation: Option<[f64; 2]>) -> String {
    let words = |[mean, peak]: [f64; 2]| format!("{:.0} % ({:.0} %)", mean * 100.0, peak * 100.0);
    utilisation.map_or_else(|| "–".to_owned(), words)
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
        format!("{}: {} {}", plan.conditions[condition.condition], measured(bound), against(bound))
    })
}

fn measured(bound: &BoundFigure) -> String {
    format!("{} {}", bound.metric, quantity(bound.shown.or(bound.value), &bound.unit))
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

/// How far a figure is from its limit.
fn apart(bound: &BoundFigure) -> Option<String> {
    let margin = bound.margin?;
    let share =
        if bound.limit.abs() > 0.0 { format!(" ({:.0} %)", bound.relative().abs() * 100.0) } else { String::new() };
    let words = if margin < 0.0 { "beyond by" } else { "inside by" };
    Some(format!("{words} {}{share}", quantity(Some(margin.abs()), &bound.unit)))
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
