//! What a checkpoint takes: bytes and time a handset. For people: prints, and asserts little.
#![expect(clippy::disallowed_types, clippy::print_stdout, reason = "a measurement looks at the clock and prints")]

use crate::shelf::Shelf;
use crate::worlds::{shipped, study};
use cloudmsg::analysis::Reached;
use cloudmsg::engine::Save;
use cloudmsg::experiment::{self, Options, jobs, run};
use cloudmsg::report::{Belongs, CheckpointFolder};
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Instant;

/// `cargo test --release --test checkpoint measure -- --ignored --nocapture`.
#[test]
#[ignore = "a measurement, for release builds"]
fn what_a_checkpoint_takes() {
    for handsets in [10_000_u64, 100_000, 400_000] {
        let settings = format!("population.handsets={handsets}");
        let study = study(&shipped("scale/1m"), &[&settings, "study.duration=3 h"]);
        let timed = |keeper: Option<Arc<Shelf>>| {
            let began = Instant::now();
            let keeper = keeper.map(|shelf| shelf as Arc<dyn experiment::Keeper>);
            run(&study, &Options { keeper, ..Options::default() }, &|_| {});
            began.elapsed().as_secs_f64()
        };
        let off = timed(None);
        let asked = timed(Some(Arc::new(Shelf::new(1 << 16, u64::MAX))));
        let shelf = Arc::new(Shelf::new(handsets * 4, 1));
        timed(Some(shelf.clone()));
        let saving = shelf.saving.load(Ordering::Relaxed) as f64 / 1e9;
        let (name, kept) = shelf.all().into_iter().next().expect("there is a run");
        let (reached, bytes) = kept.iter().rfind(|(reached, _)| *reached != Reached::Finished).expect("it was kept");
        let place = tempfile::tempdir().expect("tests have a temporary folder");
        let belongs =
            Belongs { version: String::new(), identity: String::new(), scenario: String::new(), every_s: 0.0 };
        let folder = CheckpointFolder::make(&place.path().join("r"), belongs.clone(), "").expect("it is writable");
        // Written again from what was read: as the engine writes, block by block.
        let save: &Save<'_> = &|out| bytes.chunks(1 << 16).try_for_each(|block| out.write_all(block));
        let began = Instant::now();
        folder.write(&name, (*reached, 0.0), save).expect("it is writable");
        let disk = began.elapsed().as_secs_f64();
        drop(folder);
        let began = Instant::now();
        CheckpointFolder::open(&place.path().join("r"), &belongs, "").expect("it is whole");
        let checked = began.elapsed().as_secs_f64();
        let job = jobs(&study).swap_remove(0);
        let began = Instant::now();
        experiment::readable(&job, &Options::default(), *reached, &mut &bytes[..])
            .expect("it was written by this program");
        let read = began.elapsed().as_secs_f64();
        let written: usize = kept.iter().map(|(_, bytes)| bytes.len()).sum();
        let saved = saving * bytes.len() as f64 / written as f64;
        let each = |seconds: f64| seconds * 1e9 / handsets as f64;
        println!(
            "{handsets} handsets: run {off:.2} s, asked but never kept {asked:.2} s; {} bytes, {:.0} a handset; written {:.0} ns a handset, \
             sealed and synced {:.0}, checked {:.0}, world built and read {:.0}",
            bytes.len(),
            bytes.len() as f64 / handsets as f64,
            each(saved),
            each(disk),
            each(checked),
            each(read)
        );
    }
}
