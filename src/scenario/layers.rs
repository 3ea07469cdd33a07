//! The layers of a scenario: the file, the files it extends, profiles, and settings from the command line.
//!
//! Knows files and which layer wins, but not what the keys mean.

use super::diagnostic::{Diagnostic, Origin, Source, did_you_mean};
use super::document::{Node, Table, Value, merge, parse};
use super::shelf::{OUTSIDE_HELP, Reach, Shelf, absolute};
use super::text_file::{self, MOST_SCENARIO, Unreadable};
use std::cmp::Reverse;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Settings of the command line come after all files.
const FIRST_SETTING: usize = 1_000;
/// What settings of the command line are said to come from.
const COMMAND_LINE: &str = "command line";
/// Files that one scenario may be made of.
const MOST_FILES: usize = 200;
/// How often one file may extend the next.
const DEEPEST: usize = 20;

/// All layers of a scenario, merged.
pub(super) struct Document {
    /// The merged keys, `extends` taken out.
    pub(super) root: Table,
    /// The beginning of the user's own file: where missing sections are reported.
    pub(super) start: Origin,
}

/// Reads a file with everything it extends and lays the settings over it.
pub(super) fn load(path: &Path, settings: &[String], shelf: &Shelf) -> Result<Document, Vec<Diagnostic>> {
    let mut loading = Loading::of(shelf);
    let loaded = loading.file(path, None);
    loading.document(loaded, settings)
}

/// Lays settings over a text that extends nothing.
pub(super) fn load_text(name: &str, text: &str, settings: &[String]) -> Result<Document, Vec<Diagnostic>> {
    let source = text_source(name, text, 0);
    let table = parse(&source)?;
    let shelf = Shelf::in_folder(PathBuf::new(), Reach::Shelf);
    Loading::of(&shelf).document(Some((table, source)), settings)
}

/// Settings laid over one another, and the mistakes in them; `origin` is where they are said to come from. They come after
/// `before` others.
pub(super) fn read_settings(origin: &str, settings: &[String], before: usize) -> (Table, Vec<Diagnostic>) {
    let (mut set, mut mistakes) = (Table::new(), Vec::new());
    for (number, setting) in settings.iter().enumerate() {
        match read_setting(&text_source(origin, setting, FIRST_SETTING + before + number)) {
            Ok(table) => merge(&mut set, table),
            Err(wrong) => mistakes.extend(wrong),
        }
    }
    (set, mistakes)
}

/// Whether a value was given on the command line, or as a setting of a point or a fleet.
pub(super) fn from_command_line(node: &Node) -> bool {
    node.at.source.order >= FIRST_SETTING
}

/// Whether the user typed a value; settings of a point or a fleet come from the scenario.
pub(super) fn typed(node: &Node) -> bool {
    from_command_line(node) && node.at.source.name == COMMAND_LINE
}

/// Order of a key among all layers: deepest file first, the command line last.
pub(super) fn position(node: &Node) -> (bool, Reverse<usize>, usize, usize) {
    let order = node.key.source.order;
    if from_command_line(node) {
        (true, Reverse(0), order, node.key.span.start)
    } else {
        (false, Reverse(order), 0, node.key.span.start)
    }
}

/// The folder of a file.
pub(super) fn folder(path: &Path) -> PathBuf {
    path.parent().map(Path::to_path_buf).unwrap_or_default()
}

fn first_line_end(text: &str) -> usize {
    text.find(['\r', '\n']).unwrap_or(text.len())
}

fn text_source(name: &str, text: &str, order: usize) -> Arc<Source> {
    Arc::new(Source { name: name.to_owned(), text: text.to_owned(), first_line: 1, order })
}

struct Loading<'s> {
    /// What may be named at all; profiles are named relative to its folder.
    shelf: &'s Shelf,
    /// Files on the way from the first to the current one, and what they are when all links are followed.
    open: Vec<(PathBuf, PathBuf)>,
    /// Files read so far.
    read: usize,
    /// Where a profile of the whole study is named.
    profile: Option<Origin>,
    mistakes: Vec<Diagnostic>,
}

impl<'s> Loading<'s> {
    /// Nothing read so far of the scenario on a shelf.
    fn of(shelf: &'s Shelf) -> Self {
        Self { shelf, open: Vec::new(), read: 0, profile: None, mistakes: Vec::new() }
    }

    /// What was read with settings laid over it.
    fn document(
        mut self,
        loaded: Option<(Table, Arc<Source>)>,
        settings: &[String],
    ) -> Result<Document, Vec<Diagnostic>> {
        let mut root = Table::new();
        let mut start = None;
        if let Some((table, source)) = loaded {
            root = table;
            start = Some(Origin { span: 0..first_line_end(&source.text), source });
        }
        let (mut set, mistakes) = read_settings(COMMAND_LINE, settings, 0);
        self.mistakes.extend(mistakes);
        if let Some(profile) = self.profile(&mut set) {
            merge(&mut root, profile);
        }
        merge(&mut root, set);
        self.profiles_of_arms(&mut root);
        match start {
            Some(start) if self.mistakes.is_empty() => Ok(Document { root, start }),
            Some(_) | None => Err(self.mistakes),
        }
    }

