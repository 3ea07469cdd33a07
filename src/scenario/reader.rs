//! Walks over a table of the merged document: each key is declared once with its meaning and kind, and all mistakes are
//! collected while harmless placeholders stand in for what could not be read.
//!
//! The same declarations describe the language: where a [`Sketch`] is taken nothing is read, and each key is written down.
//!
//! Knows no particular key and no kind of value.

use super::diagnostic::{Diagnostic, Origin, did_you_mean};
use super::document::{Node, Table, Value};
use super::schema::{Shape, Sketch};
use super::shelf::{Reach, Shelf};
use super::trace::TraceCache;
use super::workload::Trace;
use std::path::{Path, PathBuf};

/// What a value must be: how it is described, and how it is read.
pub(super) trait Kind {
    /// What the value becomes.
    type Value;
    /// What is expected, with an example: "a duration such as `\"300 s\"`".
    fn expected(&self) -> String;
    /// Stands in for a value that could not be read, so that reading goes on.
    fn placeholder(&self) -> Self::Value;
    /// What editors are told about it, with examples.
    fn shape(&self) -> Shape;
    /// A value as a user would write it, for defaults; nothing where no text says it.
    fn written(&self, _value: &Self::Value) -> Option<serde_json::Value> {
        None
    }
    /// The fact or the decision that its bounds come from, where they are not plain from what it is.
    fn why(&self) -> Option<&'static str> {
        None
    }
    /// Reads the value, or reports what is wrong with it.
    fn read(&self, item: &Item<'_>, report: &mut Report) -> Option<Self::Value>;
}

/// A value with the path of keys that leads to it.
pub(super) struct Item<'d> {
    /// The value.
    pub(super) node: &'d Node,
    /// The keys, joined by dots.
    pub(super) path: String,
}

impl Item<'_> {
    /// Reports that the value is of another type.
    pub(super) fn wrong_type(&self, expected: &str, help: Option<String>, report: &mut Report) {
        let message = format!("`{}` is {}", self.path, self.node.value.what());
        report.push(Diagnostic::at(&self.node.at, message, format!("expected {expected}")).help(help));
    }

    /// Reports that the value is of the right type and wrong nevertheless.
    pub(super) fn wrong(&self, message: &str, expected: &str, help: Option<String>, report: &mut Report) {
        let message = format!("`{}` {message}", self.path);
        report.push(Diagnostic::at(&self.node.at, message, format!("expected {expected}")).help(help));
    }

    /// The text of the value, or a report that it is none.
    pub(super) fn text(&self, expected: &str, report: &mut Report) -> Option<&str> {
        match &self.node.value {
            Value::Text { text, .. } => Some(text),
            Value::Number { .. } => {
                let help = "put it in quotes, with its unit where it has one";
                self.wrong_type(expected, Some(help.to_owned()), report);
                None
            }
            Value::Flag(_) | Value::Date(_) | Value::List(_) | Value::Table(_) => {
                self.wrong_type(expected, None, report);
                None
            }
        }
    }
}

/// The mistakes found so far, and what reading needs from outside the document.
pub(super) struct Report {
    /// Which files may be named.
    pub(super) shelf: Shelf,
    // All arms share a trace.
    traces: TraceCache,
    diagnostics: Vec<Diagnostic>,
    found: usize,
    muted: u32,
    sketch: Option<Sketch>,
}

impl Report {
    /// No mistakes yet.
    pub(super) fn new(shelf: Shelf) -> Self {
        Self { shelf, traces: TraceCache::default(), diagnostics: Vec::new(), found: 0, muted: 0, sketch: None }
    }

    /// Reads nothing and writes down what is declared.
    pub(super) fn sketching(sketch: Sketch) -> Self {
        Self { sketch: Some(sketch), ..Self::new(Shelf::in_folder(PathBuf::new(), Reach::Shelf)) }
    }

    /// What was declared.
    pub(super) fn into_sketch(self) -> Sketch {
        self.sketch.expect("a report that sketches keeps its sketch")
    }

    /// The sketch where one is taken. Nothing is read then: checks across values have to be left out.
    fn sketch(&mut self) -> Option<&mut Sketch> {
        self.found += usize::from(self.sketch.is_some());
        self.sketch.as_mut()
    }

    /// Adds a mistake.
    pub(super) fn push(&mut self, diagnostic: Diagnostic) {
        self.found += 1;
        if self.muted == 0 {
            self.diagnostics.push(diagnostic);
        }
    }

    /// Number of mistakes so far: a check across values is skipped where one of them could not be read.
    pub(super) fn found(&self) -> usize {
        self.found
    }

    /// Reads a trace, or reports what is wrong with it.
    pub(super) fn trace(&mut self, path: &Path, named_at: &Origin) -> Option<Trace> {
        match self.traces.get(path, named_at) {
            Ok(trace) => Some(trace),
            Err(mistakes) => {
                for mistake in mistakes {
                    self.push(mistake);
                }
                None
            }
        }
    }

