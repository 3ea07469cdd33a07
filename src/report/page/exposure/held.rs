//! What the operator holds and for how long: people in its registers, things in its stores.
//!
//! Means over replications; the last day's end and the highest of all days.

use super::observed::compared;
use crate::analysis::HoldingRow;
use crate::ledger::{Register, Store};
use crate::report::page::PageData;
use crate::report::page::text::name;
use crate::report::quantity;
use maud::{Markup, html};
use std::collections::BTreeMap;

pub(super) fn part(data: &PageData) -> Markup {
    let arms = compared(data);
    let rows = &data.tables.holdings;
    let mut held: Vec<&str> = Vec::new();
    for row in rows {
        if !held.contains(&row.holding) {
            held.push(row.holding);
        }
    }
    html! {
        "\n" h3 { "What the operator holds, and for how long" }
        @if held.is_empty() {
            p { "Nothing was held on any measured day, or holdings were not recorded." }
        } @else {
            "\n" div.scroll tabindex="0" role="region" aria-label="Holdings of the operator" {
                table {
                    caption { "Held by the operator over the measured days, means over replications" }
                    thead { tr {
                        th scope="col" { "what" } th scope="col" { "arm" } th.number scope="col" { "on average" }
                        th.number scope="col" { "at the end" } th.number scope="col" { "most" }
                        th.number scope="col" { "held for, mean" }
                    } }
                    tbody {
                        @for holding in held {
                            @for (n, arm) in arms.iter().enumerate() {
                                "\n" tr {
                                    @if n == 0 { th scope="row" rowspan=(arms.len()) { (what(holding)) } }
                                    td { (name(arm)) }
                                    (cells(&of(rows, arm, holding)))
                                }
                            }
                        }
                    }
                }
            }
            p.aside { "People are held from the first time that anything about them came until they are deleted or forgotten; \
                “held for” is the mean time that one thing stayed, over the whole run." }
        }
    }
}

fn of<'a>(rows: &'a [HoldingRow], arm: &str, holding: &str) -> Vec<&'a HoldingRow> {
    rows.iter().filter(|row| row.run.arm == arm && row.holding == holding).collect()
}

fn cells(rows: &[&HoldingRow]) -> Markup {
    let mut by_run: BTreeMap<u32, Vec<&HoldingRow>> = BTreeMap::new();
    for row in rows {
        by_run.entry(row.run.replication).or_default().push(row);
    }
    let over = |figure: &dyn Fn(&[&HoldingRow]) -> Option<f64>| {
        let values: Vec<f64> = by_run.values().filter_map(|days| figure(days)).collect();
        (!values.is_empty()).then(|| values.iter().sum::<f64>() / values.len() as f64)
    };
    let unit = rows.first().map_or("people", |row| row.unit);
    let mean = over(&|days| Some(days.iter().map(|row| row.mean).sum::<f64>() / days.len() as f64));
    let end = over(&|days| days.last().map(|row| row.end));
    let most = over(&|days| days.iter().map(|row| row.most).reduce(f64::max));
    let time = over(&|days| days.iter().find_map(|row| row.mean_held_s));
    html! {
        @for value in [mean, end, most] { td.number { (quantity(value, unit)) @if unit == "bytes" && value.is_some() { "B" } } }
        td.number { (quantity(time, "s")) }
    }
}

/// A holding as people call it; the name of the table where it is another.
fn what(holding: &str) -> &str {
    let stores = [
        (Store::Presence, "push channels that count as online"),
        (Store::Queue, "messages not yet acknowledged"),
        (Store::LookupLog, "entries in the log of look-ups"),
        (Store::Backup, "things backed up"),
        (Store::BackupBytes, "bytes backed up"),
    ];
    let registers = [
        (Register::Accounts, "people with an account"),
        (Register::LoggedOwners, "owners in the log of look-ups"),
        (Register::LoggedNonUsers, "non-users in the log of look-ups"),
        (Register::BackedUpNonUsers, "non-users in backed-up phonebooks"),
    ];
    let stores = stores.into_iter().map(|(store, what)| (store.name(), what));
    let mut all = stores.chain(registers.into_iter().map(|(register, what)| (register.name(), what)));
    all.find(|(named, _)| *named == holding).map_or(holding, |(_, what)| what)
}
