//! The handset is bought, or reset: activation, or a start with the service off.

use super::Phone;
use super::cache::Cache;
use crate::ledger::{Form, Identifier, Parcel};
use crate::model::context::Context;
use crate::model::event::ToHandset;
use crate::units::Instant;

impl Phone<'_> {
    /// Schedules what happens to the handset in its life; handsets owned before the study are active at once.
    pub(super) fn start_life(&mut self, cx: &mut Context<'_, '_>) {
        let (owners, draws) = (&cx.world.owners, &cx.world.draws);
        let joined = owners.joined(draws, self.id);
        if let Some(reset) = owners.reset(draws, self.id) {
            self.later(cx, reset, ToHandset::Life, 0);
        }
        if joined > Instant::START {
            self.later(cx, joined, ToHandset::Life, 0);
        } else {
            self.h.joined = true;
            self.h.enabled = owners.enabled(draws, self.id, cx.now);
        }
    }

    /// The handset starts afresh: bought, reset or replaced.
    pub(super) fn life(&mut self, cx: &mut Context<'_, '_>) {
        self.h.joined = true;
        *self.cache = Cache::default();
        self.forget_lookups();
        self.channel_lost(cx, true);
        self.h.tries = 0;
        self.h.enabled = cx.world.enabled(self.id, cx.now);
        if cx.world.owners.switched_on(&cx.world.draws, self.id, cx.now) {
            self.activate(cx);
        }
        if self.h.enabled {
            self.connect(cx);
        }
    }

    /// The silent activation SMS, billed to the owner whether or not the handset is bound by it, and what the first packet
    /// says about the handset.
    fn activate(&mut self, cx: &mut Context<'_, '_>) {
        cx.ledger.presence.count(cx.now, 1, |p| &mut p.activations[0]);
        cx.ledger.presence.count(cx.now, u64::from(!self.h.enabled), |p| &mut p.activations[1]);
        let country = cx.world.layout.country(self.id);
        let price = cx.world.tariffs.activation(country);
        cx.ledger.costs.bill_mut(cx.now, country.index()).activation += price;
        self.show_start(cx);
    }

    /// What a handset says of itself when it starts: own number, device, carrier; protected as numbers are.
    fn show_start(&self, cx: &mut Context<'_, '_>) {
        if !cx.recording() || !self.h.access.carries() {
            return;
        }
        let site = cx.world.home(cx.world.layout.country(self.id), cx.now);
        let protected = cx.world.owners.protection(&cx.world.draws, self.id, cx.now);
        let items = [Identifier::Msisdn, Identifier::Imei, Identifier::Network].map(|i| cx.own(i, self.id, protected));
        let parcel = Parcel { form: Form::StartUp, bytes: cx.world.client.lookup_bytes, items: &items, edge: None };
        cx.on_the_wire(self.id, self.h.access, site, &parcel);
        cx.at_the_operator(site, &parcel);
    }
}
