//! `completions` and `man`: support of shells, from the same declarations that arguments are read with.
//!
//! Knows no verb.

use super::Failure;
use super::arguments::{Arguments, CompletionsArguments, ManArguments};
use super::terminal::print;
use clap::CommandFactory;
use clap_mangen::Man;
use std::fs;
use std::path::Path;

/// The program's name at a prompt.
const NAME: &str = "cloudmsg";

/// Runs `completions`.
///
/// # Errors
/// Standard output that cannot be written.
///
/// # Panics
/// Never: generators write Unicode.
pub fn completions(arguments: &CompletionsArguments) -> Result<(), Failure> {
    let mut script = Vec::new();
    clap_complete::generate(arguments.shell, &mut Arguments::command(), NAME, &mut script);
    print(&String::from_utf8(script).expect("scripts are text"))
}

/// Runs `man`.
///
/// # Errors
/// Standard output or a folder that cannot be written.
///
/// # Panics
/// Never: pages are text.
pub fn man(arguments: &ManArguments) -> Result<(), Failure> {
    let Some(folder) = &arguments.out else {
        let mut page = Vec::new();
        Man::new(Arguments::command().disable_help_subcommand(true))
            .render(&mut page)
            .expect("memory takes every page");
        return print(&String::from_utf8(page).expect("pages are text"));
    };
    pages(folder).map_err(|error| Failure::Machine(format!("{}: {error}", folder.display())))
}

/// One page a verb, none of them half-written.
fn pages(folder: &Path) -> std::io::Result<()> {
    fs::create_dir_all(folder)?;
    let staged = tempfile::tempdir_in(folder)?;
    clap_mangen::generate_to(Arguments::command(), staged.path())?;
    for page in fs::read_dir(staged.path())? {
        let page = page?;
        fs::rename(page.path(), folder.join(page.file_name()))?;
    }
    Ok(())
}
