//! What the shipped base has for each key, and what it gives as the source: the best example that an editor can show.
//!
//! Knows how the base writes its sources; no key.

use super::shape::Shape;
use crate::scenario::diagnostic::Source;
use crate::scenario::document::{Node, Table, Value as Toml, parse};
use crate::scenario::layers::position;
use crate::scenario::resolved::{quoted, quoted_key};
use serde_json::{Map, Value};
use std::sync::Arc;

/// The base that most studies extend, and its name beside them.
const BASE: &str = include_str!("../../../scenarios/base/miui-2014.toml");
/// What letters mean in its comments.
const LETTERS: [(&str, &str); 5] = [
    ("P", "read in a published page"),
    ("C", "read in the published client's code"),
    ("D", "measured on real data"),
    ("M", "recalled from a paper"),
    ("E", "engineering estimate"),
];
/// How its values are told.
const HAS: &str = "base/miui-2014.toml has";
/// Most examples of a key.
const EXAMPLES: usize = 3;

/// Adds the base's values and their sources.
pub(super) fn add(root: &mut Shape) {
    let source = Source { name: "base".to_owned(), text: BASE.to_owned(), first_line: 1, order: 0 };
    let table = parse(&Arc::new(source)).expect("the base is TOML");
    add_table(&mut root.0, &table);
}

fn add_table(schema: &mut Map<String, Value>, table: &Table) {
    let mut entries: Vec<(&String, &Node)> = table.iter().collect();
    entries.sort_by_key(|(_, node)| position(node));
    for (key, node) in entries {
        let own = schema.get("properties").is_some_and(|keys| keys.get(key).is_some());
        let below = if own {
            schema.get_mut("properties").and_then(|keys| keys.get_mut(key))
        } else {
            schema.get_mut("additionalProperties")
        };
        let Some(Value::Object(below)) = below else { continue };
        match node.table() {
            Some(inner) => add_table(below, inner),
            None => add_value(below, node),
        }
    }
}

fn add_value(schema: &mut Map<String, Value>, node: &Node) {
    let about = schema.get("description").and_then(Value::as_str).unwrap_or_default();
    let (Some(value), false) = (json_of(node), about.contains(HAS)) else { return };
    let source = source_of(node).map_or_else(String::new, |source| format!(" ({source})"));
    let about = format!("{about}\n\n{HAS} {}{source}.", as_toml(&value));
    schema.insert("description".into(), about.into());
    let others = schema.remove("examples").and_then(|examples| examples.as_array().cloned()).unwrap_or_default();
    let others = others.into_iter().filter(|other| *other != value);
    let examples: Vec<Value> = std::iter::once(value.clone()).chain(others).take(EXAMPLES).collect();
    schema.insert("examples".into(), examples.into());
}

/// The comment behind a value, its letters in words.
fn source_of(node: &Node) -> Option<String> {
    let rest = &node.at.source.text[node.at.span.end..];
    let line = rest.lines().next()?.trim();
    let comment = line.strip_prefix('#')?.trim().trim_end_matches('.');
    let (head, tail) = comment.split_once(':').map_or((comment, None), |(head, tail)| (head, Some(tail)));
    let words: Vec<String> = head.split(' ').map(in_words).collect();
    let head = words.join(" ");
    Some(tail.map_or_else(|| head.clone(), |tail| format!("{head}:{tail}")))
}

/// A word of a source; `P/E,` and the like have letters between marks.
fn in_words(word: &str) -> String {
    let marks = |letter: char| !letter.is_alphanumeric();
    let parts: Vec<&str> = word.split(marks).filter(|part| !part.is_empty()).collect();
    let letters = |part: &&str| LETTERS.iter().any(|(letter, _)| letter == part);
    if parts.is_empty() || !parts.iter().all(letters) {
        return word.to_owned();
    }
    let named = parts.iter().filter_map(|part| LETTERS.iter().find(|(letter, _)| letter == part));
    let named: Vec<&str> = named.map(|(_, meaning)| *meaning).collect();
    let end = word.trim_start_matches(|letter: char| letter.is_alphanumeric() || matches!(letter, '/' | '('));
    format!("{}{end}", named.join(" or "))
}

/// A value as JSON; nothing for tables and dates.
fn json_of(node: &Node) -> Option<Value> {
    match &node.value {
        Toml::Text { text, .. } => Some(text.as_str().into()),
        Toml::Flag(flag) => Some((*flag).into()),
        Toml::Number { digits, radix } => {
            let whole = u64::from_str_radix(digits, *radix).ok().map(Value::from);
            whole.or_else(|| digits.parse::<f64>().ok().map(Value::from))
        }
        Toml::List(items) => items.iter().map(json_of).collect::<Option<Vec<_>>>().map(Value::from),
        Toml::Table(table) => {
            let keys = table.iter().map(|(key, node)| Some((key.clone(), json_of(node)?)));
            keys.collect::<Option<Map<_, _>>>().map(Value::from)
        }
        Toml::Date(_) => None,
    }
}

/// A value as a user would write it in TOML.
pub(super) fn as_toml(value: &Value) -> String {
    match value {
        Value::String(text) => quoted(text),
        Value::Array(items) => format!("[{}]", items.iter().map(as_toml).collect::<Vec<_>>().join(", ")),
        Value::Object(keys) => {
            let keys: Vec<String> =
                keys.iter().map(|(key, value)| format!("{} = {}", quoted_key(key), as_toml(value))).collect();
            format!("{{ {} }}", keys.join(", "))
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => value.to_string(),
    }
}
