//! From bounds and prices to a fleet: which is the cheapest that keeps all bounds under every condition.
//!
//! Knows scenarios, runs and figures; knows no file and no clock.

mod frontier;
mod hardship;
mod search;
mod window;

pub use frontier::Levels;
pub use hardship::{Condition, conditions, laid_over};
pub use search::{Axis, Oracle, Outcome, cheapest};
pub use window::{Cut, Stretch, cut};
