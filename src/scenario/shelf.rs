//! The folder whose files a scenario may name: its own, or the nearest one above it that is called `scenarios`.
//!
//! Knows paths, not what the files say. A scenario comes from anybody, so nothing outside this folder is read, neither by
//! climbing nor through a link, unless the user says so.

use super::layers::folder;
use std::fs;
use std::path::{Component, Path, PathBuf};

/// What a folder is called in which scenarios of several folders share what they extend.
const LIBRARY: &str = "scenarios";

/// Which files a scenario may name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reach {
    /// Those in its folder and below, or in the nearest folder above that is called `scenarios` and below.
    Shelf,
    /// All: the user trusts it.
    Anywhere,
}

/// The folder whose files may be named.
#[derive(Clone, Debug)]
pub(super) struct Shelf {
    /// The scenario's own folder, which names of files are relative to.
    pub(super) folder: PathBuf,
    /// Absolute, without `.` and `..`.
    root: PathBuf,
    /// Whether it is a library and not just the scenario's own folder.
    library: bool,
    reach: Reach,
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
    pub(super) fn of(scenario: &Path, reach: Reach) -> Self {
        Self::in_folder(folder(scenario), reach)
    }

    /// The shelf of scenarios in a folder.
    pub(super) fn in_folder(folder: PathBuf, reach: Reach) -> Self {
        let own = absolute(&folder);
        let library = own.ancestors().find(|above| above.file_name().is_some_and(|name| name == LIBRARY));
        match library.map(Path::to_path_buf) {
            Some(root) => Self { folder, root, library: true, reach },
            None => Self { folder, root: own, library: false, reach },
        }
    }

    /// The shelf for a value that the user typed, who may name any file.
    pub(super) fn trusting(mut self, typed: bool) -> Self {
        if typed {
            self.reach = Reach::Anywhere;
        }
        self
    }

    /// The file of a name that is relative to `from`; one that does not exist may be named.
    pub(super) fn find(&self, from: &Path, name: &str) -> Result<PathBuf, Outside> {
        let target = normal(&from.join(name));
        let held = match self.reach {
            Reach::Anywhere => Ok(()),
            Reach::Shelf if Path::new(name).is_absolute() => Err(Outside::Path),
            Reach::Shelf => self.holds(&target),
        };
        held.map(|()| target)
    }

    fn holds(&self, target: &Path) -> Result<(), Outside> {
        if !absolute(target).starts_with(&self.root) {
            return Err(Outside::Path);
        }
        match (fs::canonicalize(target), fs::canonicalize(&self.root)) {
            (Ok(target), Ok(root)) if !target.starts_with(&root) => Err(Outside::Link),
            (_, _) => Ok(()),
        }
    }

    /// What is expected of a file's name.
    pub(super) fn named(&self) -> &'static str {
        if self.library {
            "a file in the folder `scenarios` or below"
        } else {
            "a file in the scenario's folder or below"
        }
    }
}

/// What to do about a file outside.
pub(super) const OUTSIDE_HELP: &str = "copy the file beside the scenario, or trust it and add --allow-outside";

impl Outside {
    /// What is wrong with the name of a file, after what names it.
    pub(super) fn message(self, name: &str) -> String {
        let how = match self {
            Self::Path => "",
            Self::Link => " through a link",
        };
        format!("leaves the scenario's folder{how}: `{name}`")
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
        let (shelf, from) = (Shelf::of(&scenario, Reach::Shelf), folder(&scenario));
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
        let shelf = Shelf::of(&desk.path().join("scenarios.toml"), Reach::Shelf);
        assert_eq!(shelf.holds(&desk.path().join("scenarios/base/b.toml")), Ok(()));
        let other = tempfile::tempdir().expect("a temporary folder can be made");
        assert_eq!(shelf.holds(&other.path().join("x.toml")), Err(Outside::Path));
    }

    #[test]
    fn who_trusts_a_scenario_lets_it_name_any_file() {
        let desk = desk();
        let outside = desk.path().join("secret.toml");
        let outside = outside.to_str().expect("the path is text");
        let shelf = Shelf::in_folder(desk.path().join("scenarios/scale"), Reach::Shelf);
        for name in ["../../secret.toml", outside] {
            assert_eq!(shelf.find(&shelf.folder, name), Err(Outside::Path));
            let trusting = shelf.clone().trusting(true);
            assert_eq!(trusting.find(&shelf.folder, name), Ok(PathBuf::from(outside)));
        }
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
        let shelf = Shelf::of(&scenarios.join("scale/a.toml"), Reach::Shelf);
        assert_eq!(shelf.holds(&scenarios.join("base/file.toml")), Err(Outside::Link));
        assert_eq!(shelf.holds(&scenarios.join("up/secret.toml")), Err(Outside::Link));
        assert_eq!(shelf.holds(&scenarios.join("alias.toml")), Ok(()));
    }
}
