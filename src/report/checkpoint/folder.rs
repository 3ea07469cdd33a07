//! The folder of checkpoints: a file for every run that is finished or on its way, each written beside its place, synced and
//! renamed, so that a place holds a whole file or the one before.
//!
//! Trusts no file: each is read to its end and hashed before anything of it is used. Knows no run.

use super::difference::differences;
use super::sealed::{self, Fault};
use crate::analysis::{Reached, RunName};
use crate::report::folder::{LOCK, Refusal, Staging, idle, locked, naming, parent};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

/// What a folder of checkpoints belongs to.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Belongs {
    /// Version of the program.
    pub version: String,
    /// A hash of everything that decides what the runs come to.
    pub identity: String,
    /// The study's name.
    pub scenario: String,
    /// Seconds between two checkpoints of a run.
    pub every_s: f64,
}

/// What a file of a run says of itself.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RunHead {
    /// Version of the program.
    pub version: String,
    /// The hash of its study.
    pub identity: String,
    /// Which run.
    pub run: RunName,
    /// How far it has come.
    pub reached: Reached,
    /// Seconds that the study had taken by then.
    pub spent_s: f64,
}

/// What is kept of a run, to be read.
pub type Content = Box<dyn Read>;

/// A folder of checkpoints, for as long as it is held: no other process uses it.
#[derive(Debug)]
pub struct CheckpointFolder {
    path: PathBuf,
    belongs: Belongs,
    /// What was there when it was opened.
    kept: BTreeMap<RunName, RunHead>,
    lock: Option<File>,
}

const STUDY: &str = "study";
const RUNS: &str = "runs";
const ENDING: &str = "run";
const TEMPORARY: &str = "tmp";

impl CheckpointFolder {
    /// Where the checkpoints of a result are.
    pub fn place(out: &Path) -> PathBuf {
        let name = out.file_name().unwrap_or_default().to_string_lossy();
        out.with_file_name(format!("{name}.checkpoint"))
    }

    /// Refuses to begin anew where checkpoints stand, whoever they belong to: they are hours of work. A folder of ours without
    /// any goes.
    ///
    /// # Errors
    /// What stands there, and what can be done.
    pub fn refuse_standing(out: &Path, belongs: &Belongs, resolved: &str) -> Result<(), Refusal> {
        let path = Self::place(out);
        if !path.exists() {
            return Ok(());
        }
        let (name, away) = (path.display(), away(&path));
        let glance = File::open(path.join(STUDY)).map_err(Fault::from).and_then(sealed::glance::<Belongs, _>);
        let text = match glance {
            Err(why) => format!("{name} stands where checkpoints would: {why}\nmove it, or choose another --out"),
            Ok(_) if files_of_runs(&path).next().is_none() => {
                let _held = locked(&path, false)?;
                return Ok(fs::remove_dir_all(&path).map_err(|e| naming(&path, &e))?);
            }
            Ok(found) => {
                let holds = format!("{name} holds {}", counted(&path));
                match difference(&path, &found, belongs, resolved) {
                    None => format!(
                        "{holds} of this study, which was interrupted or is running\n\
                         to go on with it, type the same command with --resume; {away}"
                    ),
                    Some(why) => format!("{holds} of something else: {why}\n{away}, or choose another --out"),
                }
            }
        };
        Err(Refusal::Input(text))
    }

    /// Makes the folder for `out`, where none stands.
    ///
    /// # Errors
    /// A place that is not writable.
    pub fn make(out: &Path, belongs: Belongs, resolved: &str) -> Result<Self, Refusal> {
        let path = Self::place(out);
        let above = parent(&path);
        let made = || -> io::Result<()> {
            fs::create_dir_all(&above)?;
            let staged = Staging::for_name(&above, Path::new(""))?;
            let inner = staged.result();
            fs::create_dir_all(inner.join(RUNS))?;
            fs::write(inner.join(LOCK), "")?;
            let mut file = File::create_new(inner.join(STUDY))?;
            sealed::write(&mut file, &belongs, &|out| out.write_all(resolved.as_bytes()))?;
            file.sync_all()?;
            fs::rename(&inner, &path)
        };
        made().map_err(|e| naming(&path, &e))?;
        let lock = locked(&path, false)?;
        Ok(Self { path, belongs, kept: BTreeMap::new(), lock })
    }

