//! A mistake in a user's file: where it is, what was expected, and how it is drawn.
//!
//! Knows nothing of what the files mean.

use annotate_snippets::{AnnotationKind, Level, Origin as FileOnly, Renderer, Snippet};
use std::ops::Range;
use std::sync::Arc;

/// A text that a mistake can point into: a file, a line of a large file, or an argument of the command line.
#[derive(Debug)]
pub struct Source {
    /// What the user calls it: a path, or `command line`.
    pub name: String,
    /// The text; empty where the file could not be read.
    pub text: String,
    /// Number of the text's first line.
    pub first_line: usize,
    /// Place among the texts of one reading: mistakes are listed in this order.
    pub order: usize,
}

/// A stretch of a text: where a value came from.
#[derive(Clone, Debug)]
pub(super) struct Origin {
    /// The text.
    pub(super) source: Arc<Source>,
    /// Bytes of the text.
    pub(super) span: Range<usize>,
}

/// One mistake of the user.
#[derive(Clone, Debug)]
pub struct Diagnostic {
    /// The text with the mistake.
    pub file: Arc<Source>,
    /// Bytes of the text that are wrong.
    pub span: Range<usize>,
    /// What is wrong.
    pub message: String,
    /// What was expected there.
    pub label: String,
    /// What to do about it.
    pub help: Option<String>,
    /// Why it is so.
    pub note: Option<String>,
}

impl Diagnostic {
    /// A mistake at a place.
    pub(super) fn at(origin: &Origin, message: impl Into<String>, label: impl Into<String>) -> Self {
        Self {
            file: Arc::clone(&origin.source),
            span: origin.span.clone(),
            message: shortened(message.into()),
            label: shortened(label.into()),
            help: None,
            note: None,
        }
    }

    /// The same with advice.
    #[must_use]
    pub(super) fn help(mut self, help: impl Into<Option<String>>) -> Self {
        self.help = help.into().map(shortened);
        self
    }

    /// The same with a reason.
    #[must_use]
    pub(super) fn note(mut self, note: impl Into<Option<String>>) -> Self {
        self.note = note.into().map(shortened);
        self
    }

    fn key(&self) -> (usize, usize, usize, &str) {
        (self.file.order, self.span.start, self.span.end, &self.message)
    }
}

/// Draws mistakes for people: message, file, line and column, the line with a caret, advice.
pub fn render(diagnostics: &[Diagnostic], color: bool) -> String {
    let renderer = if color { Renderer::styled() } else { Renderer::plain() };
    let drawn: Vec<String> = diagnostics.iter().map(|diagnostic| draw(diagnostic, &renderer)).collect();
    drawn.join("\n\n")
}

fn draw(diagnostic: &Diagnostic, renderer: &Renderer) -> String {
    let title = Level::ERROR.primary_title(&diagnostic.message);
    let mut group = if diagnostic.file.text.is_empty() {
        title.element(FileOnly::path(&diagnostic.file.name)).element(Level::NOTE.message(&diagnostic.label))
    } else {
        title.element(
            Snippet::source(&diagnostic.file.text)
                .path(&diagnostic.file.name)
                .line_start(diagnostic.file.first_line)
                .annotation(AnnotationKind::Primary.span(diagnostic.span.clone()).label(&diagnostic.label)),
        )
    };
    if let Some(note) = &diagnostic.note {
        group = group.element(Level::NOTE.message(note));
    }
    if let Some(help) = &diagnostic.help {
        group = group.element(Level::HELP.message(help));
    }
    renderer.render(&[group])
}

/// Sorts by file and position and drops repetitions (several arms see the same mistake).
pub(super) fn sorted(mut diagnostics: Vec<Diagnostic>) -> Vec<Diagnostic> {
    diagnostics.sort_by(|a, b| a.key().cmp(&b.key()));
    diagnostics.dedup_by(|a, b| a.key() == b.key());
    diagnostics
}

/// Bytes of a text about a mistake up to which nothing is left out, and letters of it at most.
const SHORT: usize = 400;
const LONG: usize = 3_000;
/// Letters at the beginning and at the end of a long quotation.
const ENDS: [usize; 2] = [60, 20];

/// A text about a mistake without the middle of what it quotes at length: a file may have lines of megabytes.
fn shortened(text: String) -> String {
    if text.len() <= SHORT {
        return text;
    }
    let parts: Vec<String> = text.split('`').enumerate().map(|(n, part)| quotation(part, n % 2 == 1)).collect();
    let shorter = parts.join("`");
    match shorter.char_indices().nth(LONG) {
        Some((cut, _)) => format!("{}…", &shorter[..cut]),
        None => shorter,
    }
}

fn quotation(part: &str, quoted: bool) -> String {
    let [first, last] = ENDS;
    let letters = part.chars().count();
    if !quoted || letters <= first + last + 1 {
        return part.to_owned();
    }
    let begins: String = part.chars().take(first).collect();
    let ends: String = part.chars().skip(letters - last).collect();
    format!("{begins}…{ends}")
}

/// Letters of what might be a name: what is longer is not held against all names.
const LONGEST_NAME: usize = 100;

/// "did you mean …?", where one of the names is close to what was written.
pub(super) fn did_you_mean<'n>(written: &str, names: impl IntoIterator<Item = &'n str>) -> Option<&'n str> {
    let letters = written.chars().count();
    if letters > LONGEST_NAME {
        return None;
    }
    let lower = written.to_lowercase();
    let allowed = (letters / 3).max(1);
    names
        .into_iter()
        .map(|name| (strsim::damerau_levenshtein(&lower, &name.to_lowercase()), name))
        .filter(|(distance, _)| *distance <= allowed)
        .min()
        .map(|(_, name)| name)
}
