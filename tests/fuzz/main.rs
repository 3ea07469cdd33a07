//! Readers attacked with structured and byte-level inputs: no panic, no memory beyond a stated bound, always an error with a
//! place.
//!
//! Each target is a file. The short form is part of the test command; the long form is
//! `CLOUDMSG_FUZZ=1000000 cargo test --release --test fuzz -- --ignored --nocapture`, where the number is that of all inputs.
//! `CLOUDMSG_FUZZ_SEED=n` makes other inputs. A failure is shrunk, printed, and left in `tests/fuzz/corpus/TARGET/`, whose
//! inputs are tried first every time. An input that ends the whole process lies in the folder that was printed before.
#![expect(clippy::unwrap_used, reason = "a test may fail")]
#![expect(clippy::print_stdout, reason = "a measurement is printed")]
#![expect(clippy::disallowed_types, reason = "a test may look at the clock")]

mod campaign;
mod checkpoint;
mod desk;
mod edits;
mod folder;
mod grammar;
mod input;
mod languages;
mod mutant;
mod scenario;
mod shards;
#[path = "../checkpoint/shelf.rs"]
#[expect(dead_code, reason = "the tests of checkpoints need more of it")]
mod shelf;
mod trace;
mod watch;

use campaign::short;
use peak_alloc::PeakAlloc;

/// Counts what is allocated.
#[global_allocator]
static MEMORY: PeakAlloc = PeakAlloc;

/// A pass proves: no mutated or made-up scenario makes the reader panic, allocate beyond the bound, or refuse without a place;
/// what it accepts reads back from its resolved text.
#[test]
fn scenarios() {
    short(scenario::Scenarios::new, 200);
}

/// A pass proves: the same of small languages within a scenario: durations, rates, laws, ranges, bounds, dates, settings.
#[test]
fn small_languages() {
    short(languages::Languages::new, 1_200);
}

/// A pass proves: the same of traces.
#[test]
fn traces() {
    short(trace::Traces::new, 1_500);
}

/// A pass proves: the same of files of numbers that a scenario names.
#[test]
fn files_of_numbers() {
    short(trace::Numbers::new, 800);
}

/// A pass proves: shards of a sweep that were changed, cut or forged are refused by name, or put together.
#[test]
fn shards_of_sweeps() {
    short(shards::Shards::new, 120);
}

/// A pass proves: the same of result folders that are read and drawn again.
#[test]
fn result_folders() {
    short(folder::Folders::new, 80);
}

/// A pass proves: the same of checkpoints, with right hashes over forged contents too; a length that lies reserves nothing.
#[test]
fn checkpoints() {
    short(checkpoint::Checkpoints::new, 500);
}

/// The long form: each target gets its share of all inputs, in hundredths.
mod at_length {
    use super::campaign::long;
    use super::{checkpoint, folder, languages, scenario, shards, trace};

    #[test]
    #[ignore = "takes minutes; see the head of this file"]
    fn scenarios() {
        long(scenario::Scenarios::new, 20);
    }

    #[test]
    #[ignore = "takes minutes; see the head of this file"]
    fn small_languages() {
        long(languages::Languages::new, 35);
    }

    #[test]
    #[ignore = "takes minutes; see the head of this file"]
    fn traces() {
        long(trace::Traces::new, 15);
    }

    #[test]
    #[ignore = "takes minutes; see the head of this file"]
    fn files_of_numbers() {
        long(trace::Numbers::new, 10);
    }

    #[test]
    #[ignore = "takes minutes; see the head of this file"]
    fn shards_of_sweeps() {
        long(shards::Shards::new, 5);
    }

    #[test]
    #[ignore = "takes minutes; see the head of this file"]
    fn checkpoints() {
        long(checkpoint::Checkpoints::new, 10);
    }

    #[test]
    #[ignore = "takes minutes; see the head of this file"]
    fn result_folders() {
        long(folder::Folders::new, 5);
    }
}
