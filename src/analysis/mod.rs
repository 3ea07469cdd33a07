//! From exact counts to figures with units and intervals: the first room in which floats begin.
//!
//! Knows no world and no model: a run hands over its ledger and the few facts needed to read it. Knows no file format
//! either: everything here is plain values.

mod account;
mod against_theory;
mod audit;
mod calendar;
mod check;
mod compare;
mod demand;
mod exposure_tables;
mod findings;
mod holdings_tables;
mod interval;
mod judge;
mod kept;
mod metric;
mod mser;
mod observer;
mod plan;
mod ranges;
mod reason;
mod record;
mod replications;
mod sensitivity;
mod sequential;
mod start_up;
mod stations;
mod story;
mod summary;
mod sweep;
mod tables;
#[cfg(test)]
mod tests;
pub mod theory;
mod topology;
mod workload;

pub use account::{Account, AccountBook, Cell, Count, Move, MovedMessage, Only, Shift, Why};
pub use against_theory::{TheoryRow, TheoryRunRow, against_theory, theory_of};
pub use audit::{AuditRow, AuditSummary, audit_rows};
pub use calendar::Calendar;
pub use check::{Check, CheckVerdict, Claim, PRECISION, REACH};
pub use compare::{COMPARISON_SCHEMA, Compared, Comparison, ComparisonDocument, Sample, Verdict, compare};
pub use demand::{Demand, busiest, demands, utilisation};
pub use exposure_tables::{ExposureRow, KnowledgeRow, ObserverRow, RoleRow};
pub use findings::{Finding, MEASURED, NARROW, findings, median_start_up};
pub use holdings_tables::HoldingRow;
pub use interval::{CONFIDENCE, Interval, interval, interval_at, variance, welch};
pub use judge::{JudgedBound, Judgement, Outcome, judge};
pub use kept::{Reached, RunName};
pub use metric::{METRICS, Metric, figure_definitions, figure_names, glossary, measure, readable_on_wire};
pub use mser::{BATCH, Truncation, mser5};
pub use observer::{Knowledge, Observer, Role, observers, seated, together};
pub use plan::{
    Answer, BoundFigure, FleetVerdict, Neighbour, PLAN_SCHEMA, PlanDocument, PlanStretch, PlanTier, Tried,
    TriedCondition,
};
pub use ranges::{BASE, HEADLINES, Range, RangeRow, RangeRun, Setting, Swept, points, range, range_rows};
pub use reason::{Absence, Reason, Side, TURN_BITS, kept};
pub use record::{
    ArrivalKind, ClassFacts, CountryFacts, Facts, LawFacts, LawShape, PlacedFacts, RunRecord, StationFacts,
    StationKind, TextbookFacts,
};
pub use replications::{FigureRow, RunRow, figures_of};
pub use sensitivity::{Estimate, SobolIndex, sobol_indices};
pub use sequential::{Standing, Width, more_for, next_total};
pub use start_up::{StartUp, start_up};
pub use stations::{StationRow, StationSeries, station_rows, station_series};
pub use story::{
    LatencyPart, Lifeline, ListedMessage, MessageList, NotWritten, PartSort, STORY_SCHEMA, Seen, SeenRow, Story,
    StoryCost, StoryDocument, StoryEnding, StoryLatency, StoryParty, StoryStep, StoryText, seen_rows, span,
};
pub use summary::{
    ArmSummary, Difference, Engine, Figure, InWords, SCHEMA, StudyFacts, Summary, WarmUp, combined, summarise,
};
pub use sweep::{
    EffectRow, FactorFacts, FigureSummary, IndexRow, IndexSummary, PointRecord, PointRun, PointSummary, RunFigure,
    SWEEP_SCHEMA, SweepFacts, SweepRow, SweepSummary, SweepTable,
};
pub use tables::{Amounts, CostRow, DayKey, DayRow, DeliveryRow, LoadRow, QueueRow, RunKey, Tables, tables};
pub use topology::{
    AccessNode, CarrierNode, CongestedHours, FleetNode, Ground, Layout, LinkNode, PlaceNode, Regions, SiteNode,
    StationNode, Topology,
};
pub use workload::{Lengths, Observation, Reply, Spread, Workload, workload};
