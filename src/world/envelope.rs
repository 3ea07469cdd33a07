//! Who writes to whom: everything that follows from a message's id, worked out once for each event it meets.

use super::{Intent, MessageId, Party, Relation, Text, World};
use crate::units::HandsetId;

/// A message with its parties.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Envelope {
    /// Which message.
    pub message: MessageId,
    /// Who writes it.
    pub sender: Party,
    /// Who it is for.
    pub receiver: Party,
    /// The other party's slot in the phonebook of the handset that the conversation is counted at.
    slot: u32,
    /// That handset's slot in the other party's phonebook, where they have one.
    slot_there: u32,
}

impl Envelope {
    /// The slot under which `handset`, a party of the conversation, keeps the other one.
    pub fn slot_at(&self, handset: HandsetId) -> u32 {
        if self.message.initiator() == handset { self.slot } else { self.slot_there }
    }

    /// The owner who writes it, of a message between owners.
    ///
    /// # Panics
    /// Where somebody without a handset writes it.
    pub fn writer(&self) -> HandsetId {
        owner(self.sender)
    }

    /// The owner it is for, of a message between owners.
    ///
    /// # Panics
    /// Where it is for somebody without a handset.
    pub fn reader(&self) -> HandsetId {
        owner(self.receiver)
    }
}

fn owner(party: Party) -> HandsetId {
    match party {
        Party::Owner(handset) => handset,
        Party::Outsider(_) => unreachable!("cloud messages go from owner to owner"),
    }
}

impl World {
    /// The parties of a message. An incoming conversation begins with the other party.
    pub fn envelope(&self, message: MessageId) -> Envelope {
        let here = message.initiator();
        let (intent, slot) = self.conversations.begun(&self.contacts, &self.draws, message);
        let contact = self.contacts.contact(here, slot);
        let incoming = intent == Intent::Incoming;
        let even = self.conversations.changes(&self.draws, message).is_multiple_of(2);
        let (sender, receiver) =
            if even == incoming { (contact.party, Party::Owner(here)) } else { (Party::Owner(here), contact.party) };
        Envelope { message, sender, receiver, slot, slot_there: contact.slot_there }
    }

    /// Alphabet and length of a message, in the language of its writer's country.
    pub fn text(&self, envelope: &Envelope) -> Text {
        self.conversations.text(&self.draws, self.country(envelope.sender), envelope.message)
    }

    /// How a message's carriers lie to each other.
    pub fn relation(&self, envelope: &Envelope) -> Relation {
        let (sender, receiver) = (envelope.sender, envelope.receiver);
        if self.country(sender) != self.country(receiver) {
            Relation::International
        } else if self.carrier(sender, envelope) == self.carrier(receiver, envelope) {
            Relation::OnNet
        } else {
            Relation::OffNet
        }
    }
}
