//! What the account host makes of a number as it stands in a phonebook.
//!
//! People write down what they dial: many contacts of their own country stand without its code (one abroad has to have
//! it, and a number that came with a message has it). The account host takes such a number for one of its default
//! country: that of the data centre that serves the asker's country at the start of the study. Where that is another
//! country, the number is nobody's; or, if it has the length of that country's numbers, it may be somebody else's.
//! Knows no look-up and no message.

use super::contacts::STRANGERS;
use super::{Contact, Envelope, Party, Stream, World};
use crate::random::below;
use crate::units::{CountryId, HandsetId, Instant, Probability};

/// Who a number is, as the account host reads it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Dialled {
    /// Whom the owner means.
    Right,
    /// Nobody: a silent miss.
    Nobody,
    /// Another owner.
    Wrong(HandsetId),
    /// Another person, without the service.
    WrongOutsider,
}

/// How the account host reads the national numbers of a country that is not its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reading {
    /// Chance that a contact is stored in national form.
    pub national: Probability,
    /// Chance that such a number is an owner's of the default country.
    pub owner: Probability,
    /// Chance that it is anybody's there, owners included.
    pub anybody: Probability,
    /// The default country.
    pub default: CountryId,
}

/// How national numbers are read, by the country of who asks; nothing where the host is at home there.
#[derive(Clone, Debug)]
pub struct Dialling {
    readings: Vec<Option<Reading>>,
    collide: bool,
}

impl Dialling {
    /// From the readings of all countries.
    pub fn new(readings: Vec<Option<Reading>>) -> Self {
        let collide = readings.iter().flatten().any(|reading| reading.owner > Probability::ZERO);
        Self { readings, collide }
    }
}

impl World {
    /// Who the number in an owner's slot is, as the account host reads it.
    pub fn dialled(&self, handset: HandsetId, slot: u32) -> Dialled {
        let country = self.layout.country(handset);
        let Some(reading) = &self.dialling.readings[country.index()] else { return Dialled::Right };
        let (entity, n) = (handset.0.into(), slot.into());
        if !reading.national.hits(self.draws.bits(Stream::Malformed, entity, n))
            || slot >= STRANGERS
            || self.country(self.contacts.party(handset, slot)) != country
        {
            return Dialled::Right;
        }
        let [whose, who] = self.draws.pair(Stream::Collision, entity, n);
        if reading.owner.hits(whose) {
            let range = self.layout.range(reading.default);
            Dialled::Wrong(HandsetId(range.first_handset + below(who, range.handsets.into()) as u32))
        } else if reading.anybody.hits(whose) {
            Dialled::WrongOutsider
        } else {
            Dialled::Nobody
        }
    }

    /// The owner whose account a client can have for a slot: whom the number leads to, if to an owner at all.
    pub fn meant(&self, handset: HandsetId, slot: u32) -> Option<HandsetId> {
        match self.dialled(handset, slot) {
            Dialled::Right => match self.contacts.party(handset, slot) {
                Party::Owner(contact) => Some(contact),
                Party::Outsider(_) => None,
            },
            Dialled::Wrong(stranger) => Some(stranger),
            Dialled::Nobody | Dialled::WrongOutsider => None,
        }
    }

    /// Whether the account host, asked by `handset` about the number in `slot` at an instant, says that this is a user.
    pub fn recognised(&self, handset: HandsetId, slot: u32, at: Instant) -> bool {
        self.recognises(handset, slot, &self.contacts.contact(handset, slot), at)
    }

    /// The same, where it is known who stands in the slot.
    pub fn recognises(&self, handset: HandsetId, slot: u32, contact: &Contact, at: Instant) -> bool {
        match (self.dialled(handset, slot), contact.party) {
            // Of two numbers, the one that the caller knows.
            (Dialled::Right, Party::Owner(other)) => self.registered_towards(other, contact.slot_there, at),
            (Dialled::Wrong(stranger), _) => self.enabled(stranger, at),
            (Dialled::Right, Party::Outsider(_)) | (Dialled::Nobody | Dialled::WrongOutsider, _) => false,
        }
    }

    /// The handset that a cloud message goes to: not its reader's, where the writer's client has taken another for them.
    ///
    /// # Panics
    /// Where nobody with a handset can be meant.
    pub fn addressee(&self, envelope: &Envelope) -> HandsetId {
        self.stranger(envelope).unwrap_or_else(|| envelope.reader())
    }

    /// The stranger that a cloud message goes to by mistake, if it does.
    pub fn stranger(&self, envelope: &Envelope) -> Option<HandsetId> {
        if !self.dialling.collide {
            return None;
        }
        let Party::Owner(sender) = envelope.sender else { return None };
        match self.dialled(sender, envelope.slot_at(sender)) {
            Dialled::Wrong(stranger) => Some(stranger),
            Dialled::Right | Dialled::Nobody | Dialled::WrongOutsider => None,
        }
    }

    /// Whether a message stays in its sender's outbox until its end: those between owners, and those that may go astray to
    /// one.
    pub fn kept_by_sender(&self, envelope: &Envelope) -> bool {
        match (envelope.sender, envelope.receiver) {
            (Party::Owner(_), Party::Owner(_)) => true,
            (Party::Owner(_), Party::Outsider(_)) => self.stranger(envelope).is_some(),
            (Party::Outsider(_), _) => false,
        }
    }
}
