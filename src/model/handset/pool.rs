//! What only a handset with something open needs: messages without an end, receipts, numbers that wait.
//!
//! Each handset has a chain of small cells in a pool of its shard; a cell goes back when what it stands for is over, so
//! a handset with nothing open takes nothing. Places in the pool follow from the order of handling within a shard and are
//! never part of a digest. Knows no rule of the client.

use super::outbox::Outgoing;
use crate::units::{Duration, Instant};
use crate::world::MessageId;
use serde::{Deserialize, Serialize};

/// No cell: the end of a chain.
pub(super) const NONE: u32 = u32::MAX;

const SECOND: u64 = Duration::SECOND.as_micros();

/// Sixteen bytes.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
struct Cell {
    /// What it stands for, and above it which sort of thing that is.
    what: u64,
    /// Of a message on its way: where its state lies. Of a receipt: when it was, in seconds.
    more: u32,
    /// The next cell of the handset, or of the free ones.
    next: u32,
}

/// The sorts of cells.
const SORT: u32 = 56;
const OUTGOING: u64 = 1 << SORT;
const BY_SMS: u64 = 2 << SORT;
const BY_IP: u64 = 3 << SORT;
const WAITING: u64 = 4 << SORT;

/// What the active handsets of a shard have open.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(in crate::model) struct Pool {
    cells: Vec<Cell>,
    free_cell: u32,
    /// Messages without an end; those given back are listed in `free_outgoing`.
    outgoing: Vec<Option<Outgoing>>,
    free_outgoing: Vec<u32>,
}

impl Default for Pool {
    fn default() -> Self {
        Self { cells: Vec::new(), free_cell: NONE, outgoing: Vec::new(), free_outgoing: Vec::new() }
    }
}

/// Makes room for one more by an eighth of what is there: pools are large, and what is never touched should not count.
fn room<T>(list: &mut Vec<T>) {
    if list.len() == list.capacity() {
        list.reserve_exact(list.len() / 8 + 16);
    }
}

impl Pool {
    /// The chain from a cell on, with the places of its cells.
    fn chain(&self, from: u32) -> impl Iterator<Item = (u32, Cell)> {
        let mut next = from;
        std::iter::from_fn(move || {
            let place = next;
            let cell = *self.cells.get(place as usize)?;
            next = cell.next;
            Some((place, cell))
        })
    }

    /// Puts a cell before a chain.
    fn put(&mut self, first: &mut u32, what: u64, more: u32) {
        let cell = Cell { what, more, next: *first };
        if self.free_cell == NONE {
            room(&mut self.cells);
            *first = self.cells.len() as u32;
            assert!(*first < NONE, "a place fits its bits");
            self.cells.push(cell);
        } else {
            *first = self.free_cell;
            let place = &mut self.cells[self.free_cell as usize];
            self.free_cell = place.next;
            *place = cell;
        }
    }

    /// Gives the cells of a chain back that are `over`.
    fn give_back(&mut self, first: &mut u32, over: impl Fn(u32, Cell) -> bool) {
        let (mut before, mut place) = (NONE, *first);
        while place != NONE {
            let cell = self.cells[place as usize];
            if over(place, cell) {
                if before == NONE {
                    *first = cell.next;
                } else {
                    self.cells[before as usize].next = cell.next;
                }
                self.cells[place as usize].next = self.free_cell;
                self.free_cell = place;
            } else {
                before = place;
            }
            place = cell.next;
        }
    }

    /// A message comes into an outbox.
    pub(super) fn post(&mut self, first: &mut u32, outgoing: Outgoing) {
        let place = if let Some(place) = self.free_outgoing.pop() {
            self.outgoing[place as usize] = Some(outgoing);
            place
        } else {
            room(&mut self.outgoing);
            self.outgoing.push(Some(outgoing));
            self.outgoing.len() as u32 - 1
        };
        self.put(first, OUTGOING | outgoing.message.bits(), place);
    }

    /// A message in an outbox.
    pub(super) fn posted(&mut self, first: u32, message: MessageId) -> Option<&mut Outgoing> {
        let (_, cell) = self.chain(first).find(|(_, cell)| cell.what == OUTGOING | message.bits())?;
        self.outgoing[cell.more as usize].as_mut()
    }

    /// A message leaves an outbox.
    pub(super) fn withdraw(&mut self, first: &mut u32, message: MessageId) {
        let found = self.chain(*first).find(|(_, cell)| cell.what == OUTGOING | message.bits());
        let (place, cell) = found.expect("a message is in the outbox until it is withdrawn");
        self.outgoing[cell.more as usize] = None;
        self.free_outgoing.push(cell.more);
        self.give_back(first, |at, _| at == place);
    }

    /// The messages in an outbox.
    pub(super) fn outbox(&self, first: u32) -> impl Iterator<Item = &Outgoing> {
        let sent = self.chain(first).filter(|(_, cell)| cell.what >> SORT == OUTGOING >> SORT);
        sent.filter_map(|(_, cell)| self.outgoing[cell.more as usize].as_ref())
    }

