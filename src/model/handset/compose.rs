//! A message is ready: which way it goes.

use super::cache::Belief;
use super::life::Stage;
use super::outbox::{Outgoing, Sms};
use super::receive::follow_up;
use super::{Channel, Phone};
use crate::ledger::{Cause, Choice, Composed, Edge, Form, Identifier, Item, Noted, Parcel, Stay, Traffic, Wait};
use crate::model::context::Context;
use crate::model::event::{ToCentre, ToHandset};
use crate::model::exposure::edge;
use crate::units::{HandsetId, Micros};
use crate::world::{Access, Dialled, Envelope, MessageId, Occasions, Party, Route, Stream, World, segments};

impl Phone<'_> {
    /// The owner sends a message; without any coverage they wait for it.
    pub(super) fn compose(&mut self, cx: &mut Context<'_, '_>, message: MessageId) {
        if self.h.stage() == Stage::Gone {
            return;
        }
        if self.h.access() == Access::Unreachable {
            let covered = self.h.spell_end();
            cx.send_after(Wait::until(Stay::Coverage, covered), covered, self.id.0, ToHandset::Compose, message.bits());
            return;
        }
        let envelope = cx.world.envelope(message);
        let receiver = envelope.receiver;
        let slot = envelope.slot_at(self.id);
        // Of two SIMs, the one that the other party knows must be bound.
        let on = self.h.enabled() && cx.world.enabled_towards(self.id, slot, cx.now);
        let traffic = match receiver {
            Party::Outsider(_) => Traffic::Outbound,
            Party::Owner(other) if on && cx.world.enabled_towards(other, envelope.slot_at(other), cx.now) => {
                Traffic::Eligible
            }
            Party::Owner(_) => Traffic::Owners,
        };
        cx.ledger.deliveries.composed(cx.now, traffic);
        let at = cx.now;
        cx.note(message, || Noted::Composed { traffic, at });
        self.list(cx, receiver);
        if let Some((next, at)) = follow_up(cx, message, cx.now) {
            self.later(cx, at, ToHandset::Compose, next.bits());
        }
        let opened = message.turn() == 0 && cx.world.conversations.typing(&cx.world.draws, message).is_some();
        let by_ip = on && self.goes_by_ip(cx, slot as u16);
        if cx.watched() {
            self.note_choice(cx, &envelope, by_ip);
        }
        if !opened {
            // The client asks now, but decides by what it knows already.
            self.consult(cx, slot, Occasions::COMPOSE);
        }
        if traffic == Traffic::Eligible && message.turn() == 0 {
            cx.ledger.deliveries.first_message(cx.now, !by_ip);
        }
        if traffic == Traffic::Outbound && !cx.world.kept_by_sender(&envelope) {
            self.pay(cx, &envelope, traffic);
            self.hand_to_centre(cx, &envelope);
            return;
        }
        let outgoing = Outgoing {
            message,
            composed: cx.now,
            traffic,
            copies: 0,
            sent: 0,
            waiting: by_ip,
            server_acked: false,
            by_ip: false,
            sms: Sms::None,
            latency: None,
            cut: self.path_cut(cx, cx.now),
            enabled: self.h.enabled(),
            cause: None,
        };
        self.pool.post(&mut self.h.open, outgoing);
        if by_ip {
            let runs_out = cx.now + cx.world.client.delivery_timer;
            let wait = Wait::until(Stay::Timer, runs_out);
            cx.send_after(wait, runs_out, self.id.0, ToHandset::DeliveryTimer, message.bits());
            self.send_copy(cx, &envelope);
        } else {
            let cause = self.obstacle(cx, slot);
            self.send_sms(cx, &envelope, cause);
        }
    }

    /// Whether a message to a contact goes by IP. Where nothing ever becomes an SMS it waits for a channel that is down;
    /// but only a service that keeps messages lets it.
    fn goes_by_ip(&self, cx: &Context<'_, '_>, slot: u16) -> bool {
        let client = &cx.world.client;
        let waits = client.route == Route::Registered && !client.fallback;
        (self.h.channel() == Channel::Up || waits) && self.within_reach(cx, slot)
    }

    /// What keeps a message off the relays, in the order in which it would have to be mended.
    fn obstacle(&self, cx: &Context<'_, '_>, slot: u32) -> Cause {
        if cx.world.dialled(self.id, slot) != Dialled::Right {
            Cause::Malformed
        } else if !self.h.access().seems_on() {
            Cause::SenderOffline
        } else if self.h.channel() != Channel::Up {
            if self.path_cut(cx, cx.now) { Cause::Partition } else { Cause::ChannelDown }
        } else {
            match self.belief(cx, slot as u16) {
                None | Some(Belief::NotUser) => Cause::ReceiverUnknown,
                Some(Belief::Offline | Belief::Online) => Cause::ReceiverOffline,
            }
        }
    }

    /// Sends a message in the outbox by SMS.
    pub(super) fn send_sms(&mut self, cx: &mut Context<'_, '_>, envelope: &Envelope, cause: Cause) {
        let outgoing = self.outgoing(envelope.message).expect("a message that may go by IP is in the outbox");
        outgoing.sms = Sms::Sent;
        let (composed, traffic) = (outgoing.composed, outgoing.traffic);
        outgoing.cause = Some(cause);
        cx.note(envelope.message, || Noted::BySms(cause));
        if traffic == Traffic::Eligible {
            cx.ledger.deliveries.fell_back(composed, cause);
        }
        self.pay(cx, envelope, traffic);
        self.hand_to_centre(cx, envelope);
    }

    /// What a message costs as SMS, and its segments.
    pub(super) fn price(&self, cx: &Context<'_, '_>, envelope: &Envelope) -> (Micros, u32) {
        charge(cx.world, envelope, self.id)
    }

    fn pay(&mut self, cx: &mut Context<'_, '_>, envelope: &Envelope, traffic: Traffic) {
        let (price, count) = self.price(cx, envelope);
        let country = cx.world.layout.country(self.id).index();
        let bill = cx.ledger.costs.bill_mut(cx.now, country);
        bill.paid += price;
        bill.segments += u64::from(count);
        if traffic != Traffic::Eligible {
            bill.paid_direct += price;
            cx.ledger.wholes.paid_direct += price;
        }
        cx.ledger.wholes.paid += price;
        cx.note(envelope.message, || Noted::Paid { amount: price, segments: count });
    }

    /// The SMS leaves for the message centre of the sender's carrier, once there is coverage.
    fn hand_to_centre(&mut self, cx: &mut Context<'_, '_>, envelope: &Envelope) {
        let message = envelope.message;
        let carrier = cx.world.carrier(envelope.sender, envelope);
        let bits = cx.world.draws.bits(Stream::SmsSubmit, message.conversation(), message.turn().into());
        let leaves = if self.h.access() == Access::Unreachable { self.h.spell_end() } else { cx.now };
        let arrives = leaves + cx.world.smsc.submit.delay(bits);
        cx.ledger.wholes.sms_sent += 1;
        self.forward_sms(cx, envelope);
        let wait = Wait::until(Stay::Coverage, leaves);
        cx.send_after(wait, arrives, cx.world.centre_process(carrier), ToCentre::SmsSubmit, message.bits());
    }

    /// What a cloud message shows on its way: the reader's number routes it.
    pub(super) fn expose_message(&mut self, cx: &mut Context<'_, '_>, envelope: &Envelope) {
        let bytes = cx.world.client.message_bytes + u64::from(cx.world.text(envelope).units);
        cx.data_of(envelope.message, self.id, self.h.access(), bytes);
        if cx.recording() && self.h.access().carries() {
            let items = submitted(cx, envelope, self.id);
            let edge = named(cx, envelope);
            cx.on_the_wire(
                self.id,
                self.h.access(),
                self.h.site.into(),
                &Parcel { form: Form::Submit, bytes, items: &items, edge, message: Some(envelope.message.bits()) },
            );
        }
    }

    /// What the client knows now that it chooses, and what is true, for whoever follows the message.
    #[cold]
    fn note_choice(&self, cx: &mut Context<'_, '_>, envelope: &Envelope, by_ip: bool) {
        let slot = envelope.slot_at(self.id);
        let receiver_on = match envelope.receiver {
            Party::Owner(other) => cx.world.enabled_towards(other, envelope.slot_at(other), cx.now),
            Party::Outsider(_) => false,
        };
        let known = self.belief(cx, slot as u16);
        let choice = Choice {
            by_ip,
            sender_on: self.h.enabled() && cx.world.enabled_towards(self.id, slot, cx.now),
            receiver_on,
            data: self.h.access().seems_on(),
            channel: self.h.channel() == Channel::Up,
            cut: self.path_cut(cx, cx.now),
            readable: cx.world.dialled(self.id, slot) == Dialled::Right,
            known: known.map(Belief::known),
            by_book: self.cache.belief(slot as u16) != known,
        };
        cx.note(envelope.message, || Noted::Chose(choice));
    }

    /// Lists the message where the run keeps a list.
    fn list(&self, cx: &mut Context<'_, '_>, receiver: Party) {
        let handsets = cx.world.layout.handsets();
        if let Some(list) = &mut cx.ledger.composed {
            let target = match receiver {
                Party::Owner(handset) => handset.0,
                Party::Outsider(person) => handsets + person.0,
            };
            list.push(Composed { at: cx.now.as_micros(), source: self.id.0, target });
        }
    }
}

