//! One run of textbook stations: built, run, closed; and what its numbers mean.
//!
//! Knows no ecosystem.

use super::{Options, Stage, Way};
use crate::analysis::theory::jackson;
use crate::analysis::{ArrivalKind, ClassFacts, Facts, LawFacts, LawShape, TextbookFacts};
use crate::model::{self, FinishedStations};
use crate::scenario::{Arrivals, Class, Law, Station, Stations};
use crate::units::Currency;
use crate::world::StationNetwork;

/// How far the mean of whole microseconds may be from what was written, as a share of it.
const RESOLUTION: f64 = 1e-4;

/// Runs one replication of a network of stations; `progress` hears of each of its stages, and of the engine's reports.
pub fn run_stations(
    stations: &Stations,
    seed: u64,
    replication: u32,
    options: &Options,
    progress: &(dyn Fn(Stage) + Sync),
) -> FinishedStations {
    run_network(stations, (seed, replication), options, progress, Way::default())
}

pub(super) fn run_network(
    stations: &Stations,
    (seed, replication): (u64, u32),
    options: &Options,
    progress: &(dyn Fn(Stage) + Sync),
    way: Way<'_>,
) -> FinishedStations {
    progress(Stage::Building);
    let network = model::Stations::new(StationNetwork::build(stations, seed, replication));
    let network = if options.queued { network.queued() } else { network };
    let outcome = way.drive(&network, || network.states(), options, progress);
    network.finish(outcome)
}

/// Customers a second that come to each station in the long run if nobody is turned away or gives up, by where they came
/// first: to a high class, to any other. Nothing where some never leave.
pub fn visit_rates(network: &Stations) -> Option<Vec<[f64; 2]>> {
    let size = network.stations.len();
    let mut routes = vec![vec![0.0; size]; size];
    for (from, station) in network.stations.iter().enumerate() {
        for (to, share) in &station.routing {
            routes[from][*to] += share;
        }
    }
    let outside = |high: bool| -> Vec<f64> {
        let of_class = |station: &Station, place: usize, class: &Class| {
            let is_high = station.has_priorities() && place == 0;
            let rate = class.arrivals.as_ref().map_or(0.0, |arrivals| arrivals.rate(network.duration));
            if is_high == high { rate } else { 0.0 }
        };
        let of = |s: &Station| s.classes.iter().enumerate().map(|(place, class)| of_class(s, place, class)).sum();
        network.stations.iter().map(of).collect()
    };
    let (high, others) = (jackson::rates(&outside(true), &routes)?, jackson::rates(&outside(false), &routes)?);
    Some(high.into_iter().zip(others).map(|(high, other)| [high, other]).collect())
}

/// Stations from which customers may come to one, directly or over others.
fn leading_to(network: &Stations, place: usize) -> Vec<&Station> {
    let mut leads = vec![false; network.stations.len()];
    // As many rounds as there are stations reach the farthest.
    for _ in &network.stations {
        for from in 0..network.stations.len() {
            let on = |&(to, share): &(usize, f64)| share > 0.0 && (to == place || leads[to]);
            leads[from] = network.stations[from].routing.iter().any(on);
        }
    }
    network.stations.iter().zip(leads).filter_map(|(station, leads)| leads.then_some(station)).collect()
}

/// What the numbers of a run mean.
pub(super) fn facts(network: &Stations) -> Facts {
    let rates = visit_rates(network);
    let textbook = network.stations.iter().enumerate().map(|(place, station)| {
        let rates = rates.as_ref().map(|rates| rates[place]);
        let before = leading_to(network, place);
        let rates = match rates {
            Some([high, low]) if station.has_priorities() => vec![Some(high), Some(low)],
            Some([high, low]) => vec![Some(high + low)],
            None => vec![None; station.classes.len()],
        };
        TextbookFacts {
            name: station.name.clone(),
            servers: station.servers,
            queue: station.queue,
            patience: station.patience.as_ref().map(law),
            fed: !before.is_empty(),
            fed_by_losers: before.iter().any(|other| other.queue.is_some() || other.patience.is_some()),
            classes: station.classes.iter().zip(rates).map(|(c, rate)| class(c, rate)).collect(),
        }
    });
    Facts {
        handsets: 0,
        represents: 0,
        start_unix_s: network.start.unix_seconds,
        utc_offset_s: network.start.utc_offset_s(),
        duration: network.duration,
        warm_up: network.warm_up,
        load_step: network.duration,
        countries: Vec::new(),
        stations: Vec::new(),
        nonusers_in_phonebooks: 0.0,
        places: Vec::new(),
        carriers: Vec::new(),
        sites: Vec::new(),
        nonusers: 0,
        reference_currency: Currency::default(),
        textbook: textbook.collect(),
    }
}

fn class(class: &Class, rate: Option<f64>) -> ClassFacts {
    let arrivals = class.arrivals.as_ref().map(|arrivals| match arrivals {
        Arrivals::Poisson(_) => ArrivalKind::Poisson,
        Arrivals::Deterministic(_) => ArrivalKind::Renewal(LawFacts { mean: 0.0, scv: 0.0, shape: LawShape::Fixed }),
        Arrivals::Gaps(gaps) => ArrivalKind::Renewal(law(gaps)),
        Arrivals::Given(_) => ArrivalKind::Given,
    });
    let drawn = StationNetwork::drawn_mean_s(&class.service);
    let rounded = (drawn / class.service.mean() - 1.0).abs() > RESOLUTION;
    ClassFacts { arrivals, rate, service: law(&class.service), rounded }
}

fn law(law: &Law) -> LawFacts {
    let shape = match law {
        Law::Fixed(_) => LawShape::Fixed,
        Law::Exponential { .. } | Law::Erlang { k: 1, .. } => LawShape::Exponential,
        Law::Erlang { k, .. } => LawShape::Erlang(*k),
        Law::Uniform { .. } | Law::Lognormal { .. } | Law::Mix(_) | Law::Empirical(_) => LawShape::Other,
    };
    LawFacts { mean: law.mean(), scv: law.scv(), shape }
}
