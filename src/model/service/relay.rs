//! The relay fleet: connections on nodes, messages from node to node, the transient store, acknowledgements, crashes.

use super::registry::Connection;
use super::{RELAY, STRAGGLERS, Site};
use crate::ledger::{Identifier, Whose};
use crate::model::context::{Context, packet_key};
use crate::model::event::{Caller, Kind};
use crate::model::station::Served;
use crate::units::{HandsetId, Instant};
use crate::world::{Access, Envelope, MessageId};
use std::cmp::Reverse;

impl Site {
    /// A handset connects: to the node with the fewest connections, if it is not too busy.
    pub(super) fn hello(&mut self, cx: &mut Context<'_, '_>, argument: u64) {
        let Caller { handset, word: generation, access } = Caller::unpack(argument);
        let timeout = cx.world.client.connect_timeout;
        if !self.arrives(cx, handset) {
            cx.send(cx.now + timeout, handset.0, Kind::Rejected, generation.into());
            return;
        }
        for identifier in [Identifier::Account, Identifier::Imei, Identifier::Imsi] {
            cx.reaches_operator(identifier, Whose::Own, cx.world.client.protection, cx.world.channel.connect_bytes);
        }
        let rules = &cx.world.sites[self.index].relay;
        let roomy = self.dispatcher.peek().filter(|(_, load)| load.0 < rules.connections).map(|(node, _)| *node);
        let served = roomy.and_then(|node| {
            let station = &mut self.nodes[usize::from(node)].station;
            station.offer(cx.now, rules.connect, rules.connect_work, rules.shed).map(|served| (node, served))
        });
        let row = Self::row(self.index, RELAY);
        let Some((node, served)) = served else {
            cx.ledger.load.hour_mut(row, cx.now).shed += 1;
            if !self.downlink(cx, (handset, access), cx.now, Kind::Rejected, generation.into()) {
                cx.send(cx.now + timeout, handset.0, Kind::Rejected, generation.into());
            }
            return;
        };
        cx.ledger.load.accepted(row, cx.now, served.wait, rules.connect_work);
        cx.ledger.load.hour_mut(row, cx.now).connects += 1;
        if let Some(old) = self.registry.connect(handset, Connection { node, generation, access }) {
            self.release(cx, old);
        }
        self.hold(cx, node);
        if self.downlink(cx, (handset, access), served.leaves, Kind::Connected, generation.into()) {
            self.flush(cx, handset, access, served.leaves);
        } else {
            let lost = self.registry.disconnect(handset).expect("it was connected a moment ago");
            self.release(cx, lost);
            cx.send(cx.now + timeout, handset.0, Kind::Rejected, generation.into());
        }
    }

    fn hold(&mut self, cx: &mut Context<'_, '_>, node: u16) {
        cx.ledger.load.hour_mut(Self::row(self.index, RELAY), cx.now).connections += 1;
        let load = &mut self.nodes[usize::from(node)].connections;
        *load += 1;
        self.dispatcher.change_priority(&node, Reverse(*load));
    }

    fn release(&mut self, cx: &mut Context<'_, '_>, connection: Connection) {
        cx.ledger.load.hour_mut(Self::row(self.index, RELAY), cx.now).connections -= 1;
        let load = &mut self.nodes[usize::from(connection.node)].connections;
        *load -= 1;
        self.dispatcher.change_priority(&connection.node, Reverse(*load));
    }

    /// A connection is closed, or has been silent for too long.
    pub(super) fn disconnected(&mut self, cx: &mut Context<'_, '_>, argument: u64) {
        let Caller { handset, word: generation, .. } = Caller::unpack(argument);
        if self.registry.connection(handset).is_some_and(|c| c.generation == generation) {
            let closed = self.registry.disconnect(handset).expect("it was there a moment ago");
            self.release(cx, closed);
        }
    }

