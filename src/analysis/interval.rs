//! Confidence intervals of a mean over replications, by Student's t.
//!
//! Knows no metric: numbers in, numbers out.

use statrs::distribution::{ContinuousCDF, StudentsT};

/// A mean with its 95 % confidence interval.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Interval {
    /// Mean of the observations.
    pub mean: f64,
    /// Ends of the interval; absent where there is a single observation.
    pub bounds: Option<(f64, f64)>,
}

/// Two-sided confidence of all intervals.
const CONFIDENCE: f64 = 0.95;

/// The mean of independent observations with its interval; nothing where there is no observation.
pub fn interval(observations: &[f64]) -> Option<Interval> {
    let n = observations.len();
    if n == 0 {
        return None;
    }
    let mean = observations.iter().sum::<f64>() / n as f64;
    if n == 1 {
        return Some(Interval { mean, bounds: None });
    }
    let squares: f64 = observations.iter().map(|x| (x - mean) * (x - mean)).sum();
    let standard_error = libm::sqrt(squares / (n - 1) as f64 / n as f64);
    let half = student_t(n - 1) * standard_error;
    Some(Interval { mean, bounds: Some((mean - half, mean + half)) })
}

/// The two-sided quantile of Student's t, rounded to nine digits so that the last bits of a platform's logarithm do
/// not reach a result file.
fn student_t(freedom: usize) -> f64 {
    let law = StudentsT::new(0.0, 1.0, freedom as f64).expect("degrees of freedom are positive");
    libm::round(law.inverse_cdf(0.5 + CONFIDENCE / 2.0) * 1e9) / 1e9
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quantiles_agree_with_the_printed_table() {
        for (freedom, printed) in [(1, 12.706), (2, 4.303), (4, 2.776), (9, 2.262), (30, 2.042)] {
            assert!((student_t(freedom) - printed).abs() < 5e-4, "t({freedom}) = {}", student_t(freedom));
        }
    }

    #[test]
    fn three_observations_by_hand() {
        // Mean 2, variance 1, standard error 1/sqrt(3) = 0.57735, times 4.30265 = 2.48414.
        let (low, high) = interval(&[1.0, 2.0, 3.0]).and_then(|i| i.bounds).expect("three observations have bounds");
        assert!((low - (2.0 - 2.484_138)).abs() < 1e-5 && (high - (2.0 + 2.484_138)).abs() < 1e-5);
    }

    #[test]
    fn one_observation_has_no_bounds_and_none_has_no_mean() {
        assert_eq!(interval(&[7.0]), Some(Interval { mean: 7.0, bounds: None }));
        assert_eq!(interval(&[]), None);
    }
}
