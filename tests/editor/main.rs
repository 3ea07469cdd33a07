//! What helps to write a scenario: the schema for editors, Taplo with it, scenarios to start from, completions, manual pages.
#![expect(clippy::unwrap_used, reason = "a test may fail")]
#![expect(clippy::print_stderr, reason = "a test that is skipped says so")]

mod init;
mod schema;
mod shell;
mod taplo;
mod typed;

use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

/// The crate's folder.
fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// The program, with nothing to read.
fn program() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_cloudmsg"));
    command.stdin(Stdio::null());
    command
}

fn code(output: &Output) -> i32 {
    output.status.code().unwrap()
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

/// All scenarios and profiles that are shipped, and whether each is a study of its own.
fn shipped() -> Vec<PathBuf> {
    let mut open = vec![root().join("scenarios")];
    let mut files = Vec::new();
    while let Some(folder) = open.pop() {
        for entry in std::fs::read_dir(&folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                open.push(path);
            } else if path.extension().is_some_and(|ending| ending == "toml") {
                files.push(path);
            }
        }
    }
    files.sort();
    assert!(files.len() >= 40, "all files of all folders");
    files
}

/// A folder with the shipped base and the schema as `init` leaves them.
fn desk() -> tempfile::TempDir {
    let desk = tempfile::tempdir().unwrap();
    std::fs::create_dir(desk.path().join("base")).unwrap();
    for name in ["base/miui-2014.toml", "cloudmsg.schema.json"] {
        std::fs::copy(root().join("scenarios").join(name), desk.path().join(name)).unwrap();
    }
    desk
}

/// A path from the crate's folder, for people.
fn shown(path: &Path) -> String {
    path.strip_prefix(root()).unwrap_or(path).display().to_string()
}
