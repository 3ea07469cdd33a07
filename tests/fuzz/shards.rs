//! Shards of a sweep, put together: their manifests, points and scenarios.

use super::campaign::{Target, Verdict};
use super::desk::Desk;
use super::edits::change_json;
use super::input::Input;
use super::mutant::Stock;
use arbitrary::{Result, Unstructured};
use cloudmsg::analysis::SweepTable;
use cloudmsg::report::{Merged, merge_parts, sweep_files};
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::sync::{Mutex, PoisonError};

/// A sweep of a station with two factors, and the same with blocks for Sobol indices.
const SWEEPS: [(&str, &str); 2] = [
    ("plain", "\"stations.desk.servers\" = [1, 2]\n\"stations.desk.service\" = [\"exp(100 ms)\", \"exp(200 ms)\"]\n"),
    ("blocks", "sample = \"saltelli(2)\"\n\"stations.desk.queue\" = \"5..90\"\n\"stations.desk.servers\" = \"1..5\"\n"),
];
const STUDY: &str = "[study]\nduration = \"2 min\"\nreplications = 2\n[stations.desk]\narrivals = \"poisson 1/s\"\n\
                     service = \"exp(100 ms)\"\n[sweep]\n";

/// The program with arguments, run in a folder.
pub(crate) fn program(folder: &std::path::Path, arguments: &[&str]) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_cloudmsg"));
    command.args(arguments).current_dir(folder).stdin(Stdio::null());
    for name in ["SLURM_ARRAY_TASK_ID", "HQ_TASK_ID", "JOB_COMPLETION_INDEX"] {
        command.env_remove(name);
    }
    let output = command.output().unwrap();
    assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
}

/// Two shards of two sweeps on a desk.
pub(crate) struct Shards {
    stock: Stock,
    desk: Mutex<Desk>,
}

impl Shards {
    pub(crate) fn new() -> Self {
        let place = tempfile::tempdir().unwrap();
        for (name, factors) in SWEEPS {
            let (file, text) = (format!("{name}.toml"), format!("{STUDY}{factors}"));
            Input::of(&file, text).write(place.path());
            for shard in ["0", "1"] {
                let (cut, out) = (format!("--shard={shard}/2"), format!("--out={name}/{shard}"));
                program(place.path(), &["sweep", &file, &cut, &out, "--quiet", "--threads=1"]);
            }
        }
        let mut standing = Input::read(place.path());
        standing.0.retain(|name, _| name.contains('/') && !name.ends_with("lock"));
        // Each file of its own, and the shards of one sweep as they are.
        let mut corpus: Vec<Input> = standing.0.iter().map(|(name, bytes)| Input::of(name, bytes.clone())).collect();
        corpus.extend(SWEEPS.map(|(sweep, _)| {
            Input(
                standing
                    .0
                    .iter()
                    .filter(|(name, _)| name.starts_with(sweep))
                    .map(|(n, b)| (n.clone(), b.clone()))
                    .collect(),
            )
        }));
        let words =
            ["point", "runs", "facts", "cut", "of", "index", "points", "levels", "figures", "arms", "null", "layout"];
        let words = words.into_iter().map(str::to_owned).collect();
        Self { stock: Stock { corpus, words }, desk: Mutex::new(Desk::new(standing)) }
    }
}

/// A changed point with the hash that its text has now: only its content can be wrong.
fn reseal(bytes: &mut Vec<u8>) {
    let text = String::from_utf8_lossy(bytes).into_owned();
    let compact = serde_json::from_str::<serde_json::Value>(&text).map_or(text, |value| value.to_string());
    *bytes = format!("{}\n{compact}\n", blake3::hash(compact.as_bytes()).to_hex()).into_bytes();
}

/// What became of two shards.
pub(crate) struct Read {
    merged: std::result::Result<(Merged, Option<usize>), Vec<String>>,
    folders: [PathBuf; 2],
}

