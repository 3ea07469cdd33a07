//! The README and its pages say what is so: figures are those of the reference results, the glossary is the program's,
//! examples are read, commands are understood.
//!
//! With `CLOUDMSG_BLESS=1` the parts between markers are written anew.
#![expect(clippy::unwrap_used, reason = "a test may fail")]

#[path = "readme/certainty.rs"]
mod certainty;
#[path = "readme/sensitivity.rs"]
mod sensitivity;
#[path = "readme/tables.rs"]
mod tables;

use clap::Parser;
use cloudmsg::analysis::{Figure, HEADLINES, Summary, glossary};
use cloudmsg::cli::{Arguments, Verb};
use cloudmsg::report::{grouped, quantity, quantity_change};
use cloudmsg::scenario;
use std::collections::BTreeSet;
use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// The README and every page in `docs`, by path.
fn pages() -> Vec<(PathBuf, String)> {
    let docs = fs::read_dir(root().join("docs")).unwrap().map(|entry| entry.unwrap().path());
    let mut paths: Vec<PathBuf> = docs.filter(|path| path.extension().is_some_and(|e| e == "md")).collect();
    paths.push(root().join("README.md"));
    paths.sort();
    paths.into_iter().map(|path| (path.clone(), fs::read_to_string(path).unwrap().replace("\r\n", "\n"))).collect()
}

/// Pages whose examples are whole scenarios or parts laid over the flagship, and whose commands are run from the root.
const EXAMPLES: [&str; 6] =
    ["README.md", "docs/findings.md", "docs/planning.md", "docs/results.md", "docs/scenarios.md", "docs/sweeps.md"];

/// One test at a time writes.
static PEN: Mutex<()> = Mutex::new(());

/// Holds what stands between two markers against what should, or writes it.
fn hold(name: &str, expected: &str) {
    let _pen = PEN.lock().unwrap_or_else(PoisonError::into_inner);
    let (begin, end) = (format!("<!-- {name}:begin -->\n"), format!("<!-- {name}:end -->\n"));
    let page = pages().into_iter().find(|(_, text)| text.contains(&begin));
    let (path, text) = page.unwrap_or_else(|| panic!("no page has {begin}"));
    let (before, rest) = text.split_once(&begin).expect("the page has it");
    let (found, after) = rest.split_once(&end).unwrap_or_else(|| panic!("{} has no {end}", path.display()));
    if std::env::var_os("CLOUDMSG_BLESS").is_some() {
        fs::write(path, format!("{before}{begin}{expected}{end}{after}")).unwrap();
        return;
    }
    let difference = expected.lines().zip(found.lines()).find(|(e, f)| e != f);
    assert!(
        found == expected,
        "{}: part `{name}` is out of date; write it anew with CLOUDMSG_BLESS=1 cargo test --test readme\n{difference:?}",
        path.display()
    );
}

/// Rows of the README's table.
const FIRST: [(&str, &str); 5] = [
    ("people who never use the service whose number the operator learnt", "exposure.nonusers.people"),
    ("… of them readable on the wire", "exposure.nonusers.wire_people"),
    ("all identifiers readable on Wi-Fi, cellular access or a border", "exposure.crossings.wire_clear"),
    ("share of eligible messages that went by SMS", "fallback.rate"),
    ("money saved: avoided, less activation SMS and data", "cost.saved"),
];

/// Rows of the table: what a person asks for first.
const ROWS: [(&str, &str); 14] = [
    ("**Exposed:** numbers of people who never use the service, learnt by the operator", "exposure.nonusers.people"),
    ("… as a share of all such people in the users' phonebooks", "exposure.nonusers.share"),
    ("… of them readable on the wire", "exposure.nonusers.wire_people"),
    ("all identifiers readable on Wi-Fi, cellular access or a border", "exposure.crossings.wire_clear"),
    ("other people's numbers disclosed for each SMS saved", "exposure.numbers_per_sms_saved"),
    ("**Saved:** SMS that nobody had to pay for", "sms.saved"),
    ("money saved: avoided, less activation SMS and data", "cost.saved"),
    ("paid for activation SMS", "cost.activation"),
    ("**Fallback:** share of eligible messages that went by SMS", "fallback.rate"),
    ("share of first messages that went by SMS", "first_message.sms_rate"),
    ("share of messages that came twice", "duplicates.rate"),
    ("**Latency:** median over the service", "delivery.ip.p50"),
    ("99 % over the service", "delivery.ip.p99"),
    ("median by SMS", "delivery.sms.p50"),
];