    /// Opens the folder of `out` to go on with it. Every file is read to its end.
    ///
    /// # Errors
    /// No folder, one of another study, files that are damaged: all of them, and one that another process uses.
    pub fn open(out: &Path, belongs: &Belongs, resolved: &str) -> Result<Self, Refusal> {
        let path = Self::place(out);
        let name = path.display();
        if !path.exists() {
            let text = format!(
                "there is no checkpoint at {name}, so there is nothing to go on with\n\
                 --resume goes on with a run that was interrupted after it had begun with --checkpoint-every"
            );
            return Err(Refusal::Input(text));
        }
        let found = match File::open(path.join(STUDY)).map_err(Fault::from).and_then(sealed::open::<Belongs, _>) {
            Ok((found, _)) => found,
            Err(fault) => return Err(refused(&path, vec![(path.join(STUDY), fault)])),
        };
        if let Some(why) = difference(&path, &found, belongs, resolved) {
            return Err(Refusal::Input(format!("{name} is of something else: {why}\n{}", away(&path))));
        }
        let lock = locked(&path, false)?;
        let mut folder = Self { path, belongs: found, kept: BTreeMap::new(), lock };
        folder.read_all()?;
        Ok(folder)
    }

    /// Reads every file of a run; what a killed process was writing goes.
    fn read_all(&mut self) -> Result<(), Refusal> {
        let mut faults = Vec::new();
        let inside = |e: io::Error| naming(&self.path, &e);
        for entry in fs::read_dir(self.path.join(RUNS)).map_err(inside)? {
            let place = entry.map_err(inside)?.path();
            if place.extension().is_some_and(|ending| ending == TEMPORARY) {
                fs::remove_file(&place).map_err(inside)?;
                continue;
            }
            match self.read_head(&place) {
                Ok(head) => _ = self.kept.insert(head.run.clone(), head),
                Err(fault) => faults.push((place, fault)),
            }
        }
        faults.sort_by(|a, b| a.0.cmp(&b.0));
        if faults.is_empty() { Ok(()) } else { Err(refused(&self.path, faults)) }
    }

    /// The head of a file of a run that is whole, stands in its place and belongs here.
    fn read_head(&self, place: &Path) -> Result<RunHead, Fault> {
        let (head, _) = sealed::open::<RunHead, _>(File::open(place)?)?;
        if head.version != self.belongs.version {
            return Err(Fault::Foreign(other_version(&head.version, &self.belongs.version)));
        }
        if head.identity != self.belongs.identity {
            return Err(Fault::Foreign("it is of another scenario, seed or settings".to_owned()));
        }
        if self.file(&head.run) != place {
            return Err(Fault::Foreign(format!("it is of {}, under the name of another run", head.run)));
        }
        Ok(head)
    }

    /// Seconds between two checkpoints of a run, as they were asked for when the folder was made.
    pub fn every_s(&self) -> f64 {
        self.belongs.every_s
    }

    /// What was kept when the folder was opened.
    pub fn kept(&self) -> impl Iterator<Item = &RunHead> {
        self.kept.values()
    }

    /// What was kept of a run when the folder was opened, and its bytes; nothing where there was nothing.
    ///
    /// # Errors
    /// A file that cannot be read any more.
    pub fn read(&self, run: &RunName) -> Result<Option<(Reached, Content)>, Fault> {
        let Some(head) = self.kept.get(run) else { return Ok(None) };
        // Its hash was found right when the folder was opened, and the folder is held since.
        let (now, content) = sealed::head_and_content::<RunHead>(File::open(self.file(run))?)?;
        if now != *head {
            return Err(Fault::Damaged("it has changed".to_owned()));
        }
        Ok(Some((now.reached, Box::new(content))))
    }

    /// Keeps a run in place of what was kept of it before.
    ///
    /// # Errors
    /// A disk that is full, a place that is not writable; what was kept before stays then.
    pub fn write(
        &self,
        run: &RunName,
        (reached, spent_s): (Reached, f64),
        content: &dyn Fn(&mut dyn Write) -> io::Result<()>,
    ) -> io::Result<()> {
        let Belongs { version, identity, .. } = self.belongs.clone();
        let head = RunHead { version, identity, run: run.clone(), reached, spent_s };
        let place = self.file(run);
        let temporary = place.with_extension(TEMPORARY);
        let written = || -> io::Result<()> {
            let mut file = File::create(&temporary)?;
            sealed::write(&mut file, &head, content)?;
            file.sync_all()?;
            fs::rename(&temporary, &place)?;
            // The rename itself, where a folder can be synced.
            File::open(self.path.join(RUNS)).and_then(|runs| runs.sync_all()).or(Ok(()))
        };
        written().map_err(|e| {
            // What is left of it would only fill the disk.
            let _gone = fs::remove_file(&temporary);
            naming(&self.path, &e)
        })
    }

