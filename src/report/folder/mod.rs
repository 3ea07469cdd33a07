//! Result folders: which files they hold, how they appear whole or not at all, and how they are read again.
//!
//! Knows no figure by name.

mod again;
mod document;
mod files;
mod lock;
mod place;
mod plan;
mod read;
mod staging;
mod stories;

pub use again::drawn_again;
pub use files::{Manifest, PAGE, RESOLVED, ResultFile, ResultFiles, drawn};
pub use lock::Refusal;
pub use place::{idle, probe, probe_file, replace_files, stage, write_file, write_files, write_folder};
pub use plan::PlanFiles;
pub use read::ResultFolder;
pub use stories::{STORIES, add_stories, stories};

pub(super) use files::{file, json};
pub(super) use lock::{LOCK, locked};
pub(super) use place::{naming, parent, refuse_foreign};
pub(super) use staging::Staging;
