//! A map over two factors: a cell for each pair of levels, dark where the figure is great, one map for each compared arm.

use super::factor::OnAxis;
use super::{Charted, pixels};
use crate::report::chart::sheet::{Anchor, Sheet, text_width};
use crate::report::chart::style::{BOTTOM, INK, LINE, MARGIN, PAPER, SOFT, TEXT, TOP, WIDTH};
use crate::report::quantity;
use plotters::style::RGBColor;

/// From the least figure to the greatest: light to dark, so that it also prints in grey.
const SHADES: [RGBColor; 4] =
    [RGBColor(247, 247, 240), RGBColor(158, 202, 225), RGBColor(0, 114, 178), RGBColor(3, 38, 76)];
/// Room for the scale of shades.
const SCALE: i32 = 130;
const GAP: i32 = 26;

/// Levels of a factor in the order in which a map shows them.
struct Side {
    title: String,
    levels: Vec<String>,
    shown: Vec<String>,
}

impl Side {
    fn of(charted: &Charted, factor: usize) -> Self {
        let facts = charted.table.factor(factor);
        let on = OnAxis::of(facts);
        let mut levels = facts.levels.clone().unwrap_or_default();
        if facts.unit.is_some() {
            levels.sort_by(|a, b| facts.number(a).unwrap_or(0.0).total_cmp(&facts.number(b).unwrap_or(0.0)));
        }
        let shown = levels.iter().map(|level| on.short(level)).collect();
        Self { title: on.title(), levels, shown }
    }

    fn place(&self, level: &str) -> Option<i32> {
        self.levels.iter().position(|other| other == level).map(pixels)
    }
}

pub(super) fn draw(charted: &Charted) -> Sheet {
    let arms = charted.compared();
    let (y, x) = (Side::of(charted, 0), Side::of(charted, 1));
    let title = format!("{}: {}", charted.metric, charted.told());
    let cell = match charted.table.facts.replications {
        1 => "one run".to_owned(),
        n => format!("the mean of {n} replications"),
    };
    let mut sheet = Sheet::new(&title, &format!("{}: a cell is {}", charted.table.facts.title, cell));
    let ends = arms.iter().filter_map(|arm| charted.ends(arm));
    let (low, high) = ends.fold((f64::MAX, f64::MIN), |(l, h), (a, b)| (l.min(a), h.max(b)));
    let names = y.shown.iter().map(|level| text_width(level, TEXT)).max().unwrap_or(0) + 14;
    let whole = WIDTH - 2 * MARGIN - names - SCALE;
    let each = (whole - GAP * (pixels(arms.len()) - 1)) / pixels(arms.len());
    let (top, bottom) = (TOP + 2 * LINE + 10, BOTTOM);
    sheet.label(&y.title, (MARGIN, TOP + 8), INK, Anchor::Left);
    for (n, arm) in (0..).zip(&arms) {
        let left = MARGIN + names + n * (each + GAP);
        let map = Map {
            left,
            right: left + each,
            top,
            bottom,
            rows: pixels(y.levels.len()),
            columns: pixels(x.levels.len()),
        };
        if charted.table.facts.arms.len() > 1 {
            sheet.label(arm, (i32::midpoint(map.left, map.right), top - 16), INK, Anchor::Middle);
        }
        for (row, mean) in charted.along(arm) {
            let level = |factor| charted.table.level(row.point, factor);
            if let (Some(row), Some(column)) = (y.place(level(0)), x.place(level(1))) {
                map.cell(&mut sheet, (row, column), share(mean, low, high), &quantity(Some(mean), charted.unit));
            }
        }
        map.names(&mut sheet, &x);
        if n == 0 {
            for (row, name) in (0..).zip(&y.shown) {
                sheet.label(name, (map.left - 8, map.middle((row, 0)).1), SOFT, Anchor::Right);
            }
        }
    }
    scale(&mut sheet, charted, (low, high), (top, bottom));
    sheet
}

/// Where a figure lies between the least and the greatest.
fn share(x: f64, low: f64, high: f64) -> f64 {
    if high > low { (x - low) / (high - low) } else { 0.5 }
}

fn shade(share: f64) -> RGBColor {
    let along = share.clamp(0.0, 1.0) * (SHADES.len() - 1) as f64;
    let first = (along as usize).min(SHADES.len() - 2);
    let part = along - first as f64;
    let (a, b) = (SHADES[first], SHADES[first + 1]);
    let mixed = |a: u8, b: u8| libm::round(f64::from(a) + (f64::from(b) - f64::from(a)) * part) as u8;
    RGBColor(mixed(a.0, b.0), mixed(a.1, b.1), mixed(a.2, b.2))
}

/// The rectangle of one arm's cells; the first row lies at the bottom.
struct Map {
    left: i32,
    right: i32,
    top: i32,
    bottom: i32,
    rows: i32,
    columns: i32,
}

impl Map {
    fn x(&self, column: i32) -> i32 {
        self.left + (self.right - self.left) * column / self.columns.max(1)
    }

    fn y(&self, row: i32) -> i32 {
        self.bottom - (self.bottom - self.top) * row / self.rows.max(1)
    }

    fn middle(&self, (row, column): (i32, i32)) -> (i32, i32) {
        (i32::midpoint(self.x(column), self.x(column + 1)), i32::midpoint(self.y(row), self.y(row + 1)))
    }

    fn cell(&self, sheet: &mut Sheet, (row, column): (i32, i32), share: f64, text: &str) {
        let (left, right, bottom, top) = (self.x(column), self.x(column + 1) - 1, self.y(row), self.y(row + 1) + 1);
        sheet.area(vec![(left, top), (right, top), (right, bottom), (left, bottom)], shade(share), 1.0);
        if text_width(text, TEXT) < right - left && bottom - top > LINE {
            let ink = if share > 0.5 { PAPER } else { INK };
            sheet.text(text, self.middle((row, column)), ink, TEXT, Anchor::Middle);
        }
    }

    /// Levels and title of the lower side; names that would touch their neighbour are left out.
    fn names(&self, sheet: &mut Sheet, side: &Side) {
        let mut free = i32::MIN;
        for (column, name) in (0..).zip(&side.shown) {
            let (x, half) = (self.middle((0, column)).0, text_width(name, TEXT) / 2);
            if x - half >= free {
                sheet.label(name, (x, self.bottom + 18), SOFT, Anchor::Middle);
                free = x + half + 8;
            }
        }
        sheet.label(&side.title, (i32::midpoint(self.left, self.right), self.bottom + 42), SOFT, Anchor::Middle);
    }
}

/// Steps in which the scale is drawn.
const STEPS: i32 = 60;

fn scale(sheet: &mut Sheet, charted: &Charted, (low, high): (f64, f64), (top, bottom): (i32, i32)) {
    let left = WIDTH - MARGIN - SCALE + 22;
    for step in 0..STEPS {
        let at = |step: i32| bottom - (bottom - top) * step / STEPS;
        let colour = shade(f64::from(step) / f64::from(STEPS - 1));
        let (y0, y1) = (at(step), at(step + 1));
        sheet.area(vec![(left, y1), (left + 20, y1), (left + 20, y0), (left, y0)], colour, 1.0);
    }
    for (part, value) in [(0.0, low), (0.5, f64::midpoint(low, high)), (1.0, high)] {
        let y = bottom - ((bottom - top) as f64 * part) as i32;
        sheet.label(&quantity(Some(value), charted.unit), (left + 26, y), SOFT, Anchor::Left);
    }
}
