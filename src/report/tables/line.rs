//! Lines of CSV: cells from values, tables from lines.
//!
//! Knows no folder and no table. Text is made safe for spreadsheets; what was not measured is an empty cell.

use crate::analysis::{DayKey, RunKey};
use std::borrow::Cow;

/// Text as a cell that no spreadsheet takes for a formula: a leading `=`, `+`, `-`, `@`, tab or return gets an apostrophe.
pub fn safe_cell(text: &str) -> Cow<'_, str> {
    match text.chars().next() {
        Some('=' | '+' | '-' | '@' | '\t' | '\r') => Cow::Owned(format!("'{text}")),
        Some(_) | None => Cow::Borrowed(text),
    }
}

/// A cell without the apostrophe that keeps spreadsheets from taking it for a formula.
pub(in crate::report) fn unguarded(cell: &str) -> &str {
    match cell.strip_prefix('\'') {
        Some(text) if text != safe_cell(text) => text,
        Some(_) | None => cell,
    }
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

pub(in crate::report) fn table(header: &[&str], lines: impl IntoIterator<Item = Line>) -> Vec<u8> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record(header).expect("memory takes every record");
    for line in lines {
        writer.write_record(&line.0).expect("every line has as many cells as the header");
    }
    writer.into_inner().expect("memory takes every record")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formulas_become_text() {
        for formula in ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1"] {
            assert_eq!(safe_cell(formula), format!("'{formula}"));
        }
        assert_eq!(safe_cell("before"), "before");
        assert_eq!(safe_cell(""), "");
        for text in ["=1+1", "before", "'quoted'", "'=1", ""] {
            assert_eq!(unguarded(&safe_cell(text)), if text == "'=1" { "=1" } else { text });
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
