//! `[stations.NAME]`: textbook stations instead of an ecosystem.
//!
//! Knows no other section; refuses those of an ecosystem.

use super::Span;
use crate::random::Law;
use crate::scenario::diagnostic::{Diagnostic, did_you_mean};
use crate::scenario::document::{Node, Table};
use crate::scenario::kinds::{ArrivalsKind, CountKind, SPELLS, ShareKind, TIMES};
use crate::scenario::layers::position;
use crate::scenario::reader::{Item, Kind, Reader};
use crate::scenario::stations::{Arrivals, Class, ROUNDING, Station, Stations};

use crate::units::STATION_CLASSES as CLASSES;

/// Tables and keys of an ecosystem.
const ECOSYSTEM: [&str; 19] = [
    "activation",
    "client",
    "connectivity",
    "content",
    "countermeasures",
    "countries",
    "holdings",
    "ledger",
    "micloud",
    "observers",
    "population",
    "reference_currency",
    "script",
    "service",
    "sites",
    "smsc",
    "timeline",
    "wan",
    "workload",
];

/// Most stations of a network, servers of a station, and places to wait.
const MOST_STATIONS: usize = 4_096;
const MOST_SERVERS: u64 = 1_000_000;
const MOST_PLACES: u64 = 1_000_000_000;
/// The shortest mean of services and gaps, in seconds: whole microseconds are too coarse for shorter ones.
const SHORTEST: f64 = 20e-6;

/// Reads a network of stations.
pub(super) fn read(reader: &mut Reader<'_, '_>, span: &Span) -> Stations {
    for key in ["study", "arm", "unknown", "slo", "sweep", "plan"] {
        reader.known(key);
    }
    refuse_ecosystem(reader);
    let table = reader.node("stations").and_then(Node::table);
    let names: Vec<String> = table.map(|table| table.keys().cloned().collect()).unwrap_or_default();
    let before = reader.report.found();
    let stations = reader.named("stations", "stations by name, such as [stations.desk]", |name, station| {
        check_name(name, station);
        one(name, station, &names)
    });
    let stations: Vec<Station> = stations.into_iter().map(|(_, station)| station).collect();
    if reader.report.found() == before {
        check_network(reader, &stations);
    }
    Stations { start: span.start.clone(), duration: span.duration, warm_up: span.warm_up, stations }
}

/// One mistake for all that belongs to an ecosystem.
fn refuse_ecosystem(reader: &mut Reader<'_, '_>) {
    for key in ECOSYSTEM {
        reader.known(key);
    }
    let mut found: Vec<(&str, &Node)> = ECOSYSTEM.iter().filter_map(|key| Some((*key, reader.node(key)?))).collect();
    found.sort_by_key(|(_, node)| position(node));
    let Some(((key, node), others)) = found.split_first() else { return };
    let message = format!("`{key}` belongs to an ecosystem, and this study is of stations");
    let also: Vec<String> = others.iter().map(|(other, _)| format!("`{other}`")).collect();
    let beside = (!also.is_empty()).then(|| format!("the same holds for {}", also.join(", ")));
    let mistake = Diagnostic::at(&node.key, message, "expected stations without an ecosystem");
    let help = "a file has either; one that `extends` an ecosystem cannot have `stations`".to_owned();
    reader.report.push(mistake.note(beside).help(Some(help)));
}

/// Names of stations become parts of names of figures.
fn check_name(name: &str, station: &mut Reader<'_, '_>) {
    let plain = name.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'));
    if !plain || name.is_empty() || CLASSES.contains(&name) {
        let help = Some("it is part of the names of figures, such as stations.desk.wait_mean".to_owned());
        station.wrong_here("cannot be the name of a station", "letters, digits, `-` and `_`; not high or low", help);
    }
}

fn one(name: &str, station: &mut Reader<'_, '_>, names: &[String]) -> Station {
    let prioritised = station.has("priorities");
    let service = if prioritised {
        station.optional("service", "how long a service takes", &SPELLS)
    } else {
        Some(station.required("service", "how long a service takes", &SPELLS))
    };
    check_length(station, "service", service.as_ref().map(Law::mean));
    let arrivals = arrivals(station);
    let priorities = station.optional_table("priorities", "two classes, the high one served first", |table| {
        CLASSES.map(|class| table.table(class, "customers of this class", |reader| one_class(reader, service.as_ref())))
    });
    if prioritised && arrivals.is_some() {
        let help = format!("say it of each class: stations.{name}.priorities.high.arrivals, …low.arrivals");
        station.wrong("arrivals", "stands beside `priorities`", "arrivals of each class", Some(help));
    }
    let classes = match priorities {
        Some(classes) => Vec::from(classes),
        None => vec![Class { arrivals, service: service.unwrap_or(Law::Fixed(1.0)) }],
    };
    let routing = station.optional_table("routing", "where customers go next, by share", |table| routing(table, names));
    Station {
        name: name.to_owned(),
        classes,
        servers: station.or(
            "servers",
            "how many equal servers there are",
            &CountKind { least: 1, most: MOST_SERVERS },
            1,
        ) as u32,
        queue: station.optional(
            "queue",
            "how many customers may wait; any number where left out",
            &CountKind { least: 0, most: MOST_PLACES },
        ),
        patience: station.optional("patience", "how long one waits before giving up", &TIMES),
        routing: routing.unwrap_or_default(),
    }
}

