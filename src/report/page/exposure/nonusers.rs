//! The question that the public kept asking: is the number of someone who never used the service uploaded anyway?
//!
//! The answer in a sentence an arm, the change, to whom, and with whose consent; every figure with its interval.

use super::observed::{compared, role_name};
use crate::analysis::{Figure, Interval, Knowledge, Role, RoleRow, interval};
use crate::report::page::PageData;
use crate::report::page::cell::spread;
use crate::report::page::figures::figures;
use crate::report::page::text::name;
use crate::report::quantity::quantity_change;
use crate::report::{quantity, quantity_range};
use maud::{Markup, html};
use std::collections::BTreeMap;

const PEOPLE: &str = "exposure.nonusers.people";
const SHARE: &str = "exposure.nonusers.share";

/// Figures below the answer, with what they are called.
const FIGURES: [(&str, &str); 8] = [
    (PEOPLE, "Non-users whose number reached the operator"),
    (SHARE, "Share of those in owners' phonebooks"),
    ("exposure.nonusers.wire_people", "Non-users whose number could be read on the way"),
    ("exposure.nonuser_share", "Share of the numbers of others that belong to non-users"),
    ("exposure.numbers_per_sms_saved", "Numbers of others disclosed for each SMS saved"),
    ("exposure.cards.nonusers", "Non-users of whom a contact card reached the operator"),
    ("exposure.owners.people", "Owners whose number reached the operator from another phone"),
    ("exposure.without_consent", "Share of readable identifiers at the operator without consent"),
];

pub(super) fn part(data: &PageData) -> Markup {
    html! {
        "\n" h3 { "Is the number of someone who never used the service uploaded anyway?" }
        @for sentence in answer(data) { p.answer { (sentence) } }
        p { "None of these people agreed: a non-user has no setting to agree in, and nobody asked them. Their numbers came \
            from the phonebooks and SMS of people who use the service." }
        (figures(data, "Non-users and numbers of others", &FIGURES))
        "\n" h4 { "To whom?" }
        (to_whom(data))
    }
}

/// A sentence for each arm that is compared, and one for the change.
fn answer(data: &PageData) -> Vec<Markup> {
    let arms = compared(data);
    let people: Vec<Option<&Figure>> = arms.iter().map(|arm| data.summary.figure(arm, PEOPLE)).collect();
    let measured: Vec<f64> = people.iter().flatten().filter_map(|figure| figure.value).collect();
    let begin = match (measured.len() == arms.len(), measured.iter().any(|x| *x > 0.0)) {
        (_, true) => "Yes. ",
        (true, false) => "No. ",
        (false, false) => "Not measured in every arm. ",
    };
    let mut sentences: Vec<Markup> = Vec::new();
    for (n, (arm, figure)) in arms.iter().zip(&people).enumerate() {
        let Some(figure) = figure.filter(|figure| figure.value.is_some()) else { continue };
        let share = data.summary.figure(arm, SHARE).filter(|share| share.value.is_some());
        sentences.push(html! {
            @if n == 0 { b { (begin) } }
            @if arms.len() > 1 { "In arm " b { (name(arm)) } ", the numbers of " } @else { "The numbers of " }
            b { (quantity(figure.value, &figure.unit)) " people" } (within(figure))
            " who never used the service reached its operator"
            @if let Some(share) = share {
                ": " b { (quantity(share.value, &share.unit)) } " of those who stand in an owner's phonebook" (within(share))
            }
            "."
        });
    }
    if sentences.is_empty() {
        return vec![html! { b { (begin) } }];
    }
    if let [_, last] = arms[..]
        && let Some(sentence) = change(data, last)
    {
        sentences.push(sentence);
    }
    sentences
}

/// The 95 % interval in words; nothing from a single replication.
fn within(figure: &Figure) -> Markup {
    html! {
        @if let (Some(low), Some(high)) = (figure.low, figure.high) {
            " (95 % interval " (quantity_range(low, high, &figure.unit, false)) ")"
        }
    }
}

fn change(data: &PageData, to: &str) -> Option<Markup> {
    let difference = data.summary.differences.iter().find(|d| d.to == to)?;
    let figure = difference.metrics.get(PEOPLE)?;
    let value = figure.value?;
    let half = figure.low.zip(figure.high).map(|(low, high)| (high - low) / 2.0);
    let sure = figure.low.zip(figure.high).map(|(low, high)| low > 0.0 || high < 0.0);
    let judged = match (sure, value < 0.0) {
        (Some(true), true) => "fewer people: the whole 95 % interval lies below zero",
        (Some(true), false) => "more people: the whole 95 % interval lies above zero",
        (Some(false), _) => "no difference that these replications can tell from chance",
        (None, _) => "one replication, so that chance cannot be told from effect",
    };
    Some(html! {
        "From " (name(&difference.from)) " to " (name(to)) ": " b { (quantity_change(Some(value), half, &figure.unit)) " people" }
        " (same people, same wishes, same luck; " (judged) ")."
    })
}

/// Non-users known to all observers of each role, arm by arm.
fn to_whom(data: &PageData) -> Markup {
    let arms = compared(data);
    let roles: Vec<Role> =
        Role::ALL.into_iter().filter(|r| data.tables.roles.iter().any(|row| row.role == *r)).collect();
    if roles.is_empty() {
        return html! { p.aside { "roles.csv has no rows: no observer saw anything." } };
    }
    html! {
        "\n" div.scroll tabindex="0" role="region" aria-label="Non-users known to observers" {
            table {
                caption { "Non-users whose number all observers of a sort knew together when the study ended" }
                thead { tr {
                    th scope="col" { "observers" }
                    @for arm in &arms { th.number scope="col" { (name(arm)) } }
                    @if arms.len() == 2 { th.number scope="col" { "change" } }
                } }
                tbody {
                    @for role in roles {
                        @let known: Vec<BTreeMap<u32, f64>> =
                            arms.iter().map(|arm| by_replication(data, arm, role, Knowledge::NonUsers)).collect();
                        "\n" tr {
                            th scope="row" { (role_name(role)) }
                            @for of_arm in &known { (cell(over(of_arm), false)) }
                            @if let [first, last] = &known[..] { (cell(paired(first, last), true)) }
                        }
                    }
                }
            }
        }
    }
}

/// What all observers of a role know in each replication of an arm; nothing where the arm has no record.
pub(super) fn by_replication(data: &PageData, arm: &str, role: Role, knowledge: Knowledge) -> BTreeMap<u32, f64> {
    let mut known = BTreeMap::new();
    let of_arm = |row: &&RoleRow| row.run.arm == arm;
    for row in data.tables.roles.iter().filter(of_arm) {
        let sum: &mut f64 = known.entry(row.run.replication).or_default();
        if (row.role, row.knowledge) == (role, knowledge) {
            *sum += row.known;
        }
    }
    known
}

fn over(values: &BTreeMap<u32, f64>) -> Option<Interval> {
    interval(&values.values().copied().collect::<Vec<_>>())
}

fn paired(from: &BTreeMap<u32, f64>, to: &BTreeMap<u32, f64>) -> Option<Interval> {
    let pairs: Vec<f64> = to.iter().filter_map(|(n, after)| Some(after - from.get(n)?)).collect();
    interval(&pairs)
}

fn cell(of: Option<Interval>, change: bool) -> Markup {
    html! {
        td.number {
            @match of {
                None => "–",
                Some(of) => {
                    (if change { quantity_change(Some(of.mean), None, "people") } else { quantity(Some(of.mean), "people") })
                    (spread(of.bounds, "people", change))
                }
            }
        }
    }
}
