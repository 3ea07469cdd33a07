//! Two panels side by side over the days of a study, with a line for each arm in each.
//!
//! Knows no metric.

use super::Figures;
use super::ends::{names, room};
use super::panel::Panel;
use super::series::Line;
use super::sheet::Sheet;
use super::style::{AXIS, BOTTOM, LINE, MARGIN, TOP, WIDTH};
use super::ticks::Axis;

/// One of the two: what is plotted stands in the title of its axis.
pub(super) struct Half {
    pub(super) y: Axis,
    /// A line for each arm of the study.
    pub(super) lines: Vec<Line>,
}

pub(super) fn draw(sheet: &mut Sheet, figures: &Figures, halves: [Half; 2]) {
    let arms = figures.arms();
    let half = (WIDTH - 2 * MARGIN) / 2;
    for (i, Half { y, lines }) in (0..).zip(halves) {
        let labels = names(&arms, &lines, BOTTOM - TOP - 4 * LINE);
        let start = MARGIN + i * half;
        let panel = Panel {
            left: start + AXIS,
            right: start + half - room(&labels) - if i == 0 { MARGIN } else { 0 },
            top: TOP + LINE,
            bottom: BOTTOM,
            x: Axis::days(&figures.tables.calendar, 5),
            y,
            strip: 0,
        }
        .under(figures.markers);
        panel.over_days(sheet, (&lines, &labels), figures.markers, true);
    }
}
