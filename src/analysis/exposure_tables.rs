//! Tidy tables of identifying data: what crossed, who saw it, and who came to know what when.
//!
//! Counts are scaled up to the real population; measured days only. Knows no file and no chart.

use super::observer::{Knowledge, Observer, Role, observers, together};
use super::tables::{DayKey, RunKey};
use super::{Calendar, RunRecord};
use crate::ledger::{Exposure, Hop, Identifier, Sight, Sort, Whose};
use std::collections::BTreeMap;

/// Crossings of one kind on one day.
#[derive(Clone, Debug, PartialEq)]
pub struct ExposureRow {
    /// Of which run.
    pub run: RunKey,
    /// On which day.
    pub day: DayKey,
    /// On which sort of hop.
    pub hop: Hop,
    /// Which sort of crossing.
    pub sort: Sort,
    /// How many.
    pub crossings: f64,
    /// Bytes of the messages that carried them: a message with three identifiers counts under each.
    pub bytes: f64,
}

/// What one observer saw of one kind of identifier on one day.
#[derive(Clone, Debug, PartialEq)]
pub struct ObserverRow {
    /// Of which run.
    pub run: RunKey,
    /// On which day.
    pub day: DayKey,
    /// What sort of observer.
    pub role: Role,
    /// Its name.
    pub observer: String,
    /// Which identifier.
    pub identifier: Identifier,
    /// Crossings at its seats.
    pub crossings: f64,
    /// Bytes of the messages that carried them.
    pub bytes: f64,
    /// Of the crossings, readable for it, or undone in the time it has.
    pub readable: f64,
    /// Of these, about people who did not agree.
    pub without_consent: f64,
    /// Of these, about people who never use the service.
    pub nonuser: f64,
    /// Owners whom it had not seen before by this identifier.
    pub owners_new: f64,
    /// People without the service whom it had not.
    pub nonusers_new: f64,
}

/// What one observer came to know by the end of a day on which it learnt anything.
#[derive(Clone, Debug, PartialEq)]
pub struct KnowledgeRow {
    /// Of which run.
    pub run: RunKey,
    /// On which day.
    pub day: DayKey,
    /// What sort of observer.
    pub role: Role,
    /// Its name.
    pub observer: String,
    /// What it knows.
    pub knowledge: Knowledge,
    /// First known on this day.
    pub new: f64,
    /// Known since measuring began.
    pub cumulative: f64,
}

/// What all observers of a role know together when the study ends.
#[derive(Clone, Debug, PartialEq)]
pub struct RoleRow {
    /// Of which run.
    pub run: RunKey,
    /// What sort of observers.
    pub role: Role,
    /// What they know.
    pub knowledge: Knowledge,
    /// How many people, or pairs of people; known since measuring began.
    pub known: f64,
}

pub(super) fn crossings(run: &RunRecord, key: &RunKey, rows: &mut Vec<ExposureRow>) {
    let calendar = Calendar::of(&run.facts);
    let exposure = &run.ledger.exposure;
    let mut sums: BTreeMap<(usize, Hop, Sort), [u64; 2]> = BTreeMap::new();
    for seat in exposure.seats() {
        for (sort, tallies) in exposure.crossings(seat) {
            for day in calendar.days() {
                for tally in tallies[calendar.indices(day)].iter().filter(|t| t.count > 0) {
                    let [crossings, bytes] = sums.entry((day, seat.hop(), sort)).or_default();
                    *crossings += tally.count;
                    *bytes += tally.bytes;
                }
            }
        }
    }
    let scaled = |n: u64| n as f64 * run.facts.scale();
    rows.extend(sums.into_iter().map(|((day, hop, sort), [crossings, bytes])| ExposureRow {
        run: key.clone(),
        day: DayKey { day, date: calendar.date(day) },
        hop,
        sort,
        crossings: scaled(crossings),
        bytes: scaled(bytes),
    }));
}

/// What passed an observer on one day: crossings, their bytes, readable ones, those without consent and of non-users.
type Passed = [u64; 5];

