//! Stations against theory: how many standard errors each figure lies from its formula.
//!
//! Knows rows, not formulas.

use super::Figures;
use super::panel::Panel;
use super::sheet::{Anchor, Sheet, fitted, text_width};
use super::style::{BOTTOM, GRID, INK, LINE, MARGIN, OTHERS, SOFT, TEXT, THIN, TOP, WIDTH, colour};
use super::ticks::Axis;
use crate::analysis::{TheoryRow, against_theory};
use crate::report::quantity;

/// Most figures that are shown: those that lie farthest off.
const MOST: usize = 24;
/// Standard errors that chance rarely goes beyond.
const CHANCE: f64 = 2.0;
/// What lies farther is drawn at the edge.
const EDGE: f64 = 8.0;

/// Widest name in pixels; longer ones are cut.
const WIDEST: i32 = 480;

/// A figure that has a deviation.
struct Figure<'r> {
    row: &'r TheoryRow,
    name: String,
    off: f64,
}

pub(super) fn draw(figures: &Figures) -> Sheet {
    let rows = against_theory(&figures.tables.theory);
    let arms = figures.summary.arm_order.len() > 1;
    let of = |row| Some(Figure { name: name(row, arms), off: row.deviation_se()?, row });
    let mut shown: Vec<Figure> = rows.iter().filter_map(of).collect();
    let (title, left_out) = (finding(&shown), shown.len().saturating_sub(MOST));
    // The farthest, in their order.
    let mut sizes: Vec<f64> = shown.iter().map(|figure| figure.off.abs()).collect();
    sizes.sort_by(|a, b| b.total_cmp(a));
    if let Some(least) = sizes.get(MOST - 1) {
        shown.retain(|figure| figure.off.abs() >= *least);
        shown.truncate(MOST);
    }
    let more = if left_out > 0 { format!("; {left_out} nearer ones are in theory.csv") } else { String::new() };
    let runs = figures.summary.replications;
    let subtitle =
        format!("Standard errors over {runs} replications; grey: what the formula assumes does not hold{more}");
    let mut sheet = Sheet::new(&title, &subtitle);
    rows_of(&mut sheet, &shown);
    sheet
}

fn name(row: &TheoryRow, arms: bool) -> String {
    let of = if arms { format!("{}: ", fitted(&row.arm, TEXT, WIDEST / 3)) } else { String::new() };
    fitted(&format!("{of}{} {}", row.station, row.metric), TEXT, WIDEST)
}

fn finding(all: &[Figure]) -> String {
    let sound: Vec<&Figure> = all.iter().filter(|figure| figure.row.assumptions_hold()).collect();
    let near = sound.iter().filter(|figure| figure.off.abs() <= CHANCE).count();
    match sound.len() {
        0 if all.is_empty() => "No standard errors to hold against theory: more replications are needed".to_owned(),
        0 => "Nowhere does theory's closest formula hold in all that it assumes".to_owned(),
        n => format!("{near} of {n} figures lie within two standard errors of theory"),
    }
}

fn rows_of(sheet: &mut Sheet, shown: &[Figure]) {
    let wide = shown.iter().map(|figure| text_width(&figure.name, TEXT)).max().unwrap_or(0);
    let farthest = shown.iter().map(|figure| figure.off.abs()).fold(CHANCE + 1.0, f64::max).min(EDGE);
    let values: Vec<String> = shown.iter().map(|figure| values(figure.row)).collect();
    let beside = values.iter().map(|text| text_width(text, TEXT)).max().unwrap_or(0);
    let panel = Panel {
        left: MARGIN + wide + 12,
        right: WIDTH - MARGIN - beside - 12,
        top: TOP + LINE,
        bottom: BOTTOM,
        x: Axis::around(-farthest, farthest, "standard errors above theory"),
        y: Axis::amount(1.0, ""),
        strip: 0,
    };
    if shown.is_empty() {
        return panel.nothing(sheet);
    }
    let at = |x: f64| panel.point(x, 0.0).0;
    let band = [at(-CHANCE), at(CHANCE)];
    sheet.area(
        vec![(band[0], panel.top), (band[1], panel.top), (band[1], panel.bottom), (band[0], panel.bottom)],
        GRID,
        0.6,
    );
    for (value, label) in &panel.x.ticks {
        sheet.line(vec![(at(*value), panel.top), (at(*value), panel.bottom)], GRID, THIN);
        sheet.label(label, (at(*value), panel.bottom + 18), SOFT, Anchor::Middle);
    }
    sheet.line(vec![(at(0.0), panel.top), (at(0.0), panel.bottom)], INK, THIN);
    let middle = (i32::midpoint(panel.left, panel.right), panel.bottom + 42);
    sheet.label(&panel.x.title, middle, SOFT, Anchor::Middle);
    sheet.label("theory, simulated", (panel.right + 12, TOP), SOFT, Anchor::Left);
    let pitch = ((panel.bottom - panel.top) / i32::try_from(shown.len()).expect("few are shown")).min(LINE * 2);
    for ((n, figure), values) in (0..).zip(shown).zip(&values) {
        let y = panel.top + pitch / 2 + n * pitch;
        let dot = (at(figure.off.clamp(-EDGE, EDGE)), y);
        let shade = if figure.row.assumptions_hold() { colour(0) } else { OTHERS };
        sheet.line(vec![(at(0.0), y), dot], shade, 2);
        sheet.dot(dot, shade, 6);
        sheet.label(&figure.name, (panel.left - 8, y), INK, Anchor::Right);
        sheet.label(values, (panel.right + 12, y), SOFT, Anchor::Left);
    }
}

/// `4.00 s, 4.04 s`.
fn values(row: &TheoryRow) -> String {
    format!("{}, {}", quantity(row.theory, &row.unit), quantity(row.simulated, &row.unit))
}
