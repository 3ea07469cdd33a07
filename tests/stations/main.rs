//! Textbook stations: simulated against exact answers, in both forms of a station, on any list, threads and windows.
//!
//! A pass proves that the kernel, the draws, the stations and what is measured of them are right together: every row is a
//! figure that somebody else derived on paper.

#![expect(clippy::print_stdout, reason = "figures are reported beside their exact values")]

mod forms;
mod language;
mod oracles;
mod theory;

use cloudmsg::analysis::figure_names;
use cloudmsg::scenario::{Study, open, render};
use std::fs;

/// The study that a text describes.
fn study(text: &str) -> Study {
    study_or(text).unwrap_or_else(|drawn| panic!("{drawn}"))
}

/// The study that a text describes, or its mistakes as they are drawn.
fn study_or(text: &str) -> Result<Study, String> {
    let folder = tempfile::tempdir().expect("a temporary folder can be made");
    let path = folder.path().join("study.toml");
    fs::write(&path, text).expect("the folder is ours");
    let drawn = |mistakes: Vec<_>| render(&mistakes, false).replace(&format!("{}/", folder.path().display()), "");
    open(&path, &[], &figure_names()).map(|base| base.study().clone()).map_err(drawn)
}
