//! A keeper that keeps runs in memory, as often as it is told.
#![expect(clippy::disallowed_types, reason = "how long writing takes is measured")]

use cloudmsg::analysis::{Reached, RunName};
use cloudmsg::engine::{Save, Unreadable};
use cloudmsg::experiment::{self, Job, Keeper, Options};
use std::collections::BTreeMap;
use std::io::Read;
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Instant;

/// What was kept of one run at one time.
pub(crate) type Kept = (Reached, Vec<u8>);

/// Keeps every run at every `each`-th beat, all times side by side, and hands out one of each run.
#[derive(Debug)]
pub(crate) struct Shelf {
    pub(crate) beat: u64,
    pub(crate) each: u64,
    asked: AtomicU64,
    /// Nanoseconds that writing took.
    pub(crate) saving: AtomicU64,
    from: BTreeMap<RunName, Kept>,
    kept: Mutex<BTreeMap<RunName, Vec<Kept>>>,
}

impl Shelf {
    /// Nothing to hand out.
    pub(crate) fn new(beat: u64, each: u64) -> Self {
        Self::with(beat, each, BTreeMap::new())
    }

    /// Something to go on from.
    pub(crate) fn with(beat: u64, each: u64, from: BTreeMap<RunName, Kept>) -> Self {
        Self { beat, each, asked: AtomicU64::new(0), saving: AtomicU64::new(0), from, kept: Mutex::default() }
    }

    /// All that was kept, by run, the earliest first.
    pub(crate) fn all(&self) -> BTreeMap<RunName, Vec<Kept>> {
        self.kept.lock().expect("no test panics with it").clone()
    }
}

impl Keeper for Shelf {
    fn kept(&self, run: &RunName) -> Option<(Reached, Box<dyn Read + '_>)> {
        let (reached, bytes) = self.from.get(run)?;
        Some((*reached, Box::new(&bytes[..])))
    }

    fn due(&self, _: &RunName) -> bool {
        (self.asked.fetch_add(1, Ordering::Relaxed) + 1).is_multiple_of(self.each)
    }

    fn beat(&self) -> u64 {
        self.beat
    }

    fn keep(&self, run: &RunName, reached: Reached, save: &Save<'_>) {
        let (mut bytes, began) = (Vec::new(), Instant::now());
        save(&mut bytes).expect("a vector takes everything");
        self.saving.fetch_add(began.elapsed().as_nanos() as u64, Ordering::Relaxed);
        self.kept.lock().expect("no test panics with it").entry(run.clone()).or_default().push((reached, bytes));
    }

    fn unreadable(&self, run: &RunName, why: &Unreadable) -> ! {
        panic!("{run}: {why}")
    }
}

/// Whether what was kept of a job can be read.
pub(crate) fn readable(job: &Job<'_>, (reached, bytes): &Kept) -> Result<(), String> {
    experiment::readable(job, &Options::default(), *reached, &mut &bytes[..]).map_err(|why| why.to_string())
}
