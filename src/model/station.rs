//! Stations: first-come-first-served queues whose departures are computed at arrival.
//!
//! In a scaled run one simulated job stands for many: it takes `work` from the station's servers, but is itself served
//! in `service`. Knows no job's meaning. Departures are kept only to know how many are inside.

use crate::ledger::StationLoad;
use crate::units::{Duration, Instant};
use serde::{Deserialize, Serialize};
use std::cmp::Reverse;
use std::collections::BinaryHeap;

/// Equal servers behind one queue.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Station {
    /// When each server is free.
    free: BinaryHeap<Reverse<Instant>>,
    occupancy: Occupancy,
}

/// What an accepted job meets.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Served {
    /// Time in the queue.
    pub wait: Duration,
    /// When it leaves.
    pub leaves: Instant,
}

impl Station {
    /// A station of `servers` servers, all free.
    pub(super) fn new(servers: u32) -> Self {
        assert!(servers > 0, "a station has a server");
        Self { free: (0..servers).map(|_| Reverse(Instant::START)).collect(), occupancy: Occupancy::default() }
    }

    /// A job comes; none where it would wait longer than `patience` and is turned away.
    pub(super) fn offer(
        &mut self,
        now: Instant,
        service: Duration,
        work: Duration,
        patience: Duration,
    ) -> Option<Served> {
        let mut earliest = self.free.peek_mut().expect("a station has a server");
        let begins = earliest.0.max(now);
        let wait = begins - now;
        if wait > patience {
            return None;
        }
        *earliest = Reverse(begins + work);
        drop(earliest);
        let leaves = begins + service;
        self.occupancy.enter(now, leaves);
        Some(Served { wait, leaves })
    }

    /// Whether fewer than `room` are inside.
    pub(super) fn has_room(&mut self, now: Instant, room: u64) -> bool {
        self.occupancy.advance(now);
        (self.occupancy.inside.len() as u64) < room
    }

    /// A hash of what has happened here.
    pub(super) fn digest(&self) -> u64 {
        let totals = &self.occupancy.totals;
        totals.accepted << 32 ^ totals.departed ^ totals.sojourn as u64
    }

    /// Everything inside is gone and the servers are free.
    pub(super) fn restart(&mut self, now: Instant) {
        let servers = self.free.len() as u32;
        self.occupancy.abandon(now);
        self.free = (0..servers).map(|_| Reverse(now)).collect();
    }

    /// Totals up to the end of the run.
    pub(super) fn finish(&mut self, end: Instant) -> StationLoad {
        self.occupancy.finish(end)
    }
}

/// Who is inside, for the number in system and Little's law.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(super) struct Occupancy {
    inside: BinaryHeap<Reverse<Instant>>,
    seen: Instant,
    totals: StationLoad,
}

impl Occupancy {
    /// A job enters now and will leave at `leaves`.
    pub(super) fn enter(&mut self, now: Instant, leaves: Instant) {
        self.advance(now);
        self.inside.push(Reverse(leaves));
        self.totals.accepted += 1;
        self.totals.sojourn += u128::from((leaves - now).as_micros());
        self.totals.most = self.totals.most.max(self.inside.len() as u64);
    }

    fn advance(&mut self, now: Instant) {
        while let Some(&Reverse(leaves)) = self.inside.peek()
            && leaves <= now
        {
            self.integrate(leaves);
            self.inside.pop();
            self.totals.departed += 1;
        }
        self.integrate(now);
    }

    fn integrate(&mut self, to: Instant) {
        self.totals.area += self.inside.len() as u128 * u128::from((to - self.seen).as_micros());
        self.seen = to;
    }

    /// All inside leave now, unserved.
    fn abandon(&mut self, now: Instant) {
        self.advance(now);
        for Reverse(leaves) in self.inside.drain() {
            self.totals.sojourn -= u128::from((leaves - now).as_micros());
            self.totals.departed += 1;
        }
    }

    /// Totals up to the end of the run.
    pub(super) fn finish(&mut self, end: Instant) -> StationLoad {
        self.advance(end.max(self.seen));
        self.totals.inside = self.inside.len() as u64;
        self.totals.remaining = self.inside.iter().map(|Reverse(l)| u128::from((*l - end).as_micros())).sum();
        self.totals
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const FOREVER: Duration = Duration::from_secs(1 << 30);

    fn at(us: u64) -> Instant {
        Instant::from_micros(us)
    }

    fn us(us: u64) -> Duration {
        Duration::from_micros(us)
    }

    #[test]
    fn jobs_wait_for_the_first_free_server() {
        let mut station = Station::new(2);
        let serve = |station: &mut Station, now| station.offer(at(now), us(10), us(10), FOREVER).expect("no limit");
        assert_eq!(serve(&mut station, 0), Served { wait: us(0), leaves: at(10) });
        assert_eq!(serve(&mut station, 1), Served { wait: us(0), leaves: at(11) });
        assert_eq!(serve(&mut station, 2), Served { wait: us(8), leaves: at(20) });
        assert_eq!(serve(&mut station, 30), Served { wait: us(0), leaves: at(40) });
        assert!(station.finish(at(100)).obeys_littles_law());
    }

    #[test]
    fn an_impatient_job_is_turned_away_and_takes_nothing() {
        let mut station = Station::new(1);
        assert!(station.offer(at(0), us(100), us(100), us(50)).is_some());
        assert_eq!(station.offer(at(10), us(100), us(100), us(50)), None);
        assert_eq!(station.offer(at(60), us(100), us(100), us(50)), Some(Served { wait: us(40), leaves: at(200) }));
    }

    #[test]
    fn littles_law_counts_jobs_still_inside_at_the_end() {
        let mut station = Station::new(1);
        for now in 0..5 {
            let _ = station.offer(at(now), us(10), us(10), FOREVER);
        }
        let totals = station.finish(at(25));
        assert!(totals.obeys_littles_law());
        assert_eq!((totals.accepted, totals.departed, totals.most), (5, 2, 5));
    }

    /// 100/s for 60 s meet a closed station, which then drains 150/s: the fluid answers are a peak of 6,000, empty 120 s
    /// after, and 30 s of delay on average over those who were delayed.
    #[test]
    fn a_partitions_backlog_drains_as_the_fluid_does() {
        let mut station = Station::new(1);
        let opens = at(60_000_000);
        let service = us(6_667);
        station.free = [Reverse(opens)].into_iter().collect();
        let (mut delays, mut delayed, mut last_wait) = (0u64, 0u64, at(0));
        for job in 0..24_000u64 {
            let now = at(job * 10_000);
            let served = station.offer(now, service, service, FOREVER).expect("no limit");
            if served.wait > us(0) {
                delays += served.wait.as_micros();
                delayed += 1;
                last_wait = now;
            }
        }
        let totals = station.finish(at(240_000_000));
        assert!(totals.obeys_littles_law());
        assert!(totals.most.abs_diff(6_000) <= 2, "peak {}", totals.most);
        let empty_after = (last_wait.as_micros() - opens.as_micros()) as f64 / 1e6;
        assert!((empty_after - 120.0).abs() < 1.0, "{empty_after}");
        let mean = delays as f64 / delayed as f64 / 1e6;
        assert!((mean - 30.0).abs() < 0.1, "{mean}");
    }
}
