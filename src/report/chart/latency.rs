//! Latency by path: how many messages have come after a time. A panel a path, a line an arm.

use super::Figures;
use super::ends::{list, list_room};
use super::panel::{Panel, Stroke};
use super::series::{Line, distribution};
use super::sheet::{Sheet, fitted};
use super::style::{AXIS, BOTTOM, LINE, MARGIN, TEXT, TOP, WIDTH, colour};
use super::ticks::Axis;
use crate::ledger::Path;
use crate::report::quantity;

/// Most panels beside each other.
const ACROSS: usize = 3;
/// From the bottom of a panel to the top of the next one below.
const GAP: i32 = 62;
/// Most arms whose medians stand above a panel.
const MEDIANS: usize = 3;

/// A path with the lines of all arms; empty where no message of the arm took it.
struct Taken {
    path: Path,
    lines: Vec<Line>,
}

pub(super) fn draw(figures: &Figures) -> Sheet {
    let arms = figures.arms();
    let subtitle =
        "Share of messages that had come, of those delivered in the measured days, by the path of the first copy";
    let mut sheet = Sheet::new(&finding(figures), subtitle);
    let lines = |&path: &Path| Taken { path, lines: arms.iter().map(|arm| distribution(figures, arm, path)).collect() };
    let mut taken: Vec<Taken> = Path::ALL.iter().map(lines).filter(|t| t.lines.iter().any(|l| !l.is_empty())).collect();
    if taken.is_empty() {
        taken.push(Taken { path: Path::Ip, lines: Vec::new() });
    }
    let seconds = || taken.iter().flat_map(|t| t.lines.iter().flatten()).map(|p| p.0);
    let (low, high) = (seconds().fold(1.0, f64::min), seconds().fold(1.0, f64::max));
    let across = if taken.len() == 4 { 2 } else { taken.len().min(ACROSS) };
    let down = taken.len().div_ceil(across);
    // The list of arms stands where a last panel would, or right of all.
    let free = taken.len() < across * down;
    let beside = if arms.len() < 2 || free { 0 } else { list_room(&arms) + MARGIN };
    let width = (WIDTH - 2 * MARGIN - beside) / pixels(across);
    let height = (BOTTOM - TOP - LINE + GAP) / pixels(down);
    let place = |n: usize| (MARGIN + pixels(n % across) * width, TOP + LINE + pixels(n / across) * height);
    for (n, Taken { path, lines }) in taken.iter().enumerate() {
        let (left, top) = place(n);
        let panel = Panel {
            left: left + AXIS,
            right: left + width - MARGIN,
            top,
            bottom: top + height - GAP,
            x: Axis::latency(low, high, "since it was written (log)"),
            y: Axis::share(1.0, ""),
            strip: 0,
        };
        panel.frame(&mut sheet, &heading(figures, &arms, *path, width - MARGIN - AXIS), n + across >= taken.len());
        if lines.is_empty() {
            panel.nothing(&mut sheet);
        }
        for (n, line) in lines.iter().enumerate() {
            panel.line(&mut sheet, line, colour(n), Stroke::of(n, arms.len()));
        }
    }
    if arms.len() > 1 {
        let (left, top) = if free { place(taken.len()) } else { (WIDTH - MARGIN - list_room(&arms), TOP + LINE) };
        list(&mut sheet, &arms, (left + if free { AXIS } else { 0 }, top), BOTTOM);
    }
    sheet
}

/// What the picture shows first.
pub(in crate::report) fn finding(figures: &Figures) -> String {
    format!("Median latency over the service: {}", figures.finding("delivery.ip.p50", &figures.compared()))
}

/// A path with the medians of its arms, where they are few.
fn heading(figures: &Figures, arms: &[&str], path: Path, room: i32) -> String {
    let metric = format!("delivery.{}.p50", path.name());
    let median = |arm: &&str| quantity(figures.summary.figure(arm, &metric).and_then(|f| f.value), "s");
    let mut medians: Vec<String> = arms.iter().map(median).collect();
    medians.dedup();
    let text = if medians.len() <= MEDIANS {
        format!("{}: {}", name(path), medians.join(" / "))
    } else {
        name(path).to_owned()
    };
    fitted(&text, TEXT, room)
}

/// A count among pixels.
fn pixels(count: usize) -> i32 {
    i32::try_from(count).unwrap_or(i32::MAX)
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
