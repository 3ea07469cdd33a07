//! Who was seen, and on which day first: people, and who knows whom.
//!
//! A byte a person once many were seen, a hashed entry before. Beyond a limit of memory one person of each block of
//! `2^shift` stands for the block, chosen by a keyed hash, the same in every arm. Knows no seat.

use crate::units::mix2;
use rustc_hash::FxHashMap;

/// Which people are followed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sample {
    /// One of `2^shift` people is followed; everybody where it is 0.
    pub shift: u32,
    /// Which one, by block.
    pub key: u64,
}

impl Sample {
    /// Everybody.
    pub const ALL: Self = Self { shift: 0, key: 0 };

    /// The least sample of `people` that takes at most `limit` of them.
    pub fn within(people: u64, limit: u64, key: u64) -> Self {
        let shift = (0..32).find(|shift| people >> shift <= limit).unwrap_or(32);
        Self { shift, key }
    }

    /// The block that a followed person stands for; none for the others.
    pub fn block(self, person: u32) -> Option<u32> {
        let block = person >> self.shift;
        (self.shift == 0 || person == self.chosen(block)).then_some(block)
    }

    /// The person who stands for a block.
    pub fn chosen(self, block: u32) -> u32 {
        if self.shift == 0 {
            return block;
        }
        let offset = mix2(self.key, block.into()) as u32 & ((1 << self.shift) - 1);
        block << self.shift | offset
    }

    /// People that each followed one stands for.
    pub const fn weight(self) -> u64 {
        1 << self.shift
    }
}

/// The day on which each of some people was first seen. Days are counted from 1.
#[derive(Clone, Debug)]
pub struct FirstSeen {
    sample: Sample,
    people: u32,
    /// By block, while few were seen.
    few: FxHashMap<u32, u8>,
    /// By block, once many were: 0 for nobody.
    many: Vec<u8>,
}

/// The same people on the same days, however they are kept.
impl PartialEq for FirstSeen {
    fn eq(&self, other: &Self) -> bool {
        (self.sample, self.people) == (other.sample, other.people) && self.entries() == other.entries()
    }
}

impl Eq for FirstSeen {}

impl FirstSeen {
    /// Nobody of `people`.
    pub fn new(people: u32, sample: Sample) -> Self {
        Self { sample, people, few: FxHashMap::default(), many: Vec::new() }
    }

    /// A person is seen on a day.
    pub fn see(&mut self, person: u32, day: u8) {
        if let Some(block) = self.sample.block(person) {
            self.note(block, day);
        }
    }

    fn note(&mut self, block: u32, day: u8) {
        if !self.many.is_empty() {
            let first = &mut self.many[block as usize];
            if *first == 0 || day < *first {
                *first = day;
            }
            return;
        }
        let first = self.few.entry(block).or_insert(day);
        *first = day.min(*first);
        // An entry takes about as much as sixteen bytes of the long form.
        if self.few.len() > (self.people >> self.sample.shift) as usize / 16 {
            self.many = vec![0; (self.people >> self.sample.shift) as usize + 1];
            // Each entry has a place of its own, so the map's order does not matter.
            let mut few: Vec<(u32, u8)> = self.few.drain().collect();
            while let Some((block, day)) = few.pop() {
                self.many[block as usize] = day;
            }
        }
    }

    /// The day on which a person was first seen; none where they were not, or are not followed.
    pub fn first(&self, person: u32) -> Option<u8> {
        self.day_of(self.sample.block(person)?)
    }

    fn day_of(&self, block: u32) -> Option<u8> {
        if self.many.is_empty() {
            return self.few.get(&block).copied();
        }
        Some(self.many[block as usize]).filter(|&day| day > 0)
    }

    /// Those seen, as the followed person of each block with the day, in order.
    pub fn entries(&self) -> Vec<(u32, u8)> {
        let person = |block: u32| self.sample.chosen(block);
        if self.many.is_empty() {
            let mut entries: Vec<(u32, u8)> = self.few.iter().map(|(&block, &day)| (person(block), day)).collect();
            entries.sort_unstable();
            return entries;
        }
        let seen = self.many.iter().enumerate().filter(|(_, day)| **day > 0);
        seen.map(|(block, &day)| (person(block as u32), day)).collect()
    }

    /// How many people of a range were first seen on each of `days` days; each followed one counts for its block.
    pub fn by_day(&self, of: std::ops::Range<u32>, days: usize) -> Vec<u64> {
        let mut counts = vec![0; days];
        for (_, day) in self.entries().into_iter().filter(|(person, _)| of.contains(person)) {
            counts[usize::from(day)] += self.sample.weight();
        }
        counts
    }

