//! One-sided confidence limits of a mean: above what it lies for sure, and below what.
//!
//! Knows no metric: numbers in, numbers out.

use super::variance;
use statrs::distribution::{ContinuousCDF, StudentsT};

/// A mean with the limits that it keeps, each with the confidence asked for.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct OneSided {
    /// Mean of the observations.
    pub mean: f64,
    /// The mean of the law lies above this; nothing from a single observation.
    pub low: Option<f64>,
    /// It lies below this.
    pub high: Option<f64>,
}

/// The limits by Student's t; nothing where there is no observation.
///
/// # Panics
/// Where the confidence is not a share.
pub fn one_sided(observations: &[f64], confidence: f64) -> Option<OneSided> {
    let n = observations.len();
    if n == 0 {
        return None;
    }
    let mean = observations.iter().sum::<f64>() / n as f64;
    let Some(variance) = variance(observations) else { return Some(OneSided { mean, low: None, high: None }) };
    let law = StudentsT::new(0.0, 1.0, (n - 1) as f64).expect("degrees of freedom are positive");
    // Rounded so that the last bits of a platform's logarithm do not reach a result file.
    let quantile = libm::round(law.inverse_cdf(confidence) * 1e9) / 1e9;
    let half = quantile * libm::sqrt(variance / n as f64);
    Some(OneSided { mean, low: Some(mean - half), high: Some(mean + half) })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn three_observations_by_hand() {
        // Mean 2, standard error 1/sqrt(3) = 0.57735, t(0.95; 2) = 2.91999: 1.68586.
        let found = one_sided(&[1.0, 2.0, 3.0], 0.95).expect("there are observations");
        let (low, high) = (found.low.expect("three"), found.high.expect("three"));
        assert!((low - 0.314_145).abs() < 1e-4 && (high - 3.685_855).abs() < 1e-4, "{found:?}");
        assert_eq!(one_sided(&[7.0], 0.95), Some(OneSided { mean: 7.0, low: None, high: None }));
        assert_eq!(one_sided(&[], 0.95), None);
        assert_eq!(one_sided(&[4.0; 5], 0.99), Some(OneSided { mean: 4.0, low: Some(4.0), high: Some(4.0) }));
    }
}
