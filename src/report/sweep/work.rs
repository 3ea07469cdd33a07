//! The folder of points: each finished point is a file, written under another name and then renamed, so that what was
//! interrupted goes on where it stopped. Finished, the folder of a shard is renamed to its place.
//!
//! Trusts no file: a point counts only when its text has the hash that stands above it. Knows no run.

use crate::analysis::{PointRecord, SweepFacts};
use crate::report::folder::{LOCK, Manifest, Refusal, Staging, json, locked, naming, parent, refuse_foreign};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};

/// Which of a sweep's points somebody runs: those whose number leaves the rest `index` when divided by `of`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cut {
    /// From 0.
    pub index: u64,
    /// Shards altogether; 1 for a whole sweep.
    pub of: u64,
}

impl Cut {
    /// All points.
    pub const WHOLE: Self = Self { index: 0, of: 1 };

    /// The points among so many.
    pub fn points(self, all: u64) -> impl Iterator<Item = u64> {
        (self.index..all).step_by(self.of as usize)
    }
}

/// What a folder of points belongs to.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PartManifest {
    /// Version of this layout.
    pub layout: u32,
    /// Hash of everything that decides a figure: the program's version, the scenario as read, the design.
    pub inputs: String,
    /// What the points have in common.
    pub facts: SweepFacts,
    /// Which points these are.
    pub cut: Cut,
}

impl PartManifest {
    /// The name of the file.
    pub(super) const FILE: &'static str = "sweep.json";
    const LAYOUT: u32 = 1;

    /// The manifest of the points of `cut`; `scenario` is everything that was read, as text.
    ///
    /// # Panics
    /// Never: plain values have a JSON form.
    pub fn new(facts: SweepFacts, cut: Cut, scenario: &[&str]) -> Self {
        let mut hasher = blake3::Hasher::new();
        for text in
            [serde_json::to_string(&facts).expect("plain values have a JSON form").as_str()].iter().chain(scenario)
        {
            hasher.update(&(text.len() as u64).to_le_bytes());
            hasher.update(text.as_bytes());
        }
        Self { layout: Self::LAYOUT, inputs: hasher.finalize().to_hex().to_string(), facts, cut }
    }

    /// The manifest of a folder of points; why there is none otherwise.
    pub(super) fn read(folder: &Path) -> Result<Self, String> {
        let path = folder.join(Self::FILE);
        let text = fs::read_to_string(&path).map_err(|e| format!("{}: {e}", path.display()))?;
        let found: Self = serde_json::from_str(&text).map_err(|e| format!("{}: {e}", path.display()))?;
        if found.layout != Self::LAYOUT {
            return Err(format!("{}: layout {}, this program reads {}", path.display(), found.layout, Self::LAYOUT));
        }
        let Cut { index, of } = found.cut;
        if index < of {
            return Ok(found);
        }
        Err(format!("{}: there is no shard {index} of {of}", path.display()))
    }

    /// In what a folder differs from what is asked for.
    fn difference(&self, other: &Self) -> Option<String> {
        let (a, b) = (&self.facts, &other.facts);
        if a.version != b.version {
            Some(format!("it was written by version {}, this is version {}", a.version, b.version))
        } else if self.inputs != other.inputs {
            Some("it is of another scenario, seed or settings, or of an earlier state of its files".to_owned())
        } else if self.cut != other.cut {
            let name = |cut: Cut| format!("shard {}/{}", cut.index, cut.of);
            Some(format!("it holds {}, not {}", name(self.cut), name(other.cut)))
        } else {
            None
        }
    }
}

/// A folder of points that is being filled, for as long as it is held: no other process fills it.
#[derive(Debug)]
pub struct WorkFolder {
    path: PathBuf,
    manifest: PartManifest,
    lock: Option<File>,
}

/// What opening a folder came to.
#[derive(Debug)]
pub enum Opened {
    /// There is work; some points may be done.
    Work(Box<WorkFolder>),
    /// The shard stands finished in its place.
    Finished,
}

pub(super) const POINTS: &str = "points";
const TEMPORARY: &str = "tmp";
pub(super) const RESOLVED: &str = "scenario.resolved.toml";

impl WorkFolder {
    /// Where points are kept until `out` is whole: hidden, beside it.
    pub fn place(out: &Path) -> PathBuf {
        let name = out.file_name().unwrap_or_default().to_string_lossy();
        parent(out).join(format!(".{name}.part"))
    }

