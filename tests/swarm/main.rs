//! A swarm of strange worlds: whole scenarios at random, with interventions at the edges of events, extreme settings, several
//! designs, traces and scripts. Whatever they do, they must add up, and come out the same however they are cut.
//!
//! A world that does not is printed whole, made smaller, and printed again. `CLOUDMSG_SWARM=2000` hunts through as many,
//! `CLOUDMSG_SWARM_SEED=N` begins with another one.

#![expect(clippy::print_stdout, reason = "a hunt says its seed first, and what it came to")]

mod hold;
mod hunt;
mod knobs;
mod strange;
#[path = "../ecosystem/sums.rs"]
mod sums;
mod text;

use hold::{Came, PLAIN, hold};
use hunt::{Hunted, hunt};
use std::path::Path;

/// Worlds of an ordinary run of the tests.
const FEW: u64 = 50;
/// The first of them.
const FIRST: u64 = 1_000;

fn asked(variable: &str, otherwise: u64) -> u64 {
    std::env::var(variable).map_or(otherwise, |text| text.parse().expect("a whole number"))
}

/// A pass proves: none of so many worlds panics, loses or doubles anything, or shows how it was cut; and four of five are
/// worlds that run, so that it says something.
#[test]
fn worlds_at_random_hold() {
    let (first, worlds) = (asked("CLOUDMSG_SWARM_SEED", FIRST), asked("CLOUDMSG_SWARM", FEW));
    println!("swarm: {worlds} worlds from seed {first}");
    match hunt("random", first, worlds, false) {
        Hunted::Caught(catch) => panic!("{}", catch.report()),
        Hunted::Nothing(bag) => {
            for (mistake, times) in &bag.mistakes {
                println!("refused {times} times: {mistake}");
            }
            println!(
                "{} worlds, {} refused, {} runs, {} events, {} messages",
                bag.worlds, bag.refused, bag.runs, bag.events, bag.messages
            );
            assert!(worlds < 5 || bag.refused * 5 <= bag.worlds, "too many worlds are refused: {:?}", bag.mistakes);
        }
    }
}

/// A pass proves: the hunt finds a planted bug (connection nodes that fail take messages with them that were kept for
/// receivers, and nobody hears of it), and leaves a small world of it.
#[test]
fn a_planted_bug_is_caught_and_made_small() {
    let Hunted::Caught(catch) = hunt("planted", FIRST, FEW, true) else { panic!("the planted bug went unseen") };
    println!("after {} worlds and {} smaller ones\n{}", catch.after, catch.tries, catch.report());
    assert!(catch.what.contains("stores (queue)"), "{}", catch.what);
    let small = &catch.small;
    assert_eq!((small.timeline.len(), small.countries.len(), small.arms.len()), (1, 1, 1), "{}", catch.report());
    assert!(small.handsets <= 8 && small.knobs.len() <= 2 && small.sites.len() == 1, "{}", catch.report());
    assert!(matches!(hold(&catch.file, false), Ok(Came::Held { .. })), "without the bug the small world is sound");
}

/// A pass proves: worlds that once did not hold, hold.
#[test]
fn worlds_of_past_faults_hold() {
    let kept = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/swarm/worlds");
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("swarm-kept");
    std::fs::create_dir_all(&folder).expect("the folder of tests is writable");
    std::fs::write(folder.join("plain.toml"), PLAIN).expect("the folder of tests is writable");
    for entry in std::fs::read_dir(kept).expect("the folder is part of the crate") {
        let path = entry.expect("the folder can be listed").path();
        let name = path.file_name().expect("a file has a name");
        std::fs::copy(&path, folder.join(name)).expect("the folder of tests is writable");
        if path.extension().is_some_and(|ending| ending == "toml") {
            let came = hold(&folder.join(name), false).unwrap_or_else(|what| panic!("{}: {what}", path.display()));
            assert!(matches!(came, Came::Held { .. }), "{}: {came:?}", path.display());
        }
    }
}
