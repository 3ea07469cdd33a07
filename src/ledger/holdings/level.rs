//! A level of things that come and go: mean, end and most of each hour, and how long they stay.
//!
//! Knows not what the things are.

use crate::units::{Duration, Instant};
use serde::{Deserialize, Serialize};

/// A level over some hours.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Span {
    /// Time integral, in item-microseconds.
    pub area: u128,
    /// At their end.
    pub end: u64,
    /// Most at once.
    pub most: u64,
}

/// A level over time.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Level {
    now: u64,
    since: Instant,
    /// Time integral of the level by hour, in item-microseconds.
    area: Vec<u64>,
    /// The level at the end of each hour.
    ends: Vec<u64>,
    /// Most at once, by hour.
    most: Vec<u64>,
    /// All that ever came, and all that ever went.
    came: u64,
    went: u64,
}

pub(super) const HOUR: u64 = Duration::HOUR.as_micros();

impl Level {
    pub(super) fn new(hours: usize) -> Self {
        Self { area: vec![0; hours], ends: vec![0; hours], most: vec![0; hours], ..Self::default() }
    }

    pub(super) fn advance(&mut self, to: Instant) {
        let (mut from, to) = (self.since.as_micros(), to.as_micros());
        while from < to {
            let hour = (from / HOUR) as usize;
            let until = to.min((hour as u64 + 1) * HOUR);
            self.area[hour] += self.now * (until - from);
            self.most[hour] = self.most[hour].max(self.now);
            if until.is_multiple_of(HOUR) || until == to {
                self.ends[hour] = self.now;
            }
            from = until;
        }
        self.since = self.since.max(Instant::from_micros(to));
    }

    pub(super) fn add(&mut self, at: Instant, count: u64) {
        self.advance(at);
        self.now += count;
        self.came += count;
        let hour = ((at.as_micros() / HOUR) as usize).min(self.most.len() - 1);
        self.most[hour] = self.most[hour].max(self.now);
    }

    pub(super) fn remove(&mut self, at: Instant, count: u64) {
        self.advance(at);
        self.now -= count;
        self.went += count;
    }

    /// Everything goes.
    pub(super) fn empty(&mut self, at: Instant) {
        self.remove(at, self.now);
    }

    pub(super) fn merge(&mut self, other: &Self) {
        self.now += other.now;
        self.since = self.since.max(other.since);
        crate::ledger::add_all(&mut self.area, &other.area);
        crate::ledger::add_all(&mut self.ends, &other.ends);
        crate::ledger::add_all(&mut self.most, &other.most);
        self.came += other.came;
        self.went += other.went;
    }

    /// What happened in some hours.
    pub fn over(&self, hours: std::ops::Range<usize>) -> Span {
        Span {
            area: self.area[hours.clone()].iter().map(|&a| u128::from(a)).sum(),
            end: self.ends[hours.end.max(1) - 1],
            most: self.most[hours].iter().copied().max().unwrap_or(0),
        }
    }

    /// Item-microseconds over the whole run, and the items that came: their ratio is the mean time held.
    pub fn held(&self) -> (u128, u64) {
        (self.area.iter().map(|&a| u128::from(a)).sum(), self.came)
    }

    /// Items held now: those that came and did not go.
    pub fn there(&self) -> u64 {
        self.came - self.went
    }

    pub(super) fn absorb(&self, absorb: &mut impl FnMut(u64)) {
        self.area.iter().chain(&self.ends).chain(&self.most).for_each(|&n| absorb(n));
        absorb(self.came);
        absorb(self.went);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(hours: u64) -> Instant {
        Instant::START + Duration::HOUR * hours
    }

    #[test]
    fn a_level_knows_mean_end_and_time_held() {
        let mut level = Level::new(4);
        level.add(at(0), 1);
        level.add(Instant::START + Duration::MINUTE * 30, 2);
        level.remove(at(2), 3);
        level.advance(at(4));
        let hour = u128::from(HOUR);
        assert_eq!(level.over(0..4), Span { area: 5 * hour, end: 0, most: 3 });
        assert_eq!(level.over(0..1), Span { area: 2 * hour, end: 3, most: 3 });
        // One for two hours, two for an hour and a half: five hours for three.
        assert_eq!(level.held(), (5 * hour, 3));
        assert_eq!(level.there(), 0);
    }
}
