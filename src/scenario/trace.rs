//! Recorded messages as CSV: who wrote to whom, and when.
//!
//! Knows the file's form, but not what a replay does with it.

use super::diagnostic::{Diagnostic, Origin, Source};
use super::lines::{Beginnings, LONGEST_LINE, ShortLines, too_long};
use super::text_file::{self, Unreadable};
use super::workload::{Trace, TraceMessage};
use crate::units::{Duration, Instant};
use csv::{ReaderBuilder, StringRecord, Trim};
use rustc_hash::FxHashMap;
use std::collections::BTreeMap;
use std::fs::File;
use std::io::BufReader;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Columns with the names they may have.
const COLUMNS: [(&str, &[&str]); 3] = [
    ("source", &["source", "sender", "from"]),
    ("target", &["target", "receiver", "to"]),
    ("timestamp", &["timestamp", "time"]),
];
/// Most rows that are read.
const MOST_ROWS: u64 = 50_000_000;
/// Largest file, in bytes.
const MOST_BYTES: u64 = 4 << 30;
/// Letters of a cell that are shown.
const SHOWN: usize = 40;
/// Mistakes that are listed one by one.
const MOST_LISTED: usize = 20;
/// Place of a trace among the texts of one reading: after all others.
const ORDER: usize = 1_000_000;
/// Most messages that one person may write.
const MOST_SENT: u32 = 1 << 16;
/// Largest timestamp, in seconds, that is read at all.
const LATEST: f64 = 1e10;

/// Traces read so far, by path.
#[derive(Default)]
pub(super) struct TraceCache(BTreeMap<PathBuf, Result<Trace, Vec<Diagnostic>>>);

impl TraceCache {
    /// Reads a trace once, however many arms replay it.
    pub(super) fn get(&mut self, path: &Path, named_at: &Origin) -> Result<Trace, Vec<Diagnostic>> {
        self.0.entry(path.to_path_buf()).or_insert_with(|| read(path, named_at)).clone()
    }
}

/// How many messages lie beyond a study's end, and the last instant of all.
pub(super) fn beyond(trace: &Trace, end: Duration) -> Option<(usize, Instant)> {
    let limit = Instant::START + end;
    let inside = trace.messages.partition_point(|message| message.at < limit);
    trace.messages.last().filter(|_| inside < trace.messages.len()).map(|last| (trace.messages.len() - inside, last.at))
}

/// Reads a trace that the command line names.
///
/// # Errors
/// Every mistake in the file, or why it cannot be read.
pub fn read_trace(path: &Path) -> Result<Trace, Vec<Diagnostic>> {
    let text = path.display().to_string();
    let span = 0..text.len();
    let source = Source { name: "command line".to_owned(), text, first_line: 1, order: 0 };
    read(path, &Origin { source: Arc::new(source), span })
}

