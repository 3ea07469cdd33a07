//! From bounds and prices to a fleet: which is the cheapest that keeps all bounds under every condition.
//!
//! Knows scenarios, runs and figures; knows no file and no clock.

mod frontier;
mod search;

pub use frontier::Levels;
pub use search::{Axis, Oracle, Outcome, cheapest};
