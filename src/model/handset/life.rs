//! The handset starts: bought, reset, replaced, another SIM, switched on, given up; and its SIMs are bound.
//!
//! When that is, and what each try of an activation sends, the world knows as functions; here it is done, billed and
//! counted. Knows no other handset.

use super::Phone;
use crate::ledger::{Form, Identifier, Parcel, Protection, Seat};
use crate::model::context::Context;
use crate::model::event::{ToHandset, ToSite};
use crate::units::Instant;
use crate::world::{Activation, ActivationSms, Episode, Life, Standing, Start, Try};

/// Whether a handset takes part.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub(in crate::model) enum Stage {
    /// Not bought yet: its owner has another telephone.
    NotYet = 0,
    /// In use.
    Here = 1,
    /// Given up: silent.
    Gone = 2,
}

/// A step of an activation, in an argument: which start, which SIM, which try; or the binding.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Step {
    start: usize,
    sim: u8,
    nth: u8,
}

/// Bytes of an SMS, as other SMS are counted.
const SMS_BYTES: u64 = 140;

/// The step that binds, in place of the number of a try.
const BINDING: u8 = u8::MAX;

impl Step {
    fn pack(self) -> u64 {
        (self.start as u64) << 16 | u64::from(self.sim) << 8 | u64::from(self.nth)
    }

    fn unpack(argument: u64) -> Self {
        Self { start: (argument >> 16) as usize, sim: (argument >> 8) as u8, nth: argument as u8 }
    }
}

