//! Observers against what they learnt: sorts of observers by sorts of knowledge, and single observers by identifiers.
//!
//! One matrix an arm and one of the change; means over replications.

use super::nonusers::by_replication;
use crate::analysis::{Knowledge, ObserverRow, Role};
use crate::ledger::Identifier;
use crate::report::page::PageData;
use crate::report::page::matrix::Matrix;
use crate::report::page::text::visible;
use maud::{Markup, html};
use std::collections::BTreeMap;

/// Single observers shown at once; the others stand below.
const SHOWN: usize = 14;

/// Rows of a matrix.
type Rows = Vec<(String, Vec<Option<f64>>)>;

/// The arms that the section compares: the first and the last.
pub(super) fn compared<'a>(data: &PageData<'a>) -> Vec<&'a str> {
    let arms: Vec<&str> = data.summary.arm_order.iter().map(String::as_str).collect();
    match arms.as_slice() {
        [first, .., last] => vec![first, last],
        [] | [_] => arms,
    }
}

pub(super) fn part(data: &PageData) -> Markup {
    html! {
        "\n" h3 { "What each sort of observer learned" }
        p { "People, or pairs of people, known to all observers of a sort together when the study ended, on average over \
            replications. The stronger the colour, the larger the number." }
        (by_role(data))
        "\n" h3 { "Which observer learned which identifier" }
        (by_observer(data))
    }
}

fn by_role(data: &PageData) -> Markup {
    let arms = compared(data);
    let roles: Vec<Role> =
        Role::ALL.into_iter().filter(|r| data.tables.roles.iter().any(|row| row.role == *r)).collect();
    if roles.is_empty() {
        return html! { p.aside { "No observer saw anything." } };
    }
    let rows = |arm: &&str| -> Rows {
        let cell = |role: Role, knowledge: Knowledge| {
            let known = by_replication(data, arm, role, knowledge);
            (!known.is_empty()).then(|| known.values().sum::<f64>() / known.len() as f64)
        };
        let row = |role: &Role| (role_name(*role).to_owned(), Knowledge::ALL.map(|k| cell(*role, k)).to_vec());
        roles.iter().map(row).collect()
    };
    let columns: Vec<String> = Knowledge::ALL.iter().map(|k| knowledge_name(*k).to_owned()).collect();
    matrices("People known", "observers", &arms, &columns, &arms.iter().map(rows).collect::<Vec<_>>())
}

/// A matrix for each arm, and where there are two, one of the change.
fn matrices(what: &str, corner: &'static str, arms: &[&str], columns: &[String], of_arms: &[Rows]) -> Markup {
    let most = of_arms.iter().map(|rows| Matrix::most(rows)).fold(0.0, f64::max);
    let matrix = |caption: String, rows: Rows, change: bool| Matrix {
        caption,
        corner,
        columns: columns.to_vec(),
        rows,
        unit: "people",
        change,
        most,
    };
    let several = arms.len() > 1;
    html! {
        @for (arm, rows) in arms.iter().zip(of_arms) {
            @let caption = if several { format!("{what}, arm {}", visible(arm)) } else { what.to_owned() };
            (matrix(caption, rows.clone(), false).markup())
        }
        @if let ([from, to], [before, after]) = (arms, of_arms) {
            @let caption = format!("Change from {} to {}", visible(from), visible(to));
            (matrix(caption, change(before, after), true).markup())
        }
    }
}

fn change(before: &Rows, after: &Rows) -> Rows {
    let cell = |(a, b): (&Option<f64>, &Option<f64>)| Some((*b)? - (*a)?);
    let row = |((name, a), (_, b)): (&(String, Vec<Option<f64>>), &(String, Vec<Option<f64>>))| {
        (name.clone(), a.iter().zip(b).map(cell).collect())
    };
    before.iter().zip(after).map(row).collect()
}

