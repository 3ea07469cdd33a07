//! What can be typed after `completions` and `man`.
//!
//! Knows names and forms of arguments, not what they do.

use clap::{Args, ValueHint};
use clap_complete::Shell;
use std::path::PathBuf;

/// Arguments of `completions`.
#[derive(Clone, Debug, Args)]
#[command(
    after_help = "Examples:\n  cloudmsg completions bash > ~/.local/share/bash-completion/completions/cloudmsg\n  cloudmsg completions zsh > ~/.zfunc/_cloudmsg"
)]
pub struct CompletionsArguments {
    /// For which shell.
    #[arg(value_enum)]
    pub shell: Shell,
}

/// Arguments of `man`.
#[derive(Clone, Debug, Args)]
#[command(after_help = "Examples:\n  cloudmsg man | man -l -\n  cloudmsg man --out ~/.local/share/man/man1")]
pub struct ManArguments {
    /// Folder for the pages of all verbs, made where there is none [default: the main page to standard output].
    #[arg(long, value_name = "DIR", value_hint = ValueHint::DirPath)]
    pub out: Option<PathBuf>,
}