    /// Messages kept for a handset go out when it connects.
    fn flush(&mut self, cx: &mut Context<'_, '_>, handset: HandsetId, access: Access, leaves: Instant) {
        let kept = self.stored.get(&handset).cloned().unwrap_or_default();
        for (message, _) in kept {
            self.downlink(cx, (handset, access), leaves, Kind::Deliver, message.bits());
        }
    }

    /// One message's work on a node; none where it is shed.
    fn work(&mut self, cx: &mut Context<'_, '_>, node: u16) -> Option<Served> {
        let rules = &cx.world.sites[self.index].relay;
        let row = Self::row(self.index, RELAY);
        let station = &mut self.nodes[usize::from(node)].station;
        let served = station.offer(cx.now, rules.message, rules.message_work, rules.shed);
        match served {
            Some(served) => cx.ledger.load.accepted(row, cx.now, served.wait, rules.message_work),
            None => cx.ledger.load.hour_mut(row, cx.now).shed += 1,
        }
        served
    }

    /// A cloud copy comes to its end without a reader, as far as this data centre can know.
    fn close(&self, cx: &mut Context<'_, '_>, envelope: &Envelope) {
        cx.notice(envelope.writer(), Kind::CopyClosed, envelope.message);
    }

    /// A message arrives from its sender, at the node that holds the sender's connection.
    pub(super) fn submit(&mut self, cx: &mut Context<'_, '_>, message: MessageId) {
        let envelope = cx.world.envelope(message);
        let sender = envelope.writer();
        let connection = self.registry.connection(sender);
        let Some(connection) = connection.filter(|c| self.nodes[usize::from(c.node)].up && self.arrives(cx, sender))
        else {
            self.close(cx, &envelope);
            return;
        };
        let bytes = cx.world.client.message_bytes;
        let whose = cx.whose(envelope.receiver);
        cx.reaches_operator(Identifier::Msisdn, whose, cx.world.client.protection, bytes);
        cx.reaches_operator(Identifier::Content, Whose::Own, cx.world.client.protection, bytes);
        let back = (sender, connection.access);
        let Some(served) = self.work(cx, connection.node) else {
            if !self.downlink(cx, back, cx.now, Kind::Bounce, message.bits()) {
                self.close(cx, &envelope);
            }
            return;
        };
        self.downlink(cx, back, served.leaves, Kind::ServerAck, message.bits());
        cx.send(served.leaves, cx.world.site_process(self.index), Kind::Route, message.bits());
    }

    /// The sender's node has handled a message: on to the data centre of its receiver.
    pub(super) fn route(&mut self, cx: &mut Context<'_, '_>, message: MessageId) {
        let envelope = cx.world.envelope(message);
        let receiver = envelope.reader();
        let home = cx.world.home(cx.world.layout.country(receiver), cx.now);
        if home == self.index {
            self.forward(cx, message);
            return;
        }
        let (here, there) = (cx.world.sites[self.index].place, cx.world.sites[home].place);
        let key = packet_key(receiver, Kind::Forward, message.bits());
        match cx.trunk(here, there, cx.now, key) {
            Some(delay) => cx.send(cx.now + delay, cx.world.site_process(home), Kind::Forward, message.bits()),
            None => self.close(cx, &envelope),
        }
    }