    /// Remembers a receipt for a while: whether no copy of the message came this way before, and whether none came at all.
    pub(super) fn remember(
        &mut self,
        first: &mut u32,
        message: MessageId,
        by_ip: bool,
        now: Instant,
        memory: Duration,
    ) -> (bool, bool) {
        let (this, other) = if by_ip { (BY_IP, BY_SMS) } else { (BY_SMS, BY_IP) };
        let came = |what: u64| self.chain(*first).any(|(_, cell)| cell.what == what | message.bits());
        if came(this) {
            return (false, false);
        }
        let none = !came(other);
        self.give_back(first, |_, cell| {
            let at = Instant::from_micros(u64::from(cell.more) * SECOND);
            matches!(cell.what >> SORT << SORT, BY_SMS | BY_IP) && now.saturating_since(at) >= memory
        });
        self.put(first, this | message.bits(), (now.as_micros() / SECOND) as u32);
        (true, none)
    }

    /// The numbers that wait for the look-up worker, the last first.
    pub(super) fn waiting(&self, first: u32) -> impl Iterator<Item = u16> {
        let waiting = self.chain(first).filter(|(_, cell)| cell.what >> SORT == WAITING >> SORT);
        waiting.map(|(_, cell)| cell.what as u16)
    }

    /// A number waits.
    pub(super) fn wait(&mut self, first: &mut u32, slot: u16) {
        self.put(first, WAITING | u64::from(slot), 0);
    }

    /// The number that has waited longest waits no more.
    pub(super) fn first_waiting(&mut self, first: &mut u32) -> Option<u16> {
        let waits = |what: u64| what >> SORT == WAITING >> SORT;
        let (place, cell) = self.chain(*first).filter(|(_, cell)| waits(cell.what)).last()?;
        self.give_back(first, |at, _| at == place);
        Some(cell.what as u16)
    }

    /// No number waits any more.
    pub(super) fn none_wait(&mut self, first: &mut u32) {
        self.give_back(first, |_, cell| cell.what >> SORT == WAITING >> SORT);
    }

    /// All messages without an end.
    pub(in crate::model) fn outgoing(&self) -> impl Iterator<Item = &Outgoing> {
        self.outgoing.iter().flatten()
    }

    /// Memory held, in bytes.
    pub(in crate::model) fn bytes(&self) -> usize {
        self.cells.capacity() * size_of::<Cell>()
            + self.outgoing.capacity() * size_of::<Option<Outgoing>>()
            + self.free_outgoing.capacity() * size_of::<u32>()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::units::HandsetId;

    fn message(n: u16) -> MessageId {
        MessageId::new(HandsetId(7), n, 0)
    }

    fn at(s: u64) -> Instant {
        Instant::START + Duration::from_secs(s)
    }

    const LONG: Duration = Duration::from_secs(100);

    #[test]
    fn a_receipt_is_new_once_a_way_and_first_once() {
        let (mut pool, mut first) = (Pool::default(), NONE);
        assert_eq!(pool.remember(&mut first, message(1), true, at(0), LONG), (true, true));
        assert_eq!(pool.remember(&mut first, message(1), true, at(1), LONG), (false, false));
        assert_eq!(pool.remember(&mut first, message(1), false, at(2), LONG), (true, false));
        assert_eq!(pool.remember(&mut first, message(2), false, at(3), LONG), (true, true));
    }

    #[test]
    fn receipts_are_given_back_after_their_time_and_numbers_come_in_turn() {
        let (mut pool, mut first) = (Pool::default(), NONE);
        for slot in 1..=3 {
            pool.wait(&mut first, slot);
            let _ = pool.remember(&mut first, message(slot), true, at(slot.into()), LONG);
        }
        assert_eq!(pool.waiting(first).collect::<Vec<_>>(), [3, 2, 1]);
        assert_eq!(pool.first_waiting(&mut first), Some(1));
        let held = pool.cells.len();
        // All three receipts are over when a fourth comes, and it takes the place of one of them.
        let _ = pool.remember(&mut first, message(4), true, at(103), LONG);
        assert_eq!((pool.chain(first).count(), pool.cells.len()), (3, held));
        pool.none_wait(&mut first);
        assert_eq!((pool.chain(first).count(), pool.first_waiting(&mut first)), (1, None));
    }

    #[test]
    fn chains_of_two_handsets_do_not_meet() {
        let (mut pool, mut a, mut b) = (Pool::default(), NONE, NONE);
        for n in 0..50 {
            pool.wait(&mut a, n);
            pool.wait(&mut b, 100 + n);
            if n % 3 == 0 {
                let _ = pool.first_waiting(&mut a);
            }
        }
        assert_eq!(pool.waiting(b).collect::<Vec<_>>(), (100..150).rev().collect::<Vec<_>>());
        assert_eq!(pool.waiting(a).collect::<Vec<_>>(), (17..50).rev().collect::<Vec<_>>());
    }
}