    /// Opens the folder for `out`, or makes it. One that stands there is gone on with where `resume` says so; where
    /// another process holds it, this waits until that has ended.
    ///
    /// # Errors
    /// A folder that nobody said to go on with, or of something else; a place that is not writable.
    pub fn open(out: &Path, manifest: &PartManifest, resolved: &str, resume: bool) -> Result<Opened, Refusal> {
        let path = Self::place(out);
        loop {
            if resume && PartManifest::read(out).is_ok_and(|found| found.difference(manifest).is_none()) {
                // Its points, if they are there still: whoever put the result in its place had no time to take them away.
                if PartManifest::read(&path).is_ok_and(|found| found.difference(manifest).is_none()) {
                    let _stays = fs::remove_dir_all(&path);
                }
                return Ok(Opened::Finished);
            }
            refuse_foreign(out)?;
            let standing = path.exists();
            if standing {
                Self::agree(&path, manifest, resume)?;
            } else {
                Self::make(&path, manifest, resolved).map_err(|e| naming(&path, &e))?;
            }
            let lock = locked(&path, resume)?;
            // Whoever held it may have finished the folder and taken it away.
            if path.join(PartManifest::FILE).exists() {
                let folder = Self { path, manifest: manifest.clone(), lock };
                folder.sweep_up().map_err(|e| naming(&folder.path, &e))?;
                return Ok(Opened::Work(Box::new(folder)));
            }
        }
    }

    /// Whether a standing folder may be gone on with.
    fn agree(path: &Path, manifest: &PartManifest, resume: bool) -> Result<(), Refusal> {
        let name = path.display();
        let away = format!("to begin anew, remove it: rm -r '{name}'");
        let found = PartManifest::read(path).map_err(|why| {
            Refusal::Input(format!("{name} is not a folder of points of this program: {why}\n{away}"))
        })?;
        let kept = fs::read_dir(path.join(POINTS)).map_or(0, Iterator::count);
        let all = manifest.cut.points(manifest.facts.points).count();
        if let Some(difference) = found.difference(manifest) {
            let text = format!("{name} holds {kept} points of an interrupted sweep: {difference}\n{away}");
            return Err(Refusal::Input(text));
        }
        if resume {
            return Ok(());
        }
        let text = format!(
            "{name} holds {kept} of {all} points of this sweep, which was interrupted or is running\n\
             to go on with them, type the same command with --resume; {away}"
        );
        Err(Refusal::Input(text))
    }

    /// A folder appears with its manifest or not at all.
    fn make(path: &Path, manifest: &PartManifest, resolved: &str) -> io::Result<()> {
        let above = parent(path);
        fs::create_dir_all(&above)?;
        let staging = Staging::for_name(&above, Path::new(""))?;
        let inner = staging.result();
        fs::create_dir_all(inner.join(POINTS))?;
        fs::write(inner.join(LOCK), "")?;
        fs::write(inner.join(RESOLVED), resolved)?;
        fs::write(inner.join(PartManifest::FILE), json(manifest))?;
        match fs::rename(&inner, path) {
            // Another process was faster with the same folder: it is looked at again.
            Err(_) if path.exists() => Ok(()),
            renamed => renamed,
        }
    }

    /// Takes away what a killed process was writing.
    fn sweep_up(&self) -> io::Result<()> {
        for entry in fs::read_dir(self.path.join(POINTS))? {
            let path = entry?.path();
            if path.extension().is_some_and(|ending| ending == TEMPORARY) {
                fs::remove_file(path)?;
            }
        }
        Ok(())
    }

    /// Points of this folder's cut that have yet to be run: those without a whole file.
    pub fn open_points(&self) -> Vec<u64> {
        let points = self.manifest.cut.points(self.manifest.facts.points);
        points.filter(|&point| read_point(&self.path, &self.manifest, point).is_err()).collect()
    }

    /// Keeps a finished point.
    ///
    /// # Errors
    /// A place that is not writable, a full disk.
    pub fn keep(&self, record: &PointRecord) -> io::Result<()> {
        let place = point_file(&self.path, record.point);
        let temporary = place.with_extension(format!("{}.{TEMPORARY}", std::process::id()));
        let written = fs::write(&temporary, sealed(record)).and_then(|()| fs::rename(&temporary, &place));
        written.map_err(|e| naming(&place, &e))
    }

