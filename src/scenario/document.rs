//! A parsed document: values that remember the text and bytes they came from.
//!
//! Knows TOML, but neither files nor the meaning of keys.

use super::diagnostic::{Diagnostic, Origin, Source};
use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;
use toml::Spanned;
use toml::de::{DeTable, DeValue};
use toml_parser::lexer::TokenKind;

/// Keys of a table with their values.
pub(super) type Table = BTreeMap<String, Node>;

/// A value with its origin.
#[derive(Clone, Debug)]
pub(super) struct Node {
    /// Where its key stands (for items of a list: the item).
    pub(super) key: Origin,
    /// Where the value stands.
    pub(super) at: Origin,
    /// The value.
    pub(super) value: Value,
}

/// A value as TOML knows it.
#[derive(Clone, Debug)]
pub(super) enum Value {
    /// A string.
    Text {
        /// Its contents.
        text: String,
        /// Byte of the source where the contents begin, where they stand there letter by letter.
        begins: Option<usize>,
    },
    /// An integer or a float.
    Number {
        /// Digits without underscores.
        digits: String,
        /// Base of the digits.
        radix: u32,
    },
    /// True or false.
    Flag(bool),
    /// A date or a time.
    Date(String),
    /// An array.
    List(Vec<Node>),
    /// A table.
    Table(Table),
}

impl Value {
    /// What it is, with an article.
    pub(super) fn what(&self) -> &'static str {
        match self {
            Self::Text { .. } => "a text",
            Self::Number { .. } => "a number",
            Self::Flag(_) => "true or false",
            Self::Date(_) => "a date",
            Self::List(_) => "a list",
            Self::Table(_) => "a table",
        }
    }
}

impl Node {
    /// The text that the user wrote for this value.
    pub(super) fn written(&self) -> &str {
        &self.at.source.text[self.at.span.clone()]
    }

    /// The stretch `within` the contents of a text, or all of it where the text is written with escapes.
    pub(super) fn inside(&self, within: &Range<usize>) -> Origin {
        let Value::Text { text, begins: Some(begins) } = &self.value else {
            return self.at.clone();
        };
        let end = within.end.min(text.len());
        let start = within.start.min(end);
        Origin { source: Arc::clone(&self.at.source), span: begins + start..begins + end }
    }

    /// The child table under a key.
    pub(super) fn table(&self) -> Option<&Table> {
        match &self.value {
            Value::Table(table) => Some(table),
            Value::Text { .. } | Value::Number { .. } | Value::Flag(_) | Value::Date(_) | Value::List(_) => None,
        }
    }
}

/// Parses a TOML document, or returns every mistake in its form.
pub(super) fn parse(source: &Arc<Source>) -> Result<Table, Vec<Diagnostic>> {
    if let Some(span) = too_deep(&source.text) {
        let origin = Origin { source: Arc::clone(source), span };
        let message = format!("goes more than {DEEPEST} tables deep");
        let help = "no key of a scenario has as many parts".to_owned();
        return Err(vec![Diagnostic::at(&origin, message, "expected fewer dots and brackets").help(Some(help))]);
    }
    let (table, errors) = DeTable::parse_recoverable(&source.text);
    if errors.is_empty() {
        return Ok(convert_table(table.into_inner(), source));
    }
    let mistakes = errors.iter().map(|error| {
        let span = visible(&source.text, error.span().unwrap_or(0..0));
        let (message, label) = error.message().split_once(", ").unwrap_or((error.message(), "expected valid TOML"));
        let origin = Origin { source: Arc::clone(source), span };
        let (label, help) = if message.contains("quoted") {
            ("expected a text in quotes", "write it as in duration = \"28 days\"")
        } else if message.contains("duplicate") {
            ("expected each key once", "take one out; what a file extends may set the same key")
        } else {
            (label, "check quotes, brackets and commas up to here")
        };
        Diagnostic::at(&origin, format!("not TOML: {message}"), label).help(Some(help.to_owned()))
    });
    Err(mistakes.collect())
}

