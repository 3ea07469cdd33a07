//! `[wan]`: the links between places, resolved for every ordered pair.
//!
//! Knows places by their codes only.

use super::Names;
use super::network::{LINK, link, table_of};
use super::population::pair;
use crate::random::Law;
use crate::scenario::diagnostic::Diagnostic;
use crate::scenario::kinds::{HoursKind, SOME_TIME, ShareKind};
use crate::scenario::network::{BorderLink, Congestion, Link, WideArea};
use crate::scenario::reader::{Item, Kind, Reader, Report};
use crate::scenario::schema::{Shape, table_shape};
use crate::units::Duration;
use serde_json::json;
use std::collections::BTreeMap;

struct BorderKind;

impl Kind for BorderKind {
    type Value = BorderLink;
    fn expected(&self) -> String {
        LINK.to_owned()
    }
    fn shape(&self) -> Shape {
        table_shape(border).example(json!({ "floor": "10 ms", "jitter": "exp(5 ms)", "loss": 0.01 }))
    }
    fn placeholder(&self) -> BorderLink {
        let link = Link { floor: Duration::MILLISECOND, jitter: Law::Fixed(0.0), loss: 0.0 };
        BorderLink { link, congested: None }
    }
    fn read(&self, item: &Item<'_>, report: &mut Report) -> Option<BorderLink> {
        let table = table_of(item, LINK, report)?;
        Some(Reader::run(table, &item.node.at, &item.path, report, border))
    }
}

fn border(reader: &mut Reader<'_, '_>) -> BorderLink {
    BorderLink {
        link: link(reader),
        congested: reader.optional_table("congested", "hours of the day with more delay and loss", |congested| {
            let (from, to) = congested.required("hours", "hours of the day at the destination", &HoursKind);
            let delay = congested.required("delay", "delay added to every packet", &SOME_TIME);
            let loss = congested.required("loss", "loss instead of the quiet one", &ShareKind);
            Congestion { from, to, delay, loss }
        }),
    }
}

/// Reads `[wan]`: for each pair its own link, the link of the other direction, `domestic` within a place, or `default`.
pub(super) fn read(reader: &mut Reader<'_, '_>, names: &Names) -> WideArea {
    let places = &names.places;
    reader.table("wan", "links between places, one way, for pairs such as CN-IN", |wan| {
        let default =
            wan.optional("default", "link of all pairs of places without one of their own, one way", &BorderKind);
        let domestic = wan.optional("domestic", "link within one place, one way", &BorderKind);
        let pairs = pairs(wan, places);
        let mut links = Vec::with_capacity(places.len() * places.len());
        let mut unresolved = Vec::new();
        for a in 0..places.len() {
            for b in 0..places.len() {
                let within = domestic.as_ref().filter(|_| a == b);
                let own = pairs.get(&(a, b)).or_else(|| pairs.get(&(b, a)));
                if let Some(link) = own.or(within).or(default.as_ref()) {
                    links.push(link.clone());
                } else {
                    unresolved.push(format!("{}-{}", places[a], places[b]));
                    links.push(BorderKind.placeholder());
                }
            }
        }
        if let Some(first) = unresolved.first() {
            let message = format!("has no link for {} pairs of places, such as {first}", unresolved.len());
            let help = "write `default` (and `domestic` for links within one place)".to_owned();
            wan.wrong_here(&message, &format!("`default`: {LINK}"), Some(help));
        }
        WideArea { places: places.clone(), links }
    })
}

fn pairs(wan: &mut Reader<'_, '_>, places: &[String]) -> BTreeMap<(usize, usize), BorderLink> {
    let mut pairs = BTreeMap::new();
    for (key, node) in wan.entries("link between two places, such as CN-IN", || BorderKind.shape()) {
        let item = Item { node, path: wan.below(key) };
        match pair(key, "place", places) {
            Ok(pair) => {
                let link = BorderKind.read(&item, wan.report).unwrap_or_else(|| BorderKind.placeholder());
                pairs.insert(pair, link);
            }
            Err((message, label, help)) => {
                let close = crate::scenario::diagnostic::did_you_mean(key, ["default", "domestic"]);
                let help = close.map(|close| format!("did you mean `{close}`?")).or(help);
                let message = format!("`{}` {message}", item.path);
                let note = "places are the countries and the places of sites".to_owned();
                wan.report.push(Diagnostic::at(&node.key, message, label).help(help).note(Some(note)));
            }
        }
    }
    pairs
}
