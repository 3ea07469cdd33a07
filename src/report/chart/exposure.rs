//! Exposure by day: identifiers readable on the wire, and people without the service whom the operator has come to know.

use super::Figures;
use super::halves::{self, Half};
use super::series::{Line, by_day, highest, line};
use super::sheet::Sheet;
use super::ticks::Axis;
use crate::analysis::{Knowledge, KnowledgeRow, Role, readable_on_wire};
use std::collections::BTreeMap;

pub(super) fn draw(figures: &Figures) -> Sheet {
    let title = format!(
        "Non-users whose number reached the operator: {}",
        figures.finding("exposure.nonusers.people", &figures.compared())
    );
    let subtitle = "Left: identifiers an eavesdropper could read. Right: people who never use the service";
    let mut sheet = Sheet::new(&title, subtitle);
    let readable = |arm: &&str| {
        let rows = &figures.tables.exposure;
        let values = by_day(figures, rows, arm, |row| {
            (&row.run, &row.day, if readable_on_wire(row.hop, row.sort) { row.crossings } else { 0.0 })
        });
        line(figures, &values)
    };
    let known = |arm: &&str| line(figures, &known_by_day(figures, arm));
    let half = |what: &str, lines: Vec<Line>| Half { y: Axis::amount(highest(&lines), what), lines };
    let arms = figures.arms();
    let wire = half("crossings a day, readable on Wi-Fi, cellular or border", arms.iter().map(readable).collect());
    let people = half("people known to the operator since measuring began", arms.iter().map(known).collect());
    halves::draw(&mut sheet, figures, [wire, people]);
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
