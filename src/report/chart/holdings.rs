//! What the operator holds, by day: people with an account, in its log and in backups, and messages that wait.
//!
//! Each sort of people has a panel of its own on the left; means of each day.

use super::Figures;
use super::ends::{names, room};
use super::panel::Panel;
use super::series::{Line, by_day, highest, line};
use super::sheet::Sheet;
use super::style::{AXIS, BOTTOM, LINE, MARGIN, TOP, WIDTH};
use super::ticks::Axis;
use crate::analysis::HoldingRow;
use crate::ledger::{Register, Store};

/// From the bottom of a panel to the top of the next one below.
const GAP: i32 = 46;

/// People who are held, with the name of their panel.
const PEOPLE: [(Register, &str); 3] = [
    (Register::Accounts, "people with an account"),
    (Register::LoggedNonUsers, "non-users in the log of look-ups"),
    (Register::BackedUpNonUsers, "non-users in backed-up phonebooks"),
];

/// Where a panel stands.
#[derive(Clone, Copy)]
struct Place {
    /// Left and right end, with room for labels.
    across: (i32, i32),
    /// Top and bottom.
    down: (i32, i32),
    /// Whether it stands at the top of its column, and at the bottom.
    ends: (bool, bool),
}

pub(super) fn draw(figures: &Figures) -> Sheet {
    let subtitle = "Left: people whom the operator holds. Right: messages it holds for receivers. Means of each day";
    let mut sheet = Sheet::new(&title(figures), subtitle);
    let occurs = |register: Register| figures.tables.holdings.iter().any(|row| row.holding == register.name());
    let mut held: Vec<(&str, &str)> = PEOPLE
        .iter()
        .filter(|(register, _)| occurs(*register))
        .map(|(register, what)| (register.name(), *what))
        .collect();
    if held.is_empty() {
        held.push(("", "people"));
    }
    let half = (WIDTH - 2 * MARGIN) / 2;
    let rows = i32::try_from(held.len()).unwrap_or(1);
    let (top, bottom) = (TOP + LINE, BOTTOM);
    let height = (bottom - top - GAP * (rows - 1)) / rows;
    for (n, (holding, what)) in (0..).zip(held) {
        let from = top + n * (height + GAP);
        let place = Place {
            across: (MARGIN, MARGIN + half - MARGIN),
            down: (from, from + height),
            ends: (n == 0, n + 1 == rows),
        };
        panel(&mut sheet, figures, holding, what, place);
    }
    let place = Place { across: (MARGIN + half, MARGIN + 2 * half), down: (top, bottom), ends: (true, true) };
    panel(&mut sheet, figures, Store::Queue.name(), "messages in the queue", place);
    sheet
}

/// The first of these that anything is held of: non-users in the log, non-users in backups, messages.
fn title(figures: &Figures) -> String {
    let arms = figures.compared();
    let held = |metric: &str| {
        let values = arms.iter().filter_map(|arm| figures.summary.figure(arm, metric)?.value);
        values.fold(0.0, f64::max) > 0.0
    };
    let (metric, what) = if held("holdings.logged_nonusers") {
        ("holdings.logged_nonusers", "Non-users in the operator's log when the study ends")
    } else if held("holdings.backed_up_nonusers") {
        ("holdings.backed_up_nonusers", "Non-users in backed-up phonebooks when the study ends")
    } else {
        ("holdings.queue", "Messages waiting at the operator on average")
    };
    format!("{what}: {}", figures.finding(metric, &arms))
}

/// One holding by day, a line for each arm that has a record.
fn panel(sheet: &mut Sheet, figures: &Figures, holding: &str, what: &str, place: Place) {
    let arms = figures.arms();
    let values = |arm: &&str| {
        let mean = |row: &HoldingRow| if row.holding == holding { row.mean } else { 0.0 };
        line(figures, &by_day(figures, &figures.tables.holdings, arm, |row| (&row.run, &row.day, mean(row))))
    };
    let lines: Vec<Line> = arms.iter().map(values).collect();
    let y = Axis::amount(highest(&lines), what);
    let labels = names(&arms, &lines, place.down.1 - place.down.0);
    let panel = Panel {
        left: place.across.0 + AXIS,
        right: place.across.1 - room(&labels),
        top: place.down.0,
        bottom: place.down.1,
        x: Axis::days(&figures.tables.calendar, 5),
        y,
        strip: 0,
    }
    .under(if place.ends.0 { figures.markers } else { &[] });
    panel.over_days(sheet, (&lines, &labels), figures.markers, place.ends.1);
}
