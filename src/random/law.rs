//! Probability laws as a scenario states them.

/// A probability law with parameters in seconds or counts, as the context says.
#[derive(Clone, Debug, PartialEq, serde::Serialize)]
pub enum Law {
    /// Always the same value.
    Fixed(f64),
    /// Uniform between two values.
    Uniform {
        /// Least value.
        low: f64,
        /// Greatest value.
        high: f64,
    },
    /// Exponential.
    Exponential {
        /// Mean.
        mean: f64,
    },
    /// Lognormal.
    Lognormal {
        /// Median.
        median: f64,
        /// Standard deviation of the logarithm.
        sigma: f64,
    },
    /// Erlang.
    Erlang {
        /// Number of phases.
        k: u32,
        /// Mean of the sum.
        mean: f64,
    },
    /// Weighted mixture.
    Mix(Vec<(f64, Law)>),
    /// A sorted sample.
    Empirical(Vec<f64>),
}
