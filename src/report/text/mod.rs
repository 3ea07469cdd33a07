//! Results as text for people: tables for a terminal, never wider than 80 columns, and findings in words.
//!
//! Knows no terminal and no file: plain values in, text out.

mod bounds;
mod check;
pub(super) mod compare;
mod lines;
mod plan;
pub(super) mod side_by_side;
mod station;
mod story;
pub(super) mod summary;
mod theory;
mod verdict;
mod workload;

pub use bounds::bounds_that_failed;
pub use check::checks_text;
pub use compare::comparison_text;
pub use lines::{WIDTH, counted, in_lines};
pub use plan::plan_text;
pub(super) use plan::{amount, apart, deciding, plan_answer, price_text, used};
pub use side_by_side::side_by_side_markdown;
pub use story::{message_list_text, story_text};
pub use summary::{grouped, summary_table};
pub use theory::theory_text;
pub use verdict::in_words;
pub use workload::workload_table;

pub(super) use lines::{columns, cut, finished, hanging, named, wrapped};
pub(super) use story::{before, identifier, money, offset, readers, sentence, sightings};
pub(super) use summary::audited;
