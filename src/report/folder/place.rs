//! A result folder appears whole or not at all: staged beside its place, then renamed.
//!
//! The only room of `report` that writes to the file system. Knows nothing of what the files mean, except that a folder
//! with our manifest may be replaced and any other may not.

use super::files::{Manifest, ResultFile, ResultFiles};
use super::staging::Staging;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

/// Held by whoever writes.
static PEN: Mutex<()> = Mutex::new(());

/// Waits until nothing is being written here; as long as it is held nothing will be.
pub fn idle() -> MutexGuard<'static, ()> {
    PEN.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Whether a result folder can be put at `out`: said before a run, so that no run is in vain. Leaves nothing behind.
///
/// # Errors
/// Something that is not ours stands there, or its place is not writable.
pub fn probe(out: &Path) -> io::Result<()> {
    let _writing = idle();
    refuse_foreign(out)?;
    let mut existing = parent(out);
    while !existing.exists() {
        existing = parent(&existing);
    }
    let staging = Staging::for_name(&existing, &name(out))?;
    fs::write(staging.result(), b"probe").map_err(|e| naming(&existing, &e))
}

/// Writes all files into a folder at `out`, which replaces a result folder that stands there and nothing else.
///
/// # Errors
/// What [`probe`] finds, and a disk that is full; then nothing has changed.
pub fn write_folder(out: &Path, files: &ResultFiles) -> io::Result<()> {
    write_files(out, &files.render())
}

/// As [`write_folder`], with files of any kind of result.
///
/// # Errors
/// As [`write_folder`].
pub fn write_files(out: &Path, files: &[ResultFile]) -> io::Result<()> {
    let _writing = idle();
    refuse_foreign(out)?;
    let staged = stage(out, files)?;
    refuse_foreign(out)?;
    staged.publish(out)
}

/// Whether a file can be put at `path`: said before a run. Leaves nothing behind.
///
/// # Errors
/// A folder stands there, or its place is not writable.
pub fn probe_file(path: &Path) -> io::Result<()> {
    if path.is_dir() {
        return Err(io::Error::new(io::ErrorKind::IsADirectory, format!("{} is a folder", path.display())));
    }
    let _writing = idle();
    Staging::for_name(&parent(path), &name(path)).map(drop)
}

/// Writes one file, whole or not at all; one that stands there is replaced.
///
/// # Errors
/// What [`probe_file`] finds, and a disk that is full.
pub fn write_file(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let _writing = idle();
    let staging = Staging::for_name(&parent(path), &name(path))?;
    let staged = staging.result();
    write_durably(&staged, bytes).and_then(|()| fs::rename(&staged, path)).map_err(|e| naming(path, &e))
}

/// Replaces some files of a result folder, all of them staged before the first; others are left as they are.
///
/// # Errors
/// The folder is not writable, or the disk is full; then nothing has changed, unless it happens between two renames. Each
/// file is whole at any moment.
///
/// # Panics
/// Never: every file has a name inside the folder.
pub fn replace_files(folder: &Path, files: &[ResultFile]) -> io::Result<()> {
    let _writing = idle();
    let staged = stage(&folder.join("files"), files)?;
    for file in files {
        let path = folder.join(&file.name);
        fs::create_dir_all(path.parent().expect("a file stands in the folder")).map_err(|e| naming(&path, &e))?;
        fs::rename(staged.result().join(&file.name), &path).map_err(|e| naming(&path, &e))?;
    }
    Ok(())
}

/// Writes the files into a hidden folder beside `out`; it goes away when dropped.
///
/// # Errors
/// The place is not writable, or the disk is full.
///
/// # Panics
/// Never: every file has a name inside the folder.
pub fn stage(out: &Path, files: &[ResultFile]) -> io::Result<Staging> {
    let parent = parent(out);
    fs::create_dir_all(&parent).map_err(|e| naming(&parent, &e))?;
    let staging = Staging::for_name(&parent, &name(out))?;
    for file in files {
        let path = staging.result().join(&file.name);
        fs::create_dir_all(path.parent().expect("a file stands in the staged folder"))
            .map_err(|e| naming(&path, &e))?;
        write_durably(&path, &file.bytes).map_err(|e| naming(out, &e))?;
    }
    Ok(staging)
}

fn write_durably(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut file = fs::File::create_new(path)?;
    io::Write::write_all(&mut file, bytes)?;
    file.sync_all()
}

