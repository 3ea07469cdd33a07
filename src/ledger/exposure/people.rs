//! Who was seen, and on which day first: people, and who knows whom.
//!
//! Beyond a limit of memory one person of each block of `2^shift` stands for the block, chosen by a keyed hash, the same
//! in every arm. Knows no seat.

use super::marks::Marks;
use super::table::Table;
use crate::units::mix2;
use serde::{Deserialize, Serialize};

/// Which people are followed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
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

    /// Whether a person is followed.
    pub fn follows(self, person: u32) -> bool {
        self.block(person).is_some()
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

/// Whom first sights are about, and when.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Crowd {
    /// Owners of handsets: the first of the people.
    pub owners: u32,
    /// All people.
    pub people: u32,
    /// Which of them are followed.
    pub sample: Sample,
    /// Days, the one before measuring included.
    pub days: usize,
}

/// The day on which each of some people was first seen. Days are counted from 1.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct FirstSeen {
    crowd: Crowd,
    /// Blocks of owners, and of the others from the first on that has no owner: of the others, far fewer are seen.
    halves: [Marks; 2],
}

/// The same people on the same days, however they are kept.
impl PartialEq for FirstSeen {
    fn eq(&self, other: &Self) -> bool {
        self.crowd == other.crowd && self.in_order().eq(other.in_order())
    }
}

impl Eq for FirstSeen {}

impl FirstSeen {
    /// Nobody of a crowd.
    pub fn new(crowd: Crowd) -> Self {
        let Crowd { owners, people, sample, days } = crowd;
        let [of_owners, all] = [owners, people].map(|end| (end >> sample.shift) + 1);
        Self { crowd, halves: [Marks::new(of_owners, days), Marks::new(all - of_owners, days)] }
    }

    /// First block that has no owner.
    fn others(&self) -> u32 {
        (self.crowd.owners >> self.crowd.sample.shift) + 1
    }

    /// A person is seen on a day.
    pub fn see(&mut self, person: u32, day: u8) {
        if let Some(block) = self.crowd.sample.block(person) {
            self.note(block, day);
        }
    }

    /// Whoever stands for a block is seen on a day.
    pub(super) fn note(&mut self, block: u32, day: u8) {
        let others = self.others();
        if block < others {
            self.halves[0].mark(block, day);
        } else {
            self.halves[1].mark(block - others, day);
        }
    }

    /// The day on which a person was first seen; none where they were not, or are not followed.
    pub fn first(&self, person: u32) -> Option<u8> {
        let block = self.crowd.sample.block(person)?;
        match block.checked_sub(self.others()) {
            Some(other) => self.halves[1].first(other),
            None => self.halves[0].first(block),
        }
    }

    /// The person of a mark in one of the halves.
    fn person(&self, half: usize, mark: u32) -> u32 {
        self.crowd.sample.chosen(if half == 0 { mark } else { mark + self.others() })
    }

    /// Those seen, as the followed person of each block with the day, in no order that means anything.
    fn any_order(&self) -> impl Iterator<Item = (u32, u8)> {
        let of = move |half: usize| self.halves[half].entries().map(move |(mark, day)| (self.person(half, mark), day));
        of(0).chain(of(1))
    }

    /// The same in the order of people.
    fn in_order(&self) -> impl Iterator<Item = (u32, u8)> {
        let of = move |half: usize| self.halves[half].in_order().map(move |(mark, day)| (self.person(half, mark), day));
        of(0).chain(of(1))
    }

    /// Those seen, as the followed person of each block with the day, in order.
    pub fn entries(&self) -> Vec<(u32, u8)> {
        self.in_order().collect()
    }

