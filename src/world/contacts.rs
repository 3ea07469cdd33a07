//! Who knows whom: phonebooks as a function.
//!
//! Owners know owners by a configuration model that takes no memory: every owner has as many stubs as the class of their
//! phonebook says, and a keyed involution pairs the stubs of a country, so that acquaintance is symmetric. Across borders
//! two keyed permutations pair owners along corridors. The other entries are outsiders, drawn by hash from classes of
//! popularity, so that people with large phonebooks also stand in many. A trace or a script brings its own graph.

use super::{Layout, Party, Stream};
use crate::random::{Draws, Permutation, below, halves};
use crate::units::{CountryId, HandsetId, PersonId, Probability};

/// Slots from here on are contacts created during the study.
pub const NEW_CONTACTS: u32 = 0x4000;
/// Slots from here on are numbers that are in no phonebook.
pub const STRANGERS: u32 = 0x8000;

/// An entry of a phonebook.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Contact {
    /// Who.
    pub party: Party,
    /// The slot under which they keep this owner, where they are owners themselves.
    pub slot_there: u32,
}

/// Owners with equally large phonebooks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Class {
    /// First owner, counted within the country.
    pub first: u32,
    /// How many owners.
    pub count: u32,
    /// Entries of the phonebook.
    pub size: u32,
    /// Of these, owners of the same country.
    pub stubs: u32,
    /// Number of the first owner's first stub within the country.
    pub first_stub: u64,
}

/// Outsiders who stand in equally many phonebooks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Popularity {
    /// Share of entries that go to this class or an earlier one, as a threshold on 32 bits.
    pub below: u64,
    /// First outsider.
    pub first: u32,
    /// How many outsiders.
    pub count: u32,
}

/// One country's acquaintances.
#[derive(Clone, Debug)]
pub struct CountryContacts {
    /// Classes in the order of their owners.
    pub classes: Vec<Class>,
    /// Pairs the country's stubs.
    pub pairing: Permutation,
    /// Classes of outsiders.
    pub outsiders: Vec<Popularity>,
    /// Corridors of this country: index, and which of its sides.
    pub corridors: Vec<(usize, usize)>,
}

/// Acquaintance among owners of two countries: each link ends at a position on either side, and owners own positions
/// evenly, so that every class of phonebook has its share.
#[derive(Clone, Debug)]
pub struct Links {
    /// The two countries.
    pub ends: [CountryId; 2],
    /// Owners of the two countries.
    pub owners: [u64; 2],
    /// Links in all.
    pub count: u64,
    /// The position on the second side of each position on the first.
    pub crossing: Permutation,
}

impl Links {
    /// The positions of an owner, counted within the country, on a side.
    fn of(&self, side: usize, index: u32) -> std::ops::Range<u64> {
        let owners = self.owners[side];
        let begin = |index: u64| (index * self.count).div_ceil(owners.max(1));
        begin(u64::from(index))..begin(u64::from(index) + 1)
    }

    /// The position at the other end of a link, given its position on a side.
    const fn across(&self, side: usize, position: u64) -> u64 {
        if side == 0 { self.crossing.apply(position) } else { self.crossing.invert(position) }
    }

    /// The owner of a position on a side, counted within the country.
    const fn owner(&self, side: usize, position: u64) -> u32 {
        (position * self.owners[side] / self.count) as u32
    }
}

/// All phonebooks.
pub enum Contacts {
    /// Made by function.
    Generated(Generated),
    /// From a trace or a script.
    Recorded(Recorded),
}

/// The parts of the function.
pub struct Generated {
    /// By country.
    pub countries: Vec<CountryContacts>,
    /// Across borders.
    pub corridors: Vec<Links>,
    /// Chance that an outsider's entry is of another country.
    pub abroad: Probability,
    /// Countries by their lines, for entries abroad: cumulative thresholds on 32 bits.
    pub by_lines: Vec<u64>,
    /// A copy of the layout.
    pub layout: Layout,
    /// The draws that choose outsiders and ranks.
    pub draws: Draws,
}

