//! The relay fleet: connections on nodes, messages from node to node, the transient store, acknowledgements, crashes.

use super::registry::Connection;
use super::{RELAY, Site, group_of};
use crate::ledger::{Form, Missing, Noted, Parcel, Stay, Store, Wait};
use crate::model::context::{Context, packet_key};
use crate::model::event::{Caller, ToHandset, ToSite};
use crate::model::handset::{GENERATION, introduced, named, submitted};
use crate::model::station::Served;
use crate::units::{Duration, HandsetId, Instant};
use crate::world::{Access, Envelope, Job, MessageId, Route};

impl Site {
    /// A handset connects: to the node with the fewest connections, if it is not too busy.
    pub(super) fn hello(&mut self, cx: &mut Context<'_, '_>, argument: u64) {
        let Caller { handset, word: generation, access } = Caller::unpack(argument);
        let timeout = cx.world.client.connect_timeout;
        if !self.arrives(cx, handset) {
            cx.send(cx.now + timeout, handset.0, ToHandset::Rejected, generation.into());
            return;
        }
        if self.registry.connection(handset).is_some_and(|c| newer(c.generation, generation)) {
            // Overtaken by a later attempt: the handset has moved on.
            return;
        }
        self.show_hello(cx, handset);
        cx.keep_account(handset);
        let rules = &cx.world.sites[self.index].relay;
        let (up, held) = (self.dispatcher.up(), self.dispatcher.held());
        let roomy = self.dispatcher.least().filter(|&(_, load)| rules.has_room(up, held, load));
        let served = roomy.and_then(|(node, _)| Some((node, self.offer(cx, node, rules.connect)?)));
        let row = Self::row(self.index, RELAY);
        let Some((node, served)) = served else {
            cx.ledger.load.step_mut(row, cx.now).shed += 1;
            if !self.downlink(cx, (handset, access), cx.now, ToHandset::Rejected, generation.into()) {
                cx.send(cx.now + timeout, handset.0, ToHandset::Rejected, generation.into());
            }
            return;
        };
        cx.ledger.load.accepted(row, cx.now, served.wait, rules.connect.work);
        cx.ledger.load.step_mut(row, cx.now).connects += 1;
        if let Some(old) = self.registry.connect(handset, Connection { node, generation, access }) {
            self.release(cx, old);
        }
        self.hold(cx, node);
        if self.downlink(cx, (handset, access), served.leaves, ToHandset::Connected, generation.into()) {
            self.flush(cx, handset, access, served);
        } else {
            let lost = self.registry.disconnect(handset).expect("it was connected a moment ago");
            self.release(cx, lost);
            cx.send(cx.now + timeout, handset.0, ToHandset::Rejected, generation.into());
        }
    }

    fn hold(&mut self, cx: &mut Context<'_, '_>, node: u16) {
        cx.ledger.load.step_mut(Self::row(self.index, RELAY), cx.now).connections += 1;
        cx.held(Store::Presence, true);
        self.dispatcher.hold(node);
    }

    fn release(&mut self, cx: &mut Context<'_, '_>, connection: Connection) {
        cx.ledger.load.step_mut(Self::row(self.index, RELAY), cx.now).connections -= 1;
        cx.held(Store::Presence, false);
        self.closed += 1;
        self.dispatcher.release(connection.node);
    }

    /// A connection is closed, or has been silent for too long.
    pub(super) fn disconnected(&mut self, cx: &mut Context<'_, '_>, argument: u64) {
        let Caller { handset, word: generation, .. } = Caller::unpack(argument);
        if let Some(closed) = self.registry.disconnect_generation(handset, generation) {
            self.release(cx, closed);
        }
    }

    /// Messages and acknowledgements kept for a handset go out when it connects.
    fn flush(&self, cx: &mut Context<'_, '_>, handset: HandsetId, access: Access, served: Served) {
        for (message, _) in self.stored.get(&handset).into_iter().flatten() {
            self.tell(cx, (handset, access), served, ToHandset::Deliver, *message);
        }
        for message in self.receipts.get(&handset).into_iter().flatten() {
            self.tell(cx, (handset, access), served, ToHandset::DeliveredAck, *message);
        }
    }

    /// Sends what is about a message down to a handset once a node is done with it; false where it is given up on the way.
    fn tell(
        &self,
        cx: &mut Context<'_, '_>,
        to: (HandsetId, Access),
        served: Served,
        kind: ToHandset,
        message: MessageId,
    ) -> bool {
        let arrives = self.way_down(cx, to, served.leaves, kind, message.bits());
        match arrives {
            Some(at) => cx.send_after(self.on_a_node(cx, served), at, to.0.0, kind, message.bits()),
            None => cx.note(message, || Noted::Missed(Missing::PacketLost)),
        }
        arrives.is_some()
    }

