//! The folder of checkpoints, and the program before it: gone on with, refused, damaged, foreign.

use crate::shelf::Shelf;
use cloudmsg::analysis::{Reached, figure_names};
use cloudmsg::engine::Save;
use cloudmsg::experiment::{self, Options, identity, jobs};
use cloudmsg::report::{Belongs, CheckpointFolder, Fault, read_checkpoint};
use cloudmsg::scenario::{Study, open};
use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{Cursor, ErrorKind, Read};
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::sync::Arc;
use tempfile::TempDir;

/// A folder with a small study of two arms and two replications.
pub(crate) struct Desk(TempDir);

const ARMS: &str = "extends = \"small.toml\"\n[study]\nreplications = 2\n[slo]\n\"messages.composed\" = \"> 1\"\n\
    [arm.with]\n[arm.without.client]\nfallback = false\n";

impl Desk {
    pub(crate) fn new() -> Self {
        let desk = Self(tempfile::tempdir().expect("tests have a temporary folder"));
        let small = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/ecosystem/worlds/small.toml");
        fs::copy(small, desk.path("small.toml")).expect("it is there");
        fs::write(desk.path("arms.toml"), ARMS).expect("it is writable");
        desk
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    /// The program with arguments between bars.
    pub(crate) fn command(&self, typed: &str) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_cloudmsg"));
        command.current_dir(self.0.path()).stdin(Stdio::null()).args(typed.split('|'));
        command
    }

    pub(crate) fn run(&self, typed: &str) -> Output {
        self.command(typed).output().expect("the program starts")
    }

    /// What a command that succeeds says on standard error.
    pub(crate) fn told(&self, typed: &str) -> String {
        let output = self.run(typed);
        let told = String::from_utf8(output.stderr).expect("messages are text");
        assert!(output.status.success(), "{typed}: {told}");
        told
    }

    /// What a command that is refused with this code says, with nothing on standard output.
    pub(crate) fn refused(&self, typed: &str, code: i32) -> String {
        let output = self.run(typed);
        let told = String::from_utf8(output.stderr).expect("messages are text");
        assert_eq!((output.status.code(), output.stdout.as_slice()), (Some(code), b"".as_slice()), "{typed}: {told}");
        told.replace(&*self.0.path().to_string_lossy(), "")
    }

    /// Every file of a result folder, without wall time, memory and the command.
    pub(crate) fn files(&self, folder: &str) -> BTreeMap<String, String> {
        let mut found = BTreeMap::new();
        for inside in ["", "charts"] {
            for entry in fs::read_dir(self.path(folder).join(inside)).expect("there is a result") {
                let path = entry.expect("it can be listed").path();
                if path.is_file() {
                    let text = String::from_utf8_lossy(&fs::read(&path).expect("it is a file")).into_owned();
                    let varies = ["\"wall_s\"", "\"peak_bytes\"", "\"command\"", " data-varies>"];
                    let kept = text.lines().filter(|line| !varies.iter().any(|key| line.contains(key)));
                    // The last column of runs.csv is memory.
                    let memory = path.ends_with("runs.csv");
                    let kept = kept.map(|line| line.rsplit_once(',').filter(|_| memory).map_or(line, |(kept, _)| kept));
                    let name = path.strip_prefix(self.path(folder)).expect("it lies in it").display().to_string();
                    found.insert(name, kept.collect::<Vec<_>>().join("\n"));
                }
            }
        }
        found
    }

    pub(crate) fn same(&self, one: &str, other: &str) {
        let (one, other) = (self.files(one), self.files(other));
        assert_eq!(one.keys().collect::<Vec<_>>(), other.keys().collect::<Vec<_>>());
        for (name, text) in &one {
            let different = text.lines().zip(other[name].lines()).find(|(a, b)| a != b);
            assert!(*text == other[name], "{name} differs: {different:?}");
        }
    }

    fn study(&self, settings: &[&str]) -> Study {
        let settings: Vec<String> = settings.iter().map(|setting| (*setting).to_owned()).collect();
        open(&self.path("arms.toml"), &settings, &figure_names()).expect("the study is sound").study().clone()
    }

