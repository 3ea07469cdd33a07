//! STUB, to be replaced by the reader of the scenario room: the shape the command line calls.
//!
//! Reads nothing.

use super::Study;
use std::path::Path;

/// A mistake in a scenario file.
#[derive(Clone, Debug)]
pub struct Diagnostic(String);

/// Reads a study.
///
/// # Errors
/// Always.
pub fn read(path: &Path, _overrides: &[String]) -> Result<Study, Vec<Diagnostic>> {
    Err(vec![Diagnostic(format!("{}: the scenario reader replaces this stub", path.display()))])
}

/// All mistakes as text.
pub fn render(diagnostics: &[Diagnostic], _color: bool) -> String {
    diagnostics.iter().map(|d| d.0.clone() + "\n").collect()
}
