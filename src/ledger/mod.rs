//! What happened, counted exactly: deliveries, costs, crossings of identifying data, load.
//!
//! One ledger per shard; shards' ledgers merge by operations that are commutative and associative, so the result does
//! not depend on how the world was cut. Integers only. Knows neither the world nor how anything is shown.

mod audit;
mod cost;
mod delivery;
mod exposure;
mod fate;
mod few;
mod histogram;
mod holdings;
mod load;
mod presence;
mod stations;
mod storage;
mod wholes;
mod witness;

pub use audit::{Audit, Balance, Breach, Law, Relation};
pub use cost::{Bill, Costs};
pub use delivery::{Cause, Day, Deliveries, End, Path, Tally, Traffic};
pub use exposure::{
    Consent, CrossingTally, Crowd, Edge, Edges, Exposure, ExposureShape, FirstSeen, Form, Greeting, Hop, Identifier,
    Item, Parcel, Protection, Readers, Sample, Seat, Seats, Sight, Sort, Whose,
};
pub use fate::{Fate, Way};
pub use holdings::{Held, Holdings, Keeping, Kept, Level, Register, Span, Store};
pub use load::{Load, LoadStep, StationLoad};
pub use presence::{ActivationTally, NotBound, Presence};
pub use stations::{ClassBook, StationBook, StationFigure, StationStep, Stations, StationsShape, Visit};
pub use storage::{Storage, Stored};
pub use wholes::{HeldAtSite, Toll, Wholes};
pub use witness::{
    Choice, Crossing, Followed, Follows, Known, Listed, Listing, Missing, Near, Note, Noted, Source, Stay, Wait,
    Wanted, Witness,
};

use crate::units::{Duration, Instant};
use serde::{Deserialize, Serialize};

/// Everything one run (or one shard of it) recorded.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Ledger {
    /// Messages: how many, by which path, how late, with which end.
    pub deliveries: Deliveries,
    /// Money and bytes, by country and day.
    pub costs: Costs,
    /// Identifying data on the wire and at the operator.
    pub exposure: Exposure,
    /// What the operator holds.
    pub holdings: Holdings,
    /// Work of stations, step by step.
    pub load: Load,
    /// Icons and connections.
    pub presence: Presence,
    /// Backups.
    pub storage: Storage,
    /// What is counted once more for the audit, and is no part of the hash.
    pub wholes: Wholes,
    /// Textbook stations, where the run was of them: all else is empty then.
    pub stations: Option<Stations>,
    /// Composed messages in the order of the shard, where the run was asked to keep them.
    pub composed: Option<Vec<Composed>>,
    /// What became of messages between owners, in the order of ids once a run is finished, where it was asked to list it.
    pub fates: Option<Vec<Fate>>,
    /// What happened to single messages, where the run was asked to follow them; never kept with the rest.
    #[serde(skip)]
    pub witness: Option<Box<Witness>>,
}

/// One composed message, for comparing the generator with recorded traces.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Composed {
    /// When, in microseconds since the start.
    pub at: u64,
    /// Who wrote: a handset, or a person without one counted after all handsets.
    pub source: u32,
    /// To whom, numbered likewise.
    pub target: u32,
}

/// The days of a study as a ledger counts them: index 0 is the whole warm-up, 1 the first measured day, and so on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Days {
    /// Where measuring begins.
    pub warm_up: Instant,
    /// Where the study ends.
    pub end: Instant,
}

impl Days {
    /// The index of the day that `at` falls on; instants after the end count to the last day.
    pub fn index(self, at: Instant) -> usize {
        if at < self.warm_up { 0 } else { 1 + (at.min(self.end) - self.warm_up).as_micros() as usize / DAY }
    }

    /// 0 during warm-up, 1 while measuring.
    pub fn phase(self, at: Instant) -> usize {
        usize::from(at >= self.warm_up)
    }

    /// How many indices there are.
    pub fn count(self) -> usize {
        self.index(self.end) + 1
    }
}

const DAY: usize = Duration::DAY.as_micros() as usize;

/// Sizes a ledger needs to know before anything happens.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Shape {
    /// Days of the study.
    pub days: Days,
    /// Countries.
    pub countries: usize,
    /// Steps by which load is kept, the last one perhaps partial.
    pub load_step: Duration,
    /// Rows of stations whose load is kept.
    pub stations: usize,
    /// People with a number who never use the service.
    pub outsiders: u64,
    /// Simulated handsets.
    pub handsets: u32,
    /// Whether crossings are recorded.
    pub exposure: bool,
    /// How much of them.
    pub exposed: ExposureShape,
    /// How long the operator keeps what.
    pub kept: Kept,
    /// Whether composed messages are listed.
    pub composed: bool,
    /// Whether fates of messages between owners are listed.
    pub fates: bool,
}

