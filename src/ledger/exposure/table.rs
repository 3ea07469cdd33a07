//! First days by key, hashed: a key and a byte a place, no more.
//!
//! Open addressing, with the days apart from the keys, so that asking in vain seldom reads a key. Nothing follows from
//! the order of the places. Knows not what the keys name.

use serde::{Deserialize, Serialize};

/// What names an entry.
pub(super) trait Key: Copy + Default + Eq {
    /// The key as a number.
    fn number(self) -> u64;
}

impl Key for u32 {
    fn number(self) -> u64 {
        self.into()
    }
}

impl Key for u64 {
    fn number(self) -> u64 {
        self
    }
}

/// The first day of each of some keys. Days are counted from 1.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(super) struct Table<K> {
    keys: Vec<K>,
    /// 0 where a place is free.
    days: Vec<u8>,
    len: usize,
}

impl<K: Key> Table<K> {
    /// Bytes of a place.
    pub(super) const PLACE: usize = size_of::<K>() + 1;

    /// The place of a key, or the free one where it would go.
    fn place(&self, key: K) -> usize {
        let places = self.days.len();
        let hash = key.number().wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 32;
        let mut place = ((hash * places as u64) >> 32) as usize;
        while self.days[place] != 0 && self.keys[place] != key {
            place += 1;
            if place == places {
                place = 0;
            }
        }
        place
    }

    /// The first day of a key.
    pub(super) fn first(&self, key: K) -> Option<u8> {
        if self.len == 0 {
            return None;
        }
        Some(self.days[self.place(key)]).filter(|&day| day > 0)
    }

    /// Notes a day of a key. Says whether the key is a new one for which there is no room yet: see [`grow`](Self::grow).
    #[must_use]
    pub(super) fn note(&mut self, key: K, day: u8) -> bool {
        // Four fifths full at most.
        let full = self.len * 5 >= self.days.len() * 4;
        if full && self.len == 0 {
            return true;
        }
        let place = self.place(key);
        let first = &mut self.days[place];
        if *first == 0 {
            if full {
                return true;
            }
            (self.keys[place], *first) = (key, day);
            self.len += 1;
        } else {
            *first = day.min(*first);
        }
        false
    }

    /// Places after the next growth.
    pub(super) fn next(&self) -> usize {
        self.days.len() + self.days.len() / 2 + 8
    }

    /// Makes room for more.
    pub(super) fn grow(&mut self) {
        self.resize(self.next());
    }

    fn resize(&mut self, places: usize) {
        let old = std::mem::replace(self, Self { keys: vec![K::default(); places], days: vec![0; places], len: 0 });
        for (key, day) in old.entries() {
            let place = self.place(key);
            (self.keys[place], self.days[place]) = (key, day);
        }
        self.len = old.len;
    }

    /// Places for all that two tables have.
    pub(super) fn with(&self, other: &Self) -> usize {
        (self.len + other.len) * 5 / 4 + 1
    }

    /// Adds what another table has. Its entries come in the order of their places, which are nearly those they take here:
    /// in a table that had to grow under way they would heap up in front, so there is room for all before the first comes.
    pub(super) fn merge(&mut self, other: &Self) {
        if other.len > 0 && self.with(other) > self.days.len() {
            self.resize(self.with(other).max(self.next()));
        }
        for (key, day) in other.entries() {
            assert!(!self.note(key, day), "there is room for all");
        }
    }

    /// All keys with their days, in no order that means anything.
    pub(super) fn entries(&self) -> impl Iterator<Item = (K, u8)> {
        self.keys.iter().copied().zip(self.days.iter().copied()).filter(|(_, day)| *day > 0)
    }

    /// Keys noted.
    pub(super) fn len(&self) -> usize {
        self.len
    }

    pub(super) fn bytes(&self) -> usize {
        self.days.capacity() * Self::PLACE
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_keeps_its_first_day_however_many_there_are() {
        let mut table = Table::<u64>::default();
        let key = |n: u64| (n << 32) | (n % 7);
        for day in [9, 4, 200] {
            for n in 0..1_000 {
                while table.note(key(n), day) {
                    table.grow();
                }
            }
        }
        assert_eq!(table.len(), 1_000);
        assert!((0..1_000).all(|n| table.first(key(n)) == Some(4)));
        assert_eq!(table.first(key(1_000)), None);
        let mut found: Vec<_> = table.entries().collect();
        found.sort_unstable();
        assert!(found.into_iter().eq((0..1_000).map(|n| (key(n), 4))));
        let mut other = Table::default();
        other.merge(&table);
        other.merge(&table);
        assert!(other.len() == 1_000 && (0..1_000).all(|n| other.first(key(n)) == Some(4)));
    }
}