    fn file(&self, run: &RunName) -> PathBuf {
        let plain = |c: char| if c.is_ascii_alphanumeric() || c == '-' { c } else { '_' };
        let arm: String = run.arm.chars().map(plain).take(40).collect();
        let whole = format!("{}\n{}\n{}", run.setting.key, run.setting.value, run.arm);
        let hash = blake3::hash(whole.as_bytes()).to_hex();
        self.path.join(RUNS).join(format!("{arm}-{}-{}.{ENDING}", run.replication, &hash[..8]))
    }

    /// Takes the folder away: what it held stands in the result.
    ///
    /// # Errors
    /// A place that is not writable.
    pub fn remove(self) -> io::Result<()> {
        let _writing = idle();
        let removed = match fs::remove_dir_all(&self.path) {
            // Somebody was faster.
            Err(e) if e.kind() == io::ErrorKind::NotFound => Ok(()),
            removed => removed.map_err(|e| naming(&self.path, &e)),
        };
        drop(self.lock);
        removed
    }
}

fn away(path: &Path) -> String {
    format!("to begin anew, remove it: rm -r '{}'", path.display())
}

/// The files of runs in a folder.
fn files_of_runs(path: &Path) -> impl Iterator<Item = PathBuf> {
    let entries = fs::read_dir(path.join(RUNS)).into_iter().flatten().flatten().map(|entry| entry.path());
    entries.filter(|place| place.extension().is_some_and(|ending| ending == ENDING))
}

/// How many runs a folder holds, by what their files say of themselves.
fn counted(path: &Path) -> String {
    let (mut finished, mut under_way) = (0, 0);
    for place in files_of_runs(path) {
        match File::open(place).map_err(Fault::from).and_then(sealed::glance::<RunHead, _>) {
            Ok(RunHead { reached: Reached::Finished, .. }) => finished += 1,
            Ok(RunHead { reached: Reached::UnderWay { .. }, .. }) | Err(_) => under_way += 1,
        }
    }
    let runs = |count, what| format!("{count} {what} run{}", if count == 1 { "" } else { "s" });
    format!("{} and {}", runs(finished, "finished"), runs(under_way, "unfinished"))
}

fn other_version(found: &str, asked: &str) -> String {
    format!("it was written by version {found}, this is {asked}")
}

/// In what a folder differs from what is asked for.
fn difference(path: &Path, found: &Belongs, asked: &Belongs, resolved: &str) -> Option<String> {
    if found.version != asked.version {
        return Some(other_version(&found.version, &asked.version));
    }
    if found.identity == asked.identity {
        return None;
    }
    let mut stored = String::new();
    if let Ok(file) = File::open(path.join(STUDY))
        && let Ok((_, content)) = sealed::head_and_content::<Belongs>(file)
    {
        // What cannot be read differs in no key that could be named.
        let _unread = content.take(resolved.len() as u64 * 4 + (1 << 20)).read_to_string(&mut stored);
    }
    let mut lines = differences(&stored, resolved);
    if found.scenario != asked.scenario {
        lines.insert(0, format!("its scenario is {}, not {}", found.scenario, asked.scenario));
    }
    if lines.is_empty() {
        lines.push("files that the scenario names have changed".to_owned());
    }
    Some(lines.join("\n  ").trim_start().to_owned())
}

/// Why a folder is not gone on with: damage is the machine's affair, what is foreign the user's.
fn refused(path: &Path, faults: Vec<(PathBuf, Fault)>) -> Refusal {
    let is_damage = |(_, fault): &(PathBuf, Fault)| !matches!(fault, Fault::Foreign(_));
    let machine = faults.iter().any(is_damage);
    let lines: Vec<String> = faults.into_iter().map(|(place, fault)| format!("{}: {fault}", place.display())).collect();
    let text = format!("{}\nnothing was run; {}", lines.join("\n"), away(path));
    if machine { Refusal::Machine(io::Error::other(text)) } else { Refusal::Input(text) }
}
