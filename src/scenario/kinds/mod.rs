//! The kinds of values: what each is called, which bounds it keeps, and how it is read from a node.
//!
//! Knows no particular key.

mod arrivals;
mod laws;
mod numbers;
mod words;

pub(super) use arrivals::ArrivalsKind;
pub(super) use laws::{CurveKind, LawKind, NUMBERS, SPELLS, TIMES, always_zero};
pub(super) use numbers::{
    AMOUNT, CountKind, CurrencyKind, DURATION, DurationKind, FACTOR, NumberKind, PriceKind, RateKind, SOME_TIME,
    ShareKind, SizeKind, spoken,
};
pub(super) use words::{ChoiceKind, DigitsKind, FlagKind, HoursKind, NameKind, OffsetKind, TextKind, find_name};

use super::diagnostic::Diagnostic;
use super::document::Value;
use super::quantity::Fault;
use super::reader::{Item, Kind, Report};
use super::schema::Shape;

/// A list with `least` to `most` items.
pub(super) struct ListKind<K> {
    /// What the items are.
    pub(super) item: K,
    /// Fewest items.
    pub(super) least: usize,
    /// Most items.
    pub(super) most: usize,
}

impl<K: Kind> Kind for ListKind<K> {
    type Value = Vec<K::Value>;
    fn expected(&self) -> String {
        if self.least == self.most {
            format!("a list of {} items, each {}", self.least, self.item.expected())
        } else {
            format!("a list of {} to {} items, each {}", self.least, self.most, self.item.expected())
        }
    }
    fn shape(&self) -> Shape {
        let item = self.item.shape();
        let example = item.examples().first().cloned();
        let shape = Shape::list(&item, self.least, self.most);
        match example {
            Some(example) if self.most > 0 => shape.example(vec![example; self.least.max(1)]),
            Some(_) | None => shape,
        }
    }
    fn written(&self, value: &Vec<K::Value>) -> Option<serde_json::Value> {
        value.iter().map(|item| self.item.written(item)).collect::<Option<Vec<_>>>().map(Into::into)
    }
    fn placeholder(&self) -> Vec<K::Value> {
        (0..self.least).map(|_| self.item.placeholder()).collect()
    }
    fn read(&self, item: &Item<'_>, report: &mut Report) -> Option<Vec<K::Value>> {
        let Value::List(nodes) = &item.node.value else {
            let help = "write the items in brackets, with commas between them".to_owned();
            item.wrong_type(&self.expected(), Some(help), report);
            return None;
        };
        if !(self.least..=self.most).contains(&nodes.len()) {
            item.wrong(&format!("has {} items", nodes.len()), &self.expected(), None, report);
            return None;
        }
        let items = nodes.iter().enumerate().map(|(index, node)| {
            let inner = Item { node, path: format!("{}[{index}]", item.path) };
            self.item.read(&inner, report).unwrap_or_else(|| self.item.placeholder())
        });
        Some(items.collect())
    }
}

/// A kind whose bounds come from a fact or a decision, which is said with every mistake in it.
pub(super) struct Ruled<K> {
    /// The kind.
    pub(super) kind: K,
    /// Where its bounds come from.
    pub(super) why: &'static str,
}

impl<K: Kind> Kind for Ruled<K> {
    type Value = K::Value;
    fn expected(&self) -> String {
        self.kind.expected()
    }
    fn shape(&self) -> Shape {
        self.kind.shape()
    }
    fn written(&self, value: &K::Value) -> Option<serde_json::Value> {
        self.kind.written(value)
    }
    fn why(&self) -> Option<&'static str> {
        Some(self.why)
    }
    fn placeholder(&self) -> K::Value {
        self.kind.placeholder()
    }
    fn read(&self, item: &Item<'_>, report: &mut Report) -> Option<K::Value> {
        self.kind.read(item, report)
    }
}

/// Reads a text with `parse` and reports its fault inside the text.
pub(super) fn from_text<T>(
    item: &Item<'_>,
    expected: &str,
    report: &mut Report,
    parse: impl FnOnce(&str) -> Result<T, Fault>,
) -> Option<T> {
    let text = item.text(expected, report)?;
    parse(text)
        .map_err(|fault| {
            let message = format!("`{}` {}", item.path, fault.message);
            let origin = item.node.inside(&fault.within);
            report.push(Diagnostic::at(&origin, message, format!("expected {}", fault.expected)).help(fault.help));
        })
        .ok()
}

fn number(item: &Item<'_>, expected: &str, report: &mut Report) -> Option<f64> {
    match &item.node.value {
        // What does not fit is infinite, so that the bounds refuse it.
        Value::Number { digits, radix: 10 } => Some(digits.parse().unwrap_or(f64::INFINITY)),
        Value::Number { digits, radix } => {
            Some(u64::from_str_radix(digits, *radix).map_or(f64::INFINITY, |number| number as f64))
        }
        Value::Text { .. } => {
            item.wrong_type(expected, Some("write it without quotes and without a unit".to_owned()), report);
            None
        }
        Value::Flag(_) | Value::Date(_) | Value::List(_) | Value::Table(_) => {
            item.wrong_type(expected, None, report);
            None
        }
    }
}
