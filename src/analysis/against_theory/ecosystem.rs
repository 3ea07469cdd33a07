//! The stations of an ecosystem against theory, step by step of the load record: the rate that was measured in a step is
//! taken to last (the pointwise stationary approximation), and steps are averaged by their arrivals.
//!
//! L. Green and P. Kolesar, "The pointwise stationary approximation for queues with nonstationary arrivals", Management
//! Science 37 (1991). Knows how the fleets are served in a scaled run; whether that resembles the formula is judged from what
//! was recorded.

use super::{TheoryRow, mean_and_error};
use crate::analysis::theory::general_service;
use crate::analysis::{Calendar, RunRecord, StationFacts, StationKind};
use crate::ledger::LoadStep;

/// Counts that vary from step to step, a steady rise or fall aside, more than so many times as Poisson ones do, are of no
/// Poisson stream whose rate holds for a step.
const DISPERSION: f64 = 2.0;
/// How far the mean work of a job may be from that of the station's own job.
const ONE_SIZE: f64 = 0.01;
/// Relaxation times that a step must last to be a long run.
const RELAXATIONS: f64 = 20.0;

/// What a run says of one station.
#[derive(Clone, Copy, Debug, Default)]
struct Steps {
    /// Arrivals in steps that a formula can speak of, and in all.
    covered: f64,
    arrivals: f64,
    /// Sum of measured waits there, and of those that theory expects, in seconds.
    waited: f64,
    expected: f64,
    shed: u64,
    /// Steps that ask for more than there is, and all with arrivals.
    overloaded: usize,
    busy: usize,
    /// Sum of squared second differences of successive counts, and of what it would be if they were Poisson.
    squares: f64,
    sums: f64,
    work: f64,
    /// The greatest share of a step that the station takes to forget.
    slow: f64,
}

/// Rows of one arm: the mean wait of every station that anybody came to.
pub(super) fn rows(arm: &str, runs: &[&RunRecord]) -> Vec<TheoryRow> {
    let first = runs.first().expect("an arm has a run");
    (0..first.facts.stations.len()).filter_map(|row| one(arm, runs, row)).collect()
}

fn one(arm: &str, runs: &[&RunRecord], row: usize) -> Option<TheoryRow> {
    let first = runs.first().expect("an arm has a run");
    let facts = &first.facts.stations[row];
    let all: Vec<Steps> = runs.iter().map(|run| steps(run, row)).filter(|steps| steps.arrivals > 0.0).collect();
    let covered: Vec<&Steps> = all.iter().filter(|steps| steps.covered > 0.0).collect();
    if all.is_empty() {
        return None;
    }
    let simulated: Vec<f64> = covered.iter().map(|steps| steps.waited / steps.covered).collect();
    let differences: Vec<f64> = covered.iter().map(|steps| (steps.waited - steps.expected) / steps.covered).collect();
    let theory = mean_and_error(&covered.iter().map(|steps| steps.expected / steps.covered).collect::<Vec<_>>());
    let total = all.iter().fold(Steps::default(), |sum, steps| sum.plus(steps));
    Some(TheoryRow {
        arm: arm.to_owned(),
        station: facts.name.clone(),
        formula: formula(facts).to_owned(),
        what_does_not: what_does_not(facts, &total, first.facts.scale()),
        metric: "wait_mean",
        unit: "s",
        theory: theory.map(|(mean, _)| mean),
        simulated: mean_and_error(&simulated).map_or(0.0, |(mean, _)| mean),
        standard_error: mean_and_error(&differences).and_then(|(_, error)| error),
    })
}

fn formula(facts: &StationFacts) -> &'static str {
    match facts.kind {
        StationKind::Relay => "M/G/1 a node, step by step",
        StationKind::Lookup | StationKind::Presence | StationKind::Workers if facts.groups > 1 => {
            "M/D/c (Cosmetatos), step by step"
        }
        StationKind::Lookup | StationKind::Presence | StationKind::Workers => "M/D/1, step by step",
        StationKind::Smsc => "M/D/1 beside a fluid, step by step",
    }
}

fn steps(run: &RunRecord, row: usize) -> Steps {
    let facts = &run.facts.stations[row];
    let calendar = Calendar::of(&run.facts);
    let recorded = run.ledger.load.row(row);
    let measured = calendar.measured_steps(recorded.len());
    let mut found = Steps::default();
    for three in recorded[measured.clone()].windows(3).take(measured.len().saturating_sub(3)) {
        // The last step may be shorter, and is not looked at.
        let [a, b, c] = [0, 1, 2].map(|n| three[n].arrivals as f64);
        found.squares += (a - 2.0 * b + c) * (a - 2.0 * b + c);
        found.sums += a + 4.0 * b + c;
    }
    for step in measured {
        let (load, length) = (&recorded[step], calendar.step_length(step));
        if load.arrivals > 0 {
            found.add(load, length as f64 / 1e6, facts, run.facts.scale());
        }
    }
    found
}

