//! Lines over one factor: a figure's mean at each level with its confidence band, one line an arm.

use super::Charted;
use super::factor::OnAxis;
use crate::report::chart::ends::{EndLabel, room};
use crate::report::chart::panel::{Panel, Stroke};
use crate::report::chart::sheet::Sheet;
use crate::report::chart::style::{AXIS, BOTTOM, MARGIN, TOP, WIDTH, colour};
use crate::report::chart::ticks::Axis;
use crate::report::quantity;

/// One point of a line with its interval.
struct At {
    x: f64,
    y: f64,
    low: f64,
    high: f64,
}

pub(super) fn draw(charted: &Charted) -> Sheet {
    let factor = charted.table.factor(0);
    let on = OnAxis::of(factor);
    let arms = &charted.table.facts.arms;
    let lines: Vec<Vec<At>> = arms.iter().map(|arm| line(charted, arm, &on)).collect();
    let all = || lines.iter().flatten();
    let (low, high) = all().fold((f64::MAX, f64::MIN), |(l, h), at| (l.min(at.low), h.max(at.high)));
    let y = Axis::figure(low, high, charted.unit);
    let title = format!("{} over {}: {}", charted.metric, factor.key, charted.told());
    let band = if charted.table.facts.replications > 1 { ", the bands are 95 % intervals" } else { "" };
    let mut sheet = Sheet::new(&title, &format!("{}: {}{band}", charted.table.facts.title, charted.runs()));
    let label = |(n, line): (usize, &Vec<At>)| {
        let at = line.last()?;
        let value = quantity(Some(at.y), charted.unit);
        let text = if arms.len() == 1 { value } else { format!("{} {value}", arms[n]) };
        Some(EndLabel { y: at.y, text, colour: colour(n) })
    };
    let labels: Vec<EndLabel> = lines.iter().enumerate().filter_map(label).collect();
    let (left, right) = (MARGIN + AXIS, WIDTH - MARGIN - room(&labels));
    let panel = Panel { left, right, top: TOP + 26, bottom: BOTTOM, x: on.axis(right - left), y, strip: 0 };
    panel.frame(&mut sheet, &heading(charted.metric, &panel.y.title), true);
    for (n, line) in lines.iter().enumerate() {
        if line.len() > 1 {
            let there = line.iter().map(|at| panel.point(at.x, at.high));
            let back = line.iter().rev().map(|at| panel.point(at.x, at.low));
            sheet.area(there.chain(back).collect(), colour(n), 0.18);
        }
    }
    for (n, line) in lines.iter().enumerate() {
        let points: Vec<(f64, f64)> = line.iter().map(|at| (at.x, at.y)).collect();
        panel.line(&mut sheet, &points, colour(n), Stroke::of(n, arms.len()));
        for at in line {
            sheet.dot(panel.point(at.x, at.y), colour(n), 4);
        }
    }
    panel.end_labels(&mut sheet, &labels);
    sheet
}

/// The name of a figure with its unit.
pub(super) fn heading(metric: &str, unit: &str) -> String {
    if unit.is_empty() { metric.to_owned() } else { format!("{metric}, {unit}") }
}

fn line(charted: &Charted, arm: &str, on: &OnAxis) -> Vec<At> {
    let table = charted.table;
    let rows = table.along(arm, charted.metric).filter_map(|row| Some((row, row.mean?)));
    let mut line: Vec<At> = rows
        .filter_map(|(row, y)| {
            let (low, high) = row.bounds.unwrap_or((y, y));
            Some(At { x: on.place(table.level(row.point, 0))?, y, low, high })
        })
        .collect();
    line.sort_by(|a, b| a.x.total_cmp(&b.x));
    line
}
