//! The plain future event list, on the `priority-queue` crate: the reference the wheel is held to.
//!
//! Knows nothing of speed. That crate hands out equal priorities in any order and *replaces* an item that equals one it
//! holds, so every copy gets a serial number that takes part in equality but not in the order.

use std::cmp::Reverse;
use std::hash::{BuildHasherDefault, Hash, Hasher};
use std::mem::size_of;

use priority_queue::PriorityQueue;
use rustc_hash::FxHasher;

use super::event::Event;
use super::list::FutureEventList;
use crate::units::Instant;

/// An event and the serial number that keeps it apart from its twins.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Copied<E> {
    event: E,
    serial: u64,
}

impl<E: Event> Hash for Copied<E> {
    fn hash<H: Hasher>(&self, hasher: &mut H) {
        hasher.write_u64(self.event.hash());
        hasher.write_u64(self.serial);
    }
}

/// A future event list on a hashed binary heap.
pub struct ReferenceList<E: Event> {
    queue: PriorityQueue<Copied<E>, Reverse<E>, BuildHasherDefault<FxHasher>>,
    pushed: u64,
}

impl<E: Event> Default for ReferenceList<E> {
    fn default() -> Self {
        Self { queue: PriorityQueue::default(), pushed: 0 }
    }
}

impl<E: Event> FutureEventList<E> for ReferenceList<E> {
    fn push(&mut self, event: E) {
        self.pushed += 1;
        let replaced = self.queue.push(Copied { event, serial: self.pushed }, Reverse(event));
        assert!(replaced.is_none(), "serial numbers keep twins apart");
    }

    fn pop_before(&mut self, limit: Instant) -> Option<E> {
        if self.next_time()? >= limit {
            return None;
        }
        self.queue.pop().map(|(copied, _)| copied.event)
    }

    fn next_time(&self) -> Option<Instant> {
        self.queue.peek().map(|(copied, _)| copied.event.time())
    }

    fn len(&self) -> usize {
        self.queue.len()
    }

    fn each(&self, mut see: impl FnMut(E)) {
        self.queue.iter().for_each(|(copied, _)| see(copied.event));
    }

    fn empty(self, take: impl FnMut(E)) {
        self.queue.into_iter().map(|(copied, _)| copied.event).for_each(take);
    }

    fn bytes(&self) -> u64 {
        let entry = size_of::<(Copied<E>, Reverse<E>)>() + 4 * size_of::<usize>();
        (self.queue.capacity() * entry) as u64
    }
}
