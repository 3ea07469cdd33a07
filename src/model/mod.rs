//! The behaviour of the ecosystem: one room for each of its parts.
//!
//! Logical processes are the handsets, the data centres and the carriers' message centres. A handler takes the state of
//! one of them and an event, and answers with events; nobody reads another's state. The engine below knows nothing of
//! this, and the world beside it never changes.

mod audit;
mod context;
mod deal;
mod event;
mod exposure;
mod handset;
mod keyed;
mod queueing;
mod service;
mod shard;
mod smsc;
mod station;

pub use audit::{AtEnd, audit, audit_stations};
pub use event::{Event, Kind, ToCentre, ToHandset, ToSite};
pub use queueing::{FinishedStations, StationEvent, StationShard, Stations};
pub use shard::Shard;

use crate::engine::{self, Decoder, Encoder, Outbox, Outcome, Unreadable};
use crate::ledger::{Audit, Days, Ledger, Shape, Witness};
use crate::units::{CarrierId, Duration, HandsetId, Instant};
use crate::world::{Change, World};
use context::Context;
use deal::Deal;
use service::{SERVICES, Site};
use std::io;

/// A world with its behaviour, cut into shards: what the engine runs.
pub struct Ecosystem {
    world: World,
    shards: usize,
    deal: Deal,
    interventions: Vec<Instant>,
    shape: Shape,
    witness: Option<Witness>,
}

/// What a finished run leaves behind.
pub struct Finished {
    /// What was recorded.
    pub ledger: Ledger,
    /// The fingerprint of the trajectory alone: the same whatever the ledger records.
    pub trajectory: u64,
    /// The fingerprint of trajectory and ledger.
    pub fingerprint: u64,
    /// Events handled.
    pub events: u64,
    /// Memory held at the end, in bytes.
    pub bytes: u64,
    /// The laws that it was held against; all hold in a sound run.
    pub audit: Audit,
    /// What was open when it ended.
    pub at_end: AtEnd,
    /// The world.
    pub world: World,
}

impl Ecosystem {
    /// An ecosystem in at most `shards` shards; `composed` lists every message.
    pub fn new(world: World, shards: usize, composed: bool) -> Self {
        let handsets = world.layout.handsets();
        let shards = shards.clamp(1, handsets.max(1) as usize).min(usize::from(u16::MAX));
        let deal = Deal::new(&world, shards);
        let end = world.horizon;
        let shape = Shape {
            days: Days { warm_up: world.warm_up, end },
            countries: world.layout.countries().len(),
            load_step: world.load_step,
            stations: world.sites.len() * SERVICES + usize::from(world.layout.carriers()) + world.worker_rows(),
            outsiders: world.layout.outsiders().into(),
            handsets,
            exposure: world.exposure,
            exposed: world.exposed,
            kept: world.kept,
            composed,
            fates: false,
        };
        let interventions = world.agenda.iter().map(|(at, _)| *at).collect();
        Self { world, shards, deal, interventions, shape, witness: None }
    }

    /// The same, listing what becomes of every message between owners.
    #[must_use]
    pub fn listing_fates(mut self, fates: bool) -> Self {
        self.shape.fates = fates;
        self
    }

    /// The same, with a witness of single messages, which changes nothing.
    #[must_use]
    pub fn witnessed(mut self, witness: Option<Witness>) -> Self {
        self.witness = witness;
        self
    }

    /// The world.
    pub fn world(&self) -> &World {
        &self.world
    }

    /// The states of all shards before anything has happened.
    pub fn states(&self) -> Vec<Shard> {
        (0..self.shards).map(|shard| Shard::new(self, shard)).collect()
    }

    /// Closes the books of a run: merges ledgers, adds their hash to the fingerprint, audits.
    ///
    /// # Panics
    /// Where the outcome is of no shard at all.
    pub fn finish(self, outcome: Outcome<Self>) -> Finished {
        let at_end = AtEnd::of_messages(&self.world, &outcome);
        let bytes = outcome.bytes + outcome.states.iter().map(Shard::bytes).sum::<u64>();
        // One by one, so that a shard's columns are gone before the next one's ledger is closed.
        let mut ledgers = outcome.states.into_iter().map(|state| state.close(&self.world));
        let mut ledger = ledgers.next().expect("there is at least one shard");
        for other in ledgers {
            ledger.merge(&other);
        }
        if let Some(fates) = &mut ledger.fates {
            // A single shard lists them as they come.
            fates.sort_unstable();
        }
        if let Some(witness) = &mut ledger.witness {
            witness.finish(ToSite::ForwardedSms.number());
        }
        let trajectory = outcome.fingerprint;
        let fingerprint = trajectory.wrapping_add(ledger.hash(engine::mix2));
        let audit = audit(&self.world, &ledger, &at_end);
        Finished { ledger, trajectory, fingerprint, events: outcome.events, bytes, audit, at_end, world: self.world }
    }
}

impl World {
    /// The row of the load record of a carrier's message centres.
    fn centre_row(&self, carrier: CarrierId) -> usize {
        self.sites.len() * SERVICES + carrier.index()
    }

    /// Data centres with workers: they have rows after all others.
    fn worker_rows(&self) -> usize {
        self.sites.iter().filter(|site| site.workers.is_some()).count()
    }

    /// The row of the load record of a data centre's workers.
    fn worker_row(&self, site: usize) -> usize {
        let before = self.sites[..site].iter().filter(|other| other.workers.is_some()).count();
        self.sites.len() * SERVICES + usize::from(self.layout.carriers()) + before
    }
}

