//! A folder with small studies, and the program run in it within a time, killed where it takes longer.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::os::unix::process::ExitStatusExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};
use tempfile::TempDir;

/// One station: runs, sweeps and plans are over in tenths of a second.
pub(crate) const STATION: &str = r#"
[study]
title = "A desk"
duration = "400 s"
warm_up = "40 s"
seed = 1
replications = 2

[stations.a]
arrivals = "poisson 3/s"
service = "exp(1 s)"
servers = 4
queue = 50

[slo]
"stations.a.wait_mean" = "<= 100 s"

[sweep]
"stations.a.servers" = [4, 5, 6, 7]

[plan]
replications = 2
at_most = 4

[plan.price]
"stations.a.servers" = "5 CNY"
"#;

/// A few hours of a few handsets in two arms.
pub(crate) const ECOSYSTEM: &str = r#"
extends = "base/miui-2014.toml"
[study]
title = "A small ecosystem"
start = "2014-07-28T18:00:00+08:00"
duration = "3 h"
seed = 3
replications = 1
[population]
handsets = 40
represents = 6_000_000
[arm.before]
client.fallback = false
[arm.after]
"#;

/// Longest that anything may take.
const LIMIT: Duration = Duration::from_secs(60);

/// How a command ended.
#[derive(Debug)]
pub(crate) struct Ended {
    pub(crate) code: Option<i32>,
    pub(crate) signal: Option<i32>,
    pub(crate) out: String,
    pub(crate) err: String,
}

impl Ended {
    /// It ended with this code, without a panic, and said all of this on standard error.
    pub(crate) fn is(&self, code: i32, parts: &[&str], what: &str) {
        assert_eq!((self.code, self.signal), (Some(code), None), "{what}:\n{}{}", self.err, self.out);
        assert!(!self.err.contains("panicked"), "{what}:\n{}", self.err);
        for part in parts {
            assert!(self.err.contains(part), "{what}: {part:?} is not in\n{}", self.err);
        }
    }
}

/// A command on its way, its streams in files.
pub(crate) struct Running {
    pub(crate) child: Child,
    streams: TempDir,
    since: Instant,
}

impl Running {
    pub(crate) fn start(mut command: Command) -> Self {
        let streams = tempfile::tempdir().unwrap();
        let file = |name: &str| File::create(streams.path().join(name)).unwrap();
        command.stdin(Stdio::null()).stdout(file("out")).stderr(file("err"));
        Self { child: command.spawn().unwrap(), streams, since: Instant::now() }
    }

    pub(crate) fn signal(&self, name: &str) {
        let _over = Command::new("kill").args([name, &self.child.id().to_string()]).stderr(Stdio::null()).status();
    }

    /// Waits until something is so, or the command is over; whether it is so.
    pub(crate) fn until(&mut self, mut so: impl FnMut(u32) -> bool) -> bool {
        while self.child.try_wait().unwrap().is_none() && self.since.elapsed() < LIMIT {
            if so(self.child.id()) {
                return true;
            }
            std::thread::sleep(Duration::from_millis(2));
        }
        false
    }

    pub(crate) fn end(mut self, what: &str) -> Ended {
        let status = loop {
            if let Some(status) = self.child.try_wait().unwrap() {
                break status;
            }
            if self.since.elapsed() > LIMIT {
                self.child.kill().unwrap();
                panic!("{what}: takes longer than {LIMIT:?}");
            }
            std::thread::sleep(Duration::from_millis(2));
        };
        let text =
            |name: &str| String::from_utf8_lossy(&fs::read(self.streams.path().join(name)).unwrap()).into_owned();
        Ended { code: status.code(), signal: status.signal(), out: text("out"), err: text("err") }
    }
}

/// The folder.
pub(crate) struct Desk(TempDir);

