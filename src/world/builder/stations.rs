//! Textbook stations: laws become tables, shares become thresholds.
//!
//! Knows no ecosystem.

use crate::random::{Draws, Law, Table};
use crate::scenario::{self, Arrivals, Class, Station, Stations};
use crate::units::{Instant, Probability};
use crate::world::stations::{ArrivalRules, STEP_POINT, STREAMS};
use crate::world::{ClassRules, StationNetwork, StationRules};

/// Microseconds to a second.
const MICROS: f64 = 1e6;
/// Gaps, services and waits are cut there, in microseconds: longer than any run.
const LONGEST: u64 = 1 << Instant::BITS;

impl StationNetwork {
    /// The network of one replication.
    pub fn build(stations: &Stations, seed: u64, replication: u32) -> Self {
        Self {
            stations: stations.stations.iter().map(rules).collect(),
            horizon: Instant::START + stations.duration,
            warm_up: Instant::START + stations.warm_up,
            draws: Draws::new(seed, replication, STREAMS),
        }
    }
}

impl StationNetwork {
    /// The mean of what is drawn from a law of seconds, in seconds: whole microseconds may have another mean than the law.
    pub fn drawn_mean_s(law: &Law) -> f64 {
        table(law).mean() / MICROS
    }
}

fn rules(station: &Station) -> StationRules {
    let mut sum = 0.0;
    let mut routing = Vec::new();
    for (to, share) in &station.routing {
        sum += share;
        // What is left by rounding belongs to the last.
        let up_to = if sum > 1.0 - scenario::ROUNDING { 1.0 } else { sum };
        routing.push((Probability::from_share(up_to), *to as u16));
    }
    StationRules {
        classes: station.classes.iter().map(class).collect(),
        servers: station.servers,
        room: station.queue.map(|queue| queue + u64::from(station.servers)),
        patience: station.patience.as_ref().map(table),
        routing,
    }
}

fn class(class: &Class) -> ClassRules {
    ClassRules { arrivals: class.arrivals.as_ref().map(arrivals), service: table(&class.service) }
}

fn arrivals(arrivals: &Arrivals) -> ArrivalRules {
    match arrivals {
        Arrivals::Poisson(rate) => ArrivalRules::Gaps(table(&Law::Exponential { mean: 1.0 / rate })),
        Arrivals::Deterministic(rate) => {
            let fine = f64::from(1_u32 << STEP_POINT);
            ArrivalRules::Steps(libm::round((MICROS * fine / rate).min(LONGEST as f64 * fine)) as u64)
        }
        Arrivals::Gaps(law) => ArrivalRules::Gaps(table(law)),
        Arrivals::Given(instants) => ArrivalRules::Given(instants.clone()),
    }
}

fn table(law: &Law) -> Table {
    Table::new(law, MICROS, LONGEST)
}
