//! Mi Cloud on the handset: logging in, and storing what is new since the last backup.
//!
//! Nothing is remembered but what the next event carries: when the last backup was, when photos last went with it, and
//! which activity came next. Whoever is logged in is so whether or not messaging is on.

use super::Phone;
use super::life::Stage;
use crate::ledger::{Form, Identifier, Item, Parcel, Stored};
use crate::model::context::{Context, packet_key};
use crate::model::event::{Cards, ToHandset, ToSite, sizes};
use crate::units::{Duration, Instant};
use crate::world::{Access, MiCloud, Storable};

/// The grain of the instants that an event carries.
const GRAIN: u64 = 1024 * Duration::SECOND.as_micros();

/// Instants at which nothing more happens than a login.
const LOGIN_ONLY: u8 = 7;

/// What one backup knows of those before, in 50 bits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Since {
    /// Up to when things are stored, in grains (15 bits).
    last: u64,
    /// Up to when photos are (15 bits).
    photos: u64,
    /// The first activity that is not (16 bits).
    activity: u16,
    /// Nothing is stored yet.
    first: bool,
    /// Which login of a script it belongs to (3 bits), or [`LOGIN_ONLY`].
    login: u8,
}

impl Since {
    fn pack(self) -> u64 {
        self.last
            | self.photos << 15
            | u64::from(self.activity) << 30
            | u64::from(self.first) << 46
            | u64::from(self.login) << 47
    }

    fn unpack(argument: u64) -> Self {
        const GRAINS: u64 = (1 << 15) - 1;
        Self {
            last: argument & GRAINS,
            photos: argument >> 15 & GRAINS,
            activity: (argument >> 30) as u16,
            first: argument >> 46 & 1 == 1,
            login: (argument >> 47) as u8,
        }
    }
}

fn grain(at: Instant) -> u64 {
    at.as_micros() / GRAIN
}

