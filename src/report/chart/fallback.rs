//! Fallback over time: the share of messages between users that went by SMS, by cause.

use super::Figures;
use super::panel::{EndLabel, Panel, room};
use super::series::{Line, line, messages};
use super::sheet::Sheet;
use super::style::{AXIS, BOTTOM, LINE, MARGIN, TOP, WIDTH, colour};
use super::ticks::Axis;
use crate::ledger::Cause;

/// Upper edges of the stacked causes of one arm, from the bottom.
struct Stack<'a> {
    arm: &'a str,
    floor: Line,
    edges: Vec<(Cause, Line)>,
}

pub(super) fn draw(figures: &Figures) -> Sheet {
    let arms = figures.compared();
    let mut sheet =
        Sheet::new(&finding(figures), "Share of messages between two enabled users that went by SMS, by cause");
    let stacks: Vec<Stack> = arms.iter().map(|arm| stack(figures, arm)).collect();
    let labels = labels(&stacks);
    let high = stacks.iter().flat_map(|s| &s.edges).flat_map(|(_, edge)| edge).map(|p| p.1).fold(0.0, f64::max);
    let width = (WIDTH - 2 * MARGIN - room(&labels)) / if stacks.len() > 1 { 2 } else { 1 };
    for (i, stack) in (0..).zip(&stacks) {
        let last = stack.arm == *arms.last().expect("a study has an arm");
        let left = MARGIN + i * width + AXIS;
        let panel = Panel {
            left,
            right: MARGIN + (i + 1) * width - if last { 0 } else { MARGIN },
            top: TOP + LINE,
            bottom: BOTTOM,
            x: Axis::days(&figures.tables.calendar, 8 / stacks.len()),
            y: Axis::share(high, ""),
            strip: 0,
        }
        .under(figures.markers);
        panel.frame(&mut sheet, stack.arm, true);
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
