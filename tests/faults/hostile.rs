//! Names that would do harm: to a terminal, to a spreadsheet, to a page. Every verb shows them harmless, every table keeps them
//! from being run, and every reader gets them back as they were.

use super::desk::{Desk, ECOSYSTEM, STATION};
use cloudmsg::units::is_harmful;
use serde_json::Value;
use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// Names as TOML writes them.
const NAMES: [&str; 12] = [
    "=cmd|' /C calc'!A0",
    "+1",
    "-2;=3",
    "@x\\t=1",
    "\\u001b[31mred\\u0007",
    "\\u202egnp.exe",
    "a\\nb\\r=2",
    "z\\u200bero",
    "\\u009b31mc1",
    "<script>alert(1)</script>&\\\"",
    "'=1",
    "\\u0000\\u001b]0;title\\u0007",
];

fn harmless(text: &str, what: &str) {
    let harmful: BTreeSet<char> = text.chars().filter(|c| !matches!(c, '\n' | '\t') && is_harmful(*c)).collect();
    assert!(harmful.is_empty(), "{what}: {harmful:?} in\n{}", text.escape_debug());
}

fn meant(name: &str) -> String {
    let value: toml::Table = toml::from_str(&format!("it = \"{name}\"")).unwrap();
    value["it"].as_str().unwrap().to_owned()
}

/// A study of stations with a hostile title and an arm that looks like a formula: other names there have letters alone.
fn stations() -> String {
    let text = STATION.replace("A desk", NAMES[4]).replace("= [4, 5, 6, 7]", "= [4, 5]");
    let arms = "[arm.-2]\nstations.a.servers = 5\n[arm.after]\n";
    text.replace("[slo]", &format!("{arms}[slo]")).replace("[plan]", "[plan]\narm = \"-2\"")
}

/// An ecosystem with a hostile name wherever one may be chosen: a site, carriers, languages, interventions, the study. The base
/// with such names is written, too.
fn ecosystem(desk: &Desk) -> String {
    let mut base = fs::read_to_string(desk.path("base/miui-2014.toml")).unwrap();
    base = base
        .replace("[sites.beijing", &format!("[sites.\"{}\"", NAMES[0]))
        .replace("\"beijing\"", &format!("\"{}\"", NAMES[0]));
    let carriers = [
        "mobile", "unicom", "telecom", "airtel", "vodafone", "csl", "smartone", "singtel", "starhub", "maxis", "celcom",
    ];
    for (name, carrier) in NAMES.iter().zip(carriers) {
        base = base.replace(&format!(".carriers.{carrier}]"), &format!(".carriers.\"{name}\"]"));
    }
    desk.write("hostile.toml", base);
    let mut text = ECOSYSTEM.split("[arm.before]").next().unwrap().replace("A small ecosystem", NAMES[5]);
    text = text.replace("base/miui-2014.toml", "hostile.toml");
    for (n, name) in NAMES.iter().enumerate() {
        text += &format!(
            "[timeline.\"{name}\"]\nat = \"+{} min\"\nduration = \"5 min\"\nflash_crowd = {{ factor = 2 }}\n",
            30 + 10 * n
        );
    }
    text + "[arm.-2]\nclient.fallback = false\n[arm.after]\n[slo]\n\"messages.composed\" = \"> 1\"\n"
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    entries.flat_map(|path| if path.is_dir() { files(&path) } else { vec![path] }).collect()
}

/// Everything of a result folder that somebody could open: what it may do there.
fn opened(folder: &Path) {
    let mut tables = 0;
    for path in files(folder) {
        let what = path.display().to_string();
        match path.extension().and_then(|ending| ending.to_str()) {
            Some("csv") => {
                cells(&fs::read(&path).unwrap(), &what);
                tables += 1;
            }
            // The library that draws has two such letters in texts of its own.
            Some("html") => harmless(&fs::read_to_string(&path).unwrap().replace(['\u{1}', '\u{1a}'], ""), &what),
            Some("svg" | "toml") => harmless(&fs::read_to_string(&path).unwrap(), &what),
            _ => {}
        }
    }
    assert!(tables > 1);
}