impl Phone<'_> {
    /// Schedules what happens to the handset in its life; handsets owned before the study are active at once.
    pub(super) fn start_life(&mut self, cx: &mut Context<'_, '_>) {
        if cx.world.stands_still(self.id) {
            self.h.set_stage(Stage::Here);
            self.stand(cx);
            self.start_storing(cx);
            return;
        }
        for (n, start) in cx.world.starts(self.id).iter().enumerate() {
            if start.at > Instant::START {
                self.later(cx, start.at, ToHandset::Life, n as u64);
            } else {
                self.h.set_stage(Stage::Here);
                self.stand(cx);
                self.start_storing(cx);
            }
        }
    }

    /// What the owner's standing with the service means for the client.
    fn stand(&mut self, cx: &Context<'_, '_>) {
        self.h.set_enabled(cx.world.enabled(self.id, cx.now));
        self.h.set_connects(self.h.enabled() || cx.world.keeps_channel(self.id, cx.now));
    }

    /// The handset starts.
    pub(super) fn life(&mut self, cx: &mut Context<'_, '_>, n: usize) {
        let starts = cx.world.starts(self.id);
        let start = starts[n];
        let touched = [0, 1].map(|sim| cx.world.binds_anew(&start, sim));
        let ends = matches!(start.episode, Episode::Left | Episode::SwitchedOff);
        if !ends && touched == [false; 2] {
            // The guard knows the card that is put back.
            return;
        }
        self.h.set_stage(if start.episode == Episode::Left { Stage::Gone } else { Stage::Here });
        match start.episode {
            Episode::Joined => {
                self.start_storing(cx);
                self.poll_content(cx);
            }
            Episode::Reset | Episode::Replaced => self.log_in_again(cx),
            Episode::HadIt
            | Episode::Swapped
            | Episode::PutBack
            | Episode::OptedIn
            | Episode::Left
            | Episode::SwitchedOff => {}
        }
        self.cache.forget();
        self.forget_book();
        self.forget_lookups();
        self.channel_lost(cx, true);
        self.h.set_tries(0);
        self.stand(cx);
        if cx.world.switched(self.id, cx.now) != Standing::Off {
            self.show_start(cx);
            for sim in (0..cx.world.sims(self.id)).filter(|&sim| touched[usize::from(sim)]) {
                self.activate(cx, &starts, n, sim);
            }
        }
        if self.h.connects() {
            self.heed_spells(cx);
        }
        self.connect(cx);
    }

    /// Begins the silent activation of a SIM.
    fn activate(&mut self, cx: &mut Context<'_, '_>, starts: &Life, n: usize, sim: u8) {
        cx.ledger.presence.count(cx.now, 1, |p| &mut p.activations.started);
        let activation = activation(cx, self, starts, n, sim);
        for (nth, this) in activation.tries().iter().enumerate() {
            let step = Step { start: n, sim, nth: nth as u8 };
            self.later(cx, cx.now + this.after, ToHandset::Activation, step.pack());
        }
        if activation.tries().is_empty() {
            // Two starts at one instant.
            cx.ledger.presence.count(cx.now, 1, |p| &mut p.activations.not_bound[activation.cause as usize]);
        }
        if let Some(after) = activation.bound {
            self.later(cx, cx.now + after, ToHandset::Activation, Step { start: n, sim, nth: BINDING }.pack());
        }
    }

    /// A try of an activation, or the binding that ends it.
    pub(super) fn activation(&mut self, cx: &mut Context<'_, '_>, argument: u64) {
        let Step { start: n, sim, nth } = Step::unpack(argument);
        let starts = cx.world.starts(self.id);
        let begun = starts[n].at;
        if nth == BINDING {
            cx.ledger.presence.count(begun, 1, |p| &mut p.activations.bound);
            let connected = self.h.connects();
            self.stand(cx);
            // The account service has the number from now on, whether or not a channel follows.
            let site = cx.world.home(cx.world.layout.country(self.id), cx.now);
            let at = cx.now + cx.world.lookahead;
            cx.send(at, cx.world.site_process(site), ToSite::Bound, self.id.0.into());
            if self.h.connects() && !connected {
                self.heed_spells(cx);
                self.connect(cx);
            }
            return;
        }
        let activation = activation(cx, self, &starts, n, sim);
        let this = activation.tries()[usize::from(nth)];
        self.send_try(cx, begun, sim, this);
        if activation.bound.is_none() && usize::from(nth) + 1 == activation.tries().len() {
            let cause = activation.cause as usize;
            cx.ledger.presence.count(begun, 1, |p| &mut p.activations.not_bound[cause]);
        }
    }

    /// The SMS of a try, billed to the owner whether or not the SIM is bound by it, and the polls that follow.
    fn send_try(&mut self, cx: &mut Context<'_, '_>, begun: Instant, sim: u8, this: Try) {
        match this.sms {
            ActivationSms::None => {}
            ActivationSms::Uplink => {
                cx.ledger.presence.count(begun, 1, |p| &mut p.activations.sms);
                let country = cx.world.layout.country(self.id);
                let carrier = cx.world.sim_carrier(self.id, sim);
                let price = cx.world.tariffs.activation(country, carrier, cx.world.roams(self.id));
                cx.ledger.costs.bill_mut(cx.now, country.index()).activation += price;
                cx.ledger.wholes.activation += price;
            }
            ActivationSms::Downlink => cx.ledger.presence.count(begun, 1, |p| &mut p.activations.downlink_sms),
        }
        cx.ledger.presence.count(begun, this.polls.into(), |p| &mut p.activations.polls);
        self.show_try(cx, sim, this);
    }

    /// What a handset says of itself when it starts: own number, device, carrier; protected as numbers are.
    fn show_start(&self, cx: &mut Context<'_, '_>) {
        if !cx.recording() {
            return;
        }
        let Some(site) = self.within_call(cx) else { return };
        let protected = cx.world.owners.protection(&cx.world.draws, self.id, cx.now);
        let items = [Identifier::Msisdn, Identifier::Imei, Identifier::Network].map(|i| cx.own(i, self.id, protected));
        let parcel = Parcel {
            form: Form::StartUp,
            bytes: cx.world.client.lookup_bytes,
            items: &items,
            edge: None,
            message: None,
        };
        cx.on_the_wire(self.id, self.h.access(), site, &parcel);
        cx.at_the_service(self.id, site, &parcel);
    }

    /// The data centre that a packet of the service reaches from here now, if there is one.
    fn within_call(&self, cx: &Context<'_, '_>) -> Option<usize> {
        let site = cx.world.home(cx.world.layout.country(self.id), cx.now);
        (self.h.access().carries() && !self.walled_off(cx) && !self.no_way_to(cx, site)).then_some(site)
    }

    /// What a try shows: its SMS to the carrier of the SIM, reversible hashes of device and card from a number in clear; each
    /// poll the device, on the way to the account service, if there are data.
    fn show_try(&self, cx: &mut Context<'_, '_>, sim: u8, this: Try) {
        if !cx.recording() {
            return;
        }
        if this.sms == ActivationSms::Uplink {
            let hashed = [Identifier::Imei, Identifier::Iccid].map(|i| cx.own(i, self.id, Protection::Hash));
            let items = [hashed[0], hashed[1], cx.own(Identifier::Msisdn, self.id, Protection::Clear)];
            let centre = Seat::MessageCentre(cx.world.sim_carrier(self.id, sim).0);
            let parcel =
                Parcel { form: Form::ActivationSms, bytes: SMS_BYTES, items: &items, edge: None, message: None };
            cx.ledger.exposure.carry(cx.now, centre, &parcel);
        }
        let Some(site) = self.within_call(cx) else { return };
        let protected = cx.world.owners.protection(&cx.world.draws, self.id, cx.now);
        let items = [cx.own(Identifier::Imei, self.id, protected)];
        let bytes = cx.world.client.lookup_bytes;
        let parcel = Parcel { form: Form::ActivationPoll, bytes, items: &items, edge: None, message: None };
        for _ in 0..this.polls {
            cx.on_the_wire(self.id, self.h.access(), site, &parcel);
            cx.at_the_service(self.id, site, &parcel);
        }
    }
}

/// The activation of a SIM after a start, until another start unbinds the SIM or switches the service off.
fn activation(cx: &Context<'_, '_>, phone: &Phone<'_>, starts: &[Start], n: usize, sim: u8) -> Activation {
    let cuts = |s: &&Start| matches!(s.episode, Episode::Left | Episode::SwitchedOff) || cx.world.binds_anew(s, sim);
    cx.world.activation(phone.id, &starts[n], sim, starts[n + 1..].iter().find(cuts))
}