    /// A file as it stands.
    fn plain(&mut self, path: &Path, named_at: Option<&Origin>) -> Option<(Table, Arc<Source>)> {
        let name = path.display().to_string();
        let order = self.read;
        if let Some(at) = named_at.filter(|_| order >= MOST_FILES) {
            let mistake =
                Diagnostic::at(at, format!("more than {MOST_FILES} files make one scenario"), "expected fewer");
            self.mistakes.push(mistake.help(Some("put what they say into one file".to_owned())));
            return None;
        }
        self.read += 1;
        let text = match text_file::read(path, MOST_SCENARIO) {
            Ok(text) => text,
            Err(why) => {
                self.unreadable(path, named_at, &why);
                return None;
            }
        };
        let source = text_source(&name, &text, order);
        match parse(&source) {
            Ok(table) => Some((table, source)),
            Err(mistakes) => {
                self.mistakes.extend(mistakes);
                None
            }
        }
    }

    /// A file laid over what it extends and over the profile it names.
    fn file(&mut self, path: &Path, named_at: Option<&Origin>) -> Option<(Table, Arc<Source>)> {
        let (mut table, source) = self.plain(path, named_at)?;
        let mut merged = Table::new();
        if let Some(extends) = table.remove("extends") {
            self.open.push((path.to_path_buf(), real(path)));
            let below = self.extended(path, &extends);
            self.open.pop();
            merged = below?;
        }
        if let Some(profile) = self.profile(&mut table) {
            merge(&mut merged, profile);
        }
        merge(&mut merged, table);
        Some((merged, source))
    }

    fn extended(&mut self, path: &Path, extends: &Node) -> Option<Table> {
        let target = self.named("extends", "base/miui-2014.toml", &folder(path), extends)?;
        let circle = self.open.iter().any(|(_, open)| *open == real(&target));
        if !circle && self.open.len() >= DEEPEST {
            let message = format!("`extends` goes through more than {DEEPEST} files");
            let mistake = Diagnostic::at(&extends.at, message, "expected a file that extends nothing by now");
            self.mistakes.push(mistake.help(Some("put what they say into fewer files".to_owned())));
            return None;
        }
        if circle {
            let written = extends.written().trim_matches(['"', '\'']);
            let way: Vec<String> =
                self.open.iter().map(|(file, _)| file).chain([&target]).map(|file| file_name(file)).collect();
            let mistake = Diagnostic::at(
                &extends.at,
                format!("`extends` goes in a circle: `{written}` is being read already"),
                "expected a file that does not lead back here",
            );
            let help = "take one `extends` out".to_owned();
            self.mistakes.push(mistake.note(Some(way.join(" extends "))).help(Some(help)));
            return None;
        }
        self.file(&target, Some(&extends.at)).map(|(table, _)| table)
    }

    /// The file that a value names, relative to a folder, if it lies on the scenario's shelf.
    fn named(&mut self, key: &str, example: &str, from: &Path, value: &Node) -> Option<PathBuf> {
        let Value::Text { text, .. } = &value.value else {
            let message = format!("`{key}` is {}, not a file name", value.value.what());
            self.mistakes.push(Diagnostic::at(&value.at, message, format!("expected a text such as \"{example}\"")));
            return None;
        };
        match self.shelf.clone().trusting(typed(value)).find(from, text) {
            Ok(target) => Some(target),
            Err(outside) => {
                let message = format!("`{key}` {}", outside.message(text));
                let mistake = Diagnostic::at(&value.at, message, format!("expected {}", self.shelf.named()));
                self.mistakes.push(mistake.help(Some(OUTSIDE_HELP.to_owned())));
                None
            }
        }
    }

    /// Takes `profile` out of a table and reads the file it names, relative to the scenario's folder.
    fn profile(&mut self, table: &mut Table) -> Option<Table> {
        let value = table.remove("profile")?;
        self.profile = Some(value.key.clone());
        self.read_profile(&value)
    }

    /// Lays each arm's own keys over those of the profile it names.
    fn profiles_of_arms(&mut self, root: &mut Table) {
        let Some(Node { value: Value::Table(arms), .. }) = root.get_mut("arm") else { return };
        if let Some(profile) = &self.profile {
            let mistake = Diagnostic::at(profile, "`profile` stands beside arms", "expected `profile` in arms only");
            let help = "give each arm its own: [arm.NAME] profile = \"profiles/NAME.toml\"".to_owned();
            self.mistakes.push(mistake.help(Some(help)));
        }
        for arm in arms.values_mut() {
            let Value::Table(own) = &mut arm.value else { continue };
            let Some(value) = own.remove("profile") else { continue };
            if let Some(mut profile) = self.read_profile(&value) {
                merge(&mut profile, std::mem::take(own));
                *own = profile;
            }
        }
    }

