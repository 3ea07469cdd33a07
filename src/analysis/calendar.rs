//! The days and steps of a study as dates on its own clock.
//!
//! Knows no time zone rules: a study has one offset from UTC, the one its start was written with.

use super::Facts;
use crate::ledger::Days;
use crate::units::{Duration, Instant};
use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::Offset;
use std::ops::Range;

/// When a study begins, how long it lasts, and from when on it is measured.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Calendar {
    /// First instant, seconds since 1970-01-01T00:00:00Z.
    pub start_unix_s: i64,
    /// Offset of the study's clock from UTC, in seconds.
    pub utc_offset_s: i32,
    /// Warm-up.
    pub warm_up: Duration,
    /// Length with warm-up.
    pub duration: Duration,
    /// Steps by which load was kept.
    pub load_step: Duration,
}

impl Calendar {
    /// The calendar of a run.
    pub fn of(facts: &Facts) -> Self {
        let Facts { start_unix_s, utc_offset_s, warm_up, duration, load_step, .. } = *facts;
        Self { start_unix_s, utc_offset_s, warm_up, duration, load_step }
    }

    /// Date and time of day, `after` the start.
    pub fn at(&self, after: Duration) -> DateTime {
        let seconds = self.start_unix_s + (after.as_micros() / Duration::SECOND.as_micros()).cast_signed();
        let offset = Offset::from_seconds(self.utc_offset_s).unwrap_or(Offset::UTC);
        Timestamp::from_second(seconds).map_or(DateTime::MIN, |t| offset.to_datetime(t))
    }

    /// Whole and partial measured days, counted from 1.
    pub fn days(&self) -> Range<usize> {
        let measured = self.duration.saturating_sub(self.warm_up).as_micros();
        1..1 + measured.div_ceil(Duration::DAY.as_micros()).max(1) as usize
    }

    /// The ledger's indices of a measured day. A study of whole days has one index more, for its very last instant;
    /// it belongs to the last day.
    pub fn indices(&self, day: usize) -> Range<usize> {
        let count = Days { warm_up: Instant::START + self.warm_up, end: Instant::START + self.duration }.count();
        if day + 1 == self.days().end { day..count } else { day..day + 1 }
    }

    /// The study's hours, counted from its start, that begin in a measured day.
    pub fn hours(&self, day: usize) -> Range<usize> {
        let hour = |after: Duration| after.as_micros().div_ceil(Duration::HOUR.as_micros()) as usize;
        let end = hour(self.duration).max(1);
        let until = if day + 1 == self.days().end { self.duration } else { self.day_start(day + 1) };
        hour(self.day_start(day)).min(end - 1)..hour(until).min(end)
    }

    /// Beginning of a measured day.
    pub fn day_start(&self, day: usize) -> Duration {
        self.warm_up + Duration::DAY * (day as u64 - 1)
    }

    /// Date on which a measured day begins.
    pub fn date(&self, day: usize) -> String {
        self.at(self.day_start(day)).date().to_string()
    }

    /// Load steps that begin after the warm-up, counted from the start of the study.
    pub fn measured_steps(&self, recorded: usize) -> Range<usize> {
        let step = self.load_step.as_micros();
        let first = self.warm_up.as_micros().div_ceil(step) as usize;
        first.min(recorded)..recorded.min(self.duration.as_micros().div_ceil(step) as usize)
    }

    /// Length of a load step in microseconds; the last one may be partial.
    pub fn step_length(&self, step: usize) -> u64 {
        let start = step as u64 * self.load_step.as_micros();
        self.duration.as_micros().saturating_sub(start).min(self.load_step.as_micros())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn four_days() -> Calendar {
        // 28 July 2014, midnight in Beijing.
        Calendar {
            start_unix_s: 1_406_476_800,
            utc_offset_s: 8 * 3600,
            warm_up: Duration::DAY,
            duration: Duration::DAY * 4,
            load_step: Duration::HOUR,
        }
    }

    #[test]
    fn dates_follow_the_clock_of_the_study() {
        assert_eq!(four_days().date(1), "2014-07-29");
        assert_eq!(four_days().at(Duration::HOUR * 25).to_string(), "2014-07-29T01:00:00");
    }

    #[test]
    fn the_last_day_takes_the_last_instant() {
        let calendar = four_days();
        assert_eq!(calendar.days(), 1..4);
        assert_eq!(calendar.indices(1), 1..2);
        assert_eq!(calendar.indices(3), 3..5);
    }

    #[test]
    fn a_partial_last_step_is_shorter() {
        let calendar = Calendar { duration: Duration::from_secs(90_000), ..four_days() };
        assert_eq!(calendar.measured_steps(25), 24..25);
        assert_eq!(calendar.step_length(24), 3_600_000_000);
        let calendar = Calendar { duration: Duration::from_secs(88_200), ..four_days() };
        assert_eq!(calendar.step_length(24), 1_800_000_000);
        assert_eq!(calendar.days(), 1..2);
        assert_eq!(calendar.indices(1), 1..2);
    }
}
