//! Where results are staged: a hidden folder beside their place. It is held as long as its process lives; what killed
//! processes left is taken away by whoever comes next.
//!
//! Knows no file of a result.

use super::place::naming;
use std::fs::{self, File, TryLockError};
use std::io;
use std::path::{Component, Path, PathBuf};
use tempfile::TempDir;

/// How such folders begin.
const PREFIX: &str = ".cloudmsg-";
/// Held as long as the process lives; says for which name the folder stages.
const LOCK: &str = "lock";
/// What is staged.
const STAGED: &str = "result";
/// What stood in its place, where both cannot change places at once.
const REPLACED: &str = "replaced";

/// A folder for staging; it goes away when dropped.
#[derive(Debug)]
pub struct Staging {
    folder: TempDir,
    /// Nothing where the file system has no locks.
    _held: Option<File>,
}

impl Staging {
    /// A folder for staging in `parent` what will be called `name`.
    ///
    /// # Errors
    /// The place is not writable.
    pub(in crate::report) fn for_name(parent: &Path, name: &Path) -> io::Result<Self> {
        sweep_up(parent);
        loop {
            let folder = tempfile::Builder::new().prefix(PREFIX).tempdir_in(parent).map_err(|e| naming(parent, &e))?;
            let lock = folder.path().join(LOCK);
            match held(&lock, name) {
                Ok(held) if lock.exists() => return Ok(Self { folder, _held: held }),
                // Somebody who sweeps up was faster.
                Ok(_) => {}
                Err(e) if e.kind() == io::ErrorKind::NotFound && parent.exists() => {}
                Err(e) => return Err(naming(parent, &e)),
            }
        }
    }

    /// Where a result is staged.
    pub(in crate::report) fn result(&self) -> PathBuf {
        self.folder.path().join(STAGED)
    }

    /// Moves the staged result to its place; what stood there goes with this folder.
    ///
    /// # Errors
    /// A place that is not writable; then nothing has changed.
    pub(in crate::report) fn publish(&self, out: &Path) -> io::Result<()> {
        let (result, replaced) = (self.result(), self.folder.path().join(REPLACED));
        let standing = out.symlink_metadata().is_ok();
        // At once, so that whoever looks finds the one or the other.
        if standing && exchange(&result, out).is_ok() {
            return Ok(());
        }
        if standing {
            fs::rename(out, &replaced).map_err(|e| naming(out, &e))?;
        }
        fs::rename(&result, out).map_err(|e| {
            if standing && let Err(back) = fs::rename(&replaced, out) {
                return io::Error::new(e.kind(), format!("{}: {e}; the earlier result is lost: {back}", out.display()));
            }
            naming(out, &e)
        })
    }
}

impl Drop for Staging {
    fn drop(&mut self) {
        emptied(self.folder.path());
    }
}

/// Two paths change places.
#[cfg(any(target_os = "linux", target_os = "macos"))]
fn exchange(one: &Path, other: &Path) -> io::Result<()> {
    use rustix::fs::{CWD, RenameFlags, renameat_with};
    Ok(renameat_with(CWD, one, CWD, other, RenameFlags::EXCHANGE)?)
}

#[cfg(not(any(target_os = "linux", target_os = "macos")))]
fn exchange(_: &Path, _: &Path) -> io::Result<()> {
    Err(io::ErrorKind::Unsupported.into())
}

/// The lock of a new folder, held where the file system can.
fn held(lock: &Path, name: &Path) -> io::Result<Option<File>> {
    let mut file = File::create_new(lock)?;
    match file.try_lock() {
        Ok(()) => {
            io::Write::write_all(&mut file, name.as_os_str().as_encoded_bytes())?;
            Ok(Some(file))
        }
        Err(TryLockError::WouldBlock) => Err(io::ErrorKind::NotFound.into()),
        Err(TryLockError::Error(_)) => Ok(None),
    }
}

/// Takes away the folders whose processes were killed. What cannot be taken away stays: it is hidden, and no result.
fn sweep_up(parent: &Path) {
    let Ok(entries) = fs::read_dir(parent) else { return };
    let ours = |entry: &fs::DirEntry| {
        entry.file_name().to_string_lossy().starts_with(PREFIX) && entry.file_type().is_ok_and(|kind| kind.is_dir())
    };
    for entry in entries.flatten().filter(ours) {
        let _stays = take_away(parent, &entry.path());
    }
}