fn half(figure: &Figure) -> Option<f64> {
    Some((figure.high? - figure.low?) / 2.0)
}

/// The before and after of a metric in the main job.
struct Change<'a> {
    before: &'a Figure,
    after: &'a Figure,
    difference: &'a Figure,
}

impl<'a> Change<'a> {
    fn of(summary: &'a Summary, metric: &str) -> Self {
        let figure = |arm| summary.figure(arm, metric).unwrap_or_else(|| panic!("{metric} was not measured"));
        Self { before: figure("before"), after: figure("after"), difference: &summary.differences[0].metrics[metric] }
    }

    /// Both figures and the difference, as cells.
    fn cells(&self) -> String {
        let [before, after] = [self.before, self.after].map(|f| quantity(f.value, &f.unit));
        let change = quantity_change(self.difference.value, half(self.difference), &self.difference.unit);
        format!("{before} | {after} | {change}")
    }

    /// `12 % fewer`, of the figure before.
    fn relative(&self) -> String {
        let share = self.difference.value.unwrap() / self.before.value.unwrap();
        let size = quantity(Some(share.abs()), "share");
        if share == 0.0 {
            "just as many".into()
        } else {
            format!("{size} {}", if share < 0.0 { "fewer" } else { "more" })
        }
    }
}

/// Identifiers that an eavesdropper could read on the last day of an arm, as `exposure.csv` has them: the mean of its
/// replications.
fn readable_on_the_last_day(arm: &str) -> f64 {
    let mut table = csv::Reader::from_path(root().join("results/opt-in-2014/exposure.csv")).unwrap();
    let head = table.headers().unwrap().clone();
    let column = |name: &str| head.iter().position(|h| h == name).unwrap_or_else(|| panic!("no column {name}"));
    let columns = ["arm", "replication", "day", "hop", "protection", "crossings"];
    let [of, replication, day, hop, protection, crossings] = columns.map(column);
    let rows: Vec<csv::StringRecord> = table.records().map(Result::unwrap).collect();
    let number = |row: &csv::StringRecord, column: usize| row[column].parse::<f64>().unwrap();
    let last = rows.iter().map(|row| number(row, day)).fold(0.0, f64::max);
    let readable = |row: &&csv::StringRecord| {
        row[of] == *arm
            && number(row, day) >= last
            && ["wifi", "cellular", "visited", "border"].contains(&&row[hop])
            && ["clear", "encoded"].contains(&&row[protection])
    };
    let replications = rows.iter().map(|row| row[replication].to_owned()).collect::<BTreeSet<_>>().len();
    rows.iter().filter(readable).map(|row| number(row, crossings)).sum::<f64>() / replications as f64
}

/// The reference result of the main job.
fn main_job() -> Summary {
    let path = root().join("results/opt-in-2014/summary.json");
    let summary: Summary = serde_json::from_slice(&fs::read(path).unwrap()).unwrap();
    assert_eq!(summary.arm_order, ["before", "after"]);
    summary
}

/// How large it was, and its figures in these rows.
fn table(summary: &Summary, rows: &[(&str, &str)]) -> String {
    let engine = &summary.engine;
    let runs = match summary.replications {
        1 => "one replication".to_owned(),
        n => format!("{n} replications, ± is a 95 % interval"),
    };
    let days = engine.simulated_s / 86_400.0;
    let mut text = format!(
        "{} handsets stand for {}; {days} days, the first of them warm-up; {runs}; {} events.\n\n",
        grouped(engine.handsets),
        grouped(engine.represents),
        grouped(engine.events)
    );
    text.push_str("| | before | after | difference |\n|---|--:|--:|--:|\n");
    for (label, metric) in rows {
        writeln!(text, "| {label} | {} |", Change::of(summary, metric).cells()).unwrap();
    }
    text
}

/// The metrics that people ask for first, as the glossary has them.
fn first_metrics() -> String {
    let glossary = glossary();
    let asked =
        HEADLINES.iter().chain(&["delivery.ip.p50", "delivery.ip.p99", "cost.paid", "exposure.crossings.wire_clear"]);
    let row = |name: &str| glossary.lines().find(|line| line.starts_with(&format!("| `{name}` |"))).expect("a metric");
    let rows: Vec<&str> = glossary.lines().take(2).chain(asked.map(|name| row(name))).collect();
    rows.join("\n") + "\n"
}

