//! The phonebook's upload: the account host gets every entry at intervals, and answers which of them are users.
//!
//! What the answer says is a function of the instant at which the host compared the book, so the handset keeps that
//! instant and no list. Knows nothing of how the host compares.

use super::Phone;
use super::cache::Entry;
use super::record::{TICK, ticks};
use crate::engine::mix2;
use crate::ledger::{Consent, Edge, Form, Identifier, Item, Parcel, Sort, Whose};
use crate::model::context::{Context, packet_key};
use crate::model::event::{Caller, ToHandset, ToSite};
use crate::model::exposure::edge;
use crate::random::below;
use crate::units::{HandsetId, Instant};
use crate::world::{NEW_CONTACTS, STRANGERS, Stream, World};
use serde::{Deserialize, Serialize};

/// What only the clients of some designs keep: further entries of the cache, and where the phonebook stands.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(in crate::model) struct Notes {
    pub(in crate::model) more: Vec<Entry>,
    pub(in crate::model) book: Book,
}

/// Where a handset's phonebook stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(in crate::model) struct Book {
    /// When the account host compared the book, in ticks; 0 where no answer has come.
    compared: u32,
    /// Contacts that activities before this one created are in the book that was compared.
    upto: u16,
    /// The same for the book that was last sent.
    sent: u16,
    /// Contacts created up to `sent`.
    created: u16,
    /// What uploads since the warm-up have shown on the wire, for the ledger: one more than `sent` was, or none.
    shown: u16,
}

impl Notes {
    /// The notes of each handset of a shard; none where the design needs none.
    pub(in crate::model) fn column(world: &World, handsets: usize) -> Vec<Self> {
        let client = &world.client;
        if client.more_entries == 0 && client.book.is_none() {
            return Vec::new();
        }
        vec![Self { more: vec![Entry::default(); client.more_entries], book: Book::default() }; handsets]
    }

    /// A hash of everything that a run must agree on.
    pub(in crate::model) fn digest(&self) -> u64 {
        let book = u64::from(self.book.compared) << 32 | u64::from(self.book.upto) << 16 | u64::from(self.book.sent);
        self.more.iter().fold(book, |hash, entry| mix2(hash, entry.word()))
    }

    /// Memory held beside the record, in bytes.
    pub(in crate::model) fn bytes(&self) -> usize {
        self.more.capacity() * size_of::<Entry>()
    }
}

/// The slots of the contacts that activities from `from` on and before `upto` created.
pub(in crate::model) fn creations(
    world: &World,
    handset: HandsetId,
    from: u16,
    upto: u16,
) -> impl Iterator<Item = u32> {
    (from..upto).filter_map(move |n| world.conversations.created(&world.contacts, &world.draws, handset, n))
}

/// What an upload shows, by sort: the numbers in a phonebook to which activities before `upto` added `created`, and the
/// names where they go with them.
pub(in crate::model) fn listed(cx: &Context<'_, '_>, handset: HandsetId, created: u64, upto: u16) -> Vec<Item> {
    let protected = cx.world.owners.protection(&cx.world.draws, handset, cx.now);
    let contacts = &cx.world.contacts;
    let (size, owners) = (contacts.size(handset), contacts.owner_slots(handset).min(contacts.size(handset)));
    // Whoever is named in a script may have a handset; all others who were created never use the service, and are alike.
    let named: Vec<u32> =
        if cx.world.script.is_some() { creations(cx.world, handset, 0, upto).collect() } else { Vec::new() };
    let alike = u64::from(size - owners) + created - named.len() as u64;
    let others = Sort { identifier: Identifier::Msisdn, whose: Whose::NonUser, consent: Consent::Never, protected };
    let mut items = vec![Item { sort: others, person: None, count: alike }];
    for slot in (0..owners).chain(named) {
        let sort = cx.item(Identifier::Msisdn, contacts.party(handset, slot), handset, protected).sort;
        match items.iter_mut().find(|item| item.sort == sort) {
            Some(item) => item.count += 1,
            None => items.push(Item { sort, person: None, count: 1 }),
        }
    }
    if cx.world.client.book.as_ref().is_some_and(|book| book.names) {
        let named = |item: &Item| Item { sort: Sort { identifier: Identifier::Contact, ..item.sort }, ..*item };
        let cards: Vec<Item> = items.iter().map(named).collect();
        items.extend(cards);
    }
    items
}

/// Hands on what an upload shows of each person whom no earlier one showed; those before held the contacts of all
/// activities up to `shown`.
pub(in crate::model) fn each_entry(
    cx: &mut Context<'_, '_>,
    handset: HandsetId,
    shown: Option<u16>,
    upto: u16,
    mut hand_on: impl FnMut(&mut Context<'_, '_>, &Item, Edge),
) {
    let protected = cx.world.owners.protection(&cx.world.draws, handset, cx.now);
    let kept = if shown.is_none() { cx.world.contacts.size(handset) } else { 0 };
    let created = creations(cx.world, handset, shown.unwrap_or(0), upto);
    let names = cx.world.client.book.as_ref().is_some_and(|book| book.names);
    for slot in (0..kept).chain(created) {
        let party = cx.world.contacts.party(handset, slot);
        let edge = edge(cx, handset, slot);
        hand_on(cx, &cx.item(Identifier::Msisdn, party, handset, protected), edge);
        if names {
            hand_on(cx, &cx.item(Identifier::Contact, party, handset, protected), edge);
        }
    }
}

