//! Stations over time: utilisation, arrivals, waits, jobs turned away, connections.
//!
//! Means over replications. A chart has at most as many points as a screen has pixels across: of several steps it shows the
//! highest.

use crate::analysis::{LoadRow, StationKind};
use crate::report::page::chart::{dates, instant, layout, line, with_markers};
use crate::report::page::text::{name, visible};
use crate::report::page::{Chart, PageData};
use crate::report::quantity;
use crate::units::Duration;
use maud::{Markup, html};
use plotly::Plot;
use plotly::common::{DashType, Line};
use plotly::layout::{Axis, AxisType};
use std::collections::BTreeMap;

/// Most points of a line.
const POINTS: usize = 720;
/// Stations of one kind that have a line of their own, the busiest first.
const OF_A_KIND: usize = 3;
/// Most stations with a line.
const MOST: usize = 9;
const DASHES: [DashType; 6] =
    [DashType::Solid, DashType::Dash, DashType::Dot, DashType::DashDot, DashType::LongDash, DashType::LongDashDot];

/// What is drawn over time.
struct Shown {
    id: &'static str,
    /// The highest of it, as a finding: `Highest utilisation`.
    finding: &'static str,
    what: &'static str,
    axis: &'static str,
    unit: &'static str,
    /// Whether it is a count of a step, drawn as one a second.
    rate: bool,
    of: fn(&LoadRow) -> Option<f64>,
    /// Kinds that have it.
    kinds: &'static [StationKind],
}

const ALL: &[StationKind] =
    &[StationKind::Relay, StationKind::Workers, StationKind::Lookup, StationKind::Presence, StationKind::Smsc];

const CHARTS: [Shown; 5] = [
    Shown {
        id: "utilisation",
        finding: "Highest utilisation",
        what: "Server time asked for as a share of the server time there was",
        axis: "utilisation",
        unit: "share",
        rate: false,
        of: |row| Some(row.utilisation),
        kinds: ALL,
    },
    Shown {
        id: "arrivals",
        finding: "Most arrivals",
        what: "Jobs that came",
        axis: "jobs a second",
        unit: "/s",
        rate: true,
        of: |row| Some(row.arrivals),
        kinds: ALL,
    },
    Shown {
        id: "waits",
        finding: "Longest wait of any job",
        what: "Longest wait before service in each step, on a logarithmic axis; steps in which nobody waited are left out",
        axis: "seconds",
        unit: "s",
        rate: false,
        of: |row| row.wait_max_s.filter(|wait| *wait > 0.0),
        kinds: ALL,
    },
    Shown {
        id: "shed",
        finding: "Most jobs turned away",
        what: "Jobs turned away",
        axis: "jobs a second",
        unit: "/s",
        rate: true,
        of: |row| Some(row.shed),
        kinds: ALL,
    },
    Shown {
        id: "connections",
        finding: "Most push channels open",
        what: "Push channels open at the end of each step",
        axis: "push channels",
        unit: "count",
        rate: false,
        of: |row| Some(row.connections),
        kinds: &[StationKind::Relay],
    },
];

/// Means over replications by arm, station and step.
type Series<'a> = BTreeMap<(usize, &'a str), BTreeMap<usize, f64>>;

pub(super) fn part(data: &PageData) -> Markup {
    if data.tables.load.is_empty() {
        return html! { p.aside { "No step of load is after the warm-up." } };
    }
    let chosen = chosen(data);
    html! { @for shown in &CHARTS { (chart(data, shown, &chosen)) } }
}

/// Stations that have a line: of each kind the busiest.
fn chosen<'a>(data: &PageData<'a>) -> Vec<(&'a str, StationKind)> {
    let mut peaks: BTreeMap<&str, (StationKind, f64)> = BTreeMap::new();
    let rows: &'a [LoadRow] = &data.tables.load;
    for row in rows {
        let peak = peaks.entry(&row.station).or_insert((row.kind, 0.0));
        peak.1 = peak.1.max(row.utilisation);
    }
    let mut chosen = Vec::new();
    for kind in ALL {
        let mut ours: Vec<(&str, f64)> =
            peaks.iter().filter(|(_, of)| of.0 == *kind).map(|(name, of)| (*name, of.1)).collect();
        ours.sort_by(|a, b| b.1.total_cmp(&a.1));
        chosen.extend(ours.into_iter().take(OF_A_KIND).map(|(name, _)| (name, *kind)));
    }
    chosen.truncate(MOST);
    chosen
}

