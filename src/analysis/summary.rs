//! The summary of a study: every figure of every arm with its unit and interval, and the differences between arms.
//!
//! Plain data that can be written and read again. Knows no file, no world and no clock.

use super::{AuditSummary, FigureRow, JudgedBound, Range, RunRow, Swept, interval};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Version of the layout of a summary.
pub const SCHEMA: u32 = 3;

/// What a summary needs to know of the study beside its runs.
#[derive(Clone, Debug)]
pub struct StudyFacts {
    /// The study's name.
    pub scenario: String,
    /// A line for people.
    pub title: String,
    /// Root of all random numbers.
    pub seed: u64,
    /// Names of the arms in the order of the file.
    pub arms: Vec<String>,
}

/// All figures of a study.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Summary {
    /// Version of this layout.
    pub schema: u32,
    /// The study's name.
    pub scenario: String,
    /// A line for people.
    pub title: String,
    /// Root of all random numbers.
    pub seed: u64,
    /// Version of the program.
    pub version: String,
    /// The runs' fingerprints mixed in the order of arm and replication, in hexadecimal.
    pub fingerprint: String,
    /// Replications of every arm.
    pub replications: u32,
    /// Size and speed of the runs.
    pub engine: Engine,
    /// Names of the arms in the order of the file.
    pub arm_order: Vec<String>,
    /// Figures by arm.
    pub arms: BTreeMap<String, ArmSummary>,
    /// The first arm against each later one.
    pub differences: Vec<Difference>,
    /// The warm-up, and whether it was long enough.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub warm_up: Option<WarmUp>,
    /// What a planner should know before trusting the figures.
    #[serde(default)]
    pub verdicts: Vec<InWords>,
    /// The laws that all runs were held against; nothing in folders of earlier versions.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub audit: Option<AuditSummary>,
    /// What became of the scenario's bounds, where it has any.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub bounds: Vec<JudgedBound>,
    /// What the ranges of the headlines are over, where they were run.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub swept: Option<Swept>,
}

/// Size and speed of the runs.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Engine {
    /// Model events of all runs together.
    pub events: u64,
    /// Simulated handsets of one run.
    pub handsets: u64,
    /// Handsets of the real world they stand for.
    pub represents: u64,
    /// Simulated seconds of one run.
    pub simulated_s: f64,
    /// Wall-clock seconds of all runs together; measured outside.
    pub wall_s: f64,
    /// Most memory one run held, in bytes.
    pub peak_bytes: u64,
}

/// The warm-up of a study.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct WarmUp {
    /// Its length in seconds.
    pub seconds: f64,
    /// Whether it was found by MSER-5 in a pilot run instead of declared.
    pub detected: bool,
    /// The median start-up that MSER-5 finds in the runs of arms that can settle; nothing where it finds none.
    pub start_up_s: Option<f64>,
}

/// A verdict for people.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct InWords {
    /// What kind it is, for machines: `saturated`, `too_short`, `warm_up_short`, `too_few_measured`, `few_replications`,
    /// `single_replication`.
    pub kind: String,
    /// The arm, where it is about one.
    pub arm: Option<String>,
    /// One sentence or two.
    pub text: String,
}

/// Figures of one arm.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct ArmSummary {
    /// Figures by dotted name.
    pub metrics: BTreeMap<String, Figure>,
}

/// One arm less another, replication by replication.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Difference {
    /// The arm subtracted.
    pub from: String,
    /// The arm it is subtracted from.
    pub to: String,
    /// Mean paired differences by dotted name, in the metric's unit.
    pub metrics: BTreeMap<String, Figure>,
}

/// A figure with its unit and 95 % confidence interval.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Figure {
    /// Mean over replications; nothing where it was not measured.
    pub value: Option<f64>,
    /// What it is counted in.
    pub unit: String,
    /// Lower end of the interval; nothing while there is a single replication.
    pub low: Option<f64>,
    /// Upper end of the interval.
    pub high: Option<f64>,
    /// What the figure could be if what nobody knows were otherwise; headlines only, where ranges were run.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub range: Option<Range>,
}

impl Figure {
    fn of(observations: &[Option<f64>], unit: &str) -> Self {
        let measured: Vec<f64> = observations.iter().copied().flatten().collect();
        let found = interval(&measured);
        let bounds = found.and_then(|i| i.bounds);
        Self {
            value: found.map(|i| i.mean),
            unit: unit.to_owned(),
            low: bounds.map(|b| b.0),
            high: bounds.map(|b| b.1),
            range: None,
        }
    }
}

