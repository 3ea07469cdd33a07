//! The events of textbook stations as plain numbers.
//!
//! Knows the layout of the bits, not what a station does.

use crate::engine::{self, mix2};
use crate::units::Instant;
use crate::world::Customer;
use serde::{Deserialize, Serialize};

/// Bits of the station that an event happens to, and of the one that a customer came to first.
const STATION_BITS: u32 = 12;
const KIND_BITS: u32 = 4;
const CLASS_BITS: u32 = 1;
const ORDINAL_BITS: u32 = 39;
const VISIT_BITS: u32 = 16;
const ARGUMENT_BITS: u32 = STATION_BITS + CLASS_BITS + ORDINAL_BITS + VISIT_BITS;
/// Bits of a ticket.
const TICKET_BITS: u32 = 60;

/// Most stations of a network.
pub(super) const STATIONS: usize = 1 << STATION_BITS;

/// What is due. Of one instant, who is done makes room before anybody comes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub(super) enum Due {
    /// A customer's service ends.
    Finish(Customer),
    /// The patience of whoever holds a ticket of a class ends.
    GiveUp {
        /// The class.
        class: u8,
        /// The ticket.
        ticket: u64,
    },
    /// A customer comes from another station.
    Come(Customer),
    /// A customer comes from outside.
    Arrive(Customer),
}

/// An event in 16 bytes: time (44 bits), station (12), kind (4), and a customer (12 + 1 + 39 + 16) or a ticket (1 + 60),
/// from the highest bit down.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct StationEvent(#[serde(with = "postcard::fixint::le")] u128);

impl StationEvent {
    /// An event at a station.
    ///
    /// # Panics
    /// When it is too late, or one of too many customers, for its bits.
    pub(super) fn new(at: Instant, station: u16, due: Due) -> Self {
        assert!(at <= Instant::MAX, "an event after the end of time");
        let (kind, argument) = match due {
            Due::Finish(customer) => (0, packed(customer)),
            Due::GiveUp { class, ticket } => {
                assert!(ticket >> TICKET_BITS == 0, "more tickets than there are bits");
                (1, u128::from(class) << TICKET_BITS | u128::from(ticket))
            }
            Due::Come(customer) => (2, packed(customer)),
            Due::Arrive(customer) => (3, packed(customer)),
        };
        let place = u128::from(at.as_micros()) << STATION_BITS | u128::from(station);
        Self((place << KIND_BITS | kind) << ARGUMENT_BITS | argument)
    }

    /// Whether its kind is one that is sent.
    pub(super) fn is_known(self) -> bool {
        (self.0 >> ARGUMENT_BITS) as u8 & ((1 << KIND_BITS) - 1) <= 3
    }

    /// What is due.
    pub(super) fn due(self) -> Due {
        let argument = self.0 & ((1 << ARGUMENT_BITS) - 1);
        match (self.0 >> ARGUMENT_BITS) as u8 & ((1 << KIND_BITS) - 1) {
            0 => Due::Finish(unpacked(argument)),
            1 => Due::GiveUp {
                class: (argument >> TICKET_BITS) as u8,
                ticket: argument as u64 & ((1 << TICKET_BITS) - 1),
            },
            2 => Due::Come(unpacked(argument)),
            kind => {
                assert_eq!(kind, 3, "no other kind is sent");
                Due::Arrive(unpacked(argument))
            }
        }
    }
}

fn packed(customer: Customer) -> u128 {
    assert!(customer.ordinal >> ORDINAL_BITS == 0, "more customers than there are bits");
    let from = u128::from(customer.station) << CLASS_BITS | u128::from(customer.class);
    (from << ORDINAL_BITS | u128::from(customer.ordinal)) << VISIT_BITS | u128::from(customer.visit)
}

fn unpacked(argument: u128) -> Customer {
    let ordinal = (argument >> VISIT_BITS) as u64 & ((1 << ORDINAL_BITS) - 1);
    let from = argument >> (VISIT_BITS + ORDINAL_BITS);
    Customer { station: (from >> CLASS_BITS) as u16, class: from as u8 & 1, ordinal, visit: argument as u16 }
}

impl engine::Event for StationEvent {
    fn time(self) -> Instant {
        Instant::from_micros((self.0 >> (STATION_BITS + KIND_BITS + ARGUMENT_BITS)) as u64)
    }

    fn target(self) -> u32 {
        (self.0 >> (KIND_BITS + ARGUMENT_BITS)) as u32 & ((1 << STATION_BITS) - 1)
    }

    fn hash(self) -> u64 {
        mix2((self.0 >> 64) as u64, self.0 as u64)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::Event as _;

    #[test]
    fn an_event_gives_back_what_went_in() {
        let customer = Customer { station: 4_095, class: 1, ordinal: (1 << 39) - 1, visit: u16::MAX };
        let few = Customer { station: 0, class: 0, ordinal: 5, visit: 1 };
        let dues = [
            Due::Finish(customer),
            Due::Finish(few),
            Due::GiveUp { class: 1, ticket: (1 << TICKET_BITS) - 1 },
            Due::Come(few),
            Due::Arrive(customer),
        ];
        for due in dues {
            for (at, station) in [(Instant::MAX, 4_095), (Instant::START, 0)] {
                let event = StationEvent::new(at, station, due);
                assert_eq!((event.time(), event.target(), event.due()), (at, u32::from(station), due));
            }
        }
        let of = |due| StationEvent::new(Instant::START, 3, due);
        assert!(of(Due::Finish(customer)) < of(Due::GiveUp { class: 0, ticket: 0 }), "who is done goes first");
        assert!(of(Due::GiveUp { class: 1, ticket: 9 }) < of(Due::Come(few)));
    }
}
