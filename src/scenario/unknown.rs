//! `[unknown]`: settings that nobody outside knows, each with the values it may have; every value is read as a study.
//!
//! Knows what such a table holds; how a value is laid over the document and read is `variant`'s.

use super::diagnostic::Diagnostic;
use super::document::{Node, Value};
use super::layers::Document;
use super::shelf::Shelf;
use super::study::{Arm, Study, Unknown};
use super::variant::{Variant, is_setting, settings, shown};

/// Values of all settings together.
pub(super) const MOST_VALUES: usize = 500;

/// Reads the studies that the unknowns of a sound study make.
///
/// # Errors
/// Values that are no lists, settings that cannot be swept, and every mistake that a value makes in the study.
pub(super) fn read(document: &Document, base: &Study, shelf: &Shelf) -> Result<Vec<Unknown>, Vec<Diagnostic>> {
    let Some(node) = document.root.get("unknown") else { return Ok(Vec::new()) };
    let Some(table) = node.table() else {
        let message = format!("`unknown` is {}", node.value.what());
        let help = "write [unknown] and below it, for example, \"population.opt_in\" = [0.01, 0.05]".to_owned();
        return Err(vec![Diagnostic::at(&node.at, message, "expected a table of settings").help(Some(help))]);
    };
    let of = Variant { section: "unknown", document, base, shelf };
    let (mut unknowns, mut mistakes) = (Vec::new(), Vec::new());
    let listed = |node: &Node| match &node.value {
        Value::List(items) => items.len(),
        Value::Text { .. } | Value::Number { .. } | Value::Flag(_) | Value::Date(_) | Value::Table(_) => 0,
    };
    let count: usize = settings(table, "unknown", &mut Vec::new()).iter().map(|(_, node)| listed(node)).sum();
    if count > MOST_VALUES {
        let help = "each value is a study that is read, and run, beside the others".to_owned();
        let mistake = Diagnostic::at(
            &node.key,
            format!("[unknown] has {count} values"),
            format!("expected at most {MOST_VALUES}"),
        );
        return Err(vec![mistake.help(Some(help))]);
    }
    for (key, node) in settings(table, "unknown", &mut mistakes) {
        match values(&key, node) {
            Err(mistake) => mistakes.push(mistake),
            Ok(items) => {
                for item in items {
                    match of.read(&key, node, item, &shown(item)) {
                        Ok(study) => unknowns.push(unknown(&key, item, study, base)),
                        Err(wrong) => mistakes.extend(wrong),
                    }
                }
            }
        }
    }
    if mistakes.is_empty() { Ok(unknowns) } else { Err(mistakes) }
}

/// The values that a setting may have.
fn values<'d>(key: &str, node: &'d Node) -> Result<&'d [Node], Diagnostic> {
    is_setting(key, node)?;
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

/// The arms as one value makes them; arms that it leaves as they are have no part in it.
fn unknown(key: &str, item: &Node, study: Study, base: &Study) -> Unknown {
    let same = |arm: &Arm, other: &Arm| format!("{:?}", arm.subject) == format!("{:?}", other.subject);
    let arms = study.arms.into_iter().zip(&base.arms).filter(|(arm, of_base)| !same(arm, of_base));
    Unknown { key: key.to_owned(), value: shown(item), arms: arms.map(|(arm, _)| arm).collect() }
}
