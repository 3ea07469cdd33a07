//! A folder with a small study that sweeps, and the program run in it.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use tempfile::TempDir;

/// A few hours of a few hundred handsets in two arms: twelve points of four runs.
const STUDY: &str = r#"extends = "bare.toml"
[arm.before]
client.fallback = false
[arm.after]

[sweep]
"sites.beijing.relay.nodes" = [200, 400, 800]
population.opt_in = "0.1..0.7 step 0.2"
"#;

const BARE: &str = r#"extends = "base/miui-2014.toml"
[study]
title = "A small sweep"
start = "2014-07-28T18:00:00+08:00"
duration = "3 h"
seed = 3
replications = 2
[population]
handsets = 200
represents = 6_000_000
"#;

/// The folder.
pub(crate) struct Desk(TempDir);

impl Desk {
    /// With more keys of `[sweep]`.
    pub(crate) fn new(more: &str) -> Self {
        let desk = Self(tempfile::tempdir().unwrap());
        let base = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios/base/miui-2014.toml");
        fs::create_dir(desk.0.path().join("base")).unwrap();
        fs::copy(base, desk.0.path().join("base/miui-2014.toml")).unwrap();
        fs::write(desk.0.path().join("bare.toml"), BARE).unwrap();
        fs::write(desk.0.path().join("study.toml"), format!("{STUDY}{more}")).unwrap();
        desk
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    /// The program with arguments, in this folder, outside any cluster.
    pub(crate) fn program(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_cloudmsg"));
        command.args(arguments).current_dir(self.0.path()).stdin(Stdio::null());
        command.stdout(Stdio::piped()).stderr(Stdio::piped());
        for name in ["SLURM_ARRAY_TASK_ID", "HQ_TASK_ID", "JOB_COMPLETION_INDEX"] {
            command.env_remove(name);
        }
        command
    }

    pub(crate) fn run(&self, arguments: &[&str]) -> Output {
        self.program(arguments).output().unwrap()
    }

    /// What a run that must succeed prints.
    pub(crate) fn done(&self, arguments: &[&str]) -> String {
        let output = self.run(arguments);
        assert_eq!(code(&output), 0, "{arguments:?}: {}", text(&output.stderr));
        text(&output.stdout)
    }

    /// Every file of a folder with its bytes.
    pub(crate) fn folder(&self, name: &str) -> BTreeMap<String, Vec<u8>> {
        let root = self.path(name);
        let (mut open, mut files) = (vec![root.clone()], BTreeMap::new());
        while let Some(path) = open.pop() {
            if path.is_dir() {
                open.extend(fs::read_dir(&path).unwrap().map(|entry| entry.unwrap().path()));
            } else {
                let name = path.strip_prefix(&root).unwrap().to_string_lossy().replace('\\', "/");
                files.insert(name, fs::read(&path).unwrap());
            }
        }
        assert!(!files.is_empty(), "{name} holds files");
        files
    }

    /// What was left beside the study, hidden folders included.
    pub(crate) fn visible(&self) -> Vec<String> {
        let names = fs::read_dir(self.0.path()).unwrap().map(|e| e.unwrap().file_name().to_string_lossy().into_owned());
        let mut names: Vec<String> =
            names.filter(|name| !["base", "bare.toml", "study.toml"].contains(&name.as_str())).collect();
        names.sort();
        names
    }
}

pub(crate) fn code(output: &Output) -> i32 {
    output.status.code().unwrap()
}

pub(crate) fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}
