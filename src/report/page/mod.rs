//! Report pages: one file each, that opens anywhere without a network.
//!
//! Sections are functions from plain data to markup; each is a small room. Knows no folder and no run. Every text is
//! escaped where it enters the page, and no section can leave that out.

mod audit;
mod cell;
mod chart;
mod comparison;
mod data;
mod dots;
mod exposure;
mod fallback;
mod figures;
mod frame;
mod latency;
mod load;
mod matrix;
mod money;
mod plan;
mod provenance;
mod resolved;
mod stations;
mod story;
mod sweep;
#[cfg(test)]
mod tests;
mod text;
mod theory;
mod topology;
mod verdict;

pub(in crate::report) use chart::Chart;
pub use comparison::{Origin, comparison_page};
pub use data::PageData;
pub(in crate::report) use frame::{Page, Section, render};
pub(in crate::report) use plan::plan_page;
pub use story::story_page;
pub(in crate::report) use sweep::sweep_page;

/// The page of a run: all its sections, those that have data.
pub(in crate::report) fn run_page(data: &PageData) -> String {
    let sections = [
        Some(verdict::section(data)),
        latency::section(data),
        fallback::section(data),
        money::section(data),
        exposure::section(data),
        stations::section(data),
        load::section(data),
        theory::section(data),
        topology::section(data),
        story::section(data.stories),
        Some(provenance::section(data)),
    ];
    let title = if data.summary.title.is_empty() { &data.summary.scenario } else { &data.summary.title };
    render(&Page {
        title,
        kind: "Run",
        lead: provenance::lead(data),
        arms: &data.summary.arm_order,
        sections: sections.into_iter().flatten().collect(),
    })
}
