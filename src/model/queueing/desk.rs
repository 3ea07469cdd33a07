//! One station at work: who comes is served, waits, is turned away or gives up.
//!
//! A plain first-come-first-served station computes departures when customers come ([`Station`]); one with priorities or
//! impatience keeps a real [`Queue`]. Knows no other station: where customers go next is said by whoever asks.

use super::event::Due;
use super::queue::{Met, Queue, Waiting};
use crate::ledger::{StationLoad, Stations as Ledger, Visit};
use crate::model::station::Station;
use crate::units::{Duration, Instant};
use crate::world::{Customer, StationNetwork, StationRules};
use serde::{Deserialize, Serialize};
use std::cmp::Reverse;
use std::collections::BinaryHeap;

/// A station with its state.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Desk {
    place: u16,
    form: Form,
    /// What is due after the end of the run, so that the times of those who are inside then are known too.
    later: BinaryHeap<Reverse<(Instant, Due)>>,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
enum Form {
    Computed(Station),
    Queued(Queue),
}

/// What a station works with.
pub(super) struct Counter<'a> {
    pub(super) network: &'a StationNetwork,
    pub(super) ledger: &'a mut Ledger,
    pub(super) now: Instant,
}

/// The class of a customer at a station: who had none before is low among high and low.
fn class_here(network: &StationNetwork, rules: &StationRules, customer: Customer) -> u8 {
    let of_two = |rules: &StationRules| rules.classes.len() > 1;
    match (of_two(rules), of_two(&network.stations[usize::from(customer.station)])) {
        (true, true) => customer.class,
        (true, false) => 1,
        (false, _) => 0,
    }
}

/// No patience ends there.
const FOREVER: Duration = Duration::from_micros(u64::MAX);

impl Desk {
    /// An empty station; with a real queue if it needs one, or if it is told to.
    pub(super) fn new(network: &StationNetwork, place: u16, queued: bool) -> Self {
        let rules = &network.stations[usize::from(place)];
        let form = if queued || rules.classes.len() > 1 || rules.has_patience() {
            Form::Queued(Queue::new(rules.servers, network.horizon))
        } else {
            Form::Computed(Station::new(rules.servers))
        };
        Self { place, form, later: BinaryHeap::new() }
    }

    /// Whether another one is the same station in the same form.
    pub(super) fn is_like(&self, other: &Self) -> bool {
        self.place == other.place
            && match (&self.form, &other.form) {
                (Form::Computed(_), Form::Computed(_)) | (Form::Queued(_), Form::Queued(_)) => true,
                (Form::Computed(_), Form::Queued(_)) | (Form::Queued(_), Form::Computed(_)) => false,
            }
    }

    /// A customer comes; `send` takes what becomes due of it.
    pub(super) fn come(
        &mut self,
        at: &mut Counter<'_>,
        customer: Customer,
        from_outside: bool,
        mut send: impl FnMut(Instant, Due),
    ) {
        let rules = &at.network.stations[usize::from(self.place)];
        let class = class_here(at.network, rules, customer);
        let (station, row) = (usize::from(self.place), usize::from(class));
        at.ledger.came(station, row, at.now, from_outside);
        match &mut self.form {
            Form::Computed(computed) => {
                if rules.room.is_some_and(|room| !computed.has_room(at.now, room)) {
                    at.ledger.blocked(station, row, at.now);
                    return;
                }
                let service = at.network.service(self.place, class, customer);
                let served = computed.offer(at.now, service, service, FOREVER).expect("nobody here gives up");
                let visit = Visit { came: at.now, began: Some(at.now + served.wait), left: served.leaves };
                at.ledger.visited(station, row, visit);
                if rules.leads_on() && served.leaves < at.network.horizon {
                    send(served.leaves, Due::Finish(customer));
                }
            }
            Form::Queued(queue) => {
                let who = Waiting { customer, class, since: at.now };
                match queue.come(who, rules.room) {
                    Met::Server => self.begin(at, who, &mut send),
                    Met::Line(ticket) => {
                        if let Some(patience) = at.network.patience(self.place, customer) {
                            self.due(at, at.now + patience, Due::GiveUp { class, ticket }, &mut send);
                        }
                    }
                    Met::Nothing => at.ledger.blocked(station, row, at.now),
                }
            }
        }
    }

    /// A service ends: the next one begins.
    pub(super) fn finish(&mut self, at: &mut Counter<'_>, mut send: impl FnMut(Instant, Due)) {
        if let Form::Queued(queue) = &mut self.form
            && let Some(next) = queue.finish(at.now)
        {
            self.begin(at, next, &mut send);
        }
    }

    /// A patience ends.
    pub(super) fn give_up(&mut self, at: &mut Counter<'_>, class: u8, ticket: u64) {
        let Form::Queued(queue) = &mut self.form else { unreachable!("only a real queue has tickets") };
        if let Some(who) = queue.give_up(at.now, class, ticket) {
            queue.spent(who.since, at.now);
            let visit = Visit { came: who.since, began: None, left: at.now };
            at.ledger.visited(usize::from(self.place), usize::from(class), visit);
        }
    }

    /// Somebody's service begins.
    fn begin(&mut self, at: &mut Counter<'_>, who: Waiting, send: &mut impl FnMut(Instant, Due)) {
        let Form::Queued(queue) = &mut self.form else { unreachable!("only a real queue lets somebody wait") };
        let left = at.now + at.network.service(self.place, who.class, who.customer);
        queue.spent(who.since, left);
        let visit = Visit { came: who.since, began: Some(at.now), left };
        at.ledger.visited(usize::from(self.place), usize::from(who.class), visit);
        self.due(at, left, Due::Finish(who.customer), send);
    }

    /// Sends what is due within the run, and keeps what is due later.
    fn due(&mut self, at: &Counter<'_>, when: Instant, what: Due, send: &mut impl FnMut(Instant, Due)) {
        if when < at.network.horizon {
            send(when, what);
        } else {
            self.later.push(Reverse((when, what)));
        }
    }

    /// Closes the station's books: those who are inside are served to the end as if nobody came any more.
    pub(super) fn close(mut self, network: &StationNetwork, ledger: &mut Ledger) {
        // The number inside is followed up to the end, whatever is known of later.
        let inside = self.totals(network).inside;
        while let Some(Reverse((now, due))) = self.later.pop() {
            let mut at = Counter { network, ledger, now };
            match due {
                Due::Finish(_) => self.finish(&mut at, |_, _| unreachable!("the run is over")),
                Due::GiveUp { class, ticket } => self.give_up(&mut at, class, ticket),
                Due::Come(_) | Due::Arrive(_) => unreachable!("nobody comes any more"),
            }
        }
        ledger.books[usize::from(self.place)].totals = StationLoad { inside, ..self.totals(network) };
    }

    fn totals(&mut self, network: &StationNetwork) -> StationLoad {
        match &mut self.form {
            Form::Computed(computed) => computed.finish(network.horizon),
            Form::Queued(queue) => queue.finish_totals(),
        }
    }

    /// A hash of the station's state.
    pub(super) fn digest(&self) -> u64 {
        match &self.form {
            Form::Computed(computed) => computed.digest(),
            Form::Queued(queue) => queue.digest(),
        }
    }
}