impl Steps {
    fn add(&mut self, load: &LoadStep, seconds: f64, facts: &StationFacts, scale: f64) {
        let arrivals = load.arrivals as f64;
        let work = load.work as f64 / 1e6;
        self.busy += 1;
        self.arrivals += arrivals;
        self.shed += load.shed;
        self.work += work;
        let utilisation = work / (seconds * f64::from(facts.servers));
        let rate = arrivals / seconds;
        let groups = f64::from(facts.groups);
        // A group of servers is busy with a simulated job for as long as each has its share of the real ones.
        let busy = work / arrivals * groups / f64::from(facts.servers);
        let (wait, service) = match facts.kind {
            StationKind::Relay => {
                (general_service::wait_mean(rate / groups, busy, two_sizes(load, scale / facts.rate), 1), busy)
            }
            StationKind::Lookup | StationKind::Presence | StationKind::Workers => {
                (general_service::wait_mean(rate, busy, 0.0, facts.groups), busy)
            }
            StationKind::Smsc => {
                // The work of others flows in evenly; a message waits for all that is there.
                let own = scale / facts.rate;
                ((utilisation < 1.0).then(|| rate * own * own / (2.0 * (1.0 - utilisation))), own)
            }
        };
        let Some(wait) = wait else {
            self.overloaded += 1;
            return;
        };
        let apart = 1.0 - libm::sqrt(utilisation);
        self.slow = self.slow.max(service / (apart * apart) / seconds);
        self.covered += arrivals;
        self.waited += load.wait as f64 / 1e6;
        self.expected += arrivals * wait;
    }

    fn plus(&self, other: &Self) -> Self {
        Self {
            covered: self.covered + other.covered,
            arrivals: self.arrivals + other.arrivals,
            waited: self.waited + other.waited,
            expected: self.expected + other.expected,
            shed: self.shed + other.shed,
            overloaded: self.overloaded + other.overloaded,
            busy: self.busy + other.busy,
            squares: self.squares + other.squares,
            sums: self.sums + other.sums,
            work: self.work + other.work,
            slow: self.slow.max(other.slow),
        }
    }
}

/// The squared coefficient of variation of the jobs of a relay, which are messages of `message` seconds and connections, each
/// of the size that makes up the work of the step.
fn two_sizes(load: &LoadStep, message: f64) -> f64 {
    let (arrivals, connects, work) = (load.arrivals as f64, load.connects as f64, load.work as f64 / 1e6);
    let messages = arrivals - connects;
    let connect = (work - messages * message) / connects;
    if connects <= 0.0 || messages < 0.0 || connect <= 0.0 {
        return 0.0;
    }
    let mean = work / arrivals;
    ((messages * message * message + connects * connect * connect) / arrivals / (mean * mean) - 1.0).max(0.0)
}

/// What the formula assumes and the record denies.
fn what_does_not(facts: &StationFacts, total: &Steps, scale: f64) -> Vec<String> {
    let mut failing = Vec::new();
    if total.overloaded > 0 {
        failing.push(format!("overloaded in {} of {} steps, which are left out", total.overloaded, total.busy));
    }
    if total.shed > 0 {
        failing.push(format!("{} jobs were turned away", total.shed));
    }
    let dispersion = if total.sums > 0.0 { total.squares / total.sums } else { 1.0 };
    if dispersion > DISPERSION {
        let shown = format!("{dispersion:.1}");
        failing.push(format!("counts vary {shown} times as much as those of Poisson streams steady for a step"));
    }
    if total.slow * RELAXATIONS > 1.0 {
        failing.push("a step is too short for a long run at its busiest".to_owned());
    }
    let nominal = scale / facts.rate;
    let mean = total.work / total.arrivals;
    match facts.kind {
        StationKind::Smsc => {
            failing.push("messages of several segments, and the work of others flows evenly".to_owned());
        }
        // Submitting, forwarding, acknowledging: no count of a step shows it.
        StationKind::Relay => {
            failing.push("the jobs of one message follow each other".to_owned());
        }
        StationKind::Lookup | StationKind::Presence | StationKind::Workers => {
            if (mean / nominal - 1.0).abs() > ONE_SIZE {
                failing.push(format!("jobs are of several sizes: {:.2} times a request on average", mean / nominal));
            }
        }
    }
    failing
}