    /// How many people of a range were seen at all.
    pub fn count(&self, of: std::ops::Range<u32>) -> u64 {
        let seen = self.entries().into_iter().filter(|(person, _)| of.contains(person)).count();
        seen as u64 * self.sample.weight()
    }

    /// Adds what another one saw.
    ///
    /// # Panics
    /// Where the two were cut differently.
    pub fn merge(&mut self, other: &Self) {
        assert_eq!((self.sample, self.people), (other.sample, other.people), "ledgers of one run have one shape");
        for (person, day) in other.entries() {
            self.see(person, day);
        }
    }

    pub(super) fn absorb(&self, absorb: &mut impl FnMut(u64)) {
        for (person, day) in self.entries() {
            absorb(u64::from(person) << 8 | u64::from(day));
        }
    }

    pub(super) fn bytes(&self) -> usize {
        self.many.capacity() + self.few.capacity() * 9
    }
}

/// Who was seen to know whom, and on which day first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edges {
    sample: Sample,
    /// By owner and slot of the phonebook.
    known: FxHashMap<u64, u8>,
}

impl Edges {
    /// None yet.
    pub fn new(sample: Sample) -> Self {
        Self { sample, known: FxHashMap::default() }
    }

    /// An owner is seen to know whom they keep in a slot.
    pub fn see(&mut self, owner: u32, slot: u32, day: u8) {
        if self.sample.block(owner).is_some() {
            let first = self.known.entry(u64::from(owner) << 32 | u64::from(slot)).or_insert(day);
            *first = day.min(*first);
        }
    }

    /// Owner, slot and day of each, in order.
    pub fn entries(&self) -> Vec<(u32, u32, u8)> {
        let mut entries: Vec<(u64, u8)> = self.known.iter().map(|(&edge, &day)| (edge, day)).collect();
        entries.sort_unstable();
        entries.into_iter().map(|(edge, day)| ((edge >> 32) as u32, edge as u32, day)).collect()
    }

    /// Edges that each followed one stands for.
    pub fn weight(&self) -> u64 {
        self.sample.weight()
    }

    /// Adds what another one saw.
    pub fn merge(&mut self, other: &Self) {
        for (owner, slot, day) in other.entries() {
            self.see(owner, slot, day);
        }
    }

    pub(super) fn absorb(&self, absorb: &mut impl FnMut(u64)) {
        for (owner, slot, day) in self.entries() {
            absorb(u64::from(owner) << 40 ^ u64::from(slot) << 8 | u64::from(day));
        }
    }

    pub(super) fn bytes(&self) -> usize {
        self.known.capacity() * 17
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_day_stays_however_it_is_kept_and_merged() {
        let mut seen = FirstSeen::new(1_000, Sample::ALL);
        let mut other = FirstSeen::new(1_000, Sample::ALL);
        for person in (0..1_000).step_by(3) {
            seen.see(person, (2 + person % 7) as u8);
            seen.see(person, 9);
            other.see(person, 1);
        }
        assert_eq!(seen.first(9), Some(4));
        assert_eq!(seen.first(10), None);
        assert_eq!(seen.count(0..1_000), 334);
        assert_eq!(seen.count(0..10), 4);
        seen.merge(&other);
        assert_eq!(seen.by_day(0..1_000, 10), [0, 334, 0, 0, 0, 0, 0, 0, 0, 0]);
    }

    #[test]
    fn a_sample_follows_one_of_each_block_and_counts_it_for_all() {
        let sample = Sample::within(1 << 16, 1 << 13, 42);
        assert_eq!(sample.shift, 3);
        let mut seen = FirstSeen::new(1 << 16, sample);
        for person in 0..1 << 16 {
            seen.see(person, 1);
        }
        assert_eq!(seen.count(0..1 << 16), 1 << 16);
        let followed: Vec<u32> = seen.entries().into_iter().map(|(person, _)| person).collect();
        assert!(followed.iter().enumerate().all(|(block, person)| person >> 3 == block as u32));
        let first = followed.iter().filter(|&&person| person % 8 == 0).count();
        assert!((900..1150).contains(&first), "{first} of 8192 blocks follow their first person");
    }

    #[test]
    fn an_edge_is_an_owner_and_a_slot() {
        let mut edges = Edges::new(Sample::ALL);
        edges.see(1, 7, 3);
        edges.see(1, 7, 2);
        edges.see(7, 1, 3);
        assert_eq!(edges.entries(), [(1, 7, 2), (7, 1, 3)]);
    }
}
