//! The page of a comparison: differences with intervals and verdicts, and message by message what moved.
//!
//! Works on comparisons as `compare` makes them, whether from runs or from folders. Knows neither.

use super::cell::{change_cell, change_text};
use super::chart::Chart;
use super::dots::{self, Dot};
use super::text::{name, visible};
use super::verdict::words;
use super::{Page, Section, render};
use crate::analysis::{Account, Compared, Comparison, Only};
use crate::report::grouped;
use crate::report::quantity::quantity;
use crate::report::text::compare::{count, find, headline, how, pairing, reasons, relative};
use crate::report::text::summary::ROWS;
use maud::{Markup, html};
use plotly::layout::Axis;

/// Where a part of a comparison is from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Origin {
    /// The file or the folder, as it was named.
    pub place: String,
    /// The study.
    pub scenario: String,
    /// Root of its random numbers.
    pub seed: u64,
    /// Replications of every arm.
    pub replications: u32,
    /// Combined fingerprint of its runs, where they were read from a folder.
    pub fingerprint: Option<String>,
}

/// The page of the comparisons of one command.
pub fn comparison_page(comparisons: &[Comparison], origins: &[Origin], command: &str) -> String {
    let arms = arms(comparisons);
    let title = match &arms[..] {
        [from, to] => format!("{to} against {from}"),
        [from, ..] => format!("{} arms against {from}", comparisons.len()),
        [] => "Nothing to compare".to_owned(),
    };
    let sections = [
        Some(verdict(comparisons)),
        differences(comparisons, &arms),
        messages(comparisons),
        Some(all_figures(comparisons)),
        Some(provenance(origins, command)),
    ];
    let how = comparisons.first().map(how).unwrap_or_default();
    render(&Page {
        title: &title,
        kind: "Comparison",
        lead: html! { p.lead { (visible(&how)) } },
        arms: &arms,
        sections: sections.into_iter().flatten().collect(),
    })
}

/// The arm that is subtracted, then the others.
fn arms(comparisons: &[Comparison]) -> Vec<String> {
    let first = comparisons.first().map(|comparison| comparison.from.clone());
    first.into_iter().chain(comparisons.iter().map(|comparison| comparison.to.clone())).collect()
}

/// What people ask for first, where any of it is measured; else all figures.
fn asked(comparison: &Comparison) -> Vec<(&str, &Compared)> {
    let rows = ROWS.iter().flat_map(|(_, rows)| *rows);
    let found: Vec<_> = rows.filter_map(|(label, metric)| Some((*label, find(comparison, metric)?))).collect();
    if found.is_empty() { comparison.metrics.iter().map(|m| (m.metric.as_str(), m)).collect() } else { found }
}

fn verdict(comparisons: &[Comparison]) -> Section {
    let body = html! {
        @for comparison in comparisons {
            p.headline { (visible(&headline(comparison))) }
            div.scroll tabindex="0" role="region" aria-label="Headline figures" { (table(comparison, &asked(comparison))) }
            @if let Some(sharper) = comparison.sharper {
                p.aside { (pairing(sharper)) }
            }
        }
    };
    Section { id: "verdict", heading: "Verdict".to_owned(), body }
}

fn table(comparison: &Comparison, rows: &[(&str, &Compared)]) -> Markup {
    let marked = |arm: &str, compared: &Compared, value: Option<f64>| {
        html! {
            td.number data-arm=(visible(arm)) data-metric=(compared.metric) data-value=[value.map(super::cell::full)] {
                (quantity(value, &compared.unit))
            }
        }
    };
    html! {
        table aria-label={ (visible(&comparison.to)) " against " (visible(&comparison.from)) } {
            thead { tr {
                th scope="col" { "Figure" }
                th.number scope="col" { (name(&comparison.from)) } th.number scope="col" { (name(&comparison.to)) }
                th.number scope="col" { "difference" } th scope="col" { "verdict" }
            } }
            tbody { @for (label, compared) in rows {
                tr {
                    th scope="row" { (name(label)) }
                    (marked(&comparison.from, compared, compared.from))
                    (marked(&comparison.to, compared, compared.to))
                    (change_cell(compared))
                    td { (words(compared.verdict)) }
                }
            } }
        }
    }
}

