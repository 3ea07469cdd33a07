//! A tidy table of what the operator holds, day by day.
//!
//! Counts are scaled up to the real population; measured days only.

use super::tables::{DayKey, RunKey};
use super::{Calendar, RunRecord};
use crate::ledger::{Register, Store};
use crate::units::Duration;

/// One holding on one day.
#[derive(Clone, Debug, PartialEq)]
pub struct HoldingRow {
    /// Of which run.
    pub run: RunKey,
    /// On which day.
    pub day: DayKey,
    /// What is held.
    pub holding: &'static str,
    /// What it is counted in: items, bytes or people.
    pub unit: &'static str,
    /// On average over the day.
    pub mean: f64,
    /// At its end.
    pub end: f64,
    /// Most at once; for people, at the end of an hour.
    pub most: f64,
    /// Mean time held over the whole run, in seconds; nothing for people and where nothing came.
    pub mean_held_s: Option<f64>,
}

pub(super) fn holdings(run: &RunRecord, key: &RunKey, rows: &mut Vec<HoldingRow>) {
    let holdings = &run.ledger.holdings;
    if !holdings.recording() {
        return;
    }
    let calendar = Calendar::of(&run.facts);
    let by_hour = |&register: &Register| (register, holdings.held(register).by_hour());
    // A register that nobody ever entered is not kept.
    let kept = |(_, by_hour): &(Register, Vec<u64>)| by_hour.iter().any(|&held| held > 0);
    let registers: Vec<_> = Register::ALL.iter().map(by_hour).filter(kept).collect();
    for day in calendar.days() {
        let date = DayKey { day, date: calendar.date(day) };
        let hours = calendar.hours(day);
        let scaled = |n: f64| n * run.facts.scale();
        let length = hours.len().max(1) as f64;
        for &store in Store::ALL {
            let level = holdings.level(store);
            let (span, (area, came)) = (level.over(hours.clone()), level.held());
            if came == 0 {
                continue;
            }
            rows.push(HoldingRow {
                run: key.clone(),
                day: date.clone(),
                holding: store.name(),
                unit: if store == Store::BackupBytes { "bytes" } else { "items" },
                mean: scaled(span.area as f64 / Duration::HOUR.as_micros() as f64 / length),
                end: scaled(span.end as f64),
                most: scaled(span.most as f64),
                mean_held_s: Some(area as f64 / 1e6 / came as f64),
            });
        }
        for (register, by_hour) in &registers {
            let held = &by_hour[hours.clone()];
            rows.push(HoldingRow {
                run: key.clone(),
                day: date.clone(),
                holding: register.name(),
                unit: "people",
                mean: scaled(held.iter().sum::<u64>() as f64 / length),
                end: scaled(held.last().copied().unwrap_or(0) as f64),
                most: scaled(held.iter().copied().max().unwrap_or(0) as f64),
                mean_held_s: None,
            });
        }
    }
}
