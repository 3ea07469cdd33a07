//! The schema of an ecosystem: countries with their carriers, the data centres that serve them, the links between.
//!
//! Wide: countries on the left, data centres on the right. Narrow: each data centre with its countries below. Both draw the
//! same things.

use super::pen::{From, Pen, seats_width};
use crate::analysis::{LinkNode, PlaceNode, Regions, Role, SiteNode};
use crate::report::page::text::visible;
use crate::report::quantity;
use maud::Markup;

const WIDE: i32 = 1000;
const NARROW: i32 = 372;
/// Height of a country's box, and from one to the next.
const COUNTRY: i32 = 74;
const PITCH: i32 = 88;
/// The bus of SMS, left of the countries.
const BUS: i32 = 14;
const COUNTRY_LEFT: i32 = 44;
const COUNTRY_WIDTH: i32 = 372;
const SITE_LEFT: i32 = 700;
const SITE_WIDTH: i32 = 292;
const LINE: i32 = 18;
const TOP: i32 = 34;

/// A data centre with the countries that it serves at the start.
struct Served<'a> {
    site: &'a SiteNode,
    number: usize,
    places: Vec<(usize, &'a PlaceNode)>,
}

fn served(regions: &Regions) -> Vec<Served<'_>> {
    let of = |(number, site)| {
        let home = |(_, place): &(usize, &PlaceNode)| place.home == Some(number) && place.handsets > 0.0;
        Served { site, number, places: regions.places.iter().enumerate().filter(home).collect() }
    };
    regions.sites.iter().enumerate().map(of).collect()
}

pub(super) fn wide(regions: &Regions, n: usize) -> Markup {
    let (mut pen, mut y, mut ends) = (Pen::new(), TOP, Vec::new());
    let served = served(regions);
    let mut centres = Vec::new();
    pen.text("countries and carriers", (COUNTRY_LEFT, 18), COUNTRY_WIDTH, From::Start, "soft");
    pen.text("links, one way", (558, 18), 200, From::Middle, "soft");
    pen.text("data centres", (SITE_LEFT, 18), SITE_WIDTH, From::Start, "soft");
    for of in &served {
        let rows = i32::try_from(of.places.len()).unwrap_or(0);
        let tall = site_height(of.site).max(COUNTRY);
        let height = (rows * PITCH - (PITCH - COUNTRY)).max(tall);
        let top = y + (height - tall) / 2;
        site(&mut pen, regions, of.site, (SITE_LEFT, top), (SITE_WIDTH, tall));
        centres.push((of.number, top, tall));
        let first = y + (height - (rows * PITCH - (PITCH - COUNTRY)).max(0)) / 2;
        for (row, (number, place)) in (0..).zip(&of.places) {
            let at = first + row * PITCH;
            country(&mut pen, regions, (*number, place), (COUNTRY_LEFT, at), COUNTRY_WIDTH);
            let from = (COUNTRY_LEFT + COUNTRY_WIDTH, at + COUNTRY / 2);
            // Links fan out over the height of the data centre.
            let to = top + (tall * (2 * row + 1)) / (2 * rows.max(1));
            pen.line(&[from, (from.0 + 200, from.1), (SITE_LEFT - 34, to), (SITE_LEFT, to)], "link");
            link(&mut pen, regions, (*number, of.site.place), (from.0 + 10, from.1), 186);
            ends.push(from.1);
        }
        y += height + 30;
    }
    between_sites(&mut pen, regions, &centres);
    if let (Some(first), Some(last)) = (ends.first(), ends.last())
        && ends.len() > 1
    {
        pen.line(&[(BUS, *first), (BUS, *last)], "sms");
        for end in &ends {
            pen.line(&[(BUS, *end), (COUNTRY_LEFT, *end)], "sms");
        }
        pen.seats(&[Role::Transit], (BUS, i32::midpoint(*first, *last)));
        pen.text("SMS between countries", (2, y + 4), 240, From::Start, "soft");
        pen.line(&[(BUS, *last), (BUS, y - 10)], "sms");
    }
    pen.svg((WIDE, y + 14), "wide", &described(regions, n))
}

pub(super) fn narrow(regions: &Regions, n: usize) -> Markup {
    let (mut pen, mut y) = (Pen::new(), 6);
    let mut centres = Vec::new();
    for of in served(regions) {
        let tall = site_height(of.site).max(COUNTRY);
        site(&mut pen, regions, of.site, (2, y), (NARROW - 4, tall));
        centres.push((of.number, y, tall));
        let bottom = y + tall;
        y = bottom + 12;
        for (number, place) in &of.places {
            link(&mut pen, regions, (*number, of.site.place), (36, y + 8), NARROW - 44);
            y += 40;
            pen.line(&[(14, bottom), (14, y + COUNTRY / 2), (30, y + COUNTRY / 2)], "link");
            country(&mut pen, regions, (*number, place), (30, y), NARROW - 32);
            y += COUNTRY + 12;
        }
        y += 12;
    }
    for link_of in regions.links.iter().filter(|l| between(regions, l)) {
        let place = |n: usize| regions.places[n].code.as_str();
        let text = format!("{}–{}: {}", place(link_of.from), place(link_of.to), way(link_of));
        pen.seats(&[Role::Transit], (14, y));
        pen.text(&text, (30, y + 4), NARROW - 32, From::Start, "soft");
        y += LINE + 6;
    }
    pen.seats(&[Role::Transit], (14, y));
    pen.text("SMS between countries pass here, too", (30, y + 4), NARROW - 32, From::Start, "soft");
    pen.svg((NARROW, y + 16), "narrow", &described(regions, n))
}

