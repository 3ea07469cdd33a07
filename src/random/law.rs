//! A probability law of a quantity that is never negative, with the parameters a scenario states.
//!
//! Knows no unit: the caller chooses seconds, bytes or counts. Floats end here; a run draws from a
//! [`Table`](super::Table).

use std::fmt;

use serde::Serialize;

use super::special::{erlang_tails, normal_cdf, normal_quantile};

/// A probability law. Built from checked values: see [`Law::fault`].
#[derive(Clone, Debug, PartialEq, Serialize)]
pub enum Law {
    /// Always this value.
    Fixed(f64),
    /// Every value between the bounds alike.
    Uniform {
        /// The least value.
        low: f64,
        /// The greatest value.
        high: f64,
    },
    /// Without memory.
    Exponential {
        /// The mean.
        mean: f64,
    },
    /// The logarithm is normal.
    Lognormal {
        /// The value that half of the draws exceed.
        median: f64,
        /// The standard deviation of the natural logarithm.
        sigma: f64,
    },
    /// The sum of `k` exponential phases.
    Erlang {
        /// The number of phases.
        k: u32,
        /// The mean of the whole sum.
        mean: f64,
    },
    /// One of several laws, chosen by weight. Weights count relative to their sum.
    Mix(Vec<(f64, Law)>),
    /// A sample in rising order; each value is as likely as any other.
    Empirical(Vec<f64>),
}

impl Law {
    /// The lognormal law of this mean and squared coefficient of variation (variance over squared mean).
    pub fn lognormal(mean: f64, scv: f64) -> Self {
        Self::Lognormal { median: mean / libm::sqrt(1.0 + scv), sigma: libm::sqrt(libm::log1p(scv)) }
    }