fn one_class(class: &mut Reader<'_, '_>, service: Option<&Law>) -> Class {
    let arrivals = arrivals(class);
    let own = match service {
        Some(service) => class.or("service", "how long a service takes", &SPELLS, service.clone()),
        None => class.required("service", "how long a service takes", &SPELLS),
    };
    check_length(class, "service", Some(own.mean()));
    Class { arrivals, service: own }
}

fn arrivals(reader: &mut Reader<'_, '_>) -> Option<Arrivals> {
    let read = reader.optional("arrivals", "how customers come from outside", &ArrivalsKind);
    let gap = match &read {
        Some(Arrivals::Poisson(rate) | Arrivals::Deterministic(rate)) => Some(1.0 / rate),
        Some(Arrivals::Gaps(law)) => Some(law.mean()),
        Some(Arrivals::Given(_)) | None => None,
    };
    check_length(reader, "arrivals", gap);
    read
}

/// Refuses means that whole microseconds are too coarse for.
fn check_length(reader: &mut Reader<'_, '_>, key: &str, mean: Option<f64>) {
    if let Some(mean) = mean.filter(|mean| *mean < SHORTEST)
        && reader.has(key)
    {
        let message = format!("has a mean of {} us", libm::round(mean * 1e9) / 1e3);
        let help = "time is in whole microseconds: slow everything down by the same factor".to_owned();
        reader.wrong(key, &message, "a mean of at least 20 us", Some(help));
    }
}

fn routing(table: &mut Reader<'_, '_>, names: &[String]) -> Vec<(usize, f64)> {
    let before = table.report.found();
    let mut routes = Vec::new();
    for (name, node) in table.entries("share of those who are served here that goes there next", || ShareKind.shape()) {
        let Some(to) = names.iter().position(|known| known == name) else {
            let message = format!("`{}` names no station", table.below(name));
            let close = did_you_mean(name, names.iter().map(String::as_str));
            let help = close
                .map_or_else(|| "who is routed nowhere leaves".to_owned(), |close| format!("did you mean `{close}`?"));
            let label = format!("expected a station: {}", names.join(", "));
            table.report.push(Diagnostic::at(&node.key, message, label).help(Some(help)));
            continue;
        };
        let item = Item { node, path: table.below(name) };
        routes.push((to, ShareKind.read(&item, table.report).unwrap_or(0.0)));
    }
    let sum: f64 = routes.iter().map(|(_, share)| share).sum();
    if table.report.found() == before && sum > 1.0 + ROUNDING {
        let message = format!("sends on {} of those who are served", libm::round(sum * 1e9) / 1e9);
        table.wrong_here(&message, "shares that sum to 1 at most", Some("the rest leaves".to_owned()));
    }
    routes
}

/// Refuses networks without arrivals, stations that nobody comes to, and loops that nobody leaves.
fn check_network(reader: &mut Reader<'_, '_>, stations: &[Station]) {
    let comes = |station: &Station| station.classes.iter().any(|class| class.arrivals.is_some());
    if stations.len() > MOST_STATIONS || !stations.iter().any(comes) {
        let message = match stations.len() {
            0 => "names no station".to_owned(),
            n if n > MOST_STATIONS => format!("has {n} stations"),
            _ => "has no arrivals".to_owned(),
        };
        let expected = format!("1 to {MOST_STATIONS} stations, one of them with arrivals");
        reader.wrong("stations", &message, &expected, Some("for example arrivals = \"poisson 8/s\"".to_owned()));
        return;
    }
    let table = reader.node("stations").and_then(Node::table);
    for (place, station) in stations.iter().enumerate() {
        let Some(node) = table.and_then(|table| table.get(&station.name)) else { continue };
        let routed = stations.iter().any(|other| other.routing.iter().any(|(to, _)| *to == place));
        if !comes(station) && !routed {
            let message = format!("nobody comes to `stations.{}`", station.name);
            let mistake =
                Diagnostic::at(&node.key, message, "expected `arrivals`, or another station's `routing` to here");
            reader.report.push(mistake.help(Some("for example arrivals = \"poisson 8/s\"".to_owned())));
        }
    }
    for place in without_exit(stations) {
        let name = &stations[place].name;
        let node = table.and_then(|table| table.get(name)).and_then(Node::table).and_then(|own| own.get("routing"));
        if let Some(node) = node {
            let message = format!("who comes to `stations.{name}` never leaves");
            let mistake = Diagnostic::at(&node.key, message, "expected a way out: shares of `routing` below 1");
            reader.report.push(mistake.help(Some("the rest of the shares leaves the network".to_owned())));
        }
    }
}

/// Stations from which no way leads out.
fn without_exit(stations: &[Station]) -> Vec<usize> {
    let sum = |station: &Station| station.routing.iter().map(|(_, share)| share).sum::<f64>();
    let mut leads_out: Vec<bool> = stations.iter().map(|station| sum(station) < 1.0 - ROUNDING).collect();
    // As many rounds as there are stations reach the farthest.
    for _ in stations {
        for (place, station) in stations.iter().enumerate() {
            leads_out[place] |= station.routing.iter().any(|&(to, share)| share > 0.0 && leads_out[to]);
        }
    }
    (0..stations.len()).filter(|&place| !leads_out[place]).collect()
}

/// Whether a document, or an arm of it, has stations.
pub(super) fn has_stations(arms: &[(String, Table)]) -> bool {
    arms.iter().any(|(_, root)| root.contains_key("stations"))
}