    /// Explains mistakes from the `from`-th on that bear no advice of their own, and says why it is a mistake.
    fn explain(&mut self, from: usize, help: &str, why: Option<&'static str>) {
        for diagnostic in self.diagnostics.iter_mut().skip(from) {
            diagnostic.help.get_or_insert_with(|| help.to_owned());
            diagnostic.note = diagnostic.note.take().or_else(|| why.map(str::to_owned));
        }
    }

    /// All mistakes, in the order found.
    pub(super) fn into_diagnostics(self) -> Vec<Diagnostic> {
        self.diagnostics
    }
}

/// Reads one table.
pub(super) struct Reader<'d, 'r> {
    /// Where mistakes go.
    pub(super) report: &'r mut Report,
    table: &'d Table,
    at: Origin,
    path: String,
    declared: Vec<&'static str>,
    missing: Vec<(&'static str, Diagnostic)>,
    open: bool,
}

static NOTHING: Table = Table::new();

impl<'d, 'r> Reader<'d, 'r> {
    /// Reads a table with `read`, then reports missing and unknown keys.
    pub(super) fn run<T>(
        table: &'d Table,
        at: &Origin,
        path: &str,
        report: &'r mut Report,
        read: impl FnOnce(&mut Self) -> T,
    ) -> T {
        let mut reader = Self {
            report,
            table,
            at: at.clone(),
            path: path.to_owned(),
            declared: Vec::new(),
            missing: Vec::new(),
            open: false,
        };
        let value = read(&mut reader);
        reader.finish();
        value
    }

    /// A value that must be there.
    pub(super) fn required<K: Kind>(&mut self, key: &'static str, about: &'static str, kind: &K) -> K::Value {
        if !self.describes() && !self.table.contains_key(key) {
            self.miss(key, about, &kind.expected());
        }
        self.optional(key, about, kind).unwrap_or_else(|| kind.placeholder())
    }

    /// A value that may be left out for a default that is always the same.
    pub(super) fn or<K: Kind>(
        &mut self,
        key: &'static str,
        about: &'static str,
        kind: &K,
        default: K::Value,
    ) -> K::Value {
        let value = self.optional(key, about, kind);
        if let Some(sketch) = self.report.sketch() {
            sketch.default(key, kind, &default);
        }
        value.unwrap_or(default)
    }

    /// A value that may be left out for a default that follows from others; what it is about says how.
    pub(super) fn or_from_others<K: Kind>(
        &mut self,
        key: &'static str,
        about: &'static str,
        kind: &K,
        default: K::Value,
    ) -> K::Value {
        self.optional(key, about, kind).unwrap_or(default)
    }

    /// A value that may be left out.
    pub(super) fn optional<K: Kind>(&mut self, key: &'static str, about: &'static str, kind: &K) -> Option<K::Value> {
        self.declared.push(key);
        if let Some(sketch) = self.report.sketch() {
            sketch.key(key, about, kind);
            return None;
        }
        let node = self.table.get(key)?;
        let first = self.report.diagnostics.len();
        let read = kind.read(&Item { node, path: self.below(key) }, self.report);
        self.report.explain(first, &format!("`{key}`: {about}"), kind.why());
        Some(read.unwrap_or_else(|| kind.placeholder()))
    }

    /// A table that must be there.
    pub(super) fn table<T>(
        &mut self,
        key: &'static str,
        about: &'static str,
        read: impl FnOnce(&mut Reader<'_, '_>) -> T,
    ) -> T {
        self.declared.push(key);
        let path = self.below(key);
        if let Some(sketch) = self.report.sketch() {
            sketch.open();
            let table = self.table.get(key).and_then(Node::table).unwrap_or(&NOTHING);
            let value = Reader::run(table, &self.at, &path, self.report, read);
            if let Some(sketch) = self.report.sketch() {
                sketch.close(key, about);
            }
            return value;
        }
        if let Some(node) = self.table.get(key) {
            if let Some(table) = node.table() {
                return Reader::run(table, &node.key, &path, self.report, read);
            }
            Item { node, path: path.clone() }.wrong_type(&format!("a table ({about})"), None, self.report);
        } else {
            self.miss(key, about, &format!("a table `[{path}]`"));
        }
        self.report.muted += 1;
        let placeholder = Reader::run(&NOTHING, &self.at, &path, self.report, read);
        self.report.muted -= 1;
        placeholder
    }

    /// A table that may be left out.
    pub(super) fn optional_table<T>(
        &mut self,
        key: &'static str,
        about: &'static str,
        read: impl FnOnce(&mut Reader<'_, '_>) -> T,
    ) -> Option<T> {
        self.declared.push(key);
        (self.describes() || self.table.contains_key(key)).then(|| self.table(key, about, read))
    }

