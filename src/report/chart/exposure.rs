//! Exposure by day: identifiers readable on the wire, and people without the service whom the operator has come to know.

use super::Figures;
use super::panel::{EndLabel, Panel, Stroke, room};
use super::series::{Line, by_day, highest, line};
use super::sheet::Sheet;
use super::style::{AXIS, BOTTOM, LINE, MARGIN, TOP, WIDTH, colour};
use super::ticks::Axis;
use crate::analysis::{Knowledge, Role, readable_on_wire};

pub(super) fn draw(figures: &Figures) -> Sheet {
    let arms: Vec<&str> = figures.summary.arm_order.iter().map(String::as_str).collect();
    let compared = figures.compared();
    let title = format!(
        "Non-users whose number reached the operator: {}",
        figures.finding("exposure.nonusers.people", &compared)
    );
    let mut sheet =
        Sheet::new(&title, "Left: identifiers an eavesdropper could read. Right: people who never use the service");
    let readable = |arm: &&str| {
        let rows = &figures.tables.exposure;
        let values = by_day(figures, rows, arm, |row| {
            (&row.run, &row.day, if readable_on_wire(row.hop, row.sort) { row.crossings } else { 0.0 })
        });
        line(figures, &values)
    };
    let known = |arm: &&str| {
        let rows = &figures.tables.knowledge;
        let values = by_day(figures, rows, arm, |row| {
            let known = row.role == Role::Operator && row.knowledge == Knowledge::NonUsers;
            (&row.run, &row.day, if known { row.cumulative } else { 0.0 })
        });
        line(figures, &values)
    };
    let halves = [
        ("crossings a day, readable on Wi-Fi, cellular or border", arms.iter().map(readable).collect::<Vec<Line>>()),
        ("people known to the operator since measuring began", arms.iter().map(known).collect()),
    ];
    let half = (WIDTH - 2 * MARGIN) / 2;
    for (i, (what, lines)) in (0..).zip(&halves) {
        let labels: Vec<EndLabel> = arms
            .iter()
            .zip(lines)
            .enumerate()
            .filter_map(|(n, (arm, line))| Some((n, arm, line.last()?)))
            .map(|(n, arm, end)| EndLabel { y: end.1, text: (*arm).to_owned(), colour: colour(n) })
            .collect();
        let start = MARGIN + i * half;
        let panel = Panel {
            left: start + AXIS,
            right: start + half - room(&labels) - if i == 0 { MARGIN } else { 0 },
            top: TOP + LINE,
            bottom: BOTTOM,
            x: Axis::days(&figures.tables.calendar, 5),
            y: Axis::amount(highest(lines), what),
            strip: 0,
        }
        .under(figures.markers);
        panel.frame(&mut sheet, &panel.y.title, true);
        if lines.iter().all(Vec::is_empty) {
            panel.nothing(&mut sheet);
        }
        for (n, line) in lines.iter().enumerate() {
            panel.line(&mut sheet, line, colour(n), Stroke::of(n, arms.len()));
        }
        panel.markers(&mut sheet, figures.markers);
        panel.end_labels(&mut sheet, &labels);
    }
    sheet
}
