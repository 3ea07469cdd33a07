//! Latency by path: how many messages have come after a time.

use super::Figures;
use super::panel::{EndLabel, LEADER, Panel, Stroke, room};
use super::series::{Line, distribution};
use super::sheet::{Anchor, Sheet};
use super::style::{AXIS, BOTTOM, INK, LINE, MARGIN, TOP, WIDTH, colour};
use super::ticks::Axis;
use crate::ledger::Path;
use crate::report::quantity;

struct Curve {
    path: Path,
    arm: usize,
    points: Line,
}

pub(super) fn draw(figures: &Figures) -> Sheet {
    let arms = figures.compared();
    let mut sheet = Sheet::new(&finding(figures), &subtitle(&arms));
    let mut curves = Vec::new();
    for &path in Path::ALL {
        for (arm, name) in arms.iter().enumerate() {
            let points = distribution(figures, name, path);
            if !points.is_empty() {
                curves.push(Curve { path, arm, points });
            }
        }
    }
    let labels = labels(figures, &arms, &curves);
    let seconds = || curves.iter().flat_map(|c| &c.points).map(|p| p.0);
    let (low, high) = (seconds().fold(1.0, f64::min), seconds().fold(1.0, f64::max));
    let panel = Panel {
        left: MARGIN + AXIS,
        right: WIDTH - MARGIN - room(&labels),
        top: TOP + 6,
        bottom: BOTTOM,
        x: Axis::latency(low, high, "time from writing to the first copy on the receiver's handset (log scale)"),
        y: Axis::share(1.0, ""),
        strip: 0,
    };
    panel.frame(&mut sheet, "Share of the path's messages that had come", true);
    if curves.is_empty() {
        panel.nothing(&mut sheet);
    }
    for curve in &curves {
        let stroke = if curve.arm + 1 == arms.len() { Stroke::Solid } else { Stroke::Dashed };
        panel.line(&mut sheet, &curve.points, colour(curve.path as usize), stroke);
    }
    panel.end_labels(&mut sheet, &labels);
    let heading = if arms.len() > 1 { "median, dashed / solid" } else { "median" };
    sheet.label(heading, (panel.right + LEADER, panel.top - LINE), INK, Anchor::Left);
    sheet
}

/// What the picture shows first.
pub(in crate::report) fn finding(figures: &Figures) -> String {
    format!("Median latency over the service: {}", figures.finding("delivery.ip.p50", &figures.compared()))
}

fn subtitle(arms: &[&str]) -> String {
    let what = "Messages delivered in the measured days, by the path of their first copy";
    match arms {
        [first, last] => format!("{what}. Dashed: {first}. Solid: {last}."),
        [..] => format!("{what}."),
    }
}

/// One label a path, in the order in which its curves rise.
fn labels(figures: &Figures, arms: &[&str], curves: &[Curve]) -> Vec<EndLabel> {
    let mut labels = Vec::new();
    for &path in Path::ALL {
        if !curves.iter().any(|c| c.path == path) {
            continue;
        }
        let metric = format!("delivery.{}.p50", path.name());
        let median = |arm: &&str| figures.summary.figure(arm, &metric).and_then(|f| f.value);
        let mut texts: Vec<String> = arms.iter().map(|arm| quantity(median(arm), "s")).collect();
        texts.dedup();
        labels.push((median(&arms[arms.len() - 1]), path, texts.join(" / ")));
    }
    labels.sort_by(|a, b| a.0.partial_cmp(&b.0).expect("medians are finite"));
    let label = |(_, path, medians): (Option<f64>, Path, String)| EndLabel {
        y: 1.0,
        text: format!("{}: {medians}", name(path)),
        colour: colour(path as usize),
    };
    labels.into_iter().map(label).collect()
}

/// What a path is called.
pub(in crate::report) fn name(path: Path) -> &'static str {
    match path {
        Path::Ip => "service",
        Path::OnNet => "SMS on-net",
        Path::OffNet => "SMS off-net",
        Path::International => "SMS abroad",
        Path::AfterFallback => "SMS after fallback",
    }
}
