//! A sweep: factors with their levels, and which of their combinations are run.
//!
//! Plain validated values. Knows no document, no run and no result.

use super::range_text::Stretch;
use super::resolved::quoted_key;
use crate::random::Sample;

/// Which points a study is run at.
#[derive(Clone, Debug)]
pub struct Sweep {
    /// What is varied, in the order of the file.
    pub factors: Vec<Factor>,
    /// How points are drawn, and the sample as written; without one all combinations are run, the last factor fastest.
    pub sample: Option<(Sample, String)>,
    /// Figures that are charted; empty where the file names none.
    pub metrics: Vec<String>,
    /// Root of the sample's random numbers.
    pub(super) seed: u64,
}

/// A setting that is varied.
#[derive(Clone, Debug)]
pub struct Factor {
    /// The setting, a dotted key.
    pub key: String,
    pub(super) levels: Levels,
}

/// What a factor may be.
#[derive(Clone, Debug)]
pub(super) enum Levels {
    /// Each of some values.
    List(Vec<Level>),
    /// What lies between two numbers.
    Range(Stretch),
}

/// One value of a factor.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Level {
    /// As people write it: texts without quotes.
    pub text: String,
    /// As TOML.
    pub(super) toml: String,
}

impl Level {
    /// A number, or a number with its unit.
    fn of_range(text: String, unit: &str) -> Self {
        let toml = if unit.is_empty() { text.clone() } else { format!("\"{text}\"") };
        Self { text, toml }
    }
}

impl Factor {
    /// How many levels it has; none for all that lies between two numbers.
    pub fn count(&self) -> Option<u64> {
        match &self.levels {
            Levels::List(levels) => Some(levels.len() as u64),
            Levels::Range(range) => range.steps(),
        }
    }

    /// Its `index`-th level.
    ///
    /// # Panics
    /// Where there is none.
    pub fn level(&self, index: u64) -> Level {
        match &self.levels {
            Levels::List(levels) => levels[index as usize].clone(),
            Levels::Range(range) => Level::of_range(range.level(index), range.unit()),
        }
    }

    /// The least and the greatest number of a range.
    pub fn bounds(&self) -> Option<(f64, f64)> {
        match &self.levels {
            Levels::List(_) => None,
            Levels::Range(range) => Some(range.bounds()),
        }
    }

    /// The unit of a range, empty where its ends have none.
    pub fn unit(&self) -> Option<&str> {
        match &self.levels {
            Levels::List(_) => None,
            Levels::Range(range) => Some(range.unit()),
        }
    }

    /// The value at a share of the way from its first level to its last.
    fn at(&self, share: f64) -> Level {
        match (self.count(), &self.levels) {
            (Some(count), _) => self.level(((share * count as f64) as u64).min(count - 1)),
            (None, Levels::Range(range)) => Level::of_range(range.at(share), range.unit()),
            (None, Levels::List(_)) => unreachable!("a list has a count"),
        }
    }
}

impl Sweep {
    /// Whether points come in blocks for Sobol indices.
    pub fn in_blocks(&self) -> bool {
        matches!(self.sample, Some((Sample::Saltelli(_), _)))
    }

    /// How many points there are; as many as can be counted where there are more.
    pub fn points(&self) -> u64 {
        match &self.sample {
            Some((sample, _)) => sample.points(self.factors.len()),
            None => self.factors.iter().filter_map(Factor::count).fold(1, u64::saturating_mul),
        }
    }

    /// The levels of a point in the order of the factors.
    ///
    /// # Panics
    /// Where there is no such point.
    pub fn point(&self, index: u64) -> Vec<Level> {
        assert!(index < self.points(), "the sweep has this point");
        if let Some((sample, _)) = &self.sample {
            let shares = sample.point(self.factors.len(), self.seed, index);
            return self.factors.iter().zip(shares).map(|(factor, share)| factor.at(share)).collect();
        }
        let (mut rest, mut levels) = (index, Vec::new());
        for factor in self.factors.iter().rev() {
            let count = factor.count().expect("without a sample every factor has levels");
            levels.push(factor.level(rest % count));
            rest /= count;
        }
        levels.reverse();
        levels
    }

    /// What is laid over the scenario at a point, as `KEY=VALUE`.
    pub fn settings(&self, levels: &[Level]) -> Vec<String> {
        self.factors
            .iter()
            .zip(levels)
            .map(|(factor, level)| format!("{}={}", quoted_path(&factor.key), level.toml))
            .collect()
    }
}

/// A dotted key as TOML has it.
fn quoted_path(key: &str) -> String {
    key.split('.').map(quoted_key).collect::<Vec<_>>().join(".")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn range(key: &str, text: &str) -> Factor {
        Factor { key: key.to_owned(), levels: Levels::Range(Stretch::read(text).expect("a range")) }
    }

    fn texts(levels: Vec<Level>) -> Vec<String> {
        levels.into_iter().map(|level| level.text).collect()
    }

    #[test]
    fn the_last_factor_is_the_fastest() {
        let factors = vec![range("a", "1..2 step 1"), range("b", "5 s..15 s step 5 s")];
        let sweep = Sweep { factors, sample: None, metrics: Vec::new(), seed: 1 };
        assert_eq!(sweep.points(), 6);
        let points: Vec<Vec<String>> = (0..6).map(|index| texts(sweep.point(index))).collect();
        assert_eq!(points[0], ["1", "5 s"]);
        assert_eq!(points[1], ["1", "10 s"]);
        assert_eq!(points[5], ["2", "15 s"]);
        assert_eq!(sweep.settings(&sweep.point(4)), ["a=2", "b=\"10 s\""]);
    }

    #[test]
    fn a_sample_takes_levels_and_ranges() {
        let factors = vec![range("a", "1..4 step 1"), range("b", "0.0..1.0")];
        let sample = Some((Sample::Lhs(8), "lhs(8)".to_owned()));
        let sweep = Sweep { factors, sample, metrics: Vec::new(), seed: 1 };
        let points: Vec<Vec<String>> = (0..8).map(|index| texts(sweep.point(index))).collect();
        for level in ["1", "2", "3", "4"] {
            assert_eq!(points.iter().filter(|point| point[0] == level).count(), 2, "two strata make a level");
        }
        assert!(points.iter().all(|point| (0.0..=1.0).contains(&point[1].parse::<f64>().expect("a number"))));
    }

    #[test]
    fn a_million_points_are_counted_and_not_made() {
        let factors = vec![range("a", "0..1 step 1e-9"), range("b", "0..1 step 1e-15")];
        let sweep = Sweep { factors, sample: None, metrics: Vec::new(), seed: 1 };
        assert_eq!(sweep.points(), u64::MAX);
    }
}
