//! The layout of the simulated world: places, carriers, data centres, links, and where observers sit; drawn, and as tables.
//!
//! Plain data in, markup out. Knows no run.

mod network;
mod pen;
mod schema;
mod tables;

use super::text::name;
use super::{PageData, Section};
use crate::analysis::{Ground, Layout, Regions, Role};
use maud::{Markup, html};

pub(super) fn section(data: &PageData) -> Option<Section> {
    let topology = data.topology.filter(|topology| !topology.layouts.is_empty())?;
    let several = topology.layouts.len() > 1;
    let heading = if data.tables.of_stations() { "Stations and ways between them" } else { "The simulated world" };
    let body = html! {
        @for (n, layout) in topology.layouts.iter().enumerate() {
            @if several { "\n" h3 { (of_arms(layout)) } }
            @if n < MOST { (drawn(layout, n)) } @else { p.aside { "Not drawn; the scenario says how it differs." } }
        }
    };
    Some(Section { id: "topology", heading: heading.to_owned(), body })
}

/// Layouts that are drawn; arms of a study seldom differ in more.
const MOST: usize = 4;

fn of_arms(layout: &Layout) -> Markup {
    html! {
        @if layout.arms.len() == 1 { "Arm " } @else { "Arms " }
        @for (n, arm) in layout.arms.iter().enumerate() { @if n > 0 { ", " } (name(arm)) }
    }
}

fn drawn(layout: &Layout, n: usize) -> Markup {
    html! {
        @match &layout.ground {
            Ground::Ecosystem(regions) => {
                p { "Handsets of each country reach the data centre that serves them; SMS go from carrier to carrier. Letters in \
                    circles are seats from which somebody sees what passes." }
                figure.schema {
                    (schema::wide(regions, n)) (schema::narrow(regions, n))
                    figcaption { (seats(regions)) }
                }
                (tables::of_regions(regions))
            }
            Ground::Stations(stations) => {
                figure.schema { (network::wide(stations, n)) (network::narrow(stations, n)) }
                (tables::of_stations(stations))
            }
        }
    }
}

/// Which seats the letters stand for.
fn seats(regions: &Regions) -> Markup {
    let sits = |role: Role| match role {
        Role::Transit => regions.links.iter().any(|link| link.from != link.to),
        other => (0..regions.places.len()).any(|place| regions.observers_in(place).contains(&other)),
    };
    html! {
        ul.seats {
            @for role in Role::ALL.into_iter().filter(|role| sits(*role)) {
                li { span.seat { (letter(role)) } " " (sees(role)) }
            }
        }
    }
}

/// The letter in an observer's circle.
const fn letter(role: Role) -> &'static str {
    match role {
        Role::Wifi => "W",
        Role::Carrier => "C",
        Role::Visited => "V",
        Role::Transit => "T",
        Role::Interconnect => "I",
        Role::Operator => "O",
        Role::State => "S",
    }
}

const fn sees(role: Role) -> &'static str {
    match role {
        Role::Wifi => "Wi-Fi: what handsets on it send to the service",
        Role::Carrier => "carriers: their radio network at home, and their message centres",
        Role::Visited => "networks visited: mobile data of those who roam",
        Role::Transit => "transit and border networks: what passes between countries, SMS included",
        Role::Interconnect => "interconnects: SMS between carriers of a country",
        Role::Operator => "the operator: what reaches its data centres",
        Role::State => "the state: may ask at every seat within its borders",
    }
}
