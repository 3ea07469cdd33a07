//! A carrier's message centres: a queue with background load, store and forward, retries, validity.
//!
//! People without the service have no state: whether and when an SMS reaches them, and what they answer, is drawn here.

use super::context::Context;
use super::event::{Event, ToCentre, ToHandset};
use super::exposure::edge;
use super::handset::{Phone, follow_up, reply, sms_path};
use super::keyed::in_order;
use super::station::Occupancy;
use crate::engine::mix2;
use crate::ledger::{
    Composed, End, Form, Identifier, Load, Missing, Noted, Parcel, Path, Protection, StationLoad, Stay, Traffic, Wait,
};
use crate::units::{CarrierId, Duration, HandsetId, Instant};
use crate::world::{ActivityClock, Carriers, Envelope, MessageId, Party, Relation, Stream, World, segments};
use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};

/// Bytes of a segment (3GPP TS 23.040).
const SMS_BYTES: u64 = 140;

/// An SMS that a message centre has not got rid of.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
struct Pending {
    /// When the centre got it.
    arrived: Instant,
    /// Failed attempts.
    attempts: u32,
}

/// The state of one carrier's message centres.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Centre {
    carrier: CarrierId,
    /// Work waiting, in microseconds, as of `seen`.
    backlog: u64,
    seen: Instant,
    occupancy: Occupancy,
    #[serde(serialize_with = "in_order")]
    pending: FxHashMap<MessageId, Pending>,
    /// Messages to outsiders that will be received after the end of the run.
    beyond: u64,
    trail: u64,
}

/// What became of an SMS to somebody without a handset.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Fate {
    /// When it was received; none where it expired.
    pub(super) received: Option<Instant>,
    /// Attempts made.
    pub(super) attempts: u32,
}

impl Centre {
    /// Message centres before anything has happened.
    pub(super) fn new(carrier: CarrierId) -> Self {
        Self {
            carrier,
            backlog: 0,
            seen: Instant::START,
            occupancy: Occupancy::default(),
            pending: FxHashMap::default(),
            beyond: 0,
            trail: 0,
        }
    }

    /// Hands an event on.
    pub(super) fn handle(&mut self, cx: &mut Context<'_, '_>, event: Event) {
        use crate::engine::Event as _;
        self.trail = mix2(self.trail, event.hash());
        let message = event.message();
        match event.kind() {
            ToCentre::SmsSubmit => self.submit(cx, message),
            ToCentre::SmsRetry => self.retry(cx, message),
            ToCentre::SmsReceived => self.received(cx, message),
            ToCentre::SmsUnreachable => self.unreachable(cx, message),
        }
    }

    /// A hash of everything that a run must agree on.
    pub(super) fn digest(&self) -> u64 {
        mix2(self.trail, mix2(self.backlog, self.pending.len() as u64))
    }

    /// Drains and fills the backlog up to an instant: served at full rate, fed by people without the service. What
    /// would overflow the queue is refused.
    fn advance(&mut self, world: &World, load: &mut Load, now: Instant) {
        let background = &world.smsc.centres[self.carrier.index()].background;
        let queue = world.smsc.queue.as_micros();
        while self.seen < now {
            let slot = ActivityClock::slot(self.seen).min(background.len() - 1);
            let until = ActivityClock::next_change(self.seen).min(load.step_end(self.seen)).min(now);
            let span = (until - self.seen).as_micros();
            let fed = ((u128::from(span) * u128::from(background[slot])) >> 16) as u64;
            let left = (self.backlog + fed).saturating_sub(span);
            let overflow = left.saturating_sub(queue);
            load.step_mut(world.centre_row(self.carrier), self.seen).work += fed - overflow;
            self.backlog = left - overflow;
            self.seen = until;
        }
    }

