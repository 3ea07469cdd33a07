//! Where a result is from: scenario, seed, fingerprints, command, and what its intervals mean.
//!
//! Wall time, memory and the command differ from run to run; they stand in lines of their own, which are marked.

use super::text::{name, visible};
use super::{PageData, Section};
use crate::report::grouped;
use crate::report::quantity::quantity;
use crate::units::Duration;
use maud::{Markup, html};

/// Runs whose fingerprints are shown at once; more are folded away.
const SHOWN: usize = 12;

/// What stands below the title: what was simulated, in one line.
pub(super) fn lead(data: &PageData) -> Markup {
    let (summary, engine) = (data.summary, &data.summary.engine);
    let whole = Duration::from_micros(libm::round(engine.simulated_s * 1e6) as u64);
    let arms = match summary.arm_order.len() {
        1 => String::new(),
        n => format!("{n} arms, "),
    };
    let replications = match summary.replications {
        1 => "1 replication".to_owned(),
        n => format!("{n} replications"),
    };
    html! {
        p.lead {
            @if data.tables.of_stations() { "Textbook stations" } @else {
                (grouped(engine.handsets)) " simulated handsets standing for " (grouped(engine.represents))
            }
            ", " (whole) " from " (data.tables.calendar.at(Duration::ZERO).date()) ", " (arms) (replications) "."
        }
    }
}

pub(super) fn section(data: &PageData) -> Section {
    let body = html! {
        p { "This page shows the outcome of a simulation, not of measurements. The same scenario, seed and version give the same \
             figures on any machine; what the scenario assumes, it says." }
        (facts(data))
        (varying(data))
        (intervals(data))
        (fingerprints(data))
        @if !data.missing.is_empty() {
            h3 { "What this folder leaves out" }
            p { "These tables were not there when the page was made; what is drawn from them is missing: "
                (data.missing.join(", ")) "." }
        }
        h3 { "Resolved scenario" }
        p { "The study with everything it extends and every setting that was typed, as it was run. It runs again with "
            code { "cloudmsg run " (crate::report::RESOLVED) } "." }
        details.long {
            summary { "Show the scenario (" (data.resolved.lines().count()) " lines)" }
            p { button type="button" data-copy="scenario" hidden { "Copy" } }
            pre tabindex="0" id="scenario" { (visible_lines(data.resolved)) }
        }
    };
    Section { id: "provenance", heading: "Where this is from".to_owned(), body }
}

/// A text of many lines, each with what cannot be seen made visible.
fn visible_lines(text: &str) -> String {
    text.lines().flat_map(|line| [visible(line).into_owned(), "\n".to_owned()]).collect()
}

fn facts(data: &PageData) -> Markup {
    let (manifest, summary, calendar) = (data.manifest, data.summary, &data.tables.calendar);
    let written = |after: Duration| calendar.at(after).strftime("%-d %b %Y, %H:%M").to_string();
    let warm_up = match &summary.warm_up {
        Some(warm_up) if warm_up.detected => " (found by MSER-5 in pilot runs)",
        Some(_) | None => "",
    };
    html! {
        dl.facts {
            dt { "Study" } dd { (name(&manifest.scenario)) }
            dt { "Program" } dd { "cloudmsg " (name(&manifest.version)) }
            dt { "Seed" } dd { (manifest.seed) }
            dt { "Fingerprint of all runs" } dd { code { (name(&manifest.fingerprint)) } }
            dt { "Arms" } dd { @for (n, arm) in summary.arm_order.iter().enumerate() { @if n > 0 { ", " } (name(arm)) } }
            dt { "Replications of each arm" } dd { (summary.replications) }
            dt { "Measured" } dd {
                "from " (written(calendar.warm_up)) " to " (written(calendar.duration)) ", after a warm-up of "
                (calendar.warm_up) (warm_up)
            }
            @if !data.tables.of_stations() {
                dt { "Handsets" } dd {
                    (grouped(summary.engine.handsets)) " simulated; counts are scaled up to "
                    (grouped(summary.engine.represents))
                }
            }
            dt { "Model events" } dd { (grouped(summary.engine.events)) " in all runs together" }
            @if !manifest.resolved.is_empty() { dt { "Hash of the scenario" } dd { code { (name(&manifest.resolved)) } } }
        }
    }
}

/// What differs from run to run, each in a line of its own.
fn varying(data: &PageData) -> Markup {
    let engine = &data.summary.engine;
    let memory = engine.peak_bytes as f64 / f64::from(1 << 20);
    html! {
        "\n" p data-varies { "Command: " code { (visible(&data.manifest.command)) } }
        "\n" p.aside data-varies {
            "All runs took " (quantity(Some(engine.wall_s), "s")) "; one held at most " (format!("{memory:.1}")) " MiB."
        }
        "\n"
    }
}

fn intervals(data: &PageData) -> Markup {
    html! {
        h3 { "What the intervals mean" }
        @if data.summary.replications == 1 {
            p { "There is a single replication, so no figure has an interval, and nothing says how far another seed’s would be \
                 from it." }
        } @else {
            p { "Every arm was simulated " (data.summary.replications) " times with other random numbers. A ± is half of a 95 % \
                 confidence interval (Student’s t over the replications): of 100 studies like this one, about 95 would have the \
                 model’s true mean inside. It says how sure the simulation is of its own model, not how well the model fits \
                 the world." }
        }
        @if data.summary.arm_order.len() > 1 {
            p { "Arms share people, wishes and luck, replication by replication, so a difference is taken pair by pair. It is "
                em { "shown" } " where its whole interval lies on one side of zero." }
        }
    }
}

fn fingerprints(data: &PageData) -> Markup {
    let runs = &data.tables.runs;
    let table = html! {
        div.scroll tabindex="0" role="region" aria-label="Fingerprint of each run" {
            table {
                caption { "Every run with its fingerprint" }
                thead { tr {
                    th scope="col" { "Arm" } th.number scope="col" { "Replication" } th scope="col" { "Fingerprint" }
                    th.number scope="col" { "Model events" }
                } }
                tbody { @for row in runs {
                    tr {
                        td { (name(&row.run.arm)) } td.number { (row.run.replication) }
                        td { code { (format!("{:016x}", row.fingerprint)) } } td.number { (grouped(row.events)) }
                    }
                } }
            }
        }
    };
    html! {
        h3 { "Fingerprint of each run" }
        p { "A fingerprint is mixed from every event of a run and what it left behind. The same fingerprint means the same run." }
        @if runs.len() > SHOWN { details { summary { "Show all " (runs.len()) } (table) } } @else { (table) }
    }
}