    /// The stay of a job on a node that takes it now.
    fn on_a_node(&self, cx: &Context<'_, '_>, served: Served) -> Wait {
        Wait { stay: Stay::Relay(self.index as u16), served: cx.now + served.wait, leaves: served.leaves }
    }

    /// Offers a job to a node: its group takes it, if the wait is not too long.
    fn offer(&mut self, cx: &Context<'_, '_>, node: u16, job: Job) -> Option<Served> {
        let rules = &cx.world.sites[self.index].relay;
        let group = &mut self.groups[group_of(node.into(), rules)];
        group.station.offer(cx.now, job.service, job.spread(group.up), rules.shed)
    }

    /// One message's work on a node; none where it is shed.
    fn work(&mut self, cx: &mut Context<'_, '_>, node: u16) -> Option<Served> {
        let job = cx.world.sites[self.index].relay.message;
        let row = Self::row(self.index, RELAY);
        let served = self.offer(cx, node, job);
        match served {
            Some(served) => cx.ledger.load.accepted(row, cx.now, served.wait, job.work),
            None => cx.ledger.load.step_mut(row, cx.now).shed += 1,
        }
        served
    }

    /// A cloud copy comes to its end without a reader, as far as this data centre can know.
    fn close(cx: &mut Context<'_, '_>, envelope: &Envelope) {
        cx.notice(envelope.writer(), ToHandset::CopyClosed, envelope.message);
    }

    /// A message arrives from its sender, at the node that holds the sender's connection.
    pub(super) fn submit(&mut self, cx: &mut Context<'_, '_>, message: MessageId) {
        let envelope = cx.world.envelope(message);
        let sender = envelope.writer();
        let connection = self.registry.connection(sender);
        let Some(connection) = connection.filter(|c| self.dispatcher.is_up(c.node) && self.arrives(cx, sender)) else {
            cx.note(message, || Noted::Missed(Missing::NotConnected));
            Self::close(cx, &envelope);
            return;
        };
        self.show_submitted(cx, &envelope);
        let back = (sender, connection.access);
        let Some(served) = self.work(cx, connection.node) else {
            cx.note(message, || Noted::Shed(Stay::Relay(self.index as u16)));
            let at_once = Served { wait: Duration::ZERO, leaves: cx.now };
            if !self.tell(cx, back, at_once, ToHandset::Bounce, message) {
                Self::close(cx, &envelope);
            }
            return;
        };
        self.tell(cx, back, served, ToHandset::ServerAck, message);
        let wait = self.on_a_node(cx, served);
        cx.send_after(wait, served.leaves, cx.world.site_process(self.index), ToSite::Route, message.bits());
    }

    /// What the operator learns of who connects.
    fn show_hello(&self, cx: &mut Context<'_, '_>, handset: HandsetId) {
        if cx.recording() {
            cx.greets_the_service(handset, self.index, &introduced(cx, handset));
        }
    }

    /// What the operator sees of a message.
    fn show_submitted(&self, cx: &mut Context<'_, '_>, envelope: &Envelope) {
        Self::show(cx, envelope, |cx, sender, parcel| cx.at_the_service(sender, self.index, parcel));
    }

