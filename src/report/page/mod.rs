//! Report pages: one file each, that opens anywhere without a network.
//!
//! Sections are functions from plain data to markup; each is a small room. Knows no folder and no run. Every text is
//! escaped where it enters the page, and no section can leave that out.

mod chart;
mod data;
mod exposure;
mod figures;
mod frame;
mod load;
mod matrix;
mod provenance;
mod stations;
mod text;
mod theory;
mod topology;

pub(in crate::report) use chart::Chart;
pub use data::PageData;
pub(in crate::report) use frame::{Page, Section, render};

/// The page of a run: all its sections, those that have data.
pub(in crate::report) fn run_page(data: &PageData) -> String {
    let sections = [
        exposure::section(data),
        stations::section(data),
        load::section(data),
        theory::section(data),
        topology::section(data),
        provenance::section(data),
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