/// Anything at `out` but a result folder of ours or an empty folder is somebody's work.
pub(in crate::report) fn refuse_foreign(out: &Path) -> io::Result<()> {
    let foreign = |what: &str| {
        let text = format!("{} {what}; it is left alone, choose another folder", out.display());
        Err(io::Error::new(io::ErrorKind::AlreadyExists, text))
    };
    match fs::metadata(out) {
        Err(e) if e.kind() == io::ErrorKind::NotFound => return Ok(()),
        Err(e) => return Err(naming(out, &e)),
        Ok(found) if !found.is_dir() => return foreign("is not a folder"),
        Ok(_) => {}
    }
    if fs::read_dir(out).map_err(|e| naming(out, &e))?.next().is_none() {
        return Ok(());
    }
    let manifest = fs::read(out.join(Manifest::FILE)).ok();
    let ours = manifest.and_then(|bytes| serde_json::from_slice::<Manifest>(&bytes).ok());
    match ours {
        Some(manifest) if manifest.program == Manifest::PROGRAM => Ok(()),
        Some(_) | None => foreign("exists and is not a result folder of this program"),
    }
}

/// What a path is called in its folder.
fn name(path: &Path) -> PathBuf {
    path.file_name().unwrap_or_default().into()
}

pub(in crate::report) fn parent(path: &Path) -> PathBuf {
    match path.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent.to_owned(),
        Some(_) => PathBuf::from("."),
        None => PathBuf::from("/"),
    }
}

pub(in crate::report) fn naming(path: &Path, error: &io::Error) -> io::Error {
    io::Error::new(error.kind(), format!("cannot write in {}: {error}", path.display()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use tempfile::TempDir;

    fn files(text: &str) -> Vec<ResultFile> {
        let manifest = r#"{"program":"cloudmsg","version":"0","scenario":"s","seed":1,"replications":1,
            "fingerprint":"0","command":"c"}"#;
        vec![
            ResultFile { name: "charts/one.svg".into(), bytes: text.as_bytes().to_vec() },
            ResultFile { name: Manifest::FILE.into(), bytes: manifest.as_bytes().to_vec() },
        ]
    }

    fn visible(folder: &Path) -> Vec<String> {
        let names = fs::read_dir(folder).expect("the test's folder can be listed");
        let names = names.map(|e| e.expect("an entry has a name").file_name().to_string_lossy().into_owned());
        names.filter(|name| !name.starts_with('.')).collect()
    }

    fn place() -> TempDir {
        TempDir::new().expect("tests have a temporary folder")
    }

    #[test]
    fn staged_but_not_published_is_not_visible_and_goes_away() {
        let place = place();
        let out = place.path().join("results/study");
        let staged = stage(&out, &files("one")).expect("the folder is writable");
        assert!(visible(&place.path().join("results")).is_empty());
        drop(staged);
        assert_eq!(fs::read_dir(place.path().join("results")).expect("it exists").count(), 0);
    }

    #[test]
    fn a_result_replaces_a_result_and_leaves_nothing_else() {
        let place = place();
        let out = place.path().join("study");
        for text in ["one", "two"] {
            write_files(&out, &files(text)).expect("nothing foreign stands there");
            assert_eq!(fs::read_to_string(out.join("charts/one.svg")).expect("published"), text);
        }
        assert_eq!(fs::read_dir(place.path()).expect("it exists").count(), 1);
    }

    #[test]
    fn some_files_are_replaced_and_the_others_left() {
        let place = place();
        fs::write(place.path().join("days.csv"), "kept").expect("writable");
        for text in ["one", "two"] {
            replace_files(place.path(), &files(text)[..1]).expect("writable");
            assert_eq!(fs::read_to_string(place.path().join("charts/one.svg")).expect("it is there"), text);
        }
        assert_eq!(fs::read_to_string(place.path().join("days.csv")).expect("it is there"), "kept");
        assert_eq!(fs::read_dir(place.path()).expect("it exists").count(), 2, "nothing staged is left behind");
    }

    #[test]
    fn a_foreign_folder_is_refused_and_left_alone() {
        let place = place();
        fs::write(place.path().join("thesis.tex"), "years of work").expect("writable");
        fs::write(place.path().join(Manifest::FILE), r#"{"program":"something else"}"#).expect("writable");
        let refused = probe(place.path()).expect_err("the folder is foreign");
        assert_eq!(refused.kind(), io::ErrorKind::AlreadyExists);
        write_files(place.path(), &files("one")).expect_err("the folder is foreign");
        assert_eq!(visible(place.path()).len(), 2);
    }

    #[test]
    fn a_file_in_the_way_is_said_before_the_run() {
        let place = place();
        let file = place.path().join("file");
        fs::write(&file, "x").expect("writable");
        probe(&file).expect_err("a file is not a folder");
        probe(&file.join("below")).expect_err("nothing can be put below a file");
        probe(&place.path().join("new/deep")).expect("it can be made");
        assert_eq!(visible(place.path()), ["file"]);
    }
}
