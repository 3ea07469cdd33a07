//! Textbook stations: their figures, arm by arm, all customers together and by class.
//!
//! Figures come from the summary; knows no formula.

use super::cell::ranged_cell;
use super::text::{name, visible};
use super::{PageData, Section};
use crate::ledger::StationFigure;
use maud::{Markup, html};

pub(super) fn section(data: &PageData) -> Option<Section> {
    if !data.tables.of_stations() {
        return None;
    }
    let mut stations: Vec<String> = Vec::new();
    for row in &data.tables.stations {
        let station = row.class.map_or_else(|| row.station.clone(), |class| format!("{}.{class}", row.station));
        if !stations.contains(&station) {
            stations.push(station);
        }
    }
    let body = html! {
        p { "Customers that come after the warm-up; means over " (data.summary.replications)
            " replications, with 95 % intervals. The waits are of those let in, given up or not." }
        @for arm in &data.summary.arm_order { (table(data, arm, &stations)) }
    };
    Some(Section { id: "stations", heading: "Stations".to_owned(), body })
}

fn table(data: &PageData, arm: &str, stations: &[String]) -> Markup {
    let of = |station: &str, figure: StationFigure| {
        let metric = format!("stations.{station}.{}", figure.name());
        let found = data.summary.figure(arm, &metric).filter(|found| found.value.is_some());
        (metric, found)
    };
    let measured = |figure: &StationFigure| stations.iter().any(|station| of(station, *figure).1.is_some());
    let columns: Vec<StationFigure> = StationFigure::ALL.into_iter().filter(measured).collect();
    html! {
        "\n" div.scroll tabindex="0" role="region" aria-label={ "Stations of arm " (visible(arm)) } {
            table {
                caption { @if data.summary.arm_order.len() > 1 { "Arm " (name(arm)) } @else { "All stations" } }
                thead { tr {
                    th scope="col" { "station" }
                    @for column in &columns { th.number scope="col" { (column.name().replace('_', " ")) } }
                } }
                tbody {
                    @for station in stations {
                        "\n" tr {
                            th scope="row" { (name(station)) }
                            @for column in &columns {
                                @let (metric, found) = of(station, *column);
                                (ranged_cell(arm, &metric, found))
                            }
                        }
                    }
                }
            }
        }
    }
}