    /// The stay of a message that comes now and takes `count` segments; none where it is refused.
    fn offer(&mut self, cx: &mut Context<'_, '_>, count: u32) -> Option<Wait> {
        self.advance(cx.world, &mut cx.ledger.load, cx.now);
        let rules = &cx.world.smsc.centres[self.carrier.index()];
        let row = cx.world.centre_row(self.carrier);
        let work = rules.segment.work * u64::from(count);
        if self.backlog + work.as_micros() > cx.world.smsc.queue.as_micros() {
            cx.ledger.load.step_mut(row, cx.now).shed += 1;
            return None;
        }
        let wait = Duration::from_micros(self.backlog);
        self.backlog += work.as_micros();
        let leaves = cx.now + wait + rules.segment.service * u64::from(count);
        self.occupancy.enter(cx.now, leaves);
        cx.ledger.load.accepted(row, cx.now, wait, work);
        Some(Wait { stay: Stay::MessageCentre(self.carrier.0), served: cx.now + wait, leaves })
    }

    /// An SMS arrives from its sender.
    fn submit(&mut self, cx: &mut Context<'_, '_>, message: MessageId) {
        let envelope = cx.world.envelope(message);
        let (sender, receiver) = (envelope.sender, envelope.receiver);
        let text = cx.world.text(&envelope);
        let count = segments(text.alphabet, text.units);
        let carriers = cx.world.carriers(&envelope);
        if let Party::Owner(owner) = sender {
            let roams = cx.world.roams(owner);
            let price = cx.world.tariffs.sms(carriers.sender, carriers.relation, roams, count);
            let country = cx.world.layout.country(owner).index();
            cx.ledger.wholes.arrived[country].count(price, count);
        }
        if let Party::Outsider(person) = sender {
            let composed = composed_at(cx, message, cx.now);
            cx.ledger.deliveries.composed(composed, Traffic::Inbound);
            cx.note(message, || Noted::Composed { traffic: Traffic::Inbound, at: composed });
            if let (Some(list), Party::Owner(owner)) = (&mut cx.ledger.composed, receiver) {
                let source = cx.world.layout.handsets() + person.0;
                list.push(Composed { at: composed.as_micros(), source, target: owner.0 });
            }
            // The centre learns of a message when it arrives: whoever wrote it goes on from there.
            if let Some((_, at)) = follow_up(cx, message, cx.now) {
                Phone::outsider_writes(cx, &envelope.next(true), at);
            }
        }
        let Some(queued) = self.offer(cx, count) else {
            cx.note(message, || Noted::Shed(Stay::MessageCentre(self.carrier.0)));
            ended(cx, &envelope, cx.now, End::Failed);
            return;
        };
        expose(cx, &envelope, carriers);
        let lost = cx.world.draws.bits(Stream::SmsLoss, message.conversation(), message.turn().into());
        if cx.world.smsc.loss.hits(lost) {
            cx.note(message, || Noted::Missed(Missing::SmsLost));
            ended(cx, &envelope, cx.now, End::Lost);
            return;
        }
        match receiver {
            Party::Owner(handset) => {
                self.pending.insert(message, Pending { arrived: cx.now, attempts: 0 });
                attempt(cx, (message, carriers.relation), handset, queued, 0);
            }
            Party::Outsider(_) => self.reach_outsider(cx, &envelope, carriers.relation, queued),
        }
    }

    /// An SMS to a person without a handset: the whole of its delivery, and what they answer.
    fn reach_outsider(&mut self, cx: &mut Context<'_, '_>, envelope: &Envelope, relation: Relation, queued: Wait) {
        let (message, arrived) = (envelope.message, cx.now);
        let fate = fate(cx, (message, relation), arrived, queued.leaves);
        if cx.watched() {
            let first = queued.leaves + on_the_way(cx, (message, relation), 0);
            let Fate { received, attempts } = fate;
            cx.note(message, || Noted::Settled { wait: queued, first, received, attempts });
        }
        let Some(received) = fate.received else {
            ended(cx, envelope, arrived, End::Expired);
            return;
        };
        if let (Party::Owner(sender), true) = (envelope.sender, cx.world.kept_by_sender(envelope)) {
            // As if the receiver's handset had reported to the centre, which then tells the sender's.
            let told = received + cx.world.smsc.deliver.floor + cx.world.lookahead;
            cx.send(told, sender.0, ToHandset::SmsDelivered, message.bits());
        } else if received >= cx.world.horizon {
            self.beyond += 1;
        } else {
            let composed = composed_at(cx, message, arrived);
            arrived_at(cx, message, composed, sms_path(relation), received - composed);
            close(cx, message, composed, Traffic::Outbound, End::Sms);
        }
        if received >= cx.world.horizon {
            return;
        }
        if let Some((_, at)) = reply(cx, message, received) {
            Phone::outsider_writes(cx, &envelope.next(false), at);
        }
    }

