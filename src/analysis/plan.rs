//! A plan as plain values: what was tried, what came out of it, the answer and its margin.
//!
//! Knows neither how fleets are searched nor how results are drawn.

use serde::{Deserialize, Serialize};

/// Version of the layout of a [`PlanDocument`].
pub const PLAN_SCHEMA: u32 = 1;

/// Everything that a plan found out.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PlanDocument {
    /// Version of this layout.
    pub schema: u32,
    /// Version of the program.
    pub version: String,
    /// The study's name.
    pub scenario: String,
    /// A line for people.
    pub title: String,
    /// Root of all random numbers.
    pub seed: u64,
    /// The fingerprints of all fleets' runs, mixed in the order in which they were tried, in hexadecimal.
    pub fingerprint: String,
    /// The arm that was planned for.
    pub arm: String,
    /// One-sided confidence of every verdict.
    pub confidence: f64,
    /// Replications of each fleet to begin with, and at most.
    pub replications: [u32; 2],
    /// Currency of all prices, which are for a month.
    pub currency: String,
    /// What was simulated; nothing for stations, which are run as they are.
    pub stretch: Option<PlanStretch>,
    /// What may be bought.
    pub tiers: Vec<PlanTier>,
    /// What a fleet must bear, the mildest first.
    pub conditions: Vec<String>,
    /// Every fleet that was run, in the order in which they were.
    pub tried: Vec<Tried>,
    /// The answer.
    pub answer: Answer,
    /// A step less and a step more of each tier, around the answer.
    pub neighbours: Vec<Neighbour>,
}

/// The busiest stretch of the study.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PlanStretch {
    /// Its first measured instant.
    pub from: String,
    /// Its length in seconds.
    pub length_s: f64,
    /// Warm-up before it in seconds.
    pub lead_s: f64,
    /// Handsets simulated, all of them real.
    pub handsets: u64,
    /// Handsets of the run that found it.
    pub pilot_handsets: u64,
    /// Interventions of the timeline that have no part in it.
    pub left_out: Vec<String>,
}

/// Something that may be bought.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PlanTier {
    /// Its key in the scenario.
    pub key: String,
    /// What it is counted in: empty, or `/s`.
    pub unit: String,
    /// What a step costs a month.
    pub price: f64,
    /// Least value.
    pub least: f64,
    /// From one value to the next.
    pub step: f64,
    /// Greatest value.
    pub most: f64,
    /// What the file has.
    pub written: f64,
    /// What the queueing formula says.
    pub seed: f64,
    /// What the seed comes from.
    pub seed_from: String,
}

/// A fleet that was run.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Tried {
    /// What it has of each tier.
    pub fleet: Vec<f64>,
    /// What it costs a month.
    pub price: f64,
    /// Whether it keeps every bound under every condition.
    pub verdict: FleetVerdict,
    /// Why it could not be run under a condition, where it could not.
    pub why: Option<String>,
    /// What was run, in the order in which it was; a fleet is left at the first condition that it does not bear.
    pub conditions: Vec<TriedCondition>,
}

/// Whether a fleet is enough.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FleetVerdict {
    /// Every bound is kept, with the confidence asked for.
    Met,
    /// A bound is broken with the confidence asked for.
    Broken,
    /// A bound is neither shown to be kept nor to be broken, after as many replications as allowed; or not measured.
    NotShown,
}

impl FleetVerdict {
    /// The words.
    pub const fn words(self) -> &'static str {
        match self {
            Self::Met => "met",
            Self::Broken => "broken",
            Self::NotShown => "not shown",
        }
    }
}

/// A fleet under one condition.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct TriedCondition {
    /// Index of the condition.
    pub condition: usize,
    /// Replications run.
    pub replications: u32,
    /// The fingerprints of its runs, mixed in their order, in hexadecimal.
    pub fingerprint: String,
    /// Whether every bound is kept.
    pub verdict: FleetVerdict,
    /// Every bound with its figure.
    pub bounds: Vec<BoundFigure>,
    /// The share of each tier's server time that was asked for, and that in the busiest minute; nothing for tiers that are
    /// no servers.
    pub utilisation: Vec<Option<[f64; 2]>>,
}

