//! What a study is estimated to take, beside what it takes.
//!
//! The estimate's constants are measured ones. After a change of speed or memory, run the ignored test on an idle machine
//! and write into `src/experiment/estimate.rs` what it prints:
//! `cargo test --release --test estimate -- --ignored --nocapture`. Sizes can be chosen with `CLOUDMSG_SIZES=100k,10m`,
//! simulated hours with `CLOUDMSG_HOURS=6`.
#![expect(clippy::disallowed_types, reason = "what is estimated is time")]
#![expect(clippy::print_stdout, reason = "whoever measures reads the figures")]

use cloudmsg::experiment::{Options, estimate, run_one};
use cloudmsg::scenario::{Study, read, render};
use std::fs;
use std::path::Path;
use std::time::Instant;

fn study(name: &str, settings: &[&str]) -> Study {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios").join(format!("{name}.toml"));
    let settings: Vec<String> = settings.iter().map(|setting| (*setting).to_owned()).collect();
    read(&path, &settings).unwrap_or_else(|mistakes| panic!("{}", render(&mistakes, false)))
}

fn on(threads: usize) -> Options {
    Options { threads, ..Options::default() }
}

/// Events of the first arm's first replication, and the bytes it accounted for.
fn took(study: &Study, options: &Options) -> (u64, u64) {
    let arm = study.arms.first().expect("a study has an arm");
    let finished = run_one(arm.scenario(), study.seed, 0, options, &|_| {});
    (finished.events, finished.bytes)
}

/// A pass proves: the number of events is foreseen within a fifth in studies with other people, other access, other habits,
/// and the memory is no less than what the run accounts for.
#[test]
fn events_and_memory_are_foreseen() {
    let cases: [(&str, &[&str]); 6] = [
        ("scale/100k", &["population.handsets=2000", "study.duration=24 h"]),
        ("baseline", &["population.handsets=1000", "study.duration=3 days"]),
        ("baseline", &["population.handsets=1000", "study.duration=3 days", "workload.sent_per_day=fixed(10)"]),
        ("baseline", &["population.handsets=1000", "study.duration=3 days", "workload.opens_per_day=12"]),
        ("baseline", &["population.handsets=1000", "study.duration=3 days", "connectivity.on=fixed(20 min)"]),
        ("ban", &["population.handsets=1000"]),
    ];
    for (name, settings) in cases {
        let mut study = study(name, settings);
        study.arms.truncate(1);
        study.replications = 1;
        let (foreseen, (events, bytes)) = (estimate(&study, &on(1), 0), took(&study, &on(1)));
        let ratio = foreseen.events / events as f64;
        assert!(
            (0.8..1.25).contains(&ratio),
            "{name} {settings:?}: foreseen {:.0}, {events} happened",
            foreseen.events
        );
        assert!(foreseen.run_bytes >= bytes, "{name} {settings:?}: foreseen {}, took {bytes}", foreseen.run_bytes);
    }
}

/// A figure of `/proc/self/status` in bytes.
fn status(name: &str) -> Option<u64> {
    let table = fs::read_to_string("/proc/self/status").ok()?;
    let line = table.lines().find_map(|line| line.strip_prefix(name))?;
    Some(line.trim().strip_suffix("kB")?.trim().parse::<u64>().ok()? * 1024)
}

/// Prints estimates beside measurements.
#[test]
#[ignore = "takes minutes and wants an idle machine: run by name, optimised"]
fn estimates_beside_measurements() {
    let chosen = |name: &str, default: &str| std::env::var(name).unwrap_or_else(|_| default.to_owned());
    let hours = chosen("CLOUDMSG_HOURS", "24");
    for size in chosen("CLOUDMSG_SIZES", "100k,1m").split(',') {
        for threads in [1, 2] {
            let study = study(&format!("scale/{size}"), &[&format!("study.duration={hours} h")]);
            let foreseen = estimate(&study, &on(threads), 0);
            let before = status("VmRSS:").unwrap_or(0);
            let _peak_may_stay = fs::write("/proc/self/clear_refs", "5");
            let begin = Instant::now();
            let (events, accounted) = took(&study, &on(threads));
            let seconds = begin.elapsed().as_secs_f64();
            let peak = status("VmHWM:").unwrap_or(0).saturating_sub(before);
            let handsets = f64::from(study.arms[0].scenario().population.handsets);
            println!(
                "{size}, {hours} h, {threads} threads: {events} events ({:.2} of the estimate), {:.0} s ({:.2}), {:.0} ns an \
                 event; {:.1} bytes a handset resident ({:.2}), {:.1} accounted",
                events as f64 / foreseen.events,
                seconds,
                seconds / foreseen.run_seconds,
                seconds * 1e9 / events as f64,
                peak as f64 / handsets,
                peak as f64 / foreseen.run_bytes as f64,
                accounted as f64 / handsets,
            );
        }
    }
}