    /// Leaves what an interrupted run of the study into `out` would have: the first run finished, the second on its way.
    fn interrupted(&self, out: &str) -> PathBuf {
        let study = self.study(&[]);
        let keeper = Arc::new(Shelf::new(400, 1));
        experiment::run(
            &study,
            &Options { shards: Some(2), keeper: Some(keeper.clone()), ..Options::default() },
            &|_| {},
        );
        let all = keeper.all();
        let belongs = belongs(&study);
        let folder = CheckpointFolder::make(&self.path(out), belongs, &study.resolved).expect("nothing stands there");
        for (n, job) in jobs(&study).iter().take(2).enumerate() {
            let kept = &all[&job.name()];
            let (reached, bytes) = &kept[if n == 0 { kept.len() - 1 } else { kept.len() / 2 }];
            assert_eq!(*reached == Reached::Finished, n == 0);
            let save: &Save<'_> = &|out| out.write_all(bytes);
            folder.write(&job.name(), (*reached, 60.0), save).expect("it is writable");
        }
        self.path(out).with_extension("checkpoint")
    }
}

fn belongs(study: &Study) -> Belongs {
    let version = env!("CARGO_PKG_VERSION").to_owned();
    Belongs { version, identity: identity(study), scenario: study.name.clone(), every_s: 600.0 }
}

/// The files of the runs of a checkpoint.
pub(crate) fn runs(checkpoint: &Path) -> Vec<PathBuf> {
    let Ok(entries) = fs::read_dir(checkpoint.join("runs")) else { return Vec::new() };
    let paths = entries.map(|entry| entry.expect("it can be listed").path());
    let mut runs: Vec<PathBuf> = paths.filter(|path| path.extension().is_some_and(|e| e == "run")).collect();
    runs.sort();
    runs
}

/// A pass proves: what was interrupted ends as what was not, on other threads and in other windows, in every file; the
/// checkpoint is gone then; and the user is told from where it goes on.
#[test]
fn a_resumed_run_has_the_same_files() {
    let desk = Desk::new();
    desk.told("run|arms.toml|--out|whole|--threads|1");
    let checkpoint = desk.interrupted("part");
    assert_eq!(runs(&checkpoint).len(), 2);
    let told = desk.told("run|arms.toml|--out|part|--resume|--threads|2|--window|1 ms|--list|reference");
    assert!(told.contains("resuming with, replication 1, at day 1 "), "{told}");
    assert!(told.contains("1 of 4 runs are finished\n"), "{told}");
    assert!(told.lines().all(|line| line.chars().count() <= 80), "{told}");
    desk.same("whole", "part");
    assert!(!checkpoint.exists());
    // The minute before counts.
    let summary = fs::read_to_string(desk.path("part/summary.json")).expect("there is a result");
    let wall = summary.lines().find(|line| line.contains("\"wall_s\"")).expect("it says how long it took");
    let seconds: f64 = wall.split([':', ',']).nth(1).expect("a figure").trim().parse().expect("a figure");
    assert!((60.0..90.0).contains(&seconds), "{wall}");
}

/// A pass proves: hours of work are not destroyed by a command that begins anew, and one that finds none to go on with says so.
#[test]
fn nothing_is_destroyed_or_made_up() {
    let desk = Desk::new();
    let nothing = desk.refused("run|arms.toml|--out|part|--resume", 2);
    assert!(nothing.starts_with("there is no checkpoint at part.checkpoint"), "{nothing}");
    assert!(nothing.contains("--checkpoint-every"), "{nothing}");
    let checkpoint = desk.interrupted("part");
    for typed in ["run|arms.toml|--out|part", "run|arms.toml|--out|part|--checkpoint-every|1 h"] {
        let standing = desk.refused(typed, 2);
        assert!(standing.contains("holds 1 finished run and 1 unfinished run of this study"), "{standing}");
        assert!(standing.contains("--resume") && standing.contains("rm -r 'part.checkpoint'"), "{standing}");
    }
    let other = desk.refused("run|arms.toml|--out|part|--seed|99", 2);
    assert!(other.contains("of something else: study.seed is ") && other.contains(" there, 99 here"), "{other}");
    assert_eq!(runs(&checkpoint).len(), 2);
    // A folder without any run is nobody's work.
    let study = desk.study(&[]);
    CheckpointFolder::make(&desk.path("empty"), belongs(&study), &study.resolved).expect("nothing stands there");
    desk.told("run|arms.toml|--out|empty");
    assert!(!desk.path("empty.checkpoint").exists());
    fs::write(desk.path("thesis.checkpoint"), "years of work").expect("it is writable");
    let foreign = desk.refused("run|arms.toml|--out|thesis|--checkpoint-every|1 h", 2);
    assert!(foreign.contains("choose another --out"), "{foreign}");
    assert_eq!(fs::read_to_string(desk.path("thesis.checkpoint")).expect("it is there"), "years of work");
}

