//! One arm against another: every figure of both, the difference, its interval, and a verdict in words.
//!
//! Pairs are runs of the same replication, so that people, wishes and luck cancel. Knows neither runs nor files: it works
//! on figures by replication, wherever they come from.

use super::{Account, FigureRow, Interval, interval, variance, welch};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Version of the layout of a [`ComparisonDocument`].
pub const COMPARISON_SCHEMA: u32 = 1;

/// The metric whose variance shows what pairing brings.
const SHARPENED: &str = "fallback.rate";

/// All comparisons of one command, as `--format json` prints them.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ComparisonDocument {
    /// Version of this layout.
    pub schema: u32,
    /// Version of the program.
    pub version: String,
    /// The first arm against each other one.
    pub comparisons: Vec<Comparison>,
}

impl ComparisonDocument {
    /// A document of today.
    pub fn of(comparisons: Vec<Comparison>) -> Self {
        Self { schema: COMPARISON_SCHEMA, version: env!("CARGO_PKG_VERSION").to_owned(), comparisons }
    }
}

/// One arm against another.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Comparison {
    /// The arm subtracted.
    pub from: String,
    /// The arm it is subtracted from.
    pub to: String,
    /// Replications of each.
    pub replications: [usize; 2],
    /// Why replications were not paired; nothing where they were.
    pub not_paired: Option<String>,
    /// Every metric in the order of the table of metrics.
    pub metrics: Vec<Compared>,
    /// How many times smaller pairing made the variance of the difference in the fallback rate.
    pub sharper: Option<f64>,
    /// What became of single messages, where both arms were run.
    pub messages: Option<Account>,
}

/// One metric in both arms.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Compared {
    /// Dotted name.
    pub metric: String,
    /// What it is counted in.
    pub unit: String,
    /// Mean in the arm subtracted.
    pub from: Option<f64>,
    /// Mean in the other arm.
    pub to: Option<f64>,
    /// The second less the first: of pairs, where they are paired.
    pub difference: Option<f64>,
    /// Lower end of the difference's 95 % interval.
    pub low: Option<f64>,
    /// Upper end.
    pub high: Option<f64>,
    /// The difference as a share of the first; nothing where that is zero.
    pub relative: Option<f64>,
    /// What can be said.
    pub verdict: Verdict,
}

/// What can be said of a difference.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Verdict {
    /// The whole interval lies below zero.
    #[serde(rename = "less")]
    Less,
    /// The whole interval lies above zero.
    #[serde(rename = "more")]
    More,
    /// The interval covers zero.
    #[serde(rename = "no difference shown")]
    NotShown,
    /// All observations are identical, pair by pair.
    #[serde(rename = "equal")]
    Equal,
    /// A difference was observed once, and nobody knows how it varies.
    #[serde(rename = "one replication: no interval")]
    NoInterval,
    /// One of the arms has no observation.
    #[serde(rename = "not measured")]
    NotMeasured,
}

impl Verdict {
    /// The words.
    pub const fn words(self) -> &'static str {
        match self {
            Self::Less => "less",
            Self::More => "more",
            Self::NotShown => "no difference shown",
            Self::Equal => "equal",
            Self::NoInterval => "one replication: no interval",
            Self::NotMeasured => "not measured",
        }
    }
}

/// The figures of one arm by metric and replication.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Sample {
    /// What the arm is called.
    pub name: String,
    /// Metrics in the order of their rows.
    series: Vec<Series>,
}

#[derive(Clone, Debug, PartialEq)]
struct Series {
    metric: String,
    unit: String,
    values: BTreeMap<u32, Option<f64>>,
}

impl Sample {
    /// The figures of an arm from its rows, in any order of replications.
    pub fn of<'r>(name: &str, rows: impl IntoIterator<Item = &'r FigureRow>) -> Self {
        let mut sample = Self { name: name.to_owned(), series: Vec::new() };
        let mut places: BTreeMap<&str, usize> = BTreeMap::new();
        for row in rows {
            let place = *places.entry(&row.metric).or_insert_with(|| {
                let (metric, unit) = (row.metric.clone(), row.unit.clone());
                sample.series.push(Series { metric, unit, values: BTreeMap::new() });
                sample.series.len() - 1
            });
            sample.series[place].values.insert(row.run.replication, row.value);
        }
        sample
    }

    /// Replications, measured or not.
    pub fn replications(&self) -> Vec<u32> {
        let all = self.series.iter().flat_map(|s| s.values.keys().copied());
        all.collect::<std::collections::BTreeSet<u32>>().into_iter().collect()
    }

    fn series(&self, metric: &str) -> Option<&Series> {
        self.series.iter().find(|s| s.metric == metric)
    }
}