    /// A table whose keys are names that the user chose, each with a table; in the order of the names.
    pub(super) fn named<T>(
        &mut self,
        key: &'static str,
        about: &'static str,
        mut each: impl FnMut(&str, &mut Reader<'_, '_>) -> T,
    ) -> Vec<(String, T)> {
        self.table(key, about, |reader| {
            let mut values = Vec::new();
            if let Some(sketch) = reader.report.sketch() {
                sketch.open();
                let (name, path) = (reader.table.keys().next().map_or("NAME", String::as_str), reader.below("NAME"));
                let table = reader.table.get(name).and_then(Node::table).unwrap_or(&NOTHING);
                let value = Reader::run(table, &reader.at, &path, reader.report, |inner| each(name, inner));
                if let Some(sketch) = reader.report.sketch() {
                    sketch.close_named(about);
                }
                return vec![(name.to_owned(), value)];
            }
            for (name, node) in reader.chosen() {
                let path = reader.below(name);
                match node.table() {
                    Some(table) => {
                        let value = Reader::run(table, &node.key, &path, reader.report, |inner| each(name, inner));
                        values.push((name.to_owned(), value));
                    }
                    None => Item { node, path }.wrong_type(&format!("a table ({about})"), None, reader.report),
                }
            }
            values
        })
    }

    /// All keys not declared so far, which are names that the user chose, each with a value of this shape.
    pub(super) fn entries(&mut self, about: &str, shape: impl FnOnce() -> Shape) -> Vec<(&'d str, &'d Node)> {
        if let Some(sketch) = self.report.sketch() {
            sketch.others(about, shape());
            return Vec::new();
        }
        self.chosen()
    }

    /// None of these is unknown.
    fn chosen(&mut self) -> Vec<(&'d str, &'d Node)> {
        self.open = true;
        let declared = &self.declared;
        let chosen = self.table.iter().filter(|(key, _)| !declared.contains(&key.as_str()));
        chosen.map(|(key, node)| (key.as_str(), node)).collect()
    }

    /// Declares a key that is read elsewhere.
    pub(super) fn known(&mut self, key: &'static str) {
        self.declared.push(key);
    }

    /// Declares a key that is read elsewhere, and what it looks like.
    pub(super) fn known_as(&mut self, key: &'static str, about: &str, shape: impl FnOnce() -> Shape) {
        self.declared.push(key);
        if let Some(sketch) = self.report.sketch() {
            sketch.known(key, about, shape());
        }
    }

    /// Whether declarations are written down and nothing is read.
    pub(super) fn describes(&self) -> bool {
        self.report.sketch.is_some()
    }

    /// Where a key's value stands, or the table where there is none.
    pub(super) fn at(&self, key: &str) -> Origin {
        self.table.get(key).map_or_else(|| self.at.clone(), |node| node.at.clone())
    }

    /// Whether the key is there.
    pub(super) fn has(&self, key: &str) -> bool {
        self.report.sketch.as_ref().map_or_else(|| self.table.contains_key(key), Sketch::has)
    }

    /// Value of a key, as it stands.
    pub(super) fn node(&self, key: &str) -> Option<&'d Node> {
        self.table.get(key)
    }

    /// Path of a key of this table.
    pub(super) fn below(&self, key: &str) -> String {
        if self.path.is_empty() { key.to_owned() } else { format!("{}.{key}", self.path) }
    }

    /// Reports a mistake in a key's value.
    pub(super) fn wrong(&mut self, key: &str, message: &str, expected: &str, help: Option<String>) {
        let message = format!("`{}` {message}", self.below(key));
        let diagnostic = Diagnostic::at(&self.at(key), message, format!("expected {expected}")).help(help);
        self.report.push(diagnostic);
    }

    /// Reports a mistake in the table as a whole.
    pub(super) fn wrong_here(&mut self, message: &str, expected: &str, help: Option<String>) {
        let message = format!("`{}` {message}", self.path);
        self.report.push(Diagnostic::at(&self.at, message, format!("expected {expected}")).help(help));
    }

    fn miss(&mut self, key: &'static str, about: &str, expected: &str) {
        let message = format!("`{}` is missing", self.below(key));
        let label = format!("expected `{key}` here: {expected}");
        let help = if self.path.is_empty() {
            format!("`{key}`: {about}; the base file has it: extends = \"base/miui-2014.toml\"")
        } else {
            format!("`{key}`: {about}")
        };
        self.missing.push((key, Diagnostic::at(&self.at, message, label).help(Some(help))));
    }

    fn finish(mut self) {
        if self.describes() {
            return;
        }
        let unknown: Vec<_> = self.table.iter().filter(|(key, _)| !self.declared.contains(&key.as_str())).collect();
        for (key, node) in unknown.into_iter().filter(|_| !self.open) {
            let close = did_you_mean(key, self.declared.iter().copied());
            self.missing.retain(|(missing, _)| Some(*missing) != close);
            let mut known = self.declared.clone();
            known.sort_unstable();
            known.dedup();
            let listed = known.iter().map(|key| format!("`{key}`")).collect::<Vec<_>>().join(", ");
            let message = format!("unknown key `{}`", self.below(key));
            let label = if self.path.is_empty() {
                "expected a key of a scenario".to_owned()
            } else {
                format!("expected a key of `{}`", self.path)
            };
            let help = close.map_or_else(
                || "take it out, or check which table it belongs to".to_owned(),
                |close| format!("did you mean `{close}`?"),
            );
            let note = format!("known here: {listed}");
            self.report.push(Diagnostic::at(&node.key, message, label).note(Some(note)).help(Some(help)));
        }
        for (_, diagnostic) in self.missing {
            self.report.push(diagnostic);
        }
    }
}
