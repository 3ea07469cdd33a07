//! A data centre of the service: what it holds, and what happens to it. One file for each of its services.
//!
//! A data centre knows what was told to it; it never reads the state of a handset.

mod lookup;
mod registry;
mod relay;

pub(super) use registry::Registry;

use super::context::{Context, packet_key};
use super::event::{Event, Kind};
use super::station::Station;
use crate::engine::mix2;
use crate::units::{HandsetId, Instant};
use crate::world::{Access, MessageId, World};
use priority_queue::PriorityQueue;
use rustc_hash::FxHashMap;
use std::cmp::Reverse;

/// A connection node.
#[derive(Clone, Debug)]
pub(super) struct Node {
    pub(super) station: Station,
    pub(super) connections: u32,
    pub(super) up: bool,
    /// When it last crashed.
    pub(super) crashed: Instant,
}

/// The state of a data centre.
#[derive(Clone, Debug)]
pub(super) struct Site {
    pub(super) index: usize,
    pub(super) nodes: Vec<Node>,
    /// Nodes that take connections, the least loaded first.
    pub(super) dispatcher: PriorityQueue<u16, Reverse<u32>>,
    pub(super) registry: Registry,
    /// Messages kept for receivers who have not acknowledged them, by receiver, with their arrival.
    pub(super) stored: FxHashMap<HandsetId, Vec<(MessageId, Instant)>>,
    pub(super) lookup: Station,
    pub(super) presence: Station,
    /// A running hash of all events handled here: order matters within a site.
    trail: u64,
}

impl Site {
    /// A data centre before anything has happened.
    pub(super) fn new(world: &World, index: usize) -> Self {
        let rules = &world.sites[index];
        let node = Node { station: Station::new(1), connections: 0, up: true, crashed: Instant::START };
        Self {
            index,
            nodes: vec![node; rules.relay.nodes as usize],
            dispatcher: (0..rules.relay.nodes as u16).map(|n| (n, Reverse(0))).collect(),
            registry: Registry::new(world, index),
            stored: FxHashMap::default(),
            lookup: Station::new(rules.lookup.servers),
            presence: Station::new(rules.presence.servers),
            trail: 0,
        }
    }

    /// Hands an event to the service it concerns.
    pub(super) fn handle(&mut self, cx: &mut Context<'_, '_>, event: Event) {
        use crate::engine::Event as _;
        self.trail = mix2(self.trail, event.hash());
        let argument = event.argument();
        let message = event.message();
        match event.kind() {
            Kind::Hello => self.hello(cx, argument),
            Kind::Goodbye | Kind::Expire => self.disconnected(cx, argument),
            Kind::Submit => self.submit(cx, message),
            Kind::Route => self.route(cx, message),
            Kind::Forward => self.forward(cx, message),
            Kind::AckSubmit => self.ack_submit(cx, message),
            Kind::AckForward => self.ack_forward(cx, message),
            Kind::SenderAck => self.sender_ack(cx, message),
            Kind::StoreExpire => self.store_expires(cx, message),
            Kind::Lookup => self.look_up(cx, argument),
            Kind::Probe => self.probe(cx, argument),
            Kind::ProbeRemote => self.probe_here(cx, argument),
            Kind::Spell
            | Kind::Activity
            | Kind::Life
            | Kind::Compose
            | Kind::Retry
            | Kind::LinkDead
            | Kind::Worker
            | Kind::DeliveryTimer
            | Kind::Connected
            | Kind::Rejected
            | Kind::Reset
            | Kind::Deliver
            | Kind::ServerAck
            | Kind::DeliveredAck
            | Kind::Bounce
            | Kind::LookupAnswer
            | Kind::ProbeAnswer
            | Kind::SmsDeliver
            | Kind::CopyDelivered
            | Kind::CopyClosed
            | Kind::SmsDelivered
            | Kind::SmsLost
            | Kind::SmsExpired
            | Kind::SmsFailed
            | Kind::IconShown
            | Kind::SmsSubmit
            | Kind::SmsRetry
            | Kind::SmsReceived
            | Kind::SmsUnreachable => unreachable!("{:?} never happens to a data centre", event.kind()),
        }
    }

    /// A hash of everything that a run must agree on.
    pub(super) fn digest(&self) -> u64 {
        mix2(self.trail, self.stored.len() as u64)
    }

    /// Whether a handset's packet that arrives now got through.
    fn arrives(&self, cx: &Context<'_, '_>, handset: HandsetId) -> bool {
        let geography = &cx.world.geography;
        if !geography.ever_cut() {
            return true;
        }
        let (from, to) = (cx.world.place(handset), cx.world.sites[self.index].place);
        !geography.site_down(self.index, cx.now) && !geography.cut(from, to, cx.now)
    }

    /// Sends a packet down to a handset that leaves here at an instant; false where it is given up on the way.
    fn downlink(
        &self,
        cx: &mut Context<'_, '_>,
        to: (HandsetId, Access),
        leaves: Instant,
        kind: Kind,
        argument: u64,
    ) -> bool {
        let (handset, access) = to;
        let (here, there) = (cx.world.sites[self.index].place, cx.world.place(handset));
        let n = argument ^ leaves.as_micros() << 20;
        let Some(delay) = cx.packet(access, here, there, leaves, packet_key(handset, kind, n)) else { return false };
        cx.send(leaves + delay, handset.0, kind, argument);
        true
    }

    /// Rows of the load record: relay, look-up, presence.
    pub(super) fn row(index: usize, service: usize) -> usize {
        index * SERVICES + service
    }

    /// Totals of all stations, by row.
    pub(super) fn finish(&mut self, end: Instant) -> [Vec<crate::ledger::StationLoad>; SERVICES] {
        [
            self.nodes.iter_mut().map(|n| n.station.finish(end)).collect(),
            vec![self.lookup.finish(end)],
            vec![self.presence.finish(end)],
        ]
    }

    /// Memory held, in bytes.
    pub(super) fn bytes(&self) -> usize {
        self.registry.bytes() + self.nodes.capacity() * size_of::<Node>() + self.stored.capacity() * 64
    }
}

/// Rows of the load record for each data centre.
pub(super) const SERVICES: usize = 3;
/// The relay's row.
pub(super) const RELAY: usize = 0;
/// The look-up service's row.
pub(super) const LOOKUP: usize = 1;
/// The presence service's row.
pub(super) const PRESENCE: usize = 2;
