//! Where a result is from: scenario, seed, fingerprints, command, and what its intervals mean.
//!
//! Wall time and memory differ from run to run; they stand in lines of their own.

use super::text::{name, visible};
use super::{PageData, Section};
use crate::report::grouped;
use maud::{Markup, html};

/// What stands below the title: what was simulated, in one line.
pub(super) fn lead(data: &PageData) -> Markup {
    let engine = &data.summary.engine;
    html! { p.lead { (grouped(engine.handsets)) " handsets for " (grouped(engine.represents)) } }
}

pub(super) fn section(data: &PageData) -> Option<Section> {
    let manifest = data.manifest;
    let body = html! {
        dl.facts {
            dt { "Scenario" } dd { (name(&manifest.scenario)) }
            dt { "Seed" } dd { (manifest.seed) }
            dt { "Fingerprint" } dd { code { (manifest.fingerprint) } }
        }
        "\n" p data-varies { code { (visible(&manifest.command)) } } "\n"
    };
    Some(Section { id: "provenance", heading: "Where this is from".to_owned(), body })
}
