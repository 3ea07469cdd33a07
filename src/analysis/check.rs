//! An exact answer beside what simulation found, and whether the two agree.
//!
//! Knows numbers and the rule, not where either side comes from.

use super::interval::{CONFIDENCE, interval_at, variance};
use serde::Serialize;

/// What theory says of a figure.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Claim {
    /// Of what: a station, a handset, a message centre.
    pub subject: String,
    /// Which figure.
    pub figure: String,
    /// What it is counted in.
    pub unit: String,
    /// The formula, or what it follows from.
    pub formula: String,
    /// What the formula says; nothing where there is no long run.
    pub exact: Option<f64>,
    /// What the formula assumes and does not hold, or that it is approximate; empty where the answer is exact.
    pub reservations: Vec<String>,
}

/// Whether simulation agrees with a claim.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum CheckVerdict {
    /// Within [`REACH`] standard errors, which are small enough to say so.
    Agrees,
    /// Farther off than [`REACH`] standard errors.
    Differs,
    /// Within them, and they are so large that it says little.
    TooWide,
    /// There is no exact answer to hold it against.
    NoAnswer,
}

/// Standard errors within which a figure agrees. Of figures that are right, one in some ten thousand is farther off.
pub const REACH: f64 = 4.0;

/// How large a standard error may be, as a share of the exact answer, for an agreement to say something.
pub const PRECISION: f64 = 0.01;

/// A claim held against replications.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Check {
    /// What theory says.
    #[serde(flatten)]
    pub claim: Claim,
    /// Mean over replications; nothing where nothing was observed.
    pub simulated: Option<f64>,
    /// Ends of its 95 % interval; nothing with fewer than two observations.
    pub interval: Option<(f64, f64)>,
    /// Standard error of the mean.
    pub standard_error: Option<f64>,
    /// Replications that observed it.
    pub replications: u32,
    /// Whether they agree.
    pub verdict: CheckVerdict,
}

impl Check {
    /// Holds a claim against one observation a replication.
    pub fn of(claim: Claim, observations: &[f64]) -> Self {
        let interval = interval_at(observations, CONFIDENCE);
        let n = observations.len();
        let standard_error = variance(observations).map(|variance| libm::sqrt(variance / n as f64));
        let simulated = interval.map(|interval| interval.mean);
        let verdict = match (claim.exact, simulated, standard_error) {
            (Some(exact), Some(mean), Some(error)) if claim.reservations.is_empty() => judge(exact, mean, error),
            (_, _, _) => CheckVerdict::NoAnswer,
        };
        let interval = interval.and_then(|interval| interval.bounds);
        Self { claim, simulated, interval, standard_error, replications: n as u32, verdict }
    }

    /// How far the simulated figure is above the exact one, in standard errors; nothing where they are not known.
    pub fn deviation_se(&self) -> Option<f64> {
        let error = self.standard_error.filter(|error| *error > 0.0)?;
        Some((self.simulated? - self.claim.exact?) / error)
    }

    /// The standard error as a share of the exact answer.
    pub fn relative_error(&self) -> Option<f64> {
        let exact = self.claim.exact.filter(|exact| *exact > 0.0)?;
        Some(self.standard_error? / exact)
    }
}

/// Counts that are the same in every replication have no error: they are equal or they are not, to the last bits of a sum.
fn judge(exact: f64, mean: f64, error: f64) -> CheckVerdict {
    let off = (mean - exact).abs();
    if off > REACH * error + 1e-12 * exact.abs() {
        CheckVerdict::Differs
    } else if error > PRECISION * exact.abs() {
        CheckVerdict::TooWide
    } else {
        CheckVerdict::Agrees
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn held(exact: Option<f64>, reservations: &[&str], observations: &[f64]) -> CheckVerdict {
        let claim = Claim {
            subject: "desk".into(),
            figure: "wait".into(),
            unit: "s".into(),
            formula: "by hand".into(),
            exact,
            reservations: reservations.iter().map(|text| (*text).to_owned()).collect(),
        };
        Check::of(claim, observations).verdict
    }

    /// Observations 9.99, 10 and 10.01: mean 10, standard error .01/sqrt(3) = .00577; 4 of them are .0231.
    #[test]
    fn four_standard_errors_decide() {
        let near = [9.99, 10.0, 10.01];
        assert_eq!(held(Some(10.023), &[], &near), CheckVerdict::Agrees);
        assert_eq!(held(Some(10.024), &[], &near), CheckVerdict::Differs);
        assert_eq!(held(Some(9.976), &[], &near), CheckVerdict::Differs);
        assert_eq!(held(Some(10.0), &[], &[8.0, 10.0, 12.0]), CheckVerdict::TooWide);
    }

    #[test]
    fn equal_counts_agree_and_unequal_ones_do_not() {
        assert_eq!(held(Some(17_280.0), &[], &[17_280.0; 5]), CheckVerdict::Agrees);
        assert_eq!(held(Some(17_281.0), &[], &[17_280.0; 5]), CheckVerdict::Differs);
    }

    #[test]
    fn without_an_exact_answer_there_is_no_verdict() {
        assert_eq!(held(None, &[], &[1.0, 2.0]), CheckVerdict::NoAnswer);
        assert_eq!(held(Some(1.0), &["approximate"], &[9.0, 9.1]), CheckVerdict::NoAnswer);
        assert_eq!(held(Some(1.0), &[], &[9.0]), CheckVerdict::NoAnswer);
        assert_eq!(held(Some(1.0), &[], &[]), CheckVerdict::NoAnswer);
    }
}
