//! A message arrives: acknowledging, telling copies apart, answering.

use super::Phone;
use super::cache::Belief;
use crate::ledger::{Form, Identifier, Item, Known, Missing, Noted, Parcel, Source, Stay, Wait};
use crate::model::context::{Context, packet_key};
use crate::model::event::{Caller, ToCentre, ToHandset, ToSite, forwarded};
use crate::model::exposure::edge;
use crate::units::{Duration, HandsetId, Instant};
use crate::world::{Access, Dialled, Envelope, MessageId, Occasions, Party, Stream};

impl Phone<'_> {
    /// A cloud message arrives, if the channel still carries it.
    pub(super) fn deliver(&mut self, cx: &mut Context<'_, '_>, message: MessageId) {
        // A disabled application has nobody to show it to and acknowledges nothing.
        if !self.channel_receives(cx) {
            cx.note(message, || Noted::Missed(Missing::ChannelDead));
            return;
        }
        if !self.h.enabled() {
            cx.note(message, || Noted::Missed(Missing::ApplicationOff));
            return;
        }
        let envelope = cx.world.envelope(message);
        let sender = envelope.writer();
        self.expose_receipt(cx, &envelope);
        if envelope.receiver != Party::Owner(self.id) {
            // Meant for somebody else: the client shows and acknowledges it as any other, and its owner does not answer.
            if self.remember(cx, message, true).0 {
                cx.notice(sender, ToHandset::CopyDelivered, message);
            }
            self.acknowledge(cx, message);
            return;
        }
        if self.note_receipt(cx, message, true) {
            cx.notice(sender, ToHandset::CopyDelivered, message);
        }
        // Who writes is online; but a sender kept without country code is another number to this client.
        let slot = envelope.slot_at(self.id);
        if cx.world.dialled(self.id, slot) == Dialled::Right {
            let known = cx.world.client.id_days;
            self.cache.believe(slot as u16, Belief::Online, cx.now, cx.world.client.presence_known, Some(known));
            cx.learns(self.id, slot as u16, Source::Message, Known::Online);
        }
        self.acknowledge(cx, message);
    }

    fn acknowledge(&mut self, cx: &mut Context<'_, '_>, message: MessageId) {
        let bits = cx.world.draws.bits(Stream::Ack, message.conversation(), message.turn().into());
        let ready = cx.now + Duration::from_micros(cx.world.client.ack_delay.draw(bits));
        let site = cx.world.site_process(self.h.site.into());
        if let Some(at) = self.channel_sends(cx, ready, ToSite::AckSubmit, message.bits()) {
            let wait = Wait { stay: Stay::Acknowledging, served: cx.now, leaves: ready };
            cx.send_after(wait, at, site, ToSite::AckSubmit, message.bits());
        }
    }

    /// An attempt to deliver an SMS reaches the handset, if it is covered; the message centre learns which.
    pub(super) fn sms_deliver(&mut self, cx: &mut Context<'_, '_>, message: MessageId) {
        let envelope = cx.world.envelope(message);
        let carrier = cx.world.carrier(envelope.sender, &envelope);
        let centre = cx.world.centre_process(carrier);
        let reported = cx.now + cx.world.smsc.deliver.floor;
        if self.h.access() == Access::Unreachable {
            cx.send(reported, centre, ToCentre::SmsUnreachable, message.bits());
            cx.note(message, || Noted::Missed(Missing::NoCoverage));
            return;
        }
        cx.send(reported, centre, ToCentre::SmsReceived, message.bits());
        match envelope.sender {
            Party::Owner(_) => {
                self.note_receipt(cx, message, false);
            }
            Party::Outsider(_) => {
                cx.note(message, || Noted::Received { by_ip: false, new: true, first: true });
                self.answer(cx, message);
            }
        }
        let slot = envelope.slot_at(self.id);
        self.consult(cx, slot, Occasions::RECEIVE);
        self.forward_sms(cx, &envelope);
    }

    /// Remembers a receipt; the first of a message is answered. False where a copy came this way before.
    fn note_receipt(&mut self, cx: &mut Context<'_, '_>, message: MessageId, by_ip: bool) -> bool {
        let (new, first) = self.remember(cx, message, by_ip);
        if first {
            self.answer(cx, message);
        }
        new
    }

    /// Remembers a receipt: whether no copy came this way before, and whether none came at all.
    fn remember(&mut self, cx: &mut Context<'_, '_>, message: MessageId, by_ip: bool) -> (bool, bool) {
        let kept = cx.world.sites[usize::from(self.h.site)].relay.retention;
        let memory = cx.world.smsc.validity + cx.world.client.delivery_timer + kept + Duration::DAY;
        let (new, first) = self.pool.remember(&mut self.h.open, message, by_ip, cx.now, memory);
        cx.note(message, || Noted::Received { by_ip, new, first });
        (new, first)
    }

    /// The next turn of a conversation, if there is one and it is this owner's.
    fn answer(&mut self, cx: &mut Context<'_, '_>, message: MessageId) {
        if let Some((next, at)) = reply(cx, message, cx.now) {
            self.later(cx, at, ToHandset::Compose, next.bits());
        }
    }

    /// In designs that do so, an SMS that was received or is being sent goes to the operator too, if there are data now.
    pub(super) fn forward_sms(&mut self, cx: &mut Context<'_, '_>, envelope: &Envelope) {
        if !cx.world.client.forwards_sms || !self.h.enabled() || !self.h.access().carries() || self.walled_off(cx) {
            return;
        }
        let home = cx.world.home(cx.world.layout.country(self.id), cx.now);
        let (here, there) = (self.place(cx.world), cx.world.sites[home].place);
        let bytes = cx.world.client.message_bytes + u64::from(cx.world.text(envelope).units);
        let wrote = envelope.sender == Party::Owner(self.id);
        let slot = envelope.slot_at(self.id);
        let key = packet_key(self.id, ToSite::ForwardedSms, cx.now.as_micros());
        let Some(delay) = cx.packet(self.h.access(), here, there, cx.now, key).filter(|_| Self::is_answered(cx, home))
        else {
            return;
        };
        cx.data_of(envelope.message, self.id, self.h.access(), bytes);
        if cx.recording() {
            let items = copied(cx, self.id, slot, wrote);
            let edge = Some(edge(cx, self.id, slot));
            cx.on_the_wire(
                self.id,
                self.h.access(),
                home,
                &Parcel {
                    form: Form::ForwardedSms,
                    bytes,
                    items: &items,
                    edge,
                    message: Some(envelope.message.bits()),
                },
            );
        }
        let caller = Caller { handset: self.id, word: slot as u16, access: self.h.access() };
        let (at, site) = (cx.now + delay, cx.world.site_process(home));
        cx.send_for(envelope.message, at, site, ToSite::ForwardedSms, forwarded(caller, wrote));
    }

    fn expose_receipt(&mut self, cx: &mut Context<'_, '_>, envelope: &Envelope) {
        let bytes = cx.world.client.message_bytes + u64::from(cx.world.text(envelope).units);
        cx.data_of(envelope.message, self.id, self.h.access(), bytes);
        if cx.recording() {
            let number = cx.item(Identifier::Msisdn, envelope.sender, self.id, cx.world.client.protection);
            let items = [number, number.and(Identifier::Content)];
            // A stranger who is not meant does not know the writer.
            let meant = envelope.receiver == Party::Owner(self.id);
            let edge = meant.then(|| edge(cx, self.id, envelope.slot_at(self.id)));
            cx.on_the_wire(
                self.id,
                self.h.access(),
                self.h.site.into(),
                &Parcel { form: Form::Deliver, bytes, items: &items, edge, message: Some(envelope.message.bits()) },
            );
        }
    }
}

