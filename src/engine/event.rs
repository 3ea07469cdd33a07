//! What the kernel asks of an event: a time, a target, a place in content order.
//!
//! Knows no model: what the bits of an event mean is the model's business.

use crate::units::Instant;
use serde::Serialize;
use serde::de::DeserializeOwned;

/// A plain-number event, ordered by content.
///
/// `Ord` must begin with the time and must be total over the content, so that events that compare equal are
/// interchangeable. Both of two equal events ("twins") happen.
pub trait Event: Copy + Ord + Send + Serialize + DeserializeOwned + 'static {
    /// When it happens.
    fn time(self) -> Instant;
    /// The logical process it happens to.
    fn target(self) -> u32;
    /// A 64-bit hash of the whole content, for the fingerprint.
    fn hash(self) -> u64;
}