    /// Another attempt, or the end of a message's validity.
    fn retry(&mut self, cx: &mut Context<'_, '_>, message: MessageId) {
        let pending = self.pending[&message];
        let envelope = cx.world.envelope(message);
        if cx.now - pending.arrived >= cx.world.smsc.validity {
            self.pending.remove(&message);
            cx.note(message, || Noted::Missed(Missing::OutOfValidity));
            ended(cx, &envelope, pending.arrived, End::Expired);
            return;
        }
        let text = cx.world.text(&envelope);
        let queued = self.offer(cx, segments(text.alphabet, text.units));
        match (queued, envelope.receiver) {
            (Some(queued), Party::Owner(handset)) => {
                let relation = cx.world.relation(&envelope);
                attempt(cx, (message, relation), handset, queued, pending.attempts);
            }
            // A busy centre tries again as if the handset had not been found.
            (None, Party::Owner(_)) => {
                cx.note(message, || Noted::Shed(Stay::MessageCentre(self.carrier.0)));
                self.unreachable(cx, message);
            }
            (_, Party::Outsider(_)) => unreachable!("an SMS to an outsider is settled at once"),
        }
    }

    /// The handset could not be reached: waits, longer each time, but not beyond the validity.
    fn unreachable(&mut self, cx: &mut Context<'_, '_>, message: MessageId) {
        let pending = self.pending.get_mut(&message).expect("an SMS stays until it is received or expires");
        let n = pending.attempts;
        pending.attempts += 1;
        let bits = cx.world.draws.bits(Stream::SmsRetry, message.bits(), n.into());
        let at = (cx.now + cx.world.smsc.wait(n, bits)).min(pending.arrived + cx.world.smsc.validity).max(cx.now);
        let wait = Wait::until(Stay::BackOff(self.carrier.0), at);
        cx.send_after(wait, at, cx.world.centre_process(self.carrier), ToCentre::SmsRetry, message.bits());
    }

    /// The handset has it.
    fn received(&mut self, cx: &mut Context<'_, '_>, message: MessageId) {
        let pending = self.pending.remove(&message).expect("an SMS stays until it is received or expires");
        let envelope = cx.world.envelope(message);
        if let Party::Outsider(_) = envelope.sender {
            let composed = composed_at(cx, message, pending.arrived);
            let latency = cx.now - composed - cx.world.smsc.deliver.floor;
            arrived_at(cx, message, composed, sms_path(cx.world.relation(&envelope)), latency);
            close(cx, message, composed, Traffic::Inbound, End::Sms);
        } else {
            ended(cx, &envelope, pending.arrived, End::Sms);
        }
    }

    /// Messages in flight at the end that no outbox knows of: to outsiders, to be received after the end; from outsiders,
    /// stored.
    pub(super) fn in_flight(&self, world: &World) -> [u64; 2] {
        let from_outsider = |m: &&MessageId| matches!(world.envelope(**m).sender, Party::Outsider(_));
        // A count, so the map's order does not matter.
        let stored = self.pending.keys().filter(from_outsider).count();
        [self.beyond, stored as u64]
    }

    /// Totals of the queue, once its background is counted to the end.
    pub(super) fn finish(&mut self, world: &World, load: &mut Load) -> StationLoad {
        self.advance(world, load, world.horizon);
        self.occupancy.finish(world.horizon)
    }
}

/// An SMS came to its end: counted here where nobody keeps it in an outbox, else its sender's outbox is told. `arrived`
/// is when its message centre got it.
fn ended(cx: &mut Context<'_, '_>, envelope: &Envelope, arrived: Instant, end: End) {
    let traffic = match (envelope.sender, envelope.receiver) {
        (Party::Owner(sender), _) if cx.world.kept_by_sender(envelope) => {
            let kind = match end {
                End::Sms | End::Ip | End::Both | End::Astray => ToHandset::SmsDelivered,
                End::Lost => ToHandset::SmsLost,
                End::Expired => ToHandset::SmsExpired,
                End::Failed => ToHandset::SmsFailed,
            };
            cx.notice(sender, kind, envelope.message);
            return;
        }
        (Party::Owner(_), _) => Traffic::Outbound,
        (Party::Outsider(_), _) => Traffic::Inbound,
    };
    let composed = composed_at(cx, envelope.message, arrived);
    close(cx, envelope.message, composed, traffic, end);
}

