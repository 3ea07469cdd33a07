//! Identifying data on the wire and at the operator: crossings, and the people they are about.
//!
//! A crossing is one message on one hop carrying one identifier. Knows no network: the model says what crossed where.

use super::delivery::named;
use super::{Days, Shape};
use crate::units::Instant;

/// What kind of identifier.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Identifier {
    /// A phone number (E.164).
    Msisdn,
    /// The subscriber identity of the SIM.
    Imsi,
    /// The identity of the handset.
    Imei,
    /// The account id of the service.
    Account,
    /// The text of a message.
    Content,
}

/// Whose it is, seen from the handset that sends or asks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Whose {
    /// The owner's own.
    Own,
    /// A contact who has the service enabled.
    User,
    /// A contact who owns a handset and has the service off.
    SwitchedOff,
    /// A contact who never uses the service.
    NonUser,
}

/// How it is protected on this hop.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Protection {
    /// Readable by whoever carries it.
    Clear,
    /// Encoded, readable by whoever looks.
    Encoded,
    /// Inside TLS.
    Tls,
    /// Encrypted as a field.
    FieldEncrypted,
    /// A plain hash.
    Hash,
    /// A salted hash.
    SaltedHash,
    /// A k-anonymous bucket.
    Bucket,
    /// Nothing is learnt.
    Blind,
}

/// Where: each hop is a seat from which an observer sees it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Hop {
    /// Handset to its access network over Wi-Fi: seen by the Wi-Fi and its provider.
    Wifi,
    /// Handset to its access network over cellular: seen by the home carrier.
    Cellular,
    /// Over a border on the way to the service: seen by transit and border networks.
    Border,
    /// Inside the service: seen by the operator.
    Operator,
    /// In a message centre: seen by the carrier.
    MessageCentre,
    /// Between carriers: seen by both and the interconnect.
    Interconnect,
}

named!(Identifier: Msisdn = "msisdn", Imsi = "imsi", Imei = "imei", Account = "account", Content = "content");
named!(Whose: Own = "self", User = "user", SwitchedOff = "owner_off", NonUser = "non_user");
named!(Protection: Clear = "clear", Encoded = "encoded", Tls = "tls", FieldEncrypted = "field-encrypted", Hash = "hash",
    SaltedHash = "salted-hash", Bucket = "bucket", Blind = "blind");
named!(Hop: Wifi = "wifi", Cellular = "cellular", Border = "border", Operator = "operator",
    MessageCentre = "message_centre", Interconnect = "interconnect");

impl Protection {
    /// Whether the operator, to whom transport ends, reads it or undoes it: whoever hashes the numbers they know, or
    /// all there are, finds the one behind a hash.
    pub const fn operator_reads(self) -> bool {
        match self {
            Self::Clear | Self::Encoded | Self::Tls | Self::FieldEncrypted | Self::Hash | Self::SaltedHash => true,
            Self::Bucket | Self::Blind => false,
        }
    }
}

const KINDS: usize = 5 * 4 * 8 * 6;

/// One kind of crossing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Crossing {
    /// What.
    pub identifier: Identifier,
    /// Whose.
    pub whose: Whose,
    /// How protected on this hop.
    pub protected: Protection,
    /// Where.
    pub hop: Hop,
}

impl Crossing {
    const fn index(self) -> usize {
        ((self.identifier as usize * 4 + self.whose as usize) * 8 + self.protected as usize) * 6 + self.hop as usize
    }

    /// All kinds of crossing in their order.
    pub fn all() -> impl Iterator<Item = Self> {
        Identifier::ALL.iter().flat_map(|&identifier| {
            Whose::ALL.iter().flat_map(move |&whose| {
                Protection::ALL.iter().flat_map(move |&protected| {
                    Hop::ALL.iter().map(move |&hop| Self { identifier, whose, protected, hop })
                })
            })
        })
    }
}

/// A set of people, one bit each.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct People {
    bits: Vec<u64>,
}

impl People {
    fn new(people: u64) -> Self {
        Self { bits: vec![0; people.div_ceil(64) as usize] }
    }

    /// Adds a person; true where they were not there before.
    pub fn insert(&mut self, person: u32) -> bool {
        let (word, bit) = (person as usize / 64, 1u64 << (person % 64));
        let new = self.bits[word] & bit == 0;
        self.bits[word] |= bit;
        new
    }

    /// How many people are in the set.
    pub fn len(&self) -> u64 {
        self.bits.iter().map(|w| u64::from(w.count_ones())).sum()
    }

    /// Whether nobody is in the set.
    pub fn is_empty(&self) -> bool {
        self.bits.iter().all(|&w| w == 0)
    }

