//! Results as files and text: CSV tables, charts, the summary, the manifest, the table on the terminal.
//!
//! Functions from plain values to bytes; only [`write_folder`], [`write_file`], [`ResultFolder::read`], [`WorkFolder`] and
//! [`merge_parts`] touch the file system. Knows no world, no model and no
//! run.

mod bounds_text;
pub mod chart;
mod compare_text;
mod csv_files;
mod exposure_rows;
mod files;
mod folder;
mod messages_csv;
mod page;
mod plan_files;
mod plan_text;
mod quantity;
mod result_folder;
mod row;
mod rows;
mod side_by_side;
mod station_rows;
mod station_text;
mod study_tables;
mod sweep;
mod text;
mod theory_rows;
mod theory_text;
mod verdict_text;
mod workload_table;

pub use bounds_text::bounds_that_failed;
pub use chart::{Marker, PICTURES, Picture};
pub use compare_text::comparison_text;
pub use csv_files::safe_cell;
pub use files::{Manifest, RESOLVED, ResultFile, ResultFiles};
pub use folder::{probe, probe_file, stage, write_file, write_files, write_folder};
pub use messages_csv::moved_messages;
pub use page::PageData;
pub use plan_files::PlanFiles;
pub use plan_text::plan_text;
pub use quantity::{quantity, quantity_change, quantity_range};
pub use result_folder::ResultFolder;
pub use side_by_side::side_by_side_markdown;
pub use study_tables::joined_tables;
pub use sweep::{Cut, Merged, Opened, PartManifest, Refusal, WorkFolder, merge_parts, sweep_files, sweep_text};
pub use text::{WIDTH, grouped, summary_table};
pub use theory_text::theory_text;
pub use verdict_text::in_words;
pub use workload_table::workload_table;
