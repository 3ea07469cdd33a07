//! What Mi Cloud was sent and what was fetched from it.
//!
//! Counts of the measured phase, for simulated handsets (not scaled up). Knows no owner.

use super::Days;
use crate::units::Instant;
use serde::{Deserialize, Serialize};

/// What one backup brings to the operator, or a second device fetches.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stored {
    /// Cards of contacts, notes, texts of SMS, photos.
    pub items: [u64; 4],
    /// Their bytes, with those of the exchange.
    pub bytes: u64,
}

/// Logins and backups.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Storage {
    calendar: Days,
    /// Logins.
    pub logins: u64,
    /// Backups.
    pub backups: u64,
    /// What they stored.
    pub stored: Stored,
    /// What second devices fetched.
    pub fetched: Stored,
}

impl Storage {
    pub(super) fn new(calendar: Days) -> Self {
        Self { calendar, logins: 0, backups: 0, stored: Stored::default(), fetched: Stored::default() }
    }

    /// Somebody logged in.
    pub fn login(&mut self, at: Instant) {
        self.logins += self.calendar.phase(at) as u64;
    }

    /// A backup was stored.
    pub fn stored(&mut self, at: Instant, what: &Stored) {
        if self.calendar.phase(at) == 1 {
            self.backups += 1;
            self.stored.add(what);
        }
    }

    /// A second device fetched what was stored.
    pub fn fetched(&mut self, at: Instant, what: &Stored) {
        if self.calendar.phase(at) == 1 {
            self.fetched.add(what);
        }
    }

    pub(super) fn merge(&mut self, other: &Self) {
        self.logins += other.logins;
        self.backups += other.backups;
        self.stored.add(&other.stored);
        self.fetched.add(&other.fetched);
    }

    pub(super) fn absorb(&self, absorb: &mut impl FnMut(u64)) {
        // A study without Mi Cloud has the hash that it had before there was any.
        let (stored, fetched) = (&self.stored, &self.fetched);
        let counts = [self.logins, self.backups, stored.bytes, fetched.bytes].into_iter();
        counts.chain(stored.items).chain(fetched.items).filter(|&n| n > 0).for_each(absorb);
    }
}

impl Stored {
    fn add(&mut self, other: &Self) {
        super::add_all(&mut self.items, &other.items);
        self.bytes += other.bytes;
    }
}