/// A pass proves: a run that is finished without an interruption leaves no checkpoint and the same files, and a bound that
/// fails is told as ever.
#[test]
fn a_run_that_was_never_interrupted_leaves_no_checkpoint() {
    let desk = Desk::new();
    desk.told("run|arms.toml|--out|whole");
    desk.told("run|arms.toml|--out|kept|--checkpoint-every|1 h");
    desk.same("whole", "kept");
    assert!(!desk.path("kept.checkpoint").exists());
    let failed = desk.run("run|arms.toml|--out|kept|--checkpoint-every|1 h|--set|slo.\"messages.composed\"=\"< 1\"");
    assert_eq!(failed.status.code(), Some(1), "{}", String::from_utf8_lossy(&failed.stderr));
    assert!(!desk.path("kept.checkpoint").exists());
}

/// A pass proves: checkpoints of another seed, setting, arm or version are refused with what differs; a bound may be another.
#[test]
fn a_foreign_checkpoint_is_refused_with_what_differs() {
    let desk = Desk::new();
    let checkpoint = desk.interrupted("part");
    let of = |more: &str| desk.refused(&format!("run|arms.toml|--out|part|--resume{more}"), 2);
    assert!(of("|--seed|99").contains("study.seed is "));
    assert!(of("|--replications|3").contains("study.replications is 2 there, 3 here"));
    assert!(of("|--set|client.fallback=false").contains("client.fallback is "));
    fs::write(desk.path("arms.toml"), ARMS.replace("without", "blind")).expect("it is writable");
    assert!(of("").contains("arm.without"), "{}", of(""));
    fs::write(desk.path("arms.toml"), ARMS.replace("> 1", "> 2")).expect("it is writable");
    // A run under the name of another.
    let [one, other] = &runs(&checkpoint)[..] else { panic!("two runs") };
    let (kept, bytes) = (fs::read(one).expect("a file"), fs::read(other).expect("a file"));
    fs::write(one, &bytes).expect("it is writable");
    assert!(of("").contains("under the name of another run"), "{}", of(""));
    fs::write(one, &kept).expect("it is writable");
    desk.told("run|arms.toml|--out|part|--resume");
    // Another version: as the folder says, and as a file says.
    let study = desk.study(&[]);
    let old = Belongs { version: "0.0.9".to_owned(), ..belongs(&study) };
    CheckpointFolder::make(&desk.path("part"), old, &study.resolved).expect("nothing stands there");
    assert!(of("").contains("it was written by version 0.0.9, this is "), "{}", of(""));
}

/// A pass proves: whatever byte of whatever file is changed, whatever is cut or added: refused as damaged, with its name,
/// and left as it is.
#[test]
fn a_damaged_checkpoint_is_refused() {
    let desk = Desk::new();
    let checkpoint = desk.interrupted("part");
    let [run, _] = &runs(&checkpoint)[..] else { panic!("two runs") };
    for path in [run, &checkpoint.join("study")] {
        let whole = fs::read(path).expect("a file");
        let (head, middle, tail) = (whole.len().min(60), whole.len() / 2, whole.len() - 1);
        let flipped = [0, 20, head, middle, tail].map(|place| {
            let mut changed = whole.clone();
            changed[place] ^= 0x10;
            changed
        });
        let cut = [0, head, middle, tail].map(|end| whole[..end].to_vec());
        let longer = [&whole[..], b"\0"].concat();
        for damaged in flipped.into_iter().chain(cut).chain([longer]) {
            fs::write(path, &damaged).expect("it is writable");
            let name = path.file_name().expect("it has one").to_string_lossy().into_owned();
            let told = desk.refused("run|arms.toml|--out|part|--resume", 3);
            assert!(told.contains(&format!("{name}: it is damaged: ")) && told.contains("nothing was run"), "{told}");
            assert!(fs::read(path).expect("a file") == damaged);
        }
        fs::write(path, &whole).expect("it is writable");
    }
    fs::write(run.with_extension("tmp"), "what a killed process was writing").expect("it is writable");
    desk.told("run|arms.toml|--out|part|--resume");
}