    /// Hands on the day of each of a range, in no order that means anything.
    fn each_day(&self, of: &std::ops::Range<u32>, mut hand_on: impl FnMut(u8)) {
        let (shift, others) = (self.crowd.sample.shift, self.others());
        let (start, end) = (u64::from(of.start), u64::from(of.end));
        let bounds = [0, others.into(), (u64::from(self.crowd.people) >> shift) + 1].map(|block: u64| block << shift);
        for (half, people) in bounds.windows(2).enumerate() {
            if end <= people[0] || people[1] <= start {
                continue;
            }
            self.halves[half].entries().for_each(|(mark, day)| {
                let first = u64::from(if half == 0 { mark } else { mark + others }) << shift;
                let last = first | ((1 << shift) - 1);
                // Who stands for a block matters only where the range cuts the block.
                let whole = start <= first && last < end;
                if whole || (first < end && start <= last && of.contains(&self.person(half, mark))) {
                    hand_on(day);
                }
            });
        }
    }

    /// How many people of a range were first seen on each of `days` days; each followed one counts for its block.
    pub fn by_day(&self, of: &std::ops::Range<u32>, days: usize) -> Vec<u64> {
        let mut counts = vec![0; days];
        self.each_day(of, |day| counts[usize::from(day)] += self.crowd.sample.weight());
        counts
    }

    /// How many people were seen here and in another record, by the later of the two first days.
    pub fn by_later_day(&self, other: &Self, days: usize) -> Vec<u64> {
        let mut counts = vec![0; days];
        for (person, first) in self.any_order() {
            if let Some(second) = other.first(person) {
                counts[usize::from(first.max(second))] += self.crowd.sample.weight();
            }
        }
        counts
    }

    /// How many people of a range were seen at all.
    pub fn count(&self, of: &std::ops::Range<u32>) -> u64 {
        let mut seen = 0;
        self.each_day(of, |_| seen += self.crowd.sample.weight());
        seen
    }

    /// Adds what another one saw.
    ///
    /// # Panics
    /// Where the two were cut differently.
    pub fn merge(&mut self, other: &Self) {
        assert_eq!(self.crowd, other.crowd, "ledgers of one run have one shape");
        for (mine, theirs) in self.halves.iter_mut().zip(&other.halves) {
            mine.merge(theirs);
        }
    }

    pub(super) fn absorb(&self, absorb: &mut impl FnMut(u64)) {
        for (person, day) in self.in_order() {
            absorb(u64::from(person) << 8 | u64::from(day));
        }
    }

    pub(super) fn bytes(&self) -> usize {
        size_of::<Self>() + self.halves.iter().map(Marks::bytes).sum::<usize>()
    }
}

/// Who was seen to know whom, and on which day first.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Edges {
    sample: Sample,
    /// By block of the owner and slot of the phonebook, where each fits sixteen bits.
    near: Table<u32>,
    /// The rest.
    far: Table<u64>,
}

/// The same pairs on the same days, however they are kept.
impl PartialEq for Edges {
    fn eq(&self, other: &Self) -> bool {
        self.sample == other.sample && self.entries() == other.entries()
    }
}

impl Eq for Edges {}

/// Block and slot where each fits sixteen bits, in one number.
fn near(block: u32, slot: u32) -> Option<u32> {
    ((block | slot) >> 16 == 0).then_some(block << 16 | slot)
}

fn note<K: super::table::Key>(table: &mut Table<K>, key: K, day: u8) {
    while table.note(key, day) {
        table.grow();
    }
}

impl Edges {
    /// None yet.
    pub fn new(sample: Sample) -> Self {
        Self { sample, near: Table::default(), far: Table::default() }
    }

    /// An owner is seen to know whom they keep in a slot.
    pub fn see(&mut self, owner: u32, slot: u32, day: u8) {
        if let Some(block) = self.sample.block(owner) {
            match near(block, slot) {
                Some(key) => note(&mut self.near, key, day),
                None => note(&mut self.far, u64::from(block) << 32 | u64::from(slot), day),
            }
        }
    }

    /// The day on which an owner was first seen to know whom they keep in a slot.
    pub fn first(&self, owner: u32, slot: u32) -> Option<u8> {
        let block = self.sample.block(owner)?;
        match near(block, slot) {
            Some(key) => self.near.first(key),
            None => self.far.first(u64::from(block) << 32 | u64::from(slot)),
        }
    }

