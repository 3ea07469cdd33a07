//! `[sweep]`: settings with the levels they shall have, how points are drawn, and which figures are charted.
//!
//! Knows ranges, samples and lists, but no setting's meaning: each level is read as a study.

use super::slo::{no_such_metric, station_figures};
use crate::random::Sample;
use crate::scenario::diagnostic::Diagnostic;
use crate::scenario::document::{Node, Table, Value};
use crate::scenario::quantity::Fault;
use crate::scenario::range_text::{RANGE, SAMPLE, Stretch, sample as read_sample};
use crate::scenario::resolved::quoted;
use crate::scenario::schema::Shape;
use crate::scenario::sweep::{Factor, Level, Levels, Sweep};
use crate::scenario::unknown::MOST_VALUES;
use crate::scenario::variant::{MOST_LISTED, Variant, is_setting, settings, shown};
use crate::units::FigureName;
use std::collections::BTreeSet;

/// Keys that are no settings.
const SAMPLE_KEY: &str = "sample";
const METRICS_KEY: &str = "metrics";

/// Reads the sweep of a sound study; `of` lays its levels over that. What may be charted are `figures` and those of the
/// scenario's stations; without `figures`, names are taken as they are written.
///
/// # Errors
/// Factors without levels, ranges and samples that cannot be, and every mistake that a level makes in the study.
pub(in crate::scenario) fn read_sweep(
    of: Variant<'_>,
    figures: &[FigureName],
) -> Result<Option<Sweep>, Vec<Diagnostic>> {
    let Some(node) = of.document.root.get("sweep") else { return Ok(None) };
    let help = || Some("write [sweep] and below it, for example, \"population.opt_in\" = [0.01, 0.05]".to_owned());
    let Some(table) = node.table() else {
        let message = format!("`sweep` is {}", node.value.what());
        return Err(vec![Diagnostic::at(&node.at, message, "expected a table of settings").help(help())]);
    };
    let mut mistakes = Vec::new();
    let sample = table.get(SAMPLE_KEY).and_then(|node| sample(node).map_err(|wrong| mistakes.push(wrong)).ok());
    let metrics = table.get(METRICS_KEY).map_or_else(Vec::new, |node| {
        let stations = station_figures(&of.document.root);
        let known: Vec<FigureName> = figures.iter().cloned().chain(stations).collect();
        metrics(node, if figures.is_empty() { &[] } else { &known }, &mut mistakes)
    });
    let mut others: Table = table.clone();
    others.remove(SAMPLE_KEY);
    others.remove(METRICS_KEY);
    let found = settings(&others, "sweep", &mut mistakes);
    if found.is_empty() {
        mistakes
            .push(Diagnostic::at(&node.key, "[sweep] varies nothing", "expected settings with levels").help(help()));
    }
    let mut factors = Vec::new();
    for (key, node) in &found {
        match factor(key, node, of) {
            Ok(factor) => factors.push((factor, *node)),
            Err(wrong) => mistakes.extend(wrong),
        }
    }
    if mistakes.is_empty() {
        mistakes.extend(drawn(&factors, sample.as_ref(), table));
    }
    if !mistakes.is_empty() {
        return Err(mistakes);
    }
    let factors = factors.into_iter().map(|(factor, _)| factor).collect();
    Ok(Some(Sweep { factors, sample, metrics, seed: of.base.seed }))
}

/// What `[sweep]` looks like: settings by name, and the two keys that are none.
pub(in crate::scenario) fn shape(figures: &[(FigureName, &str)]) -> Shape {
    let sample = Shape::form(r"(lhs|sobol|saltelli) \( [0-9][0-9_]* \)").example("lhs(100)").example("sobol(256)");
    let sample = sample.about(&format!(
        "How points are drawn from ranges without steps; all combinations of levels are run where left out. Expected: \
         {SAMPLE}."
    ));
    let known = figures.iter().map(|(figure, _)| figure.name.as_str());
    let names = Shape::choice_or(known, Shape::form(r"(stations|network)\..*"));
    let metrics = Shape::list(&names, 0, 1_000).example(vec!["delivery.ip.p99", "fallback.rate"]);
    let metrics = metrics.about("Figures that are charted; the tables hold every figure.");
    Shape::table(
        [(SAMPLE_KEY.to_owned(), sample), (METRICS_KEY.to_owned(), metrics)],
        Some(Shape::as_defined("levels")),
    )
}

