//! From exact counts to figures with units and intervals: the first room in which floats begin.
//!
//! Knows no world and no model: a run hands over its ledger and the few facts needed to read it.

mod record;

pub use record::{CountryFacts, Facts, RunRecord, StationFacts, StationKind};