    /// What makes this no law, in words that follow the law's name; `None` if it is one.
    pub fn fault(&self) -> Option<&'static str> {
        let size = |x: f64| x.is_finite() && x >= 0.0;
        match self {
            Self::Fixed(value) => (!size(*value)).then_some("needs a finite value of at least 0"),
            Self::Uniform { low, high } => {
                (!(size(*low) && size(*high) && low <= high)).then_some("needs 0 <= low <= high")
            }
            Self::Exponential { mean } => (!size(*mean)).then_some("needs a finite mean of at least 0"),
            Self::Lognormal { median, sigma } => {
                (!(size(*median) && size(*sigma))).then_some("needs a finite median and sigma of at least 0")
            }
            Self::Erlang { k, mean } => {
                (*k == 0 || !size(*mean)).then_some("needs at least one phase and a finite mean of at least 0")
            }
            Self::Mix(parts) => {
                if !parts.iter().all(|(weight, _)| size(*weight)) || parts.iter().all(|(weight, _)| *weight == 0.0) {
                    return Some("needs weights of at least 0 that do not all vanish");
                }
                parts.iter().find_map(|(_, law)| law.fault())
            }
            Self::Empirical(sample) => (sample.is_empty() || !sample.iter().copied().all(size) || !sample.is_sorted())
                .then_some("needs a sample of finite values of at least 0 in rising order"),
        }
    }

    /// The mean.
    pub fn mean(&self) -> f64 {
        match self {
            Self::Fixed(value) => *value,
            Self::Uniform { low, high } => f64::midpoint(*low, *high),
            Self::Exponential { mean } | Self::Erlang { mean, .. } => *mean,
            Self::Lognormal { median, sigma } => median * libm::exp(sigma * sigma / 2.0),
            Self::Mix(parts) => average(parts, Self::mean),
            Self::Empirical(sample) => sample.iter().sum::<f64>() / sample.len() as f64,
        }
    }

    /// The mean of the square.
    pub fn second_moment(&self) -> f64 {
        match self {
            Self::Fixed(value) => value * value,
            Self::Uniform { low, high } => (low * low + low * high + high * high) / 3.0,
            Self::Exponential { mean } => 2.0 * mean * mean,
            Self::Lognormal { median, sigma } => median * median * libm::exp(2.0 * sigma * sigma),
            Self::Erlang { k, mean } => mean * mean * (1.0 + 1.0 / f64::from(*k)),
            Self::Mix(parts) => average(parts, Self::second_moment),
            Self::Empirical(sample) => sample.iter().map(|x| x * x).sum::<f64>() / sample.len() as f64,
        }
    }

    /// The squared coefficient of variation: variance over squared mean. Zero for a law that is always 0.
    pub fn scv(&self) -> f64 {
        let mean = self.mean();
        if mean == 0.0 { 0.0 } else { (self.second_moment() / (mean * mean) - 1.0).max(0.0) }
    }

    /// The probability of at most `x`.
    pub fn cdf(&self, x: f64) -> f64 {
        self.tail(x, Tail::Lower)
    }

    /// The probability of more than `x`, precise where it is small.
    pub fn survival(&self, x: f64) -> f64 {
        self.tail(x, Tail::Upper)
    }

    /// The least value that is not exceeded with probability `p` in `[0, 1]`.
    pub fn quantile(&self, p: f64) -> f64 {
        if p <= 0.5 { self.low_quantile(p) } else { self.high_quantile(1.0 - p) }
    }

    /// The least value that is exceeded with probability `q` at most, precise for small `q`; infinite for `q` = 0
    /// and an unbounded law.
    pub fn high_quantile(&self, q: f64) -> f64 {
        match self {
            Self::Fixed(value) => *value,
            Self::Uniform { low, high } => high - (high - low) * q,
            Self::Exponential { mean } => scaled(*mean, 0.0 - libm::log(q)),
            Self::Lognormal { median, sigma } => scaled(*median, libm::exp(scaled(*sigma, -normal_quantile(q)))),
            Self::Erlang { .. } | Self::Mix(_) if q <= 0.0 => self.supremum(),
            Self::Erlang { .. } => least(0.0, self.supremum(), |x| self.survival(x) <= q),
            Self::Mix(parts) => {
                let (from, to) = range(parts, |law| law.high_quantile(q));
                least(from, to, |x| self.survival(x) <= q)
            }
            Self::Empirical(sample) => {
                let above = (q * sample.len() as f64) as usize;
                sample[sample.len() - 1 - above.min(sample.len() - 1)]
            }
        }
    }

    fn low_quantile(&self, p: f64) -> f64 {
        match self {
            Self::Fixed(value) => *value,
            Self::Uniform { low, high } => low + (high - low) * p,
            Self::Exponential { mean } => -mean * libm::log1p(-p),
            Self::Lognormal { median, sigma } => scaled(*median, libm::exp(scaled(*sigma, normal_quantile(p)))),
            Self::Erlang { .. } => least(0.0, self.supremum(), |x| self.cdf(x) >= p),
            Self::Mix(parts) => {
                let (from, to) = range(parts, |law| law.low_quantile(p));
                least(from, to, |x| self.cdf(x) >= p)
            }
            Self::Empirical(sample) => {
                let rank = libm::ceil(p * sample.len() as f64) as usize;
                sample[rank.clamp(1, sample.len()) - 1]
            }
        }
    }

    /// The probability of at most `x`, or of more than `x`; only one, because most of a table's time is spent here.
    fn tail(&self, x: f64, tail: Tail) -> f64 {
        if x < 0.0 {
            return tail.step(false);
        }
        match self {
            Self::Fixed(value) => tail.step(*value <= x),
            Self::Uniform { low, high } if high > low => {
                let share = ((x - low) / (high - low)).clamp(0.0, 1.0);
                tail.of((share, 1.0 - share))
            }
            Self::Uniform { low, .. } => tail.step(*low <= x),
            Self::Exponential { mean: zero } | Self::Erlang { mean: zero, .. } if *zero == 0.0 => tail.step(true),
            Self::Exponential { mean } => match tail {
                Tail::Lower => -libm::expm1(-x / mean),
                Tail::Upper => libm::exp(-x / mean),
            },
            Self::Erlang { k, mean } => tail.of(erlang_tails(*k, x * f64::from(*k) / mean)),
            Self::Lognormal { median, sigma } if *sigma == 0.0 || *median == 0.0 => tail.step(*median <= x),
            Self::Lognormal { median, sigma } => {
                let z = libm::log(x / median) / sigma;
                normal_cdf(if tail == Tail::Lower { z } else { -z })
            }
            Self::Mix(parts) => average(parts, |law| law.tail(x, tail)),
            Self::Empirical(sample) => {
                let (at_most, size) = (sample.partition_point(|value| *value <= x), sample.len());
                tail.of((at_most as f64 / size as f64, (size - at_most) as f64 / size as f64))
            }
        }
    }

    /// The end of the law: the least value that is never exceeded.
    fn supremum(&self) -> f64 {
        match self {
            Self::Fixed(value) | Self::Uniform { high: value, .. } => *value,
            Self::Exponential { mean } | Self::Erlang { mean, .. } => scaled(*mean, f64::INFINITY),
            Self::Lognormal { median, sigma } if *sigma == 0.0 => *median,
            Self::Lognormal { median, .. } => scaled(*median, f64::INFINITY),
            Self::Mix(parts) => range(parts, Self::supremum).1,
            Self::Empirical(sample) => sample[sample.len() - 1],
        }
    }
}