/// Reads a trace, or lists what is wrong with its lines.
fn read(path: &Path, named_at: &Origin) -> Result<Trace, Vec<Diagnostic>> {
    let unreadable = |why: &Unreadable| vec![unreadable(path, named_at, why)];
    let file = text_file::open(path, MOST_BYTES).map_err(|why| unreadable(&why))?;
    let mut rows = ReaderBuilder::new().flexible(true).trim(Trim::All).from_reader(ShortLines::of(file));
    let mut faults = Faults { listed: Vec::new(), more: 0 };
    let columns = match rows.headers().map(find_columns) {
        Ok(Ok(columns)) => columns,
        Ok(Err(message)) => {
            faults.push(1, None, message, "expected a header with the columns source, target, timestamp");
            return Err(faults.draw(path));
        }
        Err(error) => {
            if let Some(why) = failed(error) {
                return Err(unreadable(&why));
            }
            faults.push(1, None, LONG.to_owned(), "expected a header with the columns source, target, timestamp");
            return Err(faults.draw(path));
        }
    };
    let mut people = People::default();
    let mut messages = Vec::new();
    let mut record = StringRecord::new();
    let mut count: u64 = 0;
    loop {
        let line = rows.position().line();
        match rows.read_record(&mut record) {
            Ok(false) => break,
            Ok(true) => {}
            Err(error) if matches!(error.kind(), csv::ErrorKind::Utf8 { .. }) => {
                faults.push(line, None, "the line is not UTF-8 text".to_owned(), "expected text in UTF-8");
                continue;
            }
            Err(error) => {
                if let Some(why) = failed(error) {
                    return Err(unreadable(&why));
                }
                faults.push(line, None, LONG.to_owned(), "expected one message a line");
                break;
            }
        }
        let line = record.position().map_or(line, csv::Position::line);
        count += 1;
        if count > MOST_ROWS {
            let message = format!("the trace has more than {MOST_ROWS} messages");
            faults.push(line, None, message, "expected the end of the file");
            break;
        }
        match read_row(&record, &columns) {
            Ok((source, target, at)) => {
                messages.push(TraceMessage { at, source: people.number(source), target: people.number(target) });
                if people.wrote(source) == MOST_SENT + 1 {
                    let message = format!("`{}` writes more than {MOST_SENT} messages", short(source));
                    faults.push(line, Some(columns[0]), message, "expected fewer: messages are numbered in 16 bits");
                }
            }
            Err((column, message, expected)) => faults.push(line, column, message, expected),
        }
    }
    if count == 0 && faults.listed.is_empty() {
        faults.push(1, None, "the trace has no messages".to_owned(), "expected one message a line below the header");
    }
    if !faults.listed.is_empty() {
        return Err(faults.draw(path));
    }
    let dense = people.dense();
    for message in &mut messages {
        message.source = dense[message.source as usize];
        message.target = dense[message.target as usize];
    }
    messages.sort_unstable();
    Ok(Trace { path: path.to_path_buf(), messages: Arc::new(messages), people: dense.len() as u32 })
}

/// What is said of a line that is not read to its end.
const LONG: &str = "the line is longer than 65536 bytes";
const _: () = assert!(LONGEST_LINE == 65_536);

/// Why reading failed; nothing where a line is too long.
fn failed(error: csv::Error) -> Option<Unreadable> {
    let shown = error.to_string();
    let csv::ErrorKind::Io(error) = error.into_kind() else {
        return Some(Unreadable::System(std::io::Error::other(shown)));
    };
    (!too_long(&error)).then_some(Unreadable::System(error))
}

fn unreadable(path: &Path, named_at: &Origin, why: &Unreadable) -> Diagnostic {
    let message = format!("cannot read the trace `{}`: {}", path.display(), why.reason());
    let relative = "paths in a file are relative to it, paths on the command line to the working directory";
    let help = why.help(path).unwrap_or_else(|| relative.to_owned());
    Diagnostic::at(named_at, message, "expected a CSV file with the columns source, target, timestamp").help(Some(help))
}

fn find_columns(header: &StringRecord) -> Result<[usize; 3], String> {
    let mut columns = [0; 3];
    for (column, (name, aliases)) in columns.iter_mut().zip(COLUMNS) {
        let mut found = header.iter().enumerate().filter(|(_, title)| {
            let title = title.trim_start_matches('\u{feff}').trim().to_lowercase();
            aliases.contains(&title.as_str())
        });
        match (found.next(), found.next()) {
            (Some((index, _)), None) => *column = index,
            (Some(_), Some(_)) => return Err(format!("the trace has two columns for `{name}`")),
            (None, _) => return Err(format!("the trace has no column `{name}` (or {})", aliases[1..].join(", "))),
        }
    }
    Ok(columns)
}

/// A cell as it can be shown.
fn short(cell: &str) -> String {
    let start: String = cell.chars().take(SHOWN).collect();
    if start.len() < cell.len() { start + "…" } else { start }
}

