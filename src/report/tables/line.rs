//! Lines of CSV: cells from values, tables from lines.
//!
//! Knows no folder and no table. Text is made safe for spreadsheets; what was not measured is an empty cell.

use crate::analysis::{DayKey, RunKey};
use std::borrow::Cow;

/// Text as a cell that no spreadsheet takes for a formula: where one could begin stands an apostrophe. That is at the
/// beginning, and behind what parts cells or lines in some country: a semicolon, a tab, the end of a line.
pub(in crate::report) fn safe_cell(text: &str) -> Cow<'_, str> {
    if !starts(text).any(|(_, start)| begins_formula(start)) {
        return Cow::Borrowed(text);
    }
    let pieces = starts(text).zip(text.split_inclusive(PARTS));
    let guarded = pieces.map(|((_, start), piece)| if begins_formula(start) { ["'", piece] } else { ["", piece] });
    Cow::Owned(guarded.flatten().collect())
}

/// A cell without the apostrophes that keep spreadsheets from taking it for formulas.
pub(in crate::report) fn unguarded(cell: &str) -> Cow<'_, str> {
    let guarded = |start: &str| start.strip_prefix('\'').is_some_and(begins_formula);
    if !starts(cell).any(|(_, start)| guarded(start)) {
        return Cow::Borrowed(cell);
    }
    let pieces = starts(cell).zip(cell.split_inclusive(PARTS));
    Cow::Owned(pieces.map(|((_, start), piece)| if guarded(start) { &piece[1..] } else { piece }).collect())
}

/// What parts cells or lines where a file is opened with other separators than ours; quotes do not hold there.
const PARTS: [char; 4] = [';', '\t', '\n', '\r'];

/// Where a cell could begin: the bytes of such places, and the text from there on.
fn starts(text: &str) -> impl Iterator<Item = (usize, &str)> {
    text.split_inclusive(PARTS).scan(0, |at, piece| {
        let start = *at;
        *at += piece.len();
        Some((start, &text[start..]))
    })
}

/// Whether a spreadsheet could take a text for a formula, or would if apostrophes and spaces were away.
fn begins_formula(text: &str) -> bool {
    let first = text.trim_start_matches(['\'', ' ', '\u{a0}']).chars().next();
    matches!(first, Some('=' | '+' | '-' | '@' | '\t' | '\r' | '＝' | '＋' | '－' | '＠'))
}

/// A line of CSV from cells that are safe already.
pub(in crate::report) fn csv_line<'c>(cells: impl IntoIterator<Item = &'c str>) -> String {
    let quoted = |cell: &'c str| {
        if cell.contains([',', '"', '\n', '\r']) {
            Cow::Owned(format!("\"{}\"", cell.replace('"', "\"\"")))
        } else {
            Cow::Borrowed(cell)
        }
    };
    cells.into_iter().map(quoted).collect::<Vec<_>>().join(",") + "\n"
}

/// A line of CSV from texts that are anybody's; numbers stay numbers, negative ones too.
pub fn safe_csv_line<'c>(cells: impl IntoIterator<Item = &'c str>) -> String {
    let number = |cell: &str| cell.parse::<f64>().is_ok_and(f64::is_finite);
    let safe = |cell: &'c str| if number(cell) { Cow::Borrowed(cell) } else { safe_cell(cell) };
    let cells: Vec<_> = cells.into_iter().map(safe).collect();
    csv_line(cells.iter().map(AsRef::as_ref))
}

/// One line of a table.
pub(in crate::report) struct Line(Vec<String>);

impl Line {
    pub(in crate::report) fn empty() -> Self {
        Self(Vec::new())
    }

    pub(in crate::report) fn of(run: &RunKey) -> Self {
        Self::empty().text(&run.arm).number(run.replication)
    }

    pub(in crate::report) fn day(self, day: &DayKey) -> Self {
        self.number(day.day).text(&day.date)
    }

    pub(in crate::report) fn text(mut self, cell: &str) -> Self {
        self.0.push(safe_cell(cell).into_owned());
        self
    }