impl Summary {
    /// A figure of an arm; nothing where the arm or the metric is unknown.
    pub fn figure(&self, arm: &str, metric: &str) -> Option<&Figure> {
        self.arms.get(arm)?.metrics.get(metric)
    }
}

/// The figures of a study from the rows of all its runs, in any order. Wall time is measured elsewhere.
///
/// # Panics
/// Without runs: a study has at least one.
pub fn summarise(study: &StudyFacts, figures: &[FigureRow], runs: &[RunRow]) -> Summary {
    let mut sorted: Vec<&RunRow> = runs.iter().collect();
    let rank = |run: &RunRow| study.arms.iter().position(|arm| *arm == run.run.arm);
    sorted.sort_by_key(|run| (rank(run), run.run.replication));
    let first = sorted.first().expect("a study has at least one run");
    let observed = observe(figures);
    let of_arm = |arm: &String| sorted.iter().filter(|run| run.run.arm == *arm).count() as u32;
    Summary {
        schema: SCHEMA,
        scenario: study.scenario.clone(),
        title: study.title.clone(),
        seed: study.seed,
        version: env!("CARGO_PKG_VERSION").to_owned(),
        fingerprint: combined(sorted.iter().map(|run| run.fingerprint)),
        replications: study.arms.iter().map(of_arm).max().unwrap_or(0),
        engine: Engine {
            events: sorted.iter().map(|run| run.events).sum(),
            handsets: first.handsets,
            represents: first.represents,
            simulated_s: first.simulated_s,
            wall_s: 0.0,
            peak_bytes: sorted.iter().map(|run| run.peak_bytes).max().unwrap_or(0),
        },
        arm_order: study.arms.clone(),
        arms: observed.iter().map(|(arm, observed)| ((*arm).to_owned(), observed.summary())).collect(),
        differences: differences(&study.arms, &observed),
        warm_up: None,
        verdicts: Vec::new(),
        audit: None,
        bounds: Vec::new(),
        swept: None,
    }
}

/// What was observed in the replications of one arm.
#[derive(Default)]
struct Observed<'r> {
    units: BTreeMap<&'r str, &'r str>,
    /// Observations by replication.
    values: BTreeMap<&'r str, BTreeMap<u32, Option<f64>>>,
}

impl Observed<'_> {
    fn summary(&self) -> ArmSummary {
        let figure = |(name, by_replication): (&&str, &BTreeMap<u32, Option<f64>>)| {
            let values: Vec<_> = by_replication.values().copied().collect();
            ((*name).to_owned(), Figure::of(&values, self.units[name]))
        };
        ArmSummary { metrics: self.values.iter().map(figure).collect() }
    }
}

fn observe(figures: &[FigureRow]) -> BTreeMap<&str, Observed<'_>> {
    let mut observed: BTreeMap<&str, Observed> = BTreeMap::new();
    for row in figures {
        let arm = observed.entry(&row.run.arm).or_default();
        arm.units.entry(&row.metric).or_insert(&row.unit);
        arm.values.entry(&row.metric).or_default().insert(row.run.replication, row.value);
    }
    observed
}

fn differences(arms: &[String], observed: &BTreeMap<&str, Observed>) -> Vec<Difference> {
    let Some((first, later)) = arms.split_first() else { return Vec::new() };
    let Some(from) = observed.get(first.as_str()) else { return Vec::new() };
    let mut all = Vec::new();
    for arm in later {
        let Some(to) = observed.get(arm.as_str()) else { continue };
        let mut metrics = BTreeMap::new();
        for (name, before) in &from.values {
            // What one of the arms does not have cannot differ.
            let Some(after) = to.values.get(name) else { continue };
            let pair = |(replication, after): (&u32, &Option<f64>)| Some((*after)? - (*before.get(replication)?)?);
            let pairs: Vec<_> = after.iter().map(pair).collect();
            metrics.insert((*name).to_owned(), Figure::of(&pairs, from.units[name]));
        }
        all.push(Difference { from: first.clone(), to: arm.clone(), metrics });
    }
    all
}

/// One fingerprint of many, mixed in their order (the finaliser of `SplitMix64`), in hexadecimal.
pub fn combined(fingerprints: impl Iterator<Item = u64>) -> String {
    let mixed = fingerprints.fold(0, |state: u64, fingerprint| {
        let mut z = (state.rotate_left(23) ^ fingerprint).wrapping_add(0x9e37_79b9_7f4a_7c15);
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    });
    format!("{mixed:016x}")
}
