//! Special functions that laws need: the normal distribution and the gamma distribution with a whole shape.
//!
//! Knows no law. Everything goes through `libm`, so that the bits are the same on every platform.

use std::f64::consts::SQRT_2;

/// The probability that a standard normal variable is at most `z`, precise in the lower tail.
pub(super) fn normal_cdf(z: f64) -> f64 {
    0.5 * libm::erfc(-z / SQRT_2)
}

/// The standard normal quantile of `p`: Wichura's algorithm AS 241 (Applied Statistics 37, 1988), good to 16 digits
/// down to p = 1e-300. For the upper tail use its symmetry.
pub(super) fn normal_quantile(p: f64) -> f64 {
    if p <= 0.0 || p >= 1.0 {
        return if p <= 0.0 { f64::NEG_INFINITY } else { f64::INFINITY };
    }
    let q = p - 0.5;
    if q.abs() <= 0.425 {
        let r = 0.180_625 - q * q;
        return q * ratio(r, &CENTRE);
    }
    let r = libm::sqrt(-libm::log(p.min(1.0 - p)));
    let z = if r <= 5.0 { ratio(r - 1.6, &MIDDLE) } else { ratio(r - 5.0, &FAR) };
    if q < 0.0 { -z } else { z }
}

/// The probability that the sum of `k` unit exponentials is at most `x`, and that it exceeds `x`; both without
/// cancellation where they are small.
pub(super) fn erlang_tails(k: u32, x: f64) -> (f64, f64) {
    if x <= 0.0 {
        return (0.0, 1.0);
    }
    if x == f64::INFINITY {
        return (1.0, 0.0);
    }
    let k = f64::from(k);
    // The Poisson probability of k events in x, around which both series grow.
    let at_k = libm::exp(k * libm::log(x) - x - libm::lgamma(k + 1.0));
    if x < k {
        let lower = series(at_k, |i| x / (k + i));
        (lower, 1.0 - lower)
    } else {
        let upper = series(at_k * k / x, |i| ((k - i) / x).max(0.0));
        (1.0 - upper, upper)
    }
}

/// `first · (1 + step(1) + step(1)·step(2) + …)` until a term changes nothing.
fn series(first: f64, step: impl Fn(f64) -> f64) -> f64 {
    let (mut sum, mut term, mut i) = (first, first, 1.0);
    loop {
        term *= step(i);
        if term <= sum * 1e-17 {
            return sum;
        }
        sum += term;
        i += 1.0;
    }
}

struct Rational {
    over: [f64; 8],
    under: [f64; 8],
}

fn ratio(x: f64, of: &Rational) -> f64 {
    let polynomial = |by: &[f64; 8]| by.iter().rev().fold(0.0, |sum, coefficient| sum * x + coefficient);
    polynomial(&of.over) / polynomial(&of.under)
}

const CENTRE: Rational = Rational {
    over: [
        3.387_132_872_796_366_5,
        1.331_416_678_917_843_8e2,
        1.971_590_950_306_551_3e3,
        1.373_169_376_550_946e4,
        4.592_195_393_154_987e4,
        6.726_577_092_700_87e4,
        3.343_057_558_358_813e4,
        2.509_080_928_730_122_7e3,
    ],
    under: [
        1.0,
        4.231_333_070_160_091e1,
        6.871_870_074_920_579e2,
        5.394_196_021_424_751e3,
        2.121_379_430_158_659_7e4,
        3.930_789_580_009_271e4,
        2.872_908_573_572_194_3e4,
        5.226_495_278_852_854e3,
    ],
};

const MIDDLE: Rational = Rational {
    over: [
        1.423_437_110_749_683_5,
        4.630_337_846_156_546,
        5.769_497_221_460_691,
        3.647_848_324_763_204_5,
        1.270_458_252_452_368_4,
        2.417_807_251_774_506e-1,
        2.272_384_498_926_918_4e-2,
        7.745_450_142_783_414e-4,
    ],
    under: [
        1.0,
        2.053_191_626_637_759,
        1.676_384_830_183_803_8,
        6.897_673_349_851e-1,
        1.481_039_764_274_800_8e-1,
        1.519_866_656_361_645_7e-2,
        5.475_938_084_995_345e-4,
        1.050_750_071_644_416_9e-9,
    ],
};

const FAR: Rational = Rational {
    over: [
        6.657_904_643_501_103,
        5.463_784_911_164_114,
        1.784_826_539_917_291_3,
        2.965_605_718_285_048_7e-1,
        2.653_218_952_657_612_4e-2,
        1.242_660_947_388_078_4e-3,
        2.711_555_568_743_487_6e-5,
        2.010_334_399_292_288_1e-7,
    ],
    under: [
        1.0,
        5.998_322_065_558_88e-1,
        1.369_298_809_227_358e-1,
        1.487_536_129_085_061_5e-2,
        7.868_691_311_456_133e-4,
        1.846_318_317_510_054_8e-5,
        1.421_511_758_316_446e-7,
        2.044_263_103_389_939_8e-15,
    ],
};

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    #[expect(clippy::float_cmp, reason = "the ends are exactly infinite")]
    fn the_normal_quantile_inverts_the_distribution() {
        for p in [1e-250, 1e-40, 1e-12, 1e-7, 1e-3, 0.07, 0.075, 0.3, 0.5, 0.8, 0.93, 0.999] {
            let back = normal_cdf(normal_quantile(p));
            assert!((back / p - 1.0).abs() < 1e-12, "{p} came back as {back}");
        }
        assert_eq!([0.0, 1.0].map(normal_quantile), [f64::NEG_INFINITY, f64::INFINITY]);
        assert!((normal_quantile(0.975) - 1.959_963_984_540_054).abs() < 1e-14);
    }

    #[test]
    fn erlang_tails_equal_the_sum_they_stand_for() {
        for (k, x) in [(1, 0.7), (2, 0.001), (2, 30.0), (5, 4.9), (5, 5.1), (40, 12.0)] {
            let mut term = libm::exp(-x);
            let mut upper = 0.0;
            for i in 0..k {
                upper += term;
                term *= x / f64::from(i + 1);
            }
            let (lower, tail) = erlang_tails(k, x);
            assert!((tail / upper - 1.0).abs() < 1e-12, "k {k}, x {x}: {tail} for {upper}");
            assert!((lower + tail - 1.0).abs() < 1e-14);
        }
        let (small, _) = erlang_tails(2, 1e-6);
        assert!((small / 5e-13 - 1.0).abs() < 1e-5);
    }
}
