//! Every number of the language at its bounds and far beyond them: it is refused with its place and its bound, or a tiny world is
//! built of it. Nothing overflows.

use super::desk::Dice;
use cloudmsg::analysis::figure_names;
use cloudmsg::experiment::{Options, estimate};
use cloudmsg::scenario::{Base, open, render, schema};
use cloudmsg::world::{StationNetwork, World};
use serde_json::Value;
use std::collections::BTreeSet;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;

/// Numbers that stand alone.
const PLAIN: [&str; 17] = [
    "0",
    "-1",
    "1",
    "2",
    "0.5",
    "1e-300",
    "65536",
    "4294967295",
    "4294967296",
    "1e12",
    "1e18",
    "1e308",
    "9223372036854775807",
    "-9223372036854775808",
    "nan",
    "inf",
    "-inf",
];
/// What is written before a unit.
const WITH_UNIT: [&str; 11] =
    ["0", "-1", "1", "0.000001", "199.9999", "200", "1e9", "1e12", "9999999999", "1e30", "1e308"];
/// Laws, curves and arrivals.
const LAWS: [&str; 22] = [
    "exp(1 us)",
    "exp(200 days)",
    "fixed(0 s)",
    "fixed(200 days)",
    "fixed(0)",
    "fixed(1e12)",
    "uniform(0 s, 200 days)",
    "uniform(1e12, 1e12)",
    "erlang(1000, 200 days)",
    "erlang(1, 1 us)",
    "lognormal(median 200 days, sigma 10)",
    "lognormal(median 1e12, sigma 10)",
    "lognormal(mean 200 days, scv 1e6)",
    "lognormal(median 1 us, sigma 0)",
    "mix(1: fixed(200 days))",
    "mix(0.5: exp(1 us), 0.5: lognormal(median 200 days, sigma 10))",
    "poisson 1e12/s",
    "poisson 1e-300/s",
    "deterministic 1e12/s",
    "deterministic 1e-300/day",
    "logistic(mid 200 days, spread 1 us, never 0)",
    "steps(0 s: 0, 200 days: 1)",
];

/// A key with the values to try.
struct Key {
    path: String,
    values: Vec<String>,
}

/// Values for a key of this schema: none where it is no number.
fn values(schema: &Value) -> Vec<String> {
    let types: Vec<&str> = match &schema["type"] {
        Value::String(name) => vec![name],
        Value::Array(names) => names.iter().filter_map(Value::as_str).collect(),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::Object(_) => Vec::new(),
    };
    let mut values: Vec<String> = Vec::new();
    if types.iter().any(|name| matches!(*name, "number" | "integer")) {
        values.extend(PLAIN.map(str::to_owned));
        values.extend(["minimum", "maximum"].iter().filter_map(|bound| schema.get(bound)).map(Value::to_string));
    }
    if types.contains(&"array") {
        let (least, items) = (schema["minItems"].as_u64().unwrap_or(1).max(1), self::values(&schema["items"]));
        values.extend(items.iter().map(|item| format!("[{}]", vec![item.as_str(); least as usize].join(", "))));
    }
    for example in schema["examples"].as_array().into_iter().flatten().filter_map(Value::as_str) {
        let digits = example.trim_start_matches('+');
        let unit = digits.trim_start_matches(|c: char| c.is_ascii_digit() || ".-+_e".contains(c));
        if example.contains('(') || example.starts_with("poisson") {
            values.extend(LAWS.map(|law| format!("\"{law}\"")));
        } else if unit.len() < digits.len() && !digits.contains("..") && !unit.contains(['T', ':']) {
            let sign = &example[..example.len() - digits.len()];
            let mut units = vec![unit];
            units.extend(if unit.contains('s') && !unit.contains('/') { &["us", "days"][..] } else { &[] });
            units.extend(if unit.contains('B') && !unit.contains('/') { &["GiB"][..] } else { &[] });
            for unit in units {
                values.extend(WITH_UNIT.map(|number| format!("\"{sign}{number} {}\"", unit.trim())));
            }
        }
    }
    values.sort();
    values.dedup();
    values
}

/// Keys below a table of the schema, with names that the document has where names may be chosen.
fn keys(
    root: &Value,
    schema: &Value,
    document: Option<&toml::Table>,
    path: &[String],
    seen: &mut BTreeSet<String>,
    found: &mut Vec<Key>,
) {
    let schema = match schema["$ref"].as_str() {
        Some(place) => root.pointer(place.trim_start_matches('#')).unwrap(),
        None => schema,
    };
    for part in ["anyOf", "oneOf", "allOf"].iter().filter_map(|part| schema[part].as_array()).flatten() {
        keys(root, part, document, path, seen, found);
    }
    let quoted = |path: &[String]| path.iter().map(|key| format!("\"{key}\"")).collect::<Vec<_>>().join(".");
    let mut below = |key: &str, child: &Value| {
        let path = [path, &[key.to_owned()]].concat();
        let table = document.and_then(|document| document.get(key)).and_then(toml::Value::as_table);
        if path.len() < 8 && !matches!(path[0].as_str(), "arm" | "slo" | "sweep" | "unknown") {
            keys(root, child, table, &path, seen, found);
        }
    };
    for (key, child) in schema["properties"].as_object().into_iter().flatten() {
        below(key, child);
    }
    if schema["additionalProperties"].is_object() {
        for name in document.into_iter().flat_map(toml::Table::keys).take(2) {
            below(name, &schema["additionalProperties"]);
        }
    }
    let values = values(schema);
    // Named tables differ by their names alone: the first of two documents with such a table is tried.
    if !values.is_empty() && seen.insert(quoted(path)) {
        found.push(Key { path: quoted(path), values });
    }
}

