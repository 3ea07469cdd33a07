//! Load and queues: how busy stations are, what comes, how long it waits, what is turned away, who is connected.
//!
//! Figures of kinds of stations first, then single stations over time. Knows no formula.

mod over_time;
mod totals;

use super::figures::figures;
use super::{PageData, Section};
use crate::analysis::StationKind;
use maud::html;

/// Figures of a kind of station, with what they are called.
const FIGURES: [(&str, &str); 5] = [
    ("utilisation", "utilisation"),
    ("peak_utilisation", "utilisation, busiest step"),
    ("wait_mean", "mean wait"),
    ("wait_max", "longest wait"),
    ("shed", "jobs turned away"),
];

/// Kinds of station in the order of the page.
const KINDS: [StationKind; 5] =
    [StationKind::Relay, StationKind::Workers, StationKind::Lookup, StationKind::Presence, StationKind::Smsc];

pub(super) fn section(data: &PageData) -> Option<Section> {
    if data.tables.of_stations() {
        return None;
    }
    let mut rows: Vec<(String, String)> = Vec::new();
    for kind in KINDS {
        let of = |(metric, label): (&str, &str)| {
            (format!("load.{}.{metric}", kind.name()), format!("{}: {label}", kind_name(kind)))
        };
        rows.extend(FIGURES.map(of));
    }
    rows.push(("load.relay.connections_peak".to_owned(), "push channels open at once, most".to_owned()));
    let rows: Vec<(&str, &str)> = rows.iter().map(|(metric, label)| (metric.as_str(), label.as_str())).collect();
    let body = html! {
        p { "Utilisation is the server time asked for as a share of the server time there was, so that it can exceed 100 %. A \
            job that finds too long a queue is turned away." }
        (figures(data, "Load by kind of station", &rows))
        @if data.has("load.csv") { (over_time::part(data)) } @else {
            p.aside { "This folder leaves " code { "load.csv" } " out, from which load over time is drawn." }
        }
        (totals::part(data))
    };
    Some(Section { id: "load", heading: "Load and queues".to_owned(), body })
}

/// A kind of station as people call it.
pub(super) const fn kind_name(kind: StationKind) -> &'static str {
    match kind {
        StationKind::Relay => "relay nodes",
        StationKind::Workers => "routing workers",
        StationKind::Lookup => "look-up service",
        StationKind::Presence => "presence service",
        StationKind::Smsc => "message centres",
    }
}
