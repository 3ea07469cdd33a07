//! People held hour by hour: from their first sighting until nothing about them has come for as long as it is kept.
//!
//! Knows not what is held about them, nor why it is deleted.

use crate::ledger::Sample;
use serde::{Deserialize, Serialize};

/// For good, or for some hours.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default, Serialize, Deserialize)]
pub enum Keeping {
    /// Until it is deleted.
    #[default]
    ForGood,
    /// For so many hours, at least one.
    Hours(u32),
}

/// People held, hour by hour, as far as they are followed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Held {
    sample: Sample,
    keeping: Keeping,
    first: u32,
    /// Hour of the last sighting, from 1, by block; 0 where there is nothing.
    last: Vec<u16>,
    /// Change of the number held at the beginning of each hour; one more than hours.
    pub(super) change: Vec<i64>,
}

impl Held {
    /// Nobody of the people of a range.
    pub(super) fn new(people: &std::ops::Range<u32>, sample: Sample, keeping: Keeping, hours: usize) -> Self {
        let blocks = (people.end - people.start) >> sample.shift;
        Self { sample, keeping, first: people.start, last: vec![0; blocks as usize + 1], change: vec![0; hours + 1] }
    }

    /// First hour at which somebody last seen in `last` (from 1) is no longer held.
    fn until(&self, last: u16) -> usize {
        match self.keeping {
            Keeping::ForGood => usize::MAX,
            Keeping::Hours(hours) => usize::from(last) - 1 + hours as usize,
        }
    }

    pub(super) fn see(&mut self, person: u32, hour: usize) {
        let Some(block) = self.sample.block(person - self.first) else { return };
        let (last, weight) = (self.last[block as usize], self.sample.weight().cast_signed());
        if last == 0 || self.until(last) < hour {
            self.end(last);
            self.change[hour] += weight;
        }
        self.last[block as usize] = hour as u16 + 1;
    }

    /// Somebody last seen then is no longer held when that has been kept long enough.
    fn end(&mut self, last: u16) {
        if last > 0 && self.until(last) < self.change.len() {
            let hour = self.until(last);
            self.change[hour] -= self.sample.weight().cast_signed();
        }
    }

    /// Deletes those for whom it holds at the beginning of an hour.
    pub(super) fn delete(&mut self, hour: usize, of: impl Fn(u32) -> bool) {
        for block in 0..self.last.len() {
            let last = self.last[block];
            let person = self.first + self.sample.chosen(block as u32);
            if last == 0 || !of(person) {
                continue;
            }
            if self.until(last) <= hour {
                self.end(last);
            } else {
                self.change[hour] -= self.sample.weight().cast_signed();
            }
            self.last[block] = 0;
        }
    }

    pub(super) fn close(&mut self) {
        for block in 0..self.last.len() {
            let last = std::mem::take(&mut self.last[block]);
            self.end(last);
        }
    }

    pub(super) fn merge(&mut self, other: &Self) {
        crate::ledger::add_all(&mut self.change, &other.change);
    }

    /// People held at the end of each hour.
    pub fn by_hour(&self) -> Vec<u64> {
        let hours = &self.change[..self.change.len() - 1];
        let held = hours.iter().scan(0_i64, |held, change| {
            *held += change;
            Some(*held)
        });
        held.map(i64::cast_unsigned).collect()
    }

    pub(super) fn bytes(&self) -> usize {
        self.last.capacity() * 2 + self.change.capacity() * 8
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_person_is_held_from_the_first_sighting_until_the_last_is_forgotten() {
        let mut held = Held::new(&(10..20), Sample::ALL, Keeping::Hours(2), 8);
        held.see(10, 0);
        held.see(10, 1);
        held.see(11, 1);
        held.see(11, 5);
        held.close();
        assert_eq!(held.by_hour(), [1, 2, 2, 0, 0, 1, 1, 0]);
    }

    #[test]
    fn deletion_reaches_back_to_what_was_collected_before() {
        let mut held = Held::new(&(0..10), Sample::ALL, Keeping::ForGood, 6);
        for person in 0..4 {
            held.see(person, 1);
        }
        held.delete(3, |person| person < 3);
        held.see(2, 4);
        held.close();
        assert_eq!(held.by_hour(), [0, 4, 4, 1, 2, 2]);
    }
}
