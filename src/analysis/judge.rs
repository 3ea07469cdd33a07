//! Bounds held against figures: which hold, which do not, and which the replications cannot tell.
//!
//! Knows figures by arm and name, however they came about; knows no study, no file and no words for people.

use super::interval::{Interval, interval_at};
use super::replications::FigureRow;
use super::sequential::more_for;
use crate::units::Bound;
use serde::{Deserialize, Serialize};

/// What became of a bound on the figure of one arm.
#[derive(Clone, Debug, PartialEq)]
pub struct Judgement {
    /// The arm.
    pub arm: String,
    /// The bound.
    pub bound: Bound,
    /// What the figure is counted in; empty where no run has it.
    pub unit: String,
    /// The figure over the replications that measured it, at the confidence that was asked for.
    pub figure: Option<Interval>,
    /// How many replications measured it; of a single one the value itself was judged.
    pub replications: u32,
    /// Whether it holds.
    pub verdict: Outcome,
}

/// Whether a bound holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// The whole interval is inside.
    Held,
    /// The whole interval is outside.
    Broken,
    /// The limit lies within the interval.
    Undecided {
        /// How many more replications would probably decide, if mean and variance stay as they are; nothing where the mean
        /// is so near the limit that no sensible number would.
        more: Option<u32>,
    },
    /// No run measured the figure.
    NotMeasured,
}

impl Outcome {
    /// The name in results.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Held => "held",
            Self::Broken => "broken",
            Self::Undecided { .. } => "undecided",
            Self::NotMeasured => "not_measured",
        }
    }
}

impl Judgement {
    /// Whether the bound holds for certain: everything else fails.
    pub fn passes(&self) -> bool {
        self.verdict == Outcome::Held
    }

    /// How far the mean is inside the limit, in the metric's unit; below zero outside.
    pub fn margin(&self) -> Option<f64> {
        self.figure.map(|figure| self.bound.relation.margin(figure.mean, self.bound.limit))
    }
}

/// A judgement as plain values, as result files hold it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct JudgedBound {
    /// The arm.
    pub arm: String,
    /// Dotted name of the metric.
    pub metric: String,
    /// What it is counted in; empty where it was not measured.
    pub unit: String,
    /// The bound as it was written.
    pub bound: String,
    /// Its limit in the metric's unit.
    pub limit: f64,
    /// The figure.
    pub value: Option<f64>,
    /// Lower end of its interval.
    pub low: Option<f64>,
    /// Upper end of its interval.
    pub high: Option<f64>,
    /// Replications that measured it.
    pub replications: u32,
    /// `held`, `broken`, `undecided` or `not_measured`.
    pub verdict: String,
    /// How far the figure is inside the limit; below zero outside.
    pub margin: Option<f64>,
    /// How many more replications would probably decide.
    pub more_replications: Option<u32>,
}

impl From<&Judgement> for JudgedBound {
    fn from(judgement: &Judgement) -> Self {
        let bounds = judgement.figure.and_then(|figure| figure.bounds);
        Self {
            arm: judgement.arm.clone(),
            metric: judgement.bound.metric.clone(),
            unit: judgement.unit.clone(),
            bound: judgement.bound.written.clone(),
            limit: judgement.bound.limit,
            value: judgement.figure.map(|figure| figure.mean),
            low: bounds.map(|b| b.0),
            high: bounds.map(|b| b.1),
            replications: judgement.replications,
            verdict: judgement.verdict.name().to_owned(),
            margin: judgement.margin(),
            more_replications: match judgement.verdict {
                Outcome::Undecided { more } => more,
                Outcome::Held | Outcome::Broken | Outcome::NotMeasured => None,
            },
        }
    }
}

/// Holds every bound against the figures of its arm, or of every arm that there are rows of: in the order of the bounds,
/// then of the arms' first rows. A bound passes only where the whole interval, of a confidence between 0 and 1, is inside.
pub fn judge(rows: &[FigureRow], bounds: &[Bound], confidence: f64) -> Vec<Judgement> {
    let mut arms: Vec<&str> = Vec::new();
    for row in rows {
        if !arms.contains(&row.run.arm.as_str()) {
            arms.push(&row.run.arm);
        }
    }
    let mut judgements = Vec::new();
    for bound in bounds {
        match &bound.arm {
            Some(arm) => judgements.push(judge_one(rows, arm, bound, confidence)),
            None => judgements.extend(arms.iter().map(|arm| judge_one(rows, arm, bound, confidence))),
        }
    }
    judgements
}

