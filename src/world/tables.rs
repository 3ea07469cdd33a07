//! Integer tables of the laws of a scenario, each law once.

use crate::random::{Law, Table};
use crate::units::Duration;
use std::sync::Arc;

/// Builds tables and hands out the one at hand where a law comes again.
#[derive(Default)]
pub struct TableCache {
    known: Vec<(Law, u64, u64, Arc<Table>)>,
}

impl TableCache {
    /// A law in seconds as a table in microseconds, cut at `limit`.
    pub fn time(&mut self, law: &Law, limit: Duration) -> Arc<Table> {
        self.get(law, 1_000_000, limit.as_micros())
    }

    /// A law of counts as a table of `scale`-ths, cut at `limit` (in counts).
    pub fn count(&mut self, law: &Law, scale: u64, limit: f64) -> Arc<Table> {
        self.get(law, scale, (limit * scale as f64) as u64)
    }

    fn get(&mut self, law: &Law, scale: u64, limit: u64) -> Arc<Table> {
        if let Some((.., table)) = self.known.iter().find(|(l, s, m, _)| l == law && *s == scale && *m == limit) {
            return Arc::clone(table);
        }
        let table = Arc::new(Table::new(law, scale as f64, limit));
        self.known.push((law.clone(), scale, limit, Arc::clone(&table)));
        table
    }
}
