//! Small languages within values: durations, rates, laws, curves, ranges, samples, bounds, arrivals, dates, hours, prices.
//!
//! Each is tried in a place that takes it, as a value of a file and as a setting of the command line.

use super::campaign::{Target, Verdict};
use super::desk::Desk;
use super::grammar::toml_text;
use super::input::Input;
use super::mutant::{NUMBERS, Stock};
use super::scenario::{Read, SETTINGS, STUDY, judge, read};
use arbitrary::{Result, Unstructured};
use std::sync::{Mutex, PoisonError};

/// Keys with a text that stands there well.
const PLACES: [(&str, &str); 24] = [
    ("study.duration", "28 days"),
    ("study.warm_up", "detect"),
    ("study.start", "2014-08-10T12:00:00+08:00"),
    ("study.seed", "20140810"),
    ("stations.desk.arrivals", "poisson 8/s"),
    ("stations.desk.arrivals", "given \"numbers.csv\""),
    ("stations.desk.arrivals", "deterministic 30/min"),
    ("stations.desk.service", "lognormal(median 122 s, sigma 1.61)"),
    ("stations.desk.service", "mix(0.87: exp(2 s), 0.13: erlang(2, 1 s))"),
    ("stations.desk.service", "empirical(\"numbers.csv\")"),
    ("stations.desk.patience", "uniform(10 s, 30 s)"),
    ("stations.desk.servers", "12"),
    ("stations.desk.queue", "1_000"),
    ("stations.desk.routing.desk", "5 %"),
    ("slo.\"stations.desk.wait_mean\"", "<= 2 s"),
    ("slo.\"stations.desk.delayed\"", "< 25 %"),
    ("slo.base.\"stations.desk.wait_p95\"", "[\"< 2 s\", \">= 1 ms\"]"),
    ("sweep.\"stations.desk.servers\"", "1..9 step 2"),
    ("sweep.\"stations.desk.arrivals\"", "1/s..9/s"),
    ("sweep.sample", "lhs(100)"),
    ("sweep.metrics", "[\"stations.desk.wait_mean\"]"),
    ("unknown.\"stations.desk.servers\"", "[1, 2]"),
    ("plan.price.\"stations.desk.servers\"", "1 CNY"),
    ("plan.at_most", "320"),
];
/// What the place stands in.
const AROUND: &str =
    "[study]\nduration = \"1 h\"\n[stations.desk]\narrivals = \"poisson 1/s\"\nservice = \"exp(100 ms)\"\n";

/// Words of all small languages.
const WORDS: [&str; 72] = [
    "us",
    "µs",
    "ms",
    "s",
    "min",
    "h",
    "hours",
    "day",
    "days",
    "/s",
    "/min",
    "/h",
    "/day",
    "%",
    "B",
    "KiB",
    "MiB",
    "GiB",
    "TiB",
    "CNY",
    "CNY/MiB",
    "USD",
    "exp(",
    "fixed(",
    "uniform(",
    "lognormal(",
    "erlang(",
    "mix(",
    "empirical(",
    "logistic(",
    "steps(",
    "median ",
    "sigma ",
    "mean ",
    "scv ",
    "mid ",
    "spread ",
    "never ",
    "poisson ",
    "deterministic ",
    "given ",
    "lhs(",
    "sobol(",
    "saltelli(",
    "step",
    "..",
    "...",
    "<",
    "<=",
    ">",
    ">=",
    "≤",
    "≥",
    "=",
    "+",
    "-",
    ":",
    ",",
    ")",
    "(",
    "\"",
    "'",
    " ",
    "detect",
    "+13 days",
    "2014-08-10T12:00:00+08:00",
    "9999-12-31T23:59:59Z",
    "-9999-01-01T00:00:00Z",
    "numbers.csv",
    "µ",
    "\u{202e}",
    "e",
];

