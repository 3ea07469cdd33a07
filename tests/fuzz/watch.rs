//! Work under watch: what it allocates, how long it takes, and whether it panics.
//!
//! Knows no reader. The counts are those of the whole process, so one piece of work is watched at a time.

use super::MEMORY;
use std::panic::{AssertUnwindSafe, catch_unwind, set_hook, take_hook};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, MutexGuard, Once, PoisonError};
use std::time::{Duration, Instant};

/// What a piece of work cost.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Cost {
    /// Most bytes that were allocated at one time, beyond what was before.
    pub(crate) memory: usize,
    /// How long it took.
    pub(crate) time: Duration,
}

/// Held by the campaign that runs.
static TURN: Mutex<()> = Mutex::new(());
/// What the last panic said, and where.
static SAID: Mutex<String> = Mutex::new(String::new());
/// Whether panics are noted and not printed.
static QUIET: AtomicBool = AtomicBool::new(false);
static HOOK: Once = Once::new();

/// Waits for one's turn.
pub(crate) fn turn() -> MutexGuard<'static, ()> {
    let turn = TURN.lock().unwrap_or_else(PoisonError::into_inner);
    HOOK.call_once(|| {
        let loud = take_hook();
        set_hook(Box::new(move |panic| {
            if QUIET.load(Ordering::Relaxed) {
                *SAID.lock().unwrap_or_else(PoisonError::into_inner) = panic.to_string();
            } else {
                loud(panic);
            }
        }));
    });
    turn
}

/// Does some work; what the panic said where it panics.
pub(crate) fn watched<R>(work: impl FnOnce() -> R) -> Result<(R, Cost), String> {
    QUIET.store(true, Ordering::Relaxed);
    MEMORY.reset_peak_usage();
    let (before, begun) = (MEMORY.current_usage(), Instant::now());
    let done = catch_unwind(AssertUnwindSafe(work));
    let cost = Cost { memory: MEMORY.peak_usage().saturating_sub(before), time: begun.elapsed() };
    QUIET.store(false, Ordering::Relaxed);
    match done {
        Ok(value) => Ok((value, cost)),
        Err(_) => Err(std::mem::take(&mut *SAID.lock().unwrap_or_else(PoisonError::into_inner))),
    }
}
