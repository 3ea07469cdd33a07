//! From exact counts to figures with units and intervals: the first room in which floats begin.
//!
//! Knows no world and no model: a run hands over its ledger and the few facts needed to read it. Knows no file format
//! either: everything here is plain values.

mod calendar;
mod exposure_tables;
mod holdings_tables;
mod interval;
mod metric;
mod observer;
mod record;
mod summary;
mod tables;
#[cfg(test)]
mod tests;
mod workload;

pub use calendar::Calendar;
pub use exposure_tables::{ExposureRow, KnowledgeRow, ObserverRow};
pub use holdings_tables::HoldingRow;
pub use interval::{Interval, interval};
pub use metric::{METRICS, Metric, Unit, glossary, measure, readable_on_wire};
pub use observer::{Knowledge, Observer, Role, observers, together};
pub use record::{CountryFacts, Facts, PlacedFacts, RunRecord, StationFacts, StationKind};
pub use summary::{ArmSummary, Difference, Engine, Figure, SCHEMA, StudyFacts, Summary, summarise};
pub use tables::{Amounts, CostRow, DayKey, DayRow, DeliveryRow, LoadRow, QueueRow, RunKey, Tables, tables};
pub use workload::{Lengths, Observation, Reply, Spread, Workload, workload};
