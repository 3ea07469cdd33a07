//! Seats: the hops of the network, each with its two ends, from which somebody sees what crosses.
//!
//! Places, carriers and data centres are indices here; what they are called is known elsewhere.

use super::crossing::Protection;
use crate::ledger::delivery::named;
use serde::{Deserialize, Serialize};

/// Where a message crosses.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Seat {
    /// Handset to access point, in a place: seen by the Wi-Fi and its provider.
    Wifi(u16),
    /// Handset to the network of its own carrier.
    Cellular(u16),
    /// Handset to a foreign carrier's network, in the place where it roams.
    Visited(u16),
    /// Between two places, the lower first: seen by transit and border networks.
    Border(u16, u16),
    /// A data centre: seen by the service's operator.
    Operator(u16),
    /// A carrier's message centres.
    MessageCentre(u16),
    /// SMS between carriers of two places, the lower first (the same place twice within a country).
    Interconnect(u16, u16),
}

/// Sorts of seats.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Hop {
    /// See [`Seat::Wifi`].
    Wifi,
    /// See [`Seat::Cellular`].
    Cellular,
    /// See [`Seat::Visited`].
    Visited,
    /// See [`Seat::Border`].
    Border,
    /// See [`Seat::Operator`].
    Operator,
    /// See [`Seat::MessageCentre`].
    MessageCentre,
    /// See [`Seat::Interconnect`].
    Interconnect,
}

named!(Hop: Wifi = "wifi", Cellular = "cellular", Visited = "visited", Border = "border", Operator = "operator",
    MessageCentre = "message_centre", Interconnect = "interconnect");

impl Seat {
    /// A border, whichever way it is crossed.
    pub fn border(a: usize, b: usize) -> Self {
        Self::Border(a.min(b) as u16, a.max(b) as u16)
    }

    /// An interconnect, whichever way it is crossed.
    pub fn interconnect(a: usize, b: usize) -> Self {
        Self::Interconnect(a.min(b) as u16, a.max(b) as u16)
    }

    /// What sort of seat.
    pub const fn hop(self) -> Hop {
        match self {
            Self::Wifi(_) => Hop::Wifi,
            Self::Cellular(_) => Hop::Cellular,
            Self::Visited(_) => Hop::Visited,
            Self::Border(..) => Hop::Border,
            Self::Operator(_) => Hop::Operator,
            Self::MessageCentre(_) => Hop::MessageCentre,
            Self::Interconnect(..) => Hop::Interconnect,
        }
    }
}

/// How many places, carriers and data centres there are; numbers all seats.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Seats {
    /// Places.
    pub places: u16,
    /// Carriers.
    pub carriers: u16,
    /// Data centres.
    pub sites: u16,
}

impl Seats {
    /// How many seats there are.
    pub fn count(self) -> usize {
        let places = usize::from(self.places);
        2 * places + 2 * usize::from(self.carriers) + usize::from(self.sites) + 2 * places * places
    }

    /// The number of a seat.
    pub fn index(self, seat: Seat) -> usize {
        let places = usize::from(self.places);
        let carriers = 2 * places;
        let operators = carriers + 2 * usize::from(self.carriers);
        let borders = operators + usize::from(self.sites);
        let pair = |a: u16, b: u16| usize::from(a) * places + usize::from(b);
        match seat {
            Seat::Wifi(place) => usize::from(place),
            Seat::Visited(place) => places + usize::from(place),
            Seat::Cellular(carrier) => carriers + usize::from(carrier),
            Seat::MessageCentre(carrier) => carriers + usize::from(self.carriers + carrier),
            Seat::Operator(site) => operators + usize::from(site),
            Seat::Border(one, other) => borders + pair(one, other),
            Seat::Interconnect(one, other) => borders + places * places + pair(one, other),
        }
    }

    /// All seats in the order of their numbers.
    pub fn all(self) -> impl Iterator<Item = Seat> {
        let places = 0..self.places;
        let pairs = move || (0..self.places).flat_map(move |a| (0..self.places).map(move |b| (a, b)));
        places
            .clone()
            .map(Seat::Wifi)
            .chain(places.map(Seat::Visited))
            .chain((0..self.carriers).map(Seat::Cellular))
            .chain((0..self.carriers).map(Seat::MessageCentre))
            .chain((0..self.sites).map(Seat::Operator))
            .chain(pairs().map(|(a, b)| Seat::Border(a, b)))
            .chain(pairs().map(|(a, b)| Seat::Interconnect(a, b)))
    }
}

/// Which protections give way at which sort of seat: read as they are, or undone in the time an observer has.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Readers {
    /// Whether a hash of a number can be undone.
    pub undoes_hash: bool,
    /// Whether a salted hash can, number by number.
    pub undoes_salted: bool,
}

impl Readers {
    /// Whether whoever sits at a seat of this sort learns what is behind a protection as it is on that hop.
    #[inline]
    pub const fn reads(self, protected: Protection) -> bool {
        match protected {
            Protection::Clear | Protection::Encoded => true,
            Protection::Hash => self.undoes_hash,
            Protection::SaltedHash => self.undoes_salted,
            Protection::Tls | Protection::FieldEncrypted | Protection::Bucket | Protection::Blind => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_seat_has_its_own_number() {
        let seats = Seats { places: 3, carriers: 5, sites: 2 };
        let numbers: Vec<usize> = seats.all().map(|seat| seats.index(seat)).collect();
        assert_eq!(numbers, (0..seats.count()).collect::<Vec<_>>());
    }
}