/// A multiple that is nothing if there is nothing to multiply, even of infinity.
fn scaled(unit: f64, times: f64) -> f64 {
    if unit == 0.0 { 0.0 } else { unit * times }
}

/// A side of a law: what is at most some number, or more.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Tail {
    Lower,
    Upper,
}

impl Tail {
    fn of(self, (lower, upper): (f64, f64)) -> f64 {
        if self == Self::Lower { lower } else { upper }
    }

    fn step(self, reached: bool) -> f64 {
        self.of(if reached { (1.0, 0.0) } else { (0.0, 1.0) })
    }
}

fn average(parts: &[(f64, Law)], of: impl Fn(&Law) -> f64) -> f64 {
    let total: f64 = parts.iter().map(|(weight, _)| weight).sum();
    parts.iter().map(|(weight, law)| scaled(*weight, of(law))).sum::<f64>() / total
}

/// The least and the greatest value of `of` over the parts that have weight.
fn range(parts: &[(f64, Law)], of: impl Fn(&Law) -> f64) -> (f64, f64) {
    let values = parts.iter().filter(|(weight, _)| *weight > 0.0).map(|(_, law)| of(law));
    values.fold((f64::INFINITY, 0.0), |(least, most), value| (value.min(least), value.max(most)))
}

/// The least number in `[from, to]` from which on `reached` holds, to twelve digits: bisection over the bit patterns,
/// which for numbers that are not negative have the numbers' own order.
fn least(from: f64, to: f64, reached: impl Fn(f64) -> bool) -> f64 {
    const LAST_BITS: u64 = 1 << 12;
    if reached(from) {
        return from;
    }
    let (mut below, mut at) = (from.to_bits(), to.to_bits());
    while at - below > LAST_BITS {
        let middle = below.midpoint(at);
        if reached(f64::from_bits(middle)) {
            at = middle;
        } else {
            below = middle;
        }
    }
    f64::from_bits(at)
}

impl fmt::Display for Law {
    /// Writes the law as a scenario does, without units.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Fixed(value) => write!(f, "fixed({value})"),
            Self::Uniform { low, high } => write!(f, "uniform({low}, {high})"),
            Self::Exponential { mean } => write!(f, "exp({mean})"),
            Self::Lognormal { median, sigma } => write!(f, "lognormal(median {median}, sigma {sigma})"),
            Self::Erlang { k, mean } => write!(f, "erlang({k}, {mean})"),
            Self::Mix(parts) => {
                f.write_str("mix(")?;
                for (i, (weight, law)) in parts.iter().enumerate() {
                    let comma = if i == 0 { "" } else { ", " };
                    write!(f, "{comma}{weight}: {law}")?;
                }
                f.write_str(")")
            }
            Self::Empirical(sample) => write!(f, "empirical({} values)", sample.len()),
        }
    }
}

#[cfg(test)]
#[expect(clippy::float_cmp, reason = "constants and ends of laws are exact")]
mod tests {
    use super::*;

    fn laws() -> Vec<Law> {
        let exponential = Law::Exponential { mean: 2.0 };
        let mix = Law::Mix(vec![(0.87, exponential.clone()), (0.13, Law::Uniform { low: 10.0, high: 30.0 })]);
        vec![
            Law::Uniform { low: 1.0, high: 4.0 },
            exponential,
            Law::lognormal(1.0, 4.0),
            Law::Lognormal { median: 122.0, sigma: 1.61 },
            Law::Erlang { k: 2, mean: 1.0 },
            Law::Erlang { k: 30, mean: 7.0 },
            mix.clone(),
            Law::Mix(vec![(3.0, Law::lognormal(1.0, 1.0)), (1.0, mix)]),
        ]
    }

    #[test]
    fn quantiles_invert_both_tails() {
        for law in laws() {
            for p in [1e-9, 0.001, 0.1, 0.4999, 0.5, 0.7, 0.99] {
                let back = law.cdf(law.quantile(p));
                assert!((back / p - 1.0).abs() < 1e-6, "{law}: {p} came back as {back}");
                let back = law.survival(law.high_quantile(p));
                assert!((back / p - 1.0).abs() < 1e-6, "{law}: upper {p} came back as {back}");
            }
        }
    }

