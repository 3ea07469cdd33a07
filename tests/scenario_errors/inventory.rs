//! Every message of the language is seen by some test: a new one without a test fails here.
//!
//! Reads the sources as text: what is handed to the constructors of mistakes, and what is called `message` there. The longest
//! constant stretch of each must stand in a snapshot or a test.

use std::fs;
use std::path::{Path, PathBuf};

/// Constructors of mistakes, and which of their arguments may be the message.
const CONSTRUCTORS: [(&str, &[usize]); 6] = [
    ("Diagnostic::at(", &[1]),
    ("Fault::new(", &[1]),
    (".wrong_here(", &[0]),
    (".wrong(", &[0, 1]),
    (" wrong(", &[2]),
    (" fault(", &[0]),
];

/// Messages that no test makes: they take files of more lines than a test should write.
const BEYOND_TESTS: [&str; 1] = ["the trace has more than"];

/// Shortest stretch that is looked for: shorter ones are words of other texts.
const SHORTEST: usize = 6;

fn files(folder: &Path, endings: &[&str]) -> Vec<PathBuf> {
    let (mut open, mut found) = (vec![folder.to_owned()], Vec::new());
    while let Some(path) = open.pop() {
        if path.is_dir() {
            open.extend(
                fs::read_dir(&path).expect("a folder of the crate").map(|entry| entry.expect("an entry").path()),
            );
        } else if path.extension().and_then(|e| e.to_str()).is_some_and(|ending| endings.contains(&ending)) {
            found.push(path);
        }
    }
    found.sort();
    found
}

/// The code of a file, and its tests.
fn halves(path: &Path) -> (String, String) {
    let text = fs::read_to_string(path).expect("sources are text");
    let end = text.find("#[cfg(test)]").unwrap_or(text.len());
    let code = text[..end].lines().filter(|line| !line.trim_start().starts_with("//")).collect::<Vec<_>>().join("\n");
    (code, text[end..].to_owned())
}

/// The arguments of a call; `code` begins behind its opening parenthesis.
fn arguments(code: &str) -> Vec<&str> {
    let (mut depth, mut begins, mut found) = (0, 0, Vec::new());
    let mut letters = code.char_indices();
    while let Some((at, letter)) = letters.next() {
        match letter {
            '"' => {
                while let Some((_, inner)) = letters.next() {
                    match inner {
                        '\\' => drop(letters.next()),
                        '"' => break,
                        _ => {}
                    }
                }
            }
            '\'' if code[at..].chars().nth(2) == Some('\'') => drop((letters.next(), letters.next())),
            '(' | '[' | '{' => depth += 1,
            ')' | ']' | '}' if depth > 0 => depth -= 1,
            ')' | ']' | '}' => {
                found.push(&code[begins..at]);
                return found;
            }
            ',' if depth == 0 => {
                found.push(&code[begins..at]);
                begins = at + 1;
            }
            _ => {}
        }
    }
    found
}

/// The texts in quotes of a stretch of code.
fn literals(code: &str) -> Vec<String> {
    let (mut found, mut letters) = (Vec::new(), code.chars().peekable());
    while let Some(letter) = letters.next() {
        if letter != '"' {
            continue;
        }
        let mut text = String::new();
        while let Some(inner) = letters.next() {
            match inner {
                '\\' => match letters.next() {
                    Some('\n') => while letters.next_if(|blank| blank.is_whitespace()).is_some() {},
                    Some(escaped) => text.push(escaped),
                    None => {}
                },
                '"' => break,
                other => text.push(other),
            }
        }
        found.push(text);
    }
    found
}

/// The longest stretch of a text with `{…}` that is always the same.
fn constant(text: &str) -> String {
    let (mut parts, mut depth) = (vec![String::new()], 0);
    for letter in text.chars() {
        match letter {
            '{' => depth += 1,
            '}' => {
                depth -= 1;
                parts.push(String::new());
            }
            other if depth == 0 => parts.last_mut().expect("there is a part").push(other),
            _ => {}
        }
    }
    parts.iter().map(|part| part.trim()).max_by_key(|part| part.len()).unwrap_or_default().to_owned()
}

fn messages(code: &str) -> Vec<String> {
    let mut found = Vec::new();
    for (constructor, places) in CONSTRUCTORS {
        for (at, _) in code.match_indices(constructor) {
            let before = &code[..=at];
            if before.ends_with("fn ") {
                continue;
            }
            let all = arguments(&code[at + constructor.len()..]);
            found.extend(places.iter().filter_map(|place| all.get(*place)).flat_map(|argument| literals(argument)));
        }
    }
    for (at, _) in code.match_indices("let message = ") {
        let rest = &code[at..];
        found.extend(literals(&rest[..rest.find(";\n").unwrap_or(rest.len())]));
    }
    found.iter().map(|text| constant(text)).filter(|text| text.len() >= SHORTEST && text.contains(' ')).collect()
}

#[test]
fn every_message_is_seen_by_a_test() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let sources = files(&root.join("src/scenario"), &["rs"]);
    let mut seen: String = files(&root.join("tests"), &["rs", "snap"])
        .iter()
        .filter(|path| !path.ends_with("inventory.rs"))
        .map(|path| fs::read_to_string(path).expect("tests are text").replace("\\\"", "\""))
        .collect();
    let mut all = Vec::new();
    for path in &sources {
        let (code, tests) = halves(path);
        seen += &tests;
        all.extend(messages(&code).into_iter().map(|message| (path, message)));
    }
    assert!(all.len() > 150, "{} messages", all.len());
    let unseen: Vec<String> = all
        .iter()
        .filter(|(_, message)| !seen.contains(message.as_str()) && !BEYOND_TESTS.contains(&message.as_str()))
        .map(|(path, message)| format!("{}: {message}", path.display()))
        .collect();
    assert!(unseen.is_empty(), "no test sees these messages:\n{}", unseen.join("\n"));
}

#[test]
fn the_inventory_finds_what_is_there() {
    let code = "let message = format!(\"`{}` lies, {x} far\", y(1, ')'));\nitem.wrong(\"is \\\"odd\\\" now\", \"even\", None);\n";
    assert_eq!(messages(code), ["is \"odd\" now", "` lies,"]);
}
