//! `schema`: the language of scenarios as JSON Schema, for editors.
//!
//! Knows neither keys nor figures: the first come from `scenario`, the second from `analysis`.

use super::Failure;
use super::terminal::print;
use crate::analysis::figure_definitions;
use crate::scenario;

/// Runs `schema`.
///
/// # Errors
/// Standard output that cannot be written.
pub fn schema() -> Result<(), Failure> {
    print(&text())
}

/// The schema with every figure of this program.
pub(super) fn text() -> String {
    scenario::schema(&figure_definitions())
}