impl Desk {
    pub(crate) fn new() -> Self {
        let desk = Self(tempfile::tempdir().unwrap());
        let base = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios/base/miui-2014.toml");
        fs::create_dir(desk.path("base")).unwrap();
        fs::copy(base, desk.path("base/miui-2014.toml")).unwrap();
        fs::write(desk.path("station.toml"), STATION).unwrap();
        fs::write(desk.path("eco.toml"), ECOSYSTEM).unwrap();
        desk
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    pub(crate) fn write(&self, name: &str, text: impl AsRef<[u8]>) {
        fs::write(self.path(name), text).unwrap();
    }

    pub(crate) fn program(&self, typed: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_cloudmsg"));
        command.args(typed).current_dir(self.0.path()).env_remove("RUST_BACKTRACE");
        for name in ["SLURM_ARRAY_TASK_ID", "HQ_TASK_ID", "JOB_COMPLETION_INDEX"] {
            command.env_remove(name);
        }
        command
    }

    pub(crate) fn start(&self, typed: &[&str]) -> Running {
        Running::start(self.program(typed))
    }

    pub(crate) fn run(&self, typed: &[&str]) -> Ended {
        self.start(typed).end(&typed.join(" "))
    }

    /// Runs a line of a shell, in which `$0` is the program.
    pub(crate) fn shell(&self, line: &str) -> Ended {
        let mut command = Command::new("sh");
        command.args(["-c", line, env!("CARGO_BIN_EXE_cloudmsg")]).current_dir(self.0.path());
        command.env_remove("RUST_BACKTRACE");
        Running::start(command).end(line)
    }

    /// Names in a folder, hidden ones too, in order.
    pub(crate) fn names(&self, folder: &str) -> Vec<String> {
        let Ok(entries) = fs::read_dir(self.path(folder)) else { return Vec::new() };
        let mut names: Vec<String> =
            entries.map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned()).collect();
        names.sort();
        names
    }
}

/// All files below a folder but hidden ones, by their paths, without what differs from run to run: wall time, memory, and the page that has
/// them. None where there is no folder.
pub(crate) fn contents(folder: &Path) -> Option<BTreeMap<PathBuf, Vec<u8>>> {
    let mut open = vec![folder.to_path_buf()];
    let mut files = BTreeMap::new();
    folder.symlink_metadata().ok()?;
    while let Some(path) = open.pop() {
        if path.is_dir() {
            let hidden = |path: &PathBuf| path.file_name().unwrap().to_string_lossy().starts_with('.');
            open.extend(fs::read_dir(&path).unwrap().map(|entry| entry.unwrap().path()).filter(|path| !hidden(path)));
            continue;
        }
        let name = path.strip_prefix(folder).unwrap().to_path_buf();
        let mut bytes = fs::read(&path).unwrap();
        let varies = ["\"wall_s\"", "\"peak_bytes\"", "\"command\""];
        match name.to_str().unwrap() {
            "summary.json" | "manifest.json" => {
                let text = String::from_utf8(bytes).unwrap();
                let lines = text.lines().filter(|line| !varies.iter().any(|field| line.contains(field)));
                bytes = lines.flat_map(|line| [line.as_bytes(), b"\n"]).flatten().copied().collect();
                let _whole: serde_json::Value = serde_json::from_str(&text).unwrap();
            }
            "report.html" => {
                assert!(bytes.ends_with(b"</html>\n") || bytes.ends_with(b"</html>"), "the page breaks off");
                bytes.clear();
            }
            "runs.csv" => {
                let text = String::from_utf8(bytes).unwrap();
                assert!(text.ends_with('\n'));
                let lines = text.lines().map(|line| line.rsplit_once(',').unwrap().0.to_owned() + "\n");
                bytes = lines.collect::<String>().into_bytes();
            }
            _ => {}
        }
        files.insert(name, bytes);
    }
    Some(files)
}

/// Numbers that look random, from a seed that is printed: another one each time, unless the environment says which.
pub(crate) struct Dice(u64);

impl Dice {
    pub(crate) fn new(what: &str) -> Self {
        use std::hash::BuildHasher;
        let typed = std::env::var("CLOUDMSG_FAULTS_SEED").ok().and_then(|text| text.parse().ok());
        let seed = typed.unwrap_or_else(|| std::hash::RandomState::new().hash_one(0) >> 1);
        println!("{what}: CLOUDMSG_FAULTS_SEED={seed}");
        Self(seed)
    }

    /// From 0 to 1.
    pub(crate) fn share(&mut self) -> f64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut x = self.0;
        x = (x ^ (x >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        x = (x ^ (x >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((x ^ (x >> 31)) >> 11) as f64 / (1_u64 << 53) as f64
    }
}
