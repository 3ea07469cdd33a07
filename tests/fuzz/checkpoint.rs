//! The reader of checkpoints: files as they stand, and contents with a right hash over something else.

use super::campaign::{Target, Verdict};
use super::desk::Desk;
use super::edits::change_json;
use super::input::Input;
use super::mutant::Stock;
use super::shelf::Shelf;
use arbitrary::{Result, Unstructured};
use cloudmsg::engine::{Save, Unreadable};
use cloudmsg::experiment::{self, Options, jobs};
use cloudmsg::report::{Belongs, CheckpointFolder, Fault, read_checkpoint};
use cloudmsg::scenario::{Study, open};
use std::fs;
use std::io::Cursor;
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

/// Studies whose runs are kept.
const STUDIES: [(&str, &str); 2] = [
    (
        "people",
        "extends = \"base/miui-2014.toml\"\n[study]\nstart = \"2014-07-28T18:00:00+08:00\"\nduration = \"3 h\"\nreplications = 1\n\
         [population]\nhandsets = 200\nrepresents = 2_000_000\n",
    ),
    (
        "stations",
        "[study]\nduration = \"10 min\"\nreplications = 1\n[stations.desk]\narrivals = \"poisson 9/s\"\nservice = \"exp(100 ms)\"\n\
         routing = { other = 0.5 }\n[stations.other]\nservice = \"exp(100 ms)\"\nqueue = 5\n",
    ),
];
/// A right hash is put below what begins with this name: only its content can be wrong.
const SEALED: &str = "sealed-";
/// Bytes of the hash, and of what stands before the head.
const HASH: usize = 32;
const BEFORE: usize = 28;

/// The reader on its desk.
pub(crate) struct Checkpoints {
    studies: Vec<Study>,
    stock: Stock,
    desk: Mutex<Desk>,
}

impl Checkpoints {
    pub(crate) fn new() -> Self {
        let place = tempfile::tempdir().unwrap();
        let base = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios/base/miui-2014.toml");
        Input::of("base/miui-2014.toml", fs::read(base).unwrap()).write(place.path());
        let (mut studies, mut corpus) = (Vec::new(), Vec::new());
        for (name, text) in STUDIES {
            let file = format!("{name}.toml");
            Input::of(&file, text).write(place.path());
            let study = open(&place.path().join(&file), &[], &[]).expect("the study is sound").study().clone();
            for bytes in kept(&study, &place.path().join(name)) {
                corpus.push(Input::of(name, bytes.clone()));
                corpus.push(Input::of(&format!("{SEALED}{name}"), bytes));
            }
            studies.push(study);
        }
        let words = ["UnderWay", "Finished", "shards", "reached", "\u{7f}", "\u{7f}\u{7f}\u{7f}\u{7f}"];
        let words = words.into_iter().map(str::to_owned).collect();
        Self { studies, stock: Stock { corpus, words }, desk: Mutex::new(Desk::new(Input::default())) }
    }
}

/// Files of a run: on its way twice, and finished.
fn kept(study: &Study, out: &Path) -> Vec<Vec<u8>> {
    let shelf = Arc::new(Shelf::new(20, 1));
    let options = Options { shards: Some(2), keeper: Some(shelf.clone()), ..Options::default() };
    experiment::run(study, &options, &|_| {});
    let job = &jobs(study)[0];
    let times = shelf.all().remove(&job.name()).expect("the run was kept");
    assert!(times.len() > 3, "it was kept on its way");
    let of = |n: usize| {
        let (reached, bytes) = &times[n];
        let belongs = Belongs {
            version: env!("CARGO_PKG_VERSION").to_owned(),
            identity: experiment::identity(study),
            scenario: study.name.clone(),
            every_s: 1.0,
        };
        let folder = CheckpointFolder::make(out, belongs, &study.resolved).expect("nothing stands there");
        let save: &Save<'_> = &|to| to.write_all(bytes);
        folder.write(&job.name(), (*reached, 1.0), save).expect("it is writable");
        let runs = fs::read_dir(out.with_extension("checkpoint").join("runs")).unwrap();
        let file = fs::read(runs.map(|entry| entry.unwrap().path()).next().expect("one file")).unwrap();
        folder.remove().expect("it is ours");
        file
    };
    [1, times.len() / 2, times.len() - 1].map(of).to_vec()
}

