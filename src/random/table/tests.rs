//! Tables against their laws: moments exact and sampled, order, rounding, limits.
//!
//! Knows the tables only from outside.

use proptest::prelude::*;

use super::*;
use crate::random::{Draws, StreamName, halves};

#[derive(Clone, Copy)]
struct OnlyStream;

impl StreamName for OnlyStream {
    const COUNT: usize = 1;
    fn index(self) -> usize {
        0
    }
}

const MICROS: f64 = 1e6;
const LIMIT: u64 = 1 << 44;

fn skewed_sample(size: u32) -> Law {
    let law = Law::lognormal(3.0, 4.0);
    Law::Empirical((0..size).map(|i| law.quantile((f64::from(i) + 0.5) / f64::from(size))).collect())
}

fn laws() -> Vec<Law> {
    let exponential = |mean| Law::Exponential { mean };
    let mix = Law::Mix(vec![(0.87, exponential(2.0)), (0.13, exponential(90.0))]);
    vec![
        Law::Fixed(1.25),
        Law::Uniform { low: 10.0, high: 30.0 },
        Law::Uniform { low: 0.0, high: 1e-3 },
        exponential(0.002),
        exponential(1.0),
        exponential(300.0),
        Law::lognormal(1.0, 4.0),
        Law::lognormal(1.0, 0.01),
        Law::Lognormal { median: 122.0, sigma: 1.61 },
        Law::Lognormal { median: 1.0, sigma: 1.8 },
        Law::Erlang { k: 2, mean: 1.0 },
        Law::Erlang { k: 20, mean: 60.0 },
        Law::Mix(vec![(0.87, Law::Fixed(1.0)), (0.13, Law::Fixed(30.0))]),
        Law::Mix(vec![(0.87, Law::Fixed(1.0)), (0.13, exponential(30.0))]),
        Law::Mix(vec![(0.7, Law::Uniform { low: 1.0, high: 2.0 }), (0.3, Law::Uniform { low: 50.0, high: 60.0 })]),
        Law::Mix(vec![(0.999, Law::Fixed(0.1)), (0.001, Law::Fixed(3_600.0))]),
        Law::Mix(vec![(0.5, Law::lognormal(4.0, 1.0)), (0.5, mix.clone())]),
        Law::Mix(vec![(0.5, skewed_sample(50)), (0.5, Law::Fixed(0.0))]),
        mix,
        Law::Empirical(vec![1.0, 1.5, 7.0]),
        skewed_sample(1_000),
        skewed_sample(50_000),
    ]
}

#[test]
fn the_first_two_moments_equal_the_laws() {
    for law in laws() {
        let table = Table::new(&law, MICROS, LIMIT);
        let mean = table.mean() / MICROS / law.mean() - 1.0;
        let second = table.second_moment() / (MICROS * MICROS) / law.second_moment() - 1.0;
        assert!(mean.abs() < 1e-4, "{law}: mean off by {mean:e}");
        assert!(second.abs() < 1e-4, "{law}: second moment off by {second:e}");
    }
}

/// The formulas for the moments against draws of an independent generator, within five standard errors.
#[test]
fn a_million_draws_have_the_moments() {
    const DRAWS: u64 = 1_000_000;
    let draws = Draws::new(1, 0, OnlyStream::COUNT);
    for (entity, law) in laws().into_iter().enumerate() {
        let table = Table::new(&law, MICROS, LIMIT);
        let (mut sums, mut squares) = ([0.0; 2], [0.0; 2]);
        for n in 0..DRAWS {
            let value = table.draw(draws.bits(OnlyStream, entity as u64, n)) as f64;
            for (i, power) in [value, value * value].into_iter().enumerate() {
                sums[i] += power;
                squares[i] += power * power;
            }
        }
        for (i, exact) in [table.mean(), table.second_moment()].into_iter().enumerate() {
            let mean = sums[i] / DRAWS as f64;
            let variance = (squares[i] / DRAWS as f64 - mean * mean).max(0.0);
            let allowed = 5.0 * libm::sqrt(variance / DRAWS as f64) + exact * 1e-9;
            assert!((mean - exact).abs() <= allowed, "{law}: moment {} is {mean}, should be {exact}", i + 1);
        }
    }
}

/// What draws are compared with when the table's approximation is in question: its cells against the law itself.
#[test]
fn draws_are_the_laws_quantiles() {
    let draws = Draws::new(2, 0, OnlyStream::COUNT);
    for law in [Law::Exponential { mean: 1.0 }, Law::lognormal(1.0, 4.0), Law::Erlang { k: 3, mean: 2.0 }] {
        let table = Table::new(&law, MICROS, LIMIT);
        for n in 0..20_000 {
            let bits = draws.bits(OnlyStream, 0, n);
            let exact = law.quantile(bits as f64 / 18_446_744_073_709_551_616.0) * MICROS;
            let value = table.draw(bits) as f64;
            assert!((value - exact).abs() < 1.0 + exact * 1e-3, "{law} at {bits:#x}: {value} for {exact}");
        }
    }
}