/// One row for each observer, kind of identifier and day on which it passed; gives back the observers.
pub(super) fn observed(run: &RunRecord, key: &RunKey, rows: &mut Vec<ObserverRow>) -> Vec<Observer> {
    let exposure = &run.ledger.exposure;
    let calendar = Calendar::of(&run.facts);
    let all = observers(run);
    let [owners, others] = exposure.owners_and_others();
    let scaled = |n: u64| n as f64 * run.facts.scale();
    for observer in &all {
        for (identifier, passed) in passed(observer, exposure, &calendar) {
            let seen = exposure.seen_at(observer.seats.iter().copied(), Sight::Of(identifier));
            let new = [&owners, &others].map(|of| seen.by_day(of, exposure.days()));
            for (day, of_day) in passed {
                let [crossings, bytes, readable, without_consent, nonuser] = of_day.map(scaled);
                let [owners_new, nonusers_new] =
                    new.each_ref().map(|by_day| scaled(by_day[calendar.indices(day)].iter().sum()));
                rows.push(ObserverRow {
                    run: key.clone(),
                    day: DayKey { day, date: calendar.date(day) },
                    role: observer.role,
                    observer: observer.name.clone(),
                    identifier,
                    crossings,
                    bytes,
                    readable,
                    without_consent,
                    nonuser,
                    owners_new,
                    nonusers_new,
                });
            }
        }
    }
    all
}

fn passed(
    observer: &Observer,
    exposure: &Exposure,
    calendar: &Calendar,
) -> BTreeMap<Identifier, BTreeMap<usize, Passed>> {
    let readers = exposure.shape().readers;
    let mut all: BTreeMap<Identifier, BTreeMap<usize, Passed>> = BTreeMap::new();
    for &seat in &observer.seats {
        for (sort, tallies) in exposure.crossings(seat) {
            let reads = u64::from(readers.reads(sort.protected));
            let flags =
                [reads, reads * u64::from(!sort.consent.given()), reads * u64::from(sort.whose == Whose::NonUser)];
            for day in calendar.days() {
                for tally in tallies[calendar.indices(day)].iter().filter(|t| t.count > 0) {
                    let of_day = all.entry(sort.identifier).or_default().entry(day).or_default();
                    of_day[0] += tally.count;
                    of_day[1] += tally.bytes;
                    for (sum, flag) in of_day[2..].iter_mut().zip(flags) {
                        *sum += tally.count * flag;
                    }
                }
            }
        }
    }
    all
}

pub(super) fn knowledge(run: &RunRecord, key: &RunKey, observers: &[Observer], rows: &mut Vec<KnowledgeRow>) {
    let calendar = Calendar::of(&run.facts);
    for observer in observers {
        for knowledge in Knowledge::ALL {
            let by_day = observer.learns(&run.ledger.exposure, knowledge);
            let mut known = 0;
            for day in calendar.days() {
                let new: u64 = by_day[calendar.indices(day)].iter().sum();
                known += new;
                if new == 0 {
                    continue;
                }
                rows.push(KnowledgeRow {
                    run: key.clone(),
                    day: DayKey { day, date: calendar.date(day) },
                    role: observer.role,
                    observer: observer.name.clone(),
                    knowledge,
                    new: new as f64 * run.facts.scale(),
                    cumulative: known as f64 * run.facts.scale(),
                });
            }
        }
    }
}

/// One row for each role that any of the observers plays, and sort of knowledge. `of_single` ends with the rows of this
/// run: who plays a role alone knows what the role knows, and need not be asked twice.
pub(super) fn roles(run: &RunRecord, key: &RunKey, observers: &[Observer], of_single: &[KnowledgeRow]) -> Vec<RoleRow> {
    let mut rows = Vec::new();
    for role in Role::ALL {
        let known: &dyn Fn(Knowledge) -> f64 = match observers.iter().filter(|o| o.role == role).count() {
            0 => continue,
            1 => &|knowledge| {
                let ours = of_single.iter().rev().take_while(|row| row.run == *key);
                let mut ours = ours.filter(|row| (row.role, row.knowledge) == (role, knowledge));
                ours.next().map_or(0.0, |last| last.cumulative)
            },
            2.. => &|knowledge| {
                let by_day = together(run, role).learns(&run.ledger.exposure, knowledge);
                by_day.iter().sum::<u64>() as f64 * run.facts.scale()
            },
        };
        let row = |knowledge| RoleRow { run: key.clone(), role, knowledge, known: known(knowledge) };
        rows.extend(Knowledge::ALL.map(row));
    }
    rows
}
