//! Exposure by day: identifiers readable on the wire, and people without the service whom the operator has come to know.

use super::Figures;
use super::panel::{EndLabel, Panel, Stroke, room};
use super::series::{Line, by_day, highest, line};
use super::sheet::Sheet;
use super::style::{AXIS, BOTTOM, LINE, MARGIN, TOP, WIDTH, colour};
use super::ticks::Axis;
use crate::analysis::{Knowledge, KnowledgeRow, Role, readable_on_wire};
use std::collections::BTreeMap;

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
    let known = |arm: &&str| line(figures, &known_by_day(figures, arm));
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

/// People known to the operator by the end of each measured day, as means over replications; nothing where exposure was not
/// recorded. Days on which it learnt nothing have no row.
fn known_by_day(figures: &Figures, arm: &str) -> BTreeMap<usize, f64> {
    let mut by_day = BTreeMap::new();
    if !figures.tables.roles.iter().any(|row| row.run.arm == arm) {
        return by_day;
    }
    let of_arm =
        |row: &&KnowledgeRow| row.role == Role::Operator && row.knowledge == Knowledge::NonUsers && row.run.arm == arm;
    let rows: Vec<&KnowledgeRow> = figures.tables.knowledge.iter().filter(of_arm).collect();
    let mut known: BTreeMap<u32, f64> = BTreeMap::new();
    for day in figures.tables.calendar.days() {
        known.extend(rows.iter().filter(|row| row.day.day == day).map(|row| (row.run.replication, row.cumulative)));
        by_day.insert(day, known.values().map(|known| known / f64::from(figures.summary.replications)).sum());
    }
    by_day
}
