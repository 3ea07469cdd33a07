//! Activity time: the clock by which people write, quick in busy hours and slow at night.
//!
//! A country's clock maps wall time to operational time, whose mean pace is one. Knows no person.

use super::steps::Steps;
use crate::units::{Duration, Instant};

/// Length of the steps between which the pace is constant.
const SLOT: u64 = 15 * Duration::MINUTE.as_micros();
/// Fixed point of a pace.
const ONE: u64 = 1 << 16;

/// The integral of a country's pace of activity over the study, and its inverse.
#[derive(Clone, Debug)]
pub struct ActivityClock {
    /// Pace in each quarter of an hour since the start, in 1/65536.
    pace: Vec<u64>,
    /// Operational microseconds at the start of each quarter; one entry more than `pace`.
    reached: Steps,
}

/// A time in which everybody is busier.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Crowd {
    /// When it begins.
    pub from: Instant,
    /// When it ends.
    pub until: Instant,
    /// Times the usual pace.
    pub factor: f64,
}

impl ActivityClock {
    /// The clock of a place `utc_offset_s` from UTC over `length` from `start_unix_s`, with the shares of its day, the
    /// factors of its week (Monday first), and crowds.
    pub fn new(
        start_unix_s: i64,
        utc_offset_s: i64,
        length: Duration,
        shares: &[f64; 24],
        weekdays: &[f64; 7],
        crowds: &[Crowd],
    ) -> Self {
        let total: f64 = shares.iter().sum();
        let week: f64 = weekdays.iter().sum::<f64>() / 7.0;
        let slots = length.as_micros().div_ceil(SLOT);
        let pace: Vec<u64> = (0..slots)
            .map(|slot| {
                let middle = slot * SLOT + SLOT / 2;
                let local = start_unix_s + utc_offset_s + (middle / 1_000_000).cast_signed();
                let hour = local.rem_euclid(86_400) / 3_600;
                let weekday = (local.div_euclid(86_400) + 3).rem_euclid(7);
                let base = shares[hour as usize] / total * 24.0 * weekdays[weekday as usize] / week;
                let crowd: f64 = crowds.iter().map(|c| 1.0 + (c.factor - 1.0) * overlap(c, slot)).product();
                (base * crowd * ONE as f64 + 0.5) as u64
            })
            .collect();
        let sums = pace.iter().scan(0, |sum, p| {
            *sum += SLOT * p / ONE;
            Some(*sum)
        });
        let reached = Steps::new(std::iter::once(0).chain(sums));
        Self { pace, reached }
    }

    /// Operational microseconds passed at `at`.
    pub fn reached(&self, at: Instant) -> u64 {
        let slot = ((at.as_micros() / SLOT) as usize).min(self.pace.len() - 1);
        let within = at.as_micros() - slot as u64 * SLOT;
        self.reached.bounds()[slot] + within * self.pace[slot] / ONE
    }

    /// The first instant after `from` at which `more` operational microseconds have passed; none within the study.
    pub fn after(&self, from: Instant, more: u64) -> Option<Instant> {
        let wanted = self.reached(from) + more;
        if self.reached.last().is_none_or(|all| wanted >= all) {
            return None;
        }
        let slot = self.reached.passed(wanted) - 1;
        let within = ((wanted - self.reached.bounds()[slot]) * ONE).div_ceil(self.pace[slot]);
        Some(Instant::from_micros(slot as u64 * SLOT + within).max(from))
    }

    /// The pace at an instant, in 1/65536 of the mean.
    pub fn pace(&self, at: Instant) -> u64 {
        self.pace[Self::slot(at).min(self.pace.len() - 1)]
    }

    /// The quarter of an hour of an instant, counted from the start.
    pub const fn slot(at: Instant) -> usize {
        (at.as_micros() / SLOT) as usize
    }

    /// The paces of all quarters of an hour, in 1/65536 of the mean.
    pub fn paces(&self) -> impl Iterator<Item = u64> {
        self.pace.iter().copied()
    }

    /// When the pace next may change.
    pub fn next_change(at: Instant) -> Instant {
        Instant::from_micros((at.as_micros() / SLOT + 1) * SLOT)
    }
}

/// Share of a slot that a crowd covers.
fn overlap(crowd: &Crowd, slot: u64) -> f64 {
    let (from, until) = (slot * SLOT, (slot + 1) * SLOT);
    let covered = crowd.until.as_micros().min(until).saturating_sub(crowd.from.as_micros().max(from));
    covered as f64 / SLOT as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    fn clock(crowds: &[Crowd]) -> ActivityClock {
        let mut shares = [1.0; 24];
        shares[3] = 0.0;
        shares[12] = 2.0;
        ActivityClock::new(1_406_476_800, 28_800, Duration::DAY * 7, &shares, &[1.0; 7], crowds)
    }

    #[test]
    fn a_day_has_a_day_of_activity() {
        let day = clock(&[]).reached(Instant::START + Duration::DAY);
        assert!(day.abs_diff(Duration::DAY.as_micros()) < 24_000_000, "{day}");
    }

    #[test]
    fn the_inverse_returns_where_it_started() {
        let clock = clock(&[]);
        for hour in [0, 2, 5, 11, 30, 100] {
            let from = Instant::START + Duration::HOUR * hour;
            for more in [1, 1_000, 3_600_000_000, 40_000_000_000] {
                let then = clock.after(from, more).expect("within the week");
                let passed = clock.reached(then) - clock.reached(from);
                assert!(passed.abs_diff(more) <= 4, "{hour} {more} {passed}");
            }
        }
    }

    #[test]
    fn nobody_writes_in_an_hour_without_share_nor_after_the_end() {
        let clock = clock(&[]);
        // The study starts at local midnight; hour 3 is dead.
        let before = Instant::START + Duration::MINUTE * 179;
        let then = clock.after(before, 70_000_000).expect("within the week");
        assert!(then >= Instant::START + Duration::HOUR * 4, "{then:?}");
        assert_eq!(clock.after(Instant::START, Duration::DAY.as_micros() * 8), None);
    }

    #[test]
    fn a_crowd_multiplies_the_pace_while_it_lasts() {
        let from = Instant::START + Duration::HOUR * 20;
        let crowd = Crowd { from, until: from + Duration::HOUR, factor: 9.0 };
        let (usual, busy) = (clock(&[]), clock(&[crowd]));
        let inside = from + Duration::MINUTE * 20;
        assert_eq!(busy.pace(inside).div_ceil(9), usual.pace(inside));
        assert_eq!(busy.pace(from + Duration::HOUR), usual.pace(from + Duration::HOUR));
    }
}
