//! A folder of work that one process fills at a time.
//!
//! Knows not what the work is.

use super::naming;
use std::fs::{File, TryLockError};
use std::io;
use std::path::Path;

/// Why a folder of work cannot be used.
#[derive(Debug)]
pub enum Refusal {
    /// What stands there is not what is asked for, or nobody said what to do with it.
    Input(String),
    /// The machine cannot.
    Machine(io::Error),
}

impl From<io::Error> for Refusal {
    fn from(error: io::Error) -> Self {
        Self::Machine(error)
    }
}

/// The file that whoever fills a folder holds.
pub(in crate::report) const LOCK: &str = "lock";

/// Holds a folder against other processes, where the file system can; `wait`s for them, or is refused. Nothing is held where
/// the folder has gone.
pub(in crate::report) fn locked(folder: &Path, wait: bool) -> Result<Option<File>, Refusal> {
    let place = folder.join(LOCK);
    let file = match File::options().create(true).truncate(false).write(true).open(&place) {
        Ok(file) => file,
        Err(e) if e.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(e) => return Err(naming(&place, &e).into()),
    };
    match file.try_lock() {
        Ok(()) => Ok(Some(file)),
        Err(TryLockError::WouldBlock) if wait => Ok(file.lock().ok().map(|()| file)),
        Err(TryLockError::WouldBlock) => {
            Err(Refusal::Input(format!("{} is being filled by another process", folder.display())))
        }
        // A file system without locks: files are whole all the same.
        Err(TryLockError::Error(_)) => Ok(None),
    }
}
