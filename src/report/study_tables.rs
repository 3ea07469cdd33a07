//! All tables of a study as files, and back.
//!
//! Knows which tables there are, in the order in which their files are written; neither a row's cells nor any folder.

use super::files::ResultFile;
use super::row::{Row, read, write};
use crate::analysis::{Calendar, RangeRow, RunKey, Tables};
use std::borrow::Cow;

/// The files of a study's tables.
pub(super) fn table_files(tables: &Tables) -> Vec<ResultFile> {
    let mut files = vec![
        file(&tables.runs),
        file(&tables.replications),
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
    ];
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
pub(super) fn read_tables<'f>(
    calendar: Calendar,
    reference: &str,
    bytes_of: &dyn Fn(&str) -> Option<Cow<'f, [u8]>>,
) -> Result<Tables, String> {
    let ranges = bytes_of(RangeRow::FILE).is_some();
    Ok(Tables {
        calendar,
        reference: reference.to_owned(),
        runs: rows(bytes_of)?,
        replications: rows(bytes_of)?,
        delivery: rows(bytes_of)?,
        days: rows(bytes_of)?,
        cost: rows(bytes_of)?,
        exposure: rows(bytes_of)?,
        observers: rows(bytes_of)?,
        knowledge: rows(bytes_of)?,
        roles: rows(bytes_of)?,
        holdings: rows(bytes_of)?,
        load: rows(bytes_of)?,
        queues: rows(bytes_of)?,
        ranges: if ranges { rows(bytes_of)? } else { Vec::new() },
    })
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
    of
}
