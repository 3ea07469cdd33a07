//! The page of a plan: the answer in a sentence, its margins, the fleets tried, the frontier of prices.
//!
//! Knows the plan as plain data; searches nothing.

mod fleets;
mod frontier;
mod margins;

use super::resolved::{dotted, scenario};
use super::text::name;
use super::{Page, Section, render};
use crate::analysis::{Answer, PlanDocument};
use crate::report::folder::Manifest;
use crate::report::grouped;
use crate::report::text::{amount, counted, plan_answer, price_text};
use maud::{Markup, html};

/// The page of a plan, as one file.
pub(in crate::report) fn plan_page(plan: &PlanDocument, manifest: &Manifest, resolved: &str) -> String {
    let title = if plan.title.is_empty() { &plan.scenario } else { &plan.title };
    let sections = vec![
        section("answer", "The answer", answer(plan)),
        section("margins", "Head-room under each condition", margins::body(plan)),
        section("frontier", "Price against what is enough", frontier::body(plan)),
        section("fleets", "Fleets tried", fleets::body(plan)),
        section("provenance", "Where this is from", provenance(plan, manifest, resolved)),
    ];
    let lead = html! { p.lead { "Arm " (name(&plan.arm)) ", " (counted(plan.tried.len() as u64, "fleet")) " tried" } };
    render(&Page { title, kind: "Plan", lead, arms: &[], sections })
}

fn section(id: &'static str, heading: &str, body: Markup) -> Section {
    Section { id, heading: heading.to_owned(), body }
}

fn answer(plan: &PlanDocument) -> Markup {
    let class = match plan.answer {
        Answer::Fleet { .. } => "held",
        Answer::Impossible { .. } => "broken",
        Answer::Unknown => "unsure",
    };
    let word = match plan.answer {
        Answer::Fleet { .. } => "Found",
        Answer::Impossible { .. } => "Impossible",
        Answer::Unknown => "Not found",
    };
    html! {
        p { span class=(class) { (word) } }
        @for sentence in plan_answer(plan) { p.answer { (name(&sentence)) } }
        (tiers(plan))
    }
}

/// What may be bought, with the answer beside what the file and the formula say.
fn tiers(plan: &PlanDocument) -> Markup {
    let chosen = plan.fleet();
    html! {
        "\n" div.scroll tabindex="0" role="region" aria-label="Tiers" {
            table {
                caption { "What may be bought; prices in " (name(&plan.currency)) " a month" }
                thead { tr {
                    th scope="col" { "tier" } th.number scope="col" { "answer" } th.number scope="col" { "in the file" }
                    th.number scope="col" { "by formula" } th.number scope="col" { "a step costs" }
                    th.number scope="col" { "answer costs" } th scope="col" { "what the formula takes" }
                } }
                tbody {
                    @for (n, tier) in plan.tiers.iter().enumerate() {
                        "\n" tr {
                            th scope="row" { (dotted(&tier.key)) }
                            @if let Some(fleet) = chosen {
                                td.number data-tier=(tier.key) data-value=(fleet.fleet[n]) { b { (amount(fleet.fleet[n], tier)) } }
                            } @else { td.number { "–" } }
                            td.number { (amount(tier.written, tier)) } td.number { (amount(tier.seed, tier)) }
                            td.number { (price_text(tier.price)) }
                            td.number { (chosen.map_or_else(|| "–".to_owned(), |fleet| price_text(fleet.fleet[n] / tier.step * tier.price))) }
                            td.told { (name(&tier.seed_from)) }
                        }
                    }
                }
            }
        }
    }
}

fn provenance(plan: &PlanDocument, manifest: &Manifest, resolved: &str) -> Markup {
    let [first, most] = plan.replications;
    html! {
        dl.facts {
            dt { "Scenario" } dd { (name(&plan.scenario)) }
            dt { "Arm" } dd { (name(&plan.arm)) }
            dt { "Confidence" } dd { (amount_of(plan.confidence * 100.0)) " %, one-sided, for every bound by itself" }
            dt { "Replications" } dd { (first) " of each fleet to begin with, " (most) " at most" }
            @if let Some(stretch) = &plan.stretch {
                dt { "Busiest stretch" }
                dd { (amount_of(stretch.length_s / 60.0)) " min from " (name(&stretch.from)) ", after "
                    (amount_of(stretch.lead_s / 60.0)) " min of warm-up, found by a run with " (grouped(stretch.pilot_handsets))
                    " handsets; all " (grouped(stretch.handsets)) " were simulated" }
                @if !stretch.left_out.is_empty() {
                    dt { "Left out, as not under way then" } dd { (name(&stretch.left_out.join(", "))) }
                }
            }
            dt { "Seed" } dd { (plan.seed) }
            dt { "Version" } dd { (name(&plan.version)) }
            dt { "Fingerprint" } dd { code { (plan.fingerprint) } }
            dt { "Command" } dd { code { (name(&manifest.command)) } }
        }
        (scenario(resolved))
    }
}

/// A number without zeros behind it.
fn amount_of(value: f64) -> String {
    let text = format!("{value:.2}");
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}
