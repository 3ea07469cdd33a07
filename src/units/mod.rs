//! Quantities with a meaning: instants, durations, identifiers, money, probabilities.
//!
//! Everything that a run works with is an integer, so that it has the same bits everywhere; only a [`Bound`], which is read
//! before runs and judged after them, is not. What any room may be given to show, text from elsewhere, is made harmless here
//! too. This room knows nothing of messaging, events or files.

mod bound;
mod ids;
mod mix;
mod money;
mod probability;
mod time;
mod unit;
mod visible;

pub use bound::{Bound, Relation};
pub use ids::{CarrierId, CountryId, HandsetId, PersonId, SiteId};
pub use mix::{mix, mix2, weigh};
pub use money::{Currency, Micros};
pub use probability::Probability;
pub use time::{Duration, Instant};
pub use unit::{FigureName, NETWORK_FIGURES, STATION_CLASSES, STATION_FIGURES, Unit};
pub use visible::{is_harmful, marked, shown, visible, visible_lines};
