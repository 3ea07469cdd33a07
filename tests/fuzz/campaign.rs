//! Many inputs for one target: those that once failed, the corpus as it is, then mutants and made-up ones in turn.
//!
//! Inputs are what byte vectors of proptest mean, so a failure shrinks. Knows no reader.

use super::input::Input;
use super::mutant::Stock;
use super::watch::{Cost, turn, watched};
use arbitrary::Unstructured;
use proptest::collection::vec;
use proptest::prelude::any;
use proptest::test_runner::{Config, RngAlgorithm, TestCaseError, TestError, TestRng, TestRunner};
use std::collections::BTreeSet;
use std::fs;
use std::path::PathBuf;
use std::sync::Mutex;
use std::time::{Duration, Instant};

/// What a reader made of an input.
#[derive(Clone, Debug)]
pub(crate) enum Verdict {
    /// It took it.
    Accepted,
    /// It refused it and said this.
    Refused(Vec<String>),
}

/// A reader, and what it is given.
pub(crate) trait Target {
    /// What was read, and what is still to be held against it.
    type Read;
    /// Name of the target, and of its folder of inputs that once failed.
    const NAME: &'static str;
    /// Bytes that may be allocated for each byte that lies there, and for none.
    const BOUND: (usize, usize) = (64, 8 << 20);
    /// What mutants are made of.
    fn stock(&self) -> &Stock;
    /// A made-up input.
    fn made_up(&self, u: &mut Unstructured<'_>) -> arbitrary::Result<Input>;
    /// Puts the input where it is read; how many bytes lie there.
    fn lay(&self, input: &Input) -> usize;
    /// Reads it, under watch.
    fn read(&self) -> Self::Read;
    /// Panics where what was read is not as it should be.
    fn judge(&self, read: Self::Read) -> Verdict;
}

/// What a campaign came to.
#[derive(Debug, Default)]
struct Tally {
    inputs: u64,
    accepted: u64,
    messages: BTreeSet<String>,
    slowest: Duration,
    largest: usize,
    /// The largest in bytes for each byte that lay there.
    steepest: usize,
    failures: BTreeSet<String>,
}

/// How long one input may take: hundreds of times what most take.
const LONGEST: Duration = Duration::from_secs(if cfg!(debug_assertions) { 10 } else { 3 });
/// Failures after which a long campaign gives up.
const MOST_FAILURES: usize = 12;
/// Longest vector of bytes behind an input.
const BYTES: [usize; 2] = [192, 1_024];

fn seed() -> u64 {
    std::env::var("CLOUDMSG_FUZZ_SEED").ok().and_then(|text| text.parse().ok()).unwrap_or(20_140_810)
}

/// The form of the test command: a failure ends it.
pub(crate) fn short<T: Target>(target: impl FnOnce() -> T, inputs: u32) {
    let _turn = turn();
    let tally = campaign(&target(), inputs, 1);
    assert!(tally.failures.is_empty(), "{}: see above", T::NAME);
}

/// The long form with a target's share of all inputs in hundredths: goes on after a failure, and fails at its end.
pub(crate) fn long<T: Target>(target: impl FnOnce() -> T, share: u32) {
    let _turn = turn();
    let wished = std::env::var("CLOUDMSG_FUZZ").ok().and_then(|text| text.parse::<u32>().ok());
    let tally = campaign(&target(), wished.unwrap_or(100_000) / 100 * share, MOST_FAILURES);
    assert!(tally.failures.is_empty(), "{}: see above", T::NAME);
}

fn campaign<T: Target>(target: &T, inputs: u32, failures: usize) -> Tally {
    let seed = seed();
    println!("{}: CLOUDMSG_FUZZ_SEED={seed}, {inputs} inputs", T::NAME);
    let begun = Instant::now();
    let tally = Mutex::new(Tally::default());
    let known = regressions(T::NAME);
    for (name, input) in
        known.iter().chain(target.stock().corpus.iter().map(|input| (None, input.clone())).collect::<Vec<_>>().iter())
    {
        if let Err(why) = one(target, input, &tally) {
            let name = name.as_deref().unwrap_or("an entry of the corpus");
            failed::<T>(&tally, input, &why, name);
        }
    }
    for (kind, longest) in BYTES.into_iter().enumerate() {
        let (mut left, mut round) = (inputs / 2, 0_u8);
        while left > 0 && tally.lock().unwrap().failures.len() < failures {
            left -=
                some(target, kind, longest, left, [seed.to_le_bytes(), [kind as u8, round, 0, 0, 0, 0, 0, 0]], &tally);
            round = round.wrapping_add(1);
        }
    }
    let tally = tally.into_inner().unwrap();
    println!(
        "{}: {} inputs in {:.1} s: {} accepted, {} refused with {} distinct messages, {} failures; slowest {:.1} ms, \
         largest {:.2} MiB, at most {} bytes a byte",
        T::NAME,
        tally.inputs,
        begun.elapsed().as_secs_f64(),
        tally.accepted,
        tally.inputs - tally.accepted,
        tally.messages.len(),
        tally.failures.len(),
        tally.slowest.as_secs_f64() * 1e3,
        tally.largest as f64 / (1 << 20) as f64,
        tally.steepest,
    );
    tally
}

/// Inputs of one kind until one fails in a new way; how many there were.
fn some<T: Target>(
    target: &T,
    kind: usize,
    longest: usize,
    cases: u32,
    seed: [[u8; 8]; 2],
    tally: &Mutex<Tally>,
) -> u32 {
    let config = Config {
        cases,
        failure_persistence: None,
        max_shrink_iters: 3_000,
        max_shrink_time: 20_000,
        ..Config::default()
    };
    let mut key = [0; 32];
    key[..16].copy_from_slice(seed.as_flattened());
    let mut runner = TestRunner::new_with_rng(config, TestRng::from_seed(RngAlgorithm::ChaCha, &key));
    let before = tally.lock().unwrap().inputs;
    let decode = |bytes: &[u8]| {
        let mut u = Unstructured::new(bytes);
        let decoded = if kind == 0 { target.stock().mutant(&mut u) } else { target.made_up(&mut u) };
        decoded.unwrap_or_else(|_| Input::of("study.toml", bytes))
    };
    let outcome = runner
        .run(&vec(any::<u8>(), 0..longest), |bytes| one(target, &decode(&bytes), tally).map_err(TestCaseError::fail));
    if let Err(TestError::Fail(why, bytes)) = outcome {
        failed::<T>(tally, &decode(&bytes), why.message(), ["mutated", "made up"][kind]);
    }
    u32::try_from(tally.lock().unwrap().inputs - before).unwrap_or(u32::MAX).clamp(1, cases)
}

/// One input; why it failed, where it did in a way that is not known yet.
fn one<T: Target>(target: &T, input: &Input, tally: &Mutex<Tally>) -> Result<(), String> {
    let size = target.lay(input);
    let told = watched(|| target.read()).and_then(|(read, cost)| Ok((watched(|| target.judge(read))?.0, cost)));
    let mut tally = tally.lock().unwrap();
    tally.inputs += 1;
    let why = match told {
        Err(said) => said,
        Ok((verdict, cost)) => match verdict.within::<T>(cost, size, &mut tally) {
            Ok(()) => return Ok(()),
            Err(why) => why,
        },
    };
    if tally.failures.contains(&gist(&why)) { Ok(()) } else { Err(why) }
}

impl Verdict {
    /// Counts an input; what it cost too much.
    fn within<T: Target>(self, cost: Cost, size: usize, tally: &mut Tally) -> Result<(), String> {
        match self {
            Self::Accepted => tally.accepted += 1,
            Self::Refused(said) => tally.messages.extend(said.iter().map(|message| gist(message))),
        }
        tally.slowest = tally.slowest.max(cost.time);
        tally.largest = tally.largest.max(cost.memory);
        tally.steepest = tally.steepest.max(cost.memory.saturating_sub(T::BOUND.1) / size.max(1));
        let bound = T::BOUND.0 * size + T::BOUND.1;
        if cost.memory > bound {
            return Err(format!("{} bytes allocated for {size}, bound {bound}", cost.memory));
        }
        if cost.time > LONGEST {
            return Err(format!("took {:?}", cost.time));
        }
        Ok(())
    }
}

/// A message without what is quoted and counted in it.
fn gist(message: &str) -> String {
    let mut plain = String::new();
    for (n, part) in message.split(['`', '"']).enumerate() {
        plain.push_str(if n % 2 == 0 { part } else { "…" });
    }
    let mut digits = false;
    plain.retain(|letter| {
        let again = digits && letter.is_ascii_digit();
        digits = letter.is_ascii_digit();
        !again
    });
    plain.chars().map(|letter| if letter.is_ascii_digit() { '0' } else { letter }).take(120).collect()
}

fn folder(target: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/fuzz/corpus").join(target)
}

/// Inputs that once failed, with their names.
fn regressions(target: &str) -> Vec<(Option<String>, Input)> {
    let mut found: Vec<PathBuf> =
        fs::read_dir(folder(target)).into_iter().flatten().map(|entry| entry.unwrap().path()).collect();
    found.sort();
    let name = |path: &PathBuf| path.file_name().map(|name| name.to_string_lossy().into_owned());
    found.iter().map(|path| (name(path), Input::read(path))).collect()
}

/// Prints a failure and leaves its input behind.
fn failed<T: Target>(tally: &Mutex<Tally>, input: &Input, why: &str, what: &str) {
    let place = folder(T::NAME).join(input.hash());
    input.write(&place);
    println!("{}: {what}: {why:.1500}\n{input}", T::NAME);
    println!("it lies in {} and is tried first from now on:\n  cargo test --test fuzz\n", place.display());
    tally.lock().unwrap().failures.insert(gist(why));
}
