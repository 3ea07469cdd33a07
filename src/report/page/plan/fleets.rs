//! Fleets that were tried: what each has, what it costs, whether it is enough, and where it failed.
//!
//! Cheapest first, so that the answer stands where verdicts turn.

use crate::analysis::{FleetVerdict, PlanDocument, Tried};
use crate::report::page::resolved::dotted;
use crate::report::page::text::name;
use crate::report::text::{amount, deciding, price_text};
use maud::{Markup, html};

pub(super) fn body(plan: &PlanDocument) -> Markup {
    let answer = plan.fleet();
    let mut order: Vec<(usize, &Tried)> = plan.tried.iter().enumerate().collect();
    order.sort_by(|a, b| a.1.price.total_cmp(&b.1.price).then(a.0.cmp(&b.0)));
    html! {
        @if !plan.neighbours.is_empty() { (neighbours(plan)) }
        "\n" h3 { "All fleets, the cheapest first" }
        div.scroll.tall tabindex="0" role="region" aria-label="Fleets tried" {
            table {
                caption { "What decided is the tightest bound, or the one that was broken" }
                thead { tr {
                    th.number scope="col" { "tried as" }
                    @for tier in &plan.tiers { th.number scope="col" { (dotted(&tier.key)) } }
                    th.number scope="col" { (name(&plan.currency)) " a month" } th scope="col" { "verdict" }
                    th scope="col" { "what decided" }
                } }
                tbody {
                    @for (place, fleet) in order {
                        (row(plan, place, fleet, answer.is_some_and(|answer| std::ptr::eq(answer, fleet))))
                    }
                }
            }
        }
    }
}

fn row(plan: &PlanDocument, place: usize, fleet: &Tried, answer: bool) -> Markup {
    html! {
        "\n" tr.answer[answer] {
            th.number scope="row" { (place + 1) @if answer { " (the answer)" } }
            @for (has, tier) in fleet.fleet.iter().zip(&plan.tiers) { td.number { (amount(*has, tier)) } }
            td.number data-value=(fleet.price) { (price_text(fleet.price)) }
            td { (verdict(fleet.verdict)) }
            td.told { (name(&deciding(plan, fleet))) }
        }
    }
}

/// A verdict in its colour and in words.
pub(super) fn verdict(verdict: FleetVerdict) -> Markup {
    let class = match verdict {
        FleetVerdict::Met => "held",
        FleetVerdict::Broken => "broken",
        FleetVerdict::NotShown => "unsure",
    };
    html! { span class=(class) { (verdict.words()) } }
}

/// A step less and a step more of each tier.
fn neighbours(plan: &PlanDocument) -> Markup {
    html! {
        "\n" h3 { "A step less, a step more" }
        div.scroll tabindex="0" role="region" aria-label="Fleets around the answer" {
            table aria-label="Fleets around the answer" {
                thead { tr {
                    th scope="col" { "tier" } th scope="col" { "a step less" } th scope="col" { "a step more" }
                } }
                tbody {
                    @for of in &plan.neighbours {
                        "\n" tr {
                            th scope="row" { (name(&plan.tiers[of.tier].key)) }
                            @for place in [of.less, of.more] {
                                td {
                                    @if let Some(fleet) = place.and_then(|place| plan.tried.get(place)) {
                                        (amount(fleet.fleet[of.tier], &plan.tiers[of.tier])) " for " (price_text(fleet.price)) " " (name(&plan.currency)) ": "
                                        (verdict(fleet.verdict)) br; span.spread { (name(&deciding(plan, fleet))) }
                                    } @else { "none" }
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}