impl Phone<'_> {
    /// Schedules the first upload: handsets do not all upload at once.
    pub(super) fn start_book(&mut self, cx: &mut Context<'_, '_>) {
        if let Some(rules) = &cx.world.client.book {
            let phase = below(cx.world.draws.bits(Stream::Book, self.id.0.into(), 0), rules.every.as_micros());
            self.later(cx, Instant::from_micros(1 + phase), ToHandset::UploadBook, 0);
            if let Some(book) = self.book.as_deref_mut().filter(|_| self.h.enabled()) {
                // Whoever has the service already was answered before.
                book.compared = 1;
            }
        }
    }

    /// An upload is due; where there are no data, when the spell ends.
    pub(super) fn book_due(&mut self, cx: &mut Context<'_, '_>) {
        let every = cx.world.client.book.as_ref().expect("only clients that upload schedule uploads").every;
        let covered = self.h.spell_end();
        // A scripted handset without data stays so: its spell never ends.
        if self.h.enabled() && !self.h.access().carries() && covered > cx.now {
            self.later(cx, covered, ToHandset::UploadBook, 0);
            return;
        }
        self.later(cx, cx.now + every, ToHandset::UploadBook, 0);
        self.upload(cx);
    }

    /// A client that was never answered uploads as soon as its channel is up.
    pub(super) fn book_if_new(&mut self, cx: &mut Context<'_, '_>) {
        if self.book.as_ref().is_some_and(|book| book.compared == 0) && cx.world.client.book.is_some() {
            self.upload(cx);
        }
    }

    /// The handset starts afresh: nothing is known of its phonebook.
    pub(super) fn forget_book(&mut self) {
        if let Some(book) = &mut self.book {
            **book = Book::default();
        }
    }

    /// Sends the whole phonebook to the account host.
    fn upload(&mut self, cx: &mut Context<'_, '_>) {
        if !self.h.enabled() || !self.h.access().carries() || self.walled_off(cx) {
            return;
        }
        let Some(rules) = &cx.world.client.book else { return };
        let Some(book) = self.book.as_deref_mut() else { return };
        let activity = self.h.activity;
        book.created += creations(cx.world, self.id, book.sent, activity).count() as u16;
        book.sent = activity;
        let entries = u64::from(cx.world.contacts.size(self.id)) + u64::from(book.created);
        let home = cx.world.home(cx.world.layout.country(self.id), cx.now);
        let (here, there) = (self.place(cx.world), cx.world.sites[home].place);
        let bytes = cx.world.client.lookup_bytes + entries * rules.entry_bytes;
        let key = packet_key(self.id, ToSite::Book, cx.now.as_micros());
        if let Some(delay) = cx.packet(self.h.access(), here, there, cx.now, key) {
            if Self::is_answered(cx, home) {
                cx.data(self.id, self.h.access(), bytes);
                self.show_book(cx, home, bytes);
            }
            let caller = Caller { handset: self.id, word: activity, access: self.h.access() };
            cx.send(cx.now + delay, cx.world.site_process(home), ToSite::Book, caller.pack());
        }
    }

    /// The phonebook on the wire, as protected as numbers are.
    fn show_book(&mut self, cx: &mut Context<'_, '_>, site: usize, bytes: u64) {
        let Some(book) = self.book.as_deref_mut().filter(|_| cx.recording()) else { return };
        let items = listed(cx, self.id, book.created.into(), book.sent);
        let parcel = Parcel { form: Form::Book, bytes, items: &items, edge: None, message: None };
        cx.on_the_wire(self.id, self.h.access(), site, &parcel);
        let readable = items.first().is_some_and(|item| cx.world.exposed.readers.reads(item.sort.protected));
        if cx.now >= cx.world.warm_up && readable {
            let way = (self.id, self.h.access(), site);
            let shown = book.shown.checked_sub(1);
            each_entry(cx, self.id, shown, book.sent, |cx, item, edge| cx.shown_on_the_wire(way, item, edge));
            book.shown = book.sent.saturating_add(1);
        }
    }

    /// The account host says which entries are users; argument: the tick at which it compared them.
    pub(super) fn book_answer(&mut self, cx: &Context<'_, '_>, argument: u64) {
        if !self.h.access().carries() || !self.h.enabled() {
            return;
        }
        let Some(book) = self.book.as_deref_mut() else { return };
        let (compared, upto) = compared(argument);
        // An answer to a book that was sent before a fresh start is about numbers that this client has not sent.
        if upto <= book.sent && compared >= book.compared && compared <= ticks(cx.now) {
            book.compared = compared;
            book.upto = upto;
        }
    }

    /// Whether the phonebook's last answer says that a slot is a user's; none where it says nothing of it.
    pub(super) fn book_says(&self, cx: &Context<'_, '_>, slot: u16) -> Option<bool> {
        let book = self.book.as_deref().filter(|book| book.compared > 0)?;
        let slot = u32::from(slot);
        let listed = if cx.world.script.is_some() {
            // The contacts that a script creates come right after the phonebook.
            let known = slot < cx.world.contacts.size(self.id);
            known || creations(cx.world, self.id, 0, book.upto).any(|created| created == slot)
        } else {
            slot < NEW_CONTACTS || slot < STRANGERS && slot - NEW_CONTACTS < book.upto.into()
        };
        let compared = Instant::from_micros(u64::from(book.compared) * TICK);
        listed.then(|| cx.world.recognised(self.id, slot, compared))
    }
}

/// An answer about a phonebook, in an argument: the tick of the comparison, and up to which activity's contact.
pub(in crate::model) fn book_answer(at: Instant, upto: u16) -> u64 {
    u64::from(ticks(at).max(1)) << 16 | u64::from(upto)
}

fn compared(argument: u64) -> (u32, u16) {
    ((argument >> 16) as u32, argument as u16)
}
