//! The merged document as one TOML text that reads back to the same study, from any folder.
//!
//! Knows no key but the two that name files: their paths become absolute.

use super::diagnostic::Source;
use super::document::{Node, Table, Value, parse};
use super::layers::{from_command_line, position, typed};
use super::variant::settings;
use crate::units::is_harmful;
use std::fmt::Write;
use std::ops::Range;
use std::path::Path;
use std::sync::Arc;

/// Writes the merged document; files are named relative to `folder` where a layer of the scenario named them.
pub(super) fn write(root: &Table, folder: &Path) -> String {
    let mut writer = Writer { out: String::new(), folder };
    writer.table(root, &[]);
    writer.out
}

/// A resolved text with another number of replications, in its place; at the end of `[study]` where it names none.
pub fn with_replications(resolved: &str, replications: u32) -> String {
    let source = Source { name: String::new(), text: resolved.to_owned(), first_line: 1, order: 0 };
    let root = parse(&Arc::new(source)).unwrap_or_default();
    let study = root.get("study");
    if let Some(node) = study.and_then(|study| study.table()?.get("replications")) {
        let Range { start, end } = node.at.span.clone();
        return format!("{}{replications}{}", &resolved[..start], &resolved[end..]);
    }
    let header = "\n[study]\n";
    let Some(begins) = resolved.find(header).map(|at| at + header.len()) else { return resolved.to_owned() };
    let ends = resolved[begins..].find("\n\n").map_or(resolved.len(), |length| begins + length + 1);
    format!("{}replications = {replications}\n{}", &resolved[..ends], &resolved[ends..])
}

/// What stands before the name of a file within a text.
const NAMING: [&str; 2] = ["empirical(", "given "];

/// How a text may name files.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Files {
    /// Not at all: it is for people.
    None,
    /// Within a law or arrivals.
    Within,
    /// It is a file's name.
    Whole,
}

struct Writer<'f> {
    out: String,
    folder: &'f Path,
}

impl Writer<'_> {
    fn table(&mut self, table: &Table, path: &[&str]) {
        if let [section @ ("sweep" | "unknown")] = path {
            self.settings(table, section);
            return;
        }
        let mut entries: Vec<(&String, &Node)> = table.iter().collect();
        entries.sort_by_key(|(_, node)| position(node));
        let (tables, values): (Vec<_>, Vec<_>) = entries.into_iter().partition(|(_, node)| node.table().is_some());
        if !path.is_empty() && (tables.is_empty() || !values.is_empty()) {
            let header: Vec<String> = path.iter().map(|key| quoted_key(key)).collect();
            let _infallible = writeln!(self.out, "\n[{}]", header.join("."));
        }
        for (key, node) in values {
            let files = match path {
                ["study", ..] => Files::None,
                [.., "trace"] if key == "path" => Files::Whole,
                _ => Files::Within,
            };
            let value = self.value(node, files);
            let _infallible = writeln!(self.out, "{} = {value}", quoted_key(key));
        }
        for (key, node) in tables {
            let inner: Vec<&str> = path.iter().copied().chain([key.as_str()]).collect();
            self.table(node.table().expect("partitioned by being a table"), &inner);
        }
    }

    /// Settings with their levels, as dotted keys: their order is that of the points, and tables would come last.
    fn settings(&mut self, table: &Table, section: &str) {
        let _infallible = writeln!(self.out, "\n[{section}]");
        for (key, node) in settings(table, section, &mut Vec::new()) {
            let _infallible = writeln!(self.out, "{} = {}", quoted_key(&key), self.value(node, Files::Within));
        }
    }

    fn value(&self, node: &Node, files: Files) -> String {
        match &node.value {
            Value::Text { text, .. } if files == Files::Whole => {
                let folder = if typed(node) { Path::new("") } else { self.folder };
                quoted(&absolute(folder, text))
            }
            Value::Text { text, .. } if files == Files::Within && NAMING.iter().any(|naming| text.contains(naming)) => {
                quoted(&self.with_absolute_files(text))
            }
            // A bare word of the command line has no quotes of its own.
            Value::Text { text, .. } if from_command_line(node) || text.contains(is_harmful) => quoted(text),
            Value::Text { .. } | Value::Number { .. } | Value::Flag(_) | Value::Date(_) => node.written().to_owned(),
            Value::List(items) => {
                let items: Vec<String> = items.iter().map(|item| self.value(item, files)).collect();
                format!("[{}]", items.join(", "))
            }
            Value::Table(table) => {
                let entries =
                    table.iter().map(|(key, node)| format!("{} = {}", quoted_key(key), self.value(node, files)));
                format!("{{ {} }}", entries.collect::<Vec<_>>().join(", "))
            }
        }
    }

    /// Replaces the file names (relative to the scenario, on the command line too) in `empirical("…")` and `given "…"`.
    fn with_absolute_files(&self, text: &str) -> String {
        let mut out = String::new();
        let mut rest = text;
        while let Some(begins) = NAMING.iter().filter_map(|n| Some(rest.find(n)? + n.len())).min() {
            let (before, after) = rest.split_at(begins);
            out.push_str(before);
            rest = after;
            let mut pieces = after.splitn(3, ['"', '\'']);
            if let (Some(space), Some(name), Some(tail)) = (pieces.next(), pieces.next(), pieces.next()) {
                let _infallible = write!(out, "{space}\"{}\"", absolute(self.folder, name));
                rest = tail;
            }
        }
        out + rest
    }
}

