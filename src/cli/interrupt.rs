//! Ctrl-C: what is being written is written to its end, the progress bar goes, and the process ends with code 130.
//!
//! Knows no command; what became of its work, the caller says.

use super::terminal::{Terminal, say};
use crate::report;
use std::io::{self, Write};

/// What a shell calls a process that ended by SIGINT.
const INTERRUPTED: i32 = 130;

/// From now on Ctrl-C ends the process in good order, with a word to the user.
pub(super) fn ends_in_order(terminal: Terminal, left: &'static str) {
    let end = move || {
        // Never in the middle of a folder.
        let _idle = report::idle();
        if terminal.watched {
            let _nobody_reads = io::stderr().write_all(b"\r\x1b[2K");
        }
        say(&format!("interrupted: {left}"));
        std::process::exit(INTERRUPTED);
    };
    // Where there is no such signal, or somebody listens already, it ends as it always did.
    let _deaf = ctrlc::set_handler(end);
}
