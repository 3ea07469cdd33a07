//! Faults of the real world, against the real program: killed, interrupted, without disk, memory, threads or files, and given
//! what nobody in their senses would write. Nothing is half-written, the code is right, the message names the place, and
//! nothing panics or hangs.
#![cfg(unix)]
#![expect(clippy::unwrap_used, reason = "a test may fail")]
#![expect(clippy::disallowed_types, reason = "a test may look at the clock")]

mod checkpoints;
mod desk;
mod disk;
mod files;
mod hostile;
mod kills;
mod limits;
mod numbers;
mod outside;
mod signals;
mod streams;
mod traces;
