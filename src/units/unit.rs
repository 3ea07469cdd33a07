//! What figures are counted in, and what they are called.
//!
//! Knows the names of units; neither any figure nor how one is computed.

use super::Currency;

/// What a figure is counted in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unit {
    /// Messages, scaled up to the real population.
    Messages,
    /// People, scaled up.
    People,
    /// Crossings: one message on one hop carrying one identifier, scaled up.
    Crossings,
    /// Bytes, scaled up.
    Bytes,
    /// Any other events, scaled up.
    Count,
    /// A share of one.
    Share,
    /// Seconds.
    Seconds,
    /// The study's reference currency, scaled up.
    Money,
    /// Phone numbers for each SMS saved.
    NumbersPerSms,
}

impl Unit {
    /// The name in results.
    pub fn name(self, reference: Currency) -> String {
        match self {
            Self::Messages => "messages".into(),
            Self::People => "people".into(),
            Self::Crossings => "crossings".into(),
            Self::Bytes => "bytes".into(),
            Self::Count => "count".into(),
            Self::Share => "share".into(),
            Self::Seconds => "s".into(),
            Self::Money => reference.to_string(),
            Self::NumbersPerSms => "numbers/SMS".into(),
        }
    }
}

/// What every station of a network measures: `stations.NAME.FIGURE`, by priority class `stations.NAME.CLASS.FIGURE`.
pub const STATION_FIGURES: [(&str, Unit); 13] = [
    ("arrivals", Unit::Count),
    ("utilisation", Unit::Share),
    ("delayed", Unit::Share),
    ("blocked", Unit::Share),
    ("abandoned", Unit::Share),
    ("wait_mean", Unit::Seconds),
    ("wait_p95", Unit::Seconds),
    ("wait_p99", Unit::Seconds),
    ("sojourn_mean", Unit::Seconds),
    ("sojourn_p95", Unit::Seconds),
    ("sojourn_p99", Unit::Seconds),
    ("queue_mean", Unit::Count),
    ("number_mean", Unit::Count),
];

/// Priority classes of stations.
pub const STATION_CLASSES: [&str; 2] = ["high", "low"];

/// What a network of stations measures as a whole: `network.FIGURE`.
pub const NETWORK_FIGURES: [(&str, Unit); 2] = [("sojourn_mean", Unit::Seconds), ("number_mean", Unit::Count)];

/// A figure's name with its unit: what a bound may be put on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FigureName {
    /// Dotted name, as in `summary.json`.
    pub name: String,
    /// What it is counted in.
    pub unit: Unit,
}