/// The first copy of an SMS that nobody keeps in an outbox arrived.
fn arrived_at(cx: &mut Context<'_, '_>, message: MessageId, composed: Instant, path: Path, latency: Duration) {
    cx.ledger.arrived(composed, path, latency);
    cx.note(message, || Noted::Arrived { path, latency });
}

/// It came to its end.
fn close(cx: &mut Context<'_, '_>, message: MessageId, composed: Instant, traffic: Traffic, end: End) {
    cx.ledger.deliveries.ended(composed, traffic, end);
    cx.note(message, || Noted::Ended { traffic, end, composed, tried: false, cause: None });
}

/// When a message was composed that arrived at its message centre at an instant: its way there is drawn by its id.
fn composed_at(cx: &Context<'_, '_>, message: MessageId, arrived: Instant) -> Instant {
    let bits = cx.world.draws.bits(Stream::SmsSubmit, message.conversation(), message.turn().into());
    Instant::from_micros(arrived.as_micros() - cx.world.smsc.submit.delay(bits).as_micros())
}

/// Time from leaving the queue to reaching the handset.
fn on_the_way(cx: &Context<'_, '_>, (message, relation): (MessageId, Relation), attempt: u32) -> Duration {
    let rules = &cx.world.smsc;
    let [deliver, between] = cx.world.draws.pair(Stream::SmsDeliver, message.bits(), attempt.into());
    let delay = rules.deliver.delay(deliver);
    match relation {
        Relation::OnNet => delay,
        Relation::OffNet => delay + rules.interconnect.delay(between),
        Relation::International => delay + rules.international.delay(between),
    }
}

/// An attempt sets out for a handset.
fn attempt(cx: &mut Context<'_, '_>, sms: (MessageId, Relation), handset: HandsetId, queued: Wait, n: u32) {
    let arrives = queued.leaves + on_the_way(cx, sms, n);
    cx.send_after(queued, arrives, handset.0, ToHandset::SmsDeliver, sms.0.bits());
}

/// When an SMS reaches a person without a handset, attempt by attempt, within its validity.
pub(super) fn fate(cx: &Context<'_, '_>, sms: (MessageId, Relation), arrived: Instant, leaves: Instant) -> Fate {
    let rules = &cx.world.smsc;
    let message = sms.0;
    let mut at = leaves + on_the_way(cx, sms, 0);
    let mut attempts = 0;
    loop {
        attempts += 1;
        let bits = cx.world.draws.bits(Stream::SmsReach, message.bits(), attempts.into());
        if rules.reachable.hits(bits) {
            return Fate { received: Some(at), attempts };
        }
        let wait =
            rules.wait(attempts - 1, cx.world.draws.bits(Stream::SmsRetry, message.bits(), (attempts - 1).into()));
        at += wait;
        if at - arrived > rules.validity {
            return Fate { received: None, attempts };
        }
    }
}

/// What an SMS shows to carriers: both numbers and the text, in clear.
fn expose(cx: &mut Context<'_, '_>, envelope: &Envelope, carriers: Carriers) {
    if !cx.recording() {
        return;
    }
    // Seen from the handset that the conversation is counted at.
    let owner = envelope.message.initiator();
    let number = |party| cx.item(Identifier::Msisdn, party, owner, Protection::Clear);
    let sender = number(envelope.sender);
    let items = [sender, number(envelope.receiver), sender.and(Identifier::Content)];
    let edge = Some(edge(cx, owner, envelope.slot_at(owner)));
    let message = Some(envelope.message.bits());
    cx.at_the_centres(envelope, carriers, &Parcel { form: Form::Sms, bytes: SMS_BYTES, items: &items, edge, message });
}
