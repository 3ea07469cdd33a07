//! How late messages come: distributions and percentiles by path.
//!
//! Curves and names are those of the picture in the folder.

use super::cell::{figure_cell, figure_text, number_cell};
use super::chart::{Chart, layout, stroke};
use super::dots::{self, Dot};
use super::text::name;
use super::{PageData, Section};
use crate::ledger::Path;
use crate::report::chart::{latency, series::distribution};
use crate::report::quantity::quantity;
use maud::{Markup, html};
use plotly::common::{DashType, Mode, Visible};
use plotly::layout::{Axis, AxisRange, AxisType};
use plotly::{Plot, Scatter};

/// Percentiles that every path has.
const PERCENTILES: [(&str, &str); 3] = [("p50", "median"), ("p90", "90 %"), ("p99", "99 %")];

pub(super) const DASHES: [DashType; 5] =
    [DashType::Solid, DashType::Dash, DashType::Dot, DashType::DashDot, DashType::LongDash];

/// Arms from which on only the service's curves are drawn at first.
const MANY: usize = 3;

pub(super) fn section(data: &PageData) -> Option<Section> {
    let (percentiles, distributions) = (percentiles(data)?, distributions(data));
    let body = html! {
        p { "From writing a message to its first copy on the receiver’s handset, by the path of that copy. A receiver whose \
             phone is off or without coverage makes a message late on every path." }
        @match distributions {
            Some(chart) => (chart.markup()),
            None => p.note { "This folder leaves out delivery.csv, so the distributions are not drawn." },
        }
        (percentiles.markup())
    };
    Some(Section { id: "latency", heading: "Latency".to_owned(), body })
}

/// Durations that an axis names.
const TICKS: [(f64, &str); 10] = [
    (0.001, "1 ms"),
    (0.01, "10 ms"),
    (0.1, "100 ms"),
    (1.0, "1 s"),
    (10.0, "10 s"),
    (60.0, "1 min"),
    (600.0, "10 min"),
    (3_600.0, "1 h"),
    (36_000.0, "10 h"),
    (360_000.0, "100 h"),
];

/// Axis of durations, each factor of ten as long as the others.
fn seconds(low: f64, high: f64, title: &str) -> Axis {
    Axis::new()
        .type_(AxisType::Log)
        .tick_text(TICKS.iter().map(|tick| tick.1.to_owned()).collect())
        .tick_values(TICKS.iter().map(|tick| tick.0).collect())
        .range(AxisRange::new(libm::log10(low), libm::log10(high)))
        .title(title)
}

fn distributions(data: &PageData) -> Option<Chart> {
    let figures = data.figures();
    let mut plot = Plot::new();
    let (mut low, mut high) = (f64::INFINITY, 0.0_f64);
    for (n, arm) in data.summary.arm_order.iter().enumerate() {
        for (path, dash) in Path::ALL.iter().zip(DASHES) {
            let points = distribution(&figures, arm, *path);
            let Some((first, last)) = points.first().zip(points.last()) else { continue };
            (low, high) = (low.min(first.0), high.max(last.0));
            let (x, y): (Vec<f64>, Vec<f64>) = points.into_iter().unzip();
            let text = x.iter().map(|x| quantity(Some(*x), "s")).collect();
            let first = data.summary.arm_order.len() <= MANY || *path == Path::Ip;
            plot.add_trace(
                Scatter::new(x, y)
                    .name(format!("{arm}: {}", latency::name(*path)))
                    .legend_group(arm)
                    .meta(latency::name(*path))
                    .mode(Mode::Lines)
                    .line(stroke(n).dash(dash))
                    .text_array(text)
                    .visible(if first { Visible::True } else { Visible::False })
                    .hover_template("%{y:.1%} within %{text}"),
            );
        }
    }
    if plot.data().is_empty() {
        return None;
    }
    let x = seconds(low, high, "time to the first copy (log scale)");
    let y = Axis::new().title("share that had come").tick_format(".0%").range(AxisRange::new(0.0, 1.02));
    plot.set_layout(layout(x, y).height(500));
    Some(Chart {
        id: "latency".to_owned(),
        finding: latency::finding(&figures),
        what: "Share of a path’s messages that had come after a time. Colour: arm; line: path.".to_owned(),
        plot,
        table: quantiles(data),
    })
}

