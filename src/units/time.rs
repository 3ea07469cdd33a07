//! Simulated time in whole microseconds: instants and durations.
//!
//! Knows no calendar and no time zone; the wall clock is unknown here.

use serde::{Deserialize, Serialize};
use std::fmt;
use std::ops::{Add, AddAssign, Mul, Sub};

/// A point of simulated time: microseconds since the start of the study (warm-up included).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Instant(u64);

/// A length of simulated time in microseconds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Duration(u64);

impl Instant {
    /// The start of the study.
    pub const START: Self = Self(0);
    /// Number of bits an instant may take inside an event: about 203 days.
    pub const BITS: u32 = 44;
    /// The last instant an event can carry.
    pub const MAX: Self = Self((1 << Self::BITS) - 1);

    /// The instant `micros` microseconds after the start.
    pub const fn from_micros(micros: u64) -> Self {
        Self(micros)
    }

    /// Microseconds since the start.
    pub const fn as_micros(self) -> u64 {
        self.0
    }

    /// Time elapsed since `earlier`; zero when `earlier` lies ahead.
    pub const fn saturating_since(self, earlier: Self) -> Duration {
        Duration(self.0.saturating_sub(earlier.0))
    }

    /// Whole hours since the start.
    pub const fn hour(self) -> u64 {
        self.0 / Duration::HOUR.0
    }

    /// Whole days since the start.
    pub const fn day(self) -> u64 {
        self.0 / Duration::DAY.0
    }
}

impl Duration {
    /// No time at all.
    pub const ZERO: Self = Self(0);
    /// One millisecond.
    pub const MILLISECOND: Self = Self(1_000);
    /// One second.
    pub const SECOND: Self = Self(1_000_000);
    /// One minute.
    pub const MINUTE: Self = Self(60 * 1_000_000);
    /// One hour.
    pub const HOUR: Self = Self(3_600 * 1_000_000);
    /// One day of 24 hours.
    pub const DAY: Self = Self(86_400 * 1_000_000);

    /// A length of `micros` microseconds.
    pub const fn from_micros(micros: u64) -> Self {
        Self(micros)
    }

    /// A length of `secs` seconds.
    pub const fn from_secs(secs: u64) -> Self {
        Self(secs * Self::SECOND.0)
    }

    /// The length in microseconds.
    pub const fn as_micros(self) -> u64 {
        self.0
    }

    /// The length without going below zero.
    #[must_use]
    pub const fn saturating_sub(self, other: Self) -> Self {
        Self(self.0.saturating_sub(other.0))
    }
}

impl Add<Duration> for Instant {
    type Output = Self;
    fn add(self, after: Duration) -> Self {
        Self(self.0 + after.0)
    }
}

impl AddAssign<Duration> for Instant {
    fn add_assign(&mut self, after: Duration) {
        self.0 += after.0;
    }
}

impl Sub for Instant {
    type Output = Duration;
    /// Time from `earlier` to `self`; panics when `earlier` lies ahead, which is a programmer's mistake.
    fn sub(self, earlier: Self) -> Duration {
        Duration(self.0 - earlier.0)
    }
}

impl Add for Duration {
    type Output = Self;
    fn add(self, other: Self) -> Self {
        Self(self.0 + other.0)
    }
}

impl AddAssign for Duration {
    fn add_assign(&mut self, other: Self) {
        self.0 += other.0;
    }
}

impl Sub for Duration {
    type Output = Self;
    fn sub(self, other: Self) -> Self {
        Self(self.0 - other.0)
    }
}

impl Mul<u64> for Duration {
    type Output = Self;
    fn mul(self, times: u64) -> Self {
        Self(self.0 * times)
    }
}

impl fmt::Display for Duration {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let us = self.0;
        if us == 0 {
            return f.write_str("0 s");
        }
        if *self == Self::DAY {
            return f.write_str("1 day");
        }
        for (unit, size) in [
            ("days", Self::DAY),
            ("h", Self::HOUR),
            ("min", Self::MINUTE),
            ("s", Self::SECOND),
            ("ms", Self::MILLISECOND),
        ] {
            if us.is_multiple_of(size.0) {
                return write!(f, "{} {unit}", us / size.0);
            }
        }
        write!(f, "{us} us")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_print_in_the_largest_whole_unit() {
        assert_eq!(Duration::from_secs(300).to_string(), "5 min");
        assert_eq!(Duration::from_secs(86_400 * 28).to_string(), "28 days");
        assert_eq!(Duration::from_micros(1_500).to_string(), "1500 us");
        assert_eq!(Duration::ZERO.to_string(), "0 s");
    }

    #[test]
    fn an_instant_minus_a_later_one_saturates_to_zero() {
        let early = Instant::from_micros(5);
        let late = Instant::from_micros(9);
        assert_eq!(late - early, Duration::from_micros(4));
        assert_eq!(early.saturating_since(late), Duration::ZERO);
    }
}