impl Series {
    fn measured(&self) -> Vec<f64> {
        self.values.values().copied().flatten().collect()
    }
}

/// Compares two samples; `not_paired` says why their replications are independent, where they are.
pub fn compare(from: &Sample, to: &Sample, not_paired: Option<String>) -> Comparison {
    let paired = not_paired.is_none();
    let only_there = to.series.iter().filter(|s| from.series(&s.metric).is_none());
    let metrics = from.series.iter().chain(only_there).map(|series| {
        let metric = &series.metric;
        compared(series, from.series(metric), to.series(metric), paired)
    });
    Comparison {
        from: from.name.clone(),
        to: to.name.clone(),
        replications: [from.replications().len(), to.replications().len()],
        metrics: metrics.collect(),
        sharper: from.series(SHARPENED).zip(to.series(SHARPENED)).filter(|_| paired).and_then(|(a, b)| sharper(a, b)),
        not_paired,
        messages: None,
    }
}

fn compared(named: &Series, from: Option<&Series>, to: Option<&Series>, paired: bool) -> Compared {
    let values = |series: Option<&Series>| series.map(Series::measured).unwrap_or_default();
    let (a, b) = (values(from), values(to));
    let pairs = from.zip(to).map(|(a, b)| pairs(a, b)).unwrap_or_default();
    let (found, equal) = if paired {
        let differences: Vec<f64> = pairs.iter().map(|(x, y)| y - x).collect();
        (interval(&differences), pairs.iter().all(|(x, y)| x.to_bits() == y.to_bits()))
    } else {
        (welch(&a, &b), a.iter().chain(&b).all(|x| Some(x.to_bits()) == a.first().map(|y| y.to_bits())))
    };
    let means = [&a, &b].map(|of| interval(of).map(|i| i.mean));
    let bounds = found.and_then(|i| i.bounds);
    let relative = found.zip(means[0]).filter(|(_, base)| base.abs() > 0.0).map(|(i, base)| i.mean / base.abs());
    Compared {
        metric: named.metric.clone(),
        unit: named.unit.clone(),
        from: means[0],
        to: means[1],
        difference: found.map(|i| i.mean),
        low: bounds.map(|b| b.0),
        high: bounds.map(|b| b.1),
        relative,
        verdict: verdict(found, equal),
    }
}

fn verdict(found: Option<Interval>, equal: bool) -> Verdict {
    match found.map(|i| i.bounds) {
        None => Verdict::NotMeasured,
        Some(_) if equal => Verdict::Equal,
        Some(None) => Verdict::NoInterval,
        Some(Some((_, high))) if high < 0.0 => Verdict::Less,
        Some(Some((low, _))) if low > 0.0 => Verdict::More,
        Some(Some(_)) => Verdict::NotShown,
    }
}

/// Observations of the replications that both have.
fn pairs(from: &Series, to: &Series) -> Vec<(f64, f64)> {
    from.values.iter().filter_map(|(replication, x)| Some(((*x)?, (*to.values.get(replication)?)?))).collect()
}