    fn merge(&mut self, other: &Self) {
        for (mine, theirs) in self.bits.iter_mut().zip(&other.bits) {
            *mine |= theirs;
        }
    }
}

/// Everything about identifying data. Empty where the scenario switches it off.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Exposure {
    recording: bool,
    calendar: Days,
    /// Crossings by day, then by [`Crossing`].
    crossings: Vec<u64>,
    /// Bytes carried by the crossing messages, by day and hop.
    bytes: Vec<[u64; 6]>,
    /// People without the service whose number reached the operator, measured phase.
    pub operator_nonusers: People,
    /// People without the service whose number crossed the wire so that an eavesdropper could read it, measured phase.
    pub wire_nonusers: People,
    /// Owners whose number reached the operator from somebody else's phone, measured phase.
    pub operator_owners: People,
    /// New entries of `operator_nonusers` by day. Exact because all data centres report to one ledger.
    pub operator_nonusers_by_day: Vec<u64>,
}

impl Exposure {
    pub(super) fn new(shape: &Shape) -> Self {
        let days = if shape.exposure { shape.days.count() } else { 0 };
        let people = |n: u64| People::new(if shape.exposure { n } else { 0 });
        Self {
            recording: shape.exposure,
            calendar: shape.days,
            crossings: vec![0; days * KINDS],
            bytes: vec![[0; 6]; days],
            operator_nonusers: people(shape.outsiders),
            wire_nonusers: people(shape.outsiders),
            operator_owners: people(u64::from(shape.handsets)),
            operator_nonusers_by_day: vec![0; days],
        }
    }

    /// Whether anything is recorded at all.
    pub fn recording(&self) -> bool {
        self.recording
    }

    fn measures(&self, at: Instant) -> bool {
        self.recording && self.calendar.phase(at) == 1
    }

    /// One message on one hop carried one identifier.
    pub fn cross(&mut self, at: Instant, crossing: Crossing, bytes: u64) {
        if self.recording {
            let day = self.calendar.index(at);
            self.crossings[day * KINDS + crossing.index()] += 1;
            self.bytes[day][crossing.hop as usize] += bytes;
        }
    }

    /// The operator learnt the number of somebody who never uses the service.
    pub fn operator_learns_nonuser(&mut self, at: Instant, person: u32) {
        if self.measures(at) && self.operator_nonusers.insert(person) {
            self.operator_nonusers_by_day[self.calendar.index(at)] += 1;
        }
    }

    /// The operator learnt an owner's number from somebody else's phone.
    pub fn operator_learns_owner(&mut self, at: Instant, handset: u32) {
        if self.measures(at) {
            self.operator_owners.insert(handset);
        }
    }

    /// The number of somebody who never uses the service could be read on the wire.
    pub fn wire_shows_nonuser(&mut self, at: Instant, person: u32) {
        if self.measures(at) {
            self.wire_nonusers.insert(person);
        }
    }

    /// Crossings of one kind on one day, indexed as [`Days`] says.
    pub fn crossings(&self, day: usize, crossing: Crossing) -> u64 {
        self.crossings.get(day * KINDS + crossing.index()).copied().unwrap_or(0)
    }

    /// Bytes of crossing messages on one day at one hop.
    pub fn bytes_crossed(&self, day: usize, hop: Hop) -> u64 {
        self.bytes.get(day).map_or(0, |by_hop| by_hop[hop as usize])
    }

    /// Days recorded; 0 where recording is off.
    pub fn days(&self) -> usize {
        self.bytes.len()
    }

    pub(super) fn merge(&mut self, other: &Self) {
        super::add_all(&mut self.crossings, &other.crossings);
        super::add_all(self.bytes.as_flattened_mut(), other.bytes.as_flattened());
        self.operator_nonusers.merge(&other.operator_nonusers);
        self.wire_nonusers.merge(&other.wire_nonusers);
        self.operator_owners.merge(&other.operator_owners);
        super::add_all(&mut self.operator_nonusers_by_day, &other.operator_nonusers_by_day);
    }

    pub(super) fn absorb(&self, absorb: &mut impl FnMut(u64)) {
        self.crossings.iter().filter(|&&n| n > 0).for_each(|&n| absorb(n));
        self.bytes.as_flattened().iter().for_each(|&n| absorb(n));
        for people in [&self.operator_nonusers, &self.wire_nonusers, &self.operator_owners] {
            people.bits.iter().filter(|&&w| w > 0).for_each(|&w| absorb(w));
        }
    }

    pub(super) fn bytes(&self) -> usize {
        let people = [&self.operator_nonusers, &self.wire_nonusers, &self.operator_owners];
        self.crossings.capacity() * 8 + people.iter().map(|p| p.bits.capacity() * 8).sum::<usize>()
    }
}
