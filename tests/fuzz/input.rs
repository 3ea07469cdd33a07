//! What a reader is given: files by name, as bytes.
//!
//! Knows no reader.

use std::collections::BTreeMap;
use std::fmt::{self, Write};
use std::fs;
use std::path::Path;

/// Files that are laid over what stands on a target's desk.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Input(pub(crate) BTreeMap<String, Vec<u8>>);

impl Input {
    /// One file.
    pub(crate) fn of(name: &str, bytes: impl Into<Vec<u8>>) -> Self {
        Self(BTreeMap::from([(name.to_owned(), bytes.into())]))
    }

    /// The same with another file.
    #[must_use]
    pub(crate) fn with(mut self, name: &str, bytes: impl Into<Vec<u8>>) -> Self {
        self.0.insert(name.to_owned(), bytes.into());
        self
    }

    /// The files of a folder.
    pub(crate) fn read(folder: &Path) -> Self {
        let (mut open, mut files) = (vec![folder.to_owned()], BTreeMap::new());
        while let Some(path) = open.pop() {
            if path.is_dir() {
                open.extend(fs::read_dir(&path).unwrap().map(|entry| entry.unwrap().path()));
            } else {
                let name = path.strip_prefix(folder).unwrap().to_string_lossy().replace('\\', "/");
                files.insert(name, fs::read(&path).unwrap());
            }
        }
        Self(files)
    }

    /// Writes the files into a folder.
    pub(crate) fn write(&self, folder: &Path) {
        for (name, bytes) in &self.0 {
            let path = folder.join(name);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, bytes).unwrap();
        }
    }

    /// A name that depends on nothing but the bytes.
    pub(crate) fn hash(&self) -> String {
        let mut hasher = blake3::Hasher::new();
        for (name, bytes) in &self.0 {
            hasher.update(name.as_bytes());
            hasher.update(&(bytes.len() as u64).to_le_bytes());
            hasher.update(bytes);
        }
        hasher.finalize().to_hex()[..12].to_owned()
    }
}

/// The most bytes of a file that are printed.
const SHOWN: usize = 2_000;

impl fmt::Display for Input {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (name, bytes) in &self.0 {
            writeln!(f, "--- {name} ({} bytes)", bytes.len())?;
            for byte in bytes.iter().take(SHOWN) {
                match byte {
                    b'\n' => f.write_char('\n')?,
                    b' '..=b'~' => f.write_char(char::from(*byte))?,
                    _ => write!(f, "\\x{byte:02x}")?,
                }
            }
            writeln!(f, "{}", if bytes.len() > SHOWN { " …" } else { "" })?;
        }
        Ok(())
    }
}
