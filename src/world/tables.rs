//! Tables of laws, each made once: scenarios use the same law in many places, and the arms and replications of a study
//! use the same laws.

use crate::random::{Law, Table};
use crate::units::Duration;
use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};

/// What a table is made from.
#[derive(Clone, PartialEq)]
struct Key {
    law: Law,
    /// Whether the table is of what is left of the law.
    rest: bool,
    scale: u64,
    limit: u64,
}

type Known = (Key, Arc<Table>);

/// The tables made last in this process, newest first. A table follows from its key alone, so that it does not matter to
/// any result who made it.
static MADE: Mutex<VecDeque<Known>> = Mutex::new(VecDeque::new());

/// Tables kept for other worlds: a few megabytes.
const KEPT: usize = 128;

/// Hands out the tables of one world.
#[derive(Default)]
pub struct TableCache {
    known: Vec<Known>,
}

impl TableCache {
    /// A law in seconds as a table in microseconds, cut at `limit`.
    pub fn time(&mut self, law: &Law, limit: Duration) -> Arc<Table> {
        self.get(law, 1_000_000, limit.as_micros(), None)
    }

    /// A law of counts as a table of `scale`-ths, cut at `limit` (in counts).
    pub fn count(&mut self, law: &Law, scale: u64, limit: f64) -> Arc<Table> {
        self.get(law, scale, (limit * scale as f64) as u64, None)
    }

    /// The same of what `rest` makes of the law: one function for all of a process.
    pub fn count_of_rest(&mut self, law: &Law, scale: u64, limit: f64, rest: fn(&Law) -> Law) -> Arc<Table> {
        self.get(law, scale, (limit * scale as f64) as u64, Some(rest))
    }

    fn get(&mut self, law: &Law, scale: u64, limit: u64, rest: Option<fn(&Law) -> Law>) -> Arc<Table> {
        let key = Key { law: law.clone(), rest: rest.is_some(), scale, limit };
        if let Some((_, table)) = self.known.iter().find(|known| known.0 == key) {
            return Arc::clone(table);
        }
        let made = || MADE.lock().unwrap_or_else(PoisonError::into_inner);
        let found = made().iter().find(|known| known.0 == key).map(|known| Arc::clone(&known.1));
        let table = found.unwrap_or_else(|| {
            // Made without the lock: two threads may make the same table, and either will do.
            let of = rest.map(|rest| rest(law));
            let table = Arc::new(Table::new(of.as_ref().unwrap_or(law), scale as f64, limit));
            let mut made = made();
            made.truncate(KEPT - 1);
            made.push_front((key.clone(), Arc::clone(&table)));
            table
        });
        self.known.push((key, Arc::clone(&table)));
        table
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_law_that_comes_again_has_the_table_at_hand() {
        let (law, mut tables) = (Law::Exponential { mean: 17.25 }, TableCache::default());
        let table = tables.time(&law, Duration::HOUR);
        assert!(Arc::ptr_eq(&table, &tables.time(&law, Duration::HOUR)));
        for other in [
            tables.time(&law, Duration::DAY),
            tables.time(&Law::Exponential { mean: 17.5 }, Duration::HOUR),
            tables.count_of_rest(&law, 1_000_000, 3_600.0, Law::clone),
        ] {
            assert!(!Arc::ptr_eq(&table, &other));
        }
        for i in 0..2 * KEPT {
            tables.count(&Law::Fixed(i as f64), 1, 1e6);
        }
        assert!(MADE.lock().expect("nothing here panics").len() <= KEPT, "old tables make room");
    }
}
