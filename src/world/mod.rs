//! The world: who lives where, who knows whom, what they want to say, which links and tariffs lie between them.
//!
//! Built once from a scenario, then immutable and shared by all shards: the model's behaviour reads it and never writes.
//! Everything that depends on chance is a function of (seed, replication, stream, entity, n), so that nothing here
//! depends on policy or on the order of events. Floats end where the world is built. Knows no event and no server state.

mod activation;
mod builder;
mod clock;
mod contacts;
mod conversation;
mod curve;
mod demand;
mod dialling;
mod divisor;
mod envelope;
mod firmware;
mod fixed;
mod geography;
mod identity;
mod lives;
mod message;
mod micloud;
mod owners;
mod places;
mod rules;
mod script;
mod segments;
mod standing;
mod stations;
mod steps;
mod stream;
mod tables;
mod tariff;
mod trace;

pub use activation::{Activation, ActivationRules, ActivationSms, LADDER, Luck, POLLS, Try};
pub use clock::ActivityClock;
pub use contacts::{Contact, Contacts, NEW_CONTACTS, STRANGERS};
pub use conversation::{Conversations, Intent, Text};
pub use curve::InverseCurve;
pub use demand::Demand;
pub use dialling::{Dialled, Dialling, Reading};
pub use envelope::{Carriers, Envelope};
pub use firmware::{Reach, Staged, UpdateRules};
pub use geography::{Access, Geography, Path, Window};
pub use identity::{CARDS, Digits, Identities, Msisdn, Network, NumberPlan};
pub use lives::{Episode, Life, Start};
pub use message::MessageId;
pub use micloud::{MiCloud, PublicContent, Storable};
pub use owners::{Owners, Standing};
pub use places::Layout;
pub use rules::{
    BookRules, CACHE_ENTRIES, ChannelRules, ClientRules, FleetRules, Job, Occasions, PoolRules, Route, SiteRules,
    SmscRules,
};
pub use script::{Act, LifeAct, Script};
pub use segments::{Alphabet, segments, segments_of};
pub use standing::Account;
pub use stations::{ClassRules, Customer, StationNetwork, StationRules};
pub use stream::Stream;
pub use tables::TableCache;
pub use tariff::{Relation, Tariffs};
pub use trace::TraceDemand;

use crate::ledger::{ExposureShape, Kept};
use crate::random::Draws;
use crate::units::{CarrierId, CountryId, Duration, HandsetId, Instant, PersonId, Probability};
use fixed::FixedColumn;
use std::sync::Arc;

/// Somebody with a phone number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Party {
    /// The owner of a simulated handset.
    Owner(HandsetId),
    /// A person who never uses the service.
    Outsider(PersonId),
}

/// The immutable world of one run.
pub struct World {
    /// All random numbers.
    pub draws: Draws,
    /// Handsets by country and class; outsiders by country.
    pub layout: Layout,
    /// Who knows whom.
    pub contacts: Contacts,
    /// The numbers that name people, cards and handsets.
    pub identities: Identities,
    /// How account hosts read numbers without country code.
    pub dialling: Dialling,
    /// Share of owners who keep the client from the network.
    pub firewall: Probability,
    /// Who the owners are and what they decide.
    pub owners: Owners,
    /// Named people who do what is written, instead of those who are drawn.
    pub script: Option<Arc<Script>>,
    /// How SIMs are bound.
    pub activation: ActivationRules,
    /// When people write, to whom, how much.
    pub conversations: Conversations,
    /// Backup of owners' data.
    pub micloud: Option<MiCloud>,
    /// Public content.
    pub content: Option<PublicContent>,
    /// Links and what is cut.
    pub geography: Geography,
    /// Prices of messages.
    pub tariffs: Tariffs,
    /// The client's constants.
    pub client: ClientRules,
    /// The push channel's constants.
    pub channel: ChannelRules,
    /// The data centres.
    pub sites: Vec<SiteRules>,
    /// The message centres, one set for each carrier.
    pub smsc: SmscRules,
    /// First instant that is measured.
    pub warm_up: Instant,
    /// End of the run.
    pub horizon: Instant,
    /// Instants at which something changes, with what.
    pub agenda: Vec<(Instant, Change)>,
    /// Least delay between any two process groups.
    pub lookahead: Duration,
    /// Longer than any packet of a data centre that is under way can take to its handset.
    pub stragglers: Duration,
    /// Handsets of the real world for each simulated one, in 1/1024.
    pub scale_1024: u64,
    /// A planted bug, for tests that must find it: connection nodes that fail take a receiver's kept messages with them.
    pub forgets_in_a_crash: bool,
    /// Whether crossings are recorded.
    pub exposure: bool,
    /// Whether carriers run the service, each for its own subscribers, in one operator's place.
    pub run_by_carriers: bool,
    /// How much of them.
    pub exposed: ExposureShape,
    /// How long the operator keeps what.
    pub kept: Kept,
    /// Steps by which the load of stations is kept.
    pub load_step: Duration,
    /// What is fixed about each handset.
    fixed: FixedColumn,
}

