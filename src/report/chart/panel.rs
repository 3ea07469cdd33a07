//! A panel: two axes in a rectangle of the sheet, with lines, markers and labels at line ends.
//!
//! Knows no metric.

use super::Marker;
use super::sheet::{Anchor, Point, Sheet, apart, text_width};
use super::style::{GRID, INK, LINE, PAPER, SOFT, TEXT, THICK, THIN};
use super::ticks::Axis;
use plotters::style::RGBColor;

/// A rectangle with axes.
#[derive(Clone, Debug)]
pub(super) struct Panel {
    pub(super) left: i32,
    pub(super) right: i32,
    pub(super) top: i32,
    pub(super) bottom: i32,
    pub(super) x: Axis,
    pub(super) y: Axis,
}

/// How a line is drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Stroke {
    Solid,
    Dashed,
    Fine,
}

/// A text at the end of a line.
#[derive(Clone, Debug)]
pub(super) struct EndLabel {
    /// Value at which the line ends.
    pub(super) y: f64,
    pub(super) text: String,
    pub(super) colour: RGBColor,
}

/// Room from a line's end to its label.
pub(super) const LEADER: i32 = 22;

impl Panel {
    pub(super) fn point(&self, x: f64, y: f64) -> Point {
        let across = self.x.place(x) * f64::from(self.right - self.left);
        let up = self.y.place(y) * f64::from(self.bottom - self.top);
        (self.left + libm::round(across) as i32, self.bottom - libm::round(up) as i32)
    }

    /// Grid, tick labels and axis titles; `heading` stands above the panel.
    pub(super) fn frame(&self, sheet: &mut Sheet, heading: &str, with_x: bool) {
        for (value, label) in &self.y.ticks {
            let (_, y) = self.point(0.0, *value);
            sheet.line(vec![(self.left, y), (self.right, y)], GRID, THIN);
            sheet.label(label, (self.left - 8, y), SOFT, Anchor::Right);
        }
        for (value, label) in &self.x.ticks {
            let (x, _) = self.point(*value, 0.0);
            sheet.line(vec![(x, self.bottom), (x, self.bottom + 5)], SOFT, THIN);
            if with_x {
                sheet.label(label, (x, self.bottom + 18), SOFT, Anchor::Middle);
            }
        }
        let (_, zero) = self.point(0.0, 0.0);
        for y in [zero, self.bottom] {
            sheet.line(vec![(self.left, y), (self.right, y)], SOFT, THIN);
        }
        if with_x {
            sheet.label(&self.x.title, (i32::midpoint(self.left, self.right), self.bottom + 42), SOFT, Anchor::Middle);
        }
        sheet.label(heading, (self.left, self.top - 14), INK, Anchor::Left);
    }

    /// A line through points in data units.
    pub(super) fn line(&self, sheet: &mut Sheet, points: &[(f64, f64)], colour: RGBColor, stroke: Stroke) {
        let points: Vec<Point> = points.iter().map(|&(x, y)| self.point(x, y)).collect();
        match stroke {
            Stroke::Solid => sheet.line(points, colour, THICK),
            Stroke::Dashed => sheet.dashes(&points, colour, THICK - 1),
            Stroke::Fine => sheet.line(points, colour, THIN),
        }
    }

    /// The area between two lines over the same places.
    pub(super) fn band(&self, sheet: &mut Sheet, lower: &[(f64, f64)], upper: &[(f64, f64)], colour: RGBColor) {
        let there = upper.iter().map(|&(x, y)| self.point(x, y));
        let back = lower.iter().rev().map(|&(x, y)| self.point(x, y));
        sheet.area(there.chain(back).collect(), colour, 0.85);
    }

    /// What happened, as vertical lines with a name; names side by side take turns in height.
    pub(super) fn markers(&self, sheet: &mut Sheet, markers: &[Marker], named: bool) {
        let mut taken: Vec<i32> = Vec::new();
        let here = || markers.iter().filter(|m| self.x.holds(m)).map(|m| (m, self.point(m.day, 0.0).0));
        for (_, x) in here() {
            sheet.dashes(&[(x, self.top), (x, self.bottom)], INK, THIN);
        }
        for (marker, x) in here().filter(|_| named) {
            let width = text_width(&marker.label, TEXT) + 8;
            let (anchor, at, from, to) = if x + width < self.right {
                (Anchor::Left, x + 6, x, x + width)
            } else {
                (Anchor::Right, x - 6, x - width, x)
            };
            let row = taken.iter().position(|&end| end <= from).unwrap_or(taken.len());
            taken.resize(taken.len().max(row + 1), i32::MIN);
            taken[row] = to;
            let y = self.top + 10 + (0..).zip(&taken).map(|(n, _)| n * LINE).nth(row).unwrap_or(0);
            let (low, high) = (y - LINE / 2, y + LINE / 2);
            sheet.area(vec![(from + 2, low), (to, low), (to, high), (from + 2, high)], PAPER, 0.85);
            sheet.label(&marker.label, (at, y), INK, anchor);
        }
    }

    /// Labels right of the panel, moved apart where lines end side by side.
    pub(super) fn end_labels(&self, sheet: &mut Sheet, labels: &[EndLabel]) {
        let wanted: Vec<i32> = labels.iter().map(|label| self.point(0.0, label.y).1).collect();
        let heights = apart(&wanted, (self.top, self.bottom));
        for ((label, from), to) in labels.iter().zip(wanted).zip(heights) {
            sheet.line(vec![(self.right + 3, from), (self.right + LEADER - 4, to)], label.colour, THIN);
            sheet.label(&label.text, (self.right + LEADER, to), label.colour, Anchor::Left);
        }
    }

    /// Says in the middle that there is nothing to show.
    pub(super) fn nothing(&self, sheet: &mut Sheet) {
        let middle = (i32::midpoint(self.left, self.right), i32::midpoint(self.top, self.bottom));
        sheet.label("not measured", middle, SOFT, Anchor::Middle);
    }
}

/// Room that labels need right of a panel.
pub(super) fn room(labels: &[EndLabel]) -> i32 {
    labels.iter().map(|label| text_width(&label.text, TEXT)).max().map_or(0, |width| width + LEADER)
}