    /// A profile is keys of a scenario and nothing else: it neither extends a file nor divides a study into arms.
    fn read_profile(&mut self, value: &Node) -> Option<Table> {
        let target = self.named("profile", "profiles/hashed.toml", &self.shelf.folder, value)?;
        let (mut table, _) = self.plain(&target, Some(&value.at))?;
        for foreign in ["extends", "profile", "study", "arm", "slo", "sweep", "plan"] {
            if let Some(node) = table.remove(foreign) {
                let mistake = Diagnostic::at(
                    &node.key,
                    format!("a profile cannot have `{foreign}`"),
                    "expected keys of a scenario, such as client.numbers",
                );
                let help = "a profile is laid over a scenario, which says what it extends and when it takes place";
                self.mistakes.push(mistake.help(Some(help.to_owned())));
            }
        }
        Some(table)
    }

    fn unreadable(&mut self, path: &Path, named_at: Option<&Origin>, why: &Unreadable) {
        let message = format!("cannot read `{}`: {}", path.display(), why.reason());
        let mistake = match (named_at, why) {
            (None, _) | (Some(_), Unreadable::NotText { .. }) => {
                let at = why.origin(path, self.read - 1);
                Diagnostic::at(&at, message, "expected a scenario: a TOML file in UTF-8")
            }
            (Some(at), _) => Diagnostic::at(at, message, "expected a TOML file, relative to this one"),
        };
        let help = why.help(path).unwrap_or_else(|| "check the path and its spelling".to_owned());
        self.mistakes.push(mistake.help(Some(help)));
    }
}

/// What a path is when all links are followed.
fn real(path: &Path) -> PathBuf {
    fs::canonicalize(path).unwrap_or_else(|_| absolute(path))
}

/// A file of the same folder whose name is close to the one that was not found.
pub(super) fn similar_file(path: &Path) -> Option<String> {
    let place = folder(path);
    let place = if place.as_os_str().is_empty() { PathBuf::from(".") } else { place };
    let mut names: Vec<String> =
        fs::read_dir(place).ok()?.filter_map(|entry| entry.ok()?.file_name().into_string().ok()).collect();
    names.sort();
    let wanted = file_name(path);
    let others = names.iter().map(String::as_str).filter(|name| *name != wanted);
    did_you_mean(&wanted, others).map(str::to_owned)
}

fn file_name(path: &Path) -> String {
    path.file_name().unwrap_or_default().to_string_lossy().into_owned()
}

/// Reads `key.path=value`; a value that is not TOML is a text.
fn read_setting(source: &Arc<Source>) -> Result<Table, Vec<Diagnostic>> {
    let text = &source.text;
    let all = Origin { source: Arc::clone(source), span: 0..text.len() };
    let nothing = || {
        let mistake = Diagnostic::at(&all, format!("`{text}` sets nothing"), "expected KEY.PATH=VALUE");
        vec![mistake.help(Some("for example --set population.handsets=1e6".to_owned()))]
    };
    let Some((key, value)) = text.split_once('=') else { return Err(nothing()) };
    let mistakes = match parse(source) {
        Ok(table) if table.is_empty() => return Err(nothing()),
        Ok(table) => return Ok(table),
        Err(mistakes) => mistakes,
    };
    let bare = value.trim();
    if bare.is_empty() || bare.starts_with(['"', '\'', '[', '{']) {
        return Err(mistakes);
    }
    let mut table = parse(&text_source("command line", &format!("{key}=0"), source.order)).map_err(|_| mistakes)?;
    if table.is_empty() {
        return Err(nothing());
    }
    let begins = key.len() + 1 + (value.len() - value.trim_start().len());
    let span = begins..begins + bare.len();
    relocate(&mut table, source, &Value::Text { text: bare.to_owned(), begins: Some(begins) }, &span);
    Ok(table)
}

/// Points a setting's keys at its whole text, and gives its one leaf the bare word.
fn relocate(table: &mut Table, source: &Arc<Source>, word: &Value, span: &std::ops::Range<usize>) {
    for node in table.values_mut() {
        node.key.source = Arc::clone(source);
        node.at = Origin { source: Arc::clone(source), span: span.clone() };
        match &mut node.value {
            Value::Table(inner) => relocate(inner, source, word, span),
            leaf @ (Value::Text { .. } | Value::Number { .. } | Value::Flag(_) | Value::Date(_) | Value::List(_)) => {
                *leaf = word.clone();
            }
        }
    }
}
