//! Results as files and text: CSV tables, charts, the summary, the manifest, the table on the terminal.
//!
//! Functions from plain values to bytes; only [`write_folder`] touches the file system. Knows no world, no model and no
//! run.

pub mod chart;
mod csv_files;
mod files;
mod folder;
mod quantity;
mod text;
mod workload_table;

pub use chart::{Marker, PICTURES, Picture};
pub use csv_files::safe_cell;
pub use files::{Manifest, ResultFile, ResultFiles};
pub use folder::{probe, stage, write_folder};
pub use quantity::{quantity, quantity_change};
pub use text::{WIDTH, grouped, summary_table};
pub use workload_table::workload_table;
