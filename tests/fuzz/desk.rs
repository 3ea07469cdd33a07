//! A folder on which inputs are laid, one after the other.
//!
//! What a process that dies was reading still lies there.

use super::input::Input;
use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;
use tempfile::TempDir;

/// The folder.
pub(crate) struct Desk {
    folder: TempDir,
    /// What stands there between inputs.
    standing: Input,
    /// What lies there now.
    now: BTreeMap<String, Vec<u8>>,
    /// Which folder of the desk is read.
    pub(crate) chosen: String,
    /// Whether it is drawn.
    pub(crate) draws: bool,
}

impl Desk {
    /// A folder with these files.
    pub(crate) fn new(standing: Input) -> Self {
        let folder = tempfile::tempdir().unwrap();
        standing.write(folder.path());
        let now = standing.0.clone();
        Self { folder, standing, now, chosen: String::new(), draws: false }
    }

    /// A path on the desk.
    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Lays an input over what stands there; the last one goes. How many bytes lie there then.
    pub(crate) fn lay(&mut self, input: &Input) -> usize {
        let mut wanted = self.standing.0.clone();
        wanted.extend(input.0.clone());
        let gone: Vec<String> = self.now.keys().filter(|name| !wanted.contains_key(*name)).cloned().collect();
        for name in gone {
            fs::remove_file(self.path(&name)).unwrap();
            self.now.remove(&name);
        }
        let size = wanted.values().map(Vec::len).sum();
        for (name, bytes) in wanted {
            if self.now.get(&name) != Some(&bytes) {
                Input::of(&name, bytes.clone()).write(self.folder.path());
                self.now.insert(name, bytes);
            }
        }
        size
    }
}