/// Takes a folder away if nobody holds it.
fn take_away(parent: &Path, folder: &Path) -> io::Result<()> {
    let lock = folder.join(LOCK);
    let file = match File::options().read(true).write(true).open(&lock) {
        Ok(file) => file,
        // Killed between two steps, when it was empty; whoever made it this moment makes another.
        Err(e) if e.kind() == io::ErrorKind::NotFound => return fs::remove_dir(folder),
        Err(e) => return Err(e),
    };
    if file.try_lock().is_err() {
        return Ok(());
    }
    // Killed when the earlier result was out of its place and the new one not yet there.
    if let Some(out) = name_in(&lock).map(|name| parent.join(name))
        && !out.exists()
        && folder.join(REPLACED).exists()
    {
        fs::rename(folder.join(REPLACED), out)?;
    }
    emptied(folder);
    fs::remove_dir_all(folder)
}

/// Takes everything away but the lock, which goes last: a folder without one is empty, whenever a process is killed.
fn emptied(folder: &Path) {
    for path in [STAGED, REPLACED].map(|name| folder.join(name)) {
        let _absent = fs::remove_dir_all(&path).or_else(|_| fs::remove_file(&path));
    }
}

/// The name that a folder stages for, where it is one.
fn name_in(lock: &Path) -> Option<PathBuf> {
    let name = PathBuf::from(fs::read_to_string(lock).ok()?);
    let mut parts = name.components();
    let plain = matches!((parts.next(), parts.next()), (Some(Component::Normal(_)), None));
    plain.then_some(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn place() -> TempDir {
        TempDir::new().expect("tests have a temporary folder")
    }

    /// A folder as a killed process leaves it, with these files.
    fn left(parent: &Path, name: &str, files: &[(&str, &str)]) -> PathBuf {
        let folder = parent.join(name);
        for (file, text) in files {
            let path = folder.join(file);
            fs::create_dir_all(path.parent().expect("it lies in the folder")).expect("writable");
            fs::write(path, text).expect("writable");
        }
        folder
    }

    #[test]
    fn what_killed_processes_left_is_taken_away_and_what_is_held_stays() {
        let place = place();
        let held = Staging::for_name(place.path(), Path::new("a")).expect("writable");
        let dead = left(place.path(), ".cloudmsg-dead", &[("lock", "a"), ("result/x.csv", "x")]);
        let empty = place.path().join(".cloudmsg-empty");
        fs::create_dir(&empty).expect("writable");
        let unknown = left(place.path(), ".cloudmsg-unknown", &[("x", "x")]);
        let foreign = left(place.path(), ".other", &[("lock", "")]);
        drop(Staging::for_name(place.path(), Path::new("b")).expect("writable"));
        assert!(!dead.exists() && !empty.exists());
        assert!(held.folder.path().exists() && unknown.exists() && foreign.exists());
    }

    #[test]
    fn an_earlier_result_that_was_out_of_its_place_comes_back() {
        let place = place();
        for (name, lock, there) in [("one", "one", true), ("two", "../two", false), ("three", "", false)] {
            left(place.path(), ".cloudmsg-dead", &[("lock", lock), ("replaced/x.csv", name), ("result/x.csv", "new")]);
            sweep_up(place.path());
            let found = fs::read_to_string(place.path().join(name).join("x.csv")).ok();
            assert_eq!(found.as_deref(), there.then_some(name));
        }
        assert_eq!(fs::read_dir(place.path()).expect("it exists").count(), 1, "nothing else is left");
    }

    #[test]
    fn publishing_replaces_the_whole() {
        let place = place();
        let out = place.path().join("out");
        for round in 0..3 {
            let staging = Staging::for_name(place.path(), Path::new("out")).expect("writable");
            left(&staging.folder.path().join(STAGED), "", &[(&format!("{round}.csv"), "x")]);
            staging.publish(&out).expect("writable");
        }
        let names: Vec<_> = fs::read_dir(&out).expect("it exists").flatten().map(|entry| entry.file_name()).collect();
        assert_eq!(names, ["2.csv"]);
        assert_eq!(fs::read_dir(place.path()).expect("it exists").count(), 1);
    }
}
