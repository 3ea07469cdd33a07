//! A row of a result table: its cells, and how they are read again.
//!
//! Knows no particular table and no folder. What is written and read back is written again to the same bytes.

use super::line::{Line, table, unguarded};
use crate::analysis::{DayKey, RunKey};
use std::str::FromStr;

/// One observation of a table.
pub(in crate::report) trait Row: Sized {
    /// The table's file.
    const FILE: &'static str;
    /// Names of its columns.
    const HEADER: &'static [&'static str];
    /// The cells in the order of the columns.
    fn line(&self) -> Line;
    /// Reads the cells in the same order, or says what is wrong with one.
    fn read(cells: &mut Cells<'_>) -> Result<Self, String>;
}

/// The table of some rows.
pub(in crate::report) fn write<R: Row>(rows: &[R]) -> Vec<u8> {
    table(R::HEADER, rows.iter().map(R::line))
}

/// The rows of a table.
///
/// # Errors
/// The first mistake, as `LINE: what`; the caller names the file.
pub(in crate::report) fn read<R: Row>(bytes: &[u8]) -> Result<Vec<R>, String> {
    read_numbered(bytes).map(|rows| rows.into_iter().map(|(_, row)| row).collect())
}

/// The rows of a table with their lines.
pub(in crate::report) fn read_numbered<R: Row>(bytes: &[u8]) -> Result<Vec<(u64, R)>, String> {
    if !bytes.is_empty() && !bytes.ends_with(b"\n") {
        let lines = bytes.split(|byte| *byte == b'\n').count();
        return Err(format!("{lines}: the line is broken off; is the file whole?"));
    }
    let mut reader = csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(bytes);
    let (mut rows, mut headed) = (Vec::new(), false);
    let mut record = csv::StringRecord::new();
    for number in 1_u64.. {
        if !reader.read_record(&mut record).map_err(|e| format!("{number}: {e}"))? {
            break;
        }
        let line = record.position().map_or(number, csv::Position::line);
        if !headed {
            if record.iter().ne(R::HEADER.iter().copied()) {
                return Err(format!("1: expected the columns {}", R::HEADER.join(",")));
            }
            headed = true;
            continue;
        }
        if record.len() != R::HEADER.len() {
            return Err(format!("{line}: expected {} cells, found {}", R::HEADER.len(), record.len()));
        }
        if let Some(cell) = record.iter().find(|cell| cell.len() > LONGEST) {
            return Err(format!("{line}: expected cells of at most {LONGEST} bytes, found one of {}", cell.len()));
        }
        let row = R::read(&mut Cells { record: &record, at: 0 }).map_err(|what| format!("{line}: {what}"))?;
        rows.push((line, row));
    }
    if headed { Ok(rows) } else { Err("1: the table is empty".to_owned()) }
}

/// Bytes of a cell: names and titles have a few dozen.
const LONGEST: usize = 2_000;
/// Letters of a cell that are shown where it is wrong.
const SHOWN: usize = 60;
/// No figure of a run is larger by far; squares and sums of such numbers still are numbers.
const LARGEST: f64 = 1e24;

/// The cells of a line, taken one after the other.
pub(in crate::report) struct Cells<'r> {
    record: &'r csv::StringRecord,
    at: usize,
}

impl Cells<'_> {
    fn next(&mut self) -> &str {
        self.at += 1;
        self.record.get(self.at - 1).unwrap_or_default()
    }

    fn parsed<T>(&mut self, expected: &str, of: impl FnOnce(&str) -> Option<T>) -> Result<T, String> {
        let cell = self.next();
        of(cell).ok_or_else(|| {
            let begins: String = cell.chars().take(SHOWN).collect();
            let rest = if begins.len() < cell.len() { "…" } else { "" };
            format!("expected {expected}, found `{begins}{rest}`")
        })
    }

    /// Any text.
    pub(in crate::report) fn text(&mut self) -> String {
        unguarded(self.next()).into_owned()
    }

    /// A text that is not empty.
    pub(in crate::report) fn name(&mut self, what: &str) -> Result<String, String> {
        self.parsed(what, |cell| (!cell.is_empty()).then(|| unguarded(cell).into_owned()))
    }

    /// A whole number.
    pub(in crate::report) fn whole<T: FromStr>(&mut self) -> Result<T, String> {
        self.parsed("a whole number", |cell| cell.parse().ok())
    }

    /// A whole number, or nothing.
    pub(in crate::report) fn whole_or_nothing<T: FromStr>(&mut self) -> Result<Option<T>, String> {
        self.parsed(
            "a whole number or nothing",
            |cell| {
                if cell.is_empty() { Some(None) } else { cell.parse().ok().map(Some) }
            },
        )
    }

    /// Sixteen hexadecimal digits.
    pub(in crate::report) fn fingerprint(&mut self) -> Result<u64, String> {
        self.parsed("a fingerprint", |cell| u64::from_str_radix(cell, 16).ok().filter(|_| cell.len() == 16))
    }

    /// A number.
    pub(in crate::report) fn real(&mut self) -> Result<f64, String> {
        self.parsed("a number", number)
    }

    /// A number, or nothing where it was not measured.
    pub(in crate::report) fn measured(&mut self) -> Result<Option<f64>, String> {
        self.parsed("a number or nothing", |cell| if cell.is_empty() { Some(None) } else { number(cell).map(Some) })
    }

    /// One of some names.
    pub(in crate::report) fn one_of<T: Copy>(
        &mut self,
        what: &str,
        all: &[T],
        name: impl Fn(T) -> &'static str,
    ) -> Result<T, String> {
        self.parsed(what, |cell| all.iter().copied().find(|one| name(*one) == cell))
    }

    /// An arm and a replication.
    pub(in crate::report) fn run(&mut self) -> Result<RunKey, String> {
        let arm = self.text();
        let replication = self.parsed("the number of a replication", |cell| cell.parse().ok())?;
        Ok(RunKey { arm, replication })
    }

    /// A day and its date.
    pub(in crate::report) fn day(&mut self) -> Result<DayKey, String> {
        Ok(DayKey { day: self.whole()?, date: self.text() })
    }
}

fn number(cell: &str) -> Option<f64> {
    cell.parse().ok().filter(|x: &f64| x.abs() <= LARGEST)
}