/// No cell of a table is a formula, whichever of the usual separators it is opened with.
fn cells(bytes: &[u8], what: &str) {
    let mut reader = csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(bytes);
    for record in reader.records() {
        for cell in record.unwrap().iter().filter(|cell| cell.parse::<f64>().is_err()) {
            for part in cell.split([';', '\t', '\n', '\r']) {
                let first = part.trim_start_matches([' ', '\u{a0}']).chars().next();
                assert!(!first.is_some_and(|c| "=+-@＝＋－＠".contains(c)), "{what}: {cell:?}");
            }
        }
    }
}

/// Texts of a JSON document.
fn texts(value: &Value) -> BTreeSet<String> {
    match value {
        Value::String(text) => BTreeSet::from([text.clone()]),
        Value::Array(all) => all.iter().flat_map(texts).collect(),
        Value::Object(all) => {
            all.iter().flat_map(|(key, value)| [texts(value), BTreeSet::from([key.clone()])].concat_all()).collect()
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => BTreeSet::new(),
    }
}

trait Joined {
    fn concat_all(self) -> BTreeSet<String>;
}

impl Joined for [BTreeSet<String>; 2] {
    fn concat_all(self) -> BTreeSet<String> {
        self.into_iter().flatten().collect()
    }
}

/// Runs a command for people and for machines; the document.
fn both(desk: &Desk, typed: &[&str]) -> Option<Value> {
    let what = typed.join(" ");
    let ended = desk.run(typed);
    assert!(matches!(ended.code, Some(0 | 1)) && !ended.err.contains("panicked"), "{what}: {ended:?}");
    harmless(&ended.out, &what);
    harmless(&ended.err, &what);
    if ["report", "--resolved"].iter().any(|word| typed.contains(word)) {
        return None;
    }
    let again = desk.run(&[typed, &["--format=json"]].concat());
    harmless(&again.out, &what);
    harmless(&again.err, &what);
    Some(serde_json::from_str(&again.out).unwrap_or_else(|e| panic!("{what}: {e}\n{}", again.out)))
}

#[test]
fn hostile_names_of_stations_do_no_harm_in_any_verb() {
    let desk = Desk::new();
    let file = "\u{1b}[31m\u{202e}x.toml";
    desk.write(file, stations());
    let quick = ["--threads=1", "--set", "study.duration=100 s"];
    let with = |verb: &[&'static str], more: &[&'static str]| [verb, &[file], &quick[..], more].concat();
    both(&desk, &["check", file, "--resolved"]);
    both(&desk, &["check", file]);
    let ran = both(&desk, &with(&["run"], &["--out=\u{1b}[2Jran"])).unwrap();
    let found = texts(&ran);
    for name in [meant(NAMES[4]), "-2".to_owned(), "\u{1b}[31m\u{202e}x".to_owned()] {
        assert!(found.contains(&name), "{name:?} is not in {found:?}");
    }
    both(&desk, &["report", "\u{1b}[2Jran"]);
    both(&desk, &["compare", "\u{1b}[2Jran"]);
    both(&desk, &["extend", "\u{1b}[2Jran", "--replications=1", "--threads=1"]);
    opened(&desk.path("\u{1b}[2Jran"));
    both(&desk, &with(&["plan"], &["--out=planned"]));
    opened(&desk.path("planned"));
    let listed = desk.run(&with(&["sweep"], &["--list"]));
    harmless(&listed.out, "sweep --list");
    cells(listed.out.as_bytes(), "sweep --list");
    both(&desk, &with(&["sweep"], &["--out=swept", "--resume"]));
    opened(&desk.path("swept"));
    for shard in ["0", "1"] {
        desk.run(&[&with(&["sweep"], &["--quiet"])[..], &["--shard", &format!("{shard}/2"), "--out", shard]].concat())
            .is(0, &[], "shard");
    }
    both(&desk, &["sweep", "merge", "0", "1", "--out=merged"]);
    let same = |name: &str| {
        (fs::read(desk.path("merged").join(name)).unwrap(), fs::read(desk.path("swept").join(name)).unwrap())
    };
    for name in ["points.csv", "figures.csv", "sweep.csv", "effects.csv"] {
        let (merged, swept) = same(name);
        assert_eq!(merged, swept, "{name}");
    }
}

#[test]
fn hostile_names_of_an_ecosystem_do_no_harm_in_any_verb() {
    let desk = Desk::new();
    desk.write("eco2.toml", ecosystem(&desk));
    both(&desk, &["check", "eco2.toml", "--resolved"]);
    let ran = both(&desk, &["run", "eco2.toml", "--threads=1", "--out=ran"]).unwrap();
    let found = texts(&ran);
    for name in [meant(NAMES[5]), "-2".to_owned()] {
        assert!(found.contains(&name), "{name:?} is not in {found:?}");
    }
    let load = fs::read(desk.path("ran/load.csv")).unwrap();
    let tables = String::from_utf8_lossy(&load);
    assert!(tables.contains(&format!(",'{}", NAMES[0])), "the site is nowhere in\n{tables:.600}");
    opened(&desk.path("ran"));
    both(&desk, &["compare", "ran"]);
    both(&desk, &["extend", "ran", "--replications=1", "--threads=1"]);
    both(&desk, &["explain", "ran", "--list=3", "--threads=1"]);
    let story = both(&desk, &["explain", "ran", "--first=sms", "--arm=all", "--threads=1", "--report=story.html"]);
    assert!(story.is_some());
    harmless(&fs::read_to_string(desk.path("story.html")).unwrap().replace(['\u{1}', '\u{1a}'], ""), "story");
    let moved = ["compare", "eco2.toml", "--threads=1", "--messages=moved.csv", "--report=page.html"];
    both(&desk, &moved);
    cells(&fs::read(desk.path("moved.csv")).unwrap(), "moved.csv");
    harmless(&fs::read_to_string(desk.path("page.html")).unwrap().replace(['\u{1}', '\u{1a}'], ""), "page");
    both(&desk, &["report", "ran"]);
    opened(&desk.path("ran"));
}

/// A pass proves: nothing that is typed, and no name in a file, comes raw into a message.
#[test]
fn mistakes_show_what_was_typed_harmless() {
    let desk = Desk::new();
    let evil = "\u{1b}[31m\u{202e}\u{9b}x\n\u{200b}y";
    let escaped = "\\u001b[31m\\u202e\\u009bx\\n\\u200by";
    desk.write("keys.toml", format!("\"{escaped}\" = 1\n[study]\n\"{escaped}\" = \"{escaped}\"\nduration = \"{escaped}\"\n# \u{202e}\u{9b}\nseed = \"\u{202e}\u{9b}31m\"\n[arm.\"{escaped}\"]\n\"{escaped}\".x = 1\n[slo]\n\"{escaped}\" = \"> 1\"\n[sweep]\n\"{escaped}\" = [1]\n"));
    fs::create_dir(desk.path(evil)).unwrap();
    desk.write("bad.json", "{}");
    let set = format!("study.duration={evil}");
    let key = format!("{evil}=1");
    let cases: Vec<Vec<&str>> = vec![
        vec!["check", "keys.toml"],
        vec!["check", evil],
        vec!["check", "station.toml", "--set", &set],
        vec!["check", "station.toml", "--set", &key],
        vec!["check", "station.toml", "--set", evil],
        vec![evil],
        vec!["run", evil],
        vec!["run", "station.toml", evil],
        vec!["run", "station.toml", "--threads", evil],
        vec!["run", "station.toml", "--format", evil],
        vec!["run", "station.toml", "--until", evil],
        vec!["run", "station.toml", "--window", evil],
        vec!["compare", evil],
        vec!["compare", "eco.toml", "--arms", evil],
        vec!["explain", evil, "--list"],
        vec!["explain", "eco.toml", "--message", evil],
        vec!["explain", "eco.toml", "--first", evil],
        vec!["explain", "eco.toml", "--list", "--arm", evil],
        vec!["extend", evil, "--replications=1"],
        vec!["report", evil],
        vec!["sweep", "station.toml", "--shard", evil],
        vec!["sweep", "merge", evil, "--out=x"],
        vec!["verify", "station", "--service", evil],
        vec!["workload", "eco.toml", "--against", evil],
        vec!["init", evil],
        vec!["completions", evil],
    ];
    for typed in cases {
        let ended = desk.run(&typed);
        let what = format!("{typed:?}");
        ended.is(2, &[], &what);
        assert_eq!(ended.out, "", "{what}");
        harmless(&ended.err, &what);
        assert!(!ended.err.is_empty(), "{what}");
    }
    let ended = desk.run(&["init", "--out", &format!("{evil}/new.toml")]);
    harmless(&(ended.err + &ended.out), "init");
}
