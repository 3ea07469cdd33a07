//! Names at the ends of lines, and lists of names where lines end together.
//!
//! Knows no panel's axes and no metric.

use super::panel::Stroke;
use super::series::{Line, highest};
use super::sheet::{Anchor, Point, Sheet, fitted, text_width};
use super::style::{LINE, MARGIN, SOFT, TEXT, colour};
use plotters::style::RGBColor;

/// A text at the end of a line.
#[derive(Clone, Debug)]
pub(super) struct EndLabel {
    /// Value at which the line ends.
    pub(super) y: f64,
    pub(super) text: String,
    pub(super) colour: RGBColor,
}

/// Room from a line's end to its label.
pub(super) const LEADER: i32 = 22;
/// Widest label in pixels; longer ones are cut.
const WIDEST: i32 = 230;
/// Length of the line beside a name in a list.
const SAMPLE: i32 = 30;

impl EndLabel {
    /// The text as it stands there.
    pub(super) fn shown(&self) -> String {
        fitted(&self.text, TEXT, WIDEST)
    }
}

/// Room that labels need right of a panel.
pub(super) fn room(labels: &[EndLabel]) -> i32 {
    labels.iter().map(|label| text_width(&label.shown(), TEXT)).max().map_or(0, |width| width + LEADER)
}

/// Names at the ends of lines; where they do not all fit above each other, lines that end side by side share one.
pub(super) fn names(arms: &[&str], lines: &[Line], height: i32) -> Vec<EndLabel> {
    let ends = arms.iter().zip(lines).enumerate();
    let mut ends: Vec<(f64, usize)> = ends.filter_map(|(n, (_, line))| Some((line.last()?.1, n))).collect();
    let fit = (height / LINE).max(1);
    ends.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
    // Farther and farther ends share a name, until as many are left as fit.
    let mut near = -1.0;
    let mut step = highest(lines) * f64::from(LINE) / f64::from(height.max(1));
    while i32::try_from(ends.chunk_by(|a, b| b.0 - a.0 <= near).count()).unwrap_or(i32::MAX) > fit {
        near = step;
        step = if step > 0.0 { step * 2.0 } else { f64::MIN_POSITIVE };
    }
    let label = |group: &[(f64, usize)]| {
        let &(y, first) = group.iter().min_by_key(|end| end.1)?;
        let text = match group.len() {
            1 => arms[first].to_owned(),
            all if all == arms.len() => "all arms".to_owned(),
            some => and_more(arms[first], some - 1),
        };
        Some(EndLabel { y, text, colour: colour(first) })
    };
    ends.chunk_by(|a, b| b.0 - a.0 <= near).filter_map(label).collect()
}

/// `before and 3 more`, whose number is not cut off.
fn and_more(first: &str, more: usize) -> String {
    let tail = format!(" and {more} more");
    fitted(first, TEXT, WIDEST - text_width(&tail, TEXT)) + &tail
}

/// Room that a list of arms needs.
pub(super) fn list_room(arms: &[&str]) -> i32 {
    let widest = arms.iter().map(|arm| text_width(&fitted(arm, TEXT, WIDEST), TEXT)).max().unwrap_or(0);
    widest + SAMPLE + 10
}

/// The arms below each other in their colours and strokes; what does not fit above `bottom` is counted.
pub(super) fn list(sheet: &mut Sheet, arms: &[&str], (left, top): Point, bottom: i32) {
    let fit = usize::try_from((bottom - top) / LINE).unwrap_or(0);
    let shown = if arms.len() > fit { fit.saturating_sub(1) } else { arms.len() };
    for (n, arm) in arms.iter().enumerate().take(shown) {
        let y = top + LINE * i32::try_from(n).expect("a sheet has few lines");
        let sample = [(left, y), (left + SAMPLE, y)];
        Stroke::of(n, arms.len()).draw(sheet, &sample, colour(n));
        sheet.label(&fitted(arm, TEXT, WIDEST), (left + SAMPLE + 8, y), colour(n), Anchor::Left);
    }
    if shown < arms.len() {
        let y = top + LINE * i32::try_from(shown).expect("a sheet has few lines");
        sheet.label(&format!("and {} more", arms.len() - shown), (left, y), SOFT, Anchor::Left);
    }
}

/// The arms beside each other in their colours, each cut where the row would become wider than up to `right`.
pub(super) fn row(sheet: &mut Sheet, arms: &[&str], (left, y): Point, right: i32) {
    let each = (right - left) / i32::try_from(arms.len().max(1)).unwrap_or(i32::MAX);
    let mut at = left;
    for (n, arm) in arms.iter().enumerate() {
        let text = fitted(arm, TEXT, each - MARGIN);
        sheet.label(&text, (at, y), colour(n), Anchor::Left);
        at += text_width(&text, TEXT) + MARGIN;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_that_end_side_by_side_share_a_name_where_room_is_short() {
        let lines: Vec<Line> = [10.0, 10.1, 5.0].map(|y| vec![(1.0, y)]).into();
        let texts = |height| names(&["a", "b", "c"], &lines, height).into_iter().map(|l| l.text).collect::<Vec<_>>();
        assert_eq!(texts(200), ["c", "a", "b"]);
        assert_eq!(texts(50), ["c", "a and 1 more"]);
        assert_eq!(names(&["a", "b"], &lines[..2], 30)[0].text, "all arms");
        assert_eq!(texts(30), ["all arms"]);
    }

    #[test]
    fn a_name_that_is_too_long_keeps_the_count_behind_it() {
        let long = "an arm with a name that goes on for so long that no sheet could hold it beside a line";
        assert!(and_more(long, 3).ends_with("… and 3 more"));
        assert!(text_width(&and_more(long, 3), TEXT) <= WIDEST);
    }
}