    /// Owner, slot and day of each, in no order that means anything.
    pub(crate) fn any_order(&self) -> impl Iterator<Item = (u32, u32, u8)> {
        let near = self.near.entries().map(|(key, day)| (key >> 16, key & 0xffff, day));
        let far = self.far.entries().map(|(key, day)| ((key >> 32) as u32, key as u32, day));
        near.chain(far).map(|(block, slot, day)| (self.sample.chosen(block), slot, day))
    }

    /// Owner, slot and day of each, in order.
    ///
    /// # Panics
    /// Never: an event names an owner by 28 bits, and a slot by fewer.
    pub fn entries(&self) -> Vec<(u32, u32, u8)> {
        let packed = |(owner, slot, day): (u32, u32, u8)| {
            assert!((owner | slot) < 1 << 28, "an event names an owner by 28 bits, and a slot by fewer");
            u64::from(owner) << 36 | u64::from(slot) << 8 | u64::from(day)
        };
        let mut entries: Vec<u64> = self.any_order().map(packed).collect();
        entries.sort_unstable();
        let open = |entry: u64| ((entry >> 36) as u32, (entry >> 8) as u32 & 0xfff_ffff, entry as u8);
        entries.into_iter().map(open).collect()
    }

    /// Edges that each followed one stands for.
    pub fn weight(&self) -> u64 {
        self.sample.weight()
    }

    /// Adds what another one saw.
    ///
    /// # Panics
    /// Where the two were cut differently.
    pub fn merge(&mut self, other: &Self) {
        assert_eq!(self.sample, other.sample, "ledgers of one run have one shape");
        self.near.merge(&other.near);
        self.far.merge(&other.far);
    }

    pub(super) fn absorb(&self, absorb: &mut impl FnMut(u64)) {
        for (owner, slot, day) in self.entries() {
            absorb(u64::from(owner) << 40 ^ u64::from(slot) << 8 | u64::from(day));
        }
    }

    pub(super) fn bytes(&self) -> usize {
        size_of::<Self>() + self.near.bytes() + self.far.bytes()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_day_stays_however_it_is_kept_and_merged() {
        let crowd = Crowd { owners: 100, people: 1_000, sample: Sample::ALL, days: 10 };
        let mut seen = FirstSeen::new(crowd);
        let mut other = FirstSeen::new(crowd);
        for person in (0..1_000).step_by(3) {
            seen.see(person, (2 + person % 7) as u8);
            seen.see(person, 9);
            other.see(person, 1);
        }
        assert_eq!(seen.first(9), Some(4));
        assert_eq!(seen.first(10), None);
        assert_eq!(seen.count(&(0..1_000)), 334);
        assert_eq!(seen.count(&(0..10)), 4);
        seen.merge(&other);
        assert_eq!(seen.by_day(&(0..1_000), 10), [0, 334, 0, 0, 0, 0, 0, 0, 0, 0]);
    }

    #[test]
    fn a_sample_follows_one_of_each_block_and_counts_it_for_all() {
        let sample = Sample::within(1 << 16, 1 << 13, 42);
        assert_eq!(sample.shift, 3);
        let mut seen = FirstSeen::new(Crowd { owners: 1 << 12, people: 1 << 16, sample, days: 2 });
        for person in 0..1 << 16 {
            seen.see(person, 1);
        }
        assert_eq!(seen.count(&(0..1 << 16)), 1 << 16);
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
        edges.see(1 << 20, 1, 5);
        edges.see(3, 1 << 16, 5);
        edges.see(3, 1 << 16, 4);
        assert_eq!(edges.entries(), [(1, 7, 2), (3, 1 << 16, 4), (7, 1, 3), (1 << 20, 1, 5)]);
        assert_eq!((edges.first(3, 1 << 16), edges.first(1, 7), edges.first(2, 7)), (Some(4), Some(2), None));
    }
}
