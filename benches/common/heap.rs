//! A future event list on the standard library's heap: what everybody would take first, and the baseline of the benches.

use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::mem::size_of;

use cloudmsg::engine::{Event, FutureEventList};
use cloudmsg::units::Instant;

/// A binary heap, smallest event first.
pub(crate) struct HeapList<E>(BinaryHeap<Reverse<E>>);

impl<E: Event> Default for HeapList<E> {
    fn default() -> Self {
        Self(BinaryHeap::new())
    }
}

impl<E: Event> FutureEventList<E> for HeapList<E> {
    fn push(&mut self, event: E) {
        self.0.push(Reverse(event));
    }

    fn pop_before(&mut self, limit: Instant) -> Option<E> {
        if self.next_time()? >= limit {
            return None;
        }
        self.0.pop().map(|Reverse(event)| event)
    }

    fn next_time(&self) -> Option<Instant> {
        self.0.peek().map(|Reverse(event)| event.time())
    }

    fn len(&self) -> usize {
        self.0.len()
    }

    fn each(&self, see: impl FnMut(E)) {
        self.0.iter().map(|Reverse(event)| *event).for_each(see);
    }

    fn empty(self, take: impl FnMut(E)) {
        self.0.into_iter().map(|Reverse(event)| event).for_each(take);
    }

    fn bytes(&self) -> u64 {
        (self.0.capacity() * size_of::<E>()) as u64
    }
}
