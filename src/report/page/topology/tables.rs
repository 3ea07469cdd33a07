//! The layout of the simulated world as tables: everything that the schema shows, and the rest of it.
//!
//! Knows no picture.

use super::schema::fleet_name;
use crate::analysis::{LinkNode, Regions, Role, SiteNode, StationNode};
use crate::report::page::text::name;
use crate::report::quantity;
use maud::{Markup, html};

pub(super) fn of_regions(regions: &Regions) -> Markup {
    html! {
        "\n" details.figures {
            summary { "The schema as tables" }
            (table("Places", &["place", "handsets", "roam abroad", "carriers", "served by", "who sits there"],
                regions.places.iter().enumerate().map(|(n, _)| place(regions, n))))
            (table("Carriers", &["carrier", "place", "share of handsets", "SMS segments carried"],
                regions.carriers.iter().map(|c| html! {
                    th scope="row" { (name(&c.name)) } td { (name(&regions.places[c.place].code)) }
                    td.number { (quantity(Some(c.share), "share")) }
                    td.number { (quantity(Some(c.segments_per_s), "count")) "/s" }
                })))
            (table("Data centres", &["data centre", "place", "what", "how many", "each handles", "connections each"],
                regions.sites.iter().flat_map(|site| fleets(regions, site))))
            (table("Links, one way", &["from", "to", "least delay", "lost", "congested hours"],
                regions.links.iter().map(|link| way(regions, link))))
            (table("Access and the way of SMS", &["way", "least delay", "lost"],
                regions.access.iter().map(|way| (format!("handset on {}", way.name), way))
                    .chain(regions.sms.iter().map(|way| (format!("SMS: {}", way.name), way)))
                    .map(|(called, way)| html! {
                        th scope="row" { (name(&called)) } td.number { (quantity(Some(way.floor_s), "s")) }
                        td.number { (quantity(Some(way.loss), "share")) }
                    })))
        }
    }
}

fn table(caption: &str, head: &[&str], rows: impl Iterator<Item = Markup>) -> Markup {
    html! {
        "\n" div.scroll tabindex="0" role="region" aria-label=(caption) {
            table {
                caption { (caption) }
                thead { tr { @for cell in head { th scope="col" { (cell) } } } }
                tbody { @for row in rows { "\n" tr { (row) } } }
            }
        }
    }
}

fn place(regions: &Regions, number: usize) -> Markup {
    let place = &regions.places[number];
    let carriers: Vec<&str> = regions.carriers_of(number).map(|carrier| carrier.name.as_str()).collect();
    let sites = place.home.into_iter().chain(place.later.iter().copied());
    let sites: Vec<&str> = sites.filter_map(|site| regions.sites.get(site)).map(|site| site.name.as_str()).collect();
    let roles: Vec<&str> = regions.observers_in(number).into_iter().map(Role::name).collect();
    html! {
        th scope="row" { (name(&place.code)) @if !place.name.is_empty() { " " (name(&place.name)) } }
        td.number { @if place.handsets > 0.0 { (quantity(Some(place.handsets), "count")) } @else { "–" } }
        td.number { @if place.handsets > 0.0 { (quantity(Some(place.roaming), "share")) } @else { "–" } }
        td { (name(&carriers.join(", "))) }
        td { (name(&sites.join(", later "))) }
        td { (roles.join(", ")) }
    }
}

fn fleets<'a>(regions: &'a Regions, site: &'a SiteNode) -> impl Iterator<Item = Markup> + 'a {
    site.fleets.iter().map(move |fleet| {
        html! {
            th scope="row" { (name(&site.name)) } td { (name(&regions.places[site.place].code)) }
            td { (fleet_name(fleet.kind)) } td.number { (fleet.servers) }
            td.number { (quantity(Some(fleet.per_s), "count")) "/s" }
            td.number { (fleet.connections.map_or_else(|| "–".to_owned(), |n| quantity(Some(n as f64), "count"))) }
        }
    })
}

fn way(regions: &Regions, link: &LinkNode) -> Markup {
    let place = |n: usize| name(&regions.places[n].code);
    html! {
        th scope="row" { (place(link.from)) } td { (place(link.to)) @if link.both && link.from != link.to { ", and back" } }
        td.number { (quantity(Some(link.floor_s), "s")) } td.number { (quantity(Some(link.loss), "share")) }
        td {
            @if let Some(hours) = &link.congested {
                (hours.from) "–" (hours.to) " h: " (quantity(Some(hours.delay_s), "s")) " more, "
                (quantity(Some(hours.loss), "share")) " lost"
            } @else { "–" }
        }
    }
}

pub(super) fn of_stations(stations: &[StationNode]) -> Markup {
    let rows = stations.iter().map(|station| {
        let ways: Vec<String> = station
            .routing
            .iter()
            .map(|(to, share)| format!("{} to {}", quantity(Some(*share), "share"), stations[*to].name))
            .collect();
        let service: Vec<String> = station.service_s.iter().map(|mean| quantity(Some(*mean), "s")).collect();
        html! {
            th scope="row" { (name(&station.name)) } td.number { (station.servers) }
            td.number { (station.queue.map_or_else(|| "all".to_owned(), |room| room.to_string())) }
            td { (if station.patience { "yes" } else { "no" }) }
            td.number { (station.arrivals_per_s.map_or_else(|| "–".to_owned(), |rate| format!("{}/s", quantity(Some(rate), "count")))) }
            td.number { (service.join(", ")) }
            td { (name(&ways.join(", "))) }
        }
    });
    html! {
        "\n" details.figures {
            summary { "The schema as a table" }
            (table("Stations",
                &["station", "servers", "room to wait", "give up", "arrivals from outside", "mean service", "then"], rows))
        }
    }
}
