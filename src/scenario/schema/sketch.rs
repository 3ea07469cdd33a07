//! What a walk over the declarations writes down: tables within tables, each key with its shape.
//!
//! Knows no key. Every example and default is read by the kind that gave it: what its kind refuses is remembered.

use super::base::as_toml;
use super::shape::Shape;
use crate::scenario::diagnostic::Source;
use crate::scenario::document::parse;
use crate::scenario::reader::{Item, Kind, Reader, Report};
use crate::scenario::shelf::{Reach, Shelf};
use serde_json::{Map, Value};
use std::path::PathBuf;
use std::sync::Arc;

/// Declarations so far.
pub(in crate::scenario) struct Sketch {
    /// What is answered to the question whether a key is there: declarations may depend on it, so two walks are taken.
    has: bool,
    open: Vec<Keys>,
    /// Examples and defaults that their own kind does not take, for people.
    pub(super) refused: Vec<String>,
}

#[derive(Default)]
struct Keys {
    keys: Map<String, Value>,
    others: Option<Shape>,
}

impl Keys {
    fn into_shape(self, about: &str) -> Shape {
        let keys = self.keys.into_iter().map(|(key, value)| match value {
            Value::Object(map) => (key, Shape(map)),
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) | Value::Array(_) => {
                unreachable!("shapes are objects")
            }
        });
        Shape::table(keys, self.others).about(&sentence(about))
    }
}

impl Sketch {
    /// Nothing declared yet.
    pub(super) fn new(has: bool) -> Self {
        Self { has, open: vec![Keys::default()], refused: Vec::new() }
    }

    /// Whether a key is there.
    pub(in crate::scenario) fn has(&self) -> bool {
        self.has
    }

    /// A key with a value.
    pub(in crate::scenario) fn key<K: Kind>(&mut self, key: &str, about: &str, kind: &K) {
        let shape = kind.shape();
        for example in shape.examples() {
            self.try_out(key, "example", kind, example);
        }
        let why = kind.why().map_or_else(String::new, |why| format!("\n\n{}", sentence(why)));
        self.known(key, &format!("{}{why}", described(about, &kind.expected())), shape);
    }

    /// A key whose value is read elsewhere.
    pub(in crate::scenario) fn known(&mut self, key: &str, about: &str, shape: Shape) {
        let shape = shape.about(&sentence(about));
        self.top().keys.insert(key.to_owned(), shape.into());
    }

    /// What holds where a key is left out.
    pub(in crate::scenario) fn default<K: Kind>(&mut self, key: &str, kind: &K, default: &K::Value) {
        let Some(value) = kind.written(default) else { return };
        self.try_out(key, "default", kind, &value);
        let Some(Value::Object(map)) = self.top().keys.remove(key) else { return };
        let shape = Shape(map);
        let about = shape.0.get("description").and_then(Value::as_str).unwrap_or_default();
        let about = format!("{about}\n\nDefault: {}.", as_toml(&value));
        self.top().keys.insert(key.to_owned(), shape.about(&about).default(value).into());
    }

    /// Names that the user chooses, each with a value.
    pub(in crate::scenario) fn others(&mut self, about: &str, shape: Shape) {
        self.top().others = Some(shape.about(&sentence(about)));
    }

    /// Begins a table.
    pub(in crate::scenario) fn open(&mut self) {
        self.open.push(Keys::default());
    }

    /// Ends the table under a key.
    pub(in crate::scenario) fn close(&mut self, key: &str, about: &str) {
        let shape = self.end(about);
        self.top().keys.insert(key.to_owned(), shape.into());
    }

    /// Ends a table with a name that the user chose.
    pub(in crate::scenario) fn close_named(&mut self, about: &str) {
        let shape = self.end(about);
        self.top().others = Some(shape);
    }

    /// The table around all others.
    pub(super) fn into_shape(mut self) -> Shape {
        self.end("")
    }

    fn end(&mut self, about: &str) -> Shape {
        self.open.pop().expect("a table that ends has begun").into_shape(about)
    }

    fn top(&mut self) -> &mut Keys {
        self.open.last_mut().expect("the table around all others is open")
    }

    fn try_out<K: Kind>(&mut self, key: &str, what: &str, kind: &K, value: &Value) {
        let text = format!("it = {}", as_toml(value));
        let source = Source { name: key.to_owned(), text, first_line: 1, order: 0 };
        let read = parse(&Arc::new(source)).ok().and_then(|table| {
            let item = Item { node: table.get("it")?, path: key.to_owned() };
            let mut report = Report::new(Shelf::in_folder(PathBuf::new(), Reach::Shelf));
            kind.read(&item, &mut report).filter(|_| report.found() == 0)
        });
        if read.is_none() {
            self.refused.push(format!("{what} of `{key}`: {}", as_toml(value)));
        }
    }
}

/// The shape of a table that `read` reads, with what its kinds refuse of their own examples.
pub(in crate::scenario) fn walked<T>(
    root: &crate::scenario::document::Table,
    mut read: impl FnMut(&mut Reader<'_, '_>) -> T,
) -> (Shape, Vec<String>) {
    let source = Source { name: String::new(), text: String::new(), first_line: 1, order: 0 };
    let at = crate::scenario::diagnostic::Origin { source: Arc::new(source), span: 0..0 };
    let mut walk = |has: bool| {
        let mut report = Report::sketching(Sketch::new(has));
        Reader::run(root, &at, "", &mut report, &mut read);
        report.into_sketch()
    };
    let (mut plain, full) = (walk(false), walk(true));
    let mut refused = std::mem::take(&mut plain.refused);
    refused.extend(full.refused.iter().cloned());
    (plain.into_shape().joined(full.into_shape()), refused)
}

/// The shape of an inline table that `read` reads.
pub(in crate::scenario) fn table_shape<T>(read: impl FnMut(&mut Reader<'_, '_>) -> T) -> Shape {
    let (mut shape, _) = walked(&crate::scenario::document::Table::new(), read);
    shape.0.remove("description");
    shape
}

/// What a key is about and what its value must be.
fn described(about: &str, expected: &str) -> String {
    format!("{}\n\nExpected: {expected}.", sentence(about))
}

/// A text that begins with a capital letter and ends with a full stop.
fn sentence(text: &str) -> String {
    let mut letters = text.chars();
    let Some(first) = letters.next() else { return String::new() };
    let stop = if text.ends_with(['.', '?', '!']) { "" } else { "." };
    format!("{}{}{stop}", first.to_uppercase(), letters.as_str())
}
