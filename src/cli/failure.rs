//! Why a command did not succeed, and the exit code that says so.
//!
//! Knows no command. A programmer's mistake is not here: it panics.

use std::process::ExitCode;

/// Why a command did not succeed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Failure {
    /// A bound of the scenario does not hold.
    Bound(String),
    /// The input is wrong; nothing was written.
    Input(String),
    /// As `Input`: mistakes drawn under the lines of their files, harmless and with colours of ours.
    Mistakes(String),
    /// The machine cannot: disk, memory.
    Machine(String),
    /// Whoever read the output has gone; nothing to say to anybody.
    ReaderGone,
}

impl Failure {
    /// The exit code of the process.
    pub fn code(&self) -> ExitCode {
        match self {
            Self::Bound(_) => ExitCode::from(1),
            Self::Input(_) | Self::Mistakes(_) => ExitCode::from(2),
            Self::Machine(_) => ExitCode::from(3),
            Self::ReaderGone => ExitCode::SUCCESS,
        }
    }

    /// What to say on stderr.
    pub fn text(&self) -> &str {
        match self {
            Self::Bound(text) | Self::Input(text) | Self::Mistakes(text) | Self::Machine(text) => text,
            Self::ReaderGone => "",
        }
    }
}
