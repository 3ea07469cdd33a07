//! Who is connected where, as a data centre knows it: four bytes a handset.

use crate::model::event::{Caller, Event, ToSite, access};
use crate::units::HandsetId;
use crate::world::{Access, World};
use serde::{Deserialize, Serialize};

/// A connection as the data centre sees it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::model) struct Connection {
    /// The node that holds it.
    pub(in crate::model) node: u16,
    /// Which of the handset's connections it is.
    pub(in crate::model) generation: u16,
    /// Access of the handset when it connected.
    pub(in crate::model) access: Access,
}

/// Connections of the handsets that this data centre serves, by country.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(in crate::model) struct Registry {
    /// First handset and entries of each country that is ever served here.
    countries: Vec<(u32, Vec<u32>)>,
    /// The country with most entries: where most handsets are found at the first look.
    largest: usize,
}

const ONLINE: u32 = 1 << 31;

impl Registry {
    pub(super) fn new(world: &World, site: usize) -> Self {
        let served = |country: usize| world.geography.homes[country].iter().any(|&(_, home)| home == site);
        let countries = world
            .layout
            .countries()
            .iter()
            .enumerate()
            .map(|(i, range)| (range.first_handset, vec![0; if served(i) { range.handsets as usize } else { 0 }]));
        let countries: Vec<(u32, Vec<u32>)> = countries.collect();
        let largest = (0..countries.len()).max_by_key(|&c| countries[c].1.len()).expect("a world has countries");
        Self { countries, largest }
    }

    /// Whether another one is of the same handsets.
    pub(super) fn is_like(&self, other: &Self) -> bool {
        let sizes = |of: &Self| of.countries.iter().map(|(first, entries)| (*first, entries.len())).collect::<Vec<_>>();
        self.largest == other.largest && sizes(self) == sizes(other)
    }

    /// The country of a handset, and its place there.
    fn place(&self, handset: HandsetId) -> (usize, usize) {
        let (first, entries) = &self.countries[self.largest];
        let place = handset.0.wrapping_sub(*first) as usize;
        if place < entries.len() {
            return (self.largest, place);
        }
        let country = self.countries.partition_point(|(first, _)| *first <= handset.0) - 1;
        (country, (handset.0 - self.countries[country].0) as usize)
    }

    fn entry(&mut self, handset: HandsetId) -> Option<&mut u32> {
        let (country, place) = self.place(handset);
        self.countries[country].1.get_mut(place)
    }

    /// The connection of a handset, if it counts as online.
    pub(in crate::model) fn connection(&self, handset: HandsetId) -> Option<Connection> {
        let (country, place) = self.place(handset);
        unpack(*self.countries[country].1.get(place)?)
    }

    /// The entry of the handset that an event's argument names and what is fixed about it, to have them near. Events
    /// about messages name the handset that began the conversation: often enough the one to come.
    pub(in crate::model) fn touch(&self, world: &World, event: Event) -> u64 {
        let argument = event.argument();
        let handset = match event.kind() {
            ToSite::Hello | ToSite::Goodbye | ToSite::Expire => Caller::unpack(argument).handset,
            ToSite::Submit | ToSite::Forward | ToSite::AckSubmit | ToSite::AckForward | ToSite::SenderAck => {
                event.message().initiator()
            }
            ToSite::Route
            | ToSite::Routed
            | ToSite::StoreExpire
            | ToSite::Lookup
            | ToSite::Probe
            | ToSite::ProbeRemote
            | ToSite::Book
            | ToSite::ForwardedSms
            | ToSite::Stored
            | ToSite::Cards
            | ToSite::Bound => return 0,
        };
        let (country, place) = self.place(handset);
        let entry = self.countries[country].1.get(place).copied().unwrap_or(0);
        u64::from(entry) ^ world.touch(handset)
    }

    /// Notes a connection; gives back the one it replaces.
    pub(super) fn connect(&mut self, handset: HandsetId, connection: Connection) -> Option<Connection> {
        let entry = self.entry(handset).expect("a handset connects to a data centre that serves its country");
        let before = unpack(*entry);
        *entry = ONLINE
            | u32::from(connection.node)
            | u32::from(connection.generation) << 16
            | (connection.access as u32) << 28;
        before
    }

    /// Forgets a handset's connection; gives it back.
    pub(super) fn disconnect(&mut self, handset: HandsetId) -> Option<Connection> {
        let entry = self.entry(handset)?;
        let before = unpack(*entry);
        *entry = 0;
        before
    }

    /// Forgets a handset's connection, if it is still the one of this generation; gives it back.
    pub(super) fn disconnect_generation(&mut self, handset: HandsetId, generation: u16) -> Option<Connection> {
        let entry = self.entry(handset)?;
        let before = unpack(*entry).filter(|connection| connection.generation == generation)?;
        *entry = 0;
        Some(before)
    }

    /// All connections in the order of handsets.
    pub(super) fn connections(&self) -> impl Iterator<Item = (HandsetId, Connection)> {
        self.countries.iter().flat_map(|(first, entries)| {
            entries
                .iter()
                .enumerate()
                .filter_map(move |(i, &entry)| Some((HandsetId(first + i as u32), unpack(entry)?)))
        })
    }

    pub(super) fn bytes(&self) -> usize {
        self.countries.iter().map(|(_, entries)| entries.capacity() * 4).sum()
    }
}

fn unpack(entry: u32) -> Option<Connection> {
    (entry & ONLINE != 0).then(|| Connection {
        node: entry as u16,
        generation: (entry >> 16) as u16 & crate::model::handset::GENERATION,
        access: access((entry >> 28) as u8 & 7),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A registry of three countries, of which this data centre does not serve the first.
    fn registry() -> Registry {
        Registry { countries: vec![(0, vec![]), (5, vec![0; 3]), (8, vec![0; 7])], largest: 2 }
    }

    #[test]
    fn a_handset_is_found_in_its_country() {
        let registry = registry();
        let places = [(0, (0, 0)), (4, (0, 4)), (5, (1, 0)), (7, (1, 2)), (8, (2, 0)), (14, (2, 6))];
        for (handset, place) in places {
            assert_eq!(registry.place(HandsetId(handset)), place);
        }
    }

    #[test]
    fn only_the_connection_of_a_generation_is_forgotten() {
        let mut registry = registry();
        let of = |generation| Connection { node: 3, generation, access: Access::Wifi };
        assert_eq!(registry.connect(HandsetId(6), of(1)), None);
        assert_eq!(registry.connect(HandsetId(6), of(2)), Some(of(1)));
        assert_eq!(registry.disconnect_generation(HandsetId(6), 1), None);
        assert_eq!(registry.connection(HandsetId(6)), Some(of(2)));
        assert_eq!(registry.connections().collect::<Vec<_>>(), [(HandsetId(6), of(2))]);
        assert_eq!(registry.disconnect_generation(HandsetId(6), 2), Some(of(2)));
        assert_eq!((registry.connection(HandsetId(6)), registry.connection(HandsetId(0))), (None, None));
    }
}
