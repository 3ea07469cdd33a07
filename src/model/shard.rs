//! The mutable state of one shard: its handsets' columns, its stations, its ledger.

use super::Ecosystem;
use super::event::{Event, ToHandset, is_about_message};
use super::handset::{Beliefs, Cache, Notes, Phone, Pool, Record};
use super::service::Site;
use super::smsc::Centre;
use crate::engine::{Decoder, Encoder, Unreadable};
use crate::ledger::{Ledger, Noted};
use crate::units::{CarrierId, HandsetId};
use crate::world::World;
use std::io;

/// One shard of the ecosystem.
pub struct Shard {
    /// Identifier of the first handset.
    first: u32,
    records: Vec<Record>,
    /// Empty but for designs that keep notes.
    notes: Vec<Notes>,
    pub(super) pool: Pool,
    /// The data centres of this shard, by index.
    sites: Vec<Option<Site>>,
    /// The message centres of this shard, by carrier.
    pub(super) centres: Vec<Option<Centre>>,
    pub(super) ledger: Ledger,
    /// Messages that no outbox knows of and that were on their way to a message centre here when the run ended.
    pub(super) on_the_air: u64,
}

impl Shard {
    pub(super) fn new(ecosystem: &Ecosystem, shard: usize) -> Self {
        let world = &ecosystem.world;
        let (first, end) = ecosystem.deal.handsets_of(shard);
        let count = (end - first) as usize;
        let sites = world.sites.len();
        let here = |station: usize| ecosystem.deal.shard_of_station(station) == shard;
        Self {
            first,
            records: vec![Record::new(); count],
            notes: Notes::column(world, count),
            pool: Pool::default(),
            sites: (0..sites).map(|s| here(s).then(|| Site::new(world, s))).collect(),
            centres: (0..world.layout.carriers())
                .map(|c| here(sites + usize::from(c)).then(|| Centre::new(CarrierId(c))))
                .collect(),
            ledger: Ledger { witness: ecosystem.witness.clone().map(Box::new), ..Ledger::new(&ecosystem.shape) },
            on_the_air: 0,
        }
    }

    /// Writes the shard, between two events: what follows from the world is left out.
    pub(super) fn save(&self, to: &mut Encoder<'_>) -> io::Result<()> {
        let Self { first: _, records, notes, pool, sites, centres, ledger, on_the_air: _ } = self;
        assert!(ledger.witness.is_none(), "a run that is watched is not kept");
        to.put(records)?;
        to.put(notes)?;
        to.put(pool)?;
        to.put(sites)?;
        to.put(centres)?;
        to.put(ledger)
    }

    /// Reads what [`save`](Self::save) wrote.
    pub(super) fn load(ecosystem: &Ecosystem, shard: usize, from: &mut Decoder<'_>) -> Result<Self, Unreadable> {
        let mut read = Self::new(ecosystem, shard);
        from.fill(&mut read.records)?;
        from.fill(&mut read.notes)?;
        read.pool = from.take()?;
        let mut sites: Vec<Option<Site>> = read.sites.iter().map(|_| None).collect();
        let mut centres: Vec<Option<Centre>> = read.centres.iter().map(|_| None).collect();
        from.fill(&mut sites)?;
        from.fill(&mut centres)?;
        let alike = |one: &Option<Site>, other: &Option<Site>| match (one, other) {
            (Some(one), Some(other)) => one.is_like(other),
            (one, other) => one.is_none() && other.is_none(),
        };
        let belong = sites.iter().zip(&read.sites).all(|(one, other)| alike(one, other))
            && centres.iter().zip(&read.centres).all(|(one, other)| one.is_some() == other.is_some());
        if !belong || read.notes.iter().any(|notes| notes.more.len() != ecosystem.world.client.more_entries) {
            return Err(Unreadable::wrong("stations of another world"));
        }
        (read.sites, read.centres) = (sites, centres);
        read.ledger = Ledger { witness: read.ledger.witness.take(), ..from.take()? };
        Ok(read)
    }

    /// Notes for whoever follows messages that an event is about to be handled.
    #[cold]
    pub(super) fn witness(&mut self, event: Event) {
        use crate::engine::Event as _;
        if let Some(witness) = &mut self.ledger.witness {
            witness.at_process(event.target());
            let kind = event.kind_number();
            if is_about_message(kind) {
                witness.note(event.time(), event.argument(), Noted::Handled { kind });
            }
        }
    }

    pub(super) fn handsets(&self) -> usize {
        self.records.len()
    }

    /// The shard's `i`-th handset, and the ledger beside it.
    pub(super) fn phone(&mut self, i: usize) -> (Phone<'_>, &mut Ledger) {
        let (more, book) = match self.notes.get_mut(i) {
            Some(notes) => (&mut notes.more[..], Some(&mut notes.book)),
            None => (&mut [][..], None),
        };
        let Record { h, cache } = &mut self.records[i];
        let phone = Phone {
            id: HandsetId(self.first + i as u32),
            h,
            cache: Beliefs { near: cache, more },
            book,
            pool: &mut self.pool,
        };
        (phone, &mut self.ledger)
    }

