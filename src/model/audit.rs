//! The end of a run: does everything add up? Checked in release too; a breach is a fault of the program.

use super::event::{Event, ToCentre};
use super::shard::Shard;
use crate::engine::Event as _;
use crate::ledger::{End, Identifier, Ledger, Seat, Store, Tally};
use crate::units::CarrierId;
use crate::world::{Party, World};
use std::fmt;

/// Something that does not add up.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Breach {
    /// Composed messages are not those that ended and those in flight.
    Messages {
        /// Composed.
        composed: u64,
        /// Ended.
        ended: u64,
        /// Found in outboxes, message centres and on the way.
        in_flight: u64,
    },
    /// A station's area under the number in system is not the time its jobs spent.
    Littles {
        /// Row of the load record.
        row: usize,
        /// Station within the row.
        station: usize,
    },
    /// The number at a textbook station, followed event by event, is not the time its customers spent there.
    Customers {
        /// Place of the station.
        station: usize,
    },
    /// More fallbacks than eligible messages.
    Fallbacks {
        /// Fallbacks.
        fallbacks: u64,
        /// Eligible messages.
        eligible: u64,
    },
    /// More left a store of the operator's than came into it.
    Store {
        /// Which.
        store: Store,
    },
    /// Crossings of an identifier at a seat are not the messages there times what they carry.
    Crossings {
        /// Where.
        seat: Seat,
        /// Of what.
        identifier: Identifier,
        /// Crossings.
        crossed: u64,
        /// Messages times what they carry.
        carried: u64,
    },
}

impl fmt::Display for Breach {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Messages { composed, ended, in_flight } => {
                write!(f, "{composed} messages were composed, but {ended} ended and {in_flight} are in flight")
            }
            Self::Littles { row, station } => write!(f, "station {station} of load row {row} breaks Little's law"),
            Self::Customers { station } => write!(f, "the customers of station {station} break Little's law"),
            Self::Fallbacks { fallbacks, eligible } => {
                write!(f, "{fallbacks} fallbacks of {eligible} eligible messages")
            }
            Self::Store { store } => write!(f, "more left the operator's {} than came", store.name()),
            Self::Crossings { seat, identifier, crossed, carried } => {
                write!(f, "{} crossed {seat:?} {crossed} times, but messages carried {carried}", identifier.name())
            }
        }
    }
}

/// Messages on their way when the run ended, counted where they are: in outboxes, in message centres, on the air.
pub(super) fn in_flight(world: &World, states: &[Shard]) -> u64 {
    let in_outboxes: u64 = states.iter().map(|s| s.pool.outgoing().count() as u64).sum();
    let in_centres: u64 = states.iter().flat_map(|s| s.centres.iter().flatten()).map(|c| c.in_flight(world)).sum();
    in_outboxes + in_centres + states.iter().map(|s| s.on_the_air).sum::<u64>()
}

/// Whether an event that was left at the end is a message on its way to a message centre that no outbox knows of.
pub(super) fn on_the_air(world: &World, event: Event) -> bool {
    event.target() >= world.centre_process(CarrierId(0)) && event.kind::<ToCentre>() == ToCentre::SmsSubmit && {
        let envelope = world.envelope(event.message());
        matches!(envelope.sender, Party::Owner(_)) && !world.kept_by_sender(&envelope)
    }
}

/// Everything in a ledger that does not add up, given how many messages were found on their way at the end.
pub fn breaches(ledger: &Ledger, in_flight: u64) -> Vec<Breach> {
    let mut breaches = Vec::new();
    let sum = |of: &dyn Fn(&Tally) -> u64| ledger.deliveries.phases.iter().map(of).sum::<u64>();
    let composed = sum(&Tally::composed_total);
    let ended = sum(&|t| End::ALL.iter().map(|&e| t.ended_total(e)).sum());
    if composed != ended + in_flight {
        breaches.push(Breach::Messages { composed, ended, in_flight });
    }
    let fallbacks = sum(&|t| t.fallback.iter().sum());
    let eligible = sum(&|t| t.composed[0]);
    if fallbacks > eligible {
        breaches.push(Breach::Fallbacks { fallbacks, eligible });
    }
    for (row, stations) in ledger.load.totals.iter().enumerate() {
        for (station, totals) in stations.iter().enumerate() {
            if !totals.obeys_littles_law() {
                breaches.push(Breach::Littles { row, station });
            }
        }
    }
    breaches.extend(ledger.holdings.imbalances().into_iter().map(|store| Breach::Store { store }));
    let crossings = ledger.exposure.imbalances().into_iter();
    breaches.extend(crossings.map(|(seat, identifier, crossed, carried)| Breach::Crossings {
        seat,
        identifier,
        crossed,
        carried,
    }));
    breaches
}
