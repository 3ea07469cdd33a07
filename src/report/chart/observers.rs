//! Who learnt what: a matrix of roles and sorts of knowledge, each cell with a bar for each compared arm.
//!
//! All observers of a role stand together; every column has a scale of its own.

use super::Figures;
use super::ends::row;
use super::sheet::{Anchor, Sheet, text_width};
use super::style::{GRID, HEIGHT, INK, LINE, MARGIN, SOFT, TEXT, THIN, TOP, WIDTH, colour};
use crate::analysis::{Knowledge, Role, RoleRow};
use crate::report::quantity;

/// Figures of the compared arms in one cell; nothing where an arm has no record of exposure.
type Cell = Vec<Option<f64>>;

/// A row: what the observers of a role know.
struct Row {
    role: Role,
    cells: [Cell; Knowledge::ALL.len()],
}

/// Heads of columns stand above, the first row begins here.
const FIRST: i32 = TOP + 3 * LINE;
const LAST: i32 = HEIGHT - MARGIN;
/// From a bar to its figure.
const GAP: i32 = 7;
const THICKEST: i32 = 30;
/// Most arms of which all are shown; of more the first and the last.
const MOST: usize = 3;

pub(super) fn draw(figures: &Figures) -> Sheet {
    let arms = if figures.arms().len() > MOST { figures.compared() } else { figures.arms() };
    let rows = rows(figures, &arms);
    let mut sheet = Sheet::new(&title(figures), &subtitle(figures, &arms));
    if rows.is_empty() {
        sheet.label("not measured", (WIDTH / 2, i32::midpoint(FIRST, LAST)), SOFT, Anchor::Middle);
        return sheet;
    }
    let names = rows.iter().map(|row| text_width(name(row.role), TEXT)).max().unwrap_or(0) + 16;
    let each = (WIDTH - 2 * MARGIN - names) / pixels(Knowledge::ALL.len());
    let height = (LAST - FIRST) / pixels(rows.len());
    if arms.len() > 1 {
        row(&mut sheet, &arms, (MARGIN + names, TOP + LINE / 2 - 6), WIDTH - MARGIN);
    }
    for (n, row) in (0..).zip(&rows) {
        let top = FIRST + n * height;
        sheet.line(vec![(MARGIN, top), (WIDTH - MARGIN, top)], GRID, THIN);
        sheet.label(name(row.role), (MARGIN + names - 16, top + height / 2), INK, Anchor::Right);
    }
    for (column, knowledge) in Knowledge::ALL.into_iter().enumerate() {
        let left = MARGIN + names + pixels(column) * each;
        sheet.label(what(knowledge), (left, FIRST - LINE / 2 - 4), INK, Anchor::Left);
        sheet.line(vec![(left, FIRST), (left, FIRST + height * pixels(rows.len()))], SOFT, THIN);
        let values = || rows.iter().flat_map(|row| &row.cells[column]).copied();
        let labels = values().map(|value| text_width(&quantity(value, ""), TEXT));
        let longest = each - MARGIN - GAP - labels.max().unwrap_or(0);
        let high = values().flatten().fold(0.0, f64::max);
        for (n, row) in (0..).zip(&rows) {
            let middle = FIRST + n * height + height / 2;
            bars(&mut sheet, &row.cells[column], (left, middle), (f64::from(longest) / high.max(1.0), height));
        }
    }
    sheet
}

/// The bars of a cell, one below the other, each with its figure; `scale` in pixels for each one counted.
fn bars(sheet: &mut Sheet, cell: &Cell, (left, middle): (i32, i32), (scale, height): (f64, i32)) {
    let count = pixels(cell.len());
    let thick = (height * 4 / 5 / count.max(1)).min(THICKEST);
    for (n, value) in cell.iter().enumerate() {
        let y = middle + thick * (2 * pixels(n) + 1 - count) / 2;
        let length = libm::round(value.unwrap_or(0.0) * scale) as i32;
        let to = if value.is_some_and(|x| x > 0.0) { left + length.max(2) } else { left };
        let (top, bottom) = (y - thick / 2 + 2, y + thick / 2 - 2);
        if to > left {
            sheet.area(vec![(left, top), (to, top), (to, bottom), (left, bottom)], colour(n), 0.85);
        }
        sheet.label(&quantity(*value, ""), (to + GAP, y), SOFT, Anchor::Left);
    }
}

