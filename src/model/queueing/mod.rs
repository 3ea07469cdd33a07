//! Textbook stations on one site: what the engine runs where a scenario has stations instead of an ecosystem.
//!
//! Logical processes are the stations. Between them there is no delay, so they share a shard. Knows laws only through the
//! world, and nothing of handsets or messages.

mod desk;
mod event;
mod queue;

pub use event::StationEvent;

use super::audit::{AtEnd, audit_stations};
use crate::engine::{self, Decoder, Encoder, Event as _, Outbox, Outcome, Unreadable, mix2};
use crate::ledger::{Audit, Ledger, StationsShape};
use crate::units::{Duration, Instant};
use crate::world::{Customer, StationNetwork};
use desk::{Counter, Desk};
use event::{Due, STATIONS};
use std::io;

/// A network of stations with its behaviour.
pub struct Stations {
    network: StationNetwork,
    queued: bool,
}

/// The state of all stations, and what they record.
pub struct StationShard {
    desks: Vec<Desk>,
    ledger: Ledger,
}

/// What a finished run of stations leaves behind.
pub struct FinishedStations {
    /// What was recorded.
    pub ledger: Ledger,
    /// The fingerprint of trajectory and ledger.
    pub fingerprint: u64,
    /// Events handled.
    pub events: u64,
    /// Memory held at the end, in bytes.
    pub bytes: u64,
    /// The laws that it was held against; all hold in a sound run.
    pub audit: Audit,
    /// What the engine counted.
    pub at_end: AtEnd,
}

impl Stations {
    /// The longest window of a run: nothing is far from anything here.
    pub const LOOKAHEAD: Duration = Duration::MINUTE;

    /// A network's behaviour.
    ///
    /// # Panics
    /// Where it has more stations than events can name.
    pub fn new(network: StationNetwork) -> Self {
        assert!(network.stations.len() <= STATIONS, "more stations than events can name");
        Self { network, queued: false }
    }

    /// The same with a real queue at every station, which costs time and changes no figure.
    #[must_use]
    pub fn queued(self) -> Self {
        Self { queued: true, ..self }
    }

    /// The states before anything has happened.
    pub fn states(&self) -> Vec<StationShard> {
        let network = &self.network;
        let shape = StationsShape {
            warm_up: network.warm_up,
            end: network.horizon,
            classes: network.stations.iter().map(|station| station.classes.len()).collect(),
        };
        let desks = (0..network.stations.len()).map(|place| Desk::new(network, place as u16, self.queued));
        vec![StationShard { desks: desks.collect(), ledger: Ledger::of_stations(&shape) }]
    }

    /// Closes the books of a run and audits them.
    ///
    /// # Panics
    /// Where the outcome is of no shard at all.
    pub fn finish(self, outcome: Outcome<Self>) -> FinishedStations {
        let at_end = AtEnd::of_events(&outcome);
        let state = outcome.states.into_iter().next().expect("there is one shard");
        let mut ledger = state.ledger;
        let record = ledger.stations.as_mut().expect("a record of stations");
        for desk in state.desks {
            desk.close(&self.network, record);
        }
        let audit = audit_stations(record, &at_end);
        let fingerprint = outcome.fingerprint.wrapping_add(ledger.hash(mix2));
        let bytes = outcome.bytes + ledger.bytes() as u64;
        FinishedStations { fingerprint, events: outcome.events, bytes, audit, at_end, ledger }
    }

    /// Sends the next customer of a class from outside to a station.
    fn invite(&self, from: Customer, last: Instant, out: &mut Outbox<'_, Self>) {
        let next = self.network.arrival(from.station, from.class, from.ordinal, last);
        if let Some(at) = next.filter(|at| *at < self.network.horizon) {
            out.send(StationEvent::new(at, from.station, Due::Arrive(from)));
        }
    }
}

impl engine::Model for Stations {
    type Event = StationEvent;
    type Shard = StationShard;

    fn shards(&self) -> usize {
        1
    }

    fn shard_of(&self, _target: u32) -> usize {
        0
    }

    fn lookahead(&self) -> Duration {
        Self::LOOKAHEAD
    }

    fn same_process_group(&self, _a: u32, _b: u32) -> bool {
        true
    }

    fn horizon(&self) -> Instant {
        self.network.horizon
    }

    fn interventions(&self) -> &[Instant] {
        &[]
    }

    fn start(&self, _shard: usize, _state: &mut StationShard, out: &mut Outbox<'_, Self>) {
        for (station, rules) in (0..).zip(&self.network.stations) {
            for class in 0..rules.classes.len() as u8 {
                self.invite(Customer { station, class, ordinal: 0, visit: 0 }, Instant::START, out);
            }
        }
    }

    fn intervene(&self, _index: usize, _shard: usize, _state: &mut StationShard, _out: &mut Outbox<'_, Self>) {}

    fn handle(&self, state: &mut StationShard, event: StationEvent, out: &mut Outbox<'_, Self>) {
        let (now, station) = (event.time(), event.target() as u16);
        let desk = &mut state.desks[usize::from(station)];
        let ledger = state.ledger.stations.as_mut().expect("a record of stations");
        let mut at = Counter { network: &self.network, ledger, now };
        match event.due() {
            Due::Arrive(customer) => {
                self.invite(Customer { ordinal: customer.ordinal + 1, ..customer }, now, out);
                desk.come(&mut at, customer, true, |when, due| out.send(StationEvent::new(when, station, due)));
            }
            Due::Come(customer) => {
                desk.come(&mut at, customer, false, |when, due| out.send(StationEvent::new(when, station, due)));
            }
            Due::Finish(customer) => {
                desk.finish(&mut at, |when, due| out.send(StationEvent::new(when, station, due)));
                if let Some(next) = self.network.next(station, customer) {
                    out.send(StationEvent::new(now, next, Due::Come(customer.at_next())));
                }
            }
            Due::GiveUp { class, ticket } => desk.give_up(&mut at, class, ticket),
        }
    }

    fn save(&self, state: &StationShard, to: &mut Encoder<'_>) -> io::Result<()> {
        to.put(&state.desks)?;
        to.put(&state.ledger)
    }

    fn load(&self, _shard: usize, from: &mut Decoder<'_>) -> Result<StationShard, Unreadable> {
        let read = StationShard { desks: from.take()?, ledger: from.take()? };
        let fresh = self.states().swap_remove(0);
        let alike = read.desks.len() == fresh.desks.len()
            && read.desks.iter().zip(&fresh.desks).all(|(one, other)| one.is_like(other));
        if alike { Ok(read) } else { Err(Unreadable::wrong("stations of another network")) }
    }

    fn belongs(&self, _shard: usize, event: StationEvent) -> bool {
        (event.target() as usize) < self.network.stations.len() && event.is_known()
    }

    fn digest(&self, state: &StationShard, event: StationEvent) -> u64 {
        state.desks[event.target() as usize].digest()
    }
}
