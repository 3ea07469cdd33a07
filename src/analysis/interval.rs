//! Confidence intervals of a mean over replications, by Student's t.
//!
//! Knows no metric: numbers in, numbers out.

use statrs::distribution::{ContinuousCDF, StudentsT};

/// A mean with its confidence interval, 95 % where nothing else is said.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Interval {
    /// Mean of the observations.
    pub mean: f64,
    /// Ends of the interval; absent where there is a single observation.
    pub bounds: Option<(f64, f64)>,
}

impl Interval {
    /// Half the interval's width; nothing where there is a single observation.
    pub fn half_width(&self) -> Option<f64> {
        self.bounds.map(|(low, high)| (high - low) / 2.0)
    }
}

/// Two-sided confidence of intervals where nothing else is asked for.
pub const CONFIDENCE: f64 = 0.95;

/// The mean of independent observations with its 95 % interval; nothing where there is no observation.
pub fn interval(observations: &[f64]) -> Option<Interval> {
    interval_at(observations, CONFIDENCE)
}

/// The same at another confidence, between 0 and 1.
pub fn interval_at(observations: &[f64], confidence: f64) -> Option<Interval> {
    let n = observations.len();
    if n == 0 {
        return None;
    }
    let mean = observations.iter().sum::<f64>() / n as f64;
    if n == 1 {
        return Some(Interval { mean, bounds: None });
    }
    let standard_error = libm::sqrt(variance(observations)? / n as f64);
    let half = student_t((n - 1) as f64, confidence) * standard_error;
    Some(Interval { mean, bounds: Some((mean - half, mean + half)) })
}

/// The difference of the means of two independent samples, `to` less `from`, with Welch's interval; nothing where one is
/// empty.
pub fn welch(from: &[f64], to: &[f64]) -> Option<Interval> {
    let mean = interval(to)?.mean - interval(from)?.mean;
    let (Some(a), Some(b)) = (variance(from), variance(to)) else { return Some(Interval { mean, bounds: None }) };
    let [n, m] = [from.len() as f64, to.len() as f64];
    let (a, b) = (a / n, b / m);
    if a + b <= 0.0 {
        return Some(Interval { mean, bounds: Some((mean, mean)) });
    }
    let freedom = (a + b) * (a + b) / (a * a / (n - 1.0) + b * b / (m - 1.0));
    let half = student_t(freedom, CONFIDENCE) * libm::sqrt(a + b);
    Some(Interval { mean, bounds: Some((mean - half, mean + half)) })
}

/// The variance of the law that observations are drawn from, estimated; nothing from fewer than two.
pub fn variance(observations: &[f64]) -> Option<f64> {
    let n = observations.len();
    if n < 2 {
        return None;
    }
    let mean = observations.iter().sum::<f64>() / n as f64;
    let squares: f64 = observations.iter().map(|x| (x - mean) * (x - mean)).sum();
    Some(squares / (n - 1) as f64)
}

/// The two-sided quantile of Student's t, rounded to nine digits so that the last bits of a platform's logarithm do
/// not reach a result file.
pub(super) fn student_t(freedom: f64, confidence: f64) -> f64 {
    let law = StudentsT::new(0.0, 1.0, freedom).expect("degrees of freedom are positive");
    libm::round(law.inverse_cdf(0.5 + confidence / 2.0) * 1e9) / 1e9
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quantiles_agree_with_the_printed_table() {
        for (freedom, printed) in [(1.0, 12.706), (2.0, 4.303), (4.0, 2.776), (9.0, 2.262), (30.0, 2.042)] {
            let found = student_t(freedom, CONFIDENCE);
            assert!((found - printed).abs() < 5e-4, "t({freedom}) = {found}");
        }
        for (freedom, printed) in [(2.0, 9.925), (4.0, 4.604), (9.0, 3.250)] {
            assert!((student_t(freedom, 0.99) - printed).abs() < 5e-4);
        }
    }

    #[test]
    fn three_observations_by_hand() {
        // Mean 2, variance 1, standard error 1/sqrt(3) = 0.57735, times 4.30265 = 2.48414.
        let (low, high) = interval(&[1.0, 2.0, 3.0]).and_then(|i| i.bounds).expect("three observations have bounds");
        assert!((low - (2.0 - 2.484_138)).abs() < 1e-5 && (high - (2.0 + 2.484_138)).abs() < 1e-5);
    }

    #[test]
    fn two_samples_by_hand() {
        // Means 2 and 6, variances 1 and 4, three each: standard error sqrt(5/3) = 1.29099; freedom
        // (5/3)² / ((1/9 + 16/9) / 2) = 2.94118; t(2.94118) is 3.2182 (between t(2) and t(3) = 3.1824).
        let found = welch(&[1.0, 2.0, 3.0], &[4.0, 6.0, 8.0]).expect("both were observed");
        let (low, high) = found.bounds.expect("both have a variance");
        assert!((found.mean - 4.0).abs() < 1e-12 && (low + high - 8.0).abs() < 1e-9);
        let quantile = (high - low) / 2.0 / libm::sqrt(5.0 / 3.0);
        assert!((3.182..3.26).contains(&quantile), "{quantile}");
        assert_eq!(welch(&[1.0], &[4.0, 6.0]), Some(Interval { mean: 4.0, bounds: None }));
        assert_eq!(welch(&[], &[4.0]), None);
        assert_eq!(welch(&[1.0, 1.0], &[4.0, 4.0]), Some(Interval { mean: 3.0, bounds: Some((3.0, 3.0)) }));
    }

    #[test]
    fn one_observation_has_no_bounds_and_none_has_no_mean() {
        assert_eq!(interval(&[7.0]), Some(Interval { mean: 7.0, bounds: None }));
        assert_eq!(interval(&[]), None);
    }
}
