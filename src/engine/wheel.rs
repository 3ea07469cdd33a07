//! The fast future event list: a hierarchical radix wheel with a sorted run at its bottom.
//!
//! Knows no shard, window or model. A level of the wheel is 256 buckets, one a value of one 8-bit digit of the time; an
//! event lies at the level of the highest digit in which its time differs from the cursor. So all events of a level
//! come before those of the level above, and within a level the buckets come in the order of their digit. Reaching a
//! bucket either sorts it into the run, when it is small, or moves the cursor into it and deals its events to the
//! levels below. Nothing is sorted before its time has come, and each event moves at most once a level.

use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::mem::size_of;

use super::chunk::{CHUNK, Chain, Pool};
use super::event::Event;
use super::list::FutureEventList;
use crate::units::Instant;

/// Bits of the time that make one digit.
const DIGIT_BITS: u32 = 8;
/// Buckets of a level.
const BUCKETS: usize = 1 << DIGIT_BITS;
/// Levels that cover every instant.
const LEVELS: usize = Instant::BITS.div_ceil(DIGIT_BITS) as usize;
/// Words of a level's occupancy bitmap.
const WORDS: usize = BUCKETS / 64;
/// A bucket of at most so many events is sorted as it is; the plateau of speed is flat between 64 and 256.
const DIRECT: usize = 128;
/// Neighbouring small buckets are sorted together until the run has this many events.
const GATHER: usize = 48;
/// A run with more events than this takes no more by insertion.
const CROWDED: usize = 512;

/// The events of one digit value at one level.
#[derive(Clone, Copy)]
struct Bucket {
    chain: Chain,
    earliest: u64,
}

/// The hierarchical radix wheel.
///
/// Invariants: cursor ≤ last popped time ≤ every event held; events before `run_end` are in `run` or `late`, all
/// others in the wheel; while the run covers buckets of a level, all levels below are empty.
pub struct RadixWheel<E: Event> {
    /// The bottom: ascending from `head`, what lies before it is popped.
    run: Vec<E>,
    head: usize,
    /// First microsecond the run does not cover.
    run_end: u64,
    /// Late-comers to a crowded run of a single instant, which cannot be cut finer.
    late: BinaryHeap<Reverse<E>>,
    cursor: u64,
    buckets: Box<[Bucket]>,
    occupied: [[u64; WORDS]; LEVELS],
    pool: Pool<E>,
    buffer: Vec<E>,
    len: usize,
}

impl<E: Event> Default for RadixWheel<E> {
    fn default() -> Self {
        let empty = Bucket { chain: Chain::EMPTY, earliest: u64::MAX };
        Self {
            run: Vec::new(),
            head: 0,
            run_end: 0,
            late: BinaryHeap::new(),
            cursor: 0,
            buckets: vec![empty; LEVELS * BUCKETS].into_boxed_slice(),
            occupied: [[0; WORDS]; LEVELS],
            pool: Pool::new(),
            buffer: Vec::with_capacity(CHUNK),
            len: 0,
        }
    }
}

impl<E: Event> FutureEventList<E> for RadixWheel<E> {
    #[inline]
    fn push(&mut self, event: E) {
        let at = event.time().as_micros();
        assert!(at >= self.cursor && at <= Instant::MAX.as_micros(), "an event in the past or after the end of time");
        self.len += 1;
        if at < self.run_end {
            self.join_run(event);
        } else {
            self.file(event);
        }
    }

    #[inline]
    fn pop_before(&mut self, limit: Instant) -> Option<E> {
        if !self.late.is_empty() {
            return self.pop_with_late(limit);
        }
        if self.head == self.run.len() && !self.settle(limit) {
            return None;
        }
        let event = self.run[self.head];
        if event.time() >= limit {
            return None;
        }
        self.head += 1;
        self.len -= 1;
        Some(event)
    }

    fn next_time(&self) -> Option<Instant> {
        let in_run = self.upcoming().first().map(|event| event.time());
        let in_late = self.late.peek().map(|Reverse(event)| event.time());
        in_run.into_iter().chain(in_late).min().or_else(|| {
            self.first_bucket().map(|(level, digit)| Instant::from_micros(self.buckets[slot(level, digit)].earliest))
        })
    }

    fn len(&self) -> usize {
        self.len
    }

    #[inline]
    fn upcoming(&self) -> &[E] {
        &self.run[self.head..]
    }

    fn each(&self, mut see: impl FnMut(E)) {
        self.upcoming().iter().copied().for_each(&mut see);
        self.late.iter().for_each(|&Reverse(event)| see(event));
        for bucket in &self.buckets {
            self.pool.each(bucket.chain, &mut see);
        }
    }

    fn empty(mut self, mut take: impl FnMut(E)) {
        let mut found = self.upcoming().len() + self.late.len();
        self.upcoming().iter().copied().for_each(&mut take);
        self.late.drain().for_each(|Reverse(event)| take(event));
        let mut buffer = std::mem::take(&mut self.buffer);
        for bucket in &mut self.buckets {
            while self.pool.unload(&mut bucket.chain, &mut buffer) {
                found += buffer.len();
                buffer.drain(..).for_each(&mut take);
            }
        }
        assert_eq!(found, self.len, "the wheel lost or doubled an event");
    }

    fn bytes(&self) -> u64 {
        let events = self.run.capacity() + self.late.capacity() + self.buffer.capacity();
        let fixed = self.buckets.len() * size_of::<Bucket>() + size_of::<Self>();
        (events * size_of::<E>() + self.pool.bytes() + fixed) as u64
    }
}

