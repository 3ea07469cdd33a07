//! The folder whose files a scenario may name: its own, or the nearest one above it that is called `scenarios`.
//!
//! Knows paths, not what the files say. A scenario comes from anybody, so nothing outside this folder is read, neither by
//! climbing nor through a link.

use super::layers::folder;
use std::fs;
use std::path::{Component, Path, PathBuf};

/// What a folder is called in which scenarios of several folders share what they extend.
const LIBRARY: &str = "scenarios";

/// The folder whose files may be named.
pub(super) struct Shelf {
    /// Absolute, without `.` and `..`.
    root: PathBuf,
    /// Whether it is a library and not just the scenario's own folder.
    library: bool,
}

/// Why a file may not be named.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Outside {
    /// Its path leads out.
    Path,
    /// Its path stays inside, and a link on it leads out.
    Link,
}

impl Shelf {
    /// The shelf on which a scenario lies.
    pub(super) fn of(scenario: &Path) -> Self {
        let own = absolute(&folder(scenario));
        let library = own.ancestors().find(|above| above.file_name().is_some_and(|name| name == LIBRARY));
        match library {
            Some(root) => Self { root: root.to_path_buf(), library: true },
            None => Self { root: own, library: false },
        }
    }

    /// Whether a file may be named; one that does not exist may.
    pub(super) fn holds(&self, target: &Path) -> Result<(), Outside> {
        if !absolute(target).starts_with(&self.root) {
            return Err(Outside::Path);
        }
        match (fs::canonicalize(target), fs::canonicalize(&self.root)) {
            (Ok(target), Ok(root)) if !target.starts_with(&root) => Err(Outside::Link),
            (_, _) => Ok(()),
        }
    }

    /// What is expected of a file's name.
    pub(super) fn expected(&self) -> &'static str {
        if self.library {
            "expected a file in the folder `scenarios` or below"
        } else {
            "expected a file in the scenario's folder or below"
        }
    }
}

/// The path from the root, without `.` and `..`.
pub(super) fn absolute(path: &Path) -> PathBuf {
    let path = if path.as_os_str().is_empty() { Path::new(".") } else { path };
    normal(&std::path::absolute(path).unwrap_or_else(|_| path.to_path_buf()))
}

/// The path without `.` and `..`, as far as its text tells.
pub(super) fn normal(path: &Path) -> PathBuf {
    let mut plain = PathBuf::new();
    for component in path.components() {
        match component {
            Component::CurDir => {}
            Component::ParentDir => {
                let climbs = matches!(plain.components().next_back(), None | Some(Component::ParentDir));
                if climbs {
                    plain.push("..");
                } else {
                    plain.pop();
                }
            }
            Component::Prefix(_) | Component::RootDir | Component::Normal(_) => plain.push(component),
        }
    }
    plain
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `scenarios/scale/a.toml`, `scenarios/base/b.toml` and, beside the library, `secret.toml`.
    fn desk() -> tempfile::TempDir {
        let desk = tempfile::tempdir().expect("a temporary folder can be made");
        for name in ["scenarios/scale/a.toml", "scenarios/base/b.toml", "secret.toml"] {
            let path = desk.path().join(name);
            fs::create_dir_all(folder(&path)).expect("the folder is ours");
            fs::write(path, "").expect("the folder is ours");
        }
        desk
    }

    #[test]
    fn a_library_is_left_neither_by_climbing_nor_by_its_name() {
        let desk = desk();
        let scenario = desk.path().join("scenarios/scale/a.toml");
        let (shelf, from) = (Shelf::of(&scenario), folder(&scenario));
        for inside in ["../base/b.toml", "a.toml", "../scale/../base/b.toml", "../gone.toml"] {
            assert_eq!(shelf.holds(&from.join(inside)), Ok(()), "{inside}");
        }
        for outside in ["../../secret.toml", "../../scenarios2/x.toml", "../../../x.toml", "../scale/../../secret.toml"]
        {
            assert_eq!(shelf.holds(&from.join(outside)), Err(Outside::Path), "{outside}");
        }
    }

    #[test]
    fn a_scenario_elsewhere_has_its_own_folder_alone() {
        let desk = desk();
        let shelf = Shelf::of(&desk.path().join("scenarios.toml"));
        assert_eq!(shelf.holds(&desk.path().join("scenarios/base/b.toml")), Ok(()));
        let other = tempfile::tempdir().expect("a temporary folder can be made");
        assert_eq!(shelf.holds(&other.path().join("x.toml")), Err(Outside::Path));
    }

    #[cfg(unix)]
    #[test]
    fn links_that_lead_out_are_seen() {
        use std::os::unix::fs::symlink;
        let desk = desk();
        let scenarios = desk.path().join("scenarios");
        symlink(desk.path().join("secret.toml"), scenarios.join("base/file.toml")).expect("the folder is ours");
        symlink(desk.path(), scenarios.join("up")).expect("the folder is ours");
        symlink(scenarios.join("base/b.toml"), scenarios.join("alias.toml")).expect("the folder is ours");
        let shelf = Shelf::of(&scenarios.join("scale/a.toml"));
        assert_eq!(shelf.holds(&scenarios.join("base/file.toml")), Err(Outside::Link));
        assert_eq!(shelf.holds(&scenarios.join("up/secret.toml")), Err(Outside::Link));
        assert_eq!(shelf.holds(&scenarios.join("alias.toml")), Ok(()));
    }
}
