//! Work of stations, step by step through the study: arrivals, busy time, waits, queues, connections.
//!
//! A row is a relay fleet, a service or a carrier's message centres; single nodes have their totals only. Knows no
//! service discipline: stations report what they computed.

use crate::units::{Duration, Instant};
use serde::{Deserialize, Serialize};

/// One station's step of time.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct LoadStep {
    /// Jobs that came.
    pub arrivals: u64,
    /// Jobs turned away.
    pub shed: u64,
    /// Server time asked for by the jobs that came, in microseconds (of all servers together, scaled to the run).
    pub work: u64,
    /// Sum of waits before service of the jobs that came, in microseconds.
    pub wait: u64,
    /// Longest wait, in microseconds.
    pub wait_max: u64,
    /// Connections set up.
    pub connects: u64,
    /// Connections at the end of the step less those at its beginning.
    pub connections: i64,
}

/// Totals of a station over the whole run, and what Little's law needs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct StationLoad {
    /// Jobs accepted.
    pub accepted: u64,
    /// Jobs that left before the end.
    pub departed: u64,
    /// Jobs inside at the end.
    pub inside: u64,
    /// Sum of times in the station of all accepted jobs, in microseconds.
    pub sojourn: u128,
    /// Integral of the number in the station over time up to the end, in job-microseconds.
    pub area: u128,
    /// Time that jobs still inside at the end will yet spend, in microseconds.
    pub remaining: u128,
    /// Most jobs inside at once.
    pub most: u64,
}

impl StationLoad {
    /// Little's law with boundary terms: the area under the number in system is the time jobs spent, up to the end.
    pub fn obeys_littles_law(&self) -> bool {
        self.area + self.remaining == self.sojourn
    }
}

/// The step that was asked for last: the next instant is nearly always of the same one.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
struct Recent {
    from: u64,
    until: u64,
    step: usize,
}

/// What was asked for last is no part of what was recorded.
impl PartialEq for Recent {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

impl Eq for Recent {}

/// Load of all rows by step.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Load {
    /// Length of a step.
    pub step: Duration,
    steps: usize,
    recent: Recent,
    rows: Vec<LoadStep>,
    /// Totals of the stations behind each row, station by station.
    pub totals: Vec<Vec<StationLoad>>,
}

impl Load {
    pub(super) fn new(rows: usize, step: Duration, steps: usize) -> Self {
        let recent = Recent { from: 0, until: 0, step: 0 };
        Self { step, steps, recent, rows: vec![LoadStep::default(); rows * steps], totals: vec![Vec::new(); rows] }
    }

    /// The record of a row in the step of `at`.
    pub fn step_mut(&mut self, row: usize, at: Instant) -> &mut LoadStep {
        if !(self.recent.from..self.recent.until).contains(&at.as_micros()) {
            self.recent = self.step_of(at);
        }
        &mut self.rows[row * self.steps + self.recent.step]
    }

    fn step_of(&self, at: Instant) -> Recent {
        let length = self.step.as_micros();
        let from = at.as_micros() / length * length;
        let step = (from / length) as usize;
        Recent { from, until: from + length, step: step.min(self.steps - 1) }
    }

    /// Where the step of `at` ends.
    pub fn step_end(&self, at: Instant) -> Instant {
        let step = self.step.as_micros();
        Instant::from_micros((at.as_micros() / step + 1) * step)
    }

    /// A job came to a row and waits `wait` for `work` of server time.
    pub fn accepted(&mut self, row: usize, at: Instant, wait: Duration, work: Duration) {
        let step = self.step_mut(row, at);
        step.arrivals += 1;
        step.work += work.as_micros();
        step.wait += wait.as_micros();
        step.wait_max = step.wait_max.max(wait.as_micros());
    }

    /// The steps of a row.
    pub fn row(&self, row: usize) -> &[LoadStep] {
        &self.rows[row * self.steps..(row + 1) * self.steps]
    }

    /// Rows recorded.
    pub fn rows(&self) -> usize {
        self.totals.len()
    }

    pub(super) fn merge(&mut self, other: &Self) {
        assert_eq!(self.rows.len(), other.rows.len(), "ledgers of one run have one shape");
        for (mine, theirs) in self.rows.iter_mut().zip(&other.rows) {
            mine.arrivals += theirs.arrivals;
            mine.shed += theirs.shed;
            mine.work += theirs.work;
            mine.wait += theirs.wait;
            mine.wait_max = mine.wait_max.max(theirs.wait_max);
            mine.connects += theirs.connects;
            mine.connections += theirs.connections;
        }
        for (mine, theirs) in self.totals.iter_mut().zip(&other.totals) {
            assert!(mine.is_empty() || theirs.is_empty(), "a row's stations live in one shard");
            if mine.is_empty() {
                mine.clone_from(theirs);
            }
        }
    }

    pub(super) fn absorb(&self, absorb: &mut impl FnMut(u64)) {
        for h in &self.rows {
            for word in [h.arrivals, h.shed, h.work, h.wait, h.wait_max, h.connects, h.connections.cast_unsigned()] {
                absorb(word);
            }
        }
        for t in self.totals.iter().flatten() {
            absorb(t.accepted);
            absorb(t.departed);
            absorb(t.sojourn as u64);
            absorb(t.most);
        }
    }

    pub(super) fn bytes(&self) -> usize {
        self.rows.capacity() * size_of::<LoadStep>()
    }
}
