//! Sobol indices of functions whose indices are known on paper, on the points that sweeps run.

use super::*;
use crate::random::{Sample, resamples};

fn blocks(n: u32, axes: usize, of: impl Fn(&[f64]) -> f64) -> Vec<Vec<f64>> {
    let sample = Sample::Saltelli(n);
    let points: Vec<f64> = (0..sample.points(axes)).map(|i| of(&sample.point(axes, 7, i))).collect();
    points.chunks(axes + 2).map(<[f64]>::to_vec).collect()
}

fn found(blocks: &[Vec<f64>]) -> Vec<SobolIndex> {
    sobol_indices(blocks, &resamples(blocks.len(), 500, 7)).expect("the function varies")
}

/// Ishigami and Homma (1990) with a = 7, b = 0.1: first order .3139, .4424, 0; total .5576, .4424, .2437.
#[test]
fn the_indices_of_ishigamis_function_are_the_printed_ones() {
    let of = |x: &[f64]| {
        let x: Vec<f64> = x.iter().map(|u| std::f64::consts::PI * (2.0 * u - 1.0)).collect();
        let sine = libm::sin(x[1]);
        libm::sin(x[0]) + 7.0 * sine * sine + 0.1 * x[2] * x[2] * x[2] * x[2] * libm::sin(x[0])
    };
    let indices = found(&blocks(4096, 3, of));
    for (index, (first, total)) in indices.iter().zip([(0.3139, 0.5576), (0.4424, 0.4424), (0.0, 0.2437)]) {
        assert!((index.first.value - first).abs() < 0.015, "{index:?}, first {first}");
        assert!((index.total.value - total).abs() < 0.015, "{index:?}, total {total}");
        assert!(index.first.low <= first && first <= index.first.high, "{index:?}, first {first}");
        assert!(index.total.low <= total && total <= index.total.high, "{index:?}, total {total}");
    }
}

/// y = 1000 + x0 + 2 x1 has the indices 1/5 and 4/5, first order and total, and a third factor none.
#[test]
fn the_indices_of_a_linear_function_are_its_squared_weights_wherever_its_mean_is() {
    let indices = found(&blocks(256, 3, |x| 1000.0 + x[0] + 2.0 * x[1]));
    for (index, share) in indices.iter().zip([0.2, 0.8, 0.0]) {
        assert!((index.first.value - share).abs() < 0.02, "{index:?}");
        assert!((index.total.value - share).abs() < 0.02, "{index:?}");
    }
    assert_eq!(indices[2].total, Estimate { value: 0.0, low: 0.0, high: 0.0 });
}

#[test]
fn a_figure_that_does_not_vary_has_no_indices() {
    assert_eq!(sobol_indices(&blocks(16, 2, |_| 0.1), &resamples(16, 10, 7)), None);
    assert_eq!(sobol_indices(&blocks(2, 2, |x| x[0]), &resamples(2, 10, 7)), None);
    assert_eq!(sobol_indices(&[], &[]), None);
}
