//! Results as files and text: CSV tables, charts, the summary, the manifest, the table on the terminal.
//!
//! Functions from plain values to bytes; only [`write_folder`], [`replace_files`], [`write_file`], [`ResultFolder::read`],
//! [`WorkFolder`], [`merge_parts`] and [`CheckpointFolder`] touch the file system. Knows no world, no model and no run.

pub mod chart;
mod checkpoint;
mod folder;
mod page;
mod quantity;
mod sweep;
mod tables;
mod text;

pub use chart::{Marker, PICTURES, Picture};
pub use checkpoint::{Belongs, CheckpointFolder, Content, Fault, RunHead, read_checkpoint};
pub use folder::{
    Manifest, PAGE, PlanFiles, RESOLVED, Refusal, ResultFile, ResultFiles, ResultFolder, STORIES, add_stories, drawn,
    drawn_again, idle, probe, probe_file, replace_files, stage, stories, write_file, write_files, write_folder,
};
pub use page::{Origin, PageData, comparison_page, story_page};
pub use quantity::{quantity, quantity_change, quantity_range};
pub use sweep::{Cut, Merged, Opened, PartManifest, WorkFolder, merge_parts, sweep_files, sweep_text};
pub use tables::{joined_tables, moved_messages, safe_csv_line};
pub use text::{
    WIDTH, bounds_that_failed, checks_text, comparison_text, counted, grouped, in_lines, in_words, message_list_text,
    plan_text, side_by_side_markdown, story_text, summary_table, theory_text, workload_table,
};
