//! Tables of sweeps by hand: means, intervals, effects, stretches, and what was not measured.

use super::*;

fn factor(key: &str, levels: &[&str]) -> FactorFacts {
    let levels: Vec<String> = levels.iter().map(|&level| level.to_owned()).collect();
    FactorFacts { key: key.into(), unit: FactorFacts::common_unit(&levels), bounds: None, levels: Some(levels) }
}

fn facts(factors: Vec<FactorFacts>, points: u64, blocks: bool) -> SweepFacts {
    SweepFacts {
        scenario: "s".into(),
        title: "S".into(),
        version: "0".into(),
        seed: 1,
        replications: 2,
        arms: vec!["base".into()],
        factors,
        sample: None,
        blocks,
        points,
        metrics: vec!["m".into()],
    }
}

/// A point with one figure, a value a replication.
fn record(point: u64, levels: &[&str], values: &[Option<f64>]) -> PointRecord {
    let run = |(replication, value): (u32, &Option<f64>)| PointRun {
        arm: "base".into(),
        replication,
        fingerprint: point,
        events: 10,
        audit: [20, 200],
        figures: vec![RunFigure("m".into(), "s".into(), *value)],
    };
    let levels = levels.iter().map(|&level| level.to_owned()).collect();
    PointRecord { point, levels, runs: (0..).zip(values).map(run).collect() }
}

/// Two by two: y is 1, 2 in the first row and 5, not measured in the second.
fn square() -> SweepTable {
    let records = vec![
        record(0, &["1", "plain"], &[Some(0.5), Some(1.5)]),
        record(1, &["1", "hashed"], &[Some(2.0), Some(2.0)]),
        record(2, &["4", "plain"], &[Some(5.0), None]),
        record(3, &["4", "hashed"], &[None, None]),
    ];
    let factors = vec![factor("a", &["1", "4"]), factor("b", &["plain", "hashed"])];
    SweepTable::of(facts(factors, 4, false), records, &|_| Vec::new())
}

#[test]
fn means_have_the_interval_of_students_t_and_holes_stay_holes() {
    let table = square();
    let rows: Vec<_> = table.along("base", "m").map(|row| (row.mean, row.bounds)).collect();
    // Mean 1, standard error .5, t(1) = 12.7062.
    let (low, high) = rows[0].1.expect("two replications");
    assert!((low - (1.0 - 6.3531)).abs() < 1e-3 && (high - (1.0 + 6.3531)).abs() < 1e-3);
    assert_eq!(rows[1], (Some(2.0), Some((2.0, 2.0))));
    assert_eq!(rows[2], (Some(5.0), None), "a single value has no interval");
    assert_eq!(rows[3], (None, None));
    assert_eq!((table.unit("m"), table.number(2, 0), table.number(2, 1)), (Some("s"), Some(4.0), None));
}

#[test]
fn an_effect_is_the_mean_over_all_else() {
    let table = square();
    let found: Vec<_> = table.effects.iter().map(|e| (e.level.as_str(), e.points, e.mean)).collect();
    let expected = [("1", 2, Some(1.5)), ("4", 1, Some(5.0)), ("plain", 2, Some(3.0)), ("hashed", 1, Some(2.0))];
    assert_eq!(found, expected);
    assert!(table.indices.is_empty());
}

#[test]
fn a_range_that_points_are_drawn_from_has_stretches() {
    let range = FactorFacts { key: "r".into(), unit: Some("s".into()), levels: None, bounds: Some((0.0, 10.0)) };
    let records = vec![
        record(0, &["0.0000 s"], &[Some(1.0)]),
        record(1, &["1.9000 s"], &[Some(3.0)]),
        record(2, &["10.0000 s"], &[Some(7.0)]),
    ];
    let table = SweepTable::of(facts(vec![range], 3, false), records, &|_| Vec::new());
    let found: Vec<_> = table.effects.iter().map(|e| (e.level.as_str(), e.number, e.mean)).collect();
    assert_eq!(found[0], ("0 s..2 s", Some(1.0), Some(2.0)));
    assert_eq!(found[1], ("2 s..4 s", Some(3.0), None));
    assert_eq!(found[4], ("8 s..10 s", Some(9.0), Some(7.0)), "the upper end belongs to the last");
}

#[test]
fn blocks_with_a_hole_are_left_out_of_sobol_indices() {
    let levels = |n: u64| -> &'static str { if n.is_multiple_of(2) { "1" } else { "2" } };
    let mut records: Vec<PointRecord> = (0..24)
        .map(|n| {
            // Blocks of A, B, A with the factor from B: y is the factor, which differs between A and B.
            let block = n / 3;
            let x = if n % 3 == 0 { block } else { block + 1 };
            record(n, &[levels(x)], &[Some(if x.is_multiple_of(2) { 1.0 } else { 2.0 })])
        })
        .collect();
    let of = |records: Vec<PointRecord>| {
        let facts = facts(vec![factor("a", &["1", "2"])], 24, true);
        SweepTable::of(facts, records, &|n| vec![(0..n).collect(); 10]).indices
    };
    let total = of(records.clone())[0].index.expect("it varies").total.value;
    assert!((total - 2.0).abs() < 1e-9, "all pairs differ: half of 1 over the variance of .25, {total}");
    records[4] = record(4, &["1"], &[None]);
    assert!(of(records)[0].index.is_some());
}

#[test]
fn a_summary_reads_back() {
    let summary = square().summary();
    let text = serde_json::to_string(&summary).expect("plain values have a JSON form");
    assert_eq!(serde_json::from_str::<SweepSummary>(&text).expect("it was written"), summary);
    assert_eq!((summary.points.len(), summary.events, summary.points[3].figures[0].value), (4, 80, None));
}

#[test]
fn levels_of_one_unit_are_numbers() {
    let unit = |levels: &[&str]| FactorFacts::common_unit(&levels.iter().map(|&l| l.to_owned()).collect::<Vec<_>>());
    assert_eq!(unit(&["2", "4", "1e6"]), Some(String::new()));
    assert_eq!(unit(&["5 s", "60 s"]), Some("s".to_owned()));
    assert_eq!(unit(&["8/s", "16/s"]), Some("/s".to_owned()));
    assert_eq!(unit(&["5 min", "24 h"]), None);
    assert_eq!(unit(&["hashed", "plain"]), None);
    assert_eq!(unit(&["true", "false"]), None);
    let factor = FactorFacts { key: "k".into(), unit: Some("s".into()), levels: None, bounds: None };
    assert_eq!((factor.number("5 s"), factor.number("5 h")), (Some(5.0), None));
}
