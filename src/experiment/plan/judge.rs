//! Whether a fleet keeps its bounds: figures of a few runs beside their limits, one-sided.
//!
//! Knows figures and bounds; knows no fleet.

use crate::analysis::{BoundFigure, FigureRow, FleetVerdict, interval_at};
use crate::units::{Bound, Relation};

/// Every bound beside its figure over the runs so far.
pub(super) fn judge(bounds: &[Bound], rows: &[FigureRow], confidence: f64) -> Vec<BoundFigure> {
    bounds.iter().map(|bound| judge_one(bound, rows, confidence)).collect()
}

fn judge_one(bound: &Bound, rows: &[FigureRow], confidence: f64) -> BoundFigure {
    let of_metric = || rows.iter().filter(|row| row.metric == bound.metric);
    let measured: Vec<f64> = of_metric().filter_map(|row| row.value).collect();
    // What lies beyond one end of a two-sided interval is half of what lies beyond both.
    let found = interval_at(&measured, 2.0 * confidence - 1.0);
    // The side that the bound is on, and the other one.
    let (shown, other) = match (found.and_then(|figure| figure.bounds), bound.relation) {
        (None, _) => (None, None),
        (Some((low, high)), Relation::Below | Relation::AtMost) => (Some(high), Some(low)),
        (Some((low, high)), Relation::Above | Relation::AtLeast) => (Some(low), Some(high)),
    };
    let holds = |value: Option<f64>| value.map(|value| bound.relation.holds(value, bound.limit));
    let verdict = match (holds(shown), holds(other)) {
        (Some(true), _) => FleetVerdict::Met,
        (_, Some(false)) => FleetVerdict::Broken,
        (_, _) => FleetVerdict::NotShown,
    };
    BoundFigure {
        metric: bound.metric.clone(),
        unit: of_metric().next().map_or_else(String::new, |row| row.unit.clone()),
        bound: bound.written.clone(),
        limit: bound.limit,
        value: found.map(|figure| figure.mean),
        shown,
        verdict,
        margin: shown.map(|shown| bound.relation.margin(shown, bound.limit)),
    }
}

/// The verdict over all bounds: broken if any is, met if all are.
pub(super) fn together(bounds: &[BoundFigure]) -> FleetVerdict {
    let any = |verdict: FleetVerdict| bounds.iter().any(|bound| bound.verdict == verdict);
    if any(FleetVerdict::Broken) {
        FleetVerdict::Broken
    } else if any(FleetVerdict::NotShown) {
        FleetVerdict::NotShown
    } else {
        FleetVerdict::Met
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::RunKey;

    fn rows(values: &[Option<f64>]) -> Vec<FigureRow> {
        let row = |(replication, value): (u32, &Option<f64>)| FigureRow {
            run: RunKey { arm: "base".into(), replication },
            metric: "wait".into(),
            unit: "s".into(),
            value: *value,
        };
        (0..).zip(values).map(row).collect()
    }

    fn verdict(relation: Relation, limit: f64, values: &[Option<f64>]) -> FleetVerdict {
        let bound = Bound { arm: None, metric: "wait".into(), relation, limit, written: String::new() };
        judge(&[bound], &rows(values), 0.95)[0].verdict
    }

    #[test]
    fn the_whole_side_must_be_inside() {
        use FleetVerdict::{Broken, Met, NotShown};
        // Mean 2; below 3.686 and above 0.314 with 95 % each.
        let values = [Some(1.0), Some(2.0), Some(3.0)];
        let below = [3.7, 3.6, 0.4, 0.3].map(|limit| verdict(Relation::Below, limit, &values));
        assert_eq!(below, [Met, NotShown, NotShown, Broken]);
        let above = [0.3, 0.4, 3.6, 3.7].map(|limit| verdict(Relation::AtLeast, limit, &values));
        assert_eq!(above, [Met, NotShown, NotShown, Broken]);
        assert_eq!(verdict(Relation::Below, 9.0, &[None, None]), NotShown);
        assert_eq!(verdict(Relation::Below, 9.0, &[None, Some(1.0)]), NotShown, "one observation shows nothing");
        assert_eq!(verdict(Relation::AtMost, 0.0, &[Some(0.0), Some(0.0)]), Met);
    }
}
