//! The points of a sweep as a list: CSV below a line that counts them, or JSON.
//!
//! Knows no run.

use crate::report::{Cut, counted, grouped, safe_csv_line};
use crate::scenario::{Study, Sweep};
use serde::Serialize;
use std::fmt::Write;

/// Version of the layout of the JSON document.
const SCHEMA: u32 = 1;

/// The points of a share of a sweep.
#[derive(Serialize)]
pub(super) struct Listing {
    schema: u32,
    scenario: String,
    arms: Vec<String>,
    replications: u32,
    runs: u64,
    /// Points of the whole sweep.
    points: u64,
    factors: Vec<String>,
    listed: Vec<Point>,
}

#[derive(Serialize)]
struct Point {
    point: u64,
    /// As the file has them, one for each factor.
    levels: Vec<String>,
}

impl Listing {
    /// The points of `cut`.
    pub(super) fn of(sweep: &Sweep, study: &Study, cut: Cut) -> Self {
        let levels = |point| sweep.point(point).into_iter().map(|level| level.text).collect();
        let listed: Vec<Point> =
            cut.points(sweep.points()).map(|point| Point { point, levels: levels(point) }).collect();
        Self {
            schema: SCHEMA,
            scenario: study.name.clone(),
            arms: study.arms.iter().map(|arm| arm.name.clone()).collect(),
            replications: study.replications,
            runs: listed.len() as u64 * study.arms.len() as u64 * u64::from(study.replications),
            points: sweep.points(),
            factors: sweep.factors.iter().map(|factor| factor.key.clone()).collect(),
            listed,
        }
    }

    /// For people and spreadsheets; lines are as wide as levels are.
    pub(super) fn text(&self) -> String {
        let mine = self.listed.len() as u64;
        let of = if mine == self.points { String::new() } else { format!("{} of ", grouped(mine)) };
        let mut text = format!(
            "# {of}{}, {}, {}: {}\n",
            counted(self.points, "point"),
            counted(self.arms.len() as u64, "arm"),
            counted(self.replications.into(), "replication"),
            counted(self.runs, "run")
        );
        text += "point,";
        text += &safe_csv_line(self.factors.iter().map(String::as_str));
        for Point { point, levels } in &self.listed {
            write!(text, "{point},{}", safe_csv_line(levels.iter().map(String::as_str)))
                .expect("memory takes every line");
        }
        text
    }
}
