//! When a growing share reaches an owner: a curve's inverse as a table of whole microseconds.

use crate::random::below;
use crate::scenario::Curve;
use crate::units::Duration;

const POINTS: usize = 4096;

/// Maps 64 random bits to the time at which their bearer is reached; or never.
#[derive(Clone, Debug)]
pub struct InverseCurve {
    /// Time at which `i / POINTS` of all are reached; shorter than `POINTS` where some never are.
    times: Vec<u64>,
}

impl InverseCurve {
    /// The inverse of a scenario's curve.
    pub fn new(curve: &Curve) -> Self {
        let times = (0..POINTS).map_while(|i| time_of((i as f64 + 0.5) / POINTS as f64, curve)).collect();
        Self { times }
    }

    /// When the bearer of these bits is reached.
    pub fn draw(&self, bits: u64) -> Option<Duration> {
        let scaled = u128::from(bits) * POINTS as u128;
        let (cell, fraction) = ((scaled >> 64) as usize, (scaled as u64) >> 32);
        let from = *self.times.get(cell)?;
        let to = self.times.get(cell + 1).copied().unwrap_or(from);
        Some(Duration::from_micros(from + below(fraction << 32, to - from + 1)))
    }
}

/// When `share` of all are reached, in microseconds.
fn time_of(share: f64, curve: &Curve) -> Option<u64> {
    match curve {
        Curve::Logistic { mid, spread, never } => {
            let reach = 1.0 - never;
            if share >= reach {
                return None;
            }
            let odds = share / (reach - share);
            let at = mid.as_micros() as f64 + spread.as_micros() as f64 * libm::log(odds);
            Some(at.max(0.0) as u64)
        }
        Curve::Steps(steps) => steps.iter().find(|(_, reached)| *reached >= share).map(|(at, _)| at.as_micros()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn half_of_those_who_ever_update_have_done_so_at_the_middle() {
        let curve = Curve::Logistic { mid: Duration::DAY * 4, spread: Duration::DAY, never: 0.12 };
        let inverse = InverseCurve::new(&curve);
        let at = inverse.draw(libm::ldexp(0.44, 64) as u64).expect("reached");
        assert!(at.as_micros().abs_diff((Duration::DAY * 4).as_micros()) < Duration::HOUR.as_micros(), "{at}");
        assert_eq!(inverse.draw(libm::ldexp(0.89, 64) as u64), None);
        assert_eq!(inverse.draw(u64::MAX), None);
    }

    #[test]
    fn steps_reach_a_share_at_their_instant() {
        let curve = Curve::Steps(vec![(Duration::ZERO, 0.1), (Duration::DAY, 0.5)]);
        let inverse = InverseCurve::new(&curve);
        assert_eq!(inverse.draw(0), Some(Duration::ZERO));
        assert_eq!(inverse.draw(libm::ldexp(0.3, 64) as u64), Some(Duration::DAY));
        assert_eq!(inverse.draw(libm::ldexp(0.6, 64) as u64), None);
    }
}
