//! Charts of a study: each a function from data to shapes, drawn the same way as SVG and as pixels.
//!
//! Opens no file. Colours and sizes stand in `style`, axes and labels in `panel`; each picture is one small room.

pub(super) mod cost;
mod ends;
mod exposure;
pub(super) mod fallback;
mod halves;
mod holdings;
pub(super) mod latency;
mod load;
mod observers;
mod panel;
mod plan;
mod ranges;
pub(super) mod series;
mod sheet;
pub(super) mod style;
mod sweep;
mod theory;
mod ticks;

use crate::analysis::{PlanDocument, Summary, Tables};
use sheet::Sheet;

pub use sweep::{Drawn, sweep_pictures};

/// What happened on the way.
#[derive(Clone, Debug, PartialEq)]
pub struct Marker {
    /// When, in days since the start of the study (warm-up included).
    pub day: f64,
    /// What.
    pub label: String,
}

/// What pictures are made of.
#[derive(Clone, Copy, Debug)]
pub struct Figures<'a> {
    /// All figures.
    pub summary: &'a Summary,
    /// All tables.
    pub tables: &'a Tables,
    /// What happened on the way.
    pub markers: &'a [Marker],
}

/// One picture of the result folder.
pub struct Picture {
    /// Its file name without ending.
    pub name: &'static str,
    /// Tables that it is drawn from.
    pub needs: &'static [&'static str],
    draw: fn(&Figures) -> Sheet,
}

/// All pictures.
pub const PICTURES: &[Picture] = &[
    Picture { name: "latency", needs: &["delivery.csv"], draw: latency::draw },
    Picture { name: "fallback", needs: &["days.csv"], draw: fallback::draw },
    Picture { name: "cost", needs: &["cost.csv"], draw: cost::draw },
    Picture { name: "exposure", needs: &["exposure.csv", "knowledge.csv", "roles.csv"], draw: exposure::draw },
    Picture { name: "observers", needs: &["roles.csv"], draw: observers::draw },
    Picture { name: "holdings", needs: &["holdings.csv"], draw: holdings::draw },
    Picture { name: "load", needs: &["load.csv"], draw: load::draw },
];

/// The pictures of a study of stations.
pub const STATION_PICTURES: &[Picture] =
    &[Picture { name: "theory", needs: &["stations.csv", "theory_runs.csv"], draw: theory::draw }];

/// The picture of ranges, where they were run.
pub const RANGES: Picture = Picture { name: "ranges", needs: &["ranges.csv"], draw: ranges::draw };

/// One picture of a plan's folder.
pub struct PlanPicture {
    /// Its file name without ending.
    pub name: &'static str,
    draw: fn(&PlanDocument) -> Sheet,
}

/// All pictures of a plan.
pub const PLAN_PICTURES: &[PlanPicture] = &[
    PlanPicture { name: "fleet-size", draw: plan::fleet_size },
    PlanPicture { name: "utilisation", draw: plan::utilisation },
    PlanPicture { name: "head-room", draw: plan::head_room },
];

impl PlanPicture {
    /// The picture as SVG.
    pub fn svg(&self, plan: &PlanDocument) -> String {
        (self.draw)(plan).svg()
    }

    /// The picture as PNG.
    pub fn png(&self, plan: &PlanDocument) -> Vec<u8> {
        (self.draw)(plan).png()
    }
}

impl Picture {
    /// The picture as SVG.
    pub fn svg(&self, figures: &Figures) -> String {
        (self.draw)(figures).svg()
    }

    /// The picture as PNG.
    pub fn png(&self, figures: &Figures) -> Vec<u8> {
        (self.draw)(figures).png()
    }
}

impl<'a> Figures<'a> {
    /// All arms in their order, which is that of their colours.
    fn arms(&self) -> Vec<&'a str> {
        self.summary.arm_order.iter().map(String::as_str).collect()
    }

    /// The arms that a title or a picture of two compares: the first and the last; one where there is only one.
    pub(super) fn compared(&self) -> Vec<&'a str> {
        let arms = self.arms();
        match arms.as_slice() {
            [first, .., last] => vec![first, last],
            [] | [_] => arms,
        }
    }

    /// `41.2 % before, 41.9 % after` for a metric.
    pub(super) fn finding(&self, metric: &str, arms: &[&str]) -> String {
        let one = |arm: &&str| {
            let figure = self.summary.figure(arm, metric);
            let figure = figure.and_then(|figure| Some(super::quantity(Some(figure.value?), &figure.unit)));
            let text = figure.unwrap_or_else(|| "not measured".to_owned());
            if arms.len() == 1 { text } else { format!("{text} {arm}") }
        };
        arms.iter().map(one).collect::<Vec<_>>().join(", ")
    }
}

#[cfg(test)]
mod tests;
