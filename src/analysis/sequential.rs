//! How many replications an interval needs: the sequential rule of confidence intervals of given width.
//!
//! A. M. Law, *Simulation Modeling and Analysis*, 5th ed., section 9.4.1: of `n` replications with variance `S²`, the least
//! `i >= n` with `t(i - 1) S / sqrt(i) <= β` is about how many it takes, and one stops at the first `n` where the interval
//! is that narrow. Stopping at a sample that happens to look narrow covers a little less than was promised, the less the more
//! replications it began with (Law finds 95 % intervals close to what they say from about ten on). Knows numbers, no figure
//! by name.

use super::interval::{interval_at, student_t, variance};

/// More replications than anybody would wait for.
const MOST: u32 = 1_000_000;

/// How many more observations would probably make the half width of the mean's interval at most `half`, if the variance
/// stays as it is: none where it is so already, nothing where the variance is unknown or no sensible number would do.
pub fn more_for(observations: &[f64], half: f64, confidence: f64) -> Option<u32> {
    let variance = variance(observations)?;
    let now = u32::try_from(observations.len()).ok()?;
    let fits = |n: u32| {
        let n = f64::from(n);
        student_t(n - 1.0, confidence) * libm::sqrt(variance / n) <= half
    };
    if fits(now) {
        return Some(0);
    }
    if !fits(MOST) {
        return None;
    }
    // The half width falls as n grows, so the least that fits is found by halving.
    let (mut wide, mut narrow) = (now, MOST);
    while narrow - wide > 1 {
        let middle = wide + (narrow - wide) / 2;
        if fits(middle) {
            narrow = middle;
        } else {
            wide = middle;
        }
    }
    Some(narrow - now)
}

/// How narrow a 95 % interval shall be, to either side of the mean.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Width {
    /// A share of the mean's size.
    Relative(f64),
    /// In the metric's unit.
    Absolute(f64),
}

impl Width {
    /// The half width allowed around a mean. Relative to the estimate itself: what the result shows. (Law's `γ / (1 + γ)`
    /// would hold it against the unknown truth; at 2 % that is 0.04 points less.)
    pub fn around(self, mean: f64) -> f64 {
        match self {
            Self::Relative(share) => share * mean.abs(),
            Self::Absolute(half) => half,
        }
    }
}

/// Where one figure of one arm stands on its way to a width.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Standing {
    /// Mean so far.
    pub mean: f64,
    /// Half width so far; nothing from a single observation.
    pub half: Option<f64>,
    /// Half width wanted.
    pub wanted: f64,
    /// How many more replications would probably do; none where it is narrow enough.
    pub more: Option<u32>,
}

impl Standing {
    /// Where observations stand; nothing without any.
    pub fn of(observations: &[f64], width: Width, confidence: f64) -> Option<Self> {
        let found = interval_at(observations, confidence)?;
        let wanted = width.around(found.mean);
        let more = more_for(observations, wanted, confidence);
        Some(Self { mean: found.mean, half: found.half_width(), wanted, more })
    }

    /// Whether it is narrow enough.
    pub fn narrow(&self) -> bool {
        self.half.is_some_and(|half| half <= self.wanted)
    }
}

/// The replications to have after the next round: as many as the widest figure probably needs, but at most twice those there
/// are, because a variance from few of them is a poor guide; never more than `at_most`.
pub fn next_total(now: u32, standings: &[Standing], at_most: u32) -> u32 {
    let wide = standings.iter().filter(|standing| !standing.narrow());
    let more = wide.map(|standing| standing.more.unwrap_or(MOST).max(1)).max().unwrap_or(0);
    now.saturating_add(more.min(now.max(1))).min(at_most).max(now)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_least_number_is_found() {
        // Variance 1. t(n - 1) / sqrt(n): .9248 at 7, 1.0494 at 6; .1 is first reached at 387 (1.96612 / 19.672 = .09994).
        assert_eq!(more_for(&[1.0, 2.0, 3.0], 1.0, 0.95), Some(4));
        assert_eq!(more_for(&[1.0, 2.0, 3.0], 0.1, 0.95), Some(384));
        assert_eq!(more_for(&[1.0, 2.0, 3.0], 2.5, 0.95), Some(0));
        assert_eq!(more_for(&[1.0, 2.0, 3.0], 1e-6, 0.95), None);
        assert_eq!(more_for(&[1.0], 1.0, 0.95), None);
        assert_eq!(more_for(&[5.0, 5.0], 0.0, 0.95), Some(0));
    }

    #[test]
    fn rounds_grow_by_need_at_most_twofold_and_end_at_the_most() {
        let standing = |values: &[f64], width| Standing::of(values, width, 0.95).expect("there are values");
        let wide = standing(&[1.0, 2.0, 3.0], Width::Absolute(0.1));
        let near = standing(&[1.0, 2.0, 3.0], Width::Absolute(2.4));
        let narrow = standing(&[1.0, 2.0, 3.0], Width::Relative(2.0));
        assert!(narrow.narrow() && !wide.narrow() && !near.narrow());
        assert_eq!(near.more, Some(1));
        assert_eq!(next_total(3, &[narrow], 200), 3);
        assert_eq!(next_total(3, &[narrow, near], 200), 4);
        assert_eq!(next_total(3, &[near, wide], 200), 6);
        assert_eq!(next_total(3, &[wide], 5), 5);
        assert_eq!(next_total(1, &[standing(&[1.0], Width::Relative(0.1))], 200), 2);
    }

    #[test]
    fn a_width_is_of_the_mean_or_of_the_unit() {
        assert!((Width::Relative(0.02).around(-50.0) - 1.0).abs() < 1e-12);
        assert!((Width::Absolute(0.1).around(-50.0) - 0.1).abs() < 1e-12);
    }
}