fn flagship() -> String {
    let summary = main_job();
    let mut text = table(&summary, &ROWS);
    let people = Change::of(&summary, "exposure.nonusers.people");
    let share = Change::of(&summary, "exposure.nonusers.share");
    let [wire_before, wire_after] = ["before", "after"].map(readable_on_the_last_day);
    let wire = quantity(Some(1.0 - wire_after / wire_before), "share");
    let [wire_before, wire_after] = [wire_before, wire_after].map(|n| quantity(Some(n), "crossings"));
    let [saved, activations, money] = ["sms.saved", "activations", "cost.saved"].map(|m| Change::of(&summary, m));
    let shown = |figure: &Figure| quantity(figure.value, &figure.unit);
    write!(
        text,
        "\n**If I never used the service, was my number uploaded anyway?** Yes, if somebody who used it opened your name, wrote \
         to\nyou, or had a message from you. Within the measured days the operator learnt the numbers of {} people who never \
         used the\nservice: {} of all such people in the users' phonebooks. With the update it was {}, {} people\n({}).\n\n",
        shown(people.before),
        shown(share.before),
        shown(share.after),
        shown(people.after),
        people.relative(),
    )
    .unwrap();
    write!(
        text,
        "**What did the update change?** On the wire, nearly everything: on the last day an eavesdropper could read {wire_after} \
         identifiers\ninstead of {wire_before}, {wire} fewer. At the operator, hardly anything within these weeks: the service \
         stays on for those\nwho had it, and only new and reset handsets start without it. There were {} activations and\n{} \
         SMS saved. Money saved changed by {}: fewer SMS are avoided, but fewer\nactivations are billed.\n",
        activations.relative(),
        saved.relative(),
        quantity_change(money.difference.value, half(money.difference), &money.difference.unit),
    )
    .unwrap();
    text
}

/// A pass proves: the README and the page of findings show the figures of `results/opt-in-2014`.
#[test]
fn the_figures_are_those_of_the_reference_result() {
    hold("headline", &table(&main_job(), &FIRST));
    hold("flagship", &flagship());
}

/// A pass proves: the README shows the headlines of `results/opt-in-2014-headlines`, with both their ranges.
#[test]
fn the_headlines_are_those_of_their_reference() {
    hold("headlines", &tables::headlines());
}

/// A pass proves: every figure of the base has a source or the word assumed, and the page of limits counts them.
#[test]
fn every_figure_says_how_certain_it_is() {
    hold("certainty", &certainty::table());
}

/// A pass proves: the page of limits shows the ranges of `results/sensitivity`.
#[test]
fn the_unknowns_move_the_headlines_as_their_reference_says() {
    hold("sensitivity", &sensitivity::table());
}

/// A pass proves: the README shows what the probe shows.
#[test]
fn the_probe_is_what_a_run_shows() {
    hold("probe", &tables::probe());
}

/// A pass proves: the README shows the rival designs as a run compares them.
#[test]
fn the_rivals_are_as_a_run_compares_them() {
    hold("rivals", &tables::rivals());
}

/// A pass proves: every metric stands in `docs/metrics.md` as the program defines it, the first ones in the README too.
#[test]
fn the_glossary_is_the_programs() {
    hold("metrics", &first_metrics());
    hold("glossary", &glossary());
}

/// Texts of the fenced blocks in a language.
fn blocks(language: &str) -> Vec<String> {
    let fence = format!("```{language}\n");
    let examples = pages().into_iter().filter(|(path, _)| EXAMPLES.iter().any(|name| *path == root().join(name)));
    let of = |(_, text): (PathBuf, String)| {
        let blocks = text.split(&fence).skip(1).map(|rest| rest.split("```").next().unwrap().to_owned());
        blocks.collect::<Vec<String>>()
    };
    examples.flat_map(of).collect()
}

/// A folder with the shipped scenarios.
fn desk() -> tempfile::TempDir {
    let desk = tempfile::tempdir().unwrap();
    for folder in ["scenarios", "scenarios/base", "scenarios/profiles", "scenarios/scale", "scenarios/stations"] {
        fs::create_dir_all(desk.path().join(folder)).unwrap();
        for entry in fs::read_dir(root().join(folder)).unwrap() {
            let path = entry.unwrap().path();
            if path.is_file() {
                fs::copy(&path, desk.path().join(folder).join(path.file_name().unwrap())).unwrap();
            }
        }
    }
    desk
}

fn read(path: &Path, settings: &[String]) {
    if let Err(mistakes) = scenario::read(path, settings) {
        panic!("{}", scenario::render(&mistakes, false));
    }
}

