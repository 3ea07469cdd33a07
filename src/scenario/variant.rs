//! A study with one setting at another value: how a value is laid over the document and read, for `[unknown]` and `[sweep]`.
//!
//! Knows no key's meaning: mistakes are those of a study with this value, and point at it in the file.

use super::diagnostic::Diagnostic;
use super::document::{Node, Table, Value, merge};
use super::layers::{Document, position};
use super::reader::Report;
use super::sections;
use super::shelf::Shelf;
use super::study::Study;

/// Settings that all runs of a study share, and what is no setting.
const FIXED: [&str; 6] = ["study", "unknown", "extends", "slo", "sweep", "plan"];

/// Parts of a dotted key at most: no key of the language has half as many.
const DEEPEST: usize = 20;

/// Settings with their values, as dotted keys, in the order of the file; tables within tables are keys with dots. One that
/// stands twice is a mistake, and taken once.
pub(super) fn settings<'d>(table: &'d Table, section: &str, mistakes: &mut Vec<Diagnostic>) -> Vec<(String, &'d Node)> {
    let mut once: Vec<(String, &Node)> = Vec::new();
    for (key, node) in dotted(table, "") {
        match once.iter_mut().find(|(earlier, _)| *earlier == key) {
            None => once.push((key, node)),
            // Another file or the command line writes it with other quotes: the later layer wins.
            Some((_, earlier)) if earlier.key.source.order != node.key.source.order => *earlier = node,
            Some(_) => {
                let message = format!("`{key}` stands twice in [{section}]");
                mistakes.push(Diagnostic::at(&node.key, message, "expected each setting once"));
            }
        }
    }
    once
}

fn dotted<'d>(table: &'d Table, path: &str) -> Vec<(String, &'d Node)> {
    let mut entries: Vec<(&String, &Node)> = table.iter().collect();
    entries.sort_by_key(|(_, node)| position(node));
    let mut all = Vec::new();
    for (key, node) in entries {
        let key = if path.is_empty() { key.clone() } else { format!("{path}.{key}") };
        match node.table() {
            Some(inner) => all.extend(dotted(inner, &key)),
            None => all.push((key, node)),
        }
    }
    all
}

/// Whether a key may have other values in one study.
pub(super) fn is_setting(key: &str, node: &Node) -> Result<(), Diagnostic> {
    let parts: Vec<&str> = key.split('.').collect();
    if parts.len() > DEEPEST || parts.iter().any(|part| part.is_empty()) {
        let message = format!("`{key}` is no setting");
        return Err(Diagnostic::at(&node.key, message, "expected names joined by dots, such as population.opt_in"));
    }
    if FIXED.contains(&parts[0]) {
        let message = format!("`{key}` cannot be swept");
        let help = "all runs of a study have the same days, seed and replications".to_owned();
        return Err(Diagnostic::at(&node.key, message, "expected a setting of the scenario").help(Some(help)));
    }
    Ok(())
}

/// Most levels of one setting that are listed one by one: each is read as a study.
pub(super) const MOST_LISTED: usize = 10_000;

/// A document without the lists of values that its settings may have: it is copied for each of them.
pub(super) fn without_values(root: &Table) -> Table {
    let stays = |(key, _): &(&String, &Node)| !matches!(key.as_str(), "unknown" | "sweep");
    root.iter().filter(stays).map(|(key, node)| (key.clone(), node.clone())).collect()
}

/// A value for people: texts without their quotes.
pub(super) fn shown(item: &Node) -> String {
    match &item.value {
        Value::Text { text, .. } => text.clone(),
        Value::Number { .. } | Value::Flag(_) | Value::Date(_) | Value::List(_) | Value::Table(_) => {
            item.written().to_owned()
        }
    }
}

/// What other values are laid over.
#[derive(Clone, Copy)]
pub(super) struct Variant<'d> {
    /// The table that names them.
    pub(super) section: &'static str,
    /// The study's own document.
    pub(super) document: &'d Document,
    /// The study without them.
    pub(super) base: &'d Study,
    /// Which files may be named.
    pub(super) shelf: &'d Shelf,
}

impl Variant<'_> {
    /// The study with the value `item` of the setting that stands at `node`; `shown` is the value for people.
    ///
    /// # Errors
    /// Every mistake that the value makes in the study.
    pub(super) fn read(&self, key: &str, node: &Node, item: &Node, shown: &str) -> Result<Study, Vec<Diagnostic>> {
        let mut root = without_values(&self.document.root);
        merge(&mut root, overlay(key, node, item));
        let document = Document { root, start: self.document.start.clone() };
        let mut report = Report::new(self.shelf.clone());
        let study = sections::read_study(&document, &self.base.name, &mut report);
        let mut mistakes = report.into_diagnostics();
        let named = |study: &Study| study.arms.iter().map(|arm| arm.name.clone()).collect::<Vec<_>>();
        if mistakes.is_empty() && named(&study) != named(self.base) {
            let message = format!("`{key}` makes another arm");
            mistakes.push(Diagnostic::at(&node.key, message, "expected a setting of an arm that there is"));
        }
        if mistakes.is_empty() {
            return Ok(study);
        }
        let with = || Some(format!("with `{key}` = {shown}, one of the values in [{}]", self.section));
        Err(mistakes.into_iter().map(|m| if m.note.is_none() { m.note(with()) } else { m }).collect())
    }
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
