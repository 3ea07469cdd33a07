//! Fallback over time: the share of messages between users that went by SMS, by cause.

use super::Figures;
use super::ends::{EndLabel, room};
use super::panel::Panel;
use super::series::{Line, line, messages};
use super::sheet::{Sheet, fitted};
use super::style::{AXIS, BOTTOM, LINE, MARGIN, TEXT, TOP, WIDTH, colour};
use super::ticks::Axis;
use crate::ledger::Cause;

/// Upper edges of the stacked causes of one arm, from the bottom.
struct Stack<'a> {
    arm: &'a str,
    floor: Line,
    edges: Vec<(Cause, Line)>,
}

/// Most panels, and most of them beside each other.
const MOST: usize = 6;
const ACROSS: usize = 3;
/// From the bottom of a panel to the top of the next one below.
const GAP: i32 = 66;

pub(super) fn draw(figures: &Figures) -> Sheet {
    let arms = shown(&figures.arms());
    let left_out = figures.arms().len() - arms.len();
    let more = if left_out > 0 { format!("; {left_out} more arms are in days.csv") } else { String::new() };
    let subtitle = format!("Share of messages between two enabled users that went by SMS, by cause{more}");
    let mut sheet = Sheet::new(&finding(figures), &subtitle);
    let stacks: Vec<Stack> = arms.iter().map(|arm| stack(figures, arm)).collect();
    let labels = labels(&stacks);
    let high = stacks.iter().flat_map(|s| &s.edges).flat_map(|(_, edge)| edge).map(|p| p.1).fold(0.0, f64::max);
    let across = if stacks.len() == 4 { 2 } else { stacks.len().clamp(1, ACROSS) };
    let down = stacks.len().div_ceil(across).max(1);
    let width = (WIDTH - 2 * MARGIN - room(&labels)) / pixels(across);
    let height = (BOTTOM - TOP - LINE + GAP) / pixels(down);
    for (i, stack) in stacks.iter().enumerate() {
        let last = i + 1 == stacks.len();
        let left = MARGIN + pixels(i % across) * width + AXIS;
        let top = TOP + LINE + pixels(i / across) * height;
        let panel = Panel {
            left,
            right: left - AXIS + width - if last && (i + 1) % across == 0 { 0 } else { MARGIN },
            top,
            bottom: top + height - GAP,
            x: Axis::days(&figures.tables.calendar, 8 / across),
            y: Axis::share(high, ""),
            strip: 0,
        }
        .under(figures.markers);
        let room = panel.right - panel.left;
        panel.frame(&mut sheet, &fitted(stack.arm, TEXT, room), i + across >= stacks.len());
        if stack.floor.is_empty() {
            panel.nothing(&mut sheet);
        }
        let mut lower = &stack.floor;
        for (cause, edge) in &stack.edges {
            panel.band(&mut sheet, lower, edge, colour(*cause as usize));
            lower = edge;
        }
        panel.markers(&mut sheet, figures.markers);
        if last {
            panel.end_labels(&mut sheet, &labels);
        }
    }
    sheet
}

/// What the picture shows first.
pub(in crate::report) fn finding(figures: &Figures) -> String {
    format!("Fallback rate: {}", figures.finding("fallback.rate", &figures.compared()))
}

/// All arms, or the first ones and the last.
fn shown<'a>(arms: &[&'a str]) -> Vec<&'a str> {
    match arms {
        [first @ .., last] if arms.len() > MOST => first[..MOST - 1].iter().chain([last]).copied().collect(),
        [..] => arms.to_vec(),
    }
}

/// A count among pixels.
fn pixels(count: usize) -> i32 {
    i32::try_from(count).unwrap_or(i32::MAX)
}

fn stack<'a>(figures: &Figures, arm: &'a str) -> Stack<'a> {
    let eligible = messages(figures, arm, "composed.eligible");
    let mut sums: std::collections::BTreeMap<usize, f64> =
        eligible.iter().filter(|(_, n)| **n > 0.0).map(|(&day, _)| (day, 0.0)).collect();
    let floor = broad(line(figures, &sums));
    let mut edges = Vec::new();
    for &cause in Cause::ALL {
        let fallen = messages(figures, arm, &format!("fallback.{}", cause.name()));
        for (day, sum) in &mut sums {
            *sum += fallen.get(day).copied().unwrap_or(0.0) / eligible[day];
        }
        if fallen.values().any(|&n| n > 0.0) {
            edges.push((cause, broad(line(figures, &sums))));
        }
    }
    Stack { arm, floor, edges }
}

/// A single day is as broad as most of its day, so that its bands can be seen.
fn broad(line: Line) -> Line {
    match line.as_slice() {
        [(x, y)] => vec![(x - 0.45, *y), (x + 0.45, *y)],
        [..] => line,
    }
}

/// A cause's label stands at the middle of its band on the last day, in the last arm that knows the cause.
fn labels(stacks: &[Stack]) -> Vec<EndLabel> {
    let label = |cause: &Cause| {
        let middle = stacks.iter().rev().find_map(|stack| stack.middle(*cause))?;
        Some(EndLabel { y: middle, text: name(*cause).into(), colour: colour(*cause as usize) })
    };
    Cause::ALL.iter().filter_map(label).collect()
}

impl Stack<'_> {
    /// The middle of a cause's band on the last day; nothing without the cause.
    fn middle(&self, cause: Cause) -> Option<f64> {
        let band = self.edges.iter().position(|(of, _)| *of == cause)?;
        let lower = if band == 0 { &self.floor } else { &self.edges[band - 1].1 };
        Some(f64::midpoint(lower.last()?.1, self.edges[band].1.last()?.1))
    }
}

/// What a cause is called.
pub(in crate::report) fn name(cause: Cause) -> &'static str {
    match cause {
        Cause::SenderOffline => "sender offline",
        Cause::ChannelDown => "push channel down",
        Cause::ReceiverUnknown => "receiver unknown",
        Cause::ReceiverOffline => "receiver offline",
        Cause::Timer => "no ack in time",
        Cause::Overload => "relay overload",
        Cause::Partition => "partition",
        Cause::Malformed => "malformed number",
    }
}