    /// A message arrives at its receiver's data centre: kept until acknowledged, and sent down if they are online.
    pub(super) fn forward(&mut self, cx: &mut Context<'_, '_>, message: MessageId) {
        let envelope = cx.world.envelope(message);
        let receiver = envelope.reader();
        let kept = self.stored.entry(receiver).or_default();
        if cx.world.geography.site_down(self.index, cx.now) || kept.iter().any(|(m, _)| *m == message) {
            self.close(cx, &envelope);
            return;
        }
        kept.push((message, cx.now));
        let until = cx.now + cx.world.sites[self.index].relay.retention;
        cx.send(until, cx.world.site_process(self.index), Kind::StoreExpire, message.bits());
        let Some(connection) = self.registry.connection(receiver) else { return };
        if let Some(served) = self.work(cx, connection.node) {
            let to = (receiver, connection.access);
            self.downlink(cx, to, served.leaves, Kind::Deliver, message.bits());
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
        let receiver = envelope.reader();
        if !self.arrives(cx, receiver) {
            return;
        }
        if let Some(connection) = self.registry.connection(receiver) {
            let _ = self.work(cx, connection.node);
        }
        if self.take(receiver, message, |_| true) {
            self.close(cx, &envelope);
        }
        let sender = envelope.writer();
        let home = cx.world.home(cx.world.layout.country(sender), cx.now);
        if home == self.index {
            self.ack_forward(cx, message);
            return;
        }
        let (here, there) = (cx.world.sites[self.index].place, cx.world.sites[home].place);
        if let Some(delay) = cx.trunk(here, there, cx.now, packet_key(sender, Kind::AckForward, message.bits())) {
            cx.send(cx.now + delay, cx.world.site_process(home), Kind::AckForward, message.bits());
        }
    }

    /// An acknowledgement goes down to the sender, if they are online; it is not kept for later (assumed).
    pub(super) fn ack_forward(&mut self, cx: &mut Context<'_, '_>, message: MessageId) {
        let sender = cx.world.envelope(message).writer();
        if let Some(connection) = self.registry.connection(sender)
            && let Some(served) = self.work(cx, connection.node)
        {
            self.downlink(cx, (sender, connection.access), served.leaves, Kind::DeliveredAck, message.bits());
        }
    }

    /// The sender has the acknowledgement: work, and nothing more.
    pub(super) fn sender_ack(&mut self, cx: &mut Context<'_, '_>, message: MessageId) {
        let sender = cx.world.envelope(message).writer();
        if let Some(connection) = self.registry.connection(sender).filter(|_| self.arrives(cx, sender)) {
            let _ = self.work(cx, connection.node);
        }
    }

    /// A message has been kept long enough: dropped. A delivery under way may still succeed, so its sender's outbox is
    /// told later.
    pub(super) fn store_expires(&mut self, cx: &mut Context<'_, '_>, message: MessageId) {
        let envelope = cx.world.envelope(message);
        let receiver = envelope.reader();
        let retention = cx.world.sites[self.index].relay.retention;
        let now = cx.now;
        if self.take(receiver, message, |since| since + retention <= now) {
            let sender = envelope.writer();
            cx.send(cx.now + STRAGGLERS, sender.0, Kind::CopyClosed, message.bits());
        }
    }

    /// The first `count` nodes crash: their connections are reset.
    pub(in crate::model) fn nodes_down(&mut self, cx: &mut Context<'_, '_>, count: u32) {
        let down = |node: u16| u32::from(node) < count;
        for node in (0..self.nodes.len() as u16).filter(|&n| down(n)) {
            let state = &mut self.nodes[usize::from(node)];
            state.up = false;
            state.crashed = cx.now;
            state.station.restart(cx.now);
            self.dispatcher.remove(&node);
        }
        let lost: Vec<(HandsetId, Connection)> = self.registry.connections().filter(|(_, c)| down(c.node)).collect();
        for (handset, connection) in lost {
            self.registry.disconnect(handset);
            cx.ledger.load.hour_mut(Self::row(self.index, RELAY), cx.now).connections -= 1;
            self.nodes[usize::from(connection.node)].connections -= 1;
            let to = (handset, connection.access);
            self.downlink(cx, to, cx.now, Kind::Reset, connection.generation.into());
        }
    }

    /// They take connections again.
    pub(in crate::model) fn nodes_up(&mut self, count: u32) {
        for (node, state) in self.nodes.iter_mut().enumerate().take(count as usize) {
            state.up = true;
            self.dispatcher.push(node as u16, Reverse(state.connections));
        }
    }
}
