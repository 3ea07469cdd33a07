//! A network of textbook stations in whole numbers: who comes when, who needs how long, who goes where.
//!
//! Everything is a function of the customer and of how many stations the customer has been to. Knows no queue.

use crate::random::{Draws, StreamName, Table};
use crate::units::{Duration, Instant, Probability};
use serde::{Deserialize, Serialize};

/// A network of stations with no delay between them.
#[derive(Clone, Debug)]
pub struct StationNetwork {
    /// The stations; their places are their names here.
    pub stations: Vec<StationRules>,
    /// The end of the run.
    pub horizon: Instant,
    /// Where measuring begins.
    pub warm_up: Instant,
    pub(super) draws: Draws,
}

/// What holds at one station.
#[derive(Clone, Debug)]
pub struct StationRules {
    /// By class: one, or the high and the low one.
    pub classes: Vec<ClassRules>,
    /// Servers, at least one.
    pub servers: u32,
    /// Most customers inside, servers included; without bound where it is not given.
    pub room: Option<u64>,
    pub(super) patience: Option<Table>,
    /// Where customers go: up to which share, counted from zero, and to which station. Those above the last leave.
    pub(super) routing: Vec<(Probability, u16)>,
}

/// What holds for one class of customers.
#[derive(Clone, Debug)]
pub struct ClassRules {
    pub(super) arrivals: Option<ArrivalRules>,
    pub(super) service: Table,
}

/// When customers come from outside.
#[derive(Clone, Debug)]
pub(super) enum ArrivalRules {
    /// After gaps.
    Gaps(Table),
    /// In equal steps of so many 2⁻²⁰ microseconds.
    Steps(u64),
    /// At these instants.
    Given(Vec<Instant>),
}

/// Bits behind the binary point of equal steps.
pub(super) const STEP_POINT: u32 = 20;

/// A customer of the network: where from, and the how manieth from there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Customer {
    /// The station that the customer came to first.
    pub station: u16,
    /// The class there.
    pub class: u8,
    /// Customers of that class who came there from outside before.
    pub ordinal: u64,
    /// Stations that the customer has been to before, those visited twice counted twice.
    pub visit: u16,
}

impl Customer {
    /// The customer at the next station.
    #[must_use]
    pub fn at_next(self) -> Self {
        Self { visit: self.visit.wrapping_add(1), ..self }
    }

    const fn entity(self) -> u64 {
        (self.station as u64) << 48 | (self.class as u64) << 47 | self.ordinal
    }
}

/// What random numbers are for.
#[derive(Clone, Copy)]
enum Stream {
    Gap,
    Service,
    Patience,
    Route,
}

impl StreamName for Stream {
    const COUNT: usize = 4;
    fn index(self) -> usize {
        self as usize
    }
}

/// How many streams of random numbers there are.
pub(super) const STREAMS: usize = Stream::COUNT;

impl StationNetwork {
    /// When the `ordinal`-th customer of a class comes to a station from outside, the one before having come at `last`;
    /// nothing where nobody more comes.
    pub fn arrival(&self, station: u16, class: u8, ordinal: u64, last: Instant) -> Option<Instant> {
        let rules = &self.stations[usize::from(station)].classes[usize::from(class)];
        match rules.arrivals.as_ref()? {
            ArrivalRules::Gaps(gaps) => {
                let entity = Customer { station, class, ordinal, visit: 0 }.entity();
                Some(last + Duration::from_micros(gaps.draw(self.draws.bits(Stream::Gap, entity, 0))))
            }
            ArrivalRules::Steps(step) => {
                let micros = (u128::from(*step) * u128::from(ordinal + 1)) >> STEP_POINT;
                Some(Instant::from_micros(u64::try_from(micros).unwrap_or(u64::MAX)))
            }
            ArrivalRules::Given(instants) => instants.get(ordinal as usize).copied(),
        }
    }

    /// How long a customer of a class needs at a station.
    pub fn service(&self, station: u16, class: u8, customer: Customer) -> Duration {
        let law = &self.stations[usize::from(station)].classes[usize::from(class)].service;
        let bits = self.draws.bits(Stream::Service, customer.entity(), customer.visit.into());
        Duration::from_micros(law.draw(bits))
    }

    /// How long a customer waits at a station before giving up; nothing where for ever.
    pub fn patience(&self, station: u16, customer: Customer) -> Option<Duration> {
        let law = self.stations[usize::from(station)].patience.as_ref()?;
        let bits = self.draws.bits(Stream::Patience, customer.entity(), customer.visit.into());
        Some(Duration::from_micros(law.draw(bits)))
    }

    /// Where a customer goes who has been served at a station; nothing where the customer leaves.
    pub fn next(&self, station: u16, customer: Customer) -> Option<u16> {
        let routing = &self.stations[usize::from(station)].routing;
        if routing.is_empty() {
            return None;
        }
        let bits = self.draws.bits(Stream::Route, customer.entity(), customer.visit.into());
        routing.iter().find(|(share, _)| share.hits(bits)).map(|(_, to)| *to)
    }
}

impl StationRules {
    /// Whether anybody gives up waiting here.
    pub fn has_patience(&self) -> bool {
        self.patience.is_some()
    }

    /// Whether anybody goes on to another station.
    pub fn leads_on(&self) -> bool {
        !self.routing.is_empty()
    }
}
