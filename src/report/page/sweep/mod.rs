//! The page of a sweep: what was varied, each figure from its least to its most, responses, effects, all points.
//!
//! Everything is made of the sweep's summary, so that it can be made again from a folder. Points are embedded once, as columns
//! of numbers, for the chart, the map and the table alike.

mod columns;
mod effects;
mod extremes;
mod indices;

use super::resolved::scenario;
use super::text::name;
use super::{Page, Section, render};
use crate::analysis::SweepSummary;
use crate::report::grouped;
use crate::report::text::counted;
use maud::{Markup, PreEscaped, html};

const SCRIPT: &str = include_str!("sweep.js");

/// The page of a sweep, as one file.
pub(in crate::report) fn sweep_page(sweep: &SweepSummary, command: &str, resolved: &str) -> String {
    let title = if sweep.title.is_empty() { &sweep.scenario } else { &sweep.title };
    let mut sections = vec![
        section("extremes", "From the least to the most", extremes::body(sweep)),
        section("response", "Responses", response(sweep)),
    ];
    if sweep.factors.len() > 1 {
        sections.push(section("map", "Two factors at a time", map(sweep)));
    }
    sections.push(section("effects", "What each factor does", effects::body(sweep)));
    if !sweep.indices.is_empty() {
        sections.push(section("indices", "What the variance comes from", indices::body(sweep)));
    }
    sections.push(section("points", "All points", points(sweep)));
    sections.push(section("provenance", "Where this is from", provenance(sweep, command, resolved)));
    render(&Page { title, kind: "Sweep", lead: lead(sweep), arms: &sweep.arms, sections })
}

fn section(id: &'static str, heading: &str, body: Markup) -> Section {
    Section { id, heading: heading.to_owned(), body }
}

fn lead(sweep: &SweepSummary) -> Markup {
    let (points, replications) = (sweep.points.len() as u64, u64::from(sweep.replications));
    let arms = sweep.arms.len() as u64;
    html! {
        p.lead {
            (counted(points, "point")) @if let Some(sample) = &sweep.sample { " by " (name(sample)) }
            ", " (counted(arms, "arm")) ", " (counted(replications, "replication")) " each: "
            (counted(points * arms * replications, "run"))
        }
    }
}

/// The chart that the script draws from the embedded points, with what to choose.
fn response(sweep: &SweepSummary) -> Markup {
    let interval = if sweep.replications > 1 {
        "bars are 95 % intervals over replications, left out of more than 400 points"
    } else {
        "one replication, so without intervals"
    };
    html! {
        p.aside { "Each point of the sweep; " (interval) ". The line joins the means over all points at a level. Choose the figure and \
            the factor; the arms are switched above." }
        (explorer("response", &[("metric", "figure"), ("x", "along")], "Responses, drawn from the table of points below"))
        (PreEscaped(format!("\n<script type=\"application/json\" id=\"points-data\">{}</script>\n", columns::embedded(sweep))))
    }
}

fn map(sweep: &SweepSummary) -> Markup {
    html! {
        p.aside { "Means over all points at two levels, the number in each field; empty where no point is. Of a range that points were \
            drawn from, fifths." }
        (explorer("map", &[("metric", "figure"), ("arm", "arm"), ("x", "across"), ("y", "down")], "Map of two factors"))
        @if sweep.arms.is_empty() { p { "No arm." } }
    }
}

/// Choices, a place to draw, and a word for those without a script.
fn explorer(id: &str, choices: &[(&str, &str)], described: &str) -> Markup {
    html! {
        "\n" figure.explorer id={ (id) "-chart" } {
            div.choices {
                @for (what, label) in choices {
                    label for={ (id) "-" (what) } { (label) select id={ (id) "-" (what) } data-choice=(what) {} }
                }
            }
            figcaption { h3.finding aria-live="polite" {} }
            div.draw role="img" aria-label=(described) {}
            noscript { p { "Charts need JavaScript; the tables on this page have their figures." } }
        }
    }
}

fn points(sweep: &SweepSummary) -> Markup {
    html! {
        p.aside { "Click a heading to sort. Filters take part of a text, or bounds such as " code { "> 0.2" } ". "
            code { "sweep.csv" } " has every figure, not only those that are charted." }
        "\n" div.explorer id="table" {
            div.choices {
                label for="table-arm" { "arm" select id="table-arm" data-choice="arm" {} }
                button type="button" data-page="back" { "Previous" }
                span.range aria-live="polite" {}
                button type="button" data-page="on" { "Next" }
            }
            div.scroll.tall tabindex="0" role="region" aria-label="All points" { table aria-label="Points" {} }
            noscript { p { (grouped(sweep.points.len() as u64)) " points stand in " code { "sweep.csv" } "." } }
        }
        (PreEscaped("\n<script>")) (PreEscaped(SCRIPT)) (PreEscaped("</script>\n"))
    }
}

fn provenance(sweep: &SweepSummary, command: &str, resolved: &str) -> Markup {
    html! {
        dl.facts {
            dt { "Scenario" } dd { (name(&sweep.scenario)) }
            @for factor in &sweep.factors {
                dt { (name(&factor.key)) }
                dd {
                    @if let Some(levels) = &factor.levels {
                        (counted(levels.len() as u64, "level")) ": " (name(&shortened(levels)))
                    } @else if let Some((low, high)) = factor.bounds {
                        (low) " to " (high) " " (name(factor.unit.as_deref().unwrap_or("")))
                    }
                }
            }
            dt { "Seed" } dd { (sweep.seed) }
            dt { "Model events" } dd { (grouped(sweep.events)) }
            dt { "Version" } dd { (name(&sweep.version)) }
            dt { "Fingerprint" } dd { code { (sweep.fingerprint) } }
            dt { "Command" } dd { code { (name(command)) } }
        }
        (scenario(resolved))
    }
}

/// Levels that are shown of a factor with many.
const LEVELS: usize = 12;

fn shortened(levels: &[String]) -> String {
    if levels.len() <= LEVELS {
        return levels.join(", ");
    }
    format!("{}, {}, … {}", levels[0], levels[1], levels[levels.len() - 1])
}