/// Levels of a setting: a list, a range, or tables of these.
pub(in crate::scenario) fn levels_shape() -> Shape {
    let range = Shape::form(r"{number}.*\.\..*");
    let list = Shape::list(&Shape::any(), 1, MOST_LISTED);
    Shape::either([list, range, Shape::table([], Some(Shape::as_defined("levels")))])
        .about(&format!(
            "A setting, with the levels that it shall have: \"sites.beijing.relay.nodes\" = [2, 4, 8]. Expected: a list, or {RANGE}."
        ))
}

/// Values that a setting may have, where nobody knows: a list, or tables of these.
pub(in crate::scenario) fn values_shape() -> Shape {
    let list = Shape::list(&Shape::any(), 1, MOST_VALUES);
    Shape::either([list, Shape::table([], Some(Shape::as_defined("values")))])
        .about("A setting, with the values that it may have: \"population.opt_in\" = [0.01, 0.05, 0.10].")
}

/// Whether points can be drawn as the file says.
fn drawn(factors: &[(Factor, &Node)], sample: Option<&(Sample, String)>, table: &Table) -> Vec<Diagnostic> {
    if sample.is_none() {
        let stepless = factors.iter().filter(|(factor, _)| factor.count().is_none());
        let mistake = |(factor, node): &(Factor, &Node)| {
            let message = format!("`{}` is a range without steps, and the sweep has no sample", factor.key);
            let label = "expected steps, such as \"0.01..0.10 step 0.01\"";
            let help = "or add `sample = \"lhs(100)\"` to draw points from the range".to_owned();
            Diagnostic::at(&node.at, message, label).help(Some(help))
        };
        return stepless.map(mistake).collect();
    }
    let node = &table[SAMPLE_KEY];
    if factors.len() > Sample::AXES {
        let message = format!("{} settings are too many for a sample", factors.len());
        return vec![Diagnostic::at(&node.at, message, format!("expected at most {}", Sample::AXES))];
    }
    if factors.iter().any(|(factor, _)| factor.bounds().is_some()) {
        return Vec::new();
    }
    let message = "a sample, and no ranges to draw from";
    let help = "write a range such as \"0.01..0.10\", or take `sample` out to run all combinations".to_owned();
    vec![Diagnostic::at(&node.at, message, "expected at least one range beside it").help(Some(help))]
}

fn faulty(key: &str, node: &Node, fault: Fault) -> Diagnostic {
    let message = format!("`{key}` {}", fault.message);
    Diagnostic::at(&node.inside(&fault.within), message, format!("expected {}", fault.expected)).help(fault.help)
}

fn sample(node: &Node) -> Result<(Sample, String), Diagnostic> {
    let Value::Text { text, .. } = &node.value else {
        let message = format!("`sweep.sample` is {}", node.value.what());
        return Err(Diagnostic::at(&node.at, message, format!("expected {SAMPLE}")));
    };
    let read = read_sample(text).map_err(|fault| faulty("sweep.sample", node, fault))?;
    Ok((read, text.clone()))
}

