//! All tables of a study as files, and back.
//!
//! Knows which tables there are, in the order in which their files are written; neither a row's cells nor any folder.

use super::row::{Row, read, write};
use super::theory::theory;
use crate::analysis::{AuditRow, Calendar, RangeRow, RunKey, StationRow, Tables, TheoryRunRow, against_theory};
use crate::report::folder::ResultFile;
use std::borrow::Cow;

/// The files of a study's tables: those of its stations, or of its ecosystem.
pub(in crate::report) fn table_files(tables: &Tables) -> Vec<ResultFile> {
    let mut files = vec![file(&tables.runs), file(&tables.replications)];
    if !tables.audit.is_empty() {
        files.push(file(&tables.audit));
    }
    if tables.of_stations() {
        files.push(file(&tables.stations));
    } else {
        files.extend([
            file(&tables.delivery),
            file(&tables.days),
            file(&tables.cost),
            file(&tables.exposure),
            file(&tables.observers),
            file(&tables.knowledge),
            file(&tables.roles),
            file(&tables.holdings),
            file(&tables.load),
            file(&tables.queues),
        ]);
    }
    if !tables.theory.is_empty() {
        files.extend([file(&tables.theory), theory(&against_theory(&tables.theory))]);
    }
    if !tables.ranges.is_empty() {
        files.push(file(&tables.ranges));
    }
    files
}

fn file<R: Row>(rows: &[R]) -> ResultFile {
    ResultFile { name: R::FILE.to_owned(), bytes: write(rows) }
}

/// The tables of a study from its files; `bytes_of` gives those of a name, or nothing where there is no such file. Numbers
/// have the digits of the files. The calendar and the reference currency stand in no table.
///
/// # Errors
/// The first mistake, as `FILE:LINE: what`, and a table that is missing.
pub(in crate::report) fn read_tables<'f>(
    calendar: Calendar,
    reference: &str,
    bytes_of: &dyn Fn(&str) -> Option<Cow<'f, [u8]>>,
) -> Result<Tables, String> {
    let of_stations = bytes_of(StationRow::FILE).is_some();
    let stations = if of_stations { rows(bytes_of)? } else { Vec::new() };
    let beside_theory = if bytes_of(TheoryRunRow::FILE).is_some() { rows(bytes_of)? } else { Vec::new() };
    let audit = if bytes_of(AuditRow::FILE).is_some() { rows(bytes_of)? } else { Vec::new() };
    let ranges = if bytes_of(RangeRow::FILE).is_some() { rows(bytes_of)? } else { Vec::new() };
    Ok(Tables {
        calendar,
        reference: reference.to_owned(),
        runs: rows(bytes_of)?,
        replications: rows(bytes_of)?,
        audit,
        ranges,
        delivery: of_ecosystem(of_stations, bytes_of)?,
        days: of_ecosystem(of_stations, bytes_of)?,
        cost: of_ecosystem(of_stations, bytes_of)?,
        exposure: of_ecosystem(of_stations, bytes_of)?,
        observers: of_ecosystem(of_stations, bytes_of)?,
        knowledge: of_ecosystem(of_stations, bytes_of)?,
        roles: of_ecosystem(of_stations, bytes_of)?,
        holdings: of_ecosystem(of_stations, bytes_of)?,
        queues: of_ecosystem(of_stations, bytes_of)?,
        load: of_ecosystem(of_stations, bytes_of)?,
        stations,
        theory: beside_theory,
    })
}

/// The rows of a table that studies of stations do not have.
fn of_ecosystem<'f, R: Row>(
    of_stations: bool,
    bytes_of: &dyn Fn(&str) -> Option<Cow<'f, [u8]>>,
) -> Result<Vec<R>, String> {
    if of_stations { Ok(Vec::new()) } else { rows(bytes_of) }
}

fn rows<'f, R: Row>(bytes_of: &dyn Fn(&str) -> Option<Cow<'f, [u8]>>) -> Result<Vec<R>, String> {
    let file = R::FILE;
    let bytes = bytes_of(file).ok_or_else(|| format!("{file} is missing"))?;
    read(&bytes).map_err(|what| format!("{file}:{what}"))
}

/// Tables of more replications laid beside those of a study, in the order of arms, then replications, as one run of all of
/// them would write them.
pub fn joined_tables(mut of: Tables, more: Tables, arms: &[String]) -> Tables {
    fn join<R>(rows: &mut Vec<R>, more: Vec<R>, arms: &[String], key: impl Fn(&R) -> &RunKey) {
        rows.extend(more);
        rows.sort_by_key(|row| {
            let run = key(row);
            (arms.iter().position(|arm| *arm == run.arm), run.replication)
        });
    }
    join(&mut of.runs, more.runs, arms, |row| &row.run);
    join(&mut of.replications, more.replications, arms, |row| &row.run);
    join(&mut of.audit, more.audit, arms, |row| &row.run);
    join(&mut of.delivery, more.delivery, arms, |row| &row.run);
    join(&mut of.days, more.days, arms, |row| &row.run);
    join(&mut of.cost, more.cost, arms, |row| &row.run);
    join(&mut of.exposure, more.exposure, arms, |row| &row.run);
    join(&mut of.observers, more.observers, arms, |row| &row.run);
    join(&mut of.knowledge, more.knowledge, arms, |row| &row.run);
    join(&mut of.roles, more.roles, arms, |row| &row.run);
    join(&mut of.holdings, more.holdings, arms, |row| &row.run);
    join(&mut of.load, more.load, arms, |row| &row.run);
    join(&mut of.queues, more.queues, arms, |row| &row.run);
    join(&mut of.stations, more.stations, arms, |row| &row.run);
    join(&mut of.theory, more.theory, arms, |row| &row.run);
    of
}