/// What a copy of an SMS shows: the other party's number, and the text of whoever wrote it.
pub(in crate::model) fn copied(cx: &Context<'_, '_>, handset: HandsetId, slot: u32, wrote: bool) -> [Item; 2] {
    let (other, protected) = (cx.world.contacts.party(handset, slot), cx.world.client.protection);
    let writer = if wrote { Party::Owner(handset) } else { other };
    [cx.item(Identifier::Msisdn, other, handset, protected), cx.item(Identifier::Content, writer, handset, protected)]
}

/// The turn that answers a message received at an instant, and when it is written.
pub(in crate::model) fn reply(
    cx: &Context<'_, '_>,
    message: MessageId,
    received: Instant,
) -> Option<(MessageId, Instant)> {
    next_turn(cx, message, false).map(|(next, after)| (next, received + after))
}

/// The turn that its writer adds to a message sent at an instant, without waiting for an answer, and when.
pub(in crate::model) fn follow_up(
    cx: &Context<'_, '_>,
    message: MessageId,
    sent: Instant,
) -> Option<(MessageId, Instant)> {
    next_turn(cx, message, true).map(|(next, after)| (next, sent + after))
}

/// The turn after a message with the time it takes, if there is one with the same writer, or with the other one.
fn next_turn(cx: &Context<'_, '_>, message: MessageId, same_writer: bool) -> Option<(MessageId, Duration)> {
    let (conversations, draws) = (&cx.world.conversations, &cx.world.draws);
    let turns = conversations.turns(draws, message);
    if message.turn() + 1 >= turns.min(MessageId::TURNS) {
        return None;
    }
    let next = message.next();
    (conversations.same_writer(draws, next) == same_writer)
        .then(|| (next, conversations.think(draws, next, same_writer)))
}
