//! The wall clock. Nothing else in the program reads it.
#![expect(clippy::disallowed_types, reason = "a run is timed here, and nowhere inside")]

use std::time::Instant;

/// A started clock.
pub(super) struct Clock(Instant);

impl Clock {
    pub(super) fn start() -> Self {
        Self(Instant::now())
    }

    /// Seconds since the start.
    pub(super) fn seconds(&self) -> f64 {
        self.0.elapsed().as_secs_f64()
    }
}