/// A text of some small language, or nearly so.
pub(crate) fn phrase(u: &mut Unstructured<'_>) -> Result<String> {
    let number = |u: &mut Unstructured<'_>| -> Result<String> {
        Ok(match u.int_in_range(0..=3)? {
            0 => u.int_in_range(0..=100_u32)?.to_string(),
            1 => format!("{}.{}", u.int_in_range(0..=9_u32)?, u.int_in_range(0..=99_u32)?),
            2 => (*u.choose(&NUMBERS)?).to_owned(),
            _ => format!("{}e{}", u.int_in_range(0..=9_u32)?, u.int_in_range(-20..=20_i32)?),
        })
    };
    Ok(match u.int_in_range(0..=9)? {
        0 => format!("{} {}", number(u)?, u.choose(&WORDS)?),
        1 => format!("{}{}", number(u)?, u.choose(&WORDS)?),
        2..=4 => law(u, 0, &number)?,
        5 => format!("{}..{} step {}", number(u)?, number(u)?, number(u)?),
        6 => format!("{0} {3}..{1} {3} step {2} {3}", number(u)?, number(u)?, number(u)?, u.choose(&WORDS)?),
        7 => format!("{}{} {}", u.choose(&WORDS)?, number(u)?, u.choose(&WORDS)?),
        8 => {
            let pieces = u.int_in_range(0..=12)?;
            let piece =
                |u: &mut Unstructured<'_>| if u.ratio(1, 3)? { number(u) } else { Ok((*u.choose(&WORDS)?).to_owned()) };
            (0..pieces).map(|_| piece(u)).collect::<Result<String>>()?
        }
        _ => u.arbitrary::<&str>()?.to_owned(),
    })
}

fn law(
    u: &mut Unstructured<'_>,
    depth: usize,
    number: &dyn Fn(&mut Unstructured<'_>) -> Result<String>,
) -> Result<String> {
    let unit = *u.choose(&["", " s", " ms", " days", " us"])?;
    Ok(match u.int_in_range(0..=8)? {
        0 => format!("exp({}{unit})", number(u)?),
        1 => format!("fixed({}{unit})", number(u)?),
        2 => format!("uniform({}{unit}, {}{unit})", number(u)?, number(u)?),
        3 => format!("lognormal(median {}{unit}, sigma {})", number(u)?, number(u)?),
        4 => format!("lognormal(mean {}{unit}, scv {})", number(u)?, number(u)?),
        5 => format!("erlang({}, {}{unit})", number(u)?, number(u)?),
        6 => format!("steps({} days: {}, {} days: {})", number(u)?, number(u)?, number(u)?, number(u)?),
        7 => format!("logistic(mid {} days, spread {unit}, never {})", number(u)?, number(u)?),
        _ if depth > 40 => "exp(1 s)".to_owned(),
        _ => format!("mix(0.5: {}, 0.5: {})", law(u, depth + 1, number)?, law(u, depth + 1, number)?),
    })
}

/// The reader on its desk.
pub(crate) struct Languages {
    stock: Stock,
    desk: Mutex<Desk>,
}

impl Languages {
    pub(crate) fn new() -> Self {
        let mut corpus = Vec::new();
        for (key, text) in PLACES {
            corpus.push(in_file(key, text));
            corpus.push(Input::of(STUDY, AROUND).with(SETTINGS, format!("{key}={text}")));
        }
        let words = WORDS.iter().map(|word| (*word).to_owned()).collect();
        let standing = Input::of("numbers.csv", "# s\n0\n1.5\n1.5\n");
        Self { stock: Stock { corpus, words }, desk: Mutex::new(Desk::new(standing)) }
    }
}

/// The text as a value of a file.
fn in_file(key: &str, text: &str) -> Input {
    let value = if text.starts_with('[') || text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'_') {
        text.to_owned()
    } else {
        toml_text(text)
    };
    let rest: String =
        AROUND.split_inclusive('\n').filter(|line| !line.starts_with(key.rsplit('.').next().unwrap_or("?"))).collect();
    Input::of(STUDY, format!("{key} = {value}\n{}", in_dots(&rest)))
}

/// Lines below headings as dotted keys, so that any key may stand before them.
fn in_dots(text: &str) -> String {
    let (mut table, mut out) = (String::new(), String::new());
    for line in text.lines() {
        match line.strip_prefix('[') {
            Some(heading) => heading.trim_end_matches(']').clone_into(&mut table),
            None => out.extend([table.as_str(), ".", line, "\n"]),
        }
    }
    out
}

impl Target for Languages {
    type Read = Read;
    const NAME: &'static str = "languages";
    // Of thousands of settings with mistakes each, two hundred are drawn.
    const BOUND: (usize, usize) = (96, 20 << 20);

    fn stock(&self) -> &Stock {
        &self.stock
    }

    fn made_up(&self, u: &mut Unstructured<'_>) -> Result<Input> {
        let (key, _) = *u.choose(&PLACES)?;
        let typed = u.ratio(1, 3)?;
        let text = phrase(u)?;
        Ok(if typed { Input::of(STUDY, AROUND).with(SETTINGS, format!("{key}={text}")) } else { in_file(key, &text) })
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
