//! What the operator holds, hour by hour, and for how long.
//!
//! Two forms: levels of things that come and go (connections, messages in the queue, backups), and people who are held
//! from their first sighting until nothing about them has come for as long as it is kept. Knows no data centre and no
//! policy but what it is told.

mod held;
mod level;

pub use held::{Held, Keeping};
pub use level::{Level, Span};

use super::Shape;
use super::delivery::named;
use crate::units::Instant;
use level::HOUR;
use serde::{Deserialize, Serialize};

/// Things that come and go one by one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Store {
    /// Connections that count as online.
    Presence,
    /// Messages whose receiver has not acknowledged them.
    Queue,
    /// Entries in the log of look-ups.
    LookupLog,
    /// Items backed up: contact cards, notes, messages, photos.
    Backup,
    /// Bytes backed up.
    BackupBytes,
}

/// People about whom something is held.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Register {
    /// Owners with an account: number, handset, SIM.
    Accounts,
    /// Owners whose number stands in the log of look-ups.
    LoggedOwners,
    /// People without the service whose number stands there.
    LoggedNonUsers,
    /// People without the service of whom a contact card is backed up.
    BackedUpNonUsers,
}

named!(Store: Presence = "presence", Queue = "queue", LookupLog = "lookup_log", Backup = "backup",
    BackupBytes = "backup_bytes");
named!(Register: Accounts = "accounts", LoggedOwners = "logged_owners", LoggedNonUsers = "logged_nonusers",
    BackedUpNonUsers = "backed_up_nonusers");

/// How long things are kept, in hours; for good where it is not given.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Kept {
    /// Entries of the log of look-ups; nothing where there is no log.
    pub log: Option<Keeping>,
    /// Accounts after the last connection.
    pub accounts: Keeping,
    /// Whether anything is backed up.
    pub backups: bool,
}

/// Everything the operator holds. Empty where exposure is not recorded.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Holdings {
    recording: bool,
    hours: usize,
    kept: Kept,
    /// By [`Store`].
    levels: Vec<Level>,
    /// By [`Register`].
    registers: Vec<Held>,
    /// Entries of the log by the hour in which they came, while they are kept.
    log: Vec<u64>,
    /// First hour of the log that has not expired.
    expired: usize,
}

impl Holdings {
    pub(super) fn new(shape: &Shape) -> Self {
        let hours = (shape.days.end.as_micros().div_ceil(HOUR) as usize).max(1);
        let owners = 0..shape.handsets;
        let others = shape.handsets..shape.handsets + shape.outsiders as u32;
        let (recording, sample, kept) = (shape.exposure, shape.exposed.people, shape.kept);
        let log = kept.log.unwrap_or_default();
        let nobody = |of: &std::ops::Range<u32>| of.start..of.start;
        let register = |&register: &Register| {
            let (people, keeping, wanted) = match register {
                Register::Accounts => (&owners, kept.accounts, true),
                Register::LoggedOwners => (&owners, log, kept.log.is_some()),
                Register::LoggedNonUsers => (&others, log, kept.log.is_some()),
                Register::BackedUpNonUsers => (&others, Keeping::ForGood, kept.backups),
            };
            let people = if wanted && recording { people.clone() } else { nobody(people) };
            Held::new(&people, sample, keeping, if recording { hours } else { 0 })
        };
        Self {
            recording,
            hours,
            kept,
            levels: Store::ALL.iter().map(|_| Level::new(if recording { hours } else { 1 })).collect(),
            registers: Register::ALL.iter().map(register).collect(),
            log: vec![0; if recording { hours } else { 0 }],
            expired: 0,
        }
    }

    fn hour(&self, at: Instant) -> usize {
        ((at.as_micros() / HOUR) as usize).min(self.hours - 1)
    }

    /// Something comes into a store.
    pub fn store(&mut self, at: Instant, store: Store, count: u64) {
        if self.recording {
            self.levels[store as usize].add(at, count);
        }
    }

