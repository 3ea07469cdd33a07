//! Results as CSV: one implementation of [`Row`] a table, its columns, cells, and the way back.
//!
//! Knows no folder: rows in, bytes out, and bytes in, rows out.

mod audit;
mod exposure;
mod line;
mod messages;
mod of_ecosystem;
mod row;
mod stations;
mod study;
mod theory;

pub use line::safe_csv_line;
pub use messages::moved_messages;
pub use study::joined_tables;

pub(super) use line::{Line, table};
pub(super) use row::{Row, read_numbered, write};
pub(super) use study::{read_tables, table_files};
