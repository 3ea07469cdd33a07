//! Charts of a sweep: lines for one factor, a map for two, and for more what each of them does.
//!
//! Knows the table of a sweep, not how it came about. Opens no file.

mod effects;
mod factor;
mod heat;
mod lines;
mod tornado;

use super::sheet::Sheet;
use crate::analysis::{SweepRow, SweepTable};
use crate::report::{quantity, quantity_range};

/// A picture that was drawn.
#[derive(Clone, Debug)]
pub struct Drawn {
    /// Its file name without ending.
    pub name: String,
    /// As SVG.
    pub svg: String,
    /// As PNG.
    pub png: Vec<u8>,
}

/// All pictures of a sweep: for each charted figure that was measured anywhere.
pub fn sweep_pictures(table: &SweepTable) -> Vec<Drawn> {
    let facts = &table.facts;
    let mut drawn = Vec::new();
    for metric in &facts.metrics {
        let Some(charted) = Charted::of(table, metric) else { continue };
        let mut add = |name: String, sheet: &Sheet| drawn.push(Drawn { name, svg: sheet.svg(), png: sheet.png() });
        match (facts.factors.len(), &facts.sample) {
            (1, _) => add(metric.clone(), &lines::draw(&charted)),
            (2, None) => add(metric.clone(), &heat::draw(&charted)),
            _ => {
                add(metric.clone(), &tornado::draw(&charted));
                add(format!("{metric}.effects"), &effects::draw(&charted));
            }
        }
    }
    drawn
}

/// A figure with the table it stands in.
struct Charted<'t> {
    table: &'t SweepTable,
    metric: &'t str,
    unit: &'t str,
}

impl<'t> Charted<'t> {
    fn of(table: &'t SweepTable, metric: &'t str) -> Option<Self> {
        let row = table.rows.iter().find(|row| row.metric == metric && row.mean.is_some())?;
        Some(Self { table, metric, unit: &row.unit })
    }

    /// The arms that a picture of two compares: the first and the last; one where there is only one.
    fn compared(&self) -> Vec<&'t str> {
        match self.table.facts.arms.as_slice() {
            [first, .., last] => vec![first, last],
            arms => arms.iter().map(String::as_str).collect(),
        }
    }

    /// What was measured of an arm, along the points.
    fn along(&self, arm: &'t str) -> impl Iterator<Item = (&'t SweepRow, f64)> {
        self.table.along(arm, self.metric).filter_map(|row| Some((row, row.mean?)))
    }

    /// The least and the greatest mean of an arm.
    fn ends(&self, arm: &'t str) -> Option<(f64, f64)> {
        let means = self.along(arm).map(|(_, mean)| mean);
        means.fold(None, |ends, x| Some(ends.map_or((x, x), |(low, high): (f64, f64)| (low.min(x), high.max(x)))))
    }

    /// `0.8…12.1 s before, 0.7…9.8 s after`: from the least to the greatest mean of each arm.
    fn finding(&self, arms: &[&'t str]) -> String {
        let one = |arm: &&'t str| {
            let text = self.ends(arm).map(|(low, high)| quantity_range(low, high, self.unit, false));
            let text = text.unwrap_or_else(|| "not measured".to_owned());
            if self.table.facts.arms.len() == 1 { text } else { format!("{text} {arm}") }
        };
        arms.iter().map(one).collect::<Vec<_>>().join(", ")
    }

    /// The levels of a point as a title has them.
    fn levels(&self, point: u64) -> String {
        let facts = &self.table.facts.factors;
        let one = |(n, factor): (usize, &crate::analysis::FactorFacts)| {
            factor::OnAxis::of(factor).alone(self.table.level(point, n))
        };
        facts.iter().enumerate().map(one).collect::<Vec<_>>().join(" and ")
    }

    /// `0.8 s at 16 to 12.1 s at 2`: an arm's least and greatest mean with their levels.
    fn least_to_most(&self, arm: &'t str) -> String {
        let by = |a: &(&SweepRow, f64), b: &(&SweepRow, f64)| a.1.total_cmp(&b.1);
        let (least, most) = (self.along(arm).min_by(by), self.along(arm).max_by(by));
        let Some(((least, low), (most, high))) = least.zip(most) else { return "not measured".to_owned() };
        if low >= high {
            return format!("{} throughout", quantity(Some(low), self.unit));
        }
        let at = |row: &SweepRow, mean| format!("{} at {}", quantity(Some(mean), self.unit), self.levels(row.point));
        format!("{} to {}", at(least, low), at(most, high))
    }

    /// The finding of a figure with one arm, or with more.
    fn told(&self) -> String {
        match self.table.facts.arms.as_slice() {
            [only] => self.least_to_most(only),
            _ => self.finding(&self.compared()),
        }
    }

    /// How many runs stand behind each mean.
    fn runs(&self) -> String {
        match self.table.facts.replications {
            1 => "one run each".to_owned(),
            n => format!("means of {n} replications"),
        }
    }
}

/// A count among pixels.
fn pixels(count: usize) -> i32 {
    i32::try_from(count).unwrap_or(i32::MAX)
}