impl Phone<'_> {
    /// The owner has the handset from now on: logs in at some time before the first interval is over, or never.
    pub(super) fn start_storing(&mut self, cx: &mut Context<'_, '_>) {
        let Some(cloud) = &cx.world.micloud else { return };
        if cx.world.script.is_none() && cloud.uses(&cx.world.draws, self.id) {
            let at = cx.now + cloud.first(&cx.world.draws, self.id);
            let since = grain(cx.now);
            let first = Since { last: since, photos: since, activity: self.h.activity, first: true, login: 0 };
            self.later(cx, at, ToHandset::Backup, first.pack());
        }
    }

    /// The owner of a scripted handset logs in.
    pub(super) fn log_in(&mut self, cx: &mut Context<'_, '_>) {
        if let (Some(_), Some(script)) = (&cx.world.micloud, &cx.world.script) {
            let login = script.logins(self.id, cx.now).map_or(0, |n| (n % u32::from(LOGIN_ONLY)) as u8);
            // All that the handset has gathered since it was first switched on.
            let since = grain(script.starts_at(self.id));
            let first = Since { last: since, photos: since, activity: 0, first: true, login };
            self.later(cx, cx.now, ToHandset::Backup, first.pack());
        }
    }

    /// After a reset the owner logs in again; what is stored stays so.
    pub(super) fn log_in_again(&mut self, cx: &mut Context<'_, '_>) {
        let Some(cloud) = &cx.world.micloud else { return };
        if cx.world.script.is_none() && cloud.uses(&cx.world.draws, self.id) {
            let again = Since { last: 0, photos: 0, activity: 0, first: false, login: LOGIN_ONLY };
            self.later(cx, cx.now, ToHandset::Backup, again.pack());
        }
    }

    /// A backup is due; without data it waits for the next spell.
    pub(super) fn back_up(&mut self, cx: &mut Context<'_, '_>, argument: u64) {
        let Some(cloud) = &cx.world.micloud else { return };
        let mut since = Since::unpack(argument);
        if self.h.stage() != Stage::Here || !self.is_logged_in(cx, since) {
            return;
        }
        if !self.h.access().carries() || self.no_way_to(cx, self.cloud_site(cx)) {
            // A cut may last longer than the spell, and a scripted handset without data stays so.
            let next = if self.h.access().carries() { cx.now + cloud.interval } else { self.h.spell_end() };
            if next > cx.now {
                self.later(cx, next, ToHandset::Backup, argument);
            }
            return;
        }
        if since.first || since.login == LOGIN_ONLY {
            self.show_login(cx, cloud);
        }
        if since.login == LOGIN_ONLY || Storable::ALL.iter().all(|&k| !cloud.consents(&cx.world.draws, self.id, k)) {
            return;
        }
        // A connection that is given up is tried again when the next backup is due.
        if let Some(delay) = self.way_up(cx) {
            self.store(cx, cloud, &mut since, delay);
        }
        self.later(cx, cx.now + cloud.interval, ToHandset::Backup, since.pack());
    }

    /// How long a connection to the data centre takes; none where it is given up.
    fn way_up(&self, cx: &Context<'_, '_>) -> Option<Duration> {
        let (here, there) = (self.place(cx.world), cx.world.sites[self.cloud_site(cx)].place);
        cx.packet(self.h.access(), here, there, cx.now, packet_key(self.id, ToSite::Stored, cx.now.as_micros()))
    }

    /// Whether the login that these backups belong to still holds. Only a script ends one without another.
    fn is_logged_in(&self, cx: &Context<'_, '_>, since: Since) -> bool {
        let Some(script) = &cx.world.script else { return true };
        script.logins(self.id, cx.now).is_some_and(|n| (n % u32::from(LOGIN_ONLY)) as u8 == since.login)
    }

    fn cloud_site(&self, cx: &Context<'_, '_>) -> usize {
        cx.world.home(cx.world.layout.country(self.id), cx.now)
    }

    /// What a login says: number, SIM and device.
    fn show_login(&self, cx: &mut Context<'_, '_>, cloud: &MiCloud) {
        cx.ledger.storage.login(cx.now);
        cx.data(self.id, self.h.access(), cloud.login_bytes);
        if cx.recording() {
            let own = |identifier| cx.own(identifier, self.id, cloud.login_protection);
            let items = [Identifier::Msisdn, Identifier::Imei, Identifier::Imsi].map(own);
            let parcel =
                Parcel { form: Form::Login, bytes: cloud.login_bytes, items: &items, edge: None, message: None };
            let site = self.cloud_site(cx);
            cx.on_the_wire(self.id, self.h.access(), site, &parcel);
            cx.at_the_service(self.id, site, &parcel);
        }
    }

    /// Stores what is new of the kinds that the owner agreed to.
    fn store(&self, cx: &mut Context<'_, '_>, cloud: &MiCloud, since: &mut Since, delay: Duration) {
        let draws = &cx.world.draws;
        let mut stored = Stored { items: [0; 4], bytes: cloud.run_bytes };
        let site = cx.world.site_process(self.cloud_site(cx));
        let arrives = cx.now + delay;
        let mut slots = Vec::new();
        if cloud.consents(draws, self.id, Storable::Contacts) {
            let cards;
            (cards, slots) = self.new_contacts(cx, since);
            stored.items[0] = slots.len() as u64;
            let bytes = |&slot: &u32| cloud.bytes(draws, self.id, Storable::Contacts, slot.into());
            stored.bytes += slots.iter().map(bytes).sum::<u64>();
            for cards in cards {
                cx.send(arrives, site, ToSite::Cards, cards.pack(self.id));
            }
        }
        for kind in [Storable::Notes, Storable::Sms, Storable::Photos] {
            let waits = kind == Storable::Photos && cloud.wifi_only && self.h.access() != Access::Wifi;
            if waits || !cloud.consents(draws, self.id, kind) {
                continue;
            }
            let last = if kind == Storable::Photos { since.photos } else { since.last };
            let made = |grains: u64| cloud.made(draws, self.id, kind, Instant::from_micros(grains * GRAIN));
            let (from, to) = (made(last), made(grain(cx.now)));
            stored.items[kind as usize] = to - from;
            stored.bytes += (from..to).map(|n| cloud.bytes(draws, self.id, kind, n)).sum::<u64>();
            if kind == Storable::Photos {
                since.photos = grain(cx.now);
            }
        }
        since.last = grain(cx.now);
        since.activity = self.h.activity;
        since.first = false;
        // What the exchange itself takes is not kept.
        for argument in sizes(stored.items.iter().sum(), stored.bytes - cloud.run_bytes) {
            cx.send(arrives, site, ToSite::Stored, argument);
        }
        self.hand_over(cx, cloud, &slots, &stored);
    }

    /// The contacts that are not stored yet, and their slots: the phonebook at first, then those created since.
    fn new_contacts(&self, cx: &Context<'_, '_>, since: &Since) -> (Vec<Cards>, Vec<u32>) {
        let (mut cards, mut slots) = (Vec::new(), Vec::new());
        if since.first {
            cards.push(Cards::Book);
            slots.extend(0..cx.world.contacts.size(self.id));
        }
        for n in since.activity..self.h.activity {
            if let Some(slot) = cx.world.conversations.created(&cx.world.contacts, &cx.world.draws, self.id, n) {
                cards.push(Cards::Created(n));
                slots.push(slot);
            }
        }
        (cards, slots)
    }

    /// A backup reaches the operator, and a second device fetches it: the one place that knows what the cloud is given.
    fn hand_over(&self, cx: &mut Context<'_, '_>, cloud: &MiCloud, slots: &[u32], stored: &Stored) {
        cx.ledger.storage.stored(cx.now, stored);
        cx.data(self.id, self.h.access(), stored.bytes);
        let second = cloud.second_device(&cx.world.draws, self.id);
        if second {
            cx.ledger.storage.fetched(cx.now, stored);
        }
        if !cx.recording() {
            return;
        }
        let card = |&slot: &u32| {
            cx.item(Identifier::Contact, cx.world.contacts.party(self.id, slot), self.id, cloud.protection)
        };
        let mut items: Vec<Item> = slots.iter().map(card).collect();
        for (kind, identifier) in [
            (Storable::Notes, Identifier::Note),
            (Storable::Sms, Identifier::Content),
            (Storable::Photos, Identifier::Photo),
        ] {
            let count = stored.items[kind as usize];
            if count > 0 {
                items.push(Item { count, ..cx.own(identifier, self.id, cloud.protection) });
            }
        }
        let site = self.cloud_site(cx);
        let parcel = Parcel { form: Form::Backup, bytes: stored.bytes, items: &items, edge: None, message: None };
        cx.on_the_wire(self.id, self.h.access(), site, &parcel);
        cx.at_the_service(self.id, site, &parcel);
        if second {
            // A tablet at home, on its Wi-Fi; the operator has seen all of it.
            cx.on_the_wire(self.id, Access::Wifi, site, &parcel);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_backup_knows_survives_packing() {
        for (last, photos, activity, first, login) in
            [(0, 0, 0, false, 0), ((1 << 15) - 1, 1, u16::MAX, true, LOGIN_ONLY), (7, (1 << 15) - 1, 3, false, 2)]
        {
            let since = Since { last, photos, activity, first, login };
            assert_eq!(Since::unpack(since.pack()), since);
            assert!(since.pack() < 1 << 50);
        }
    }

    #[test]
    fn the_longest_study_fits_the_grains() {
        let longest = Instant::START + Duration::DAY * 200;
        assert!(grain(longest) < 1 << 15, "{}", grain(longest));
    }
}
