//! The future event list: what every implementation promises.
//!
//! Knows neither shards nor windows; it hands events out in content order.

use super::event::Event;
use crate::units::Instant;

/// The events a shard has still to handle, smallest first.
///
/// Events may be pushed at any time not before the last popped event, equal times included. Equal events are kept
/// side by side: as many come out as went in.
pub trait FutureEventList<E: Event>: Default + Send {
    /// Adds an event.
    fn push(&mut self, event: E);

    /// Takes the smallest event if it happens before `limit`.
    fn pop_before(&mut self, limit: Instant) -> Option<E>;

    /// When the smallest event happens.
    fn next_time(&self) -> Option<Instant>;

    /// Number of events held.
    fn len(&self) -> usize;

    /// Whether no event is held.
    fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Some of the events to be popped next, ascending, for touching their records ahead. A hint: events may be missing
    /// from it, and it may be empty.
    fn upcoming(&self) -> &[E] {
        &[]
    }

    /// Shows all events held, in no particular order.
    fn each(&self, see: impl FnMut(E));

    /// Hands over all events held, in no particular order.
    fn empty(self, take: impl FnMut(E));

    /// Bytes of memory reserved for events: a high-water mark, because lists keep what they once took.
    fn bytes(&self) -> u64;
}