fn absolute(folder: &Path, name: &str) -> String {
    let path = folder.join(name);
    std::path::absolute(&path).unwrap_or(path).display().to_string()
}

pub(super) fn quoted(text: &str) -> String {
    if text.contains(is_harmful) { escaped(text) } else { toml::Value::String(text.to_owned()).to_string() }
}

/// A text with escapes for what a terminal would obey and what nobody could see: the file may be looked at anywhere.
fn escaped(text: &str) -> String {
    let mut out = String::from("\"");
    for c in text.chars() {
        match c {
            '"' | '\\' => out.extend(['\\', c]),
            '\n' => out.push_str("\\n"),
            c if is_harmful(c) => {
                let _infallible = write!(out, "\\U{:08X}", u32::from(c));
            }
            c => out.push(c),
        }
    }
    out + "\""
}

pub(super) fn quoted_key(key: &str) -> String {
    let bare = !key.is_empty() && key.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'));
    if bare { key.to_owned() } else { quoted(key) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_cannot_be_seen_is_written_as_escapes_and_read_back() {
        for text in ["a\u{1b}[31m\"\\", "\u{202e}x\u{9b}\n", "\u{e0001}\tz\u{7f}\u{feff}", "\r\n"] {
            let written = format!("{} = {}", quoted_key(text), quoted(text));
            assert!(!written.contains(is_harmful), "{written}");
            let source = Source { name: String::new(), text: written, first_line: 1, order: 0 };
            let table = parse(&Arc::new(source)).expect("it is TOML");
            let (key, node) = table.first_key_value().expect("it has a key");
            let Value::Text { text: value, .. } = &node.value else { panic!("it is a text") };
            assert_eq!((key.as_str(), value.as_str()), (text, text));
        }
    }

    #[test]
    fn replications_change_in_their_place_or_come_last() {
        let named = "a = 1\n\n[study]\nreplications = 5\nseed = 1\n\n[zoo]\nreplications = 7\n";
        assert_eq!(with_replications(named, 12), named.replace("replications = 5", "replications = 12"));
        let silent = "a = 1\n\n[study]\nseed = 1\n\n[zoo]\nreplications = 7\n";
        assert_eq!(with_replications(silent, 12), silent.replace("seed = 1\n", "seed = 1\nreplications = 12\n"));
        let last = "a = 1\n\n[study]\nseed = 1\n";
        assert_eq!(with_replications(last, 2), "a = 1\n\n[study]\nseed = 1\nreplications = 2\n");
    }
}
