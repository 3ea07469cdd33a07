//! Look-ups: the one worker that asks the account host for a number, and the presence probe that follows.

use super::cache::Belief;
use super::{Channel, Phone};
use crate::ledger::{Form, Identifier, Item, Known, Parcel, Source};
use crate::model::context::{Context, packet_key};
use crate::model::event::{Caller, ToHandset, ToSite, answered};
use crate::model::exposure::edge;
use crate::units::{Duration, HandsetId};
use crate::world::{Occasions, Party, Route};

impl Phone<'_> {
    /// The client wants to know about a contact, because their thread or card is opened, or they wrote.
    pub(super) fn consult(&mut self, cx: &mut Context<'_, '_>, slot: u32, occasions: Occasions) {
        let client = &cx.world.client;
        if !self.h.enabled() || !occasions.meets(client.lookup_on) {
            return;
        }
        let slot = slot as u16;
        let probes = client.route == Route::Online;
        if self.cache.fresh(slot, cx.now) {
            cx.ledger.presence.count(cx.now, 1, |p| &mut p.cache_hits);
        } else if let Some(user) = self.book_says(cx, slot) {
            cx.ledger.presence.count(cx.now, 1, |p| &mut p.cache_hits);
            if user && probes {
                self.probe(cx, slot);
            }
        } else if probes && self.cache.knows_id(slot, cx.now) {
            self.probe(cx, slot);
        } else {
            self.enqueue(cx, slot);
        }
    }

    /// What the client believes about a contact: by its cache, else by what the phonebook's upload was answered.
    pub(super) fn belief(&self, cx: &Context<'_, '_>, slot: u16) -> Option<Belief> {
        let kept = self.cache.belief(slot);
        let Some(user) = self.book_says(cx, slot) else { return kept };
        match kept {
            Some(Belief::Online | Belief::Offline) if user || self.cache.fresh(slot, cx.now) => kept,
            Some(_) | None => Some(if user { Belief::Offline } else { Belief::NotUser }),
        }
    }

    /// Whether a contact counts as within reach of the service: the icon is blue, and messages go by IP.
    pub(super) fn within_reach(&self, cx: &Context<'_, '_>, slot: u16) -> bool {
        let belief = self.belief(cx, slot);
        match cx.world.client.route {
            Route::Online => belief == Some(Belief::Online),
            Route::Registered => matches!(belief, Some(Belief::Online | Belief::Offline)),
        }
    }

    fn enqueue(&mut self, cx: &mut Context<'_, '_>, slot: u16) {
        if !self.h.access().seems_on() {
            return;
        }
        if !self.h.worker_busy(cx.now) {
            self.look_up(cx, slot);
            return;
        }
        let waiting = self.pool.waiting(self.h.open).count();
        let asked = self.h.worker_slot == slot || self.pool.waiting(self.h.open).any(|other| other == slot);
        if asked || waiting >= cx.world.client.lookup_queue {
            return;
        }
        self.pool.wait(&mut self.h.open, slot);
        if waiting == 0 {
            let until = self.h.worker_deadline();
            self.later(cx, until, ToHandset::Worker, 0);
        }
    }

    /// Step 1: asks the account host. Without an answer the worker is stuck until its time-out.
    fn look_up(&mut self, cx: &mut Context<'_, '_>, slot: u16) {
        self.h.worker_slot = slot;
        self.h.worker_waits(cx.now + cx.world.client.connect_timeout);
        cx.ledger.presence.count(cx.now, 1, |p| &mut p.lookups);
        let home = cx.world.home(cx.world.layout.country(self.id), cx.now);
        let (here, there) = (self.place(cx.world), cx.world.sites[home].place);
        if !self.h.access().carries() || self.walled_off(cx) {
            return;
        }
        if cx.watched() {
            let protected = cx.world.owners.protection(&cx.world.draws, self.id, cx.now);
            cx.asks(self.id, slot, Source::Lookup, protected);
        }
        let key = packet_key(self.id, ToSite::Lookup, cx.now.as_micros());
        // The number is said once a connection stands: not where the way is cut.
        if let Some(delay) = cx.packet(self.h.access(), here, there, cx.now, key) {
            if Self::is_answered(cx, home) {
                self.expose_lookup(cx, slot, home);
            }
            let caller = Caller { handset: self.id, word: slot, access: self.h.access() };
            cx.send(cx.now + delay, cx.world.site_process(home), ToSite::Lookup, caller.pack());
        }
    }

    /// The number on the wire, as protected as this handset's firmware does it.
    fn expose_lookup(&mut self, cx: &mut Context<'_, '_>, slot: u16, site: usize) {
        let bytes = cx.world.lookup_bytes(self.id, cx.now);
        cx.data(self.id, self.h.access(), bytes);
        if cx.recording() {
            let items = [looked_up(cx, self.id, cx.world.contacts.party(self.id, slot.into()))];
            let edge = Some(edge(cx, self.id, slot.into()));
            cx.on_the_wire(
                self.id,
                self.h.access(),
                site,
                &Parcel { form: Form::Lookup, bytes, items: &items, edge, message: None },
            );
        }
    }

    /// The account host answers: a user or not.
    pub(super) fn lookup_answer(&mut self, cx: &mut Context<'_, '_>, argument: u64) {
        let (slot, user) = answered(argument);
        if !self.h.access().carries() || self.h.worker_slot != slot || !self.h.worker_busy(cx.now) {
            return;
        }
        let client = &cx.world.client;
        if user {
            // Offline until the presence service says otherwise, if it is asked.
            let (life, id) = match client.route {
                Route::Online => (Duration::ZERO, Some(client.id_days)),
                Route::Registered => (client.presence_known, Some(client.id_days)),
            };
            self.cache.believe(slot, Belief::Offline, cx.now, life, id);
            cx.learns(self.id, slot, Source::Lookup, Known::Offline);
            if client.route == Route::Online {
                self.probe(cx, slot);
            }
        } else {
            self.cache.believe(slot, Belief::NotUser, cx.now, client.presence_not_user, None);
            cx.learns(self.id, slot, Source::Lookup, Known::NotUser);
        }
        self.next_lookup(cx);
    }

    /// The account host answers with an error: the client keeps what it believed, and the worker goes on.
    pub(super) fn lookup_failed(&mut self, cx: &mut Context<'_, '_>, slot: u16) {
        if self.h.access().carries() && self.h.worker_slot == slot && self.h.worker_busy(cx.now) {
            cx.ledger.presence.count(cx.now, 1, |p| &mut p.lookups_failed);
            self.next_lookup(cx);
        }
    }

    /// The worker's look-up was never answered.
    pub(super) fn worker_times_out(&mut self, cx: &mut Context<'_, '_>) {
        if self.h.worker_deadline() == cx.now {
            cx.ledger.presence.count(cx.now, 1, |p| &mut p.lookups_failed);
            self.next_lookup(cx);
        }
    }

    /// The worker is free: takes the next number that waits.
    fn next_lookup(&mut self, cx: &mut Context<'_, '_>) {
        self.h.worker_idle();
        let Some(slot) = self.pool.first_waiting(&mut self.h.open) else { return };
        if self.h.access().seems_on() && self.h.enabled() {
            self.look_up(cx, slot);
            if self.pool.waiting(self.h.open).next().is_some() {
                let until = self.h.worker_deadline();
                self.later(cx, until, ToHandset::Worker, 0);
            }
        } else {
            self.forget_lookups();
        }
    }

    /// Drops the numbers that wait.
    pub(super) fn forget_lookups(&mut self) {
        self.h.worker_idle();
        self.pool.none_wait(&mut self.h.open);
    }

    /// Step 2: asks whether a user is online. Skipped where the own channel is not ready.
    fn probe(&mut self, cx: &mut Context<'_, '_>, slot: u16) {
        if self.h.channel() != Channel::Up {
            return;
        }
        cx.ledger.presence.count(cx.now, 1, |p| &mut p.probes);
        let site = usize::from(self.h.site);
        let caller = Caller { handset: self.id, word: slot, access: self.h.access() };
        if let Some(at) = self.channel_sends(cx, cx.now, ToSite::Probe, cx.now.as_micros()) {
            self.show_probe(cx, slot, site);
            cx.send(at, cx.world.site_process(site), ToSite::Probe, caller.pack());
        }
    }

    fn show_probe(&self, cx: &mut Context<'_, '_>, slot: u16, site: usize) {
        if cx.recording() {
            let items = [probed(cx, self.id, slot)];
            let parcel = Parcel { form: Form::Probe, bytes: 0, items: &items, edge: None, message: None };
            cx.on_the_wire(self.id, self.h.access(), site, &parcel);
        }
    }

    /// The presence service answers.
    pub(super) fn probe_answer(&mut self, cx: &mut Context<'_, '_>, argument: u64) {
        if self.channel_receives(cx) {
            let (slot, online) = answered(argument);
            let belief = if online { Belief::Online } else { Belief::Offline };
            self.cache.believe(slot, belief, cx.now, cx.world.client.presence_known, None);
            cx.learns(self.id, slot, Source::Probe, belief.known());
        }
    }
}

/// What a look-up shows: the contact's number, as protected as the asker's firmware does it. Without its country code, too:
/// whoever knows the asker's country completes it, whomever the account host takes it for.
pub(in crate::model) fn looked_up(cx: &Context<'_, '_>, asker: HandsetId, party: Party) -> Item {
    cx.item(Identifier::Msisdn, party, asker, cx.world.owners.protection(&cx.world.draws, asker, cx.now))
}

/// What a presence probe shows: the account that the client takes for the contact's.
pub(in crate::model) fn probed(cx: &Context<'_, '_>, asker: HandsetId, slot: u16) -> Item {
    let account = cx.world.meant(asker, slot.into()).map(Party::Owner);
    let party = account.unwrap_or_else(|| cx.world.contacts.party(asker, slot.into()));
    cx.item(Identifier::Account, party, asker, cx.world.client.protection)
}