type RowFault = (Option<usize>, String, &'static str);

fn read_row<'r>(record: &'r StringRecord, columns: &[usize; 3]) -> Result<(&'r str, &'r str, Instant), RowFault> {
    let field = |which: usize| {
        record.get(columns[which]).filter(|field| !field.is_empty()).ok_or_else(|| {
            (None, format!("the line has no `{}`", COLUMNS[which].0), "expected a value in every column")
        })
    };
    let (source, target, time) = (field(0)?, field(1)?, field(2)?);
    if source == target {
        let message = format!("`{}` writes to itself", short(source));
        return Err((Some(columns[1]), message, "expected another person as receiver"));
    }
    let shown = short(time);
    let expected = "expected seconds from the start of the study, such as 134 or 134.5";
    match time.parse::<f64>() {
        Ok(seconds) if seconds < 0.0 => Err((Some(columns[2]), format!("the time `{shown}` is negative"), expected)),
        Ok(seconds) if seconds <= LATEST => {
            Ok((source, target, Instant::from_micros(libm::round(seconds * 1e6) as u64)))
        }
        Ok(_) => Err((Some(columns[2]), format!("the time `{shown}` is too large"), expected)),
        Err(_) => Err((Some(columns[2]), format!("the time `{shown}` is not a number"), expected)),
    }
}

/// Names of people, numbered as they come; the map is only looked up, never walked.
#[derive(Default)]
struct People {
    names: Vec<String>,
    numbers: FxHashMap<String, u32>,
    /// Messages written by each.
    written: Vec<u32>,
}

impl People {
    fn number(&mut self, name: &str) -> u32 {
        if let Some(number) = self.numbers.get(name) {
            return *number;
        }
        let number = self.names.len() as u32;
        self.names.push(name.to_owned());
        self.written.push(0);
        self.numbers.insert(name.to_owned(), number);
        number
    }

    /// Counts a message of a person; how many they have written now.
    fn wrote(&mut self, name: &str) -> u32 {
        let number = self.number(name) as usize;
        self.written[number] += 1;
        self.written[number]
    }

    /// For each number, the place of its name in sorted order: numbers by value, then other names.
    fn dense(&self) -> Vec<u32> {
        let key = |name: &str| name.parse::<u64>().map_or((true, 0), |number| (false, number));
        let mut order: Vec<usize> = (0..self.names.len()).collect();
        order.sort_by_key(|index| (key(&self.names[*index]), &self.names[*index]));
        let mut dense = vec![0; order.len()];
        for (place, index) in order.into_iter().enumerate() {
            dense[index] = place as u32;
        }
        dense
    }
}

struct Fault {
    line: u64,
    column: Option<usize>,
    message: String,
    expected: &'static str,
}

struct Faults {
    listed: Vec<Fault>,
    more: usize,
}

impl Faults {
    fn push(&mut self, line: u64, column: Option<usize>, message: String, expected: &'static str) {
        if self.listed.len() < MOST_LISTED {
            self.listed.push(Fault { line, column, message, expected });
        } else {
            self.more += 1;
        }
    }

    /// Mistakes with the lines they stand in, which are read again for that.
    fn draw(self, path: &Path) -> Vec<Diagnostic> {
        let mut lines =
            File::open(path).ok().into_iter().flat_map(|file| Beginnings(BufReader::new(file))).zip(1_u64..);
        let mut last = (String::new(), 0);
        let mut drawn: Vec<Diagnostic> = Vec::new();
        for fault in self.listed {
            // A record's line is counted before the empty lines above it.
            while last.1 < fault.line || last.0.trim().is_empty() {
                let Some(next) = lines.next() else { break };
                last = next;
            }
            let (text, line) = last.clone();
            let span = field_span(&text, fault.column);
            // Space keeps an empty line drawable.
            let text = if text.is_empty() { " ".to_owned() } else { text };
            let first_line = line.max(1) as usize;
            let source = Source { name: path.display().to_string(), text, first_line, order: ORDER + first_line };
            let mistake = Diagnostic::at(&Origin { source: Arc::new(source), span }, fault.message, fault.expected);
            drawn.push(mistake.help(Some("correct the line, or take it out of the trace".to_owned())));
        }
        if let Some(diagnostic) = drawn.last_mut().filter(|_| self.more > 0) {
            diagnostic.note = Some(format!("{} more lines of this file are wrong", self.more));
        }
        drawn
    }
}