/// Why a checkpoint was not taken.
pub(crate) enum Refusal {
    File(Fault),
    Content(Unreadable),
}

impl Target for Checkpoints {
    type Read = std::result::Result<(), Refusal>;
    const NAME: &'static str = "checkpoint";

    fn stock(&self) -> &Stock {
        &self.stock
    }

    fn made_up(&self, u: &mut Unstructured<'_>) -> Result<Input> {
        let sealed: Vec<_> =
            self.stock.corpus.iter().flat_map(|i| &i.0).filter(|(name, _)| name.starts_with(SEALED)).collect();
        let (name, bytes) = *u.choose(&sealed)?;
        let mut bytes = bytes.clone();
        let length = u32::from_le_bytes(bytes[BEFORE - 4..BEFORE].try_into().expect("four bytes")) as usize;
        if u.ratio(1, 2)? {
            let mut head: Vec<u8> = bytes.splice(BEFORE..BEFORE + length, []).collect();
            change_json(&mut head, u)?;
            bytes[BEFORE - 4..BEFORE].copy_from_slice(&(head.len() as u32).to_le_bytes());
            bytes.splice(BEFORE..BEFORE, head);
        }
        let begins = BEFORE + length;
        let forgeries = u.int_in_range(0..=4)?;
        for _ in 0..forgeries {
            let at = begins + u.choose_index(bytes.len() - begins - HASH)?;
            match u.int_in_range(0..=3)? {
                // A length of ten bytes.
                0 => drop(bytes.splice(at..(at + 1).min(bytes.len() - HASH), [0xff; 9].into_iter().chain([1]))),
                1 => bytes[at] = u.arbitrary()?,
                2 => drop(bytes.splice(at..at, u.bytes(u.len().min(8))?.iter().copied())),
                _ => drop(bytes.drain(at..(at + u.int_in_range(1..=40)?).min(bytes.len() - HASH))),
            }
        }
        Ok(Input::of(name, bytes))
    }

    fn lay(&self, input: &Input) -> usize {
        let mut desk = self.desk.lock().unwrap_or_else(PoisonError::into_inner);
        desk.chosen = input.0.keys().next().cloned().unwrap_or_default();
        let mut input = input.clone();
        for (name, bytes) in &mut input.0 {
            if name.starts_with(SEALED) && bytes.len() >= HASH {
                bytes.truncate(bytes.len() - HASH);
                let hash = blake3::hash(bytes);
                bytes.extend(hash.as_bytes());
            }
        }
        desk.lay(&input)
    }

    fn read(&self) -> Self::Read {
        let desk = self.desk.lock().unwrap_or_else(PoisonError::into_inner);
        let study = &self.studies[usize::from(desk.chosen.ends_with(STUDIES[1].0))];
        let bytes = fs::read(desk.path(&desk.chosen)).unwrap_or_default();
        let (head, mut content) = read_checkpoint(Cursor::new(bytes)).map_err(Refusal::File)?;
        experiment::readable(&jobs(study)[0], &Options::default(), head.reached, &mut content).map_err(Refusal::Content)
    }

    fn judge(&self, read: Self::Read) -> Verdict {
        let said = match read {
            Ok(()) => return Verdict::Accepted,
            Err(Refusal::File(Fault::Failed(why)) | Refusal::Content(Unreadable::Failed(why))) => panic!("{why}"),
            Err(Refusal::File(fault)) => fault.to_string(),
            Err(Refusal::Content(why)) => why.to_string(),
        };
        assert!(!said.trim().is_empty() && said.len() < 4 << 10, "{said}");
        Verdict::Refused(vec![said])
    }
}