/// Neighbours of each owner of a trace or a script.
pub struct Recorded {
    /// Where each owner's neighbours begin; one entry more than owners.
    pub offsets: Vec<u32>,
    /// Neighbour, outsiders counted after all owners, and the slot under which the neighbour keeps this owner.
    pub neighbours: Vec<(u32, u32)>,
    /// How many of each owner's neighbours stand in the phonebook at the start; they come first.
    pub known: Vec<u32>,
    /// Owners.
    pub owners: u32,
}

impl Recorded {
    fn party(&self, who: u32) -> Party {
        if who < self.owners { Party::Owner(HandsetId(who)) } else { Party::Outsider(PersonId(who - self.owners)) }
    }

    /// How many outsiders stand in at least one owner's phonebook, or will.
    fn outsiders(&self) -> usize {
        let mut outsiders: Vec<u32> = self.neighbours.iter().map(|n| n.0).filter(|who| *who >= self.owners).collect();
        outsiders.sort_unstable();
        outsiders.dedup();
        outsiders.len()
    }
}

/// Primes above any phonebook's size: steps that visit every slot.
const STEPS: [u64; 8] = [1_000_003, 1_000_033, 1_000_037, 1_000_039, 1_000_081, 1_000_099, 1_000_117, 1_000_121];

impl Contacts {
    /// Whom `handset` keeps in `slot`.
    pub fn contact(&self, handset: HandsetId, slot: u32) -> Contact {
        match self {
            Self::Generated(g) => g.contact(handset, slot),
            Self::Recorded(r) => {
                let (who, slot_there) = r.neighbours[(r.offsets[handset.index()] + slot) as usize];
                Contact { party: r.party(who), slot_there }
            }
        }
    }

    /// Who `handset` keeps in `slot`.
    pub fn party(&self, handset: HandsetId, slot: u32) -> Party {
        self.contact(handset, slot).party
    }

    /// Entries of a phonebook at the start.
    pub fn size(&self, handset: HandsetId) -> u32 {
        match self {
            Self::Generated(g) => g.book(handset).size(),
            Self::Recorded(r) => r.known[handset.index()],
        }
    }

    /// Slots below this one may hold owners; those from here to the phonebook's size hold outsiders.
    pub fn owner_slots(&self, handset: HandsetId) -> u32 {
        match self {
            Self::Generated(g) => {
                let book = g.book(handset);
                book.class.stubs + book.abroad
            }
            Self::Recorded(_) => self.size(handset),
        }
    }

    /// Expected number of outsiders who stand in at least one owner's phonebook; none know of a trace's.
    pub fn nonusers_in_phonebooks(&self) -> f64 {
        match self {
            Self::Generated(g) => g.nonusers_in_phonebooks(),
            Self::Recorded(r) => r.outsiders() as f64,
        }
    }

    /// The slot of the correspondent of a rank (0 = first), given the owner's random bits: every slot has one rank below
    /// the phonebook's size.
    pub(super) fn slot_of_rank(&self, ranks: u64, handset: HandsetId, rank: u64) -> u32 {
        let size = u64::from(self.size(handset)).max(1);
        let [start, step] = halves(ranks);
        ((below(start, size) + (rank % size) * (STEPS[(step >> 61) as usize] % size)) % size) as u32
    }
}

/// What one owner's slots are made of.
struct Book<'a> {
    class: &'a Class,
    country: CountryId,
    /// The owner, counted within the country.
    index: u32,
    abroad: u32,
}

impl Book<'_> {
    fn size(&self) -> u32 {
        self.class.size + self.abroad
    }
}