/// The variance of a difference of independent runs over that of pairs.
fn sharper(from: &Series, to: &Series) -> Option<f64> {
    let (a, b): (Vec<f64>, Vec<f64>) = pairs(from, to).into_iter().unzip();
    let differences: Vec<f64> = a.iter().zip(&b).map(|(x, y)| y - x).collect();
    let paired = variance(&differences).filter(|v| *v > 0.0)?;
    Some((variance(&a)? + variance(&b)?) / paired)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::RunKey;

    /// A sample with one metric; a replication without a figure is none.
    fn sample(name: &str, values: &[(u32, Option<f64>)]) -> Sample {
        let row = |&(replication, value): &(u32, Option<f64>)| FigureRow {
            run: RunKey { arm: name.into(), replication },
            metric: SHARPENED.into(),
            unit: "share".into(),
            value,
        };
        let rows: Vec<FigureRow> = values.iter().map(row).collect();
        Sample::of(name, &rows)
    }

    fn of(a: &[f64], b: &[f64]) -> Compared {
        let numbered = |values: &[f64]| (0..).zip(values.iter().map(|v| Some(*v))).collect::<Vec<_>>();
        let (a, b) = (sample("a", &numbered(a)), sample("b", &numbered(b)));
        compare(&a, &b, None).metrics.remove(0)
    }

    #[test]
    fn verdicts_by_hand() {
        // Differences 1, 2, 3: mean 2, interval 2 ± 2.484 covers zero. Differences 4, 5, 6: 5 ± 2.484.
        assert_eq!(of(&[1.0, 1.0, 1.0], &[2.0, 3.0, 4.0]).verdict, Verdict::NotShown);
        let more = of(&[1.0, 1.0, 1.0], &[5.0, 6.0, 7.0]);
        assert_eq!((more.verdict, more.relative), (Verdict::More, Some(5.0)));
        assert!((more.low.expect("three pairs have an interval") - 2.516).abs() < 1e-3);
        assert_eq!(of(&[5.0, 6.0, 7.0], &[1.0, 1.0, 1.0]).verdict, Verdict::Less);
        assert_eq!(of(&[1.0, 2.0], &[1.0, 2.0]).verdict, Verdict::Equal);
        // The same mean of both is not equality.
        assert_eq!(of(&[1.0, 2.0], &[2.0, 1.0]).verdict, Verdict::NotShown);
        // A difference without variance is shown.
        assert_eq!(of(&[1.0, 2.0], &[0.0, 1.0]).verdict, Verdict::Less);
        assert_eq!(of(&[1.0], &[2.0]).verdict, Verdict::NoInterval);
        assert_eq!(of(&[1.0], &[1.0]).verdict, Verdict::Equal);
        let (none, some) = (sample("a", &[(0, None)]), sample("b", &[(0, Some(1.0))]));
        let found = compare(&none, &some, None).metrics.remove(0);
        assert_eq!((found.verdict, found.from, found.to), (Verdict::NotMeasured, None, Some(1.0)));
        assert_eq!(of(&[0.0], &[1.0]).relative, None);
    }

    #[test]
    fn pairs_are_of_one_replication_in_whatever_order_they_come() {
        let a = sample("a", &[(0, Some(10.0)), (1, Some(20.0)), (2, None), (3, Some(1.0))]);
        let b = sample("b", &[(3, None), (2, Some(5.0)), (1, Some(21.0)), (0, Some(11.0))]);
        let found = compare(&a, &b, None);
        let metric = &found.metrics[0];
        // Pairs are (10, 11) and (20, 21) only: the difference is one, exactly.
        assert_eq!((metric.difference, metric.low, metric.high), (Some(1.0), Some(1.0), Some(1.0)));
        assert_eq!((metric.verdict, found.replications), (Verdict::More, [4, 4]));
    }

    #[test]
    fn independent_samples_are_compared_by_welch() {
        let a = sample("a", &[(0, Some(1.0)), (1, Some(2.0)), (2, Some(3.0))]);
        let b = sample("b", &[(0, Some(4.0)), (1, Some(6.0)), (2, Some(8.0))]);
        let [paired, apart] = [None, Some("seeds differ".to_owned())].map(|why| compare(&a, &b, why).metrics.remove(0));
        assert_eq!((paired.difference, apart.difference), (Some(4.0), Some(4.0)));
        assert!(apart.low < paired.low, "{apart:?} {paired:?}");
    }

    #[test]
    fn pairing_sharpens_by_the_ratio_of_variances() {
        // Variances 100 and 100; differences 1, 1, 2 have the variance 1/3.
        let a = sample("a", &[(0, Some(0.0)), (1, Some(10.0)), (2, Some(20.0))]);
        let b = sample("b", &[(0, Some(1.0)), (1, Some(11.0)), (2, Some(22.0))]);
        let sharper = compare(&a, &b, None).sharper.expect("three pairs");
        let expected = (100.0 + 331.0 / 3.0) / (1.0 / 3.0);
        assert!((sharper - expected).abs() < 1e-6, "{sharper} instead of {expected}");
        assert_eq!(compare(&a, &b, Some("seeds differ".into())).sharper, None);
        assert_eq!(compare(&a, &a, None).sharper, None, "no variance is left");
    }
}