/// Bytes of a field in a line without quotes; else the whole line.
fn field_span(line: &str, column: Option<usize>) -> Range<usize> {
    let Some(column) = column.filter(|_| !line.contains('"')) else {
        return 0..line.len();
    };
    let Some(field) = line.split(',').nth(column) else {
        return 0..line.len();
    };
    let before: usize = line.split(',').take(column).map(|field| field.len() + 1).sum();
    let begins = before + (field.len() - field.trim_start().len());
    begins..begins + field.trim().len()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What a trace with these bytes becomes: (seconds, source, target) of its messages, or the mistakes' messages.
    fn read_bytes(bytes: &[u8]) -> Result<Vec<(u64, u32, u32)>, Vec<String>> {
        let folder = tempfile::tempdir().expect("a temporary folder can be made");
        let path = folder.path().join("trace.csv");
        std::fs::write(&path, bytes).expect("the folder is ours");
        let source = Source { name: "study.toml".to_owned(), text: "x".to_owned(), first_line: 1, order: 0 };
        let read = read(&path, &Origin { source: Arc::new(source), span: 0..1 });
        let rows = |trace: Trace| {
            let row = |message: &TraceMessage| (message.at.as_micros() / 1_000_000, message.source, message.target);
            trace.messages.iter().map(row).collect()
        };
        read.map(rows).map_err(|mistakes| mistakes.into_iter().map(|mistake| mistake.message).collect())
    }

    #[test]
    fn people_are_numbered_by_value_then_name_and_messages_sorted_by_time() {
        let rows = read_bytes(b"source, target, timestamp\n10, 9, 5.5\nzoe, 10, 2\n9,zoe,2\n");
        assert_eq!(rows, Ok(vec![(2, 0, 2), (2, 2, 1), (5, 1, 0)]));
    }

    #[test]
    fn nobody_writes_more_messages_than_can_be_numbered() {
        let many = |n: u32| {
            let mut text = b"source,target,timestamp\n".to_vec();
            (0..n).for_each(|_| text.extend_from_slice(b"1,2,3\n"));
            read_bytes(&text)
        };
        assert_eq!(many(MOST_SENT).map(|rows| rows.len()), Ok(1 << 16));
        assert_eq!(many(MOST_SENT + 5), Err(vec!["`1` writes more than 65536 messages".to_owned()]));
    }

    #[test]
    fn line_ends_marks_of_order_and_other_names_of_columns() {
        let rows = Ok(vec![(3, 0, 1)]);
        assert_eq!(read_bytes(b"source,target,timestamp\r\n1,2,3\r\n"), rows);
        assert_eq!(read_bytes(b"\xef\xbb\xbfSender,Receiver,Time\n1,2,3"), rows);
        assert_eq!(read_bytes(b"time,to,from,note\n3,2,1,\"a, b\"\n"), rows);
    }

    #[test]
    fn very_long_lines_are_refused_where_they_are_and_cells_cut() {
        let long = "x".repeat(1 << 20);
        let reason = |text: String| read_bytes(text.as_bytes()).expect_err("the trace is wrong").remove(0);
        assert_eq!(reason(format!("source,target,time\n1,2,3\n1,{long},3\n")), LONG);
        assert_eq!(reason(format!("{long},source,target,time\n1,2,3\n")), LONG);
        assert_eq!(reason(format!("source,target,time\n1,2,3\n\"{long}")), LONG);
        let nan = reason(format!("source,target,time\n1,2,{}\n", &long[..60_000]));
        assert_eq!(nan, format!("the time `{}…` is not a number", &long[..SHOWN]));
    }

    #[test]
    fn odd_files_are_refused_with_a_reason() {
        let reason = |bytes: &[u8]| read_bytes(bytes).expect_err("the trace is wrong").remove(0);
        assert!(reason(b"").contains("no column `source`"));
        assert!(reason(b"source,target,timestamp\n").contains("no messages"));
        assert!(reason(b"source,from,target,time\n1,1,2,3\n").contains("two columns for `source`"));
        assert!(reason(b"source,target,time\n1,2,-0.5\n").contains("negative"));
        assert!(reason(b"source,target,time\n1,2,1e300\n").contains("too large"));
        assert!(reason(b"source,target,time\n1,2,nan\n").contains("too large"));
        assert!(reason(b"source,target,time\n1,\xff,3\n").contains("UTF-8"));
        assert!(reason(b"source,target,time\n1,,3\n").contains("no `target`"));
    }
}
