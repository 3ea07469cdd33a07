//! A data centre of the service: what it holds, and what happens to it. One file for each of its services.
//!
//! A data centre knows what was told to it; it never reads the state of a handset.

mod book;
mod cloud;
mod dispatcher;
mod holdings;
mod lookup;
mod registry;
mod relay;

pub(super) use holdings::{delete, keep_bound};
pub(super) use registry::Registry;

use super::context::{Context, packet_key};
use super::event::{Event, ToHandset, ToSite};
use super::keyed::in_order;
use super::station::Station;
use crate::engine::mix2;
use crate::ledger::{HeldAtSite, StationLoad};
use crate::units::{HandsetId, Instant};
use crate::world::{Access, FleetRules, MessageId, World};
use dispatcher::Dispatcher;
use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};

/// The queue that some nodes share for their work (one each at full scale).
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Group {
    pub(super) station: Station,
    /// Nodes of it that are up.
    pub(super) up: u32,
}

/// The state of a data centre.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Site {
    pub(super) index: usize,
    /// The connections of the nodes, and which takes the next.
    dispatcher: Dispatcher,
    pub(super) groups: Vec<Group>,
    pub(super) registry: Registry,
    /// Messages kept for receivers who have not acknowledged them, by receiver, with their arrival.
    #[serde(serialize_with = "in_order")]
    pub(super) stored: FxHashMap<HandsetId, Vec<(MessageId, Instant)>>,
    /// Acknowledgements kept for senders who have not acknowledged them.
    #[serde(serialize_with = "in_order")]
    pub(super) receipts: FxHashMap<HandsetId, Vec<MessageId>>,
    /// Activities up to which a handset's created contacts were in the book it last uploaded here, since the warm-up.
    #[serde(serialize_with = "in_order")]
    pub(super) books: FxHashMap<HandsetId, u16>,
    pub(super) lookup: Station,
    pub(super) presence: Station,
    /// Who route messages, where the nodes do not.
    pub(super) workers: Option<Station>,
    /// Connections closed or reset.
    closed: u64,
    /// A running hash of all events handled here: order matters within a site.
    trail: u64,
}

impl Site {
    /// A data centre before anything has happened.
    pub(super) fn new(world: &World, index: usize) -> Self {
        let rules = &world.sites[index];
        let mut groups = vec![Group { station: Station::new(1), up: 0 }; rules.relay.groups as usize];
        for node in 0..rules.relay.nodes {
            groups[group_of(node, &rules.relay)].up += 1;
        }
        Self {
            index,
            dispatcher: Dispatcher::new(rules.relay.nodes),
            groups,
            registry: Registry::new(world, index),
            stored: FxHashMap::default(),
            receipts: FxHashMap::default(),
            books: FxHashMap::default(),
            lookup: Station::new(rules.lookup.groups),
            presence: Station::new(rules.presence.groups),
            workers: rules.workers.as_ref().map(|workers| Station::new(workers.groups)),
            closed: 0,
            trail: 0,
        }
    }

    /// Whether another one is of the same size everywhere.
    pub(super) fn is_like(&self, other: &Self) -> bool {
        self.index == other.index
            && self.groups.len() == other.groups.len()
            && self.dispatcher.is_like(&other.dispatcher)
            && self.registry.is_like(&other.registry)
            && self.workers.is_some() == other.workers.is_some()
    }

    /// Hands an event to the service it concerns.
    pub(super) fn handle(&mut self, cx: &mut Context<'_, '_>, event: Event) {
        use crate::engine::Event as _;
        self.trail = mix2(self.trail, event.hash());
        let argument = event.argument();
        let message = event.message();
        match event.kind() {
            ToSite::Hello => self.hello(cx, argument),
            ToSite::Goodbye | ToSite::Expire => self.disconnected(cx, argument),
            ToSite::Submit => self.submit(cx, message),
            ToSite::Route => self.hand_to_workers(cx, message),
            ToSite::Routed => self.route(cx, message),
            ToSite::Forward => self.forward(cx, message),
            ToSite::AckSubmit => self.ack_submit(cx, message),
            ToSite::AckForward => self.ack_forward(cx, message),
            ToSite::SenderAck => self.sender_ack(cx, message),
            ToSite::StoreExpire => self.store_expires(cx, message),
            ToSite::Lookup => self.look_up(cx, argument),
            ToSite::Probe => self.probe(cx, argument),
            ToSite::ProbeRemote => self.probe_here(cx, argument),
            ToSite::Book => self.compare_book(cx, argument),
            ToSite::ForwardedSms => self.take_forwarded(cx, argument),
            ToSite::Stored => Self::stored(cx, argument),
            ToSite::Cards => Self::cards(cx, argument),
            ToSite::Bound => cx.keep_account(HandsetId(argument as u32)),
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
        !geography.site_down(self.index, cx.now) && !geography.cut(from, to, cx.now) && !geography.banned(from, cx.now)
    }

    /// Sends a packet down to a handset that leaves here at an instant; false where it is given up on the way.
    fn downlink(
        &self,
        cx: &mut Context<'_, '_>,
        to: (HandsetId, Access),
        leaves: Instant,
        kind: ToHandset,
        argument: u64,
    ) -> bool {
        let arrives = self.way_down(cx, to, leaves, kind, argument);
        if let Some(at) = arrives {
            cx.send(at, to.0.0, kind, argument);
        }
        arrives.is_some()
    }

    /// When a packet that leaves here at an instant is at a handset; none where it is given up on the way.
    fn way_down(
        &self,
        cx: &Context<'_, '_>,
        (handset, access): (HandsetId, Access),
        leaves: Instant,
        kind: ToHandset,
        argument: u64,
    ) -> Option<Instant> {
        let (here, there) = (cx.world.sites[self.index].place, cx.world.place(handset));
        if cx.world.geography.banned(there, leaves) {
            return None;
        }
        let n = argument ^ leaves.as_micros() << 20;
        Some(leaves + cx.packet(access, here, there, leaves, packet_key(handset, kind, n))?)
    }

    /// Rows of the load record: relay, look-up, presence.
    pub(super) fn row(index: usize, service: usize) -> usize {
        index * SERVICES + service
    }

    /// What is held here, counted where it is.
    pub(super) fn holds(&self) -> HeldAtSite {
        // Counts, so the map's order does not matter.
        let kept: usize = self.stored.values().map(Vec::len).sum();
        let open = self.registry.connections().count();
        HeldAtSite { closed: self.closed, open: open as u64, kept: kept as u64 }
    }

    /// Totals of all stations, by row.
    pub(super) fn finish(&mut self, end: Instant) -> [Vec<StationLoad>; SERVICES] {
        [
            self.groups.iter_mut().map(|g| g.station.finish(end)).collect(),
            vec![self.lookup.finish(end)],
            vec![self.presence.finish(end)],
        ]
    }

    /// Memory held, in bytes.
    pub(super) fn bytes(&self) -> usize {
        self.registry.bytes() + self.dispatcher.bytes() + (self.stored.capacity() + self.receipts.capacity()) * 64
    }
}

/// The group of a node.
pub(super) fn group_of(node: u32, rules: &FleetRules) -> usize {
    (u64::from(node) * u64::from(rules.groups) / u64::from(rules.nodes)) as usize
}

/// Rows of the load record for each data centre.
pub(super) const SERVICES: usize = 3;
/// The relay's row.
pub(super) const RELAY: usize = 0;
/// The look-up service's row.
pub(super) const LOOKUP: usize = 1;
/// The presence service's row.
pub(super) const PRESENCE: usize = 2;