/// Shares of messages that had come after some times.
fn quantiles(data: &PageData) -> Markup {
    const AFTER: [f64; 6] = [0.5, 1.0, 5.0, 10.0, 60.0, 600.0];
    let share = |arm: &str, path: Path, after: f64| {
        let points = distribution(&data.figures(), arm, path);
        points.iter().take_while(|point| point.0 <= after).last().map(|point| point.1)
    };
    let rows = data.summary.arm_order.iter().flat_map(|arm| Path::ALL.iter().map(move |path| (arm, *path)));
    html! {
        table {
            caption { "Share of a path’s messages that had come; steps of the distribution are 12 % wide." }
            thead { tr {
                th scope="col" { "Arm" } th scope="col" { "Path" }
                @for after in AFTER { th.number scope="col" { "within " (quantity(Some(after), "s")) } }
            } }
            tbody { @for (arm, path) in rows {
                @if !distribution(&data.figures(), arm, path).is_empty() {
                    tr {
                        th scope="row" { (name(arm)) } td { (latency::name(path)) }
                        @for after in AFTER { (number_cell(share(arm, path, after).or(Some(0.0)), "share")) }
                    }
                }
            } }
        }
    }
}

fn metric(path: Path, percentile: &str) -> String {
    format!("delivery.{}.{percentile}", path.name())
}

fn percentiles(data: &PageData) -> Option<Chart> {
    let arms = &data.summary.arm_order;
    let measured = |path: &&Path| {
        arms.iter().any(|arm| data.summary.figure(arm, &metric(**path, "p50")).is_some_and(|f| f.value.is_some()))
    };
    let paths: Vec<Path> = Path::ALL.iter().filter(measured).copied().collect();
    let mut dots: Vec<Dot> = Vec::new();
    for (n, arm) in arms.iter().enumerate() {
        for (percentile, kind) in PERCENTILES {
            for (row, path) in paths.iter().enumerate() {
                let Some(figure) = data.summary.figure(arm, &metric(*path, percentile)) else { continue };
                let Some(value) = figure.value.filter(|value| *value > 0.0) else { continue };
                let ends = figure.low.zip(figure.high);
                let text = format!("{kind} {}: {}", latency::name(*path), figure_text(figure));
                dots.push(Dot { arm: (n, arm), kind, row, value, ends, text });
            }
        }
    }
    let low = dots.iter().map(|dot| dot.value).reduce(f64::min)?;
    let high = dots.iter().map(|dot| dot.ends.map_or(dot.value, |ends| ends.1)).fold(low, f64::max);
    let names: Vec<String> = paths.iter().map(|path| latency::name(*path).to_owned()).collect();
    Some(Chart {
        id: "percentiles".to_owned(),
        finding: format!(
            "1 % of messages over the service took longer than {}",
            data.figures().finding("delivery.ip.p99", &data.figures().compared())
        ),
        what: "Percentiles by path, with 95 % intervals where there are several replications (log scale).".to_owned(),
        plot: dots::plot(&names, &dots, seconds(low / 1.4, high * 1.4, "time to the first copy (log scale)")),
        table: table(data, &paths),
    })
}

fn table(data: &PageData, paths: &[Path]) -> Markup {
    let arms = &data.summary.arm_order;
    html! {
        table {
            thead { tr {
                th scope="col" { "Path" } th scope="col" { "Percentile" }
                @for arm in arms { th.number scope="col" { (name(arm)) } }
            } }
            tbody { @for path in paths { @for (percentile, what) in PERCENTILES {
                tr {
                    th scope="row" { (latency::name(*path)) } td { (what) }
                    @for arm in arms {
                        (figure_cell(arm, &metric(*path, percentile), data.summary.figure(arm, &metric(*path, percentile))))
                    }
                }
            } } }
        }
    }
}