fn differences(comparisons: &[Comparison], arms: &[String]) -> Option<Section> {
    let first = comparisons.first()?;
    let rows: Vec<(&str, &str)> = asked(first).into_iter().map(|(label, c)| (label, c.metric.as_str())).collect();
    let mut dots = Vec::new();
    let mut most: Option<(f64, String)> = None;
    for (n, comparison) in comparisons.iter().enumerate() {
        for (row, (label, metric)) in rows.iter().enumerate() {
            let Some(compared) = find(comparison, metric) else { continue };
            let Some((share, base)) = compared.relative.zip(compared.from.map(f64::abs)) else { continue };
            let ends = compared.low.zip(compared.high).map(|(low, high)| (low / base, high / base));
            let change = relative(compared).unwrap_or_default();
            let text = format!("{label}: {change}, {} ({})", change_text(compared), words(compared.verdict));
            if most.as_ref().is_none_or(|(of, _)| share.abs() > *of) {
                most = Some((
                    share.abs(),
                    format!("Changed most of its size: {label}, {change}, {}", words(compared.verdict)),
                ));
            }
            dots.push(Dot { arm: (n + 1, &arms[n + 1]), kind: "", row, value: share, ends, text });
        }
    }
    let (_, finding) = most?;
    let names: Vec<String> = rows.iter().map(|(label, _)| (*label).to_owned()).collect();
    let x = Axis::new().title("difference as a share of the first arm’s figure").tick_format(".0%");
    let chart = Chart {
        id: "differences".to_owned(),
        finding,
        what: format!("Each figure’s difference from {}, with its 95 % interval where there is one.", first.from),
        plot: dots::plot(&names, &dots, x),
        table: html! { @for comparison in comparisons { (table(comparison, &asked(comparison))) } },
    };
    let body = html! {
        p { "A difference whose whole interval lies on one side of zero is shown. Figures that are zero in the first arm have no \
             share, and stand in the table only." }
        (chart.markup())
    };
    Some(Section { id: "differences", heading: "Differences".to_owned(), body })
}

fn messages(comparisons: &[Comparison]) -> Option<Section> {
    comparisons.iter().find(|comparison| comparison.messages.is_some())?;
    let accounts = comparisons.iter().filter_map(|comparison| Some((comparison, comparison.messages.as_ref()?)));
    let body = html! {
        p { "The same message, with the same people and luck, in both arms: what became of it." }
        @for (comparison, account) in accounts { (moved(comparison, account)) }
    };
    Some(Section { id: "messages", heading: "Message by message".to_owned(), body })
}

fn moved(comparison: &Comparison, account: &Account) -> Markup {
    let rows = account.moved.iter().map(|cell| (cell.words.clone(), cell.count.messages, reasons(&cell.why)));
    let only = |only: &Only, here: &str| {
        (only.count.simulated > 0).then(|| (format!("written in {here} only"), only.count.messages, reasons(&only.why)))
    };
    let shifts = [(&account.later, "later"), (&account.earlier, "earlier")].into_iter().filter_map(|(shift, how)| {
        let by = quantity(Some(shift.median_s?), "s");
        Some((
            format!("the same way, {how} in {}", comparison.to),
            shift.count.messages,
            format!("by {by} in the median"),
        ))
    });
    let rows: Vec<_> = rows
        .chain(only(&account.only_from, &comparison.from))
        .chain(only(&account.only_to, &comparison.to))
        .chain(shifts)
        .collect();
    html! {
        h3 { (name(&comparison.to)) " against " (name(&comparison.from)) }
        p { (count(account.all.messages)) " messages between owners in all (" (grouped(account.all.simulated))
            " simulated), " (count(account.unmoved.messages)) " as before." }
        div.scroll tabindex="0" role="region" aria-label="What moved" {
            table aria-label="What moved" {
                thead { tr {
                    th scope="col" { "What happened" } th.number scope="col" { "Messages" } th scope="col" { "Why" }
                } }
                tbody { @for (what, messages, why) in rows {
                    tr { th scope="row" { (name(&what)) } td.number { (count(messages)) } td { (name(&why)) } }
                } }
            }
        }
    }
}

fn all_figures(comparisons: &[Comparison]) -> Section {
    let body = html! {
        @for comparison in comparisons {
            details {
                summary { "All " (comparison.metrics.len()) " figures of " (name(&comparison.to)) " against " (name(&comparison.from)) }
                div.scroll tabindex="0" role="region" aria-label="All figures" {
                    (table(comparison, &comparison.metrics.iter().map(|m| (m.metric.as_str(), m)).collect::<Vec<_>>()))
                }
            }
        }
    };
    Section { id: "figures", heading: "All figures".to_owned(), body }
}

fn provenance(origins: &[Origin], command: &str) -> Section {
    let body = html! {
        p { "This page shows the outcome of a simulation, not of measurements." }
        @for origin in origins {
            dl.facts {
                dt { "From" } dd { (name(&origin.place)) }
                dt { "Study" } dd { (name(&origin.scenario)) }
                dt { "Seed" } dd { (origin.seed) }
                dt { "Replications of each arm" } dd { (origin.replications) }
                @if let Some(fingerprint) = &origin.fingerprint {
                    dt { "Fingerprint of all runs" } dd { code { (name(fingerprint)) } }
                }
            }
        }
        p.aside { "Counts are scaled up to the real population; pp are percentage points." }
        "\n" p data-varies { "Command: " code { (visible(command)) } } "\n"
    };
    Section { id: "provenance", heading: "Where this is from".to_owned(), body }
}