impl Generated {
    fn book(&self, handset: HandsetId) -> Book<'_> {
        let country = self.layout.country(handset);
        let here = &self.countries[country.index()];
        let index = handset.0 - self.layout.range(country).first_handset;
        let class = &here.classes[here.classes.partition_point(|c| c.first <= index) - 1];
        let links = |&(corridor, side): &(usize, usize)| self.corridors[corridor].of(side, index);
        let abroad = here.corridors.iter().map(links).map(|positions| (positions.end - positions.start) as u32).sum();
        Book { class, country, index, abroad }
    }

    fn contact(&self, handset: HandsetId, slot: u32) -> Contact {
        let book = self.book(handset);
        if slot < book.class.stubs {
            if let Some(contact) = self.domestic(&book, handset, slot) {
                return contact;
            }
        } else if slot < book.class.stubs + book.abroad {
            return self.across(&book, slot - book.class.stubs);
        }
        Contact { party: Party::Outsider(self.outsider(book.country, handset, slot)), slot_there: 0 }
    }

    /// The owner at the other end of a stub; none where the stub is left over or leads back.
    fn domestic(&self, book: &Book<'_>, handset: HandsetId, slot: u32) -> Option<Contact> {
        let here = &self.countries[book.country.index()];
        let stub = book.class.first_stub
            + u64::from(book.index - book.class.first) * u64::from(book.class.stubs)
            + u64::from(slot);
        if stub >= here.pairing.size() {
            return None;
        }
        let other = here.pairing.partner(stub);
        // Classes without stubs share their first stub with the next class, so the last one that begins here owns it.
        let class = &here.classes[here.classes.partition_point(|c| c.first_stub <= other) - 1];
        let within = other - class.first_stub;
        let index = class.first + (within / u64::from(class.stubs)) as u32;
        let owner = HandsetId(self.layout.range(book.country).first_handset + index);
        let slot_there = (within % u64::from(class.stubs)) as u32;
        (owner != handset).then_some(Contact { party: Party::Owner(owner), slot_there })
    }

    /// The owner at the other end of an owner's `n`-th link abroad.
    fn across(&self, book: &Book<'_>, n: u32) -> Contact {
        let mut n = u64::from(n);
        for &(corridor, side) in &self.countries[book.country.index()].corridors {
            let links = &self.corridors[corridor];
            let positions = links.of(side, book.index);
            let count = positions.end - positions.start;
            if n >= count {
                n -= count;
                continue;
            }
            let (there, position) = (1 - side, links.across(side, positions.start + n));
            let country = links.ends[there];
            let owner = HandsetId(self.layout.range(country).first_handset + links.owner(there, position));
            return Contact { party: Party::Owner(owner), slot_there: self.slot_of_link(owner, corridor, position) };
        }
        unreachable!("a book counts its links abroad")
    }

    /// The slot under which an owner keeps the link at one of their positions of a corridor.
    fn slot_of_link(&self, owner: HandsetId, corridor: usize, position: u64) -> u32 {
        let book = self.book(owner);
        let mut slot = book.class.stubs;
        for &(c, side) in &self.countries[book.country.index()].corridors {
            let positions = self.corridors[c].of(side, book.index);
            if c == corridor {
                return slot + (position - positions.start) as u32;
            }
            slot += (positions.end - positions.start) as u32;
        }
        unreachable!("a corridor is known at both of its ends")
    }

    fn outsider(&self, home: CountryId, handset: HandsetId, slot: u32) -> PersonId {
        let [place, who] = self.draws.pair(Stream::Outsider, handset.0.into(), slot.into());
        let country = if self.abroad.hits(place) {
            let among = who >> 32;
            CountryId(self.by_lines.partition_point(|&b| b <= among) as u16)
        } else {
            home
        };
        let classes = &self.countries[country.index()].outsiders;
        let class = &classes[classes.partition_point(|c| c.below <= (who & 0xffff_ffff))];
        // The bits that decided on a stay at home lie above the threshold; multiply again to spread them.
        let spread = place.wrapping_mul(0x9e37_79b9_7f4a_7c15).rotate_left(29) ^ who.rotate_left(17);
        PersonId(class.first + below(spread.wrapping_mul(0xd134_2543_de82_ef95), u64::from(class.count)) as u32)
    }
}