    /// All points of the folder, in their order.
    ///
    /// # Errors
    /// A file that somebody damaged since.
    pub fn records(&self) -> io::Result<Vec<PointRecord>> {
        let points = self.manifest.cut.points(self.manifest.facts.points);
        points
            .map(|point| read_point(&self.path, &self.manifest, point).map_err(|fault| io::Error::other(fault.text())))
            .collect()
    }

    /// Renames the folder of a shard to its place; one of ours that stands there goes.
    ///
    /// # Errors
    /// Something foreign in its place, or a place that is not writable.
    pub fn publish(self, out: &Path) -> io::Result<()> {
        let facts = &self.manifest.facts;
        let Cut { index, of } = self.manifest.cut;
        let manifest = Manifest {
            program: Manifest::PROGRAM.to_owned(),
            version: facts.version.clone(),
            scenario: facts.scenario.clone(),
            seed: facts.seed,
            replications: facts.replications,
            fingerprint: self.manifest.inputs.clone(),
            command: format!("cloudmsg sweep {RESOLVED} --shard {index}/{of}"),
            resolved: String::new(),
            kind: Some("sweep-shard".to_owned()),
        };
        fs::write(self.path.join(Manifest::FILE), json(&manifest)).map_err(|e| naming(&self.path, &e))?;
        refuse_foreign(out)?;
        fs::remove_file(self.path.join(LOCK)).map_err(|e| naming(&self.path, &e))?;
        if out.exists() {
            fs::remove_dir_all(out).map_err(|e| naming(out, &e))?;
        }
        fs::rename(&self.path, out).map_err(|e| naming(out, &e))
    }

    /// Takes the folder away: all that it held stands in the result.
    ///
    /// # Errors
    /// A place that is not writable.
    pub fn remove(self) -> io::Result<()> {
        let removed = fs::remove_dir_all(&self.path).map_err(|e| naming(&self.path, &e));
        drop(self.lock);
        removed
    }
}

fn point_file(folder: &Path, point: u64) -> PathBuf {
    folder.join(POINTS).join(format!("{point:06}.json"))
}

/// Points of a folder's cut that have a file: no more than there are files, whatever the manifest says.
pub(super) fn filed_points(folder: &Path, manifest: &PartManifest) -> BTreeSet<u64> {
    let Cut { index, of } = manifest.cut;
    let named = |entry: io::Result<fs::DirEntry>| {
        let name = entry.ok()?.file_name().into_string().ok()?;
        name.strip_suffix(".json")?.parse::<u64>().ok()
    };
    let found = fs::read_dir(folder.join(POINTS)).into_iter().flatten().filter_map(named);
    found.filter(|point| *point < manifest.facts.points && point % of == index).collect()
}

/// A point as text below its hash.
fn sealed(record: &PointRecord) -> String {
    let text = serde_json::to_string(record).expect("plain values have a JSON form");
    format!("{}\n{text}\n", blake3::hash(text.as_bytes()).to_hex())
}

/// Why a point is not there.
#[derive(Debug)]
pub(super) enum PointFault {
    /// Its file cannot be read, and why.
    Missing(String),
    /// The file of this name is not what was written.
    Damaged(String),
}

impl PointFault {
    fn text(self) -> String {
        match self {
            Self::Missing(why) => why,
            Self::Damaged(name) => format!("{name} is damaged"),
        }
    }
}

/// A point of a folder, or what is wrong with its file.
pub(super) fn read_point(folder: &Path, manifest: &PartManifest, point: u64) -> Result<PointRecord, PointFault> {
    let path = point_file(folder, point);
    let name = path.display();
    let bytes = fs::read(&path).map_err(|e| PointFault::Missing(format!("{name}: {e}")))?;
    let damaged = || PointFault::Damaged(name.to_string());
    let file = String::from_utf8(bytes).map_err(|_| damaged())?;
    let (hash, text) = file.split_once('\n').ok_or_else(damaged)?;
    let text = text.strip_suffix('\n').ok_or_else(damaged)?;
    if blake3::hash(text.as_bytes()).to_hex().as_str() != hash {
        return Err(damaged());
    }
    let record: PointRecord = serde_json::from_str(text).map_err(|_| damaged())?;
    let facts = &manifest.facts;
    let whole = record.point == point
        && record.levels.len() == facts.factors.len()
        && record.runs.len() == facts.arms.len() * facts.replications as usize;
    if whole { Ok(record) } else { Err(damaged()) }
}
