//! Who knows whom: phonebooks as a function.
//!
//! Owners know owners by a configuration model that takes no memory: every owner has as many stubs as the class of their
//! phonebook says, and a keyed involution pairs the stubs of a country, so that acquaintance is symmetric. Across borders
//! two keyed permutations pair owners along corridors. The other entries are outsiders, drawn by hash from classes of
//! popularity, so that people with large phonebooks also stand in many. A trace or a script brings its own graph.

use super::divisor::Divisor;
use super::steps::Steps;
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

/// The classes of a country, in the order of their owners and of their stubs.
#[derive(Clone, Debug)]
pub struct Classes {
    list: Vec<Class>,
    by_owner: Steps,
    by_stub: Steps,
}

impl Classes {
    /// From classes in the order of their owners.
    pub fn new(list: Vec<Class>) -> Self {
        let by_owner = Steps::new(list.iter().map(|class| class.first.into()));
        let by_stub = Steps::new(list.iter().map(|class| class.first_stub));
        Self { list, by_owner, by_stub }
    }

    /// All classes.
    pub fn iter(&self) -> impl Iterator<Item = &Class> {
        self.list.iter()
    }

    /// The class of an owner, counted within the country.
    fn of_owner(&self, index: u32) -> &Class {
        &self.list[self.by_owner.passed(index.into()) - 1]
    }

    /// The class of a stub's owner. Classes without stubs share their first stub with the next class, so the last one
    /// that begins here owns it.
    fn of_stub(&self, stub: u64) -> &Class {
        &self.list[self.by_stub.passed(stub) - 1]
    }
}

/// Outsiders who stand in equally many phonebooks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Popularity {
    /// First outsider.
    pub first: u32,
    /// How many outsiders.
    pub count: u32,
}

/// One country's acquaintances.
#[derive(Clone, Debug)]
pub struct CountryContacts {
    /// Classes in the order of their owners.
    pub classes: Classes,
    /// Pairs the country's stubs.
    pub pairing: Permutation,
    /// Classes of outsiders.
    pub outsiders: Vec<Popularity>,
    /// Share of entries that go to each class of outsiders or an earlier one, as thresholds on 32 bits.
    pub by_popularity: Steps,
    /// Corridors of this country: index, and which of its sides.
    pub corridors: Vec<(usize, usize)>,
}

/// Acquaintance among owners of two countries: each link ends at a position on either side, and owners own positions
/// evenly, so that every class of phonebook has its share.
#[derive(Clone, Debug)]
pub struct Links {
    /// The two countries.
    ends: [CountryId; 2],
    /// Owners of the two countries.
    owners: [Divisor; 2],
    /// Links in all.
    count: u64,
    /// The position on the second side of each position on the first.
    crossing: Permutation,
}

impl Links {
    /// So many links between the owners of two countries, of which there are so many; `key` says who knows whom.
    pub fn new(ends: [CountryId; 2], owners: [u32; 2], count: u64, key: u64) -> Self {
        let most = u128::from(owners[0].max(owners[1])) * u128::from(count + 1);
        assert!(most < 1 << Divisor::BITS, "owners have fewer than 2^34 links");
        let owners = owners.map(|owners| Divisor::new(owners.max(1)));
        Self { ends, owners, count, crossing: Permutation::new(key, count.max(1)) }
    }

    /// The positions of an owner, counted within the country, on a side.
    #[inline]
    fn of(&self, side: usize, index: u32) -> std::ops::Range<u64> {
        let (owners, before) = (&self.owners[side], u64::from(index) * self.count);
        owners.ceil(before)..owners.ceil(before + self.count)
    }

    /// The position at the other end of a link, given its position on a side.
    const fn across(&self, side: usize, position: u64) -> u64 {
        if side == 0 { self.crossing.apply(position) } else { self.crossing.invert(position) }
    }

    /// The owner of a position on a side, counted within the country.
    const fn owner(&self, side: usize, position: u64) -> u32 {
        (position * self.owners[side].value() / self.count) as u32
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
    pub by_lines: Steps,
    /// Whether no phonebook is empty.
    pub everybody_knows_somebody: bool,
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
            Self::Generated(g) => g.contact(&g.book(handset), handset, slot),
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

    /// The slot of somebody whom an owner has to do with.
    pub(super) fn slot(&self, handset: HandsetId, whom: Whom) -> u32 {
        whom.slot(|| self.size(handset))
    }

    /// Whom an owner has to do with, and the slot they keep them in.
    pub(super) fn meet(&self, handset: HandsetId, whom: Whom) -> (u32, Contact) {
        match self {
            Self::Generated(g) => {
                let book = g.book(handset);
                let slot = whom.slot(|| book.size());
                (slot, g.contact(&book, handset, slot))
            }
            Self::Recorded(_) => {
                let slot = self.slot(handset, whom);
                (slot, self.contact(handset, slot))
            }
        }
    }

    /// Whether a slot stands in an owner's phonebook from the start; it is one that the owner has to do with.
    pub fn kept(&self, handset: HandsetId, slot: u32) -> bool {
        if slot >= NEW_CONTACTS {
            return false;
        }
        match self {
            // Whom an owner has to do with is chosen from among the entries.
            Self::Generated(g) if g.everybody_knows_somebody => {
                debug_assert!(slot < self.size(handset), "a slot of a phonebook");
                true
            }
            Self::Generated(_) | Self::Recorded(_) => slot < self.size(handset),
        }
    }
}

/// Somebody whom an owner has to do with.
#[derive(Clone, Copy, Debug)]
pub(super) enum Whom {
    /// The correspondent of a rank (0 = first), with the owner's random bits: every slot has one rank below the
    /// phonebook's size.
    Rank { rank: u64, ranks: u64 },
    /// Any entry, with random bits.
    Any(u64),
    /// A slot of no phonebook.
    Slot(u32),
}

impl Whom {
    #[inline]
    fn slot(self, size: impl FnOnce() -> u32) -> u32 {
        match self {
            Self::Rank { rank, ranks } => {
                let size = u64::from(size()).max(1);
                let [start, step] = halves(ranks);
                ((below(start, size) + (rank % size) * (STEPS[(step >> 61) as usize] % size)) % size) as u32
            }
            Self::Any(bits) => below(bits, u64::from(size()).max(1)) as u32,
            Self::Slot(slot) => slot,
        }
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
        let class = here.classes.of_owner(index);
        let mut abroad = 0;
        for &(corridor, side) in &here.corridors {
            let positions = self.corridors[corridor].of(side, index);
            abroad += positions.end - positions.start;
        }
        Book { class, country, index, abroad: abroad as u32 }
    }

    fn contact(&self, book: &Book<'_>, handset: HandsetId, slot: u32) -> Contact {
        if slot < book.class.stubs {
            if let Some(contact) = self.domestic(book, handset, slot) {
                return contact;
            }
        } else if slot < book.class.stubs + book.abroad {
            return self.across(book, slot - book.class.stubs);
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
        let class = here.classes.of_stub(other);
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
            CountryId(self.by_lines.passed(among) as u16)
        } else {
            home
        };
        let there = &self.countries[country.index()];
        let class = &there.outsiders[there.by_popularity.passed(who & 0xffff_ffff)];
        // The bits that decided on a stay at home lie above the threshold; multiply again to spread them.
        let spread = place.wrapping_mul(0x9e37_79b9_7f4a_7c15).rotate_left(29) ^ who.rotate_left(17);
        PersonId(class.first + below(spread.wrapping_mul(0xd134_2543_de82_ef95), u64::from(class.count)) as u32)
    }
}