fn judge_one(rows: &[FigureRow], arm: &str, bound: &Bound, confidence: f64) -> Judgement {
    let of_arm = || rows.iter().filter(|row| row.run.arm == arm && row.metric == bound.metric);
    let measured: Vec<f64> = of_arm().filter_map(|row| row.value).collect();
    let figure = interval_at(&measured, confidence);
    let verdict = match figure {
        None => Outcome::NotMeasured,
        Some(Interval { mean, bounds: None }) if bound.relation.holds(mean, bound.limit) => Outcome::Held,
        Some(Interval { bounds: None, .. }) => Outcome::Broken,
        Some(Interval { mean, bounds: Some((low, high)) }) => match inside(bound, low, high) {
            Some(true) => Outcome::Held,
            Some(false) => Outcome::Broken,
            None => Outcome::Undecided { more: more_for(&measured, (mean - bound.limit).abs(), confidence) },
        },
    };
    Judgement {
        arm: arm.to_owned(),
        bound: bound.clone(),
        unit: of_arm().next().map(|row| row.unit.clone()).unwrap_or_default(),
        figure,
        replications: measured.len() as u32,
        verdict,
    }
}

/// Whether an interval is inside a bound or outside it; nothing where it is in part.
fn inside(bound: &Bound, low: f64, high: f64) -> Option<bool> {
    let ends = [low, high].map(|end| bound.relation.holds(end, bound.limit));
    (ends[0] == ends[1]).then_some(ends[0])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::RunKey;
    use crate::units::Relation;

    fn rows(arm: &str, values: &[Option<f64>]) -> Vec<FigureRow> {
        let row = |(replication, value): (u32, &Option<f64>)| FigureRow {
            run: RunKey { arm: arm.into(), replication },
            metric: "delivery.ip.p99".into(),
            unit: "s".into(),
            value: *value,
        };
        (0..).zip(values).map(row).collect()
    }

    fn bound(arm: Option<&str>, relation: Relation, limit: f64) -> Bound {
        let written = format!("{} {limit} s", relation.sign());
        Bound { arm: arm.map(str::to_owned), metric: "delivery.ip.p99".into(), relation, limit, written }
    }

    fn verdict(values: &[f64], relation: Relation, limit: f64) -> Outcome {
        let values: Vec<Option<f64>> = values.iter().copied().map(Some).collect();
        judge(&rows("base", &values), &[bound(None, relation, limit)], 0.95)[0].verdict
    }

    #[test]
    fn an_interval_is_inside_outside_or_neither() {
        // The interval of 1, 2, 3 is 2 ± 2.48414 (see `interval`).
        let three = [1.0, 2.0, 3.0];
        assert_eq!(verdict(&three, Relation::Below, 4.5), Outcome::Held);
        assert_eq!(verdict(&three, Relation::Above, -0.5), Outcome::Held);
        assert_eq!(verdict(&three, Relation::Below, -0.5), Outcome::Broken);
        assert_eq!(verdict(&three, Relation::AtLeast, 4.5), Outcome::Broken);
        assert!(matches!(verdict(&three, Relation::Below, 2.5), Outcome::Undecided { more: Some(_) }));
    }

    #[test]
    fn an_undecided_bound_says_how_many_more_would_decide() {
        // Standard deviation 1, limit 1 from the mean: t(n-1) / sqrt(n) <= 1 first at n = 7 (t(6) = 2.447, sqrt 7 = 2.646;
        // at 6 it is 2.571 / 2.449).
        assert_eq!(verdict(&[1.0, 2.0, 3.0], Relation::Below, 3.0), Outcome::Undecided { more: Some(4) });
        assert_eq!(verdict(&[1.0, 2.0, 3.0], Relation::Below, 2.0), Outcome::Undecided { more: None });
    }

    #[test]
    fn a_single_replication_is_judged_by_its_value() {
        assert_eq!(verdict(&[2.0], Relation::Below, 2.5), Outcome::Held);
        assert_eq!(verdict(&[2.0], Relation::Below, 2.0), Outcome::Broken);
        assert_eq!(verdict(&[2.0], Relation::AtMost, 2.0), Outcome::Held);
        assert_eq!(verdict(&[2.0, 2.0], Relation::Below, 2.0), Outcome::Broken);
    }

    #[test]
    fn every_arm_or_one_and_what_was_not_measured_fails() {
        let rows = [rows("before", &[Some(1.0), None]), rows("after", &[None, None])].concat();
        let bounds = [bound(None, Relation::Below, 2.0), bound(Some("before"), Relation::Above, 2.0)];
        let judged = judge(&rows, &bounds, 0.95);
        let found: Vec<_> = judged.iter().map(|j| (j.arm.as_str(), j.verdict, j.replications, j.margin())).collect();
        assert_eq!(
            found,
            [
                ("before", Outcome::Held, 1, Some(1.0)),
                ("after", Outcome::NotMeasured, 0, None),
                ("before", Outcome::Broken, 1, Some(-1.0)),
            ]
        );
        assert!(judged[0].passes() && !judged[1].passes());
        assert_eq!(judge(&rows, &[bound(Some("nobody"), Relation::Below, 2.0)], 0.95)[0].unit, "");
    }
}