    /// A message as it was sent passes somewhere.
    fn show<'a, 'o>(
        cx: &mut Context<'a, 'o>,
        envelope: &Envelope,
        passes: impl FnOnce(&mut Context<'a, 'o>, HandsetId, &Parcel<'_>),
    ) {
        if cx.recording() {
            let sender = envelope.writer();
            let items = submitted(cx, envelope, sender);
            let bytes = cx.world.client.message_bytes + u64::from(cx.world.text(envelope).units);
            let edge = named(cx, envelope);
            let message = Some(envelope.message.bits());
            passes(cx, sender, &Parcel { form: Form::Submit, bytes, items: &items, edge, message });
        }
    }

    /// The sender's node has handled a message: a worker routes it, where there are any. The sender was told already that
    /// the service has it, so one that is turned away is lost here, and the sender's own timer notices.
    pub(super) fn hand_to_workers(&mut self, cx: &mut Context<'_, '_>, message: MessageId) {
        let (Some(workers), Some(rules)) = (&mut self.workers, &cx.world.sites[self.index].workers) else {
            self.route(cx, message);
            return;
        };
        let row = cx.world.worker_row(self.index);
        let Some(served) = workers.offer(cx.now, rules.request.service, rules.spread(), rules.shed) else {
            cx.ledger.load.step_mut(row, cx.now).shed += 1;
            cx.note(message, || Noted::Shed(Stay::Workers(self.index as u16)));
            Self::close(cx, &cx.world.envelope(message));
            return;
        };
        cx.ledger.load.accepted(row, cx.now, served.wait, rules.request.work);
        let wait = Wait { stay: Stay::Workers(self.index as u16), served: cx.now + served.wait, leaves: served.leaves };
        cx.send_after(wait, served.leaves, cx.world.site_process(self.index), ToSite::Routed, message.bits());
    }

    /// A message is routed: on to the data centre of its receiver.
    pub(super) fn route(&mut self, cx: &mut Context<'_, '_>, message: MessageId) {
        let envelope = cx.world.envelope(message);
        let receiver = cx.world.addressee(&envelope);
        if cx.world.geography.site_down(self.index, cx.now) {
            cx.note(message, || Noted::Missed(Missing::SiteDown));
            Self::close(cx, &envelope);
            return;
        }
        let home = cx.world.home(cx.world.layout.country(receiver), cx.now);
        if home == self.index {
            self.forward(cx, message);
            return;
        }
        let (here, there) = (cx.world.sites[self.index].place, cx.world.sites[home].place);
        let key = packet_key(receiver, ToSite::Forward, message.bits());
        let Some(delay) = cx.trunk(here, there, cx.now, key) else {
            cx.note(message, || Noted::Missed(Missing::PacketLost));
            Self::close(cx, &envelope);
            return;
        };
        Self::show(cx, &envelope, |cx, _, parcel| cx.between_places(here, there, parcel));
        cx.send(cx.now + delay, cx.world.site_process(home), ToSite::Forward, message.bits());
    }

    /// A message arrives at its receiver's data centre: kept until acknowledged, and sent down if they are online.
    pub(super) fn forward(&mut self, cx: &mut Context<'_, '_>, message: MessageId) {
        let envelope = cx.world.envelope(message);
        let receiver = cx.world.addressee(&envelope);
        let kept = self.stored.get(&receiver).is_some_and(|kept| kept.iter().any(|(m, _)| *m == message));
        if kept || cx.world.geography.site_down(self.index, cx.now) {
            cx.note(message, || Noted::Missed(if kept { Missing::KeptAlready } else { Missing::SiteDown }));
            Self::close(cx, &envelope);
            return;
        }
        self.stored.entry(receiver).or_default().push((message, cx.now));
        cx.held(Store::Queue, true);
        let until = cx.now + cx.world.sites[self.index].relay.retention;
        let wait = Wait::until(Stay::Retention(self.index as u16), until);
        cx.send_after(wait, until, cx.world.site_process(self.index), ToSite::StoreExpire, message.bits());
        let Some(connection) = self.registry.connection(receiver) else {
            cx.note(message, || Noted::Missed(Missing::NotOnline));
            return;
        };
        match self.work(cx, connection.node) {
            Some(served) => {
                self.tell(cx, (receiver, connection.access), served, ToHandset::Deliver, message);
            }
            None => cx.note(message, || Noted::Shed(Stay::Relay(self.index as u16))),
        }
    }

    /// Takes a message out of the store; false where it is not there.
    fn take(&mut self, receiver: HandsetId, message: MessageId, due: impl Fn(Instant) -> bool) -> bool {
        let Some(kept) = self.stored.get_mut(&receiver) else { return false };
        let Some(place) = kept.iter().position(|&(m, since)| m == message && due(since)) else { return false };
        kept.remove(place);
        if kept.is_empty() {
            self.stored.remove(&receiver);
        }
        true
    }

    /// The receiver has a message: it leaves the store, and its sender is told.
    pub(super) fn ack_submit(&mut self, cx: &mut Context<'_, '_>, message: MessageId) {
        let envelope = cx.world.envelope(message);
        let receiver = cx.world.addressee(&envelope);
        if !self.arrives(cx, receiver) {
            return;
        }
        if let Some(connection) = self.registry.connection(receiver) {
            let _ = self.work(cx, connection.node);
        }
        if self.take(receiver, message, |_| true) {
            cx.held(Store::Queue, false);
            cx.note(message, || Noted::Unstored { expired: false });
            Self::close(cx, &envelope);
        }
        let sender = envelope.writer();
        let home = cx.world.home(cx.world.layout.country(sender), cx.now);
        if home == self.index {
            self.ack_forward(cx, message);
            return;
        }
        let (here, there) = (cx.world.sites[self.index].place, cx.world.sites[home].place);
        if let Some(delay) = cx.trunk(here, there, cx.now, packet_key(sender, ToSite::AckForward, message.bits())) {
            cx.send(cx.now + delay, cx.world.site_process(home), ToSite::AckForward, message.bits());
        }
    }

    /// An acknowledgement goes down to the sender, if they are online. Only a service that keeps messages for whoever is
    /// offline keeps it too (assumed), until it is acknowledged itself.
    pub(super) fn ack_forward(&mut self, cx: &mut Context<'_, '_>, message: MessageId) {
        let sender = cx.world.envelope(message).writer();
        if cx.world.geography.site_down(self.index, cx.now) {
            return;
        }
        if cx.world.client.route == Route::Registered {
            let kept = self.receipts.entry(sender).or_default();
            if !kept.contains(&message) {
                kept.push(message);
            }
        }
        if let Some(connection) = self.registry.connection(sender)
            && let Some(served) = self.work(cx, connection.node)
        {
            self.tell(cx, (sender, connection.access), served, ToHandset::DeliveredAck, message);
        }
    }

    /// The sender has the acknowledgement: work, and nothing more.
    pub(super) fn sender_ack(&mut self, cx: &mut Context<'_, '_>, message: MessageId) {
        let sender = cx.world.envelope(message).writer();
        if !self.arrives(cx, sender) {
            return;
        }
        if let Some(kept) = self.receipts.get_mut(&sender) {
            kept.retain(|m| *m != message);
            if kept.is_empty() {
                self.receipts.remove(&sender);
            }
        }
        if let Some(connection) = self.registry.connection(sender) {
            let _ = self.work(cx, connection.node);
        }
    }

    /// A message has been kept long enough: dropped. A delivery under way may still succeed, so its sender's outbox is
    /// told later.
    pub(super) fn store_expires(&mut self, cx: &mut Context<'_, '_>, message: MessageId) {
        let envelope = cx.world.envelope(message);
        let receiver = cx.world.addressee(&envelope);
        let retention = cx.world.sites[self.index].relay.retention;
        let now = cx.now;
        if self.take(receiver, message, |since| since + retention <= now) {
            cx.held(Store::Queue, false);
            cx.note(message, || Noted::Unstored { expired: true });
            let sender = envelope.writer();
            cx.send(cx.now + cx.world.stragglers, sender.0, ToHandset::CopyClosed, message.bits());
        }
    }

    /// The first `count` nodes crash: their connections are reset.
    pub(in crate::model) fn nodes_down(&mut self, cx: &mut Context<'_, '_>, count: u32) {
        let down = |node: u16| u32::from(node) < count;
        let rules = &cx.world.sites[self.index].relay;
        for node in (0..count.min(rules.nodes)).map(|n| n as u16) {
            self.dispatcher.take_down(node);
            let group = &mut self.groups[group_of(node.into(), rules)];
            group.up -= 1;
            if group.up == 0 {
                group.station.restart(cx.now);
            }
        }
        if cx.world.forgets_in_a_crash {
            self.forget();
        }
        let lost: Vec<(HandsetId, Connection)> = self.registry.connections().filter(|(_, c)| down(c.node)).collect();
        for (handset, connection) in lost {
            self.registry.disconnect(handset);
            self.release(cx, connection);
            let to = (handset, connection.access);
            self.downlink(cx, to, cx.now, ToHandset::Reset, connection.generation.into());
        }
    }

    /// The planted bug: what is kept for one receiver is gone, and nobody is told.
    #[cold]
    fn forget(&mut self) {
        if let Some(receiver) = self.stored.keys().min().copied() {
            self.stored.remove(&receiver);
        }
    }

    /// They take connections again.
    pub(in crate::model) fn nodes_up(&mut self, cx: &mut Context<'_, '_>, count: u32) {
        let rules = &cx.world.sites[self.index].relay;
        for node in 0..count.min(rules.nodes) {
            self.groups[group_of(node, rules)].up += 1;
            self.dispatcher.bring_up(node as u16);
        }
    }
}

/// Whether one generation of a handset's channel came after another; generations go round.
fn newer(this: u16, than: u16) -> bool {
    let ahead = this.wrapping_sub(than) & GENERATION;
    0 < ahead && ahead <= GENERATION / 2
}