/// A pass proves: every example of the language on these pages is read without a mistake. One that extends nothing is a
/// part, laid over the flagship.
#[test]
fn every_example_is_a_scenario() {
    let desk = desk();
    let examples = blocks("toml");
    assert!(examples.len() >= 15, "the pages show the language");
    for example in examples {
        let whole = example.lines().any(|line| line.starts_with("extends"));
        let head = if whole { "" } else { "extends = \"opt-in-2014.toml\"\n" };
        let path = desk.path().join("scenarios/example.toml");
        fs::write(&path, format!("{head}{example}")).unwrap();
        read(&path, &[]);
    }
}

/// A pass proves: the program understands every command of these pages, down to the keys it sets.
#[test]
fn every_command_is_understood() {
    let desk = desk();
    fs::write(desk.path().join("sms.csv"), "source,target,timestamp\n7,9,134\n9,7,200\n").unwrap();
    fs::write(desk.path().join("scenarios/mine.toml"), "extends = \"opt-in-2014.toml\"\n").unwrap();
    let mut understood = 0;
    for line in blocks("sh").iter().flat_map(|block| block.lines()) {
        let line = line.split(" #").next().unwrap();
        let typed = line.strip_prefix("cargo run --release --").or_else(|| line.strip_prefix("cloudmsg"));
        let Some(typed) = typed else {
            assert!(line.starts_with("cargo ") || line.is_empty(), "{line}: neither cargo nor the program");
            continue;
        };
        let arguments = Arguments::try_parse_from(std::iter::once("cloudmsg".to_owned()).chain(words(typed)));
        let scenarios = match arguments.unwrap_or_else(|e| panic!("{line}\n{e}")).verb {
            Verb::Run(run) => vec![run.scenario],
            Verb::Check(check) => vec![check.scenario],
            Verb::Compare(compare) => compare.scenarios(),
            Verb::Sweep(sweep) => sweep.file.iter().map(|_| sweep.scenario()).collect(),
            Verb::Extend(_)
            | Verb::Explain(_)
            | Verb::Report(_)
            | Verb::Init(_)
            | Verb::Schema
            | Verb::Completions(_)
            | Verb::Man(_)
            | Verb::Verify(_) => Vec::new(),
            Verb::Plan(plan) => vec![plan.scenario],
            Verb::Workload(workload) => vec![workload.scenario],
        };
        let here = |s: String| s.replace("path=sms.csv", &format!("path={}", desk.path().join("sms.csv").display()));
        // Result folders are read, not scenarios.
        for scenario in scenarios.iter().filter(|s| s.file.extension().is_some()) {
            read(&desk.path().join(&scenario.file), &scenario.overrides().into_iter().map(here).collect::<Vec<_>>());
        }
        understood += 1;
    }
    assert!(understood >= 15, "the pages show how to run it");
}

/// The words of a line as a shell splits them, double quotes minded.
fn words(line: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    let mut quoted = false;
    for c in line.chars() {
        match c {
            '"' => quoted = !quoted,
            c if c.is_whitespace() && !quoted => words.push(String::new()),
            c => words.last_mut().unwrap().push(c),
        }
    }
    words.into_iter().filter(|word| !word.is_empty()).collect()
}

/// The anchor that a heading gets on a page: small letters, hyphens for blanks, no other signs.
fn anchor(heading: &str) -> String {
    let kept = heading.trim_start_matches('#').trim().to_lowercase();
    kept.chars().filter(|c| c.is_alphanumeric() || " -_".contains(*c)).map(|c| if c == ' ' { '-' } else { c }).collect()
}

/// A pass proves: the files, folders and headings that any page points to exist, and every page stands in the index.
#[test]
fn every_link_leads_somewhere() {
    let index = fs::read_to_string(root().join("docs/README.md")).unwrap();
    for (path, text) in pages() {
        let targets = text.split("](").skip(1).map(|rest| rest.split(')').next().unwrap());
        for target in targets.filter(|target| !target.starts_with("http")) {
            let (file, heading) = target.split_once('#').unwrap_or((target, ""));
            let place = if file.is_empty() { path.clone() } else { path.parent().unwrap().join(file) };
            assert!(place.exists(), "{}: {target}", path.display());
            if !heading.is_empty() {
                let there = fs::read_to_string(&place).unwrap();
                let found = there.lines().any(|line| line.starts_with('#') && anchor(line) == heading);
                assert!(found, "{}: no heading for {target}", path.display());
            }
        }
        let name = path.file_name().unwrap().to_string_lossy();
        assert!(name == "README.md" || index.contains(&format!("]({name})")), "docs/README.md does not list {name}");
    }
}
