//! What messages show on their way: identifiers with their protection, hop by hop.
//!
//! Tells the ledger the truth about whose an identifier is and whether they agreed; nobody acts on it, so that recording
//! never changes what happens.

use super::context::Context;
use crate::ledger::{Consent, Edge, Greeting, Identifier, Item, Parcel, Protection, Seat, Sort, Whose};
use crate::units::{CarrierId, HandsetId, PersonId};
use crate::world::{Access, Carriers, Envelope, Party, Relation, Standing};

/// A slot of an owner's phonebook, as it shows that the one knows the other.
pub(super) fn edge(cx: &Context<'_, '_>, owner: HandsetId, slot: u32) -> Edge {
    Edge { owner: owner.0, slot, kept: cx.world.contacts.kept(owner, slot) }
}

impl Context<'_, '_> {
    /// Whether it is worth working out what a message shows.
    pub(super) fn recording(&self) -> bool {
        self.world.exposure
    }

    /// An identifier of a party in a message of `viewer`'s handset.
    pub(super) fn item(&self, identifier: Identifier, party: Party, viewer: HandsetId, protected: Protection) -> Item {
        let (whose, consent, person) = match party {
            Party::Outsider(person) => (Whose::NonUser, Consent::Never, self.world.layout.handsets() + person.0),
            Party::Owner(handset) => {
                let (on, consent) = match self.world.standing(handset, self.now) {
                    Standing::Chosen => (true, Consent::OptedIn),
                    Standing::Default => (true, Consent::DefaultOn),
                    Standing::Off => (false, Consent::Off),
                };
                let whose = match (handset == viewer, on) {
                    (true, _) => Whose::Own,
                    (false, true) => Whose::User,
                    (false, false) => Whose::SwitchedOff,
                };
                (whose, consent, handset.0)
            }
        };
        Item { sort: Sort { identifier, whose, consent, protected }, person: Some(person), count: 1 }
    }

    /// An identifier of a handset's own owner.
    pub(super) fn own(&self, identifier: Identifier, handset: HandsetId, protected: Protection) -> Item {
        self.item(identifier, Party::Owner(handset), handset, protected)
    }

    /// A message passes between a handset and a data centre: over its access and, abroad, over the border.
    pub(super) fn on_the_wire(&mut self, handset: HandsetId, access: Access, site: usize, parcel: &Parcel<'_>) {
        if !self.recording() {
            return;
        }
        let (first, border) = self.way(handset, access, site);
        self.carry(first, parcel);
        if let Some(border) = border {
            self.carry(border, parcel);
        }
    }

    /// The same, of a message that is like all of its form.
    pub(super) fn greets_on_the_wire(&mut self, handset: HandsetId, access: Access, site: usize, greeting: &Greeting) {
        let (first, border) = self.way(handset, access, site);
        for seat in std::iter::once(first).chain(border) {
            self.ledger.exposure.greet(self.now, seat, false, greeting);
        }
    }

    /// A message passes between two data centres, as protected as on the channel.
    pub(super) fn between_places(&mut self, here: usize, there: usize, parcel: &Parcel<'_>) {
        if self.recording() && here != there {
            self.carry(Seat::border(here, there), parcel);
        }
    }

    /// A message passes a seat.
    fn carry(&mut self, seat: Seat, parcel: &Parcel<'_>) {
        self.ledger.exposure.carry(self.now, seat, parcel);
        if let Some(witness) = &mut self.ledger.witness {
            witness.crosses(self.now, seat, false, parcel);
        }
    }

    /// A message reaches a seat where its protection ends.
    fn open(&mut self, seat: Seat, parcel: &Parcel<'_>) {
        self.ledger.exposure.open(self.now, seat, parcel);
        if let Some(witness) = &mut self.ledger.witness {
            witness.crosses(self.now, seat, true, parcel);
        }
    }

    /// The seats between a handset and a data centre: its access and, abroad, the border.
    fn way(&self, handset: HandsetId, access: Access, site: usize) -> (Seat, Option<Seat>) {
        let (here, there) = (self.world.place(handset), self.world.sites[site].place);
        let seat = if !access.cellular() {
            Seat::Wifi(here as u16)
        } else if self.world.roams(handset) {
            Seat::Visited(here as u16)
        } else {
            Seat::Cellular(self.world.data_carrier(handset).0)
        };
        (seat, (here != there).then(|| Seat::border(here, there)))
    }

    /// Somebody in a message of many that has passed between a handset and a data centre, as those on the way see them.
    pub(super) fn shown_on_the_wire(&mut self, way: (HandsetId, Access, usize), item: &Item, edge: Edge) {
        let (handset, access, site) = way;
        let (first, border) = self.way(handset, access, site);
        for seat in std::iter::once(first).chain(border) {
            self.ledger.exposure.show(self.now, seat, false, item, edge);
        }
    }

    /// Somebody in a message of many that has reached the service.
    pub(super) fn shown_to_the_service(&mut self, handset: HandsetId, site: usize, item: &Item, edge: Edge) {
        let (first, second) = self.service(handset, site, Some(item));
        for seat in std::iter::once(first).chain(second) {
            self.ledger.exposure.show(self.now, seat, true, item, edge);
        }
    }

    /// A handset's message reaches the service, where transport and its protection end.
    pub(super) fn at_the_service(&mut self, handset: HandsetId, site: usize, parcel: &Parcel<'_>) {
        if !self.recording() {
            return;
        }
        let (first, second) = self.service(handset, site, parcel.items.first());
        for seat in std::iter::once(first).chain(second) {
            self.open(seat, parcel);
        }
    }

    /// The same, of a message that is like all of its form and about nobody else.
    pub(super) fn greets_the_service(&mut self, handset: HandsetId, site: usize, greeting: &Greeting) {
        let (seat, _) = self.service(handset, site, None);
        self.ledger.exposure.greet(self.now, seat, true, greeting);
    }

    /// Who runs the service that a handset talks to about somebody: one operator, or the carriers of both.
    fn service(&self, handset: HandsetId, site: usize, about: Option<&Item>) -> (Seat, Option<Seat>) {
        if !self.world.run_by_carriers {
            return (Seat::Operator(site as u16), None);
        }
        let own = self.world.data_carrier(handset);
        let other = about.and_then(|item| item.person).map(|person| self.home_carrier(person));
        (Seat::MessageCentre(own.0), other.filter(|&other| other != own).map(|other| Seat::MessageCentre(other.0)))
    }

    /// The carrier of a person, numbered as in the ledger.
    fn home_carrier(&self, person: u32) -> CarrierId {
        let world = self.world;
        match person.checked_sub(world.layout.handsets()) {
            Some(outsider) => world.owners.outsider_carrier(&world.draws, &world.layout, PersonId(outsider)),
            None => world.data_carrier(HandsetId(person)),
        }
    }

    /// An SMS passes the message centres of its sender and, beyond them, those of its receiver: all of it in clear.
    pub(super) fn at_the_centres(&mut self, envelope: &Envelope, carriers: Carriers, parcel: &Parcel<'_>) {
        if !self.recording() {
            return;
        }
        self.carry(Seat::MessageCentre(carriers.sender.0), parcel);
        if carriers.relation != Relation::OnNet {
            let [from, to] = [envelope.sender, envelope.receiver].map(|party| self.world.country(party).index());
            self.carry(Seat::interconnect(from, to), parcel);
            self.carry(Seat::MessageCentre(carriers.receiver.0), parcel);
        }
    }
}
