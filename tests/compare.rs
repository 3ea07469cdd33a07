//! `compare` and `run --ranges` as a whole: verdicts, pairs, what moved, wrong input, and what nobody knows.
#![expect(clippy::unwrap_used, reason = "a test may fail")]

use cloudmsg::analysis::{AccountBook, ComparisonDocument, Move, Summary, Verdict};
use cloudmsg::experiment::{Options, compare_arms, run};
use cloudmsg::scenario;
use cloudmsg::units::Instant;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use tempfile::TempDir;

/// A folder with the small worlds of `tests/ecosystem`, and whatever a test adds.
struct Desk(TempDir);

impl Desk {
    fn new() -> Self {
        let desk = Self(tempfile::tempdir().unwrap());
        let root = Path::new(env!("CARGO_MANIFEST_DIR"));
        for (folder, name) in [("tests/ecosystem/worlds", "small.toml"), ("scenarios/verify", "bare.toml")] {
            fs::copy(root.join(folder).join(name), desk.path(name)).unwrap();
        }
        desk
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn write(&self, name: &str, text: &str) {
        fs::write(self.path(name), text).unwrap();
    }

    fn cloudmsg(&self, typed: &[&str]) -> Output {
        let mut command = Command::new(env!("CARGO_BIN_EXE_cloudmsg"));
        command.current_dir(self.0.path()).stdin(Stdio::null()).args(typed).output().unwrap()
    }

    /// What a command prints; it must succeed.
    fn printed(&self, typed: &[&str]) -> String {
        let output = self.cloudmsg(typed);
        assert!(output.status.success(), "{typed:?}: {}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).unwrap()
    }

    fn document(&self, typed: &[&str]) -> ComparisonDocument {
        let typed: Vec<&str> = ["compare", "--format", "json"].iter().chain(typed).copied().collect();
        serde_json::from_str(&self.printed(&typed)).unwrap()
    }

    /// What a command says of a mistake in its input; it must print and write nothing.
    fn refused(&self, typed: &[&str]) -> String {
        let before = fs::read_dir(self.0.path()).unwrap().count();
        let output = self.cloudmsg(typed);
        assert_eq!((output.status.code(), output.stdout.as_slice()), (Some(2), b"".as_slice()), "{typed:?}");
        assert_eq!(fs::read_dir(self.0.path()).unwrap().count(), before, "{typed:?}");
        String::from_utf8(output.stderr).unwrap()
    }
}

#[track_caller]
fn assert_narrow(text: &str) {
    for line in text.lines() {
        assert!(line.chars().count() <= 80, "{} columns: {line}", line.chars().count());
    }
}

/// Two owners, two messages: the first finds the cache empty and goes by SMS; the second goes over the service, and
/// where the timer is shorter than the way there and back, by SMS as well.
const ONE_MOVES: &str = r#"extends = "bare.toml"
[study]
title = "One message moves"
duration = "4 h"
warm_up = "0 s"
[population]
represents = 2
[connectivity]
on = "fixed(60 days)"
off = "fixed(1 s)"
[workload.trace]
path = "two.csv"
[arm.patient]
[arm.hasty]
client.delivery_timer = "1 us"
"#;

/// A pass proves: of two messages exactly the one that the arm touches moves, and the account says why.
#[test]
fn one_message_moves_and_the_account_says_why() {
    let desk = Desk::new();
    desk.write("one.toml", ONE_MOVES);
    desk.write("two.csv", "source,target,timestamp\n0,1,3600\n0,1,7200\n");
    let document = desk.document(&["one.toml", "--messages", "moved.csv"]);
    let [comparison] = &document.comparisons[..] else { panic!("two arms") };
    assert_eq!((comparison.from.as_str(), comparison.to.as_str()), ("patient", "hasty"));
    let account = comparison.messages.as_ref().unwrap();
    assert_eq!((account.all.simulated, account.unmoved.simulated), (2, 1));
    let [cell] = &account.moved[..] else { panic!("one cell: {account:?}") };
    assert_eq!((cell.from.as_str(), cell.to.as_str(), cell.count.simulated), ("service", "both", 1));
    assert_eq!(cell.why.len(), 1);
    assert_eq!(cell.why[0].reason, "no acknowledgement in time");
    let moved = fs::read_to_string(desk.path("moved.csv")).unwrap();
    assert_eq!(moved.lines().count(), 2, "{moved}");
    assert!(moved.contains("patient,hasty,0,") && moved.contains(",0,1,7200,7200,"), "{moved}");
    let text = desk.printed(&["compare", "one.toml"]);
    assert_narrow(&text);
    assert!(text.contains("1 came twice instead of going over the service: no acknowledgement in time"), "{text}");
    // The other way round the reason lies in the first arm.
    let back = desk.document(&["one.toml", "--arms", "hasty,patient"]);
    let why = &back.comparisons[0].messages.as_ref().unwrap().moved[0].why[0];
    assert_eq!(why.reason, "no acknowledgement in time in hasty");
}

/// Two arms of the dense world, several times.
const PAIR: [&str; 7] = [
    "small.toml",
    "--set",
    "arm.usual.client.fallback=true",
    "--set",
    "arm.hasty.client.delivery_timer=20 s",
    "--replications",
    "3",
];

/// A pass proves: a result folder says the same as the scenario it came from, and pairing is told.
#[test]
fn a_folder_gives_the_same_figures_as_its_scenario() {
    let desk = Desk::new();
    let typed: Vec<&str> = ["run", "--quiet", "--out", "pair"].iter().chain(&PAIR).copied().collect();
    desk.printed(&typed);
    let (of_file, of_folder) = (desk.document(&PAIR), desk.document(&["pair"]));
    let [file, folder] = [&of_file, &of_folder].map(|d| d.comparisons[0].clone());
    assert_eq!(file.metrics, folder.metrics);
    assert_eq!((file.sharper, &file.not_paired), (folder.sharper, &folder.not_paired));
    assert!(file.messages.is_some() && folder.messages.is_none());
    assert!(file.metrics.iter().any(|m| m.verdict != Verdict::Equal && m.low.is_some()));
    let summary: Summary = serde_json::from_slice(&fs::read(desk.path("pair/summary.json")).unwrap()).unwrap();
    for metric in &folder.metrics {
        let (from, to) =
            (summary.figure("usual", &metric.metric).unwrap(), summary.figure("hasty", &metric.metric).unwrap());
        let difference = &summary.differences[0].metrics[&metric.metric];
        assert_eq!((metric.from, metric.to), (from.value, to.value), "{}", metric.metric);
        assert_eq!((metric.low, metric.high), (difference.low, difference.high), "{}", metric.metric);
    }
    let text = desk.printed(&["compare", "pair"]);
    assert_narrow(&text);
    assert!(text.contains("3 replications paired by common random numbers"), "{text}");
    assert!(text.contains("Pairing made the variance of the fallback difference"), "{text}");
    assert_narrow(&desk.printed(&["compare", "pair", "--all"]));
    // A folder beside itself is equal in everything that is measured.
    let same = desk.document(&["pair", "pair", "--arms", "usual,usual"]);
    let odd = same.comparisons[0].metrics.iter().find(|m| !matches!(m.verdict, Verdict::Equal | Verdict::NotMeasured));
    assert_eq!(odd, None);
}

/// A pass proves: runs of other seeds, or another number of runs, are not paired, and the text says why.
#[test]
fn other_seeds_are_independent_samples() {
    let desk = Desk::new();
    for (name, seed, replications) in [("one", "1", "2"), ("two", "2", "2"), ("more", "1", "3")] {
        let of = ["--seed", seed, "--replications", replications];
        desk.printed(&[&["run", "small.toml", "--quiet", "--out", name][..], &of[..]].concat());
    }
    let text = desk.printed(&["compare", "one", "two"]);
    assert!(text.contains("Not paired: seeds differ (1 and 2)") && text.contains("Welch"), "{text}");
    assert!(!text.contains("Pairing made"), "{text}");
    assert_narrow(&text);
    let more = desk.printed(&["compare", "one", "more"]);
    assert!(more.contains("replications differ (2 and 3)"), "{more}");
    assert_eq!(desk.document(&["one", "two"]).comparisons[0].not_paired.as_deref(), Some("seeds differ (1 and 2)"));
}

/// A pass proves: two files are compared like two arms, if their runs can be paired; else it is said what differs.
#[test]
fn two_files_are_paired_or_refused() {
    let desk = Desk::new();
    desk.write("usual.toml", "extends = \"small.toml\"\n");
    desk.write("hasty.toml", "extends = \"small.toml\"\n[client]\ndelivery_timer = \"20 s\"\n");
    desk.write("other.toml", "extends = \"small.toml\"\n[study]\nseed = 5\n[population]\nhandsets = 11\n");
    let files = desk.document(&["usual.toml", "hasty.toml"]).comparisons.remove(0);
    let arms = desk.document(&PAIR[..5]).comparisons.remove(0);
    assert_eq!((files.from.as_str(), files.to.as_str()), ("usual", "hasty"));
    assert_eq!(files.metrics, arms.metrics);
    assert_eq!(files.messages.unwrap().moved, arms.messages.unwrap().moved);
    let refused = desk.refused(&["compare", "usual.toml", "other.toml"]);
    assert!(refused.contains("`study.seed` is 12 in the one and 5 in the other"), "{refused}");
    assert!(refused.contains("`population.handsets` is 12 in the one and 11"), "{refused}");
    assert!(!refused.contains("study.start"), "{refused}");
}

/// A pass proves: what cannot be compared is refused with code 2 and a reason, and nothing is written.
#[test]
fn wrong_input_is_refused() {
    let desk = Desk::new();
    fs::create_dir(desk.path("thesis")).unwrap();
    let says = |typed: &[&str], part: &str| {
        let typed: Vec<&str> = ["compare"].iter().chain(typed).copied().collect();
        let text = desk.refused(&typed);
        assert!(text.contains(part), "{typed:?}: {text}");
    };
    says(&["small.toml"], "has one arm");
    says(&["nowhere.toml"], "does not exist");
    says(&["small.toml", "--messages", "m.csv"], "has one arm");
    says(&["small.toml", "thesis"], "not one of each");
    says(&["thesis"], "is not a result folder of this program");
    says(&["small.toml", "--set", "arm.a.client.fallback=true", "--arms", "a"], "expected two names");
    says(&["small.toml", "--set", "arm.a.client.fallback=true", "--arms", "a,b"], "has no arm `b`; it has a");
    desk.printed(&["run", "small.toml", "--quiet", "--out", "one"]);
    says(&["one"], "there are no two arms to compare");
    says(&["one", "one", "--seed", "3"], "--seed needs scenario files");
    says(&["one", "one", "--messages", "m.csv"], "--messages needs scenario files");
    says(&["one", "one", "--arms", "base,x"], "one has no arm `x`; it has base");
}

/// A pass proves: a damaged table is refused with its file and the line.
#[test]
fn a_damaged_table_is_refused_by_line() {
    let desk = Desk::new();
    desk.printed(&["run", "small.toml", "--quiet", "--out", "one"]);
    desk.printed(&["run", "small.toml", "--quiet", "--out", "two"]);
    let table = desk.path("two/replications.csv");
    let whole = fs::read_to_string(&table).unwrap();
    let lines: Vec<&str> = whole.lines().collect();
    let third = lines[2];
    let damaged = |with: &str| whole.replacen(third, with, 1);
    let cells: Vec<&str> = third.split(',').collect();
    let changed = |cell: usize, with: &str| {
        let mut cells = cells.clone();
        cells[cell] = with;
        damaged(&cells.join(","))
    };
    let cases = [
        (changed(4, "many"), "replications.csv:3: expected a number or nothing, found `many`"),
        (changed(4, "NaN"), "replications.csv:3: expected a number"),
        (changed(1, "first"), "replications.csv:3: expected the number of a replication"),
        (changed(1, "7"), "has no `"),
        (changed(3, "parsecs"), "replications.csv:3: `"),
        (damaged("base,0"), "replications.csv:3: expected 5 cells, found 2"),
        (damaged(lines[1]), "replications.csv:3: `"),
        (lines[..9].join("\n"), "replications.csv:9: the line is broken off"),
        (whole.replacen("arm,", "leg,", 1), "replications.csv:1: expected the columns"),
        (String::new(), "replications.csv:1: the table is empty"),
    ];
    for (text, part) in cases {
        fs::write(&table, text).unwrap();
        let said = desk.refused(&["compare", "one", "two"]);
        assert!(said.contains(part), "{part} is not in {said}");
    }
    fs::remove_file(&table).unwrap();
    assert!(desk.refused(&["compare", "one", "two"]).contains("run its scenario again"));
    fs::write(desk.path("two/manifest.json"), "{\"program\": \"other\"}").unwrap();
    assert!(desk.refused(&["compare", "one", "two"]).contains("is not a result folder of this program"));
}

/// A pass proves: in a dense world with losses, every message of both arms has one place in the account, seen from either
/// side.
#[test]
fn the_account_adds_up_both_ways() {
    let desk = Desk::new();
    let settings = ["arm.a.client.fallback=true", "arm.b.client.fallback=false", "arm.b.smsc.loss=0.2"];
    let study = scenario::read(&desk.path("small.toml"), &settings.map(str::to_owned)).unwrap();
    let records = run(&study, &Options { fates: true, ..Options::default() }, &|_| {});
    let fates = |arm: usize| records[arm].ledger.fates.as_deref().unwrap();
    let warm_up = Instant::START + study.warm_up;
    let told = |from: usize, to: usize| {
        let (mut book, mut moves) = (AccountBook::default(), Vec::new());
        book.add(0, [fates(from), fates(to)], warm_up, &mut |moved| moves.push(moved.moved));
        (book.close("first", 1.0), moves)
    };
    let ((there, moves), (back, _)) = (told(0, 1), told(1, 0));
    assert_eq!((there.parts(), back.parts()), (there.all.simulated, there.all.simulated));
    assert_eq!(there.moved.len(), back.moved.len());
    assert_eq!(there.only_from.count, back.only_to.count);
    assert_eq!(there.later, back.earlier);
    let only = moves.iter().filter(|m| matches!(m, Move::OnlyFrom(_) | Move::OnlyTo(_))).count() as u64;
    assert_eq!(only, there.only_from.count.simulated + there.only_to.count.simulated);
    assert!(there.moved.len() > 3 && only > 0, "{there:?}");
    // The verb does the same.
    let compared = compare_arms(&study, &Options::default(), &|_| {}, &mut |_, _| {});
    assert_eq!(compared[0].messages.as_ref().map(|account| account.all), Some(there.all));
}

/// What nobody knows of the small world; the second value of each is the study's own.
const UNKNOWN: &str = r#"extends = "small.toml"
[unknown]
"client.delivery_timer" = ["20 s", "60 s", "120 s"]
"connectivity.on" = ["fixed(5 min)", "fixed(15 min)"]
population.opt_in = [0.0, 0.3, 1.0]
[arm.usual]
[arm.strict]
client.fallback = false
"#;

/// A pass proves: ranges are the ends of what was run, variants differ, and threads do not show in any file.
#[test]
fn ranges_are_the_ends_of_what_was_run() {
    let desk = Desk::new();
    desk.write("unknown.toml", UNKNOWN);
    let text = desk.printed(&["run", "unknown.toml", "--ranges", "--quiet", "--threads", "1", "--out", "one"]);
    desk.printed(&["run", "unknown.toml", "--ranges", "--quiet", "--threads", "2", "--out", "two"]);
    for name in ["ranges.csv", "replications.csv", "charts/ranges.svg", "charts/ranges.png"] {
        let [one, two] = ["one", "two"].map(|out| fs::read(desk.path(out).join(name)).unwrap());
        assert!(!one.is_empty() && one == two, "{name} differs");
    }
    assert_narrow(&text);
    assert!(text.contains("over unknowns") && text.contains("client.delivery_timer (20 s | 60 s | 120"), "{text}");

    let summary: Summary = serde_json::from_slice(&fs::read(desk.path("one/summary.json")).unwrap()).unwrap();
    let mut points = Vec::new();
    let mut table = csv::Reader::from_path(desk.path("one/ranges.csv")).unwrap();
    for row in table.records().map(Result::unwrap) {
        if &row[0] == "usual" && &row[3] == "fallback.rate" {
            points.push((format!("{} = {}", &row[1], &row[2]), row[5].parse::<f64>().unwrap()));
        }
    }
    assert_eq!(points.len(), 9, "the study and eight values: {points:?}");
    points.sort_by(|a, b| a.1.total_cmp(&b.1));
    let range = summary.figure("usual", "fallback.rate").unwrap().range.clone().unwrap();
    assert!((range.low - points[0].1).abs() < 1e-8 && (range.high - points[8].1).abs() < 1e-8, "{range:?} {points:?}");
    assert_eq!(range.at_high, points[8].0);
    let distinct = points.windows(2).filter(|two| two[0].1 < two[1].1).count();
    assert!(distinct >= 2, "three figures of nine or more: {points:?}");
    let difference = summary.differences[0].metrics["fallback.rate"].range.as_ref().unwrap();
    assert!(difference.low < difference.high);
    assert!(summary.figure("usual", "delivery.ip.p50").unwrap().range.is_none(), "headlines only");
}

/// A pass proves: a value that is the study's own is not run, ranges need unknowns and enough replications, and without
/// the flag there are none.
#[test]
fn ranges_are_asked_for() {
    let desk = Desk::new();
    desk.write("unknown.toml", UNKNOWN);
    let study = scenario::read(&desk.path("unknown.toml"), &[]).unwrap();
    let arms = |key: &str, value: &str| {
        let found = study.unknowns.iter().find(|u| u.key == key && u.value == value).unwrap();
        found.arms.iter().map(|arm| arm.name.as_str()).collect::<Vec<_>>()
    };
    assert_eq!(study.unknowns.len(), 8);
    assert_eq!(arms("client.delivery_timer", "60 s"), [""; 0]);
    assert_eq!(arms("client.delivery_timer", "20 s"), ["usual", "strict"]);
    let check = desk.printed(&["check", "unknown.toml"]);
    assert!(check.contains("10 runs more with --ranges (8 values of 3 unknowns)"), "{check}");
    let refused = desk.refused(&["run", "small.toml", "--ranges"]);
    assert!(refused.contains("no table [unknown]"), "{refused}");
    let refused = desk.refused(&["run", "unknown.toml", "--ranges", "--range-replications", "2"]);
    assert!(refused.contains("more than the 1 of the study"), "{refused}");
    desk.printed(&["run", "unknown.toml", "--quiet", "--out", "plain"]);
    assert!(!desk.path("plain/ranges.csv").exists() && !desk.path("plain/charts/ranges.svg").exists());
    assert!(!fs::read_to_string(desk.path("plain/summary.json")).unwrap().contains("\"range\""));
}

/// A pass proves: the page of a comparison says what the terminal says, from scenarios and from folders.
#[test]
fn a_comparison_has_a_page() {
    let desk = Desk::new();
    let typed = |first: &[&'static str]| [first, &PAIR].concat();
    desk.printed(&typed(&["compare", "--quiet", "--report", "page.html"]));
    let page = fs::read_to_string(desk.path("page.html")).unwrap();
    assert!(page.contains("Message by message") && page.contains("data-metric=\"sms.saved\""));
    desk.printed(&typed(&["run", "--quiet", "--out", "made"]));
    desk.printed(&["compare", "made", "--report", "folder.html"]);
    let page = fs::read_to_string(desk.path("folder.html")).unwrap();
    assert!(page.contains("data-metric=\"sms.saved\"") && !page.contains("id=\"messages\""));
}
