//! The first day on which each of a range of things was marked.
//!
//! A hashed entry each while few were; once many were, as many bits each as name all days. Knows not what the things are.

use super::table::Table;
use serde::{Deserialize, Serialize};

/// First days of things that are numbered from 0. Days are counted from 1.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Marks {
    things: u32,
    /// Bits of a day, as a power of two.
    width: u32,
    /// While few are marked.
    few: Table<u32>,
    /// Once many are: 0 for what is not.
    many: Vec<u64>,
}

impl Marks {
    /// None of `things`, over `days` days, day 0 included.
    pub(super) fn new(things: u32, days: usize) -> Self {
        let bits = usize::BITS - days.saturating_sub(1).leading_zeros();
        let width = bits.max(1).next_power_of_two().ilog2();
        assert!(width <= 3, "a day is a byte");
        Self { things, width, few: Table::default(), many: Vec::new() }
    }

    /// Words of the long form.
    fn words(&self) -> usize {
        ((u64::from(self.things) << self.width) as usize).div_ceil(64)
    }

    /// Word, place in it, and mask of a thing in the long form.
    fn place(&self, thing: u32) -> (usize, u32, u64) {
        let bit = u64::from(thing) << self.width;
        ((bit / 64) as usize, (bit % 64) as u32, (1 << (1 << self.width)) - 1)
    }

    /// A thing is marked on a day.
    pub(super) fn mark(&mut self, thing: u32, day: u8) {
        if self.many.is_empty() {
            self.mark_one_of_few(thing, day);
            return;
        }
        let (word, shift, mask) = self.place(thing);
        let word = &mut self.many[word];
        let (first, day) = (*word >> shift & mask, u64::from(day));
        if first == 0 || day < first {
            *word ^= (first ^ day) << shift;
        }
    }

    fn mark_one_of_few(&mut self, thing: u32, day: u8) {
        if self.few.note(thing, day) {
            if self.few.next() * Table::<u32>::PLACE > self.words() * 8 {
                self.lengthen();
            } else {
                self.few.grow();
            }
            self.mark(thing, day);
        }
    }

    /// Changes to the long form.
    fn lengthen(&mut self) {
        self.many = vec![0; self.words().max(1)];
        for (thing, day) in std::mem::take(&mut self.few).entries() {
            self.mark(thing, day);
        }
    }

    /// The day on which a thing was first marked.
    pub(super) fn first(&self, thing: u32) -> Option<u8> {
        if self.many.is_empty() {
            return self.few.first(thing);
        }
        let (word, shift, mask) = self.place(thing);
        Some((self.many[word] >> shift & mask) as u8).filter(|&day| day > 0)
    }

    /// What was marked, in no order that means anything.
    pub(super) fn entries(&self) -> impl Iterator<Item = (u32, u8)> {
        self.few.entries().chain(self.long())
    }

    /// What was marked, in order.
    pub(super) fn in_order(&self) -> impl Iterator<Item = (u32, u8)> {
        let mut few: Vec<u64> = self.few.entries().map(|(thing, day)| u64::from(thing) << 8 | u64::from(day)).collect();
        few.sort_unstable();
        few.into_iter().map(|entry| ((entry >> 8) as u32, entry as u8)).chain(self.long())
    }

    /// What was marked, in the long form, in order: one step for each, and one for each word.
    fn long(&self) -> impl Iterator<Item = (u32, u8)> {
        let (width, mask) = (self.width, (1_u64 << (1 << self.width)) - 1);
        let mut words = self.many.iter().enumerate();
        let (mut at, mut left) = (0, 0);
        std::iter::from_fn(move || {
            while left == 0 {
                let (next, &word) = words.next()?;
                (at, left) = (next as u64 * 64, word);
            }
            let bit = left.trailing_zeros() >> width << width;
            let day = (left >> bit & mask) as u8;
            left &= !(mask << bit);
            Some((((at + u64::from(bit)) >> width) as u32, day))
        })
    }

    /// Adds what another one marked.
    pub(super) fn merge(&mut self, other: &Self) {
        assert_eq!((self.things, self.width), (other.things, other.width), "ledgers of one run have one shape");
        if self.many.is_empty() && self.few.len() == 0 {
            self.clone_from(other);
            return;
        }
        let together = self.few.with(&other.few) * Table::<u32>::PLACE;
        if self.many.is_empty() && (!other.many.is_empty() || together > self.words() * 8) {
            self.lengthen();
        }
        if self.many.is_empty() {
            self.few.merge(&other.few);
            return;
        }
        for (thing, day) in other.few.entries() {
            self.mark(thing, day);
        }
        for (at, &theirs) in other.many.iter().enumerate() {
            let mine = self.many[at];
            let clash = (mine ^ theirs) & self.marked(mine) & self.marked(theirs);
            if clash == 0 {
                self.many[at] = mine | theirs;
            } else {
                self.merge_word(at, theirs);
            }
        }
    }

    /// The bits of all things marked in a word of the long form.
    fn marked(&self, word: u64) -> u64 {
        let (mut any, bits) = (word, 1 << self.width);
        for fold in 0..self.width {
            any |= any >> (1 << fold);
        }
        // One bit each, spread over all bits of its thing.
        (any & (u64::MAX / ((1 << bits) - 1))) * ((1 << bits) - 1)
    }

    fn merge_word(&mut self, at: usize, theirs: u64) {
        let bits = 1_u32 << self.width;
        for n in 0..64 / bits {
            let day = (theirs >> (n * bits) & ((1 << bits) - 1)) as u8;
            if day > 0 {
                self.mark(at as u32 * (64 / bits) + n, day);
            }
        }
    }

    pub(super) fn bytes(&self) -> usize {
        self.many.capacity() * 8 + self.few.bytes()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// However many days there are, and in whichever form: the first day of each, in order.
    #[test]
    fn the_first_day_stays() {
        for days in [2, 3, 5, 16, 17, 255] {
            let last = (days - 1) as u8;
            for step in [1, 3, 700] {
                let mut marks = Marks::new(10_000, days);
                for thing in (0..10_000).step_by(step) {
                    marks.mark(thing, last);
                    marks.mark(thing, 1 + thing as u8 % last);
                    marks.mark(thing, last);
                }
                let due: Vec<(u32, u8)> =
                    (0..10_000).step_by(step).map(|thing| (thing, 1 + thing as u8 % last)).collect();
                assert!(marks.in_order().eq(due.iter().copied()), "{days} days, every {step}th");
                assert!(due.iter().all(|&(thing, day)| marks.first(thing) == Some(day)));
                assert!(marks.bytes() <= 12_000, "{} bytes", marks.bytes());
                let mut other = Marks::new(10_000, days);
                other.mark(0, 1);
                other.merge(&marks);
                assert!(other.in_order().skip(1).eq(due.iter().copied().skip(1)));
                assert_eq!(other.first(0), Some(1));
            }
        }
    }
}