    pub(in crate::report) fn number(mut self, cell: impl std::fmt::Display + Copy) -> Self {
        self.0.push(cell.to_string());
        self
    }

    /// Nine significant digits: more than any count needs, and a third of the bytes.
    pub(in crate::report) fn real(self, cell: f64) -> Self {
        // Minus zero is zero.
        let rounded: f64 = format!("{:.8e}", cell + 0.0).parse().unwrap_or(cell);
        self.number(rounded)
    }

    /// Microseconds as seconds, exactly; nothing where there is no instant.
    pub(in crate::report) fn instant(self, micros: Option<u64>) -> Self {
        match micros {
            Some(micros) => self.number(micros as f64 / 1e6),
            None => self.text(""),
        }
    }

    /// All digits; nothing where it was not measured.
    pub(in crate::report) fn full(self, cell: Option<f64>) -> Self {
        match cell {
            Some(x) => self.number(x + 0.0),
            None => self.text(""),
        }
    }

    pub(in crate::report) fn measured(self, cell: Option<f64>) -> Self {
        match cell {
            Some(x) => self.real(x),
            None => self.text(""),
        }
    }
}

/// A table: its header, whose names may be anybody's, and its lines.
pub(in crate::report) fn table(header: &[&str], lines: impl IntoIterator<Item = Line>) -> Vec<u8> {
    let mut text = safe_csv_line(header.iter().copied());
    for line in lines {
        assert_eq!(line.0.len(), header.len(), "every line has as many cells as the header");
        text += &csv_line(line.0.iter().map(String::as_str));
    }
    text.into_bytes()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formulas_become_text() {
        for formula in ["=1+1", "+1", "-1", "@SUM(A1)", "\t", "'=1", "''-1", " =1", "＝1"] {
            assert_eq!(safe_cell(formula), format!("'{formula}"));
        }
        for text in ["before", "", "'quoted'", "a=1", "a-b", "5; 6", "<= 5 %"] {
            assert_eq!(safe_cell(text), text);
        }
        assert_eq!(safe_cell("a;=1;b\n-2"), "a;'=1;b\n'-2");
        assert_eq!(safe_cell("\t=1"), "'\t'=1");
    }

    proptest::proptest! {
        #[test]
        fn cells_are_read_back_as_they_were(text in "[-=+@;'\" ,a\t\r\n＝]{0,8}", other in "\\PC{0,8}") {
            let safe = safe_cell(&text);
            proptest::prop_assert_eq!(unguarded(&safe), text.as_str());
            for start in safe.split(PARTS) {
                let first = start.trim_start_matches([' ', '\u{a0}']).chars().next();
                proptest::prop_assert!(!first.is_some_and(|c| "=+-@＝".contains(c)), "{safe:?}");
            }
            // Lines are those of the library that reads them.
            let line = csv_line([&*safe, &*other]);
            let mut writer = csv::Writer::from_writer(Vec::new());
            writer.write_record([&*safe, &*other]).expect("memory takes every record");
            proptest::prop_assert_eq!(line.as_bytes(), writer.into_inner().expect("memory takes every record"));
        }
    }

    #[test]
    fn an_arm_named_as_a_formula_stays_text_and_negative_numbers_stay_numbers() {
        let run = RunKey { arm: "=cmd|'/c calc'!A1".into(), replication: 0 };
        let bytes = table(&["arm", "replication", "saved"], [Line::of(&run).real(-1.5)]);
        assert_eq!(
            String::from_utf8(bytes).expect("CSV is text"),
            "arm,replication,saved\n'=cmd|'/c calc'!A1,0,-1.5\n"
        );
    }

    #[test]
    fn not_measured_is_an_empty_cell() {
        let run = RunKey { arm: "a".into(), replication: 1 };
        let line = Line::of(&run).measured(None).measured(Some(0.0));
        assert_eq!(line.0, ["a", "1", "", "0"]);
    }
}
