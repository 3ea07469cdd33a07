//! Queues over the whole run: what they took, how long it stayed, how many were inside.
//!
//! One row a row of stations: its nodes together.

use crate::analysis::QueueRow;
use crate::report::page::PageData;
use crate::report::page::text::name;
use crate::report::quantity;
use maud::{Markup, html};

pub(super) fn part(data: &PageData) -> Markup {
    let rows = &data.tables.queues;
    let mut stations: Vec<&str> = Vec::new();
    for row in rows {
        if !stations.contains(&row.station.as_str()) {
            stations.push(&row.station);
        }
    }
    if stations.is_empty() {
        return html! { p.aside { "No station had a queue." } };
    }
    let arms = &data.summary.arm_order;
    html! {
        "\n" details {
            summary { "Every station’s queue over the whole run" }
            div.scroll.tall tabindex="0" role="region" aria-label="Queues of stations" {
                table {
                    caption { "Jobs and people inside, warm-up included; means over replications, most over all of them" }
                    thead { tr {
                        th scope="col" { "station" }
                        @if arms.len() > 1 { th scope="col" { "arm" } }
                        th.number scope="col" { "jobs taken" } th.number scope="col" { "inside, mean" }
                        th.number scope="col" { "in one queue, most (simulated)" } th.number scope="col" { "time inside, mean" }
                    } }
                    tbody {
                        @for station in stations {
                            @for arm in arms {
                                "\n" tr {
                                    th scope="row" { (name(station)) }
                                    @if arms.len() > 1 { td { (name(arm)) } }
                                    (cells(data, &of(rows, arm, station)))
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}

fn of<'a>(rows: &'a [QueueRow], arm: &str, station: &str) -> Vec<&'a QueueRow> {
    rows.iter().filter(|row| row.run.arm == arm && row.station == station).collect()
}

fn cells(data: &PageData, rows: &[&QueueRow]) -> Markup {
    let runs = f64::from(data.summary.replications.max(1));
    let some = |x: f64| (!rows.is_empty()).then_some(x);
    let taken: f64 = rows.iter().map(|row| row.accepted).sum();
    let inside: f64 = rows.iter().map(|row| row.inside_mean).sum();
    let most = rows.iter().map(|row| row.inside_most).max().unwrap_or(0);
    // Each queue's mean counts by the jobs that it took.
    let time: f64 = rows.iter().filter_map(|row| Some(row.sojourn_mean_s? * row.accepted)).sum();
    html! {
        td.number { (quantity(some(taken / runs), "count")) }
        td.number { (quantity(some(inside / runs), "count")) }
        td.number { (quantity(some(most as f64), "count")) }
        td.number { (quantity((taken > 0.0).then(|| time / taken), "s")) }
    }
}
