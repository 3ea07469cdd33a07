//! Whether intervals are what they say: of a thousand at 95 %, how many hold the truth.

use crate::study;
use cloudmsg::analysis::{figures_of, interval};
use cloudmsg::experiment::{Options, jobs, run_jobs};

const INTERVALS: usize = 1_000;
/// Replications that make an interval.
const EACH: usize = 10;

/// The mean time in an M/M/1 at four fifths is 5 s. The warm-up, some twenty relaxation times, is deleted.
#[test]
#[ignore = "half a minute with optimisation: cargo test --release --test stations -- --ignored coverage"]
fn coverage_of_a_thousand_intervals() {
    let replications = INTERVALS * EACH;
    let study = study(&format!(
        "[study]\nduration = \"22000 s\"\nwarm_up = \"2000 s\"\nseed = 20140810\nreplications = {replications}\n\
         [stations.desk]\narrivals = \"poisson 0.8/s\"\nservice = \"exp(1 s)\"\n"
    ));
    let options = Options { threads: 2, ..Options::default() };
    let means = run_jobs(&jobs(&study), &options, &|_| {}, &|_, _, record| {
        let figures = figures_of(&record);
        let own = figures.iter().find(|row| row.metric == "stations.desk.sojourn_mean");
        own.and_then(|row| row.value).expect("customers came")
    });
    let holds = |of: &&[f64]| {
        let (low, high) = interval(of).and_then(|i| i.bounds).expect("ten observations have bounds");
        low <= 5.0 && 5.0 <= high
    };
    let covered = means.chunks(EACH).filter(holds).count();
    println!("{covered} of {INTERVALS} intervals hold 5.0");
    assert!((930..=970).contains(&covered), "{covered} of {INTERVALS} intervals hold 5.0");
}
