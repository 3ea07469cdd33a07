//! The verb `explain` as a whole: what it prints, what it refuses, what it leaves in a result folder; and that the examples
//! of its page in the docs are what it prints.
//!
//! With `CLOUDMSG_BLESS=1` the examples are written anew.
#![expect(clippy::format_push_string, reason = "short texts")]
#![expect(clippy::unwrap_used, reason = "a test may fail")]

use cloudmsg::analysis::{MessageList, STORY_SCHEMA, StoryDocument};
use cloudmsg::report::{story_page, story_text};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn program() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_cloudmsg"));
    command.stdin(Stdio::null()).current_dir(root());
    command
}

fn code(output: &Output) -> i32 {
    output.status.code().unwrap()
}

fn out(output: &Output) -> String {
    assert_eq!(code(output), 0, "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout.clone()).unwrap()
}

/// What is said on standard error where the input is wrong.
fn refused(output: &Output) -> String {
    assert_eq!((code(output), output.stdout.as_slice()), (2, b"".as_slice()));
    String::from_utf8(output.stderr.clone()).unwrap()
}

const STORM: &str = "tests/ecosystem/worlds/storm.toml";

fn explain(arguments: &[&str]) -> Output {
    program().arg("explain").args(arguments).arg("--quiet").output().unwrap()
}

/// Words of a line as a shell takes them: blanks part, quotes hold together.
fn words(line: &str) -> Vec<String> {
    let (mut words, mut quote, mut open) = (vec![String::new()], None, false);
    for c in line.chars() {
        match (c, quote) {
            (c, Some(q)) if c == q => quote = None,
            ('\'' | '"', None) => quote = Some(c),
            (' ', None) => open = true,
            (c, _) => {
                if std::mem::take(&mut open) {
                    words.push(String::new());
                }
                words.last_mut().unwrap().push(c);
            }
        }
    }
    words
}

/// A pass proves: every example in the docs is what the program prints.
#[test]
fn examples_of_the_docs_are_what_is_printed() {
    let path = root().join("docs/explain.md");
    let text = fs::read_to_string(&path).unwrap().replace("\r\n", "\n");
    let mut written = String::new();
    let mut examples = 0;
    let mut rest = text.as_str();
    while let Some((before, after)) = rest.split_once("```console\n$ cloudmsg ") {
        let (command, after) = after.split_once('\n').unwrap();
        let (_, after) = after.split_once("```\n").unwrap();
        let printed = out(&program().args(words(command)).arg("--quiet").output().unwrap());
        assert!(printed.lines().all(|line| line.chars().count() <= 80), "{printed}");
        written += &format!("{before}```console\n$ cloudmsg {command}\n{printed}```\n");
        rest = after;
        examples += 1;
    }
    written += rest;
    assert!(examples >= 2, "{examples} examples");
    if std::env::var_os("CLOUDMSG_BLESS").is_some() {
        fs::write(&path, written).unwrap();
        return;
    }
    let difference = written.lines().zip(text.lines()).find(|(expected, found)| expected != found);
    assert!(written == text, "docs/explain.md is out of date; write it anew with CLOUDMSG_BLESS=1: {difference:?}");
}

/// A pass proves: what is no id, nobody's id, another arm or replication is said in words, with what there is instead.
#[test]
fn what_is_not_there_is_said_with_what_is() {
    for wrong in ["17", "17.64", "one.two"] {
        let said = refused(&explain(&[STORM, "--message", wrong]));
        assert!(said.contains("CONVERSATION.TURN") && said.contains("--list"), "{said}");
    }
    let said = refused(&explain(&[STORM, "--message", "65537.63"]));
    assert!(said.contains("nobody wrote message 65537.63") && said.contains("Near it: "), "{said}");
    let near = said.split_once("Near it: ").unwrap().1.split(',').next().unwrap().trim().to_owned();
    assert!(out(&explain(&[STORM, "--message", &near])).starts_with(&format!("Message {near}, ")));
    assert!(refused(&explain(&[STORM, "--list", "--arm", "after"])).contains("one of base"));
    assert!(refused(&explain(&[STORM, "--list", "--replication", "9"])).contains("--replication 9"));
    assert!(refused(&explain(&[STORM, "--first", "lots"])).contains("did you mean `lost`"));
    assert!(refused(&explain(&[STORM, "--list", "--add"])).contains("--add"));
    assert!(refused(&explain(&[STORM, "--first", "ip", "--add"])).contains("needs the result folder"));
    assert!(refused(&explain(&[STORM])).contains("--message"));
    let stations = refused(&explain(&["scenarios/stations/mm1.toml", "--list"]));
    assert!(stations.contains("needs an ecosystem"), "{stations}");
}

/// A pass proves: the list in JSON has ids that can be asked for, and a story in JSON is what the library reads.
#[test]
fn lists_and_stories_are_documents() {
    let list: MessageList = serde_json::from_str(&out(&explain(&[STORM, "--list", "5", "--format=json"]))).unwrap();
    assert_eq!((list.schema, list.messages.len()), (STORY_SCHEMA, 5));
    let id = &list.messages[0].message;
    let told: StoryDocument = serde_json::from_str(&out(&explain(&[STORM, "--message", id, "--format=json"]))).unwrap();
    let [story] = &told.stories[..] else { panic!("one story") };
    assert_eq!((&story.message, told.schema), (id, STORY_SCHEMA));
    assert!(!story.steps.is_empty() && story.lifelines.len() > 1);
}

/// A short run of the storm in a folder.
fn result(place: &Path) -> PathBuf {
    let folder = place.join("result");
    let mut run = program();
    run.args(["run", STORM, "--quiet", "--replications=2", "--out"]).arg(&folder);
    assert_eq!(code(&run.output().unwrap()), 0);
    folder
}

/// A pass proves: a folder's message is told from its own scenario and seed; a run that comes out otherwise is refused; kept
/// stories are kept once.
#[test]
fn a_folder_is_run_again_and_must_come_out_the_same() {
    let place = tempfile::tempdir().unwrap();
    let folder = result(place.path());
    let named = folder.to_str().unwrap();
    let of_file = out(&explain(&[STORM, "--replications=2", "--replication=1", "--first=fallback"]));
    assert_eq!(out(&explain(&[named, "--replication=1", "--first=fallback"])), of_file);
    for _ in 0..2 {
        out(&explain(&[named, "--first=ip", "--add"]));
    }
    out(&explain(&[named, "--first=lost", "--add"]));
    let page = fs::read_to_string(folder.join("report.html")).unwrap();
    assert_eq!(page.matches("<svg class=\"wide\" viewBox=\"0 0 960").count(), 2, "both are on the page");
    let kept: StoryDocument = serde_json::from_str(&fs::read_to_string(folder.join("stories.json")).unwrap()).unwrap();
    assert_eq!(kept.stories.len(), 2);
    assert!(refused(&explain(&[named, "--first=ip", "--seed=3"])).contains("--seed"));
    let runs = folder.join("runs.csv");
    let text = fs::read_to_string(&runs).unwrap();
    let fingerprint = text.lines().nth(1).unwrap().split(',').find(|cell| cell.len() > 8).unwrap().to_owned();
    let other: String = fingerprint.chars().map(|c| if c == '1' { '2' } else { c }).collect();
    assert_ne!(other, fingerprint, "the fingerprint has a 1");
    fs::write(&runs, text.replace(&fingerprint, &other)).unwrap();
    let said = refused(&explain(&[named, "--first=ip"]));
    assert!(said.contains("another fingerprint"), "{said}");
}

/// Every string of a document but the names that the form fixes, with something hostile before it.
fn spoilt(value: &mut serde_json::Value, key: &str) {
    match value {
        serde_json::Value::String(text) if key != "sort" => {
            *text = format!("<script>alert(1)</script></svg><img src=x onerror=alert(2)>\"'{text}");
        }
        serde_json::Value::Array(all) => all.iter_mut().for_each(|one| spoilt(one, key)),
        serde_json::Value::Object(fields) => fields.iter_mut().for_each(|(key, one)| spoilt(one, &key.clone())),
        serde_json::Value::String(_)
        | serde_json::Value::Null
        | serde_json::Value::Bool(_)
        | serde_json::Value::Number(_) => {}
    }
}

/// A pass proves: the page has the diagram twice (wide and narrow), its text, no request, and no markup of a name's own.
#[test]
fn a_page_has_the_diagram_and_no_foreign_markup() {
    let place = tempfile::tempdir().unwrap();
    let scenario = place.path().join("arms.toml");
    fs::write(&scenario, fs::read_to_string(root().join(STORM)).unwrap() + "\n[arm.one]\n[arm.other]\n").unwrap();
    // What it extends lies beside it.
    fs::copy(root().join("tests/ecosystem/worlds/small.toml"), place.path().join("small.toml")).unwrap();
    let (file, page) = (scenario.to_str().unwrap(), place.path().join("story.html"));
    let text = out(&explain(&[file, "--first=ip", "--arm=all", "--report", page.to_str().unwrap()]));
    assert!(text.contains("Side by side") && text.lines().all(|line| line.chars().count() <= 80), "{text}");
    let page = fs::read_to_string(&page).unwrap();
    for drawing in ["<svg class=\"wide\"", "<svg class=\"narrow\""] {
        assert_eq!(page.matches(drawing).count(), 2, "{drawing}");
    }
    assert!(page.contains("default-src 'none'"));
    let json = out(&explain(&[file, "--first=ip", "--format=json"]));
    let mut document: serde_json::Value = serde_json::from_str(&json).unwrap();
    spoilt(&mut document, "");
    let document: StoryDocument = serde_json::from_value(document).unwrap();
    let page = story_page(&document);
    assert!(page.contains("&lt;script&gt;alert(1)"));
    assert!(!page.contains("<script>alert") && !page.contains("<img"));
    let text = story_text(&document, true);
    assert!(text.lines().all(|line| line.chars().count() <= 80), "{text}");
}
