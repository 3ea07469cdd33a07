//! What those who listen are able to do.

use crate::units::Duration;

/// Means of an observer who holds a hash of a number.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Observers {
    /// Hashes a second that they can compute.
    pub hash_rate: f64,
    /// Numbers that there are: the space that a hash hides in.
    pub numbers: f64,
    /// Time that they would spend.
    pub patience: Duration,
}

impl Observers {
    /// Seconds to try all numbers: undoes a plain hash of everybody's number, or a salted one of a single number.
    pub fn undoing_s(&self) -> f64 {
        self.numbers / self.hash_rate
    }

    /// Whether they can and would undo a hash.
    pub fn undo(&self) -> bool {
        self.undoing_s() * 1e6 <= self.patience.as_micros() as f64
    }
}

impl Default for Observers {
    /// A GPU of 2014 before the world's mobile numbers (Hagen et al., NDSS 2021, and arithmetic), for a day at most
    /// (assumed).
    fn default() -> Self {
        Self { hash_rate: 4e9, numbers: 118e9, patience: Duration::DAY }
    }
}
