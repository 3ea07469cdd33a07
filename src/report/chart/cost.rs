//! Money by day: saved by the service, and paid for messages between users all the same.

use super::Figures;
use super::panel::{EndLabel, Panel, Stroke, room};
use super::series::{Line, highest, lowest, money};
use super::sheet::Sheet;
use super::style::{AXIS, BOTTOM, LINE, MARGIN, TOP, WIDTH, colour};
use super::ticks::Axis;
use crate::analysis::CostRow;

const SAVED: usize = 2;
const FALLBACK: usize = 1;

pub(super) fn draw(figures: &Figures) -> Sheet {
    let arms = figures.compared();
    let mut sheet = Sheet::new(&finding(figures), &subtitle(&arms));
    let lines: Vec<[(usize, &str, Line); 2]> = arms
        .iter()
        .map(|arm| {
            [(SAVED, "saved", money(figures, arm, saved)), (FALLBACK, "fallback SMS", money(figures, arm, fallback))]
        })
        .collect();
    let all = || lines.iter().flatten().map(|(_, _, line)| line);
    let mut labels = Vec::new();
    for (arm, of_arm) in arms.iter().zip(&lines) {
        for (kind, name, line) in of_arm {
            let text = if arms.len() == 1 { (*name).to_owned() } else { format!("{name}, {arm}") };
            labels.extend(line.last().map(|p| EndLabel { y: p.1, text, colour: colour(*kind) }));
        }
    }
    let panel = Panel {
        left: MARGIN + AXIS,
        right: WIDTH - MARGIN - room(&labels),
        top: TOP + LINE,
        bottom: BOTTOM,
        x: Axis::days(&figures.tables.calendar, 10),
        y: Axis::between(lowest(all()), highest(all()), &format!("{} a day", figures.tables.reference)),
        strip: 0,
    }
    .under(figures.markers);
    panel.frame(&mut sheet, &panel.y.title, true);
    if all().all(Vec::is_empty) {
        panel.nothing(&mut sheet);
    }
    for (i, of_arm) in lines.iter().enumerate() {
        let stroke = if i + 1 == arms.len() { Stroke::Solid } else { Stroke::Dashed };
        for (kind, _, line) in of_arm {
            panel.line(&mut sheet, line, colour(*kind), stroke);
        }
    }
    panel.markers(&mut sheet, figures.markers);
    panel.end_labels(&mut sheet, &labels);
    sheet
}

/// What the picture shows first.
pub(in crate::report) fn finding(figures: &Figures) -> String {
    format!("Saved by the service: {}", figures.finding("cost.saved", &figures.compared()))
}

/// What the service saved.
pub(in crate::report) fn saved(row: &CostRow) -> f64 {
    row.reference.saved
}

/// What was paid for SMS between two enabled users.
pub(in crate::report) fn fallback(row: &CostRow) -> f64 {
    row.reference.paid - row.reference.paid_direct
}

fn subtitle(arms: &[&str]) -> String {
    let what = "Saved: SMS avoided less activation and data. Fallback: SMS paid between two enabled users";
    match arms {
        [first, last] => format!("{what}. Dashed: {first}. Solid: {last}."),
        [..] => format!("{what}."),
    }
}
