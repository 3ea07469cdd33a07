//! A chart on a page: its finding, the figure that the script draws, and the same figures as a table.
//!
//! Knows no metric. Texts are made harmless here, for all charts: the library that draws them reads a little markup in
//! texts.

use super::text::visible;
use crate::analysis::Calendar;
use crate::report::Marker;
use crate::report::chart::style;
use crate::report::text::cut;
use crate::units::Duration;
use maud::{Markup, PreEscaped, html};
use plotly::common::{Anchor, DashType, Line, Mode, Orientation};
use plotly::layout::{
    Annotation, Axis, AxisRange, AxisType, HoverMode, Layout, Legend, Margin, Shape, ShapeLayer, ShapeLine, ShapeType,
};
use plotly::{Plot, Scatter};
use serde_json::Value;

/// A chart: what it shows, how it is drawn, and its figures as a table.
pub(in crate::report) struct Chart {
    /// Unique on the page: letters, digits and `-`.
    pub id: String,
    /// The title: what it shows, with figures. Plain text.
    pub finding: String,
    /// What is plotted, in which units. Plain text.
    pub what: String,
    /// Traces and layout. A trace's `legendgroup` is its arm, its `meta` what else can be switched off: a path, a
    /// percentile. Texts need no escaping.
    pub plot: Plot,
    /// The figures as a table, for those who do not see the chart, and for print.
    pub table: Markup,
}

/// Height of a chart in pixels, where its layout says nothing else.
const HEIGHT: u64 = 420;
/// Most letters of a name in a legend.
const NAME: usize = 40;
/// Markup that templates of labels may have.
const ALLOWED: [&str; 5] = ["<br>", "<b>", "</b>", "<extra>", "</extra>"];

impl Chart {
    /// The chart with a place to draw it in.
    pub(in crate::report) fn markup(&self) -> Markup {
        let figure = self.figure();
        let height = figure["layout"]["height"].as_u64().unwrap_or(HEIGHT);
        html! {
            "\n" figure.chart id={ "chart-" (self.id) } {
                figcaption {
                    h3 { (visible(&self.finding)) }
                    p.what { (visible(&self.what)) }
                }
                div.switches {}
                div.plot role="img" aria-label=(visible(&self.finding)) style={ "height:" (height) "px" } {}
                script type="application/json" { (PreEscaped(figure.to_string().replace('<', "\\u003c"))) }
                details.figures {
                    summary { "The figures as a table" }
                    div.scroll tabindex="0" role="region" aria-label="The figures as a table" { (self.table) }
                }
            }
        }
    }

    /// What the script draws, with harmless texts and no more digits than a screen shows.
    fn figure(&self) -> Value {
        let mut figure = serde_json::to_value(&self.plot).expect("a plot has a JSON form");
        let parts = figure.as_object_mut().expect("a plot is an object");
        parts.retain(|part, _| part == "data" || part == "layout");
        harmless("", &mut figure);
        figure
    }
}

/// Makes texts harmless and numbers short, all the way down.
fn harmless(key: &str, value: &mut Value) {
    match value {
        Value::Object(parts) => parts.iter_mut().for_each(|(key, part)| harmless(key, part)),
        Value::Array(items) => items.iter_mut().for_each(|item| harmless(key, item)),
        Value::Number(number) => {
            if let Some(x) = number.as_f64().filter(|_| number.is_f64()) {
                *value = short(x);
            }
        }
        Value::String(text) => *text = harmless_text(key, text),
        Value::Null | Value::Bool(_) => {}
    }
}

/// Six digits: more than any screen has pixels.
fn short(x: f64) -> Value {
    format!("{x:.5e}").parse::<f64>().map_or(Value::Null, Value::from)
}

fn harmless_text(key: &str, text: &str) -> String {
    match key {
        // Names of switches, which the script compares and writes as text.
        "legendgroup" | "meta" => visible(text).into_owned(),
        "hovertemplate" | "texttemplate" => {
            let mut escaped = escape(&visible(text));
            for tag in ALLOWED {
                escaped = escaped.replace(&escape(tag), tag);
            }
            escaped
        }
        "name" => escape(&cut(&visible(text), NAME)),
        _ => escape(&visible(text)),
    }
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

/// The line of an arm: its colour is the arm's everywhere on a page, `what` tells its lines apart.
pub(in crate::report) fn line<Y: serde::Serialize + Clone + 'static>(
    (n, arm): (usize, &str),
    what: &str,
    points: (Vec<String>, Vec<Y>),
) -> Box<Scatter<String, Y>> {
    let name = if what.is_empty() { arm.to_owned() } else { format!("{arm}: {what}") };
    let trace = Scatter::new(points.0, points.1).name(name).legend_group(arm).mode(Mode::Lines);
    let trace = if what.is_empty() { trace } else { trace.meta(what) };
    trace.line(stroke(n))
}

