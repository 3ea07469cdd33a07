//! Messages on their way from this handset to another owner's: what was tried, what became of each copy.
//!
//! The only place that sees all copies of a message, and so the one that says how it ended. The fates of copies are
//! notices of the truth: the client acts on acknowledgements and timers alone.

use super::Phone;
use super::cache::Belief;
use crate::ledger::{Cause, End, Fate, Known, Missing, Noted, Path, Source, Traffic};
use crate::model::context::Context;
use crate::model::event::ToSite;
use crate::units::{Duration, Instant};
use crate::world::{Envelope, MessageId, Relation, Route, World};
use serde::{Deserialize, Serialize};

/// A message whose end is not known yet.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
#[expect(clippy::struct_excessive_bools, reason = "independent facts about a message, not a state machine")]
pub(in crate::model) struct Outgoing {
    pub(in crate::model) message: MessageId,
    /// When it was composed.
    pub(super) composed: Instant,
    pub(super) traffic: Traffic,
    /// Cloud copies on the way.
    pub(super) copies: u8,
    /// Cloud copies ever sent.
    pub(super) sent: u8,
    /// The client still waits for the delivered-ack.
    pub(super) waiting: bool,
    /// The service has it.
    pub(super) server_acked: bool,
    /// A cloud copy reached the reader.
    pub(super) by_ip: bool,
    /// The SMS.
    pub(super) sms: Sms,
    /// How late the first copy came, if one did.
    pub(super) latency: Option<Duration>,
    /// The link to the service was cut when it was composed.
    pub(super) cut: bool,
    /// The sender had the service on when it was composed.
    pub(super) enabled: bool,
    /// Why it went by SMS, if it did.
    pub(super) cause: Option<Cause>,
}

impl Outgoing {
    /// Who writes to whom.
    pub(in crate::model) fn traffic(&self) -> Traffic {
        self.traffic
    }

    /// Whether a copy has arrived of a message composed at an instant or later.
    pub(in crate::model) fn arrived_since(&self, from: Instant) -> bool {
        self.composed >= from && self.latency.is_some()
    }

    /// What became of it, for the list of fates; nothing where it is for somebody without the service, to whom it may have
    /// gone astray.
    pub(in crate::model) fn fate(&self, world: &World, end: Option<End>) -> Option<Fate> {
        let envelope = world.envelope(self.message);
        (self.traffic != Traffic::Outbound).then(|| Fate {
            message: self.message.bits(),
            composed: self.composed.as_micros(),
            sender: envelope.writer().0,
            receiver: envelope.reader().0,
            traffic: self.traffic,
            sender_on: self.enabled,
            tried: self.sent > 0,
            cause: self.cause,
            end,
            latency: self.latency.map(Duration::as_micros),
        })
    }
}

/// The SMS copy of a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) enum Sms {
    /// None sent.
    None,
    /// On the way.
    Sent,
    /// At its end.
    Ended(End),
}

