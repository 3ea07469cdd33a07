//! `init`: a commented scenario to start from, with what it extends and the schema for editors beside it.
//!
//! Asks on a terminal only, and replaces no file that it was not told to.

use super::arguments::{InitArguments, Preset};
use super::terminal::{ask, print, say};
use super::{Failure, Terminal, schema};
use crate::report::in_lines;
use clap::ValueEnum;
use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

/// What studies of the ecosystem extend, as it is shipped.
const BASE: &str = include_str!("../../scenarios/base/miui-2014.toml");
/// Where it is put, relative to the scenario.
const BASE_NAME: &str = "base/miui-2014.toml";
/// Where the schema is put, relative to the scenario.
const SCHEMA_NAME: &str = "cloudmsg.schema.json";
/// What is taken where nobody can be asked.
const DEFAULT: Preset = Preset::BeforeAfter;

/// What a preset is: its text and the command that it is for.
fn template(preset: Preset) -> (&'static str, &'static str) {
    match preset {
        Preset::BeforeAfter => (include_str!("presets/before-after.toml"), "run"),
        Preset::Fleet => (include_str!("presets/fleet.toml"), "plan"),
        Preset::Sweep => (include_str!("presets/sweep.toml"), "sweep"),
        Preset::Stations => (include_str!("presets/stations.toml"), "run"),
        Preset::Blank => (include_str!("presets/blank.toml"), "run"),
    }
}

/// Runs `init`.
///
/// # Errors
/// A file that is there already, no answer to the question, or a folder that cannot be written.
pub fn init(arguments: &InitArguments, terminal: &Terminal) -> Result<(), Failure> {
    let out = &arguments.out;
    if !arguments.force && out.symlink_metadata().is_ok() {
        let message =
            format!("{} is there already: choose another name with --out, or --force to replace it", out.display());
        return Err(Failure::Input(message));
    }
    let preset = match arguments.preset {
        Some(preset) => preset,
        None if terminal.answers => choose()?,
        None => DEFAULT,
    };
    let (text, verb) = template(preset);
    let folder = out.parent().map(Path::to_path_buf).unwrap_or_default();
    let mut said = String::new();
    let mut beside = vec![(folder.join(SCHEMA_NAME), schema::text(), "what editors complete and check from")];
    if text.contains(BASE_NAME) {
        beside.push((folder.join(BASE_NAME), BASE.to_owned(), "the ecosystem of 2014 that it extends"));
    }
    for (path, contents, what) in beside {
        said += &put_beside(&path, &contents, what)?;
    }
    put(out, text, arguments.force)?;
    let file = out.display();
    print(&lines(&format!("{file}: {}\n{said}\ncloudmsg check {file}\ncloudmsg {verb} {file}\n", about(preset))))
}

/// Lines that keep to a terminal.
fn lines(text: &str) -> String {
    let parts: Vec<(String, String)> = text.lines().map(|line| (String::new(), line.to_owned())).collect();
    in_lines(&parts)
}

/// What a preset is for, as the help has it.
fn about(preset: Preset) -> String {
    let value = preset.to_possible_value().expect("no preset is hidden");
    value.get_help().map(ToString::to_string).unwrap_or_default()
}

fn name(preset: Preset) -> String {
    preset.to_possible_value().expect("no preset is hidden").get_name().to_owned()
}

/// Asks until a preset is named, by its number or name; nothing typed takes the default.
fn choose() -> Result<Preset, Failure> {
    say("What shall the scenario be for?");
    for (number, preset) in Preset::ALL.into_iter().enumerate() {
        let lead = format!("  {}  {:<13} ", number + 1, name(preset));
        say(in_lines(&[(lead, about(preset))]).trim_end());
    }
    loop {
        let Some(answer) = ask(&format!("Number or name [{}]: ", name(DEFAULT))) else {
            return Err(Failure::Input("no preset was chosen, and nothing is written".to_owned()));
        };
        match chosen(&answer) {
            Some(preset) => return Ok(preset),
            None => say(&format!("`{}` is none of them", answer.trim())),
        }
    }
}

/// The preset that an answer names.
fn chosen(answer: &str) -> Option<Preset> {
    let answer = answer.trim();
    if answer.is_empty() {
        return Some(DEFAULT);
    }
    let numbered = answer.parse::<usize>().ok().and_then(|number| Preset::ALL.get(number.checked_sub(1)?).copied());
    numbered.or_else(|| Preset::from_str(answer, true).ok())
}

/// Puts a file beside the scenario, unless there is one: then it is left alone, and said to differ where it does.
fn put_beside(path: &Path, contents: &str, what: &str) -> Result<String, Failure> {
    let shown = path.display();
    match fs::read(path) {
        Ok(there) if there == contents.as_bytes() => Ok(format!("{shown}: {what}; it is there already\n")),
        Ok(_) => {
            Ok(format!("{shown}: {what}; it is there already, differs from the shipped one, and is left as it is\n"))
        }
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            put(path, contents, false)?;
            Ok(format!("{shown}: {what}\n"))
        }
        Err(error) => Err(cannot(path, &error)),
    }
}

/// Writes a whole file or none.
fn put(path: &Path, contents: &str, replace: bool) -> Result<(), Failure> {
    let folder = path
        .parent()
        .filter(|folder| !folder.as_os_str().is_empty())
        .map_or_else(|| PathBuf::from("."), Path::to_path_buf);
    let written = || -> io::Result<()> {
        fs::create_dir_all(&folder)?;
        let mut staged = tempfile::Builder::new().permissions(permissions()).tempfile_in(&folder)?;
        staged.write_all(contents.as_bytes())?;
        if replace {
            staged.persist(path)?
        } else {
            staged.persist_noclobber(path)?
        };
        Ok(())
    };
    written().map_err(|error| cannot(path, &error))
}

/// What any other program would give a new file: the user's mask takes the rest away.
#[cfg(unix)]
fn permissions() -> fs::Permissions {
    std::os::unix::fs::PermissionsExt::from_mode(0o666)
}

fn cannot(path: &Path, error: &io::Error) -> Failure {
    Failure::Machine(format!("{} cannot be written: {error}", path.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_preset_is_chosen_by_number_by_name_or_by_saying_nothing() {
        assert_eq!(chosen("\n"), Some(DEFAULT));
        assert_eq!(chosen(" 2\n"), Some(Preset::Fleet));
        assert_eq!(chosen("Stations"), Some(Preset::Stations));
        for wrong in ["0", "6", "flet", "-1"] {
            assert_eq!(chosen(wrong), None, "{wrong}");
        }
    }
}