fn series<'a>(data: &PageData<'a>, shown: &Shown, stations: &[&'a str]) -> Series<'a> {
    let arms = &data.summary.arm_order;
    let mut sums: BTreeMap<(usize, &str), BTreeMap<usize, (f64, f64)>> = BTreeMap::new();
    let rows: &'a [LoadRow] = &data.tables.load;
    for row in rows.iter().filter(|row| stations.contains(&row.station.as_str())) {
        let (Some(arm), Some(value)) = (arms.iter().position(|arm| *arm == row.run.arm), (shown.of)(row)) else {
            continue;
        };
        let length = data.tables.calendar.step_length(row.step) as f64 / 1e6;
        let value = if shown.rate { value / length.max(1.0) } else { value };
        let (sum, runs) = sums.entry((arm, &row.station)).or_default().entry(row.step).or_default();
        *sum += value;
        *runs += 1.0;
    }
    let mean = |steps: BTreeMap<usize, (f64, f64)>| steps.into_iter().map(|(n, (sum, runs))| (n, sum / runs)).collect();
    sums.into_iter().map(|(key, steps)| (key, mean(steps))).collect()
}

fn chart(data: &PageData, shown: &Shown, chosen: &[(&str, StationKind)]) -> Markup {
    let stations: Vec<&str> =
        chosen.iter().filter(|(_, kind)| shown.kinds.contains(kind)).map(|(name, _)| *name).collect();
    let series = series(data, shown, &stations);
    let highest = series
        .iter()
        .flat_map(|(key, steps)| steps.iter().map(move |(step, x)| (*x, *key, *step)))
        .max_by(|a, b| a.0.total_cmp(&b.0));
    let Some((most, (arm, station), _)) = highest.filter(|of| of.0 > 0.0) else {
        return html! { p.aside { (shown.what) ": none at any of these stations." } };
    };
    let calendar = &data.tables.calendar;
    let arms = &data.summary.arm_order;
    let steps = series.values().flat_map(BTreeMap::keys).max().map_or(1, |last| last + 1);
    let together = steps.div_ceil(POINTS).max(1);
    let step_days = calendar.load_step.as_micros() as f64 / Duration::DAY.as_micros() as f64;
    let mut plot = Plot::new();
    for ((arm, station), values) in &series {
        let points = thinned(values, together);
        let at = |step: &usize| instant(calendar, (*step as f64 + 0.5) * step_days);
        let dash = stations.iter().position(|other| other == station).unwrap_or(0);
        let drawn = Line::new()
            .color(crate::report::chart::style::css(*arm))
            .width(1.6)
            .dash(DASHES[dash % DASHES.len()].clone());
        let trace =
            line((*arm, &arms[*arm]), station, (points.keys().map(at).collect(), points.values().copied().collect()));
        let value = if shown.unit == "share" { "%{y:.2%}" } else { "%{y:.3s}" };
        plot.add_trace(trace.line(drawn).hover_template(format!("%{{x}}<br>{value}")));
    }
    let mut y = Axis::new().title(shown.axis);
    if shown.unit == "share" {
        y = y.tick_format(".1~%");
    }
    if shown.id == "waits" {
        y = y.type_(AxisType::Log);
    }
    plot.set_layout(with_markers(layout(dates(calendar), y), calendar, data.markers));
    let of_arm = if arms.len() > 1 { format!(", arm {}", visible(&arms[arm])) } else { String::new() };
    let unit = if shown.unit == "/s" { "count" } else { shown.unit };
    let per = if shown.unit == "/s" { " a second" } else { "" };
    let thin = if together > 1 { format!("; the highest of every {together} steps") } else { String::new() };
    Chart {
        id: shown.id.to_owned(),
        finding: format!("{}: {}{per} at {}{of_arm}", shown.finding, quantity(Some(most), unit), visible(station)),
        what: format!(
            "{}, in steps of {}, means over replications{thin}. Of each kind the busiest stations; each line is a station in an \
             arm.",
            shown.what, calendar.load_step
        ),
        plot,
        table: table(data, shown, &series),
    }
    .markup()
}

/// The highest of each so many steps, at the step where it stands.
fn thinned(values: &BTreeMap<usize, f64>, together: usize) -> BTreeMap<usize, f64> {
    if together < 2 {
        return values.clone();
    }
    let mut kept: BTreeMap<usize, (usize, f64)> = BTreeMap::new();
    for (step, value) in values {
        let of = kept.entry(step / together).or_insert((*step, *value));
        if *value > of.1 {
            *of = (*step, *value);
        }
    }
    kept.into_values().collect()
}

/// The highest step of each day.
fn table(data: &PageData, shown: &Shown, series: &Series) -> Markup {
    let calendar = &data.tables.calendar;
    let step = calendar.load_step.as_micros().max(1);
    let arms = &data.summary.arm_order;
    let unit = if shown.unit == "/s" { "count" } else { shown.unit };
    let of_day = |values: &BTreeMap<usize, f64>, day: usize| {
        let from = calendar.day_start(day).as_micros().div_ceil(step) as usize;
        let until = calendar.day_start(day + 1).as_micros().div_ceil(step) as usize;
        values.range(from..until.max(from)).map(|(_, x)| *x).reduce(f64::max)
    };
    html! {
        table {
            caption { "Highest step of each day: " (shown.axis) }
            thead { tr {
                th scope="col" { "day" }
                @for (arm, station) in series.keys() {
                    th.number scope="col" { @if arms.len() > 1 { (name(&arms[*arm])) ": " } (name(station)) }
                }
            } }
            tbody {
                @for day in calendar.days() {
                    "\n" tr {
                        th scope="row" { (calendar.date(day)) }
                        @for values in series.values() { td.number { (quantity(of_day(values, day), unit)) } }
                    }
                }
            }
        }
    }
}
