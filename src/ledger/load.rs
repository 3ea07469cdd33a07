//! Work of stations, by the hour: arrivals, busy time, waits, queues, connections.
//!
//! A row is a relay fleet, a service or a carrier's message centres; single nodes have their totals only. Knows no
//! service discipline: stations report what they computed.

use crate::units::{Duration, Instant};

/// One station's hour.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct LoadHour {
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
    /// Connections at the end of the hour less those at its beginning.
    pub connections: i64,
}

/// Totals of a station over the whole run, and what Little's law needs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct StationLoad {
    /// Jobs accepted.
    pub accepted: u64,
    /// Jobs that left before the end.
    pub departed: u64,
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

/// Load of all rows by hour.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Load {
    hours: usize,
    rows: Vec<LoadHour>,
    /// Totals of the stations behind each row, station by station.
    pub totals: Vec<Vec<StationLoad>>,
}

impl Load {
    pub(super) fn new(rows: usize, hours: usize) -> Self {
        Self { hours, rows: vec![LoadHour::default(); rows * hours], totals: vec![Vec::new(); rows] }
    }

    /// The record of a row in the hour of `at`.
    pub fn hour_mut(&mut self, row: usize, at: Instant) -> &mut LoadHour {
        let hour = (at.hour() as usize).min(self.hours - 1);
        &mut self.rows[row * self.hours + hour]
    }

    /// A job came to a row and waits `wait` for `work` of server time.
    pub fn accepted(&mut self, row: usize, at: Instant, wait: Duration, work: Duration) {
        let hour = self.hour_mut(row, at);
        hour.arrivals += 1;
        hour.work += work.as_micros();
        hour.wait += wait.as_micros();
        hour.wait_max = hour.wait_max.max(wait.as_micros());
    }

    /// The hours of a row.
    pub fn row(&self, row: usize) -> &[LoadHour] {
        &self.rows[row * self.hours..(row + 1) * self.hours]
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
        self.rows.capacity() * size_of::<LoadHour>()
    }
}
