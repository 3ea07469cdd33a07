//! One pool of event chunks for all buckets of the wheel, so that memory stays near the number of pending events.
//!
//! Knows no time: a bucket is a chain of chunks, and only its newest chunk is partly filled.

use std::mem::size_of;

/// Events in a chunk, as a power of two.
const CHUNK_BITS: u32 = 6;
/// Events in a chunk.
pub(super) const CHUNK: usize = 1 << CHUNK_BITS;
/// The end of a chain.
const END: u32 = u32::MAX;

/// Chunks in use and chunks to use again.
pub(super) struct Pool<E> {
    events: Vec<E>,
    next: Vec<u32>,
    free: u32,
}

/// A bag of events: the newest chunk of its chain and how many events the chain holds.
#[derive(Clone, Copy)]
pub(super) struct Chain {
    head: u32,
    count: u32,
}

impl Chain {
    /// The chain without events.
    pub(super) const EMPTY: Self = Self { head: END, count: 0 };

    /// Number of events in the chain.
    pub(super) const fn len(self) -> usize {
        self.count as usize
    }
}

impl<E: Copy> Pool<E> {
    /// A pool that has reserved nothing yet.
    pub(super) const fn new() -> Self {
        Self { events: Vec::new(), next: Vec::new(), free: END }
    }

    /// Adds an event to a chain.
    #[inline]
    pub(super) fn append(&mut self, chain: &mut Chain, event: E) {
        let used = chain.len() & (CHUNK - 1);
        if used == 0 {
            chain.head = self.take(chain.head, event);
        } else {
            self.events[first(chain.head) | used] = event;
        }
        chain.count += 1;
    }

    /// Empties the newest chunk of a chain into `buffer` and gives the chunk back; false when the chain is empty.
    #[inline]
    pub(super) fn unload(&mut self, chain: &mut Chain, buffer: &mut Vec<E>) -> bool {
        if chain.count == 0 {
            return false;
        }
        let used = ((chain.len() - 1) & (CHUNK - 1)) + 1;
        let at = first(chain.head);
        buffer.extend_from_slice(&self.events[at..at + used]);
        let link = &mut self.next[chain.head as usize];
        let older = *link;
        *link = self.free;
        self.free = chain.head;
        chain.head = older;
        chain.count -= used as u32;
        true
    }

    /// Shows all events of a chain.
    pub(super) fn each(&self, mut chain: Chain, mut see: impl FnMut(E)) {
        while chain.count > 0 {
            let used = ((chain.len() - 1) & (CHUNK - 1)) + 1;
            let at = first(chain.head);
            self.events[at..at + used].iter().copied().for_each(&mut see);
            chain = Chain { head: self.next[chain.head as usize], count: chain.count - used as u32 };
        }
    }

    /// A chunk whose first event is `event`, in front of the chain `older`.
    fn take(&mut self, older: u32, event: E) -> u32 {
        if self.free == END {
            return self.grow(older, event);
        }
        let chunk = self.free;
        let link = &mut self.next[chunk as usize];
        self.free = *link;
        *link = older;
        self.events[first(chunk)] = event;
        chunk
    }

    /// A new chunk. The pool grows by an eighth, not by doubling: at a hundred million events the slack would matter.
    #[cold]
    fn grow(&mut self, older: u32, event: E) -> u32 {
        let chunk = u32::try_from(self.next.len()).expect("2^32 chunks of 64 events do not fit in memory");
        if self.events.len() == self.events.capacity() {
            let chunks = (self.next.len() / 8).max(16);
            self.events.reserve_exact(chunks * CHUNK);
            self.next.reserve_exact(chunks);
        }
        self.events.resize(self.events.len() + CHUNK, event);
        self.next.push(older);
        chunk
    }

    /// Bytes reserved.
    pub(super) fn bytes(&self) -> usize {
        self.events.capacity() * size_of::<E>() + self.next.capacity() * size_of::<u32>()
    }
}

/// The place of a chunk's first event.
const fn first(chunk: u32) -> usize {
    (chunk as usize) << CHUNK_BITS
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chunks_are_used_again() {
        let mut pool = Pool::new();
        let mut buffer = Vec::new();
        let mut reserved = None;
        for round in 0..50_u32 {
            let mut chain = Chain::EMPTY;
            for n in 0..1_000 {
                pool.append(&mut chain, round * 1_000 + n);
            }
            assert_eq!(chain.len(), 1_000);
            buffer.clear();
            while pool.unload(&mut chain, &mut buffer) {}
            buffer.sort_unstable();
            assert!(buffer.iter().copied().eq(round * 1_000..(round + 1) * 1_000));
            assert_eq!(*reserved.get_or_insert(pool.bytes()), pool.bytes());
        }
    }
}