/// What a message of an owner's costs as SMS, and its segments.
pub(in crate::model) fn charge(world: &World, envelope: &Envelope, writer: HandsetId) -> (Micros, u32) {
    let text = world.text(envelope);
    let count = segments(text.alphabet, text.units);
    let carrier = world.carrier(envelope.sender, envelope);
    (world.tariffs.sms(carrier, world.relation(envelope), world.roams(writer), count), count)
}

/// What a cloud message shows of its writer and its reader.
pub(in crate::model) fn submitted(cx: &Context<'_, '_>, envelope: &Envelope, writer: HandsetId) -> [Item; 3] {
    let protected = cx.world.client.protection;
    // The account named is the one that the client believes in.
    let addressee = Party::Owner(cx.world.addressee(envelope));
    let account = cx.own(Identifier::Account, writer, protected);
    [cx.item(Identifier::Msisdn, addressee, writer, protected), account, account.and(Identifier::Content)]
}

/// The acquaintance that a cloud message shows on its way to the service: none where it goes to a stranger.
pub(in crate::model) fn named(cx: &Context<'_, '_>, envelope: &Envelope) -> Option<Edge> {
    let writer = envelope.writer();
    cx.world.stranger(envelope).is_none().then(|| edge(cx, writer, envelope.slot_at(writer)))
}
