//! The tables of textbook stations as CSV.
//!
//! Knows no folder and no ecosystem.

use super::csv_files::{Line, table};
use crate::analysis::Tables;
use crate::ledger::StationFigure;
use crate::units::Unit;

/// `stations.csv`: every station of every run, all customers together and by class.
pub(super) fn stations(tables: &Tables) -> Vec<u8> {
    let name = |figure: &StationFigure| match figure.unit() {
        Unit::Seconds => format!("{}_s", figure.name()),
        Unit::Messages
        | Unit::People
        | Unit::Crossings
        | Unit::Bytes
        | Unit::Count
        | Unit::Share
        | Unit::Money
        | Unit::NumbersPerSms => figure.name().to_owned(),
    };
    let figures: Vec<String> = StationFigure::ALL.iter().map(name).collect();
    let header: Vec<&str> =
        ["arm", "replication", "station", "class"].into_iter().chain(figures.iter().map(String::as_str)).collect();
    let lines = tables.stations.iter().map(|row| {
        let line = Line::of(&row.run).text(&row.station).text(row.class.unwrap_or(""));
        row.figures.iter().fold(line, |line, figure| line.measured(*figure))
    });
    table(&header, lines)
}

/// `theory.csv`: every station against the closest formula.
pub(super) fn theory(tables: &Tables) -> Vec<u8> {
    let header = [
        "arm",
        "station",
        "formula",
        "assumptions_hold",
        "what_does_not",
        "metric",
        "unit",
        "theory",
        "simulated",
        "standard_error",
        "deviation_se",
    ];
    let lines = tables.theory.iter().map(|row| {
        Line::empty()
            .text(&row.arm)
            .text(&row.station)
            .text(&row.formula)
            .text(if row.assumptions_hold() { "yes" } else { "no" })
            .text(&row.what_does_not.join("; "))
            .text(row.metric)
            .text(row.unit)
            .measured(row.theory)
            .measured(Some(row.simulated))
            .measured(row.standard_error)
            .measured(row.deviation_se())
    });
    table(&header, lines)
}
