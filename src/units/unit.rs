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

/// A figure's name with its unit: what a bound may be put on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FigureName {
    /// Dotted name, as in `summary.json`.
    pub name: String,
    /// What it is counted in.
    pub unit: Unit,
}
