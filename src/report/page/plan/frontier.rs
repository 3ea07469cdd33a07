//! Price against what is enough: every fleet tried, and the price below which none is.
//!
//! Each fleet by its price and its tightest bound; right of the line a bound is broken.

use crate::analysis::{Answer, BoundFigure, FleetVerdict, PlanDocument, Tried};
use crate::report::chart::style::css;
use crate::report::page::Chart;
use crate::report::page::chart::layout;
use crate::report::text::{amount, deciding, price_text};
use maud::{Markup, html};
use plotly::common::{Marker, MarkerSymbol, Mode};
use plotly::layout::{Axis, Shape, ShapeLine, ShapeType};
use plotly::{Plot, Scatter};

/// Shares of a bound beyond which points stand at the edge.
const EDGE: f64 = 2.5;

const VERDICTS: [(FleetVerdict, &str, usize, MarkerSymbol); 3] = [
    (FleetVerdict::Met, "enough", 2, MarkerSymbol::Circle),
    (FleetVerdict::NotShown, "not shown to be enough", 4, MarkerSymbol::Diamond),
    (FleetVerdict::Broken, "not enough", 1, MarkerSymbol::X),
];

pub(super) fn body(plan: &PlanDocument) -> Markup {
    let points: Vec<(&Tried, f64)> = plan.tried.iter().filter_map(|tried| Some((tried, share(tried)?))).collect();
    if points.is_empty() {
        return html! { p { "No fleet was measured." } };
    }
    chart(plan, &points).markup()
}

/// How much of its tightest bound a fleet uses; over one where it is broken, or the fleet could not be run.
fn share(tried: &Tried) -> Option<f64> {
    // What cannot even be run under a condition has no share of a bound: it stands at the edge.
    if tried.why.is_some() {
        return Some(EDGE);
    }
    let tightest = tried.conditions.iter().filter_map(|condition| condition.tightest());
    let least = tightest.map(BoundFigure::relative).filter(|x| x.is_finite()).reduce(f64::min)?;
    Some(1.0 - least)
}

fn chart(plan: &PlanDocument, points: &[(&Tried, f64)]) -> Chart {
    let mut plot = Plot::new();
    for (verdict, called, colour, symbol) in VERDICTS {
        let ours: Vec<&(&Tried, f64)> = points.iter().filter(|(tried, _)| tried.verdict == verdict).collect();
        if ours.is_empty() {
            continue;
        }
        let hover = ours.iter().map(|(tried, _)| described(plan, tried)).collect();
        let trace = Scatter::new(
            ours.iter().map(|(_, share)| share.clamp(0.0, EDGE)).collect::<Vec<f64>>(),
            ours.iter().map(|(tried, _)| tried.price).collect::<Vec<f64>>(),
        )
        .name(called)
        .mode(Mode::Markers)
        .hover_text_array(hover)
        .marker(Marker::new().color(css(colour)).size(10).symbol(symbol));
        plot.add_trace(trace);
    }
    let mut shapes = vec![
        Shape::new()
            .shape_type(ShapeType::Line)
            .x_ref("x")
            .y_ref("paper")
            .x0(1.0)
            .x1(1.0)
            .y0(0.0)
            .y1(1.0)
            .line(ShapeLine::new().width(1.5)),
    ];
    if let Answer::Fleet { bound, .. } = plan.answer {
        let floor =
            Shape::new().shape_type(ShapeType::Line).x_ref("paper").y_ref("y").x0(0.0).x1(1.0).y0(bound).y1(bound);
        shapes.push(floor.line(ShapeLine::new().width(1.5).dash(plotly::common::DashType::Dash)));
    }
    let x =
        Axis::new().title("share of the tightest bound that is used").tick_format(".0%").range(vec![0.0, EDGE + 0.1]);
    let y = Axis::new().title(format!("{} a month", plan.currency)).tick_format("~s");
    plot.set_layout(layout(x, y).height(460).shapes(shapes));
    Chart {
        id: "frontier".to_owned(),
        finding: finding(plan),
        what: format!(
            "Each fleet tried, by price and by how much of its tightest bound it uses, under the hardest condition that it was run \
             in. Right of the line a bound is broken; points beyond {:.0} % stand at the edge. Dashed: no fleet below this price \
             is enough, if more of a tier never hurts.",
            EDGE * 100.0
        ),
        plot,
        table: html! { p { "The fleets stand in the table below." } },
    }
}

fn finding(plan: &PlanDocument) -> String {
    match plan.answer {
        Answer::Fleet { tried, bound } => format!(
            "The cheapest fleet that is enough costs {} {}; none below {} is",
            price_text(plan.tried[tried].price),
            plan.currency,
            price_text(bound)
        ),
        Answer::Impossible { tried } => {
            format!(
                "Not even the largest fleet, {} {} a month, is enough",
                price_text(plan.tried[tried].price),
                plan.currency
            )
        }
        Answer::Unknown => "No fleet tried was shown to be enough".to_owned(),
    }
}

fn described(plan: &PlanDocument, tried: &Tried) -> String {
    let parts = plan.tiers.iter().zip(&tried.fleet).map(|(tier, has)| format!("{} {}", amount(*has, tier), tier.key));
    format!("{}: {}. {}", price_text(tried.price), parts.collect::<Vec<_>>().join(", "), deciding(plan, tried))
}
