//! Tidy tables of identifying data: what crossed, who saw it, and who came to know what when.
//!
//! Counts are scaled up to the real population; measured days only. Knows no file and no chart.

use super::observer::{Knowledge, Observer, Role, observers, together};
use super::tables::{DayKey, RunKey};
use super::{Calendar, RunRecord};
use crate::ledger::{Hop, Identifier, Sight, Sort, Whose};
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

/// What one observer saw of one kind of identifier over the measured days.
#[derive(Clone, Debug, PartialEq)]
pub struct ObserverRow {
    /// Of which run.
    pub run: RunKey,
    /// What sort of observer.
    pub role: Role,
    /// Its name.
    pub observer: String,
    /// Which identifier.
    pub identifier: Identifier,
    /// Crossings at its seats.
    pub crossings: f64,
    /// Of these, readable for it, or undone in the time it has.
    pub readable: f64,
    /// Share of the readable ones whose person did not agree; nothing where none was readable.
    pub without_consent: Option<f64>,
    /// Share of the readable ones about people who never use the service.
    pub nonuser: Option<f64>,
    /// Different owners whom the readable ones are about.
    pub owners: f64,
    /// Different people without the service whom they are about.
    pub nonusers: f64,
}

/// What one observer came to know by the end of one day.
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

/// One row for each observer and kind of identifier that passed it; gives back the observers.
pub(super) fn observed(run: &RunRecord, key: &RunKey, rows: &mut Vec<ObserverRow>) -> Vec<Observer> {
    let exposure = &run.ledger.exposure;
    let all = observers(run);
    let [owners, others] = exposure.owners_and_others();
    let scaled = |n: u64| n as f64 * run.facts.scale();
    for observer in &all {
        for &identifier in Identifier::ALL {
            let crossings = observer.crossings(exposure, |sort| sort.identifier == identifier);
            if crossings == 0 {
                continue;
            }
            let readable = |counts: &dyn Fn(Sort) -> bool| {
                observer.readable(exposure, |sort| sort.identifier == identifier && counts(sort))
            };
            let read = readable(&|_| true);
            let share = |part: u64| (read > 0).then(|| part as f64 / read as f64);
            let seen = exposure.seen_at(observer.seats.iter().copied(), Sight::Of(identifier));
            rows.push(ObserverRow {
                run: key.clone(),
                role: observer.role,
                observer: observer.name.clone(),
                identifier,
                crossings: scaled(crossings),
                readable: scaled(read),
                without_consent: share(readable(&|sort| !sort.consent.given())),
                nonuser: share(readable(&|sort| sort.whose == Whose::NonUser)),
                owners: scaled(seen.count(owners.clone())),
                nonusers: scaled(seen.count(others.clone())),
            });
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