/// A figure beside its bound.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct BoundFigure {
    /// Dotted name of the metric.
    pub metric: String,
    /// What it is counted in.
    pub unit: String,
    /// The bound as it was written.
    pub bound: String,
    /// Its limit in the metric's unit.
    pub limit: f64,
    /// Mean over the replications that measured it.
    pub value: Option<f64>,
    /// What the mean is below, or above, with the confidence asked for: the side of the bound.
    pub shown: Option<f64>,
    /// Whether it is kept.
    pub verdict: FleetVerdict,
    /// How far `shown` is inside the limit; below zero outside.
    pub margin: Option<f64>,
}

impl BoundFigure {
    /// How far inside its bound the figure is, as a share of the limit: what figures of different units are compared by.
    /// Below zero outside; far below where it was not measured.
    pub fn relative(&self) -> f64 {
        let size = self.limit.abs();
        self.margin.map_or(f64::NEG_INFINITY, |margin| if size > 0.0 { margin / size } else { margin })
    }
}

impl TriedCondition {
    /// The bound that decided: of those as bad as the condition's verdict, the nearest to being broken or furthest beyond.
    pub fn tightest(&self) -> Option<&BoundFigure> {
        let deciding = self.bounds.iter().filter(|bound| bound.verdict == self.verdict);
        deciding.min_by(|a, b| a.relative().total_cmp(&b.relative()))
    }
}

/// What a plan ends with.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Answer {
    /// A fleet that is enough.
    Fleet {
        /// Its place among those tried.
        tried: usize,
        /// No fleet that is enough costs less than this a month, if more of a tier never hurts.
        bound: f64,
    },
    /// Not even all tiers at their top are.
    Impossible {
        /// The place of that fleet among those tried.
        tried: usize,
    },
    /// The budget was spent before any was found.
    Unknown,
}

/// The answer with a step less and a step more of a tier.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Neighbour {
    /// Index of the tier.
    pub tier: usize,
    /// The place among those tried with a step less; nothing where there is none.
    pub less: Option<usize>,
    /// With a step more.
    pub more: Option<usize>,
}

impl PlanDocument {
    /// What contradicts itself in a document that was read: a place that is not there, or as many values as there are no
    /// tiers.
    pub fn fault(&self) -> Option<String> {
        if self.schema != PLAN_SCHEMA {
            return Some(format!("has schema {}, this program knows {PLAN_SCHEMA}", self.schema));
        }
        let (tiers, tried) = (self.tiers.len(), self.tried.len());
        let sound = |condition: &TriedCondition| {
            condition.condition < self.conditions.len() && condition.utilisation.len() == tiers
        };
        let fleets = |fleet: &Tried| fleet.fleet.len() == tiers && fleet.conditions.iter().all(sound);
        let answered = match self.answer {
            Answer::Fleet { tried: place, .. } | Answer::Impossible { tried: place } => place < tried,
            Answer::Unknown => true,
        };
        let beside = |next: &Neighbour| {
            next.tier < tiers && [next.less, next.more].into_iter().flatten().all(|place| place < tried)
        };
        let checks = [
            (tiers > 0, "no tier"),
            (self.tiers.iter().all(|tier| tier.step > 0.0), "a tier without steps"),
            (self.tried.iter().all(fleets), "a fleet that does not fit the tiers and conditions"),
            (answered, "an answer that was not tried"),
            (self.neighbours.iter().all(beside), "a neighbour that was not tried"),
        ];
        checks.into_iter().find(|(right, _)| !right).map(|(_, what)| format!("has {what}"))
    }

    /// The fleet of the answer, where there is one.
    pub fn fleet(&self) -> Option<&Tried> {
        match self.answer {
            Answer::Fleet { tried, .. } => self.tried.get(tried),
            Answer::Impossible { .. } | Answer::Unknown => None,
        }
    }

    /// Whether the least of everything is enough.
    pub fn trivial(&self) -> bool {
        self.fleet().is_some_and(|fleet| {
            fleet.fleet.iter().zip(&self.tiers).all(|(has, tier)| (has - tier.least).abs() < tier.step / 2.0)
        })
    }
}
