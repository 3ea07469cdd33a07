//! The account and look-up service, and the presence service.

use super::{LOOKUP, PRESENCE, Site};
use crate::ledger::{Form, Parcel};
use crate::model::context::{Context, packet_key};
use crate::model::event::{Caller, ToHandset, ToSite, answer};
use crate::model::exposure::edge;
use crate::model::handset::{looked_up, probed};
use crate::units::HandsetId;
use crate::world::{Dialled, Party};

impl Site {
    /// A handset asks whether a number is a user's. Answers that cannot be given are left to the handset's time-out.
    pub(super) fn look_up(&mut self, cx: &mut Context<'_, '_>, argument: u64) {
        let Caller { handset, word: slot, access } = Caller::unpack(argument);
        if !self.arrives(cx, handset) {
            return;
        }
        let contact = cx.world.contacts.contact(handset, slot.into());
        // Whatever comes of it, the number has been said.
        self.learn(cx, handset, slot, contact.party);
        if cx.world.geography.accounts_fail(self.index, cx.now) {
            // "Server error", at once.
            self.downlink(cx, (handset, access), cx.now, ToHandset::LookupFailed, slot.into());
            return;
        }
        let rules = &cx.world.sites[self.index].lookup;
        let row = Self::row(self.index, LOOKUP);
        let protected = || cx.world.owners.protection(&cx.world.draws, handset, cx.now);
        let job = cx.world.client.lookup_job(protected).unwrap_or(rules.request);
        let Some(served) = self.lookup.offer(cx.now, job.service, rules.busy(job), rules.shed) else {
            cx.ledger.load.step_mut(row, cx.now).shed += 1;
            return;
        };
        cx.ledger.load.accepted(row, cx.now, served.wait, job.work);
        Self::count_reading(cx, handset, slot);
        let known = cx.world.recognises(handset, slot.into(), &contact, cx.now);
        self.downlink(cx, (handset, access), served.leaves, ToHandset::LookupAnswer, answer(slot, known));
    }

    /// Counts numbers without country code that are read as nobody's or somebody else's.
    fn count_reading(cx: &mut Context<'_, '_>, handset: HandsetId, slot: u16) {
        match cx.world.dialled(handset, slot.into()) {
            Dialled::Right => {}
            Dialled::Nobody => cx.ledger.presence.count(cx.now, 1, |p| &mut p.silent_misses),
            Dialled::Wrong(_) | Dialled::WrongOutsider => cx.ledger.presence.count(cx.now, 1, |p| &mut p.collisions),
        }
    }

    /// The operator now knows a number, whoever it belongs to, unless it is protected even from them.
    fn learn(&self, cx: &mut Context<'_, '_>, handset: HandsetId, slot: u16, party: Party) {
        if cx.recording() {
            let items = [looked_up(cx, handset, party)];
            let edge = Some(edge(cx, handset, slot.into()));
            let bytes = cx.world.lookup_bytes(handset, cx.now);
            cx.at_the_service(
                handset,
                self.index,
                &Parcel { form: Form::Lookup, bytes, items: &items, edge, message: None },
            );
            cx.keep_lookup(&items[0]);
        }
    }

    /// A handset asks whether a user is online.
    pub(super) fn probe(&mut self, cx: &mut Context<'_, '_>, argument: u64) {
        let Caller { handset, word: slot, .. } = Caller::unpack(argument);
        if !self.arrives(cx, handset) {
            return;
        }
        let other = cx.world.meant(handset, slot.into()).expect("only users are probed");
        if cx.recording() {
            let items = [probed(cx, handset, slot)];
            cx.at_the_service(
                handset,
                self.index,
                &Parcel { form: Form::Probe, bytes: 0, items: &items, edge: None, message: None },
            );
        }
        let home = cx.world.home(cx.world.layout.country(other), cx.now);
        if home == self.index {
            self.probe_here(cx, argument);
            return;
        }
        let (here, there) = (cx.world.sites[self.index].place, cx.world.sites[home].place);
        let key = packet_key(handset, ToSite::ProbeRemote, cx.now.as_micros());
        if let Some(delay) = cx.trunk(here, there, cx.now, key) {
            cx.send(cx.now + delay, cx.world.site_process(home), ToSite::ProbeRemote, argument);
        }
    }

    /// The presence service of the contact's data centre answers what it believes.
    pub(super) fn probe_here(&mut self, cx: &mut Context<'_, '_>, argument: u64) {
        let Caller { handset, word: slot, access } = Caller::unpack(argument);
        let other = cx.world.meant(handset, slot.into()).expect("only users are probed");
        if cx.world.geography.site_down(self.index, cx.now) {
            return;
        }
        let rules = &cx.world.sites[self.index].presence;
        let row = Self::row(self.index, PRESENCE);
        let Some(served) = self.presence.offer(cx.now, rules.request.service, rules.spread(), rules.shed) else {
            cx.ledger.load.step_mut(row, cx.now).shed += 1;
            return;
        };
        cx.ledger.load.accepted(row, cx.now, served.wait, rules.request.work);
        let online = self.registry.connection(other).is_some();
        self.downlink(cx, (handset, access), served.leaves, ToHandset::ProbeAnswer, answer(slot, online));
    }
}