/// What a column of the second matrix counts: people of one kind, known by one identifier.
type Column = (Identifier, bool);
/// People by observer, arm and column.
type Seen<'a> = BTreeMap<(Role, &'a str), BTreeMap<(&'a str, Column), f64>>;

fn by_observer(data: &PageData) -> Markup {
    if !data.has("observers.csv") {
        return html! { p.aside { "This folder leaves " code { "observers.csv" } " out, from which single observers are taken." } };
    }
    let arms = compared(data);
    let (seen, columns) = seen(data, &arms);
    if columns.is_empty() {
        return html! { p.aside { "No observer could read any identifier." } };
    }
    let mut observers: Vec<(Role, &str)> = seen.keys().copied().collect();
    let weight = |of: &(Role, &str)| seen[of].values().copied().fold(0.0, f64::max);
    observers.sort_by(|a, b| weight(b).total_cmp(&weight(a)).then(a.cmp(b)));
    let rows = |observers: &[(Role, &str)], arm: &&str| -> Rows {
        let cells = |of: &(Role, &str)| {
            columns.iter().map(|c| Some(seen[of].get(&(*arm, *c)).copied().unwrap_or(0.0))).collect()
        };
        observers.iter().map(|of| (observer_name(*of), cells(of))).collect()
    };
    let names: Vec<String> = columns.iter().map(|column| column_name(*column)).collect();
    let (first, rest) = observers.split_at(observers.len().min(SHOWN));
    let of = |observers: &[(Role, &str)]| {
        let of_arms: Vec<Rows> = arms.iter().map(|arm| rows(observers, arm)).collect();
        matrices("People whose identifier became known", "observer", &arms, &names, &of_arms)
    };
    html! {
        p { "People whose identifier an observer could read at least once after the warm-up, in clear or by undoing a hash. \
            Protected identifiers that merely passed are not here; they are counted further down." }
        (of(first))
        @if !rest.is_empty() {
            details { summary { "The other " (rest.len()) " observers" } (of(rest)) }
        }
    }
}

/// Who learnt of how many people, on average over replications; and the columns that anything stands in.
fn seen<'a>(data: &PageData<'a>, arms: &[&'a str]) -> (Seen<'a>, Vec<Column>) {
    let replications = f64::from(data.summary.replications.max(1));
    let mut seen = Seen::new();
    let mut columns: Vec<Column> = Vec::new();
    let rows: &'a [ObserverRow] = &data.tables.observers;
    for row in rows {
        let Some(arm) = arms.iter().find(|arm| **arm == row.run.arm) else { continue };
        for (of_owners, new) in [(false, row.nonusers_new), (true, row.owners_new)] {
            if new <= 0.0 {
                continue;
            }
            let column = (row.identifier, of_owners);
            if let Err(place) = columns.binary_search(&column) {
                columns.insert(place, column);
            }
            let of = seen.entry((row.role, row.observer.as_str())).or_default();
            *of.entry((*arm, column)).or_default() += new / replications;
        }
    }
    (seen, columns)
}

fn observer_name((role, name): (Role, &str)) -> String {
    match role {
        Role::Operator => "the operator".to_owned(),
        Role::Transit => format!("{name} transit"),
        Role::Carrier => format!("{name} (carrier)"),
        Role::Wifi | Role::Visited | Role::Interconnect | Role::State => name.to_owned(),
    }
}

fn column_name((identifier, of_owners): Column) -> String {
    let whose = if of_owners { "owners" } else { "non-users" };
    format!("{}: {whose}", identifier_name(identifier))
}

/// An identifier as people call it.
pub(super) const fn identifier_name(identifier: Identifier) -> &'static str {
    match identifier {
        Identifier::Msisdn => "phone number",
        Identifier::Imsi => "IMSI",
        Identifier::Imei => "IMEI",
        Identifier::Iccid => "ICCID",
        Identifier::Account => "account",
        Identifier::Network => "carrier’s name",
        Identifier::Content => "text",
        Identifier::Contact => "contact card",
        Identifier::Note => "note",
        Identifier::Photo => "photo",
    }
}

/// All observers of a role as people call them.
pub(super) const fn role_name(role: Role) -> &'static str {
    match role {
        Role::Wifi => "all Wi-Fi",
        Role::Carrier => "carriers",
        Role::Visited => "networks of roamers",
        Role::Transit => "transit between countries",
        Role::Interconnect => "interconnects of carriers",
        Role::Operator => "the operator",
        Role::State => "states",
    }
}

/// A sort of knowledge as people call it.
pub(super) const fn knowledge_name(knowledge: Knowledge) -> &'static str {
    match knowledge {
        Knowledge::NonUsers => "non-users’ numbers",
        Knowledge::Owners => "owners’ numbers",
        Knowledge::NumberWithImei => "number with IMEI",
        Knowledge::NumberWithImsi => "number with IMSI",
        Knowledge::Acquaintances => "who knows whom",
    }
}