/// Names of figures, each among the `known` ones where there are any.
fn metrics(node: &Node, known: &[FigureName], mistakes: &mut Vec<Diagnostic>) -> Vec<String> {
    let wrong = |node: &Node| {
        let message = format!("`sweep.metrics` holds {}", node.value.what());
        Diagnostic::at(&node.at, message, "expected a list of figures, such as [\"delivery.ip.p99\"]")
    };
    let Value::List(items) = &node.value else {
        mistakes.push(wrong(node));
        return Vec::new();
    };
    let mut names: Vec<String> = Vec::new();
    for item in items {
        match &item.value {
            Value::Text { text, .. } if names.contains(text) => {
                let message = format!("`{text}` stands twice in `sweep.metrics`");
                mistakes.push(Diagnostic::at(&item.at, message, "expected each figure once"));
            }
            Value::Text { text, .. } if !known.is_empty() && known.iter().all(|figure| figure.name != *text) => {
                mistakes.push(no_such_metric(text, &item.at, known));
            }
            Value::Text { text, .. } => names.push(text.clone()),
            Value::Number { .. } | Value::Flag(_) | Value::Date(_) | Value::List(_) | Value::Table(_) => {
                mistakes.push(wrong(item));
            }
        }
    }
    names
}

/// One factor; every level of a list is read as a study, and both ends of a range.
fn factor(key: &str, node: &Node, of: Variant<'_>) -> Result<Factor, Vec<Diagnostic>> {
    is_setting(key, node).map_err(|wrong| vec![wrong])?;
    let mut mistakes = Vec::new();
    let levels = match &node.value {
        Value::List(items) if items.len() > MOST_LISTED => {
            let message = format!("`{key}` has {} levels", items.len());
            let label = format!("expected at most {MOST_LISTED}");
            return Err(vec![Diagnostic::at(&node.at, message, label).help(Some(format!("or {RANGE}")))]);
        }
        Value::List(items) => {
            let levels = listed(key, node, items, &mut mistakes);
            for (item, level) in items.iter().zip(&levels) {
                mistakes.extend(of.read(key, node, item, &level.text).err().unwrap_or_default());
            }
            Levels::List(levels)
        }
        Value::Text { text, .. } => {
            let stretch = Stretch::read(text).map_err(|fault| vec![faulty(key, node, fault)])?;
            for end in tried(&stretch) {
                let value = if stretch.unit().is_empty() {
                    Value::Number { digits: end.clone(), radix: 10 }
                } else {
                    Value::Text { text: end.clone(), begins: None }
                };
                let item = Node { key: node.key.clone(), at: node.at.clone(), value };
                mistakes.extend(of.read(key, node, &item, &end).err().unwrap_or_default());
            }
            Levels::Range(stretch)
        }
        Value::Number { .. } | Value::Flag(_) | Value::Date(_) | Value::Table(_) => {
            let message = format!("`{key}` of [sweep] is {}", node.value.what());
            let label = "expected a list of levels, such as [2, 4, 8]";
            return Err(vec![Diagnostic::at(&node.at, message, label).help(Some(format!("or {RANGE}")))]);
        }
    };
    if mistakes.is_empty() { Ok(Factor { key: key.to_owned(), levels }) } else { Err(mistakes) }
}

/// What of a range is read as a study: what lies between is of the same form, and is read before it is run.
fn tried(stretch: &Stretch) -> [String; 2] {
    match stretch.steps() {
        Some(steps) => [stretch.level(0), stretch.level(steps - 1)],
        None => stretch.ends(),
    }
}

fn listed(key: &str, node: &Node, items: &[Node], mistakes: &mut Vec<Diagnostic>) -> Vec<Level> {
    if items.is_empty() {
        mistakes.push(Diagnostic::at(&node.at, format!("`{key}` has no levels"), "expected a list of levels to run"));
    }
    let (mut levels, mut texts) = (Vec::new(), BTreeSet::new());
    for item in items {
        let text = shown(item);
        if !texts.insert(text.clone()) {
            let message = format!("`{key}` has the level {text} twice");
            mistakes.push(Diagnostic::at(&item.at, message, "expected each level once"));
        }
        let toml = match &item.value {
            Value::Text { text, .. } => quoted(text),
            Value::Number { .. } | Value::Flag(_) | Value::Date(_) | Value::List(_) | Value::Table(_) => {
                item.written().to_owned()
            }
        };
        levels.push(Level { text, toml });
    }
    levels
}
