//! `[plan.price]`: what a unit of each tier costs, and in which range it may be bought.
//!
//! Knows that a tier is a number of the scenario, not what any of them does.

use super::plan::close;
use crate::scenario::diagnostic::Diagnostic;
use crate::scenario::document::{Node, Table, Value};
use crate::scenario::kinds::{CountKind, RateKind, from_text};
use crate::scenario::layers::{Document, position};
use crate::scenario::plan::{Measure, Tier};
use crate::scenario::quantity;
use crate::scenario::reader::{Item, Kind, Reader, Report};
use crate::scenario::schema::Shape;
use crate::units::{Currency, Micros};

/// Tables that a fleet is no part of.
const NO_FLEET: [&str; 8] = ["study", "population", "slo", "sweep", "plan", "unknown", "arm", "extends"];
/// Most steps of a tier where the file does not say: times what it has, and in any case.
const TIMES: f64 = 10.0;
const AT_LEAST: f64 = 1_000.0;
/// Most of anything that is counted; the nodes of a data centre have numbers of sixteen bits.
const MOST: u64 = 65_535;

/// What may be bought.
pub(super) struct Prices {
    pub(super) currency: Currency,
    pub(super) tiers: Vec<Tier>,
}

/// A price in any currency, above zero.
struct MoneyKind;

impl Kind for MoneyKind {
    type Value = (Micros, Currency);
    fn expected(&self) -> String {
        "a price of a month and unit such as \"1500 CNY\"".to_owned()
    }
    fn shape(&self) -> Shape {
        Shape::form("{number} [A-Z]{3}").example("1500 CNY")
    }
    fn placeholder(&self) -> Self::Value {
        (Micros(1_000_000), Currency::default())
    }
    fn read(&self, item: &Item<'_>, report: &mut Report) -> Option<Self::Value> {
        let (amount, currency) = from_text(item, &self.expected(), report, |text| quantity::money(text, false))?;
        let micros = libm::round(amount * 1e6) as i64;
        if micros == 0 {
            let help = "what costs nothing can be had without end".to_owned();
            item.wrong("costs nothing", "a price above 0", Some(help), report);
            return None;
        }
        Some((Micros(micros), currency))
    }
}

/// Reads `[plan.price]`.
pub(super) fn read(plan: &mut Reader<'_, '_>, document: &Document, arm: &(String, Table)) -> Prices {
    let mut prices = Prices { currency: Currency::default(), tiers: Vec::new() };
    plan.table("price", "what one more of each tier costs a month: keys of the scenario with their prices", |reader| {
        let mut entries = Vec::new();
        flatten(reader.entries("price of a unit a month", || Shape::as_defined("price")), "", &mut entries);
        entries.sort_by_key(|(_, node)| position(node));
        let mut numbers = Vec::new();
        flatten_numbers(&arm.1, "", &mut numbers);
        for (key, node) in &entries {
            let item = Item { node, path: format!("plan.price.{key}") };
            let Some(written) = number_of(key, &arm.1, &numbers, node, reader.report) else { continue };
            let own = own_key(key, document, &arm.0);
            if let Some((tier, currency)) = tier(&item, key, own, &written, reader.report) {
                if prices.tiers.is_empty() {
                    prices.currency = currency;
                } else if currency != prices.currency {
                    let message = format!("is in {currency}, and others are in {}", prices.currency);
                    item.wrong(&message, "prices in one currency", None, reader.report);
                }
                prices.tiers.push(tier);
            }
        }
        if entries.is_empty() {
            let help = "for example \"sites.beijing.relay.nodes\" = \"1500 CNY\"".to_owned();
            reader.wrong_here("names no tier", "keys of the scenario with their prices", Some(help));
        }
    });
    prices
}

/// A price, a table with a price and a range, or tables of these: keys of the scenario, level by level.
pub(super) fn shape() -> Shape {
    let step = || Shape::either([CountKind { least: 1, most: MOST }.shape(), RateKind.shape()]);
    let keys = [
        ("price", MoneyKind.shape().about("Price of a step for a month.")),
        ("step", step().about("From one number to the next: 1 for numbers where left out, needed for rates.")),
        ("least", step().about("Fewest that may be bought; one step where left out.")),
        ("most", step().about("Most that may be bought; ten times what the scenario has, or more, where left out.")),
    ];
    let keys = keys.map(|(key, shape)| (key.to_owned(), shape));
    Shape::either([MoneyKind.shape(), Shape::table(keys, Some(Shape::as_defined("price")))])
        .about("Price of one more, for a month; a table where a step and a range are said too.")
}

/// Keys with their prices; tables within tables are keys with dots, but for those that have a price.
fn flatten<'d>(entries: Vec<(&'d str, &'d Node)>, path: &str, all: &mut Vec<(String, &'d Node)>) {
    for (key, node) in entries {
        let key = if path.is_empty() { key.to_owned() } else { format!("{path}.{key}") };
        match node.table() {
            Some(inner) if !inner.contains_key("price") => {
                flatten(inner.iter().map(|(key, node)| (key.as_str(), node)).collect(), &key, all);
            }
            Some(_) | None => all.push((key, node)),
        }
    }
}

/// All keys of a fleet that are numbers or rates.
fn flatten_numbers(table: &Table, path: &str, all: &mut Vec<String>) {
    for (key, node) in table {
        if path.is_empty() && NO_FLEET.contains(&key.as_str()) {
            continue;
        }
        let key = if path.is_empty() { key.clone() } else { format!("{path}.{key}") };
        match &node.value {
            Value::Table(inner) => flatten_numbers(inner, &key, all),
            Value::Number { .. } => all.push(key),
            Value::Text { text, .. } if quantity::rate(text).is_ok() => all.push(key),
            Value::Text { .. } | Value::Flag(_) | Value::Date(_) | Value::List(_) => {}
        }
    }
}

