//! A real queue: two lines, tickets, customers who leave a line before it is their turn.
//!
//! For what cannot be known when a customer comes: who else will come and be served first, and who will give up. Knows no
//! law and no event.

use crate::ledger::StationLoad;
use crate::units::Instant;
use crate::world::Customer;
use serde::{Deserialize, Serialize};
use std::collections::VecDeque;

/// Equal servers behind two lines, the first served first.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Queue {
    servers: u32,
    busy: u32,
    lines: [Line; 2],
    waiting: u64,
    end: Instant,
    seen: Instant,
    totals: StationLoad,
}

/// Who waits, in the order of coming; a gap where somebody gave up.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
struct Line {
    /// Ticket of whoever stands first.
    first: u64,
    places: VecDeque<Option<Waiting>>,
}

/// Somebody who waits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Waiting {
    /// Who.
    pub(super) customer: Customer,
    /// The class here.
    pub(super) class: u8,
    /// Since when.
    pub(super) since: Instant,
}

/// What a customer meets.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Met {
    /// A free server.
    Server,
    /// A place in the line, with its ticket.
    Line(u64),
    /// No room.
    Nothing,
}

impl Queue {
    /// An empty station, followed until `end`.
    pub(super) fn new(servers: u32, end: Instant) -> Self {
        assert!(servers > 0, "a station has a server");
        Self {
            servers,
            busy: 0,
            lines: Default::default(),
            waiting: 0,
            end,
            seen: Instant::START,
            totals: StationLoad::default(),
        }
    }

    /// Somebody comes; `room` is for how many, servers included.
    pub(super) fn come(&mut self, who: Waiting, room: Option<u64>) -> Met {
        if self.busy < self.servers {
            self.enter(who.since);
            self.busy += 1;
            return Met::Server;
        }
        if room.is_some_and(|room| self.inside() >= room) {
            return Met::Nothing;
        }
        self.enter(who.since);
        self.waiting += 1;
        let line = &mut self.lines[usize::from(who.class)];
        line.places.push_back(Some(who));
        Met::Line(line.first + line.places.len() as u64 - 1)
    }

    /// A service ends; who is served next by the server that is free now.
    pub(super) fn finish(&mut self, now: Instant) -> Option<Waiting> {
        self.leave(now);
        for line in &mut self.lines {
            while let Some(place) = line.places.pop_front() {
                line.first += 1;
                if place.is_some() {
                    self.waiting -= 1;
                    return place;
                }
            }
        }
        self.busy -= 1;
        None
    }

    /// The patience of a ticket's holder ends; the holder, if still in line.
    pub(super) fn give_up(&mut self, now: Instant, class: u8, ticket: u64) -> Option<Waiting> {
        let line = &mut self.lines[usize::from(class)];
        let place = ticket.checked_sub(line.first)? as usize;
        let who = line.places.get_mut(place)?.take()?;
        self.leave(now);
        self.waiting -= 1;
        Some(who)
    }

    /// Counts what somebody's time here comes to.
    pub(super) fn spent(&mut self, came: Instant, left: Instant) {
        self.totals.sojourn += u128::from((left - came).as_micros());
        self.totals.remaining += u128::from(left.saturating_since(self.end.max(came)).as_micros());
    }

    /// Totals up to the end of the run.
    pub(super) fn finish_totals(&mut self) -> StationLoad {
        self.integrate(self.end);
        StationLoad { inside: self.inside(), ..self.totals }
    }

    /// A hash of what has happened here.
    pub(super) fn digest(&self) -> u64 {
        self.totals.accepted << 32 ^ self.totals.departed ^ u64::from(self.busy) << 20 ^ self.totals.sojourn as u64
    }

    fn inside(&self) -> u64 {
        u64::from(self.busy) + self.waiting
    }

    fn enter(&mut self, now: Instant) {
        self.integrate(now);
        self.totals.accepted += 1;
        self.totals.most = self.totals.most.max(self.inside() + 1);
    }

    fn leave(&mut self, now: Instant) {
        if now < self.end {
            self.integrate(now);
            self.totals.departed += 1;
        }
    }

    /// Adds up the number inside since it was seen last; to be called before it changes.
    fn integrate(&mut self, to: Instant) {
        self.totals.area += u128::from(self.inside()) * u128::from((to - self.seen).as_micros());
        self.seen = to;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn who(ordinal: u64, class: u8, since: u64) -> Waiting {
        let customer = Customer { station: 0, class, ordinal, visit: 0 };
        Waiting { customer, class, since: Instant::from_micros(since) }
    }

    fn queue() -> Queue {
        Queue::new(1, Instant::from_micros(1_000))
    }

    #[test]
    fn the_high_line_is_served_first_and_each_in_order() {
        let (mut queue, at) = (queue(), Instant::from_micros);
        assert_eq!(queue.come(who(0, 1, 0), None), Met::Server);
        assert_eq!(queue.come(who(1, 1, 1), None), Met::Line(0));
        assert_eq!(queue.come(who(2, 1, 2), None), Met::Line(1));
        assert_eq!(queue.come(who(3, 0, 3), Some(4)), Met::Line(0));
        assert_eq!(queue.come(who(4, 0, 4), Some(4)), Met::Nothing);
        let served: Vec<u64> = (5..8).filter_map(|now| queue.finish(at(now))).map(|w| w.customer.ordinal).collect();
        assert_eq!(served, [3, 1, 2]);
        assert_eq!(queue.finish(at(9)), None);
        assert_eq!(queue.come(who(5, 1, 10), None), Met::Server);
    }

    #[test]
    fn who_gives_up_leaves_a_gap_that_is_passed_over() {
        let (mut queue, at) = (queue(), Instant::from_micros);
        let _server = queue.come(who(0, 1, 0), None);
        let tickets: Vec<Met> = (1..4).map(|n| queue.come(who(n, 1, n), None)).collect();
        assert_eq!(tickets, [Met::Line(0), Met::Line(1), Met::Line(2)]);
        assert_eq!(queue.give_up(at(5), 1, 1), Some(who(2, 1, 2)));
        assert_eq!(queue.give_up(at(5), 1, 1), None);
        assert_eq!(queue.finish(at(6)), Some(who(1, 1, 1)));
        assert_eq!(queue.give_up(at(7), 1, 0), None, "already served");
        assert_eq!(queue.finish(at(8)), Some(who(3, 1, 3)));
        assert_eq!(queue.finish(at(9)), None);
    }
}