    pub(super) fn phone_of(&mut self, handset: HandsetId) -> (Phone<'_>, &mut Ledger) {
        self.phone((handset.0 - self.first) as usize)
    }

    pub(super) fn site(&mut self, index: usize) -> Option<(&mut Site, &mut Ledger)> {
        Some((self.sites[index].as_mut()?, &mut self.ledger))
    }

    pub(super) fn centre(&mut self, carrier: usize) -> Option<(&mut Centre, &mut Ledger)> {
        Some((self.centres[carrier].as_mut()?, &mut self.ledger))
    }

    /// A hash of a handset's state, of its beliefs only where an event of this kind may have changed them.
    pub(super) fn handset_digest(&self, handset: HandsetId, kind: ToHandset) -> u64 {
        let i = (handset.0 - self.first) as usize;
        let record = &self.records[i];
        let beliefs = if changes_beliefs(kind) { record.cache.digest() } else { 0 };
        record.digest() ^ beliefs ^ self.notes.get(i).map_or(0, Notes::digest)
    }

    /// In debug builds: the beliefs that an event of this kind must leave as they are.
    pub(super) fn beliefs_to_stay(&self, handset: HandsetId, kind: ToHandset) -> Option<Cache> {
        let stay = cfg!(debug_assertions) && !changes_beliefs(kind);
        stay.then(|| self.records[(handset.0 - self.first) as usize].cache)
    }

    pub(super) fn station_digest(&self, station: usize, sites: usize) -> u64 {
        if station < sites {
            self.sites[station].as_ref().map_or(0, Site::digest)
        } else {
            self.centres[station - sites].as_ref().map_or(0, Centre::digest)
        }
    }

    /// A word of a handset's record, to have it near.
    pub(super) fn touch(&self, handset: HandsetId) -> u64 {
        self.records[(handset.0 - self.first) as usize].touch()
    }

    /// What a station will read for an event, as far as that is cheap to tell.
    pub(super) fn touch_station(&self, world: &World, station: usize, event: Event) -> u64 {
        self.sites.get(station).and_then(Option::as_ref).map_or(0, |site| site.registry.touch(world, event))
    }

    /// Closes what is still open at the end, and keeps nothing but the ledger.
    pub(super) fn close(mut self, world: &World) -> Ledger {
        self.finish(world);
        self.ledger.finish(world.horizon);
        self.ledger
    }

    /// Counts what is still open: channels' pings, stations' totals.
    fn finish(&mut self, world: &World) {
        let end = world.horizon;
        for (n, update) in world.owners.updates.iter().enumerate() {
            for handset in (self.first..).take(self.records.len()).map(HandsetId) {
                self.ledger.presence.updates_due += 1;
                if let Some(at) = update.installed(&world.draws, handset, n as u64).filter(|at| *at < end) {
                    self.ledger.presence.installed(at);
                }
            }
        }
        if let Some(fates) = &mut self.ledger.fates {
            fates.extend(self.pool.outgoing().filter_map(|outgoing| outgoing.fate(world, None)));
        }
        for (i, record) in self.records.iter().enumerate() {
            record.close(world, HandsetId(self.first + i as u32), &mut self.ledger);
        }
        for (index, site) in self.sites.iter_mut().enumerate() {
            if let Some(site) = site {
                self.ledger.wholes.sites.push(site.holds());
                for (row, totals) in Site::rows(index).into_iter().zip(site.finish(end)) {
                    self.ledger.load.totals[row] = totals;
                }
                if let Some(workers) = &mut site.workers {
                    self.ledger.load.totals[world.worker_row(index)] = vec![workers.finish(end)];
                }
            }
        }
        for (c, centre) in self.centres.iter_mut().enumerate() {
            if let Some(centre) = centre {
                let totals = centre.finish(world, &mut self.ledger.load);
                self.ledger.load.totals[world.centre_row(CarrierId(c as u16))] = vec![totals];
            }
        }
    }

    /// Memory held, in bytes.
    pub(super) fn bytes(&self) -> u64 {
        let columns = self.records.capacity() * size_of::<Record>()
            + self.notes.capacity() * size_of::<Notes>()
            + self.notes.iter().map(Notes::bytes).sum::<usize>();
        let sites: usize = self.sites.iter().flatten().map(Site::bytes).sum();
        (columns + sites + self.pool.bytes() + self.ledger.bytes()) as u64
    }
}

/// Whether events of a kind may change a handset's beliefs about its contacts.
const fn changes_beliefs(kind: ToHandset) -> bool {
    matches!(
        kind,
        ToHandset::Life
            | ToHandset::Deliver
            | ToHandset::DeliveryTimer
            | ToHandset::LookupAnswer
            | ToHandset::ProbeAnswer
    )
}
