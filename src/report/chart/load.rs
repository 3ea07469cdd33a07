//! Load over time: utilisation of relays and message centres, open connections.

use super::Figures;
use super::ends::{EndLabel, room};
use super::panel::{Panel, Stroke};
use super::series::Line;
use super::sheet::Sheet;
use super::style::{AXIS, BOTTOM, MARGIN, OTHERS, TOP, WIDTH, colour};
use super::ticks::Axis;
use crate::analysis::{LoadRow, StationKind};
use crate::units::Duration;
use plotters::style::RGBColor;
use std::collections::BTreeMap;

/// Rows that get a colour and a name of their own; the rest is gray.
const NAMED: usize = 4;
const GAP: i32 = 42;

/// One row of stations.
struct Row {
    name: String,
    colour: RGBColor,
    line: Line,
}

/// One of the three panels.
struct Shown {
    what: &'static str,
    station: StationKind,
    share: bool,
    of: fn(&LoadRow) -> f64,
}

const SHOWN: [Shown; 3] = [
    Shown { what: "relay utilisation", station: StationKind::Relay, share: true, of: |row| row.utilisation },
    Shown { what: "message-centre utilisation", station: StationKind::Smsc, share: true, of: |row| row.utilisation },
    Shown { what: "push channels open", station: StationKind::Relay, share: false, of: |row| row.connections },
];

pub(super) fn draw(figures: &Figures) -> Sheet {
    let arms = figures.compared();
    let what = "Utilisation of relays in their busiest step";
    let title = format!("{what}: {}", figures.finding("load.relay.peak_utilisation", &arms));
    let mut sheet = Sheet::new(&title, &subtitle(&arms, figures.tables.calendar.load_step));
    let panels: Vec<Vec<Row>> = SHOWN.iter().map(|shown| rows(figures, &arms, shown)).collect();
    let labels: Vec<Vec<EndLabel>> = panels.iter().map(|rows| labels(rows)).collect();
    let label_room = labels.iter().map(|l| room(l)).max().unwrap_or(0);
    let height = (BOTTOM - TOP - GAP * 2) / 3;
    for (i, ((shown, rows), labels)) in (0..).zip(SHOWN.iter().zip(&panels).zip(&labels)) {
        let top = TOP + 8 + i * (height + GAP);
        let high = rows.iter().flat_map(|row| &row.line).map(|p| p.1).fold(0.0, f64::max);
        let y = if shown.share { Axis::share(high, shown.what) } else { Axis::amount(high, shown.what) };
        let panel = Panel {
            left: MARGIN + AXIS,
            right: WIDTH - MARGIN - label_room,
            top,
            bottom: top + height - 8,
            x: Axis::days(&figures.tables.calendar, 10),
            y,
            strip: 0,
        }
        .under(if i == 0 { figures.markers } else { &[] });
        panel.frame(&mut sheet, &panel.y.title, i == 2);
        if rows.is_empty() {
            panel.nothing(&mut sheet);
        }
        for row in rows.iter().rev() {
            panel.line(&mut sheet, &row.line, row.colour, Stroke::Fine);
        }
        panel.markers(&mut sheet, figures.markers);
        panel.end_labels(&mut sheet, labels);
    }
    sheet
}

fn subtitle(arms: &[&str], step: Duration) -> String {
    match arms {
        [_, last] => format!("Each row of stations in steps of {step}, arm {last}"),
        [..] => format!("Each row of stations in steps of {step}"),
    }
}

/// The rows of a kind of station, busiest first, in the last arm compared.
fn rows(figures: &Figures, arms: &[&str], shown: &Shown) -> Vec<Row> {
    let arm = arms.last().expect("a study has an arm");
    let mut sums: BTreeMap<&str, BTreeMap<usize, f64>> = BTreeMap::new();
    for row in figures.tables.load.iter().filter(|row| row.kind == shown.station && row.run.arm == *arm) {
        let mean = (shown.of)(row) / f64::from(figures.summary.replications);
        *sums.entry(&row.station).or_default().entry(row.step).or_default() += mean;
    }
    let day = figures.tables.calendar.load_step.as_micros() as f64 / Duration::DAY.as_micros() as f64;
    let line = |steps: &BTreeMap<usize, f64>| steps.iter().map(|(&s, &x)| ((s as f64 + 0.5) * day, x)).collect();
    let mut lines: Vec<(&str, Line)> = sums.iter().map(|(name, steps)| (*name, line(steps))).collect();
    let peak = |line: &Line| line.iter().map(|p| p.1).fold(0.0, f64::max);
    lines.sort_by(|a, b| peak(&b.1).total_cmp(&peak(&a.1)));
    let row = |(n, (name, line)): (usize, (&str, Line))| Row {
        name: name.to_owned(),
        colour: if n < NAMED { colour(n) } else { OTHERS },
        line,
    };
    lines.into_iter().enumerate().map(row).collect()
}

fn labels(rows: &[Row]) -> Vec<EndLabel> {
    let mut labels = Vec::new();
    for (n, row) in rows.iter().enumerate().take(NAMED + 1) {
        let end = row.line.last().map_or(0.0, |p| p.1);
        let text = match rows.len() - n {
            rest if n == NAMED && rest > 1 => format!("{rest} others"),
            _ => row.name.clone(),
        };
        labels.push(EndLabel { y: end, text, colour: row.colour });
    }
    labels
}