    /// The moments against the integral of the survival function by the trapezoidal rule.
    #[test]
    fn moments_equal_their_integrals() {
        for law in laws() {
            let (mut mean, mut square, mut x) = (0.0, 0.0, 0.0);
            let far = law.high_quantile(1e-14);
            while x < far {
                let next = (x * 1.000_5).max(x + law.mean() * 1e-3);
                mean += (next - x) * f64::midpoint(law.survival(x), law.survival(next));
                square += (next - x) * (x * law.survival(x) + next * law.survival(next));
                x = next;
            }
            assert!((mean / law.mean() - 1.0).abs() < 1e-5, "{law}: mean {mean}");
            assert!((square / law.second_moment() - 1.0).abs() < 1e-4, "{law}: second moment {square}");
        }
    }

    #[test]
    fn a_lognormal_law_has_the_moments_it_was_made_from() {
        let law = Law::lognormal(3.0, 4.0);
        assert!((law.mean() - 3.0).abs() < 1e-12);
        assert!((law.scv() - 4.0).abs() < 1e-12);
    }

    #[test]
    fn the_ends_of_a_law_are_its_extreme_quantiles() {
        let end = f64::INFINITY;
        let ends = [(1.0, 4.0), (0.0, end), (0.0, end), (0.0, end), (0.0, end), (0.0, end), (0.0, end), (0.0, end)];
        for (law, (least, most)) in laws().into_iter().zip(ends) {
            assert_eq!((law.quantile(0.0), law.quantile(1.0)), (least, most), "{law}");
            assert_eq!((law.cdf(-1.0), law.survival(end)), (0.0, 0.0), "{law}");
        }
    }

    #[test]
    fn a_sample_is_a_staircase() {
        let law = Law::Empirical(vec![1.0, 2.0, 2.0, 7.0]);
        assert_eq!([0.0, 0.25, 0.26, 0.75, 0.76, 1.0].map(|p| law.quantile(p)), [1.0, 1.0, 2.0, 2.0, 7.0, 7.0]);
        assert_eq!((law.cdf(2.0), law.survival(1.9)), (0.75, 0.75));
        assert_eq!((law.mean(), law.second_moment()), (3.0, 14.5));
    }

    #[test]
    fn degenerate_laws_are_constants() {
        let mix = Law::Mix(vec![(1.0, Law::Fixed(5.0)), (0.0, Law::Exponential { mean: 1.0 })]);
        for law in [Law::Lognormal { median: 5.0, sigma: 0.0 }, Law::Uniform { low: 5.0, high: 5.0 }, mix] {
            assert_eq!([0.0, 0.3, 0.8, 1.0].map(|p| law.quantile(p)), [5.0; 4], "{law}");
            assert_eq!((law.cdf(4.9), law.cdf(5.0), law.scv()), (0.0, 1.0, 0.0), "{law}");
        }
        let nothing = [Law::Exponential { mean: 0.0 }, Law::Lognormal { median: 0.0, sigma: 1.0 }];
        for law in nothing.into_iter().chain([Law::Erlang { k: 3, mean: 0.0 }]) {
            assert_eq!([0.0, 0.3, 0.8, 1.0].map(|p| law.quantile(p)), [0.0; 4], "{law}");
            assert_eq!((law.cdf(0.0), law.mean(), law.scv()), (1.0, 0.0, 0.0), "{law}");
        }
    }

    #[test]
    fn faults_are_named() {
        let faulty = [
            Law::Fixed(-1.0),
            Law::Uniform { low: 3.0, high: 2.0 },
            Law::Exponential { mean: f64::NAN },
            Law::Lognormal { median: 1.0, sigma: -0.1 },
            Law::Erlang { k: 0, mean: 1.0 },
            Law::Mix(vec![]),
            Law::Mix(vec![(1.0, Law::Fixed(f64::INFINITY))]),
            Law::Empirical(vec![2.0, 1.0]),
        ];
        assert!(faulty.iter().all(|law| law.fault().is_some()));
        assert!(laws().iter().all(|law| law.fault().is_none()));
    }

    #[test]
    fn a_law_prints_as_a_scenario_writes_it() {
        let law = Law::Mix(vec![(0.87, Law::Fixed(1.0)), (0.13, Law::Erlang { k: 2, mean: 9.5 })]);
        assert_eq!(law.to_string(), "mix(0.87: fixed(1), 0.13: erlang(2, 9.5))");
    }
}
