//! The hunt: world after world, until one does not hold; that one is made as small as it goes.
//!
//! Knows not what must hold.

use crate::hold::{Came, hold, write};
use crate::strange::{Strange, strange};
use crate::text::text;
use proptest::strategy::{Strategy, ValueTree};
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// Smaller worlds that are tried at most.
const TRIES: u32 = 2_000;

/// What a hunt found.
pub(crate) enum Hunted {
    /// Nothing.
    Nothing(Bag),
    /// A world that does not hold, and the smallest like it.
    Caught(Box<Catch>),
}

/// Counts of a hunt that found nothing.
#[derive(Clone, Debug, Default)]
pub(crate) struct Bag {
    pub(crate) worlds: u64,
    pub(crate) refused: u64,
    pub(crate) runs: u64,
    pub(crate) events: u64,
    pub(crate) messages: u64,
    /// First lines of what the reader said, and how often.
    pub(crate) mistakes: BTreeMap<String, u64>,
}

/// A world that does not hold.
pub(crate) struct Catch {
    /// How many worlds it took.
    pub(crate) after: u64,
    /// Its seed.
    pub(crate) seed: u64,
    /// What did not hold at first.
    pub(crate) what: String,
    /// The world as it was found.
    pub(crate) found: Strange,
    /// As small as it goes.
    pub(crate) small: Strange,
    /// What does not hold of that.
    pub(crate) small_what: String,
    /// How many smaller ones were tried.
    pub(crate) tries: u32,
    /// Where the small one lies.
    pub(crate) file: PathBuf,
}

/// Hunts through `worlds` worlds from a seed on, in a folder of the hunt's own.
pub(crate) fn hunt(name: &str, first: u64, worlds: u64, planted: bool) -> Hunted {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("swarm-{name}"));
    std::fs::create_dir_all(&folder).expect("the folder of tests is writable");
    let mut bag = Bag::default();
    for seed in first..first + worlds {
        let mut tree = strange().new_tree(&mut runner(seed)).expect("a world can always be made");
        let world = tree.current();
        let holds = |world: &Strange| hold(&write(&text(world), &folder, &format!("{seed}.toml")), planted);
        bag.worlds += 1;
        match holds(&world) {
            Ok(Came::Refused(mistakes)) => {
                bag.refused += 1;
                let first = mistakes.lines().next().unwrap_or_default().to_owned();
                *bag.mistakes.entry(first).or_default() += 1;
            }
            Ok(Came::Held { runs, events, messages }) => {
                bag.runs += runs;
                bag.events += events;
                bag.messages += messages;
            }
            Err(what) => {
                let (small, small_what, tries) = smallest(&mut tree, world.clone(), what.clone(), &holds);
                let file = write(&text(&small), &folder, &format!("{seed}.toml"));
                let after = bag.worlds;
                let catch = Catch { after, seed, what, found: world, small, small_what, tries, file };
                return Hunted::Caught(Box::new(catch));
            }
        }
        let _ = std::fs::remove_file(folder.join(format!("{seed}.toml")));
    }
    Hunted::Nothing(bag)
}

/// The generator of one world.
fn runner(seed: u64) -> TestRunner {
    let mut bytes = [0; 32];
    bytes[..8].copy_from_slice(&seed.to_le_bytes());
    let rng = TestRng::from_seed(RngAlgorithm::ChaCha, &bytes);
    TestRunner::new_with_rng(Config { failure_persistence: None, ..Config::default() }, rng)
}

/// Makes a world smaller for as long as it does not hold, whatever it is that does not.
fn smallest(
    tree: &mut dyn ValueTree<Value = Strange>,
    mut small: Strange,
    mut what: String,
    holds: &dyn Fn(&Strange) -> Result<Came, String>,
) -> (Strange, String, u32) {
    let mut tries = 0;
    let mut changed = tree.simplify();
    while changed && tries < TRIES {
        tries += 1;
        let world = tree.current();
        changed = match holds(&world) {
            Err(found) => {
                (small, what) = (world, found);
                tree.simplify()
            }
            Ok(_) => tree.complicate(),
        };
    }
    (small, what, tries)
}

impl Catch {
    /// Everything that somebody needs who has never heard of this world.
    pub(crate) fn report(&self) -> String {
        let (found, small) = (text(&self.found), text(&self.small));
        let trace = small.trace.map(|trace| format!("\nwith trace.csv:\n{trace}")).unwrap_or_default();
        format!(
            "the world of seed {seed} does not hold: {what}\n\nto see it again:\n  CLOUDMSG_SWARM_SEED={seed} CLOUDMSG_SWARM=1 \
             cargo test --test swarm worlds -- --nocapture\n\nthe whole of it:\n\n{found}\nmade smaller in {tries} tries: \
             {small_what}\n\n{small}{trace}\nto run the small one:\n  cargo run -- run {file} --quiet\nto keep it as a test, \
             put it into tests/swarm/worlds\n",
            seed = self.seed,
            what = self.what,
            found = found.scenario,
            tries = self.tries,
            small_what = self.small_what,
            small = small.scenario,
            file = self.file.display(),
        )
    }
}
