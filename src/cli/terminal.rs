//! Standard output and standard error: results there, everything else here.
//!
//! Knows no command. A reader that goes away (`| head`) is no error.

use super::arguments::Format;
use super::paint::painted;
use super::{Failure, interrupt};
use crate::units::{is_harmful, visible_lines};
use serde::Serialize;
use std::fmt::Write as _;
use std::io::{self, BufRead, ErrorKind, IsTerminal, Write};
use std::process::ExitCode;

/// The two streams of the process.
#[derive(Clone, Copy, Debug)]
#[expect(clippy::struct_excessive_bools, reason = "each stream is looked at by itself")]
pub struct Terminal {
    /// Whether somebody watches standard error.
    pub(super) watched: bool,
    /// Whether colours are wanted there.
    pub(super) color: bool,
    /// Whether colours are wanted on standard output.
    pub(super) painted: bool,
    /// Whether somebody can be asked: standard input is a terminal too.
    pub(super) answers: bool,
}

impl Terminal {
    /// The streams of this process.
    pub fn of_process() -> Self {
        let watched = io::stderr().is_terminal();
        let refused = std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty())
            || std::env::var_os("TERM").is_some_and(|value| value == "dumb");
        let painted = io::stdout().is_terminal() && !refused;
        Self { watched, color: watched && !refused, painted, answers: watched && io::stdin().is_terminal() }
    }

    /// A result, to standard output: for people with colours where they are wanted, or as one JSON document.
    ///
    /// # Panics
    /// Never: plain values have a JSON form.
    pub(super) fn deliver(
        self,
        format: Format,
        document: &impl Serialize,
        text: impl FnOnce() -> String,
    ) -> Result<(), Failure> {
        match format {
            Format::Text if self.painted => put(&painted(&visible_lines(&text()))),
            Format::Text => print(&text()),
            Format::Json => print_json(document),
        }
    }

    /// From now on Ctrl-C ends the command in good order; `left` says what became of its work.
    pub(super) fn mind_interruptions(self, left: &'static str) {
        interrupt::ends_in_order(self, left);
    }

    /// Says why a command failed and gives the exit code.
    pub fn conclude(self, outcome: Result<(), Failure>) -> ExitCode {
        let Err(failure) = outcome else { return ExitCode::SUCCESS };
        match &failure {
            Failure::Bound(_) | Failure::Input(_) | Failure::Machine(_) => say(failure.text().trim_end()),
            Failure::Mistakes(drawn) => tell(drawn.trim_end()),
            Failure::ReaderGone => {}
        }
        failure.code()
    }
}

/// A result for people, to standard output. What a terminal would obey is shown, since names in it may be anybody's.
pub(super) fn print(text: &str) -> Result<(), Failure> {
    put(&visible_lines(text))
}

/// A result as one JSON document, to standard output; what a terminal would obey is written as JSON escapes it.
///
/// # Panics
/// Never: plain values have a JSON form.
pub(super) fn print_json(document: &(impl Serialize + ?Sized)) -> Result<(), Failure> {
    let text = serde_json::to_string_pretty(document).expect("plain values have a JSON form");
    put(&(escaped(&text) + "\n"))
}

/// A JSON document in which such characters are escapes; they can stand only in its texts.
fn escaped(json: &str) -> String {
    let mut out = String::with_capacity(json.len());
    for c in json.chars() {
        if c != '\n' && is_harmful(c) {
            let mut units = [0; 2];
            for unit in c.encode_utf16(&mut units) {
                write!(out, "\\u{unit:04x}").expect("memory takes every letter");
            }
        } else {
            out.push(c);
        }
    }
    out
}

fn put(text: &str) -> Result<(), Failure> {
    let mut out = io::stdout().lock();
    let written = out.write_all(text.as_bytes()).and_then(|()| out.flush());
    written.map_err(|e| {
        if e.kind() == ErrorKind::BrokenPipe {
            Failure::ReaderGone
        } else {
            Failure::Machine(format!("standard output: {e}"))
        }
    })
}

/// A message for people, to standard error; nobody may be there to read it. What a terminal would obey is shown.
pub(super) fn say(text: &str) {
    tell(&visible_lines(text));
}

/// As [`say`], of what is harmless already and may have colours.
fn tell(text: &str) {
    let mut err = io::stderr().lock();
    let _nobody_reads = err.write_all(text.as_bytes()).and_then(|()| err.write_all(b"\n"));
}

/// Asks on standard error; the line that was typed, or nothing where the input is over.
pub(super) fn ask(question: &str) -> Option<String> {
    let mut err = io::stderr().lock();
    let _nobody_reads = err.write_all(question.as_bytes()).and_then(|()| err.flush());
    let mut line = String::new();
    let read = io::stdin().lock().read_line(&mut line).ok()?;
    (read > 0).then_some(line)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn json_keeps_its_texts_and_loses_what_a_terminal_would_obey() {
        let texts = ["a\u{1b}[31m\n", "\u{9b}\u{7f}\u{202e}\u{e0001}", "\\u0041 é\"\\"];
        let json = escaped(&serde_json::to_string_pretty(&texts).expect("texts have a JSON form"));
        assert!(!json.chars().any(|c| c != '\n' && is_harmful(c)), "{json}");
        let read: Vec<String> = serde_json::from_str(&json).expect("it is JSON still");
        assert_eq!(read, texts);
    }
}