/// What is wrong with how a value is taken.
fn fault(base: &Base, setting: &str) -> Option<String> {
    let taken = catch_unwind(AssertUnwindSafe(|| {
        let study = match base.with("command line", &[setting.to_owned()]) {
            Ok(study) => study,
            Err(mistakes) => {
                let told = render(&mistakes, false);
                let placed = mistakes.iter().all(|mistake| !mistake.message.is_empty() && !mistake.label.is_empty());
                return (!placed || !told.contains("expected")).then(|| format!("says\n{told}"));
            }
        };
        let _figures = estimate(&study, &Options::default(), 0);
        for arm in &study.arms {
            match (arm.ecosystem(), arm.stations()) {
                (Some(scenario), _) if scenario.population.handsets <= 1_000 => {
                    drop(World::build(scenario, 1, 0));
                }
                (_, Some(stations)) => drop(StationNetwork::build(stations, 1, 0)),
                (_, None) => {}
            }
        }
        None
    }));
    match taken {
        Ok(found) => found,
        Err(panic) => {
            let text = panic.downcast_ref::<String>().cloned();
            Some(format!(
                "panics: {}",
                text.or_else(|| panic.downcast_ref::<&str>().map(|t| (*t).to_owned())).unwrap_or_default()
            ))
        }
    }
}

/// Tries a share of all values of all keys; returns how many it tried.
fn attempted(share: f64) -> usize {
    let mut dice = Dice::new("numbers");
    let language: Value = serde_json::from_str(&schema(&[])).unwrap();
    let (mut seen, mut faults, mut tried) = (BTreeSet::new(), Vec::new(), 0);
    let scenarios = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios");
    let few = ["population.handsets=6"].map(str::to_owned);
    for (name, settings) in [
        ("opt-in-2014-26-weeks.toml", &few[..]),
        ("micloud.toml", &few),
        ("holdings.toml", &few),
        ("activation.toml", &few),
        ("fleet-outage.toml", &few),
        ("partition.toml", &few),
        ("flash-crowd.toml", &few),
        ("ban.toml", &few),
        ("relay-plan.toml", &few),
        ("probe-2014-08-07.toml", &[]),
        ("stations/impatience.toml", &[]),
        ("stations/priorities.toml", &[]),
        ("stations/jackson.toml", &[]),
        ("stations/call-centre.toml", &[]),
    ] {
        let base = open(&scenarios.join(name), settings, &figure_names())
            .unwrap_or_else(|mistakes| panic!("{name}: {}", render(&mistakes, false)));
        let document: toml::Table = toml::from_str(&base.study().resolved).unwrap();
        let mut found = Vec::new();
        keys(&language, &language, Some(&document), &[], &mut seen, &mut found);
        for key in found {
            for value in key.values.iter().filter(|_| dice.share() < share) {
                tried += 1;
                let setting = format!("{}={value}", key.path);
                faults.extend(fault(&base, &setting).map(|fault| format!("{name}: {setting}: {fault}")));
            }
        }
    }
    assert!(faults.is_empty(), "{} of {tried}:\n{}", faults.len(), faults.join("\n"));
    tried
}

/// A pass proves: bills that would run over are refused at the price that makes them, and prices that are high alone are not.
#[test]
fn bills_that_would_run_over_are_refused() {
    let scenario = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios/scale/1m.toml");
    let priced = |price: &str| {
        let setting = format!("countries.CN.carriers.mobile.sms.off_net=\"{price} CNY\"");
        open(&scenario, &[setting], &[]).map(drop).map_err(|mistakes| render(&mistakes, false))
    };
    assert_eq!(priced("1000"), Ok(()));
    let told = priced("1e9").expect_err("it would run over");
    assert!(
        told.contains("all SMS of this study could come to") && told.contains("at a price of 1000000000"),
        "{told}"
    );
    assert!(told.contains("at most 9e12 in all"), "{told}");
    assert!(told.contains("command line:1:42") && told.matches("error").count() == 1, "{told}");
}

#[test]
fn numbers_beyond_all_bounds_are_refused_or_work() {
    assert!(attempted(0.1) > 300);
}

#[test]
#[ignore = "a minute: every value of every key"]
fn every_number_beyond_all_bounds_is_refused_or_works() {
    println!("{} values", attempted(1.0));
}
