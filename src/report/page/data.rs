//! What the page of a run is made of.
//!
//! Plain values, borrowed. Knows no file; what a folder leaves out is named, so that the page can say so.

use crate::analysis::{Summary, Tables, Topology};
use crate::report::Manifest;
use crate::report::Marker;
use crate::report::chart::Figures;

/// What the page of a run is made of.
#[derive(Clone, Copy, Debug)]
pub struct PageData<'a> {
    /// All figures.
    pub summary: &'a Summary,
    /// All tables, with the digits of their files.
    pub tables: &'a Tables,
    /// What happened on the way.
    pub markers: &'a [Marker],
    /// The merged scenario.
    pub resolved: &'a str,
    /// Where the result is from.
    pub manifest: &'a Manifest,
    /// The layout of the simulated world, where the scenario could be read.
    pub topology: Option<&'a Topology>,
    /// Files of tables that the folder leaves out.
    pub missing: &'a [String],
}

impl<'a> PageData<'a> {
    /// What pictures are made of: the page shares their curves and findings.
    pub(in crate::report) const fn figures(&self) -> Figures<'a> {
        Figures { summary: self.summary, tables: self.tables, markers: self.markers }
    }

    /// Whether the folder has a table.
    pub(in crate::report) fn has(&self, file: &str) -> bool {
        !self.missing.iter().any(|missing| missing == file)
    }
}
