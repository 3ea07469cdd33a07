//! The second range of the headlines: what they would be if what nobody knows were otherwise, one setting at a time.
//!
//! Knows figures by arm and setting, however they came about.

use super::{FigureRow, Summary};
use serde::{Deserialize, Serialize};

/// The figures that a range is given for; the first one is charted.
pub const HEADLINES: [&str; 8] = [
    "exposure.nonusers.people",
    "exposure.nonusers.share",
    "exposure.numbers_per_sms_saved",
    "cost.saved",
    "first_message.sms_rate",
    "duplicates.rate",
    "fallback.rate",
    "sms.saved",
];

/// A setting that nobody knows, at one of its values; or the scenario as it is.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Setting {
    /// The dotted key; empty for the scenario as it is.
    pub key: String,
    /// The value, as written.
    pub value: String,
}

impl Setting {
    /// `population.opt_in = 0.01`, or `base`.
    pub fn words(&self) -> String {
        if self.key.is_empty() { BASE.to_owned() } else { format!("{} = {}", self.key, self.value) }
    }
}

/// What the scenario as it is, is called beside its settings.
pub const BASE: &str = "base";

/// The headlines of one run with one setting.
#[derive(Clone, Debug, PartialEq)]
pub struct RangeRun {
    /// Which setting.
    pub setting: Setting,
    /// Its figures.
    pub rows: Vec<FigureRow>,
}

/// One headline of one arm with one setting.
#[derive(Clone, Debug, PartialEq)]
pub struct RangeRow {
    /// Name of the arm.
    pub arm: String,
    /// Which setting.
    pub setting: Setting,
    /// Dotted name of the metric.
    pub metric: String,
    /// What it is counted in.
    pub unit: String,
    /// Mean over the replications of the ranges; nothing where it was not measured.
    pub figure: Option<f64>,
}

/// The least and the greatest value of a headline over all settings.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Range {
    /// The least.
    pub low: f64,
    /// The greatest.
    pub high: f64,
    /// The setting that gives the least.
    pub at_low: String,
    /// The setting that gives the greatest.
    pub at_high: String,
}

/// Which settings the ranges of a summary are over.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Swept {
    /// Replications of each setting.
    pub replications: u32,
    /// The settings, in the order of the file.
    pub settings: Vec<Setting>,
}

impl Swept {
    /// The keys in the order of the file, each with its values.
    pub fn by_key(&self) -> Vec<(&str, Vec<&str>)> {
        let mut keys: Vec<(&str, Vec<&str>)> = Vec::new();
        for setting in &self.settings {
            match keys.iter_mut().find(|(key, _)| *key == setting.key) {
                Some((_, values)) => values.push(&setting.value),
                None => keys.push((&setting.key, vec![&setting.value])),
            }
        }
        keys
    }
}

/// Every headline of every arm: as the scenario is, then with each setting. A setting that leaves an arm as it is was not
/// run for it and has the arm's figures.
pub fn range_rows(arms: &[String], base: &[FigureRow], swept: &Swept, runs: &[RangeRun]) -> Vec<RangeRow> {
    let mut all = Vec::new();
    for arm in arms {
        let of_base: Vec<&FigureRow> = base.iter().filter(|row| row.run.arm == *arm).collect();
        let firsts: Vec<&FigureRow> =
            of_base.into_iter().filter(|row| row.run.replication < swept.replications).collect();
        all.extend(figures(arm, &Setting::default(), &firsts));
        for setting in &swept.settings {
            let run: Vec<&FigureRow> = runs
                .iter()
                .filter(|run| run.setting == *setting)
                .flat_map(|run| run.rows.iter().filter(|row| row.run.arm == *arm))
                .collect();
            all.extend(figures(arm, setting, if run.is_empty() { &firsts } else { &run }));
        }
    }
    all
}

fn figures(arm: &str, setting: &Setting, rows: &[&FigureRow]) -> Vec<RangeRow> {
    let of = |metric: &&str| {
        let rows: Vec<&&FigureRow> = rows.iter().filter(|row| row.metric == **metric).collect();
        let measured: Vec<f64> = rows.iter().filter_map(|row| row.value).collect();
        let mean = measured.iter().sum::<f64>() / measured.len() as f64;
        Some(RangeRow {
            arm: arm.to_owned(),
            setting: setting.clone(),
            metric: (*metric).to_owned(),
            unit: rows.first()?.unit.clone(),
            figure: Some(mean).filter(|mean| mean.is_finite()),
        })
    };
    HEADLINES.iter().filter_map(of).collect()
}

