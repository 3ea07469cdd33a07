//! Tables that a scenario names: recorded messages, and files of numbers.

use super::campaign::{Target, Verdict};
use super::desk::Desk;
use super::input::Input;
use super::mutant::{NUMBERS, Stock};
use super::scenario::{Read, STUDY, judge, judge_mistakes, read};
use arbitrary::{Result, Unstructured};
use cloudmsg::scenario::{Diagnostic, Trace, read_trace, render};
use std::fs;
use std::path::Path;
use std::sync::{Mutex, PoisonError};

const TRACE: &str = "trace.csv";
const TABLE: &str = "numbers.csv";

/// Cells that a table may have.
const CELLS: [&str; 16] =
    ["1", "2", "10", "zoe", "ana", " 7 ", "", "\"a,b\"", "\"a\nb\"", "\"", "'1", "134.5", "1e3", "-0", "ünï", "1,2"];
const HEADS: [&str; 7] = [
    "source,target,timestamp",
    "\u{feff}Sender,Receiver,Time",
    "time,to,from,note",
    "source,target",
    "from,source,to,time",
    "",
    "\"source\", target ,timestamp",
];

fn cell(u: &mut Unstructured<'_>) -> Result<String> {
    Ok(match u.int_in_range(0..=7)? {
        0 => (*u.choose(&NUMBERS)?).to_owned(),
        1 => u.arbitrary::<&str>()?.to_owned(),
        2 => u.int_in_range(0..=1_000_u32)?.to_string(),
        _ => (*u.choose(&CELLS)?).to_owned(),
    })
}

/// The reader of recorded messages.
pub(crate) struct Traces {
    stock: Stock,
    desk: Mutex<Desk>,
}

impl Traces {
    pub(crate) fn new() -> Self {
        let shipped = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/ecosystem/worlds");
        let mut corpus: Vec<Input> = ["tiny.csv", "ties.csv"]
            .iter()
            .map(|name| Input::of(TRACE, fs::read(shipped.join(name)).unwrap()))
            .collect();
        for text in [
            "source, target, timestamp\n7,9,134\n9,7,200.5\n",
            "\u{feff}Sender,Receiver,Time\r\n1,2,3\r\n2,1,4",
            "time,to,from,note\n3,2,1,\"a, b\"\n4,zoe,2,\"line\nbreak\"\n\n\n5,1,2,\n",
        ] {
            corpus.push(Input::of(TRACE, text));
        }
        let dictionary = CELLS.iter().chain(&HEADS).map(|word| (*word).to_owned()).collect();
        Self { stock: Stock { corpus, words: dictionary }, desk: Mutex::new(Desk::new(Input::default())) }
    }
}

impl Target for Traces {
    type Read = (std::result::Result<Trace, Vec<Diagnostic>>, String);
    const NAME: &'static str = "trace";

    fn stock(&self) -> &Stock {
        &self.stock
    }

    fn made_up(&self, u: &mut Unstructured<'_>) -> Result<Input> {
        let mut text = format!("{}\n", if u.ratio(3, 4)? { HEADS[0] } else { *u.choose(&HEADS)? });
        let rows = u.int_in_range(0..=40)?;
        for _ in 0..rows {
            let cells = if u.ratio(15, 16)? { 3 } else { u.int_in_range(0..=5)? };
            let cells = (0..cells).map(|_| cell(u)).collect::<Result<Vec<_>>>()?;
            text.push_str(&cells.join(","));
            text.push_str(if u.ratio(1, 8)? { "\r\n" } else { "\n" });
        }
        Ok(Input::of(TRACE, text))
    }

    fn lay(&self, input: &Input) -> usize {
        self.desk.lock().unwrap_or_else(PoisonError::into_inner).lay(input)
    }

    fn read(&self) -> Self::Read {
        let read = read_trace(&self.desk.lock().unwrap_or_else(PoisonError::into_inner).path(TRACE));
        let drawn = read.as_ref().err().map_or_else(String::new, |mistakes| render(mistakes, false));
        (read, drawn)
    }

    fn judge(&self, (read, drawn): Self::Read) -> Verdict {
        match read {
            Err(mistakes) => Verdict::Refused(judge_mistakes(&mistakes, &drawn)),
            Ok(trace) => {
                assert!(!trace.messages.is_empty() && trace.messages.is_sorted(), "sorted messages");
                let people = trace.people;
                assert!(trace.messages.iter().all(|m| m.source < people && m.target < people && m.source != m.target));
                Verdict::Accepted
            }
        }
    }
}

/// The reader of files of numbers, in the two places that name them.
pub(crate) struct Numbers {
    stock: Stock,
    desk: Mutex<Desk>,
}

/// A scenario that names the table as samples and as instants.
const NAMING: &str = "study.duration = \"1 h\"\n[stations.desk]\narrivals = 'given \"numbers.csv\"'\nservice = \"exp(100 ms)\"\n\
                      [stations.other]\narrivals = \"poisson 1/s\"\nservice = 'empirical(\"numbers.csv\")'\n";

impl Numbers {
    pub(crate) fn new() -> Self {
        let texts = ["# s\n0\n1.5\n1.5\n", "\u{feff}1\r\n2\r\n\r\n3", "0.001\n0.5\n1e3\n", "1\n"];
        let corpus = texts.iter().map(|text| Input::of(TABLE, *text)).collect();
        let dictionary = CELLS.iter().map(|word| (*word).to_owned()).collect();
        Self { stock: Stock { corpus, words: dictionary }, desk: Mutex::new(Desk::new(Input::of(STUDY, NAMING))) }
    }
}

impl Target for Numbers {
    type Read = Read;
    const NAME: &'static str = "numbers";

    fn stock(&self) -> &Stock {
        &self.stock
    }

    fn made_up(&self, u: &mut Unstructured<'_>) -> Result<Input> {
        let rows = u.int_in_range(0..=60)?;
        let mut numbers = (0..rows).map(|_| u.int_in_range(0..=3_000_000_u32)).collect::<Result<Vec<_>>>()?;
        if u.ratio(3, 4)? {
            numbers.sort_unstable();
        }
        let mut lines: Vec<String> = numbers.iter().map(|n| (f64::from(*n) / 1e3).to_string()).collect();
        if u.ratio(1, 2)? && !lines.is_empty() {
            let at = u.choose_index(lines.len())?;
            lines[at] = cell(u)?;
        }
        Ok(Input::of(TABLE, lines.join("\n")))
    }

    fn lay(&self, input: &Input) -> usize {
        self.desk.lock().unwrap_or_else(PoisonError::into_inner).lay(input)
    }

    fn read(&self) -> Read {
        read(&self.desk.lock().unwrap_or_else(PoisonError::into_inner))
    }

    fn judge(&self, read: Read) -> Verdict {
        judge(&read, &self.desk.lock().unwrap_or_else(PoisonError::into_inner))
    }
}