fn of<'a>(figures: &'a Figures, arm: &'a str) -> impl Iterator<Item = &'a RoleRow> {
    figures.tables.roles.iter().filter(move |row| row.run.arm == arm)
}

fn rows(figures: &Figures, arms: &[&str]) -> Vec<Row> {
    let cell = |role: Role, knowledge: Knowledge| -> Cell {
        let known = |arm: &&str| {
            let ours = of(figures, arm).filter(|row| (row.role, row.knowledge) == (role, knowledge));
            let sum: f64 = ours.map(|row| row.known).sum();
            of(figures, arm).next().map(|_| sum / f64::from(figures.summary.replications))
        };
        arms.iter().map(known).collect()
    };
    let played = |role: &Role| arms.iter().any(|arm| of(figures, arm).any(|row| row.role == *role));
    let of_role = |role: Role| Row { role, cells: Knowledge::ALL.map(|knowledge| cell(role, knowledge)) };
    Role::ALL.into_iter().filter(played).map(of_role).collect()
}

/// The finding of the arms that a title compares.
fn title(figures: &Figures) -> String {
    let arms = figures.compared();
    finding(&rows(figures, &arms), &arms)
}

/// What changed most, as a share of the longest bar of its column; of one arm, who learnt most about non-users. States are
/// left out: they know what the others in their country know.
fn finding(rows: &[Row], arms: &[&str]) -> String {
    let (mut most, mut found) = (0.0, None);
    for (column, knowledge) in Knowledge::ALL.into_iter().enumerate() {
        let high = rows.iter().flat_map(|row| &row.cells[column]).flatten().copied().fold(0.0, f64::max);
        for row in rows.iter().filter(|row| row.role != Role::State && high > 0.0) {
            let change = match row.cells[column][..] {
                [Some(first), Some(last)] => (last - first).abs() / high,
                [Some(only)] if knowledge == Knowledge::NonUsers => only / high,
                [..] => 0.0,
            };
            if change > most {
                (most, found) = (change, Some((row, knowledge, &row.cells[column])));
            }
        }
    }
    let partly = rows.iter().flat_map(|row| &row.cells).flatten().any(Option::is_none);
    let Some((row, knowledge, cell)) = found else {
        return match (arms, rows) {
            (_, []) => "Who learnt what: not measured".to_owned(),
            (_, _) if partly => "Who learnt what: not measured in all arms".to_owned(),
            ([first, last], _) => format!("Who learnt what: no difference between {first} and {last}"),
            (_, _) => "Nobody learnt the number of a non-user".to_owned(),
        };
    };
    let figures: Vec<String> = cell.iter().map(|value| quantity(*value, "")).collect();
    match (arms, figures.as_slice()) {
        ([first, last], [a, b]) => {
            format!("Changed most: {}, learnt {}: {a} {first}, {b} {last}", what(knowledge), by(row.role))
        }
        (_, figures) => format!("Most {} were learnt {}: {}", what(knowledge), by(row.role), figures.concat()),
    }
}

fn subtitle(figures: &Figures, arms: &[&str]) -> String {
    let what = "What all observers of a role learnt within the study; people or pairs, each column with its own scale";
    match figures.arms().len().saturating_sub(arms.len()) {
        0 => what.to_owned(),
        left_out => format!("{what}; {left_out} more arms are in roles.csv"),
    }
}

fn name(role: Role) -> &'static str {
    match role {
        Role::Wifi => "all Wi-Fi",
        Role::Carrier => "carriers",
        Role::Visited => "visited networks",
        Role::Transit => "transit",
        Role::Interconnect => "interconnects",
        Role::Operator => "operator",
        Role::State => "states",
    }
}

fn by(role: Role) -> &'static str {
    match role {
        Role::Wifi => "on Wi-Fi",
        Role::Carrier => "by carriers",
        Role::Visited => "by visited networks",
        Role::Transit => "in transit",
        Role::Interconnect => "at interconnects",
        Role::Operator => "by the operator",
        Role::State => "by states",
    }
}

fn what(knowledge: Knowledge) -> &'static str {
    match knowledge {
        Knowledge::NonUsers => "non-users' numbers",
        Knowledge::Owners => "owners' numbers",
        Knowledge::NumberWithImei => "number and IMEI",
        Knowledge::NumberWithImsi => "number and IMSI",
        Knowledge::Acquaintances => "who knows whom",
    }
}

/// A count among pixels.
fn pixels(count: usize) -> i32 {
    i32::try_from(count).unwrap_or(i32::MAX)
}
