//! Points in the unit cube for designs of experiments: Latin hypercube, Owen-scrambled Sobol, Saltelli's blocks; and the
//! resamples of a bootstrap.
//!
//! Knows dimensions and seeds, but not what an axis stands for.

use super::{Draws, Permutation, StreamName, below};

/// How points are laid into the unit cube.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sample {
    /// `n` points, one in each of `n` strata of every axis (Technometrics 21, 1979, 239).
    Lhs(u32),
    /// The first `n` points of an Owen-scrambled Sobol sequence (Burley, JCGT 9(4), 2020).
    Sobol(u32),
    /// `n` blocks of `k + 2` points for Sobol indices of `k` axes (Saltelli et al., Computer Physics Communications 181,
    /// 2010): a point A, a point B, then for each axis A with this axis taken from B.
    Saltelli(u32),
}

#[derive(Clone, Copy)]
enum Stream {
    Strata,
    Inside,
    Resample,
}

impl StreamName for Stream {
    const COUNT: usize = 3;
    fn index(self) -> usize {
        self as usize
    }
}

impl Sample {
    /// What `n` may be at most: the Sobol points of the library are 2^16.
    pub const MOST: u32 = 1 << 16;
    /// Axes at most: the library's Sobol points have 256 coordinates, and Saltelli's blocks take two for each axis.
    pub const AXES: usize = 128;

    /// Points for so many axes.
    pub fn points(self, axes: usize) -> u64 {
        match self {
            Self::Lhs(n) | Self::Sobol(n) => n.into(),
            Self::Saltelli(n) => u64::from(n) * (axes as u64 + 2),
        }
    }

    /// The `index`-th point: a coordinate in `[0, 1)` for each axis.
    ///
    /// # Panics
    /// For a point that is not in the sample, and for more than [`Sample::AXES`] axes.
    pub fn point(self, axes: usize, seed: u64, index: u64) -> Vec<f64> {
        assert!(axes <= Self::AXES && index < self.points(axes), "the sample has this point");
        match self {
            Self::Lhs(n) => latin(n.into(), axes, seed, index),
            Self::Sobol(_) => (0..axes).map(|axis| scrambled(index, axis, seed)).collect(),
            Self::Saltelli(_) => {
                let (block, place) = (index / (axes as u64 + 2), index % (axes as u64 + 2));
                let from_b = |axis: usize| place == 1 || place == axis as u64 + 2;
                let coordinate = |axis| scrambled(block, if from_b(axis) { axes + axis } else { axis }, seed);
                (0..axes).map(coordinate).collect()
            }
        }
    }
}

/// A point of a Latin hypercube: on each axis its stratum, and a place within it.
fn latin(n: u64, axes: usize, seed: u64, index: u64) -> Vec<f64> {
    let draws = Draws::new(seed, 0, Stream::COUNT);
    let on = |axis: u64| {
        let strata = Permutation::new(draws.bits(Stream::Strata, axis, 0), n);
        let inside = draws.bits(Stream::Inside, axis, index) >> 11;
        // Both fit the 53 bits of a float; the sum stays below the next stratum.
        ((strata.apply(index) as f64 + inside as f64 / (1_u64 << 53) as f64) / n as f64).min(1.0 - f64::EPSILON)
    };
    (0..axes as u64).map(on).collect()
}

/// One coordinate of a scrambled Sobol point.
fn scrambled(index: u64, axis: usize, seed: u64) -> f64 {
    let seed = (seed ^ (seed >> 32)) as u32;
    f64::from(sobol_burley::sample(index as u32, axis as u32, seed))
}

/// `rounds` draws of `n` out of `n` with replacement, as a bootstrap takes them; a function of the seed.
pub fn resamples(n: usize, rounds: usize, seed: u64) -> Vec<Vec<usize>> {
    let draws = Draws::new(seed, 0, Stream::COUNT);
    let one = |round, place| below(draws.bits(Stream::Resample, round, place), n as u64) as usize;
    (0..rounds as u64).map(|round| (0..n as u64).map(|place| one(round, place)).collect()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all(sample: Sample, axes: usize, seed: u64) -> Vec<Vec<f64>> {
        (0..sample.points(axes)).map(|index| sample.point(axes, seed, index)).collect()
    }

    /// The stratum of every point on an axis, sorted.
    fn strata(points: &[Vec<f64>], axis: usize) -> Vec<u64> {
        let mut strata: Vec<u64> = points.iter().map(|point| (point[axis] * points.len() as f64) as u64).collect();
        strata.sort_unstable();
        strata
    }

    #[test]
    fn a_latin_hypercube_and_a_power_of_two_of_sobol_points_have_one_point_in_each_stratum_of_every_axis() {
        for (sample, n) in [(Sample::Lhs(100), 100), (Sample::Lhs(7), 7), (Sample::Sobol(64), 64)] {
            for seed in [1, 20_140_810] {
                let points = all(sample, 5, seed);
                for axis in 0..5 {
                    assert_eq!(strata(&points, axis), (0..n).collect::<Vec<_>>(), "{sample:?}, axis {axis}");
                }
            }
        }
    }

    #[test]
    fn axes_and_seeds_differ() {
        for sample in [Sample::Lhs(32), Sample::Sobol(32)] {
            let points = all(sample, 2, 1);
            assert!(points.iter().any(|p| (p[0] - p[1]).abs() > 0.1), "{sample:?}");
            assert_ne!(points, all(sample, 2, 2));
            assert_eq!(points, all(sample, 2, 1));
        }
    }

    #[test]
    fn saltelli_blocks_swap_one_axis_at_a_time() {
        let sample = Sample::Saltelli(8);
        assert_eq!(sample.points(3), 40);
        for block in all(sample, 3, 5).chunks(5) {
            let [a, b, swapped @ ..] = block else { panic!("five points") };
            for (axis, point) in swapped.iter().enumerate() {
                let from = |other: usize| if other == axis { b[other] } else { a[other] };
                assert_eq!(*point, (0..3).map(from).collect::<Vec<_>>());
            }
        }
    }

    #[test]
    fn a_resample_takes_each_as_often_as_chance_has_it() {
        let rounds = resamples(10, 2_000, 3);
        let times: Vec<usize> = (0..10).map(|x| rounds.iter().flatten().filter(|y| **y == x).count()).collect();
        assert!(times.iter().all(|times| (1_800..2_200).contains(times)), "{times:?}");
        assert_eq!(rounds, resamples(10, 2_000, 3));
    }
}