/// A country: name and handsets, its carriers, who sits there.
fn country(pen: &mut Pen, regions: &Regions, (number, place): (usize, &PlaceNode), (x, y): (i32, i32), width: i32) {
    pen.frame((x, y), (width, COUNTRY), "box");
    let handsets = quantity(Some(place.handsets), "count");
    let called = if place.name.is_empty() { String::new() } else { format!(" {}", place.name) };
    pen.text(&format!("{}{called}", place.code), (x + 12, y + 22), width - 150, From::Start, "head");
    pen.text(&format!("{handsets} handsets"), (x + width - 12, y + 22), 130, From::End, "soft");
    let carriers: Vec<String> = regions
        .carriers_of(number)
        .map(|carrier| format!("{} {}", carrier.name, quantity(Some(carrier.share), "share")))
        .collect();
    pen.text(&carriers.join(", "), (x + 12, y + 42), width - 24, From::Start, "label");
    let roles: Vec<Role> = regions.observers_in(number).into_iter().filter(|role| *role != Role::Operator).collect();
    pen.seats(&roles, (x + 21, y + 59));
    if let Some(later) = place.later.first().and_then(|site| regions.sites.get(*site)) {
        let left = x + 30 + seats_width(roles.len());
        pen.text(&format!("moves to {}", later.name), (left, y + 63), x + width - left, From::Start, "soft");
    }
}

fn site_height(site: &SiteNode) -> i32 {
    58 + LINE * i32::try_from(site.fleets.len()).unwrap_or(0)
}

/// A data centre: name and place, its fleets, the operator's seat.
fn site(pen: &mut Pen, regions: &Regions, site: &SiteNode, (x, y): (i32, i32), (width, height): (i32, i32)) {
    pen.frame((x, y), (width, height), "box site");
    let place = &regions.places[site.place];
    pen.text(&visible(&site.name), (x + 12, y + 24), width - 110, From::Start, "head");
    pen.text(&place.code, (x + width - 12, y + 24), 60, From::End, "soft");
    let text = y + 46;
    for (n, fleet) in (0..).zip(&site.fleets) {
        let line = format!("{} × {}", fleet.servers, fleet_name(fleet.kind));
        let each = format!("{}/s each", quantity(Some(fleet.per_s), "count"));
        pen.text(&line, (x + 12, text + n * LINE), width - 110, From::Start, "label");
        pen.text(&each, (x + width - 12, text + n * LINE), 110, From::End, "soft");
    }
    pen.seats(&[Role::Operator], (x + width - 21, y + height - 15));
}

/// The label of a link: delay, loss, congested hours; the seat of transit where it crosses a border.
fn link(pen: &mut Pen, regions: &Regions, (from, to): (usize, usize), (x, y): (i32, i32), room: i32) {
    let Some(link) = regions.link(from, to) else { return };
    let abroad = from != to;
    if abroad {
        pen.seats(&[Role::Transit], (x + 9, y));
    }
    let left = if abroad { x + 24 } else { x };
    pen.text(&way(link), (left, y - 6), room - (left - x), From::Start, "label");
    if let Some(congested) = &link.congested {
        let text = format!(
            "{:02}–{:02} h +{}, {} lost",
            congested.from,
            congested.to,
            quantity(Some(congested.delay_s), "s"),
            quantity(Some(congested.loss), "share")
        );
        pen.text(&text, (left, y + 16), room - (left - x), From::Start, "soft");
    }
}

/// `≥ 60.0 ms, 1.00 % lost`.
fn way(link: &LinkNode) -> String {
    format!("≥ {}, {} lost", quantity(Some(link.floor_s), "s"), quantity(Some(link.loss), "share"))
}

/// Whether a link joins data centres and no country to its own.
fn between(regions: &Regions, link: &LinkNode) -> bool {
    let site = |place: usize| regions.sites.iter().any(|site| site.place == place);
    link.from != link.to && site(link.from) && site(link.to)
}

/// Links between data centres: a line at the right edge.
fn between_sites(pen: &mut Pen, regions: &Regions, centres: &[(usize, i32, i32)]) {
    for pair in centres.windows(2) {
        let [(one, top, tall), (other, below, _)] = pair else { continue };
        let (from, to) = (regions.sites[*one].place, regions.sites[*other].place);
        let x = SITE_LEFT + SITE_WIDTH / 2;
        pen.line(&[(x, top + tall), (x, *below)], "link");
        let y = i32::midpoint(top + tall, *below);
        if let Some(link) = regions.link(from, to).or_else(|| regions.link(to, from)) {
            pen.seats(&[Role::Transit], (x, y));
            pen.text(&way(link), (x + 16, y + 5), 170, From::Start, "label");
        }
    }
}

/// A fleet as people call it.
pub(super) fn fleet_name(kind: &str) -> &str {
    match kind {
        "relay" => "relay nodes",
        "workers" => "routing workers",
        "lookup" => "look-up servers",
        "presence" => "presence servers",
        other => other,
    }
}

fn described(regions: &Regions, n: usize) -> String {
    let countries = regions.places.iter().filter(|place| place.handsets > 0.0).count();
    let sites = regions.sites.len();
    let noun = if sites == 1 { "data centre" } else { "data centres" };
    format!(
        "Schema {}: {countries} countries, {} carriers, {sites} {noun}; the tables below say the same",
        n + 1,
        regions.carriers.len()
    )
}
