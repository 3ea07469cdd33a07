//! Result folders read again: tables, summaries, manifests, stories; and what is drawn from them.

use super::campaign::{Target, Verdict};
use super::desk::Desk;
use super::edits::{change_csv, change_json};
use super::input::Input;
use super::mutant::Stock;
use super::shards::program;
use arbitrary::{Result, Unstructured};
use cloudmsg::analysis::compare;
use cloudmsg::cli::{Failure, ReportArguments, Terminal, report};
use cloudmsg::report::{Manifest, ResultFolder, stories};
use std::path::Path;
use std::sync::{Mutex, PoisonError};

/// Folders, and what makes them.
const FOLDERS: [&str; 4] = ["people", "stations", "sweep", "plan"];
const PEOPLE: &str = "extends = \"base/miui-2014.toml\"\n[study]\nstart = \"2014-07-28T18:00:00+08:00\"\nduration = \"3 h\"\n\
                      replications = 1\n[population]\nhandsets = 200\nrepresents = 2_000_000\n[arm.a]\nclient.fallback = false\n\
                      [arm.b]\n";
const STATIONS: &str = "[study]\nduration = \"2 min\"\nreplications = 2\n[stations.desk]\narrivals = \"poisson 1/s\"\n\
                        service = \"exp(100 ms)\"\n";

/// Result folders on a desk.
pub(crate) struct Folders {
    stock: Stock,
    desk: Mutex<Desk>,
    /// Of how many inputs one is drawn.
    every: u8,
}

fn made() -> Input {
    let place = tempfile::tempdir().unwrap();
    let base = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios/base/miui-2014.toml");
    let sweep = format!("{STATIONS}[sweep]\n\"stations.desk.servers\" = [1, 2]\n");
    let plan = format!(
        "{STATIONS}servers = 4\n[slo]\n\"stations.desk.delayed\" = \"<= 25 %\"\n[plan]\nreplications = 2\nat_most = 8\n\
         [plan.price]\n\"stations.desk.servers\" = \"1 CNY\"\n"
    );
    Input::of("base/miui-2014.toml", std::fs::read(base).unwrap())
        .with("people.toml", PEOPLE)
        .with("stations.toml", STATIONS)
        .with("sweep.toml", sweep)
        .with("plan.toml", plan)
        .write(place.path());
    // The verb is that of the folder's kind.
    for (name, verb) in FOLDERS.iter().zip(["run", "run", "sweep", "plan"]) {
        let (file, out) = (format!("{name}.toml"), format!("--out={name}"));
        program(place.path(), &[verb, &file, &out, "--quiet", "--threads=1"]);
    }
    program(place.path(), &["explain", "people", "--first", "on-net", "--add", "--quiet", "--threads=1"]);
    let mut files = Input::read(place.path());
    files.0.retain(|name, _| {
        name.contains('/') && !name.starts_with("base") && !name.contains("charts/") && !name.ends_with("html")
    });
    files
}

impl Folders {
    pub(crate) fn new() -> Self {
        let standing = made();
        let corpus = standing.0.iter().map(|(name, bytes)| Input::of(name, bytes.clone())).collect();
        let words =
            ["a", "b", "schema", "null", "true", "value", "p99", "seconds", "beijing", "desk", "kind", "sweep", "plan"];
        let words = words.into_iter().map(str::to_owned).collect();
        Self { stock: Stock { corpus, words }, desk: Mutex::new(Desk::new(standing)), every: 4 }
    }
}

/// What reading a folder came to.
pub(crate) struct Read {
    mistakes: Vec<String>,
}

/// Everything that reads a folder, as the verbs do it.
fn read_all(folder: &Path, draw: bool) -> Vec<String> {
    let mut mistakes = Vec::new();
    let manifest = match Manifest::read(folder) {
        Ok(manifest) => manifest,
        Err(why) => return vec![why],
    };
    if manifest.kind.is_none() {
        match ResultFolder::read(folder) {
            Err(why) => mistakes.push(why),
            Ok(read) => {
                mistakes.extend(read.summary().err());
                mistakes.extend(read.resolved().err());
                mistakes.extend(read.runs().err());
                mistakes.extend(read.same_units(&read).err());
                let samples: Vec<_> = read.arms.iter().map(|arm| read.sample(arm, arm)).collect();
                for other in &samples {
                    compare(&samples[0], other, None);
                }
            }
        }
        mistakes.extend(stories(folder).err());
    }
    if draw {
        let arguments = ReportArguments { folder: folder.to_owned(), out: Some(folder.join("page.html")), quiet: true };
        match report(&arguments, &Terminal::of_process()) {
            Ok(()) => {}
            Err(Failure::Machine(why)) => panic!("a damaged folder is no fault of the machine: {why}"),
            Err(other) => mistakes.push(other.text().to_owned()),
        }
        let _gone = std::fs::remove_file(folder.join("page.html"));
    }
    mistakes
}

impl Target for Folders {
    type Read = Read;
    const NAME: &'static str = "folder";
    /// A page has the script of its charts in it, a picture its pixels.
    const BOUND: (usize, usize) = (64, 96 << 20);

    fn stock(&self) -> &Stock {
        &self.stock
    }

    fn made_up(&self, u: &mut Unstructured<'_>) -> Result<Input> {
        let mut input = u.choose(&self.stock.corpus)?.clone();
        for (name, bytes) in &mut input.0 {
            match name.rsplit('.').next() {
                Some("json") => change_json(bytes, u)?,
                Some("csv") => change_csv(bytes, u)?,
                _ => bytes.extend(u.bytes(u.len().min(20))?),
            }
        }
        Ok(input)
    }

    fn lay(&self, input: &Input) -> usize {
        let of = |name: &String| FOLDERS.iter().position(|folder| name.starts_with(folder));
        let chosen = input.0.keys().find_map(of).unwrap_or(0);
        let mut desk = self.desk.lock().unwrap_or_else(PoisonError::into_inner);
        FOLDERS[chosen].clone_into(&mut desk.chosen);
        desk.draws = input.hash().as_bytes()[0].is_multiple_of(self.every);
        desk.lay(input)
    }

    fn read(&self) -> Read {
        let desk = self.desk.lock().unwrap_or_else(PoisonError::into_inner);
        Read { mistakes: read_all(&desk.path(&desk.chosen), desk.draws) }
    }

    fn judge(&self, read: Read) -> Verdict {
        let desk = self.desk.lock().unwrap_or_else(PoisonError::into_inner);
        let folder = desk.path(&desk.chosen).to_string_lossy().into_owned();
        for mistake in &read.mistakes {
            assert!(mistake.contains(&folder), "no place: {mistake}");
            assert!(mistake.len() < 16 << 10, "{} bytes: {mistake:.500}", mistake.len());
        }
        if read.mistakes.is_empty() { Verdict::Accepted } else { Verdict::Refused(read.mistakes) }
    }
}
