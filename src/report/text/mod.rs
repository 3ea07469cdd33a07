//! Results as text for people: tables for a terminal, never wider than 80 columns, and findings in words.
//!
//! Knows no terminal and no file: plain values in, text out.

mod bounds;
mod check;
mod compare;
mod lines;
mod plan;
mod side_by_side;
mod station;
mod summary;
mod theory;
mod verdict;
mod workload;

pub use bounds::bounds_that_failed;
pub use check::checks_text;
pub use compare::comparison_text;
pub use lines::{WIDTH, counted};
pub use plan::plan_text;
pub use side_by_side::side_by_side_markdown;
pub use summary::{grouped, summary_table};
pub use theory::theory_text;
pub use verdict::in_words;
pub use workload::workload_table;

pub(super) use lines::{columns, cut, finished, hanging, named, wrapped};