impl Phone<'_> {
    pub(super) fn outgoing(&mut self, message: MessageId) -> Option<&mut Outgoing> {
        self.pool.posted(self.h.open, message)
    }

    /// The entry that a notice of the truth is about.
    fn noticed(&mut self, message: MessageId) -> &mut Outgoing {
        self.outgoing(message).expect("a message stays in the outbox until all its copies have ended")
    }

    /// Sends a cloud copy of a message in the outbox.
    pub(super) fn send_copy(&mut self, cx: &mut Context<'_, '_>, envelope: &Envelope) {
        let message = envelope.message;
        let attempt = self.noticed(message).sent;
        self.noticed(message).sent = attempt + 1;
        let site = cx.world.site_process(self.h.site.into());
        let n = message.bits() | u64::from(attempt) << MessageId::BITS;
        if let Some(at) = self.channel_sends(cx, cx.now, ToSite::Submit, n) {
            self.expose_message(cx, envelope);
            self.noticed(message).copies += 1;
            cx.send(at, site, ToSite::Submit, message.bits());
        } else {
            cx.note(message, || Noted::Missed(Missing::PacketLost));
        }
    }

    /// Messages stuck in "sending" are sent again when the channel opens.
    pub(super) fn resend_stuck(&mut self, cx: &mut Context<'_, '_>) {
        let stuck = |o: &&Outgoing| o.waiting && !o.server_acked && o.sent < u8::MAX;
        let stuck: Vec<MessageId> = self.pool.outbox(self.h.open).filter(stuck).map(|o| o.message).collect();
        for message in stuck {
            self.send_copy(cx, &cx.world.envelope(message));
        }
    }

    /// The service has the message.
    pub(super) fn server_ack(&mut self, cx: &mut Context<'_, '_>, message: MessageId) {
        if self.channel_receives(cx)
            && let Some(outgoing) = self.outgoing(message)
        {
            outgoing.server_acked = true;
        } else {
            self.note_dead(cx, message);
        }
    }

    /// A packet about a message reached the handset, but no client.
    fn note_dead(&self, cx: &mut Context<'_, '_>, message: MessageId) {
        if cx.watched() && !self.truly_online(cx) {
            cx.note(message, || Noted::Missed(Missing::ChannelDead));
        }
    }

    /// The reader has the message.
    pub(super) fn delivered_ack(&mut self, cx: &mut Context<'_, '_>, message: MessageId) {
        if !self.channel_receives(cx) {
            self.note_dead(cx, message);
            return;
        }
        if let Some(outgoing) = self.outgoing(message) {
            outgoing.waiting = false;
            cx.ledger.wholes.acknowledged[usize::from(outgoing.by_ip)] += 1;
            self.close_if_ended(cx, message);
        }
        let site = cx.world.site_process(self.h.site.into());
        if let Some(at) = self.channel_sends(cx, cx.now, ToSite::SenderAck, message.bits()) {
            cx.send(at, site, ToSite::SenderAck, message.bits());
        }
    }

    /// The delivery timer runs out: without a delivered-ack the contact counts as offline and the message goes by SMS.
    pub(super) fn delivery_timer(&mut self, cx: &mut Context<'_, '_>, message: MessageId) {
        let Some(outgoing) = self.outgoing(message).filter(|o| o.waiting) else { return };
        outgoing.waiting = false;
        let cause = if outgoing.cut { Cause::Partition } else { Cause::Timer };
        let slot = cx.world.envelope(message).slot_at(self.id) as u16;
        if self.cache.belief(slot).is_some() {
            // A service that keeps messages says nothing of presence: whoever was not reached is asked about anew.
            let life = match cx.world.client.route {
                Route::Online => cx.world.client.presence_known,
                Route::Registered => Duration::ZERO,
            };
            self.cache.believe(slot, Belief::Offline, cx.now, life, None);
            cx.learns(self.id, slot, Source::Timer, Known::Offline);
        }
        self.fall_back(cx, message, cause);
    }

    /// The service sheds the message: it goes by SMS at once.
    pub(super) fn bounce(&mut self, cx: &mut Context<'_, '_>, message: MessageId) {
        let heard = self.channel_receives(cx);
        let outgoing = self.noticed(message);
        outgoing.copies -= 1;
        if heard && outgoing.waiting {
            outgoing.waiting = false;
            self.fall_back(cx, message, Cause::Overload);
        } else {
            self.close_if_ended(cx, message);
        }
    }

    fn fall_back(&mut self, cx: &mut Context<'_, '_>, message: MessageId, cause: Cause) {
        if cx.world.client.fallback {
            self.send_sms(cx, &cx.world.envelope(message), cause);
        } else {
            self.close_if_ended(cx, message);
        }
    }

    /// Truth: the first cloud copy reached its reader.
    pub(super) fn copy_delivered(&mut self, cx: &mut Context<'_, '_>, message: MessageId) {
        self.noticed(message).by_ip = true;
        if cx.world.stranger(&cx.world.envelope(message)).is_none() {
            self.arrived(cx, message, cx.world.lookahead, Path::Ip);
        }
    }

    /// Truth: a cloud copy came to its end.
    pub(super) fn copy_closed(&mut self, cx: &mut Context<'_, '_>, message: MessageId) {
        self.noticed(message).copies -= 1;
        self.close_if_ended(cx, message);
    }

    /// Truth: the SMS came to its end.
    pub(super) fn sms_ended(&mut self, cx: &mut Context<'_, '_>, message: MessageId, end: End) {
        let outgoing = self.noticed(message);
        outgoing.sms = Sms::Ended(end);
        let tried = outgoing.sent > 0;
        if end == End::Sms {
            let path =
                if tried { Path::AfterFallback } else { sms_path(cx.world.relation(&cx.world.envelope(message))) };
            // The receipt was reported to the message centre, which then told us.
            self.arrived(cx, message, cx.world.smsc.deliver.floor + cx.world.lookahead, path);
        }
        self.close_if_ended(cx, message);
    }

    /// A copy arrived some time ago; the first one makes the latency.
    fn arrived(&mut self, cx: &mut Context<'_, '_>, message: MessageId, ago: Duration, path: Path) {
        let outgoing = self.noticed(message);
        if outgoing.latency.is_none() {
            let latency = (cx.now - outgoing.composed).saturating_sub(ago);
            outgoing.latency = Some(latency);
            let composed = outgoing.composed;
            cx.ledger.arrived(composed, path, latency);
            cx.note(message, || Noted::Arrived { path, latency });
        }
    }

    /// Says how a message ended once nothing of it is on the way any more.
    pub(super) fn close_if_ended(&mut self, cx: &mut Context<'_, '_>, message: MessageId) {
        let outgoing = *self.noticed(message);
        if outgoing.waiting || outgoing.copies > 0 || outgoing.sms == Sms::Sent {
            return;
        }
        let astray = outgoing.by_ip && cx.world.stranger(&cx.world.envelope(message)).is_some();
        let end = match (outgoing.by_ip, outgoing.sms) {
            // A stranger has read it, too; its reader has it once.
            (true, Sms::Ended(End::Sms)) if astray => End::Sms,
            (true, Sms::Ended(End::Sms)) => End::Both,
            (true, Sms::None | Sms::Sent | Sms::Ended(_)) if astray => End::Astray,
            (true, Sms::None | Sms::Sent | Sms::Ended(_)) => End::Ip,
            (false, Sms::Ended(end)) => end,
            (false, Sms::None | Sms::Sent) => End::Lost,
        };
        cx.ledger.deliveries.ended(outgoing.composed, outgoing.traffic, end);
        let Outgoing { composed, traffic, sent, cause, .. } = outgoing;
        cx.note(message, || Noted::Ended { traffic, end, composed, tried: sent > 0, cause });
        if let Some(fates) = &mut cx.ledger.fates {
            fates.extend(outgoing.fate(cx.world, Some(end)));
        }
        if end == End::Ip && outgoing.sms == Sms::None {
            let (price, _) = self.price(cx, &cx.world.envelope(message));
            let country = cx.world.layout.country(self.id).index();
            let bill = cx.ledger.costs.bill_mut(outgoing.composed, country);
            bill.avoided += price;
            bill.sms_saved += 1;
            cx.ledger.wholes.avoided += price;
            cx.ledger.wholes.by_ip_alone += 1;
            cx.note(message, || Noted::Saved { amount: price });
        }
        self.pool.withdraw(&mut self.h.open, message);
    }
}

/// The path of an SMS by the relation of its carriers.
pub(in crate::model) fn sms_path(relation: Relation) -> Path {
    match relation {
        Relation::OnNet => Path::OnNet,
        Relation::OffNet => Path::OffNet,
        Relation::International => Path::International,
    }
}