impl Target for Shards {
    type Read = Read;
    const NAME: &'static str = "shards";
    /// Tables and pictures are made of what is put together.
    const BOUND: (usize, usize) = (64, 64 << 20);

    fn stock(&self) -> &Stock {
        &self.stock
    }

    fn made_up(&self, u: &mut Unstructured<'_>) -> Result<Input> {
        let mut input = Input::default();
        let files = u.int_in_range(1..=3)?;
        let (sweep, _) = *u.choose(&SWEEPS)?;
        let whole = u.choose(&self.stock.corpus)?.clone();
        let of_sweep: Vec<(&String, &Vec<u8>)> = self
            .stock
            .corpus
            .iter()
            .filter(|i| i.0.len() == 1)
            .flat_map(|i| &i.0)
            .filter(|(n, _)| n.starts_with(sweep))
            .collect();
        for _ in 0..files {
            let (name, bytes) = u.choose(&of_sweep)?;
            let mut bytes = (*bytes).clone();
            let is_point = name.contains("/points/");
            if is_point {
                bytes.drain(..=bytes.iter().position(|byte| *byte == b'\n').unwrap_or(0).min(bytes.len() - 1));
            }
            change_json(&mut bytes, u)?;
            if is_point {
                reseal(&mut bytes);
            }
            // Both shards are changed alike, so that they still are of one sweep.
            if name.ends_with("/sweep.json") && u.ratio(3, 4)? {
                let text = String::from_utf8_lossy(&bytes).into_owned();
                for (shard, other) in [("0", "1"), ("1", "0")] {
                    let of = |index: &str| format!("\"cut\": {{\n    \"index\": {index},");
                    input = input.with(&format!("{sweep}/{shard}/sweep.json"), text.replace(&of(other), &of(shard)));
                }
            } else {
                input = input.with(name, bytes);
            }
        }
        Ok(if input.0.is_empty() { whole } else { input })
    }

    fn lay(&self, input: &Input) -> usize {
        let sweep = usize::from(input.0.keys().any(|name| name.starts_with(SWEEPS[1].0)));
        let mut desk = self.desk.lock().unwrap_or_else(PoisonError::into_inner);
        SWEEPS[sweep].0.clone_into(&mut desk.chosen);
        desk.draws = input.hash().as_bytes()[0].is_multiple_of(4);
        desk.lay(input)
    }

    fn read(&self) -> Read {
        let desk = self.desk.lock().unwrap_or_else(PoisonError::into_inner);
        let folders = ["0", "1"].map(|shard| desk.path(&desk.chosen).join(shard));
        let merged = merge_parts(&folders, env!("CARGO_PKG_VERSION")).map(|merged| {
            let facts = merged.manifest.facts.clone();
            let resample = |blocks: usize| vec![(0..blocks).collect(); 3];
            let table = SweepTable::of(facts, merged.records.clone(), &resample);
            let files = desk.draws.then(|| sweep_files(&table, &merged.manifest, &merged.resolved).len());
            (merged, files)
        });
        Read { merged, folders }
    }

    fn judge(&self, read: Read) -> Verdict {
        match read.merged {
            Ok((merged, files)) => {
                assert!(files.is_none_or(|files| files > 6), "all files are there");
                assert!(merged.records.len() as u64 == merged.manifest.facts.points, "all points are there");
                Verdict::Accepted
            }
            Err(mistakes) => {
                assert!(!mistakes.is_empty(), "refused for no reason");
                for mistake in &mistakes {
                    let named = read.folders.iter().any(|folder| mistake.contains(&*folder.to_string_lossy()));
                    assert!(named || mistake.contains("missing"), "no place: {mistake}");
                    assert!(mistake.len() < 8 << 10, "{} bytes: {mistake:.500}", mistake.len());
                }
                Verdict::Refused(mistakes.iter().map(|m| m.replace(['/', '.'], " ")).collect())
            }
        }
    }
}