fn at<'d>(root: &'d Table, key: &str) -> Option<&'d Node> {
    let (first, rest) = key.split_once('.').map_or((key, None), |(first, rest)| (first, Some(rest)));
    let node = root.get(first)?;
    rest.map_or(Some(node), |rest| at(node.table()?, rest))
}

/// The key to set: the arm's own where it has one.
fn own_key(key: &str, document: &Document, arm: &str) -> String {
    let own = format!("arm.{arm}.{key}");
    if at(&document.root, &own).is_some() { own } else { key.to_owned() }
}

/// What the file has for a key, if that is a number that a fleet may have more or less of.
fn number_of(key: &str, root: &Table, numbers: &[String], node: &Node, report: &mut Report) -> Option<(Measure, f64)> {
    let first = key.split('.').next().unwrap_or_default();
    let Some(found) = at(root, key) else {
        let message = format!("`plan.price` names `{key}`, which the scenario does not have");
        let help = close(key, numbers.iter().map(String::as_str)).map_or_else(
            || "write the whole key, such as \"sites.beijing.relay.nodes\"".to_owned(),
            |close| format!("did you mean `{close}`?"),
        );
        report.push(Diagnostic::at(&node.key, message, "expected a number of the scenario").help(Some(help)));
        return None;
    };
    let read = match &found.value {
        Value::Number { digits, radix: 10 } => {
            digits.parse().ok().filter(|x| libm::trunc(*x) >= *x).map(|x: f64| (Measure::Count, x))
        }
        Value::Text { text, .. } => quantity::rate(text).ok().map(|rate| (Measure::Rate, rate)),
        Value::Number { .. } | Value::Flag(_) | Value::Date(_) | Value::List(_) | Value::Table(_) => None,
    };
    if NO_FLEET.contains(&first) {
        let message = format!("`{key}` is no part of a fleet");
        let help = Some("prices are those of sites, carriers and stations".to_owned());
        report.push(Diagnostic::at(&node.key, message, "expected a number of servers, or a rate").help(help));
        return None;
    }
    if read.is_none() {
        let what = match found.value {
            Value::Text { .. } => "a text that is no rate",
            Value::Number { .. } => "no whole number",
            Value::Flag(_) | Value::Date(_) | Value::List(_) | Value::Table(_) => found.value.what(),
        };
        let message = format!("`{key}` cannot be bought by the unit: it is {what}");
        let inside = numbers.iter().map(String::as_str).find(|number| number.starts_with(&format!("{key}.")));
        let help = inside.map(|inside| format!("did you mean `{inside}`?"));
        report.push(Diagnostic::at(&node.key, message, "expected a whole number, or a rate").help(help));
    }
    read
}

/// One tier: its price alone, or a table with its range.
fn tier(
    item: &Item<'_>,
    key: &str,
    setting: String,
    written: &(Measure, f64),
    report: &mut Report,
) -> Option<(Tier, Currency)> {
    let (measure, now) = *written;
    let before = report.found();
    let (price, range) = match item.node.table() {
        None => {
            if measure == Measure::Rate {
                let help = "for example { price = \"40 CNY\", step = \"100/s\" }".to_owned();
                item.wrong("prices a rate without its step", "a table with `price` and `step`", Some(help), report);
            }
            (MoneyKind.read(item, report)?, Range::counted(now))
        }
        Some(table) => Reader::run(table, &item.node.key, &item.path, report, |own| {
            let price = own.required("price", "price of a step for a month", &MoneyKind);
            let range = match measure {
                Measure::Count => counts(own, now),
                Measure::Rate => rates(own, now),
            };
            (price, range)
        }),
    };
    if report.found() > before {
        return None;
    }
    let steps = libm::round(range.least / range.step);
    if (steps * range.step - range.least).abs() > 1e-6 * range.step || steps < 1.0 {
        item.wrong("has a least value that is no whole number of steps", "a multiple of `step`", None, report);
        return None;
    }
    if range.most < range.least {
        item.wrong("has a least value above the greatest", "`least` at most `most`", None, report);
        return None;
    }
    let levels = libm::floor((range.most - range.least) / range.step + 1e-9) as u32;
    let Range { least, step, .. } = range;
    let tier = Tier { key: key.to_owned(), setting, measure, price: price.0, least, step, levels, written: now };
    Some((tier, price.1))
}

/// Between which values a tier may be bought.
struct Range {
    least: f64,
    step: f64,
    most: f64,
}

impl Range {
    fn counted(now: f64) -> Self {
        Self { least: 1.0, step: 1.0, most: (now * TIMES).max(AT_LEAST).min(MOST as f64) }
    }
}

fn counts(own: &mut Reader<'_, '_>, now: f64) -> Range {
    let count = CountKind { least: 1, most: MOST };
    let usual = Range::counted(now);
    let step = own.or("step", "from one number to the next", &count, 1) as f64;
    Range {
        step,
        least: own.or("least", "fewest", &count, step as u64) as f64,
        most: own.or("most", "most", &count, usual.most as u64) as f64,
    }
}

fn rates(own: &mut Reader<'_, '_>, now: f64) -> Range {
    let step = own.required("step", "from one rate to the next", &RateKind);
    Range {
        step,
        least: own.or("least", "lowest rate", &RateKind, step),
        most: own.or("most", "highest rate", &RateKind, (now * TIMES).max(step * AT_LEAST)),
    }
}
