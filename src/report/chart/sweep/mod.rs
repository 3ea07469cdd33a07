//! Charts of a sweep: lines for one factor, a map for two, what each factor does for more.
//!
//! Knows the table of a sweep, not how it came about.

use crate::analysis::SweepTable;

/// A picture that was drawn.
#[derive(Clone, Debug)]
pub struct Drawn {
    /// Its file name without ending.
    pub name: String,
    /// As SVG.
    pub svg: String,
    /// As PNG.
    pub png: Vec<u8>,
}

/// All pictures of a sweep.
pub fn sweep_pictures(_table: &SweepTable) -> Vec<Drawn> {
    Vec::new()
}
