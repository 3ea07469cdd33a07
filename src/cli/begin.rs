//! What comes before any verb: what was typed is read, and whoever panics is heard without doing harm to a terminal.
//!
//! Knows no verb.

use super::arguments::Arguments;
use super::terminal::say;
use crate::units::visible_lines;
use clap::Parser;
use std::backtrace::{Backtrace, BacktraceStatus};
use std::panic::{PanicHookInfo, set_hook};
use std::thread;

/// What was typed. Where it cannot be read, this says why and ends the process with code 2; with code 0 after help.
pub fn typed() -> Arguments {
    set_hook(Box::new(heard));
    Arguments::try_parse().unwrap_or_else(|error| {
        let text = error.render().to_string();
        if visible_lines(&text) != text {
            say(text.trim_end());
            std::process::exit(error.exit_code());
        }
        error.exit()
    })
}

/// Says what the standard hook would say; the message may have names in it that are anybody's.
fn heard(panic: &PanicHookInfo<'_>) {
    let thread = thread::current();
    let place = panic.location().map(ToString::to_string).unwrap_or_default();
    let message = panic.payload_as_str().unwrap_or("a value that is no text");
    say(&format!("thread '{}' panicked at {place}:\n{message}", thread.name().unwrap_or("<unnamed>")));
    let trace = Backtrace::capture();
    if trace.status() == BacktraceStatus::Captured {
        say(&format!("stack backtrace:\n{trace}"));
    } else {
        say("note: run with `RUST_BACKTRACE=1` environment variable to display a backtrace");
    }
}