/// A pass proves: two processes do not go on with one checkpoint.
#[test]
fn one_process_at_a_time() {
    let desk = Desk::new();
    let checkpoint = desk.interrupted("part");
    let held = File::options().write(true).open(checkpoint.join("lock")).expect("it is there");
    held.lock().expect("nobody holds it");
    let told = desk.refused("run|arms.toml|--out|part|--resume", 2);
    assert!(told.contains("is being filled by another process"), "{told}");
    drop(held);
    desk.told("run|arms.toml|--out|part|--resume");
}

/// A pass proves: where a checkpoint cannot be written to its end, the one before stays, and nothing half-written.
#[test]
fn a_full_disk_leaves_the_checkpoint_before() {
    let desk = Desk::new();
    let study = desk.study(&[]);
    let folder =
        CheckpointFolder::make(&desk.path("part"), belongs(&study), &study.resolved).expect("nothing is there");
    let name = jobs(&study)[0].name();
    folder.write(&name, (Reached::Finished, 1.0), &|out| out.write_all(b"whole")).expect("it is writable");
    let full: &Save<'_> = &|out| {
        out.write_all(&vec![7; 100_000])?;
        Err(ErrorKind::StorageFull.into())
    };
    let error = folder.write(&name, (Reached::Finished, 2.0), full).expect_err("it is full");
    assert_eq!(error.kind(), ErrorKind::StorageFull);
    let inside = fs::read_dir(desk.path("part.checkpoint/runs")).expect("it can be listed").count();
    assert_eq!(inside, 1);
    drop(folder);
    let folder = CheckpointFolder::open(&desk.path("part"), &belongs(&study), "").expect("it is whole");
    let (reached, mut content) = folder.read(&name).expect("it is whole").expect("it is kept");
    let mut text = String::new();
    content.read_to_string(&mut text).expect("it is text");
    assert_eq!((reached, text.as_str()), (Reached::Finished, "whole"));
    assert!(folder.kept().all(|head| (head.spent_s - 1.0).abs() < 1e-9));
}

/// A pass proves: with a right hash over wrong content nothing panics and no memory is reserved by a length that lies.
#[test]
fn forged_content_is_refused_without_a_panic() {
    let desk = Desk::new();
    let checkpoint = desk.interrupted("part");
    let study = desk.study(&[]);
    let forged = |bytes: &[u8]| [bytes, blake3::hash(bytes).as_bytes()].concat();
    for (path, job) in runs(&checkpoint).iter().zip(jobs(&study)) {
        let file = fs::read(path).expect("a file");
        let body = &file[..file.len() - 32];
        let begins = body.iter().position(|&byte| byte == b'}').expect("a head") + 60;
        for n in 0..120 {
            let mut other = body.to_vec();
            let place = begins + n * (body.len() - begins) / 120;
            // A length of ten bytes, or half of the file gone.
            if n % 2 == 0 {
                let end = (place + 9).min(other.len());
                other[place..end].fill(0xff);
            } else {
                other.truncate(place);
            }
            match read_checkpoint(Cursor::new(forged(&other))) {
                Ok((head, mut content)) => {
                    let _either = experiment::readable(&job, &Options::default(), head.reached, &mut content);
                }
                Err(Fault::Damaged(_) | Fault::Foreign(_)) => {}
                Err(Fault::Failed(why)) => panic!("{why}"),
            }
        }
    }
}