/// Tables and lists in one another, the parts of dotted keys counted, below one heading: trees are walked by recursion.
const DEEPEST: usize = 100;

/// Where a text goes too deep, judged by its tokens.
fn too_deep(text: &str) -> Option<Range<usize>> {
    let (mut open, mut outer, mut dots) = (Vec::new(), 0, 0);
    for token in toml_parser::Source::new(text).lex() {
        match token.kind() {
            TokenKind::LeftSquareBracket | TokenKind::LeftCurlyBracket => {
                open.push(dots + 1);
                outer += dots + 1;
                dots = 0;
            }
            TokenKind::RightSquareBracket | TokenKind::RightCurlyBracket => {
                outer -= open.pop().unwrap_or(0);
                dots = 0;
            }
            TokenKind::Dot => dots += 1,
            TokenKind::Comma => dots = 0,
            TokenKind::Newline if open.is_empty() => dots = 0,
            TokenKind::Newline
            | TokenKind::Equals
            | TokenKind::Whitespace
            | TokenKind::Comment
            | TokenKind::LiteralString
            | TokenKind::BasicString
            | TokenKind::MlLiteralString
            | TokenKind::MlBasicString
            | TokenKind::Atom
            | TokenKind::Eof => {}
        }
        if outer + dots > DEEPEST {
            let span = token.span();
            return Some(visible(text, span.start()..span.end()));
        }
    }
    None
}

/// A span that lies on letters of the text, so that it can be drawn.
fn visible(text: &str, span: Range<usize>) -> Range<usize> {
    let mut start = span.start.min(text.len());
    while !text.is_char_boundary(start) {
        start -= 1;
    }
    let mut end = span.end.clamp(start, text.len());
    while !text.is_char_boundary(end) {
        end += 1;
    }
    start..end
}

/// Lays `over` on `base`: tables merge deeply, anything else is replaced.
pub(super) fn merge(base: &mut Table, over: Table) {
    for (key, node) in over {
        match base.get_mut(&key) {
            Some(below) => lay(below, node),
            None => {
                base.insert(key, node);
            }
        }
    }
}

fn lay(below: &mut Node, above: Node) {
    match (&mut below.value, above.value) {
        (Value::Table(old), Value::Table(new)) => {
            // The key stays where it was first written: that is its place in the order of the file.
            merge(old, new);
        }
        (_, value) => *below = Node { key: above.key, at: above.at, value },
    }
}

fn convert_table(table: DeTable<'_>, source: &Arc<Source>) -> Table {
    table
        .into_iter()
        .map(|(key, value)| {
            let key_at = Origin { source: Arc::clone(source), span: key.span() };
            let mut node = convert(value, source);
            node.key = key_at;
            (key.into_inner().into_owned(), node)
        })
        .collect()
}

fn convert(value: Spanned<DeValue<'_>>, source: &Arc<Source>) -> Node {
    let span = value.span();
    let at = Origin { source: Arc::clone(source), span: span.clone() };
    let value = match value.into_inner() {
        DeValue::String(text) => {
            let raw = &source.text[span.clone()];
            let plain = raw.len() == text.len() + 2 && raw[1..raw.len() - 1] == *text;
            Value::Text { text: text.into_owned(), begins: plain.then_some(span.start + 1) }
        }
        DeValue::Integer(number) => Value::Number { digits: number.as_str().to_owned(), radix: number.radix() },
        DeValue::Float(number) => Value::Number { digits: number.as_str().to_owned(), radix: 10 },
        DeValue::Boolean(flag) => Value::Flag(flag),
        DeValue::Datetime(date) => Value::Date(date.to_string()),
        DeValue::Array(items) => Value::List(items.into_iter().map(|item| convert(item, source)).collect()),
        DeValue::Table(table) => Value::Table(convert_table(table, source)),
    };
    Node { key: at.clone(), at, value }
}
