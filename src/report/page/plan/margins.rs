//! Head-room: how far the answer is from breaking each bound under each condition, and how busy each tier is.
//!
//! Without an answer, those of the fleet that came nearest.

use super::fleets::verdict;
use crate::analysis::{BoundFigure, PlanDocument, Tried, TriedCondition};
use crate::report::page::cell::full;
use crate::report::page::text::name;
use crate::report::quantity;
use crate::report::text::{apart, used};
use maud::{Markup, html};

/// Pixels of a bar that uses all of its bound, in hundredths.
const FULL: f64 = 100.0;

pub(super) fn body(plan: &PlanDocument) -> Markup {
    let Some(fleet) = plan.fleet().or_else(|| plan.tried.iter().rev().find(|tried| !tried.conditions.is_empty()))
    else {
        return html! { p { "No fleet was run." } };
    };
    let conditions = in_order(fleet);
    html! {
        @if plan.fleet().is_none() { p.note { "There is no answer; this is the last fleet that was run." } }
        (bounds(plan, &conditions))
        "\n" h3 { "How busy each tier is" }
        (utilisation(plan, &conditions))
    }
}

fn in_order(fleet: &Tried) -> Vec<&TriedCondition> {
    let mut conditions: Vec<&TriedCondition> = fleet.conditions.iter().collect();
    conditions.sort_by_key(|condition| condition.condition);
    conditions
}

fn bounds(plan: &PlanDocument, conditions: &[&TriedCondition]) -> Markup {
    html! {
        "\n" div.scroll tabindex="0" role="region" aria-label="Bounds" {
            table.bounds {
                caption { "Figures at their confidence limit, against their bounds; a full bar uses all of the bound" }
                thead { tr {
                    th scope="col" { "figure" } th.number scope="col" { "is within" } th scope="col" { "bound" }
                    th scope="col" { "used" } th scope="col" { "room" } th scope="col" { "verdict" }
                } }
                tbody {
                    @for condition in conditions {
                        "\n" tr.part {
                            th colspan="6" scope="colgroup" {
                                (name(&plan.conditions[condition.condition])) ", " (condition.replications) " runs"
                            }
                        }
                        @for bound in &condition.bounds { (row(bound)) }
                    }
                }
            }
        }
    }
}

fn row(bound: &BoundFigure) -> Markup {
    let shown = bound.shown.or(bound.value);
    let share = shown.filter(|_| bound.limit.abs() > 0.0).map(|shown| (shown / bound.limit).max(0.0));
    html! {
        "\n" tr {
            th scope="row" { (name(&bound.metric)) }
            td.number data-metric=(bound.metric) data-value=[shown.map(full)] { (quantity(shown, &bound.unit)) }
            td { (name(&bound.bound)) }
            td {
                @if let Some(share) = share {
                    span.gauge aria-hidden="true" { span style={ "width:" (format!("{:.0}", share.min(1.0) * FULL)) "%" } {} }
                    " " (format!("{:.0} %", share * 100.0))
                } @else { "–" }
            }
            td { (apart(bound).unwrap_or_else(|| "not measured".to_owned())) }
            td { (verdict(bound.verdict)) }
        }
    }
}

fn utilisation(plan: &PlanDocument, conditions: &[&TriedCondition]) -> Markup {
    html! {
        "\n" div.scroll tabindex="0" role="region" aria-label="Utilisation" {
            table {
                caption { "Utilisation of each tier over the stretch, with that of its busiest minute" }
                thead { tr {
                    th scope="col" { "tier" }
                    @for condition in conditions { th.number scope="col" { (name(&plan.conditions[condition.condition])) } }
                } }
                tbody {
                    @for (n, tier) in plan.tiers.iter().enumerate() {
                        "\n" tr {
                            th scope="row" { (name(&tier.key)) }
                            @for condition in conditions { td.number { (used(condition.utilisation.get(n).copied().flatten())) } }
                        }
                    }
                }
            }
        }
    }
}
