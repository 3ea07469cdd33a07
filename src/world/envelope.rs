//! Who writes to whom: everything that follows from a message's id, worked out once for each event it meets.

use super::{Intent, MessageId, Party, Relation, Text, World};
use crate::units::{CarrierId, HandsetId};

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

    /// The envelope of the same conversation's next turn, which has the same writer or the other one.
    #[must_use]
    pub fn next(&self, same_writer: bool) -> Self {
        let (sender, receiver) = if same_writer { (self.sender, self.receiver) } else { (self.receiver, self.sender) };
        Self { message: self.message.next(), sender, receiver, ..*self }
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

/// The carriers at both ends of a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Carriers {
    /// Who writes it is a subscriber here.
    pub sender: CarrierId,
    /// Who it is for is one here.
    pub receiver: CarrierId,
    /// How the two lie to each other.
    pub relation: Relation,
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
        let (intent, whom) = self.conversations.wish(&self.draws, message);
        let (slot, contact) = self.contacts.meet(here, whom);
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

    /// The carriers at both ends of a message. A carrier is of one country, and so are its subscribers' numbers.
    pub fn carriers(&self, envelope: &Envelope) -> Carriers {
        let sender = self.carrier(envelope.sender, envelope);
        let receiver = self.carrier(envelope.receiver, envelope);
        let relation = if sender == receiver {
            Relation::OnNet
        } else if self.country(envelope.sender) == self.country(envelope.receiver) {
            Relation::OffNet
        } else {
            Relation::International
        };
        Carriers { sender, receiver, relation }
    }

    /// How a message's carriers lie to each other.
    pub fn relation(&self, envelope: &Envelope) -> Relation {
        self.carriers(envelope).relation
    }
}
