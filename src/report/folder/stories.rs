//! Stories kept in a result folder: single messages that somebody wanted to see again.
//!
//! They are about the runs of the folder, and no run makes them. Knows no page.

use super::document::read_document;
use super::place::write_file;
use crate::analysis::{STORY_SCHEMA, Story, StoryDocument};
use std::path::Path;

/// The name of their file.
pub const STORIES: &str = "stories.json";

/// The stories of a folder; none where it has no file of them.
///
/// # Errors
/// A damaged file, or one of another version.
pub fn stories(folder: &Path) -> Result<Vec<Story>, String> {
    let path = folder.join(STORIES);
    if !path.exists() {
        return Ok(Vec::new());
    }
    let document: StoryDocument = read_document(&path)?;
    if document.schema == STORY_SCHEMA {
        Ok(document.stories)
    } else {
        Err(format!("{}: has schema {}, this program knows {STORY_SCHEMA}", path.display(), document.schema))
    }
}

/// Adds stories to a folder, each in the place of an earlier one of the same message, arm and replication.
///
/// # Errors
/// What stands there cannot be read, or the disk is full.
///
/// # Panics
/// Never: plain values have a JSON form.
pub fn add_stories(folder: &Path, more: &[Story]) -> Result<(), String> {
    let mut all = stories(folder)?;
    for story in more {
        let key = |other: &Story| (other.message.clone(), other.arm.clone(), other.replication);
        match all.iter_mut().find(|other| key(other) == key(story)) {
            Some(place) => *place = story.clone(),
            None => all.push(story.clone()),
        }
    }
    let document = StoryDocument { schema: STORY_SCHEMA, stories: all, not_written: Vec::new() };
    let mut bytes = serde_json::to_vec_pretty(&document).expect("plain values have a JSON form");
    bytes.push(b'\n');
    write_file(&folder.join(STORIES), &bytes).map_err(|e| e.to_string())
}