    /// Something leaves a store.
    pub fn remove(&mut self, at: Instant, store: Store, count: u64) {
        if self.recording {
            self.levels[store as usize].remove(at, count);
        }
    }

    /// Something about a person (numbered as in the exposure record) is noted.
    pub fn note(&mut self, at: Instant, register: Register, person: u32) {
        if self.recording {
            let hour = self.hour(at);
            self.registers[register as usize].see(person, hour);
        }
    }

    /// A look-up is logged, where there is a log.
    pub fn log(&mut self, at: Instant, register: Register, person: u32) {
        if self.recording && self.kept.log.is_some() {
            self.expire(at);
            let hour = self.hour(at);
            self.log[hour] += 1;
            self.levels[Store::LookupLog as usize].add(at, 1);
            self.note(at, register, person);
        }
    }

    /// Entries of the log that are old enough go, hour by hour.
    fn expire(&mut self, now: Instant) {
        let Some(Keeping::Hours(hours)) = self.kept.log else { return };
        while self.expired + hours as usize <= self.hour(now) && self.expired < self.hours {
            let at = Instant::from_micros((self.expired as u64 + u64::from(hours)) * HOUR);
            let gone = std::mem::take(&mut self.log[self.expired]);
            self.levels[Store::LookupLog as usize].remove(at, gone);
            self.expired += 1;
        }
    }

    /// Deletes from a register those for whom it holds.
    pub fn delete(&mut self, at: Instant, register: Register, of: impl Fn(u32) -> bool) {
        if self.recording {
            let hour = self.hour(at);
            self.registers[register as usize].delete(hour, of);
        }
    }

    /// Deletes the whole log of look-ups.
    pub fn delete_log(&mut self, at: Instant) {
        if self.recording && self.kept.log.is_some() {
            self.expire(at);
            let gone: u64 = self.log.iter_mut().map(std::mem::take).sum();
            self.levels[Store::LookupLog as usize].remove(at, gone);
            self.delete(at, Register::LoggedOwners, |_| true);
            self.delete(at, Register::LoggedNonUsers, |_| true);
        }
    }

    /// Deletes everything backed up.
    pub fn delete_backups(&mut self, at: Instant) {
        if self.recording {
            for store in [Store::Backup, Store::BackupBytes] {
                self.levels[store as usize].empty(at);
            }
            self.delete(at, Register::BackedUpNonUsers, |_| true);
        }
    }

    /// Closes the books at the end of the run.
    pub fn finish(&mut self, end: Instant) {
        if self.recording {
            self.expire(end);
            self.levels.iter_mut().for_each(|level| level.advance(end));
            self.registers.iter_mut().for_each(Held::close);
        }
    }

    /// Whether anything is recorded at all.
    pub fn recording(&self) -> bool {
        self.recording
    }

    /// A store over time.
    pub fn level(&self, store: Store) -> &Level {
        &self.levels[store as usize]
    }

    /// A register over time.
    pub fn held(&self, register: Register) -> &Held {
        &self.registers[register as usize]
    }

    /// Whether there is a log of look-ups.
    pub fn logs(&self) -> bool {
        self.kept.log.is_some()
    }

    pub(super) fn merge(&mut self, other: &Self) {
        for (mine, theirs) in self.levels.iter_mut().zip(&other.levels) {
            mine.merge(theirs);
        }
        for (mine, theirs) in self.registers.iter_mut().zip(&other.registers) {
            mine.merge(theirs);
        }
        super::add_all(&mut self.log, &other.log);
    }

    pub(super) fn absorb(&self, absorb: &mut impl FnMut(u64)) {
        if self.recording {
            self.levels.iter().for_each(|level| level.absorb(absorb));
            self.registers.iter().flat_map(|held| &held.change).for_each(|&n| absorb(n.cast_unsigned()));
        }
    }

    pub(super) fn bytes(&self) -> usize {
        self.levels.len() * self.hours * 24 + self.registers.iter().map(Held::bytes).sum::<usize>()
    }
}
