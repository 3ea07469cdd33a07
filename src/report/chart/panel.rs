//! A panel: two axes in a rectangle of the sheet, with lines, markers and labels at line ends.
//!
//! Knows no metric.

use super::Marker;
use super::ends::{EndLabel, LEADER};
use super::series::Line;
use super::sheet::{Anchor, Point, Sheet, apart, fitted, text_width};
use super::style::{GRID, INK, LINE, PALETTE, SOFT, TEXT, THICK, THIN, WIDTH, colour};
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
    /// Height of the names of what happened, above the top.
    pub(super) strip: i32,
}

/// The name of something that happened.
struct Name {
    row: i32,
    x: i32,
    anchor: Anchor,
    text: String,
}

/// How a line is drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Stroke {
    Solid,
    Dashed,
    Fine,
}

impl Stroke {
    /// Lines of many arms lie on each other: later ones, but the last, let the earlier ones show.
    pub(super) const fn of(n: usize, arms: usize) -> Self {
        if n < 4 || n + 1 == arms {
            Self::Solid
        } else if n < PALETTE.len() {
            Self::Dashed
        } else {
            Self::Fine
        }
    }

    /// A line in pixels.
    pub(super) fn draw(self, sheet: &mut Sheet, points: &[Point], colour: RGBColor) {
        match self {
            Self::Solid => sheet.line(points.to_vec(), colour, THICK),
            Self::Dashed => sheet.dashes(points, colour, THICK - 1),
            Self::Fine => sheet.line(points.to_vec(), colour, THIN),
        }
    }
}

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
        // A label that would touch its neighbour is left out.
        let mut free = 0;
        let spread = |x: i32, label: &str| {
            let half = text_width(label, TEXT) / 2;
            let x = x.clamp(half + 2, WIDTH - half - 2);
            (x, x - half, x + half + 6)
        };
        for (value, label) in &self.x.ticks {
            let (x, _) = self.point(*value, 0.0);
            sheet.line(vec![(x, self.bottom), (x, self.bottom + 5)], SOFT, THIN);
            let (x, from, to) = spread(x, label);
            if with_x && from >= free && !label.is_empty() {
                sheet.label(label, (x, self.bottom + 18), SOFT, Anchor::Middle);
                free = to;
            }
        }
        let (_, zero) = self.point(0.0, 0.0);
        for y in [zero, self.bottom] {
            sheet.line(vec![(self.left, y), (self.right, y)], SOFT, THIN);
        }
        if with_x {
            sheet.label(&self.x.title, (i32::midpoint(self.left, self.right), self.bottom + 42), SOFT, Anchor::Middle);
        }
        sheet.label(heading, (self.left, self.top - self.strip - 14), INK, Anchor::Left);
    }

    /// A line through points in data units.
    pub(super) fn line(&self, sheet: &mut Sheet, points: &[(f64, f64)], colour: RGBColor, stroke: Stroke) {
        let points: Vec<Point> = points.iter().map(|&(x, y)| self.point(x, y)).collect();
        stroke.draw(sheet, &points, colour);
    }

    /// The area between two lines over the same places.
    /// The whole panel: its frame, a line for each arm in the arm's colour, what happened on the way, and labels at the ends.
    pub(super) fn over_days(
        &self,
        sheet: &mut Sheet,
        (lines, labels): (&[Line], &[EndLabel]),
        markers: &[Marker],
        with_x: bool,
    ) {
        self.frame(sheet, &self.y.title, with_x);
        if lines.iter().all(Vec::is_empty) {
            self.nothing(sheet);
        }
        for (n, line) in lines.iter().enumerate() {
            self.line(sheet, line, colour(n), Stroke::of(n, lines.len()));
        }
        self.markers(sheet, markers);
        self.end_labels(sheet, labels);
    }

    pub(super) fn band(&self, sheet: &mut Sheet, lower: &[(f64, f64)], upper: &[(f64, f64)], colour: RGBColor) {
        let there = upper.iter().map(|&(x, y)| self.point(x, y));
        let back = lower.iter().rev().map(|&(x, y)| self.point(x, y));
        sheet.area(there.chain(back).collect(), colour, 0.85);
    }

    /// Lowers the top, so that the names of what happened stand above the data.
    pub(super) fn under(mut self, markers: &[Marker]) -> Self {
        self.strip = self.names(markers).iter().map(|name| name.row + 1).max().unwrap_or(0) * LINE;
        self.top += self.strip;
        self
    }

    /// What happened, as vertical lines, with a name where the panel was laid out under names.
    pub(super) fn markers(&self, sheet: &mut Sheet, markers: &[Marker]) {
        for marker in markers.iter().filter(|m| self.x.holds(m)) {
            let (x, _) = self.point(marker.day, 0.0);
            sheet.dashes(&[(x, self.top), (x, self.bottom)], INK, THIN);
        }
        if self.strip > 0 {
            for name in self.names(markers) {
                let foot = self.top - name.row * LINE;
                sheet.dashes(&[(name.x, self.top), (name.x, foot - LINE)], INK, THIN);
                let x = if name.anchor == Anchor::Left { name.x + 6 } else { name.x - 6 };
                sheet.label(&name.text, (x, foot - LINE / 2 - 2), INK, name.anchor);
            }
        }
    }

    /// Where names stand: side by side as long as they fit, else the earlier one a row higher, so that its line passes
    /// left of the later name; what does not fit in three rows has its line only. A name that fits on neither side of its line
    /// is cut.
    fn names(&self, markers: &[Marker]) -> Vec<Name> {
        let (mut starts, mut names) = ([i32::MAX; 3], Vec::new());
        for marker in markers.iter().rev().filter(|m| self.x.holds(m)) {
            let (x, _) = self.point(marker.day, 0.0);
            let (left, right) = (x - self.left, self.right - x);
            let whole = text_width(&marker.label, TEXT) + 8;
            let leftwards = whole > right && left > right;
            let text = fitted(&marker.label, TEXT, if leftwards { left } else { right } - 8);
            let width = text_width(&text, TEXT) + 8;
            let (from, to) = if leftwards { (x - width, x) } else { (x, x + width) };
            let Some((row, start)) = (0..).zip(&mut starts).find(|(_, start)| **start >= to) else { continue };
            *start = from;
            let anchor = if leftwards { Anchor::Right } else { Anchor::Left };
            names.push(Name { row, x, anchor, text });
        }
        names
    }

    /// Labels right of the panel, moved apart where lines end side by side.
    pub(super) fn end_labels(&self, sheet: &mut Sheet, labels: &[EndLabel]) {
        let wanted: Vec<i32> = labels.iter().map(|label| self.point(0.0, label.y).1).collect();
        let heights = apart(&wanted, (self.top, self.bottom));
        for ((label, from), to) in labels.iter().zip(wanted).zip(heights) {
            sheet.line(vec![(self.right + 3, from), (self.right + LEADER - 4, to)], label.colour, THIN);
            sheet.label(&label.shown(), (self.right + LEADER, to), label.colour, Anchor::Left);
        }
    }

    /// Says in the middle that there is nothing to show.
    pub(super) fn nothing(&self, sheet: &mut Sheet) {
        let middle = (i32::midpoint(self.left, self.right), i32::midpoint(self.top, self.bottom));
        sheet.label("not measured", middle, SOFT, Anchor::Middle);
    }
}
