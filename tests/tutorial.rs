//! The tutorial is what happens: every file it shows is written, every command it shows is run, in its order and from one
//! folder, and what it shows below is what the program says.
//!
//! `[..]` stands for anything within a line, for times, speeds and this machine's memory. With `CLOUDMSG_BLESS=1` the outputs
//! are written anew, where they differ. Not a library's runner, because files are written and mended between commands.
#![cfg(target_os = "linux")]
#![expect(clippy::format_push_string, reason = "short texts")]
#![expect(clippy::unwrap_used, reason = "a test may fail")]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// What a fenced block of the page is.
enum Block {
    /// Text between blocks, and blocks that are neither.
    Prose(String),
    /// A file, named by the comment in its first line.
    File { name: String, text: String },
    /// Commands with what they say.
    Session(Vec<Step>),
}

struct Step {
    typed: String,
    said: Vec<String>,
}

fn blocks(page: &str) -> Vec<Block> {
    let (mut blocks, mut prose) = (Vec::new(), String::new());
    let mut lines = page.lines();
    while let Some(line) = lines.next() {
        let fenced = line == "```toml" || line == "```console";
        if !fenced {
            prose += &format!("{line}\n");
            continue;
        }
        blocks.push(Block::Prose(std::mem::take(&mut prose)));
        let inside: Vec<&str> = lines.by_ref().take_while(|line| *line != "```").collect();
        blocks.push(if line == "```toml" { file(&inside) } else { Block::Session(steps(&inside)) });
    }
    blocks.push(Block::Prose(prose));
    blocks
}

fn file(lines: &[&str]) -> Block {
    let name = lines[0].strip_prefix("# ").unwrap_or_else(|| panic!("{}: the first line names the file", lines[0]));
    Block::File { name: name.to_owned(), text: lines.join("\n") + "\n" }
}

fn steps(lines: &[&str]) -> Vec<Step> {
    let mut steps: Vec<Step> = Vec::new();
    for line in lines {
        match line.strip_prefix("$ ") {
            Some(typed) => steps.push(Step { typed: typed.to_owned(), said: Vec::new() }),
            None => steps.last_mut().expect("a session begins with `$ `").said.push((*line).to_owned()),
        }
    }
    steps
}

/// Whether a line is what was shown, `[..]` standing for anything.
fn matches(shown: &str, line: &str) -> bool {
    let mut parts = shown.split("[..]");
    let first = parts.next().unwrap_or_default();
    let Some(mut rest) = line.strip_prefix(first) else { return false };
    let mut parts = parts.peekable();
    if parts.peek().is_none() {
        return rest.is_empty();
    }
    while let Some(part) = parts.next() {
        if parts.peek().is_none() {
            return rest.ends_with(part);
        }
        let Some(at) = rest.find(part) else { return false };
        rest = &rest[at + part.len()..];
    }
    true
}

/// A clone of the project with nothing but its scenarios.
fn clone() -> tempfile::TempDir {
    fn copy(from: &Path, to: &Path) {
        fs::create_dir_all(to).unwrap();
        for entry in fs::read_dir(from).unwrap().map(Result::unwrap) {
            let (from, to) = (entry.path(), to.join(entry.file_name()));
            if from.is_dir() { copy(&from, &to) } else { fs::copy(&from, &to).map(drop).unwrap() }
        }
    }
    let place = tempfile::tempdir().unwrap();
    copy(&root().join("scenarios"), &place.path().join("scenarios"));
    place
}

/// What a command says on both its streams, as on a terminal; the code of the one before is its `$?`.
fn run(typed: &str, code: i32, place: &Path) -> (Vec<String>, i32) {
    let program = PathBuf::from(env!("CARGO_BIN_EXE_cloudmsg"));
    let path = format!("{}:{}", program.parent().unwrap().display(), std::env::var("PATH").unwrap());
    let mut shell = Command::new("sh");
    shell.args(["-c", &format!("exec 2>&1; (exit {code}); {typed}")]).current_dir(place).env("PATH", path);
    let output = shell.env("NO_COLOR", "1").stdin(Stdio::null()).output().unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    // Where a command takes long, it says how far it is now and then.
    let progress =
        |line: &&str| line.contains(" gone") && (line.contains(" done, simulated ") || line.contains("the "));
    let lines = text.lines().filter(|line| !progress(line));
    (lines.map(str::to_owned).collect(), output.status.code().unwrap())
}

/// A pass proves: who follows the tutorial sees what it shows, to the letter but for times, speeds and memory.
#[test]
fn every_step_says_what_the_tutorial_shows() {
    let path = root().join("docs/tutorial.md");
    let page = fs::read_to_string(&path).unwrap().replace("\r\n", "\n");
    let (place, mut code) = (clone(), 0);
    let (mut written, mut differences, mut all) = (String::new(), Vec::new(), String::new());
    for block in blocks(&page) {
        match block {
            Block::Prose(text) => written += &text,
            Block::File { name, text } => {
                fs::write(place.path().join(name), &text).unwrap();
                written += &format!("```toml\n{text}```\n");
            }
            Block::Session(steps) => {
                written += "```console\n";
                for Step { typed, said } in steps {
                    let (lines, ended) = run(&typed, code, place.path());
                    code = ended;
                    all += &lines.join("\n");
                    // Mistakes quote the file and list what is known; lists of points are as wide as their levels.
                    let narrow = lines.iter().all(|line| line.chars().count() <= 80);
                    assert!(narrow || code == 2 || typed.contains("--list"), "{typed}\n{}", lines.join("\n"));
                    if lines.len() != said.len() || !said.iter().zip(&lines).all(|(shown, line)| matches(shown, line)) {
                        differences.push(format!("$ {typed}\n{}", lines.join("\n")));
                    }
                    let kept = |line: &String| said.iter().find(|shown| matches(shown, line)).unwrap_or(line).clone();
                    let lines: Vec<String> = lines.iter().map(kept).collect();
                    written += &format!(
                        "$ {typed}\n{}",
                        lines.iter().flat_map(|line| [line.as_str(), "\n"]).collect::<String>()
                    );
                }
                written += "```\n";
            }
        }
    }
    for quoted in page.lines().filter(|line| line.starts_with("> ")) {
        for figure in quoted.split("**").skip(1).step_by(2) {
            assert!(all.contains(figure), "no command prints `{figure}`, which the tutorial quotes");
        }
    }
    if std::env::var_os("CLOUDMSG_BLESS").is_some() {
        fs::write(path, written).unwrap();
        return;
    }
    assert!(
        differences.is_empty(),
        "the tutorial shows something else; if this is meant, CLOUDMSG_BLESS=1 cargo test --test tutorial writes it:\n{}",
        differences.join("\n\n")
    );
}

#[test]
fn dots_in_brackets_stand_for_anything_in_a_line() {
    assert!(matches("[..] s; results in [..]", "3.4 s; results in results/first"));
    assert!(matches("a [..] b", "a  b") && !matches("a [..] b", "a 1 c") && !matches("a", "ab") && matches("", ""));
}
