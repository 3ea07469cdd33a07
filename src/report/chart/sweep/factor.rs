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
}

impl<'f> OnAxis<'f> {
    pub(super) fn of(factor: &'f FactorFacts) -> Self {
        let numbers: Vec<f64> =
            factor.levels.iter().flatten().filter_map(|level| factor.number(level)).filter(|x| *x > 0.0).collect();
        let all = factor.levels.as_ref().is_some_and(|levels| levels.len() == numbers.len() && levels.len() > 2);
        let (low, high) = numbers.iter().fold((f64::MAX, f64::MIN), |(l, h), &x| (l.min(x), h.max(x)));
        Self { factor, log: all && high / low >= WIDE }
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

    /// A level beside an axis that names the unit.
    pub(super) fn short(&self, level: &str) -> String {
        let unit = self.factor.unit.as_deref().unwrap_or_default();
        let text = level.strip_suffix(unit).unwrap_or(level).trim();
        short(text)
    }
}

/// Most letters of a level.
const LETTERS: usize = 18;

pub(super) fn short(text: &str) -> String {
    if text.chars().count() <= LETTERS {
        return text.to_owned();
    }
    text.chars().take(LETTERS - 1).chain(['…']).collect()
}