impl<E: Event> RadixWheel<E> {
    /// Puts an event that lies past the run into its bucket.
    #[inline]
    fn file(&mut self, event: E) {
        let at = event.time().as_micros();
        let level = ((at ^ self.cursor) | 1).ilog2() / DIGIT_BITS;
        let digit = (at >> (level * DIGIT_BITS)) as usize & (BUCKETS - 1);
        let level = level as usize;
        let bucket = &mut self.buckets[slot(level, digit)];
        if bucket.chain.len() == 0 {
            self.occupied[level][digit / 64] |= 1 << (digit % 64);
        }
        bucket.earliest = bucket.earliest.min(at);
        self.pool.append(&mut bucket.chain, event);
    }

    /// Puts an event into the time the run covers.
    fn join_run(&mut self, event: E) {
        let left = self.run.len() - self.head;
        if left >= CROWDED {
            self.relieve(event);
            return;
        }
        if left == 0 || self.head >= CROWDED {
            self.run.drain(..self.head);
            self.head = 0;
        }
        let after = self.upcoming().partition_point(|other| *other < event);
        if self.head > 0 && after < left / 2 {
            self.run.copy_within(self.head..self.head + after, self.head - 1);
            self.head -= 1;
            self.run[self.head + after] = event;
        } else {
            self.run.insert(self.head + after, event);
        }
    }

    /// Takes an event into a crowded run: the run goes back into the wheel, where it is cut finer; a run of a single
    /// instant cannot be, and its late-comers go on a heap.
    #[cold]
    fn relieve(&mut self, event: E) {
        if self.run_end - self.cursor <= 1 {
            self.late.push(Reverse(event));
            return;
        }
        let run = std::mem::take(&mut self.run);
        self.run_end = self.cursor;
        for &crowding in &run[self.head..] {
            self.file(crowding);
        }
        self.file(event);
        self.run = run;
        self.run.clear();
        self.head = 0;
    }

    /// The smaller of the run's and the late-comers' first event.
    #[cold]
    fn pop_with_late(&mut self, limit: Instant) -> Option<E> {
        let Reverse(late) = *self.late.peek()?;
        let in_run = self.upcoming().first().copied().filter(|event| *event <= late);
        let event = in_run.unwrap_or(late);
        if event.time() >= limit {
            return None;
        }
        if in_run.is_some() {
            self.head += 1;
        } else {
            self.late.pop();
        }
        self.len -= 1;
        Some(event)
    }

    /// Makes the next run once the last one is used up; false when nothing happens before `limit`.
    ///
    /// The cursor moves only to the time of the event that is popped next, so that mail may still come in for any
    /// later instant.
    #[inline(never)]
    fn settle(&mut self, limit: Instant) -> bool {
        loop {
            let Some((level, digit)) = self.first_bucket() else { return false };
            let Bucket { chain, earliest } = self.buckets[slot(level, digit)];
            if earliest >= limit.as_micros() {
                return false;
            }
            self.cursor = earliest;
            if level == 0 || chain.len() <= DIRECT {
                self.sort_run(level, digit);
                return true;
            }
            self.deal(level, digit);
        }
    }

    /// Deals a bucket's events to the levels below, around the new cursor.
    fn deal(&mut self, level: usize, digit: usize) {
        let mut chain = self.vacate(level, digit);
        let mut buffer = std::mem::take(&mut self.buffer);
        while self.pool.unload(&mut chain, &mut buffer) {
            for &event in &buffer {
                self.file(event);
            }
            buffer.clear();
        }
        self.buffer = buffer;
    }

    /// Sorts a bucket, and its neighbours while they are small, into the run.
    fn sort_run(&mut self, level: usize, digit: usize) {
        self.run.clear();
        self.head = 0;
        let mut last = digit;
        let mut next = Some(digit);
        while let Some(digit) = next {
            let mut chain = self.vacate(level, digit);
            while self.pool.unload(&mut chain, &mut self.run) {}
            last = digit;
            next = first_digit(&self.occupied[level]).filter(|&neighbour| {
                self.run.len() < GATHER && self.run.len() + self.buckets[slot(level, neighbour)].chain.len() <= DIRECT
            });
        }
        self.run.sort_unstable();
        let width = DIGIT_BITS * level as u32;
        let above = self.cursor >> width >> DIGIT_BITS << DIGIT_BITS << width;
        self.run_end = above + ((last as u64 + 1) << width);
    }

    /// Takes all events out of a bucket.
    fn vacate(&mut self, level: usize, digit: usize) -> Chain {
        self.occupied[level][digit / 64] &= !(1 << (digit % 64));
        let bucket = &mut self.buckets[slot(level, digit)];
        bucket.earliest = u64::MAX;
        std::mem::replace(&mut bucket.chain, Chain::EMPTY)
    }

    /// The bucket that comes first, by level and digit.
    fn first_bucket(&self) -> Option<(usize, usize)> {
        (0..LEVELS).find_map(|level| first_digit(&self.occupied[level]).map(|digit| (level, digit)))
    }
}

/// The place of a bucket.
const fn slot(level: usize, digit: usize) -> usize {
    level * BUCKETS + digit
}

/// The lowest digit whose bucket holds events.
fn first_digit(words: &[u64; WORDS]) -> Option<usize> {
    let word = words.iter().position(|&word| word != 0)?;
    Some(word * 64 + words[word].trailing_zeros() as usize)
}