/// How the lines of the n-th arm are drawn: the first arm's are wide, so that they are seen below those that lie on them.
pub(in crate::report) fn stroke(n: usize) -> Line {
    Line::new().color(style::css(n)).width(if n == 0 { 3.4 } else { 1.8 })
}

/// The layout of a chart with two axes: a legend above, room as the labels need it. Colours come from the page's theme.
pub(in crate::report) fn layout(x: Axis, y: Axis) -> Layout {
    let legend = Legend::new().orientation(Orientation::Horizontal).x(0.0).y(1.02).y_anchor(Anchor::Bottom);
    Layout::new()
        .x_axis(x.auto_margin(true))
        .y_axis(y.auto_margin(true))
        .legend(legend)
        .show_legend(true)
        .hover_mode(HoverMode::Closest)
        .margin(Margin::new().left(56).right(16).top(40).bottom(48))
}

/// An instant of a study, in days since its start, as an axis of dates takes it: on the study's own clock.
pub(in crate::report) fn instant(calendar: &Calendar, day: f64) -> String {
    let at = Duration::from_micros((day * Duration::DAY.as_micros() as f64) as u64);
    calendar.at(at).strftime("%Y-%m-%dT%H:%M").to_string()
}

/// The measured days of a study as an axis of dates.
pub(in crate::report) fn dates(calendar: &Calendar) -> Axis {
    let days = |length: Duration| length.as_micros() as f64 / Duration::DAY.as_micros() as f64;
    let ends = [calendar.warm_up, calendar.duration].map(|end| instant(calendar, days(end)));
    let zone = f64::from(calendar.utc_offset_s) / 3600.0;
    let [low, high] = ends;
    Axis::new().type_(AxisType::Date).range(AxisRange::new(low, high)).title(format!("date (UTC{zone:+})"))
}

/// Draws what happened on the way as lines with names, over the whole height.
pub(in crate::report) fn with_markers(layout: Layout, calendar: &Calendar, markers: &[Marker]) -> Layout {
    let days = |length: Duration| length.as_micros() as f64 / Duration::DAY.as_micros() as f64;
    let measured = days(calendar.warm_up)..=days(calendar.duration);
    let shown: Vec<&Marker> = markers.iter().filter(|marker| measured.contains(&marker.day)).collect();
    let line = |marker: &&Marker| {
        let at = instant(calendar, marker.day);
        Shape::new()
            .shape_type(ShapeType::Line)
            .layer(ShapeLayer::Below)
            .x_ref("x")
            .y_ref("paper")
            .x0(at.clone())
            .x1(at)
            .y0(0.0)
            .y1(1.0)
            .line(ShapeLine::new().width(1.0).dash(DashType::Dot))
    };
    let label = |marker: &&Marker| {
        Annotation::new()
            .text(cut(&visible(&marker.label), NAME))
            .x_ref("x")
            .y_ref("paper")
            .x(instant(calendar, marker.day))
            .y(1.0)
            .x_anchor(Anchor::Left)
            .y_anchor(Anchor::Top)
            .text_angle(90.0)
            .show_arrow(false)
    };
    layout.shapes(shown.iter().map(line).collect()).annotations(shown.iter().map(label).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    const HOSTILE: &str = "</script><script>alert(1)</script><a href='javascript:1'>\u{202e}&amp;";

    #[test]
    fn a_chart_cannot_be_left_by_what_it_is_called() {
        let mut plot = Plot::new();
        plot.add_trace(line((0, HOSTILE), HOSTILE, (vec![HOSTILE.into()], vec![1.0])).hover_template("%{y}<br><i>"));
        plot.set_layout(layout(Axis::new().title(HOSTILE), Axis::new()));
        let chart = Chart { id: "c".into(), finding: HOSTILE.into(), what: HOSTILE.into(), plot, table: html! {} };
        let page = chart.markup().into_string();
        assert_eq!(page.matches("<script").count(), 1, "{page}");
        assert_eq!(page.matches("</script>").count(), 1);
        assert!(!page.contains("<a ") && !page.contains('\u{202e}'));
        let trace = &chart.figure()["data"][0];
        assert_eq!(trace["legendgroup"], *visible(HOSTILE), "what is compared has no entities");
        assert_eq!(trace["hovertemplate"], "%{y}<br>&lt;i&gt;");
        assert!(trace["name"].as_str().is_some_and(|name| name.starts_with("&lt;/script&gt;")));
    }

    #[test]
    fn numbers_have_the_digits_of_a_screen() {
        let mut plot = Plot::new();
        plot.add_trace(line((0, "a"), "", (vec![], vec![0.123_456_789, 1e9 / 3.0, 0.0])));
        let chart = Chart { id: "c".into(), finding: String::new(), what: String::new(), plot, table: html! {} };
        assert_eq!(chart.figure()["data"][0]["y"].to_string(), "[0.123457,333333000.0,0.0]");
    }
}
