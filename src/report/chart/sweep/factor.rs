//! A factor as an axis: numbers where they are, other levels evenly spaced in the order of the file.
//!
//! Knows no figure.

use crate::analysis::{EffectRow, FactorFacts};
use crate::report::chart::sheet::text_width;
use crate::report::chart::style::TEXT;
use crate::report::chart::ticks::Axis;

/// Ratio of the greatest level to the least from which levels above zero stand by powers.
const WIDE: f64 = 25.0;

/// A factor on an axis.
pub(super) struct OnAxis<'f> {
    factor: &'f FactorFacts,
    log: bool,
    /// Whether levels are laws that differ in their first parameter.
    laws: bool,
}

impl<'f> OnAxis<'f> {
    pub(super) fn of(factor: &'f FactorFacts) -> Self {
        let numbers: Vec<f64> =
            factor.levels.iter().flatten().filter_map(|level| factor.number(level)).filter(|x| *x > 0.0).collect();
        let all = factor.levels.as_ref().is_some_and(|levels| levels.len() == numbers.len() && levels.len() > 2);
        let (low, high) = numbers.iter().fold((f64::MAX, f64::MIN), |(l, h), &x| (l.min(x), h.max(x)));
        let levels = factor.levels.as_deref().unwrap_or_default();
        let mut firsts: Vec<&str> = levels.iter().filter_map(|level| first_parameter(level)).collect();
        firsts.sort_unstable();
        firsts.dedup();
        Self { factor, log: all && high / low >= WIDE, laws: !firsts.is_empty() && firsts.len() == levels.len() }
    }

    /// Where a level stands.
    pub(super) fn place(&self, level: &str) -> Option<f64> {
        if self.factor.unit.is_some() {
            return self.factor.number(level);
        }
        let levels = self.factor.levels.as_ref()?;
        levels.iter().position(|other| other == level).map(|place| place as f64)
    }

    /// Where the level or stretch of an effect stands.
    pub(super) fn place_of(&self, effect: &EffectRow) -> Option<f64> {
        if self.factor.unit.is_some() { effect.number } else { self.place(&effect.level) }
    }

    /// The axis over so many pixels: labels that would touch their neighbour are left out.
    pub(super) fn axis(&self, width: i32) -> Axis {
        let title = self.title();
        let Some(levels) = &self.factor.levels else {
            let (low, high) = self.factor.bounds.unwrap_or((0.0, 1.0));
            return Axis::around(low, high, &title);
        };
        let at = |level: &String| Some((self.place(level)?, self.short(level)));
        let places: Vec<(f64, String)> = levels.iter().filter_map(at).collect();
        let mut axis = Axis::levels(places, self.log, &title);
        axis.ticks.sort_by(|a, b| a.0.total_cmp(&b.0));
        let mut free = i32::MIN;
        let pixel = |x: f64, axis: &Axis| (axis.place(x) * f64::from(width)) as i32;
        let mut ticks = std::mem::take(&mut axis.ticks);
        for (x, label) in &mut ticks {
            let half = text_width(label, TEXT) / 2;
            if pixel(*x, &axis) - half < free {
                label.clear();
            } else {
                free = pixel(*x, &axis) + half + 8;
            }
        }
        axis.ticks = ticks;
        axis
    }

    /// The key with the unit of its levels.
    pub(super) fn title(&self) -> String {
        match self.factor.unit.as_deref() {
            Some("") | None => self.factor.key.clone(),
            Some(unit) => format!("{} ({unit})", self.factor.key),
        }
    }

    /// A level alone: with its unit, short as beside an axis otherwise.
    pub(super) fn alone(&self, level: &str) -> String {
        if self.factor.unit.is_some() { short(level) } else { self.short(level) }
    }

    /// A level beside an axis that names the unit; of laws the first parameter, where that tells them apart.
    pub(super) fn short(&self, level: &str) -> String {
        if let Some(first) = first_parameter(level).filter(|_| self.laws) {
            return short(first);
        }
        let unit = self.factor.unit.as_deref().unwrap_or_default();
        let text = level.strip_suffix(unit).unwrap_or(level).trim();
        short(text)
    }
}

/// Most letters of a level.
const LETTERS: usize = 18;

/// `median 5 min` of `lognormal(median 5 min, sigma 1.5)`.
fn first_parameter(law: &str) -> Option<&str> {
    let (_, inner) = law.strip_suffix(')')?.split_once('(')?;
    inner.split(',').next().map(str::trim)
}

fn short(text: &str) -> String {
    if text.chars().count() <= LETTERS {
        return text.to_owned();
    }
    text.chars().take(LETTERS - 1).chain(['…']).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn factor(levels: &[&str]) -> FactorFacts {
        let levels: Vec<String> = levels.iter().map(|&level| level.to_owned()).collect();
        FactorFacts { key: "k".into(), unit: FactorFacts::common_unit(&levels), levels: Some(levels), bounds: None }
    }

    fn shown(levels: &[&str]) -> Vec<(f64, String)> {
        let factor = factor(levels);
        let on = OnAxis::of(&factor);
        levels.iter().map(|level| (on.place(level).expect("it is a level"), on.short(level))).collect()
    }

    #[test]
    fn numbers_stand_where_they_are_and_words_one_after_another() {
        assert_eq!(shown(&["2 s", "8 s"]), [(2.0, "2".into()), (8.0, "8".into())]);
        assert_eq!(shown(&["plain", "hashed"]), [(0.0, "plain".into()), (1.0, "hashed".into())]);
        let laws = ["lognormal(median 5 min, sigma 1.5)", "lognormal(median 20 min, sigma 1.5)"];
        assert_eq!(shown(&laws), [(0.0, "median 5 min".into()), (1.0, "median 20 min".into())]);
        let widths = ["lognormal(median 5 min, sigma 1.5)", "lognormal(median 5 min, sigma 2)"];
        assert_eq!(shown(&widths)[0].1, "lognormal(median …");
    }

    #[test]
    fn far_numbers_stand_by_powers_and_labels_keep_apart() {
        let wide = factor(&["1", "10", "100"]);
        let axis = OnAxis::of(&wide).axis(900);
        assert!((axis.place(10.0) - 0.5).abs() < 1e-9);
        let dense: Vec<String> = (1000..1100).map(|n| n.to_string()).collect();
        let dense = factor(&dense.iter().map(String::as_str).collect::<Vec<_>>());
        let labels = OnAxis::of(&dense).axis(900).ticks.into_iter().filter(|tick| !tick.1.is_empty()).count();
        assert!((8..=20).contains(&labels), "{labels}");
    }
}
