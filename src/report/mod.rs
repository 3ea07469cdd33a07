//! Results as files and text: CSV tables, charts, the summary, the manifest, the table on the terminal.
//!
//! Functions from plain values to bytes; only [`write_folder`], [`write_file`] and [`ResultFolder::read`] touch
//! the file system. Knows no world, no model and no
//! run.

pub mod chart;
mod compare_text;
mod csv_files;
mod files;
mod folder;
mod messages_csv;
mod plan_files;
mod plan_text;
mod quantity;
mod result_folder;
mod side_by_side;
mod text;
mod workload_table;

pub use chart::{Marker, PICTURES, Picture};
pub use compare_text::comparison_text;
pub use csv_files::safe_cell;
pub use files::{Manifest, ResultFile, ResultFiles};
pub use folder::{probe, probe_file, stage, write_file, write_files, write_folder};
pub use messages_csv::moved_messages;
pub use plan_files::PlanFiles;
pub use plan_text::plan_text;
pub use quantity::{quantity, quantity_change, quantity_range};
pub use result_folder::ResultFolder;
pub use side_by_side::side_by_side_markdown;
pub use text::{WIDTH, grouped, summary_table};
pub use workload_table::workload_table;