impl engine::Model for Ecosystem {
    type Event = Event;
    type Shard = Shard;

    fn shards(&self) -> usize {
        self.shards
    }

    fn shard_of(&self, target: u32) -> usize {
        self.deal.shard_of(target)
    }

    fn lookahead(&self) -> Duration {
        self.world.lookahead
    }

    fn same_process_group(&self, a: u32, b: u32) -> bool {
        a == b
    }

    // An event takes about a third of a microsecond. On busy cores 24 made a run of a million handsets 2.5 times as long.
    fn thin(&self) -> u64 {
        64
    }

    fn horizon(&self) -> Instant {
        self.world.horizon
    }

    fn interventions(&self) -> &[Instant] {
        &self.interventions
    }

    fn start(&self, _shard: usize, state: &mut Shard, out: &mut Outbox<'_, Self>) {
        for i in 0..state.handsets() {
            let (mut phone, ledger) = state.phone(i);
            let mut cx = Context { world: &self.world, now: Instant::START, ledger, out };
            phone.start(&mut cx);
        }
        if let Some((_, ledger)) = state.site(0) {
            service::keep_bound(&self.world, ledger);
        }
    }

    fn intervene(&self, index: usize, _shard: usize, state: &mut Shard, out: &mut Outbox<'_, Self>) {
        let (now, change) = self.world.agenda[index];
        match change {
            Change::Cut | Change::SiteDown(_) => {
                for i in 0..state.handsets() {
                    let (mut phone, ledger) = state.phone(i);
                    phone.feel_cut(&mut Context { world: &self.world, now, ledger, out });
                }
            }
            Change::Move(country) => {
                for i in 0..state.handsets() {
                    let (mut phone, ledger) = state.phone(i);
                    if self.world.layout.country(phone.id) == country {
                        phone.move_home(&mut Context { world: &self.world, now, ledger, out });
                    }
                }
            }
            Change::NodesDown(site, nodes) => {
                if let Some((site, ledger)) = state.site(site) {
                    site.nodes_down(&mut Context { world: &self.world, now, ledger, out }, nodes);
                }
            }
            Change::NodesUp(site, nodes) => {
                if let Some((site, ledger)) = state.site(site) {
                    site.nodes_up(&mut Context { world: &self.world, now, ledger, out }, nodes);
                }
            }
            // The data centres share a shard, and with it what they hold.
            Change::Deletion(what) => {
                if let Some((_, ledger)) = state.site(0) {
                    service::delete(&self.world, ledger, now, what);
                }
            }
        }
    }

    fn handle(&self, state: &mut Shard, event: Event, out: &mut Outbox<'_, Self>) {
        use engine::Event as _;
        let (now, target) = (event.time(), event.target());
        let handsets = self.world.layout.handsets();
        if state.ledger.witness.is_some() {
            state.witness(event);
        }
        if target < handsets {
            let unchanged = state.beliefs_to_stay(HandsetId(target), event.kind());
            let (mut phone, ledger) = state.phone_of(HandsetId(target));
            phone.handle(&mut Context { world: &self.world, now, ledger, out }, event);
            debug_assert!(unchanged.is_none_or(|cache| cache == *phone.cache.near), "beliefs changed unseen");
            return;
        }
        let station = (target - handsets) as usize;
        if station < self.world.sites.len() {
            let (site, ledger) = state.site(station).expect("an event reaches the shard of its data centre");
            site.handle(&mut Context { world: &self.world, now, ledger, out }, event);
        } else {
            let carrier = station - self.world.sites.len();
            let (centre, ledger) = state.centre(carrier).expect("an event reaches the shard of its message centre");
            centre.handle(&mut Context { world: &self.world, now, ledger, out }, event);
        }
    }

    fn digest(&self, state: &Shard, event: Event) -> u64 {
        use engine::Event as _;
        match event.target().checked_sub(self.world.layout.handsets()) {
            None => state.handset_digest(HandsetId(event.target()), event.kind()),
            Some(station) => state.station_digest(station as usize, self.world.sites.len()),
        }
    }

    fn save(&self, state: &Shard, to: &mut Encoder<'_>) -> io::Result<()> {
        state.save(to)
    }

    fn load(&self, shard: usize, from: &mut Decoder<'_>) -> Result<Shard, Unreadable> {
        Shard::load(self, shard, from)
    }

    fn belongs(&self, shard: usize, event: Event) -> bool {
        use engine::Event as _;
        let (sites, centres) = (self.world.sites.len(), usize::from(self.world.layout.carriers()));
        let number = event.kind_number();
        let known = match event.target().checked_sub(self.world.layout.handsets()) {
            None => ToHandset::known(number),
            Some(station) if (station as usize) < sites => ToSite::known(number),
            Some(station) => (station as usize) < sites + centres && ToCentre::known(number),
        };
        known && self.shard_of(event.target()) == shard
    }

    fn left(&self, state: &mut Shard, event: Event) {
        audit::left(&self.world, state, event);
    }

    fn touch(&self, state: &Shard, event: Event) -> u64 {
        use engine::Event as _;
        match event.target().checked_sub(self.world.layout.handsets()) {
            None => {
                let handset = HandsetId(event.target());
                state.touch(handset) ^ self.world.touch(handset)
            }
            Some(station) => state.touch_station(&self.world, station as usize, event),
        }
    }
}

impl Site {
    /// The row of one of a data centre's services.
    fn rows(index: usize) -> [usize; SERVICES] {
        std::array::from_fn(|service| Self::row(index, service))
    }
}
