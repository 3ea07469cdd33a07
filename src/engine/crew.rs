//! Threads that work in step: one leads, the others wait for its word.
//!
//! Knows nothing of events: a task is a value that is handed out. Waiting spins, then yields, then sleeps, so that a
//! crew that is not called costs nothing. A panic of one member releases all others.

use std::hint::spin_loop;
use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering};
use std::sync::{Condvar, Mutex};
use std::thread;

/// Turns of waiting that only spin: some tenths of a millisecond, longer than a window's work differs between threads.
const SPINS: u32 = 10_000;
/// Turns of waiting after which a follower goes to sleep.
const YIELDS: u32 = SPINS + 200;

/// The meeting point of a leader and its followers.
pub(super) struct Crew<T> {
    task: Mutex<Option<T>>,
    round: AtomicU64,
    working: AtomicUsize,
    dismissed: AtomicBool,
    broken: AtomicBool,
    sleepers: AtomicUsize,
    bed: Mutex<()>,
    bell: Condvar,
    followers: usize,
}

/// A follower panicked; its thread holds the reason.
#[derive(Debug)]
pub(super) struct Broken;

impl<T: Copy> Crew<T> {
    /// A crew of a leader and `followers` others.
    pub(super) const fn new(followers: usize) -> Self {
        Self {
            task: Mutex::new(None),
            round: AtomicU64::new(0),
            working: AtomicUsize::new(0),
            dismissed: AtomicBool::new(false),
            broken: AtomicBool::new(false),
            sleepers: AtomicUsize::new(0),
            bed: Mutex::new(()),
            bell: Condvar::new(),
            followers,
        }
    }

    /// Number of threads besides the leader.
    pub(super) const fn followers(&self) -> usize {
        self.followers
    }

    /// Leader: hands a task to all followers.
    pub(super) fn call(&self, task: T) {
        *self.task.lock().expect("no thread panics with the task") = Some(task);
        self.working.store(self.followers, Ordering::SeqCst);
        self.round.fetch_add(1, Ordering::SeqCst);
        self.ring();
    }

    /// Leader: waits until all followers have done the task. The turns of waiting beyond those that only spin: none where
    /// all came in good time.
    pub(super) fn join(&self) -> Result<u32, Broken> {
        let mut turns = 0;
        while self.working.load(Ordering::Acquire) > 0 {
            if self.broken.load(Ordering::Acquire) {
                return Err(Broken);
            }
            pause(&mut turns);
        }
        Ok(turns.saturating_sub(SPINS))
    }

    /// Leader: sends the followers home.
    pub(super) fn dismiss(&self) {
        self.dismissed.store(true, Ordering::SeqCst);
        self.ring();
    }

    /// Follower: does every task until dismissed.
    pub(super) fn follow(&self, mut work: impl FnMut(T)) {
        let _alarm = Alarm(self);
        let mut seen = 0;
        while self.await_round(seen) {
            seen += 1;
            let task = *self.task.lock().expect("no thread panics with the task");
            work(task.expect("a round begins with a task"));
            self.working.fetch_sub(1, Ordering::Release);
        }
    }

    /// Anybody: an alarm that releases the whole crew if its holder panics.
    pub(super) const fn alarm(&self) -> Alarm<'_, T> {
        Alarm(self)
    }

    /// Waits for the round after `seen`; false when the crew is dismissed.
    fn await_round(&self, seen: u64) -> bool {
        let news = || self.dismissed.load(Ordering::SeqCst) || self.round.load(Ordering::SeqCst) != seen;
        let mut turns = 0;
        while !news() && turns < YIELDS {
            pause(&mut turns);
        }
        if !news() {
            // Either the caller sees this sleeper and rings, or this sleeper sees the news: both are in one order.
            self.sleepers.fetch_add(1, Ordering::SeqCst);
            let bed = self.bed.lock().expect("nobody panics in bed");
            drop(self.bell.wait_while(bed, |()| !news()).expect("nobody panics in bed"));
            self.sleepers.fetch_sub(1, Ordering::SeqCst);
        }
        !self.dismissed.load(Ordering::SeqCst)
    }

    /// Wakes sleeping followers.
    fn ring(&self) {
        if self.sleepers.load(Ordering::SeqCst) > 0 {
            let bed = self.bed.lock().expect("nobody panics in bed");
            self.bell.notify_all();
            drop(bed);
        }
    }
}

/// One turn of waiting.
fn pause(turns: &mut u32) {
    if *turns < SPINS {
        spin_loop();
    } else {
        thread::yield_now();
    }
    *turns = turns.saturating_add(1);
}

/// Breaks the crew up when dropped by a panic.
pub(super) struct Alarm<'a, T: Copy>(&'a Crew<T>);

impl<T: Copy> Drop for Alarm<'_, T> {
    fn drop(&mut self) {
        if thread::panicking() {
            self.0.broken.store(true, Ordering::SeqCst);
            self.0.dismiss();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_task_is_done_once_by_every_follower() {
        let crew = Crew::new(3);
        let sum = AtomicU64::new(0);
        thread::scope(|scope| {
            for _ in 0..3 {
                scope.spawn(|| {
                    crew.follow(|task: u64| {
                        sum.fetch_add(task, Ordering::Relaxed);
                    });
                });
            }
            for task in 1..=500 {
                crew.call(task);
                crew.join().expect("nobody panics here");
                assert_eq!(sum.load(Ordering::Relaxed), 3 * task * (task + 1) / 2);
                if task % 100 == 0 {
                    thread::sleep(std::time::Duration::from_millis(2));
                }
            }
            crew.dismiss();
        });
    }
}
