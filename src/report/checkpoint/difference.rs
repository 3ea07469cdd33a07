//! In what two scenarios differ, key by key.
//!
//! Knows no key.

use std::collections::{BTreeMap, BTreeSet};

/// Most keys that are named.
const MOST: usize = 5;

/// The keys in which two resolved scenarios differ, in words; the first is the one that was found.
pub(super) fn differences(found: &str, asked: &str) -> Vec<String> {
    let (found, asked) = (keys(found), keys(asked));
    let text = |value: Option<&String>| value.map_or("not set", String::as_str).to_owned();
    let all: BTreeSet<&String> = found.keys().chain(asked.keys()).collect();
    let mut lines = Vec::new();
    for key in all.into_iter().filter(|key| found.get(*key) != asked.get(*key)) {
        if lines.len() == MOST {
            lines.push("and more".to_owned());
            break;
        }
        lines.push(format!("{key} is {} there, {} here", text(found.get(key)), text(asked.get(key))));
    }
    lines
}

/// Every value by its dotted key; none of a text that is no TOML.
fn keys(text: &str) -> BTreeMap<String, String> {
    let mut keys = BTreeMap::new();
    if let Ok(table) = text.parse::<toml::Table>() {
        collect(&table, "", &mut keys);
    }
    keys
}

fn collect(table: &toml::Table, path: &str, keys: &mut BTreeMap<String, String>) {
    for (key, value) in table {
        let key = if path.is_empty() { key.clone() } else { format!("{path}.{key}") };
        match value.as_table() {
            Some(inner) => collect(inner, &key, keys),
            None => _ = keys.insert(key, value.to_string()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_key_that_differs_is_named_with_both_values() {
        let one = "[study]\nseed = 7\n[population]\nhandsets = 100\n[arm.a]\nx = \"1 s\"\n";
        let other = "[study]\nseed = 8\nreplications = 2\n[population]\nhandsets = 100\n[arm.a]\nx = \"2 s\"\n";
        assert_eq!(
            differences(one, other),
            [
                "arm.a.x is \"1 s\" there, \"2 s\" here",
                "study.replications is not set there, 2 here",
                "study.seed is 7 there, 8 here"
            ]
        );
        assert_eq!(differences(one, one), Vec::<String>::new());
        let many: String = (0..9).map(|n| format!("k{n} = {n}\n")).collect::<Vec<_>>().concat();
        assert_eq!(differences(&many, "").last().map(String::as_str), Some("and more"));
    }
}
