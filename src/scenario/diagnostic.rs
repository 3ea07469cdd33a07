//! A mistake in a user's file: where it is, what was expected, and how it is drawn.
//!
//! Knows nothing of what the files mean.

use crate::units::{is_harmful, marked, shown};
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

    /// Bytes of the lines that it is in.
    fn lines(&self) -> Range<usize> {
        let text = &self.file.text;
        let begins = text[..self.span.start].rfind('\n').map_or(0, |end| end + 1);
        // A stretch that ends at a line's end is of that line.
        begins..text[self.span.end..].find('\n').map_or(text.len(), |end| self.span.end + end)
    }

    /// Line and column at which it begins, both counted from 1.
    fn place(&self) -> (usize, usize) {
        let (text, lines) = (&self.file.text, self.lines());
        let line = self.file.first_line + text[..lines.start].matches('\n').count();
        (line, text[lines.start..self.span.start].chars().count() + 1)
    }

    fn key(&self) -> (usize, usize, usize, &str) {
        (self.file.order, self.span.start, self.span.end, &self.message)
    }
}

/// Mistakes that are drawn; of more the count is told.
const MOST_DRAWN: usize = 200;
/// Bytes of lines that are drawn; of longer ones the place is told.
const WIDEST_DRAWN: usize = 4_000;

/// Draws mistakes for people: message, file, line and column, the line with a caret, advice. Only colours are left of what a
/// terminal would obey.
pub fn render(diagnostics: &[Diagnostic], color: bool) -> String {
    let renderer = if color { Renderer::styled() } else { Renderer::plain() };
    let mut drawn: Vec<String> =
        diagnostics.iter().take(MOST_DRAWN).map(|diagnostic| draw(diagnostic, &renderer)).collect();
    if diagnostics.len() > MOST_DRAWN {
        drawn.push(format!("{} mistakes in all, of which the first {MOST_DRAWN} are shown", diagnostics.len()));
    }
    drawn.join("\n\n")
}

fn draw(diagnostic: &Diagnostic, renderer: &Renderer) -> String {
    let [message, name, label] =
        [&diagnostic.message, &diagnostic.file.name, &diagnostic.label].map(|text| marked(text));
    let title = Level::ERROR.primary_title(message);
    let mut group = if diagnostic.file.text.is_empty() {
        title.element(FileOnly::path(name)).element(Level::NOTE.message(label))
    } else if diagnostic.lines().len() > WIDEST_DRAWN {
        let (line, column) = diagnostic.place();
        title.element(FileOnly::path(name).line(line).char_column(column)).element(Level::NOTE.message(label))
    } else {
        let extract = Extract::of(diagnostic);
        title.element(
            Snippet::source(extract.text)
                .path(name)
                .line_start(extract.first_line)
                .annotation(AnnotationKind::Primary.span(extract.span).label(label)),
        )
    };
    if let Some(note) = &diagnostic.note {
        group = group.element(Level::NOTE.message(marked(note)));
    }
    if let Some(help) = &diagnostic.help {
        group = group.element(Level::HELP.message(marked(help)));
    }
    renderer.render(&[group])
}

/// The lines of a text that a mistake is in, as they can be shown: a large text is not gone through for each mistake.
struct Extract {
    text: String,
    first_line: usize,
    span: Range<usize>,
}

impl Extract {
    fn of(diagnostic: &Diagnostic) -> Self {
        let (text, span) = (&diagnostic.file.text, &diagnostic.span);
        let Range { start: begins, end: ends } = diagnostic.lines();
        let mut extract = Self { text: String::new(), first_line: diagnostic.place().0, span: 0..0 };
        let mut letters = text[begins..ends].char_indices().map(|(at, c)| (begins + at, c)).peekable();
        while let Some((at, c)) = letters.next() {
            extract.reach(at, span);
            if c == '\r' && letters.peek().is_none_or(|(_, next)| *next == '\n') {
                continue;
            }
            let stays = matches!(c, '\n' | '\t') || !is_harmful(c);
            extract.text.push(if stays { c } else { shown(c).unwrap_or(char::REPLACEMENT_CHARACTER) });
        }
        extract.reach(ends, span);
        extract
    }

    /// What comes next stands at a byte of the whole text.
    fn reach(&mut self, at: usize, span: &Range<usize>) {
        if at <= span.start {
            self.span.start = self.text.len();
        }
        if at <= span.end {
            self.span.end = self.text.len();
        }
    }
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

#[cfg(test)]
mod tests {
    use super::*;

    fn mistake(name: &str, text: &str, span: Range<usize>, message: &str) -> Diagnostic {
        let source = Source { name: name.to_owned(), text: text.to_owned(), first_line: 1, order: 0 };
        Diagnostic::at(&Origin { source: Arc::new(source), span }, message, "expected another")
    }

    #[test]
    fn nothing_of_a_mistake_reaches_a_terminal_as_it_stands() {
        let text = "a = 1\r\n\"k\u{202e}\u{9b}31m\u{1b}[2J\" = 2\r\nb = 3\n";
        let at = text.find("= 2").expect("it stands there");
        let hostile = "x\u{1b}]0;t\u{7}\ny\u{200b}\u{85}";
        let mut mistake = mistake(hostile, text, at..at + 3, hostile);
        mistake = mistake.help(Some(hostile.to_owned())).note(Some(hostile.to_owned()));
        let drawn = render(&[mistake], false);
        let harmful: Vec<char> = drawn.chars().filter(|c| *c != '\n' && is_harmful(*c)).collect();
        assert!(harmful.is_empty(), "{harmful:?}\n{drawn}");
        assert!(drawn.contains(":2:14\n") && drawn.contains("2 | \"k\u{fffd}\u{fffd}31m␛[2J\" = 2\n"), "{drawn}");
        let lines: Vec<&str> = drawn.lines().collect();
        let (shown, under) = (lines[3], lines[4]);
        let column = |line: &str, of: &str| line[..line.find(of).expect("it is drawn")].chars().count();
        assert_eq!(column(shown, "= 2"), column(under, "^^^"));
    }

    #[test]
    fn a_stretch_of_several_lines_keeps_its_place() {
        let drawn = render(&[mistake("f", "a\nb\r\ncc\nd", 2..7, "m")], false);
        assert!(drawn.contains(" --> f:2:1") && drawn.contains("3 |") && !drawn.contains("4 |"), "{drawn}");
        for (text, span) in [("a\r\n", 1..3), ("a\n", 2..2), ("", 0..0), ("\r", 0..1), ("é\n", 0..2)] {
            render(&[mistake("f", text, span, "m")], false);
        }
    }

    #[test]
    fn of_a_very_long_line_the_place_is_told() {
        let text = format!("a = 1\n{}b = 2 # {}\n", "é".repeat(3), "x".repeat(1 << 20));
        let at = text.find("b = 2").expect("it stands there");
        let drawn = render(&[mistake("f", &text, at..text.len() - 1, "m")], false);
        assert!(drawn.contains(" --> f:2:4") && drawn.contains("expected another"), "{drawn}");
        assert!(drawn.len() < 200, "{} bytes", drawn.len());
    }

    #[test]
    fn of_very_many_mistakes_the_first_are_drawn() {
        let many: Vec<Diagnostic> = (0..1000).map(|_| mistake("f", "a = 1", 0..1, "m")).collect();
        let drawn = render(&many, false);
        assert!(drawn.ends_with("1000 mistakes in all, of which the first 200 are shown"));
    }
}