/// What changes at an instant of the agenda.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Change {
    /// A link between places is cut, or a place bans the service.
    Cut,
    /// A data centre goes down.
    SiteDown(usize),
    /// The first nodes of a data centre crash.
    NodesDown(usize, u32),
    /// They are back.
    NodesUp(usize, u32),
    /// A country moves to another data centre.
    Move(CountryId),
    /// The operator deletes something it holds.
    Deletion(Holding),
}

/// What a deletion takes away.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Holding {
    /// The log of look-ups.
    LookupLog,
    /// Accounts of owners who have the service off.
    AccountsOff,
    /// Everything backed up.
    Backups,
}

impl World {
    /// The carrier that a party of a message uses in its conversation.
    pub fn carrier(&self, party: Party, envelope: &Envelope) -> CarrierId {
        match party {
            Party::Owner(handset) => self.sim_carrier(handset, self.sim_towards(handset, envelope.slot_at(handset))),
            Party::Outsider(person) => self.owners.outsider_carrier(&self.draws, &self.layout, person),
        }
    }

    /// The country of a party's number.
    pub fn country(&self, party: Party) -> CountryId {
        match party {
            Party::Owner(handset) => self.layout.country(handset),
            Party::Outsider(person) => self.layout.outsider_country(person),
        }
    }

    /// Whether an owner keeps the client from the network: it is on, and none of its packets leaves.
    pub fn firewalled(&self, handset: HandsetId) -> bool {
        self.firewall > Probability::ZERO && self.firewall.hits(self.draws.bits(Stream::Firewall, handset.0.into(), 0))
    }

    /// The carrier whose network a handset's data take at home.
    pub fn data_carrier(&self, handset: HandsetId) -> CarrierId {
        self.sim_carrier(handset, 0)
    }

    /// Bytes of a look-up that a handset sends at an instant, with its answer.
    pub fn lookup_bytes(&self, handset: HandsetId, at: Instant) -> u64 {
        self.client.lookup_bytes(|| self.owners.protection(&self.draws, handset, at))
    }

    /// The data centre that serves a country at an instant (index into [`World::sites`]).
    pub fn home(&self, country: CountryId, at: Instant) -> usize {
        self.geography.home(country, at)
    }

    /// The place a handset is in: its country, or the one it roams in for the whole study.
    pub fn place(&self, handset: HandsetId) -> usize {
        if self.roams(handset) {
            self.owners.place(&self.draws, &self.layout, handset)
        } else {
            self.layout.country(handset).index()
        }
    }

    /// A word of what is fixed about a handset, to have it near.
    pub fn touch(&self, handset: HandsetId) -> u64 {
        self.fixed.of(handset).word()
    }

    /// Whether a handset is abroad for the whole study.
    pub fn roams(&self, handset: HandsetId) -> bool {
        self.fixed.of(handset).abroad()
    }
}
