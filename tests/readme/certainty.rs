//! How certain every figure of the base is, as its own comments say: the page of limits lists what they say.
//!
//! A line's comment speaks for it; where it is silent the comment above the line does, then the one above its table, then, for
//! countries and carriers, the one above all of them.

use crate::root;
use std::collections::BTreeMap;
use std::fmt::Write;
use std::fs;

/// Marks from the firmest to the weakest, with what they mean. A line with several counts under the weakest.
const MARKS: [(&str, &str); 7] = [
    ("standard", "standard: a numbering plan, an RFC"),
    ("P", "P: read in a published page"),
    ("C", "C: read in the published client's decompiled code"),
    ("D", "D: measured on real data, or fitted to it"),
    ("M", "M: recalled from a paper, not read again"),
    ("E", "E: engineering estimate"),
    ("assumed", "assumed"),
];

/// Keys that choose and do not measure: names, references to other tables, the size of a run.
const CHOICES: [&str; 10] = [
    "reference_currency",
    "handsets",
    "name",
    "language",
    "hours",
    "home",
    "place",
    "currency",
    "trunk_prefix",
    "form",
];

/// Keys of countries that a standard fixes, and those that are estimates wherever a line says nothing.
const STANDARD: [&str; 5] = ["calling_code", "mcc", "mnc", "utc_offset", "number_digits"];
const ESTIMATED: [&str; 3] = ["lines", "exchange", "data_price"];

/// The weakest mark that a comment has.
fn weakest(comment: &str) -> Option<usize> {
    let words: Vec<&str> = comment.split(|c: char| !c.is_alphanumeric()).collect();
    let has = |mark: &str| words.contains(&mark) || mark == "standard" && words.contains(&"RFC");
    // Of something assumed within a line that has a source, the rest of the line is no less certain.
    let first = MARKS[..6].iter().position(|(mark, _)| comment.trim_start().starts_with(mark) && has(mark));
    first.or_else(|| MARKS.iter().rposition(|(mark, _)| has(mark)))
}

/// Every figure by its mark.
fn figures() -> BTreeMap<usize, Vec<String>> {
    let base = fs::read_to_string(root().join("scenarios/base/miui-2014.toml")).expect("the base is shipped");
    let mut found: BTreeMap<usize, Vec<String>> = BTreeMap::new();
    let (mut table, mut block, mut above_table, mut above_countries) = ("", String::new(), None, None);
    for line in base.lines() {
        let (code, comment) = line.split_once('#').unwrap_or((line, ""));
        if code.trim().is_empty() {
            // A comment of its own, or the blank line that ends one.
            block = if line.is_empty() { String::new() } else { format!("{block} {comment}") };
        } else if let Some(name) = code.trim().strip_prefix('[').filter(|_| !code.contains('=')) {
            table = name.trim_end_matches(']');
            above_table = weakest(&block);
            if table == "countries.CN" {
                above_countries = above_table;
            }
            block.clear();
        } else if let Some((key, _)) = code.split_once('=').filter(|_| !code.starts_with([' ', '{', ']'])) {
            let key = key.trim();
            if CHOICES.contains(&key) {
                continue;
            }
            let abroad = table.starts_with("countries.");
            let named = |keys: &[&str], mark| keys.contains(&key).then_some(mark).filter(|_| abroad);
            let mark = weakest(comment)
                .or_else(|| named(&STANDARD, 0))
                .or_else(|| named(&ESTIMATED, 5))
                .or_else(|| weakest(&block))
                .or(if abroad { above_countries } else { above_table });
            let mark = mark.unwrap_or_else(|| panic!("{table}.{key} has neither a source nor the word assumed"));
            let place = match table.split('.').collect::<Vec<_>>()[..] {
                ["countries", _] => "countries.*".to_owned(),
                ["countries", _, "carriers", _] => "countries.*.carriers.*".to_owned(),
                _ => table.to_owned(),
            };
            found.entry(mark).or_default().push(format!("{place}.{key}"));
        }
    }
    found
}

/// How many figures have which mark, and the names of those that are assumed.
pub(crate) fn table() -> String {
    let found = figures();
    let all: usize = found.values().map(Vec::len).sum();
    let mut text = format!("| of {all} figures of `scenarios/base/miui-2014.toml` | |\n|---|--:|\n");
    for (mark, (_, meaning)) in MARKS.iter().enumerate() {
        writeln!(text, "| {meaning} | {} |", found.get(&mark).map_or(0, Vec::len)).expect("a text takes it");
    }
    text.push_str("\nThose that are assumed, by table:\n\n");
    let mut tables: Vec<(&str, Vec<&str>)> = Vec::new();
    for name in found.get(&(MARKS.len() - 1)).into_iter().flatten() {
        let (table, key) = name.rsplit_once('.').expect("a key stands in a table");
        match tables.iter_mut().find(|(known, _)| *known == table) {
            Some((_, keys)) if keys.contains(&key) => {}
            Some((_, keys)) => keys.push(key),
            None => tables.push((table, vec![key])),
        }
    }
    for (table, keys) in tables {
        let keys: Vec<String> = keys.iter().map(|key| format!("`{key}`")).collect();
        writeln!(text, "- `[{table}]`: {}", keys.join(", ")).expect("a text takes it");
    }
    text
}