/// Half a draw has bits enough for laws whose tails are no heavier than those of delays, lives and stays: the sums of
/// values and of squares are those of whole draws, and the other half does not matter.
#[test]
fn half_a_draw_is_as_good() {
    const DRAWS: u64 = 1_000_000;
    let draws = Draws::new(3, 0, OnlyStream::COUNT);
    for law in laws() {
        let table = Table::new(&law, MICROS, LIMIT);
        let mut sums = [[0.0; 2]; 2];
        for n in 0..DRAWS {
            let bits = draws.bits(OnlyStream, 0, n);
            let [half, _] = halves(bits);
            assert_eq!(halves(half ^ n)[0], half);
            for (sums, bits) in sums.iter_mut().zip([bits, half]) {
                let value = table.draw(bits) as f64;
                sums[0] += value;
                sums[1] += value * value;
            }
        }
        for (moment, (whole, half)) in sums[0].iter().zip(sums[1]).enumerate() {
            assert!((half / whole - 1.0).abs() < 1e-5, "{law}: moment {} is {half} for {whole}", moment + 1);
        }
    }
}

proptest! {
    #[test]
    fn draws_rise_with_the_bits(law in proptest::sample::select(laws()), bits: [u64; 4], shift in 0_u32..64) {
        let table = Table::new(&law, MICROS, LIMIT);
        for bits in bits {
            for bits in [bits, bits >> shift, !(bits >> shift)] {
                prop_assert!(table.draw(bits) <= table.draw(bits.saturating_add(1)));
                prop_assert!(table.draw(bits) <= table.draw(bits.saturating_add(1 << shift)));
            }
        }
    }
}

#[test]
fn draws_rise_through_every_cell_and_jump() {
    for law in laws() {
        let table = Table::new(&law, MICROS, LIMIT);
        let steps = (0..200_000_u64).map(|i| i * (u64::MAX / 200_000));
        let ends = (0..64).flat_map(|i| [1 << i, (1 << i) + 1, (1 << i) - 1]).flat_map(|bits: u64| [bits, !bits]);
        let mut all: Vec<u64> = steps.chain(ends).chain([0, u64::MAX]).collect();
        all.sort_unstable();
        assert!(all.iter().map(|bits| table.draw(*bits)).is_sorted(), "{law}");
    }
}

/// A law in counts: the table's mean is the mean of the rounded law, which for exponential laws has a closed form.
#[test]
fn counts_have_the_mean_of_the_rounded_law() {
    for mean in [0.3, 1.0, 3.0, 10.0] {
        let table = Table::new(&Law::Exponential { mean }, 1.0, 1_000_000);
        let rounded = 0.5 / libm::sinh(0.5 / mean);
        assert!((table.mean() / rounded - 1.0).abs() < 1e-4, "mean {mean}: {} for {rounded}", table.mean());
    }
    let law = Law::lognormal(4.2, 0.8);
    let rounded: f64 = (0..10_000).map(|k| law.survival(f64::from(k) + 0.5)).sum();
    let table = Table::new(&law, 1.0, 1_000_000);
    assert!((table.mean() / rounded - 1.0).abs() < 1e-4, "{} for {rounded}", table.mean());
}

#[test]
fn a_die_is_uniform_between_halves() {
    let die = Table::new(&Law::Uniform { low: 0.5, high: 6.5 }, 1.0, 100);
    let faces: Vec<u64> = (0..6).map(|i| die.draw(i * (u64::MAX / 6) + (1 << 50))).collect();
    assert_eq!(faces, [1, 2, 3, 4, 5, 6]);
    assert_eq!((die.draw(0), die.draw(u64::MAX)), (1, 6));
    assert!((die.mean() - 3.5).abs() < 1e-12);
}

#[test]
fn nothing_exceeds_the_limit() {
    for law in laws() {
        let table = Table::new(&law, MICROS, 1_700_000);
        assert!(table.draw(u64::MAX) <= 1_700_000, "{law}");
        assert!(table.mean() <= 1_700_000.0, "{law}");
    }
    let cut = Table::new(&Law::Uniform { low: 0.0, high: 2.0 }, MICROS, 1_000_000);
    assert!((cut.mean() / 750_000.0 - 1.0).abs() < 1e-4);
    let huge = Table::new(&Law::Lognormal { median: 1e9, sigma: 3.0 }, MICROS, u64::MAX);
    assert_eq!(huge.draw(u64::MAX), LARGEST_LIMIT);
}

#[test]
#[should_panic(expected = "is no law")]
fn a_faulty_law_has_no_table() {
    let _table = Table::new(&Law::Exponential { mean: -1.0 }, MICROS, LIMIT);
}