/// Figures of an arm by setting; with a second arm, that one's less the first's.
pub fn points(rows: &[RangeRow], metric: &str, arm: &str, less: Option<&str>) -> Vec<(Setting, f64)> {
    let of = |arm: &str| {
        let of_arm = |row: &&RangeRow| row.arm == arm && row.metric == metric;
        let arm = rows.iter().filter(of_arm).collect::<Vec<_>>();
        move |setting: &Setting| arm.iter().find(|row| row.setting == *setting).and_then(|row| row.figure)
    };
    let (mine, other) = (of(arm), less.map(of));
    let settings = rows.iter().filter(|row| row.arm == arm && row.metric == metric).map(|row| &row.setting);
    settings
        .filter_map(|setting| {
            let subtracted = match &other {
                Some(other) => other(setting)?,
                None => 0.0,
            };
            Some((setting.clone(), mine(setting)? - subtracted))
        })
        .collect()
}

/// The range of some points; of equal ones the first is named.
pub fn range(points: &[(Setting, f64)]) -> Option<Range> {
    let (mut low, mut high) = (points.first()?, points.first()?);
    for point in points {
        low = if point.1 < low.1 { point } else { low };
        high = if point.1 > high.1 { point } else { high };
    }
    Some(Range { low: low.1, high: high.1, at_low: low.0.words(), at_high: high.0.words() })
}

impl Summary {
    /// Adds the ranges of the headlines, of arms and of differences.
    pub fn add_ranges(&mut self, swept: Swept, rows: &[RangeRow]) {
        for metric in HEADLINES {
            for (arm, of_arm) in &mut self.arms {
                if let Some(figure) = of_arm.metrics.get_mut(metric) {
                    figure.range = range(&points(rows, metric, arm, None));
                }
            }
            for difference in &mut self.differences {
                if let Some(figure) = difference.metrics.get_mut(metric) {
                    figure.range = range(&points(rows, metric, &difference.to, Some(&difference.from)));
                }
            }
        }
        self.swept = Some(swept);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::RunKey;

    fn row(arm: &str, replication: u32, value: f64) -> FigureRow {
        let run = RunKey { arm: arm.into(), replication };
        FigureRow { run, metric: HEADLINES[6].into(), unit: "share".into(), value: Some(value) }
    }

    fn setting(value: &str) -> Setting {
        Setting { key: "population.opt_in".into(), value: value.into() }
    }

    /// Two arms; the setting 1 is the scenario itself, 2 changes both arms, 3 the second only. Two replications of the
    /// base, of which the ranges use one.
    fn made() -> (Swept, Vec<RangeRow>) {
        let base = [row("a", 0, 0.2), row("a", 1, 0.9), row("b", 0, 0.3), row("b", 1, 0.9)];
        let run =
            |value: &str, arm: &str, figure| RangeRun { setting: setting(value), rows: vec![row(arm, 0, figure)] };
        let runs = [run("2", "a", 0.1), run("2", "b", 0.5), run("3", "b", 0.25)];
        let swept = Swept { replications: 1, settings: vec![setting("1"), setting("2"), setting("3")] };
        let rows = range_rows(&["a".into(), "b".into()], &base, &swept, &runs);
        (swept, rows)
    }

    #[test]
    fn the_ends_are_where_they_are() {
        let (swept, rows) = made();
        assert_eq!(rows.len(), 8);
        let metric = HEADLINES[6];
        let a = range(&points(&rows, metric, "a", None)).expect("there are points");
        assert_eq!((a.low, a.at_low.as_str()), (0.1, "population.opt_in = 2"));
        assert_eq!((a.high, a.at_high.as_str()), (0.2, "base"), "of equal ones the first");
        let difference = range(&points(&rows, metric, "b", Some("a"))).expect("there are points");
        assert!((difference.low - 0.05).abs() < 1e-12 && difference.at_low == "population.opt_in = 3");
        assert!((difference.high - 0.4).abs() < 1e-12 && difference.at_high == "population.opt_in = 2");
        assert_eq!(swept.by_key(), [("population.opt_in", vec!["1", "2", "3"])]);
    }

    #[test]
    fn every_headline_is_a_metric() {
        let known: Vec<&str> = crate::analysis::METRICS.iter().copied().flatten().map(|metric| metric.name).collect();
        assert!(HEADLINES.iter().all(|name| known.contains(name)));
    }

    #[test]
    fn what_was_not_measured_is_no_end() {
        let (_, mut rows) = made();
        rows.iter_mut().filter(|r| r.setting.value == "2").for_each(|r| r.figure = None);
        let a = range(&points(&rows, HEADLINES[6], "a", None)).expect("there are points");
        assert_eq!((a.low, a.high), (0.2, 0.2));
        assert_eq!(range(&[]), None);
    }
}