impl Ledger {
    /// An empty ledger for a run of this shape.
    pub fn new(shape: &Shape) -> Self {
        let steps = shape.days.end.as_micros().div_ceil(shape.load_step.as_micros()).max(1);
        Self {
            deliveries: Deliveries::new(shape.days),
            costs: Costs::new(shape.days, shape.countries),
            exposure: Exposure::new(shape),
            holdings: Holdings::new(shape),
            load: Load::new(shape.stations, shape.load_step, steps as usize),
            presence: Presence::new(shape.days),
            storage: Storage::new(shape.days),
            wholes: Wholes::new(shape.countries),
            stations: None,
            composed: shape.composed.then(Vec::new),
            fates: shape.fates.then(Vec::new),
            witness: None,
        }
    }

    /// An empty ledger for a run of textbook stations, which share a shard.
    pub fn of_stations(shape: &StationsShape) -> Self {
        let days = Days { warm_up: Instant::START, end: Instant::START };
        let none = Shape {
            days,
            countries: 0,
            load_step: Duration::DAY,
            stations: 0,
            outsiders: 0,
            handsets: 0,
            exposure: false,
            exposed: ExposureShape::default(),
            kept: Kept::default(),
            composed: false,
            fates: false,
        };
        Self { stations: Some(Stations::new(shape)), ..Self::new(&none) }
    }

    /// Closes the books of a shard at the end of its run.
    pub fn finish(&mut self, end: Instant) {
        self.exposure.finish();
        self.holdings.finish(end);
    }

    /// The first copy of a message arrived `latency` after it was composed.
    pub fn arrived(&mut self, composed: Instant, path: Path, latency: Duration) {
        self.deliveries.arrived(composed, path, latency);
        self.wholes.took(path, latency);
    }

    /// Adds what another shard recorded.
    pub fn merge(&mut self, other: &Self) {
        self.deliveries.merge(&other.deliveries);
        self.costs.merge(&other.costs);
        self.exposure.merge(&other.exposure);
        self.holdings.merge(&other.holdings);
        self.load.merge(&other.load);
        self.presence.merge(&other.presence);
        self.storage.merge(&other.storage);
        self.wholes.merge(&other.wholes);
        if let (Some(mine), Some(theirs)) = (&mut self.composed, &other.composed) {
            mine.extend_from_slice(theirs);
            mine.sort_unstable();
        }
        if let (Some(mine), Some(theirs)) = (&mut self.fates, &other.fates) {
            mine.extend_from_slice(theirs);
            mine.sort_unstable();
        }
        if let (Some(mine), Some(theirs)) = (&mut self.witness, &other.witness) {
            mine.merge(theirs);
        }
    }

    /// A hash of everything recorded, for the fingerprint. Listings of single messages are left out, which are views,
    /// and what is counted for the audit alone.
    pub fn hash(&self, mut mix: impl FnMut(u64, u64) -> u64) -> u64 {
        let mut state = 0;
        let mut absorb = |word: u64| state = mix(state, word);
        self.deliveries.absorb(&mut absorb);
        self.costs.absorb(&mut absorb);
        self.exposure.absorb(&mut absorb);
        self.holdings.absorb(&mut absorb);
        self.load.absorb(&mut absorb);
        self.presence.absorb(&mut absorb);
        self.storage.absorb(&mut absorb);
        if let Some(stations) = &self.stations {
            stations.absorb(&mut absorb);
        }
        state
    }

    /// Memory held, in bytes.
    pub fn bytes(&self) -> usize {
        self.deliveries.bytes()
            + self.costs.bytes()
            + self.exposure.bytes()
            + self.holdings.bytes()
            + self.load.bytes()
            + self.stations.as_ref().map_or(0, Stations::bytes)
            + self.composed.as_ref().map_or(0, |c| c.capacity() * size_of::<Composed>())
            + self.fates.as_ref().map_or(0, |f| f.capacity() * size_of::<Fate>())
            + self.witness.as_ref().map_or(0, |w| w.bytes())
    }
}

/// Adds `theirs` to `mine` element by element.
fn add_all<T: Copy + std::ops::AddAssign>(mine: &mut [T], theirs: &[T]) {
    assert_eq!(mine.len(), theirs.len(), "ledgers of one run have one shape");
    for (m, t) in mine.iter_mut().zip(theirs) {
        *m += *t;
    }
}
