//! `[unknown]`: settings that nobody outside knows, each with the values it may have; every value is read as a study.
//!
//! Knows how a value is laid over the document, but no key's meaning: mistakes are those of a study with this value, and
//! point at it in the file.

use super::diagnostic::Diagnostic;
use super::document::{Node, Table, Value, merge};
use super::layers::{Document, position};
use super::reader::Report;
use super::sections;
use super::study::{Arm, Study, Unknown};
use std::path::Path;

/// Settings that all runs of a study share, and what is no setting.
const FIXED: [&str; 6] = ["study", "unknown", "extends", "slo", "sweep", "plan"];

/// Reads the studies that the unknowns of a sound study make.
///
/// # Errors
/// Values that are no lists, settings that cannot be swept, and every mistake that a value makes in the study.
pub(super) fn read(document: &Document, base: &Study, folder: &Path) -> Result<Vec<Unknown>, Vec<Diagnostic>> {
    let Some(node) = document.root.get("unknown") else { return Ok(Vec::new()) };
    let Some(table) = node.table() else {
        let message = format!("`unknown` is {}", node.value.what());
        let help = "write [unknown] and below it, for example, \"population.opt_in\" = [0.01, 0.05]".to_owned();
        return Err(vec![Diagnostic::at(&node.at, message, "expected a table of settings").help(Some(help))]);
    };
    let (mut unknowns, mut mistakes) = (Vec::new(), Vec::new());
    let settings = settings(table, "");
    for (n, (key, node)) in settings.iter().enumerate() {
        if settings[..n].iter().any(|(earlier, _)| earlier == key) {
            let message = format!("`{key}` stands twice in [unknown]");
            mistakes.push(Diagnostic::at(&node.key, message, "expected each setting once"));
            continue;
        }
        match values(key, node) {
            Err(mistake) => mistakes.push(mistake),
            Ok(items) => {
                for item in items {
                    match variant(document, base, folder, (key, node), item) {
                        Ok(unknown) => unknowns.push(unknown),
                        Err(wrong) => mistakes.extend(wrong),
                    }
                }
            }
        }
    }
    if mistakes.is_empty() { Ok(unknowns) } else { Err(mistakes) }
}

/// Settings with their values, as dotted keys, in the order of the file; tables within tables are keys with dots.
fn settings<'d>(table: &'d Table, path: &str) -> Vec<(String, &'d Node)> {
    let mut entries: Vec<(&String, &Node)> = table.iter().collect();
    entries.sort_by_key(|(_, node)| position(node));
    let mut all = Vec::new();
    for (key, node) in entries {
        let key = if path.is_empty() { key.clone() } else { format!("{path}.{key}") };
        match node.table() {
            Some(inner) => all.extend(settings(inner, &key)),
            None => all.push((key, node)),
        }
    }
    all
}

/// The values that a setting may have.
fn values<'d>(key: &str, node: &'d Node) -> Result<&'d [Node], Diagnostic> {
    let parts: Vec<&str> = key.split('.').collect();
    if parts.iter().any(|part| part.is_empty()) {
        let message = format!("`{key}` is no setting");
        return Err(Diagnostic::at(&node.key, message, "expected names joined by dots, such as population.opt_in"));
    }
    if FIXED.contains(&parts[0]) {
        let message = format!("`{key}` cannot be swept");
        let help = "all runs of a study have the same days, seed and replications".to_owned();
        return Err(Diagnostic::at(&node.key, message, "expected a setting of the scenario").help(Some(help)));
    }
    match &node.value {
        Value::List(items) if !items.is_empty() => Ok(items),
        Value::List(_) => {
            Err(Diagnostic::at(&node.at, format!("`{key}` has no values"), "expected a list of values to try"))
        }
        Value::Text { .. } | Value::Number { .. } | Value::Flag(_) | Value::Date(_) | Value::Table(_) => {
            let message = format!("`{key}` of [unknown] is {}", node.value.what());
            Err(Diagnostic::at(&node.at, message, "expected a list of values to try, such as [1, 2, 5]"))
        }
    }
}

/// The study with one value; arms that it leaves as they are have no part in it.
fn variant(
    document: &Document,
    base: &Study,
    folder: &Path,
    (key, node): (&str, &Node),
    item: &Node,
) -> Result<Unknown, Vec<Diagnostic>> {
    let value = match &item.value {
        Value::Text { text, .. } => text.clone(),
        Value::Number { .. } | Value::Flag(_) | Value::Date(_) | Value::List(_) | Value::Table(_) => {
            item.written().to_owned()
        }
    };
    let mut root = document.root.clone();
    root.remove("unknown");
    merge(&mut root, overlay(key, node, item));
    let document = Document { root, start: document.start.clone() };
    let mut report = Report::new(folder.to_owned());
    let study = sections::read_study(&document, &base.name, &mut report);
    let mut mistakes = report.into_diagnostics();
    let named = |study: &Study| study.arms.iter().map(|arm| arm.name.clone()).collect::<Vec<_>>();
    if mistakes.is_empty() && named(&study) != named(base) {
        let message = format!("`{key}` makes another arm");
        mistakes.push(Diagnostic::at(&node.key, message, "expected a setting of an arm that there is"));
    }
    if !mistakes.is_empty() {
        let with = || Some(format!("with `{key}` = {value}, one of the values in [unknown]"));
        return Err(mistakes.into_iter().map(|m| if m.note.is_none() { m.note(with()) } else { m }).collect());
    }
    let same = |arm: &Arm, other: &Arm| format!("{:?}", arm.scenario) == format!("{:?}", other.scenario);
    let arms = study.arms.into_iter().zip(&base.arms).filter(|(arm, of_base)| !same(arm, of_base));
    Ok(Unknown { key: key.to_owned(), value, arms: arms.map(|(arm, _)| arm).collect() })
}

/// A table with one leaf below the dotted key.
fn overlay(key: &str, node: &Node, item: &Node) -> Table {
    let wrap = |name: &str, value: Value| {
        let leaf = Node { key: node.key.clone(), at: item.at.clone(), value };
        Table::from([(name.to_owned(), leaf)])
    };
    let mut parts = key.rsplit('.');
    let last = parts.next().expect("a key has a last part");
    parts.fold(wrap(last, item.value.clone()), |inner, name| wrap(name, Value::Table(inner)))
}
