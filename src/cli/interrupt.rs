//! Ctrl-C, and a polite end by others: what is being written is written to its end, the progress bar goes, and the process
//! ends with code 130 or 143.
//!
//! Knows no command; what became of its work, the caller says.

use super::terminal::{Terminal, say};
use crate::report;
use std::io::{self, Write};
use std::sync::{Mutex, PoisonError};

/// What became of the work if it is interrupted now; nothing before anybody minds.
static LEFT: Mutex<Option<&'static str>> = Mutex::new(None);

/// From now on an interruption ends the process in good order, with a word to the user.
pub(super) fn ends_in_order(terminal: Terminal, left: &'static str) {
    let before = LEFT.lock().unwrap_or_else(PoisonError::into_inner).replace(left);
    if before.is_none() {
        // Where there are no such signals it ends as it always did.
        let _deaf = listen(terminal);
    }
}

/// Ends the process after a signal of this number.
fn end(terminal: Terminal, signal: i32) {
    // Never in the middle of a folder.
    let _idle = report::idle();
    if terminal.watched {
        let _nobody_reads = io::stderr().write_all(b"\r\x1b[2K");
    }
    let left = LEFT.lock().unwrap_or_else(PoisonError::into_inner).unwrap_or_default();
    say(&format!("interrupted: {left}"));
    // What a shell calls a process that ended by it.
    std::process::exit(128 + signal);
}

/// Waits for the keyboard's interruption and for the termination that other programs ask for. A terminal that goes away is
/// left to the system, so that `nohup` works.
#[cfg(unix)]
fn listen(terminal: Terminal) -> io::Result<()> {
    use signal_hook::consts::{SIGINT, SIGTERM};
    let mut signals = signal_hook::iterator::Signals::new([SIGINT, SIGTERM])?;
    let wait = move || {
        if let Some(signal) = signals.forever().next() {
            end(terminal, signal);
        }
    };
    std::thread::Builder::new().name("interruptions".to_owned()).spawn(wait).map(drop)
}

#[cfg(not(unix))]
fn listen(terminal: Terminal) -> Result<(), ctrlc::Error> {
    ctrlc::set_handler(move || end(terminal, 2))
}
