//! How phone numbers of others were protected where they crossed: crossings by hop and protection, arm by arm.
//!
//! Counts crossings, not people: whoever cannot read an identifier does not learn whose it is.

use super::observed::compared;
use crate::analysis::ExposureRow;
use crate::ledger::{Hop, Identifier, Protection, Whose};
use crate::report::page::PageData;
use crate::report::page::matrix::Matrix;
use crate::report::page::text::visible;
use maud::{Markup, html};

/// What protections come to for whoever sits at a hop.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Behind {
    Nothing,
    Hash,
    Encryption,
    Crowd,
}

const COLUMNS: [(Behind, &str); 4] = [
    (Behind::Nothing, "clear or encoded"),
    (Behind::Hash, "hashed"),
    (Behind::Encryption, "encrypted"),
    (Behind::Crowd, "bucket or blind"),
];

const fn behind(protection: Protection) -> Behind {
    match protection {
        Protection::Clear | Protection::Encoded => Behind::Nothing,
        Protection::Hash | Protection::SaltedHash => Behind::Hash,
        Protection::Tls | Protection::FieldEncrypted => Behind::Encryption,
        Protection::Bucket | Protection::Blind => Behind::Crowd,
    }
}

pub(super) fn part(data: &PageData) -> Markup {
    let arms = compared(data);
    let others = |row: &&ExposureRow| row.sort.identifier == Identifier::Msisdn && row.sort.whose != Whose::Own;
    let rows: Vec<&ExposureRow> = data.tables.exposure.iter().filter(others).collect();
    let hops: Vec<Hop> = Hop::ALL.iter().copied().filter(|hop| rows.iter().any(|row| row.hop == *hop)).collect();
    if hops.is_empty() {
        return html! { p.aside { "No phone number of anybody else crossed any hop." } };
    }
    let replications = f64::from(data.summary.replications.max(1));
    let of_arm = |arm: &str| -> Vec<(String, Vec<Option<f64>>)> {
        let cell = |hop: Hop, as_: Behind| {
            let counted = rows.iter().filter(|r| r.run.arm == arm && r.hop == hop && behind(r.sort.protected) == as_);
            Some(counted.map(|row| row.crossings).sum::<f64>() / replications)
        };
        let row = |hop: &Hop| (hop_name(*hop).to_owned(), COLUMNS.map(|(as_, _)| cell(*hop, as_)).to_vec());
        hops.iter().map(row).collect()
    };
    let of_arms: Vec<_> = arms.iter().map(|arm| of_arm(arm)).collect();
    let most = of_arms.iter().map(|rows| Matrix::most(rows)).fold(0.0, f64::max);
    html! {
        "\n" h3 { "How the numbers of others were protected on the way" }
        p { "Crossings of a phone number that is not the sender’s own, by hop. At the operator transport and field encryption end: \
            what was encrypted on the way stands there in clear. " (undone(data, &rows)) }
        @for (arm, rows) in arms.iter().zip(of_arms) {
            @let of = if arms.len() > 1 { format!(", arm {}", visible(arm)) } else { String::new() };
            (Matrix {
                caption: format!("Crossings of others’ phone numbers{of}"),
                corner: "hop",
                columns: COLUMNS.map(|(_, column)| column.to_owned()).to_vec(),
                rows,
                unit: "crossings",
                change: false,
                most,
            }.markup())
        }
    }
}

/// Whether hashes can be undone, where anything was hashed: at the operator more was readable than stood in clear.
fn undone(data: &PageData, rows: &[&ExposureRow]) -> &'static str {
    let at_operator = |row: &&&ExposureRow| row.hop == Hop::Operator;
    let sum = |as_: Behind| -> f64 {
        rows.iter().filter(at_operator).filter(|row| behind(row.sort.protected) == as_).map(|row| row.crossings).sum()
    };
    if sum(Behind::Hash) == 0.0 || !data.has("observers.csv") {
        return "";
    }
    let readable: f64 = data
        .tables
        .observers
        .iter()
        .filter(|row| row.role == crate::analysis::Role::Operator && row.identifier == Identifier::Msisdn)
        .map(|row| row.readable)
        .sum();
    let own: f64 = data
        .tables
        .exposure
        .iter()
        .filter(|row| row.hop == Hop::Operator && row.sort.identifier == Identifier::Msisdn)
        .filter(|row| row.sort.whose == Whose::Own && behind(row.sort.protected) == Behind::Nothing)
        .map(|row| row.crossings)
        .sum();
    if readable > (sum(Behind::Nothing) + own) * 1.000_001 {
        "The hashes can be undone: whoever holds them knows the numbers behind them."
    } else {
        "The hashes cannot be undone in the time that observers would spend."
    }
}

const fn hop_name(hop: Hop) -> &'static str {
    match hop {
        Hop::Wifi => "Wi-Fi",
        Hop::Cellular => "cellular network at home",
        Hop::Visited => "cellular network abroad",
        Hop::Border => "border between countries",
        Hop::Operator => "the operator’s data centres",
        Hop::MessageCentre => "message centres (SMS)",
        Hop::Interconnect => "interconnects (SMS)",
    }
}
