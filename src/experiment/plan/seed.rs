//! Where a search begins: what the queueing formula says of each tier, from what a pilot run asked of it.
//!
//! Knows demands and tiers; a seed is a guess, which the search neither trusts nor needs.

use crate::analysis::theory::sizing::{Target, servers_for};
use crate::analysis::{Demand, StationKind};
use crate::experiment::visit_rates;
use crate::scenario::{Bound, Hardship, Plan, Relation, Scenario, Station, Stations, Tier};

/// Chance of a wait at the busiest hour that servers are sized for (assumed).
const WAITING: f64 = 0.05;
/// Utilisation that rates are sized for (assumed).
const BUSY: f64 = 0.8;

/// What the formula says of one tier.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Seed {
    pub(super) level: u32,
    /// What it comes from, for people.
    pub(super) from: String,
}

/// The row of the load record that a tier serves, e.g. `beijing/relay`; nothing for other numbers.
pub(super) fn row_of(tier: &Tier) -> Option<String> {
    let parts: Vec<&str> = tier.key.split('.').collect();
    match parts[..] {
        ["sites", site, "relay", "nodes"] => Some(format!("{site}/relay")),
        ["sites", site, "relay", "workers", "servers"] => Some(format!("{site}/workers")),
        ["sites", site, service @ ("lookup" | "presence"), "servers"] => Some(format!("{site}/{service}")),
        ["countries", country, "carriers", carrier, "smsc_rate"] => Some(format!("{country}/{carrier}/smsc")),
        _ => None,
    }
}

/// A guess for each tier.
pub(super) fn seeds(plan: &Plan, scenario: &Scenario, demands: &[Demand]) -> Vec<Seed> {
    plan.tiers.iter().map(|tier| seed(plan, scenario, demands, tier)).collect()
}

/// The station whose servers a tier is; nothing for other numbers.
pub(super) fn station_of(tier: &Tier) -> Option<&str> {
    tier.key.strip_prefix("stations.")?.strip_suffix(".servers")
}

/// What the bounds ask of a station, as far as the formula knows it, with the bound's words.
fn targets(bounds: &[Bound], station: &Station) -> Vec<(Target, String)> {
    let of = |bound: &Bound| {
        let figure = bound.metric.strip_prefix("stations.")?.strip_prefix(station.name.as_str())?.strip_prefix('.')?;
        let seconds = bound.limit;
        let target = match (figure, bound.relation) {
            (_, Relation::Above | Relation::AtLeast) => return None,
            ("delayed", _) => Target::Delayed(seconds),
            ("wait_mean", _) => Target::WaitMean(seconds),
            ("wait_p95", _) => Target::Wait { p: 0.95, seconds },
            ("wait_p99", _) => Target::Wait { p: 0.99, seconds },
            ("sojourn_p95", _) => Target::Sojourn { p: 0.95, seconds },
            ("sojourn_p99", _) => Target::Sojourn { p: 0.99, seconds },
            ("utilisation", _) => Target::Utilisation(seconds),
            ("blocked", _) if station.queue == Some(0) => Target::Blocked(seconds),
            (_, _) => return None,
        };
        Some((target, format!("{figure} {}", bound.written)))
    };
    bounds.iter().filter_map(of).collect()
}

/// A guess for each tier of a network of stations.
pub(super) fn station_seeds(plan: &Plan, bounds: &[Bound], network: &Stations) -> Vec<Seed> {
    let visits = visit_rates(network);
    let of = |tier: &Tier| {
        let place = network.stations.iter().position(|station| Some(station.name.as_str()) == station_of(tier));
        let (place, visits) = (place?, visits.as_ref()?);
        let station = &network.stations[place];
        let rate = visits[place].iter().sum::<f64>();
        let service = station.classes.iter().map(|class| class.service.mean()).fold(0.0, f64::max);
        let mut asked = targets(bounds, station);
        if asked.is_empty() {
            asked.push((Target::Delayed(WAITING), format!("{:.0} % wait", WAITING * 100.0)));
        }
        let sized = asked.iter().filter_map(|(target, words)| Some((servers_for(rate, service, *target)?, words)));
        let (servers, words) = sized.max_by_key(|(servers, _)| *servers)?;
        let from = format!("Erlang's formula: {:.3} Erlang, {words}", rate * service);
        Some(Seed { level: tier.level(servers.into()), from })
    };
    let written = |tier: &Tier| Seed { level: tier.level(tier.written), from: "what the file has".to_owned() };
    plan.tiers.iter().map(|tier| of(tier).unwrap_or_else(|| written(tier))).collect()
}

fn seed(plan: &Plan, scenario: &Scenario, demands: &[Demand], tier: &Tier) -> Seed {
    let own = row_of(tier).and_then(|row| demands.iter().find(|demand| demand.name == row));
    let Some(own) = own else {
        return Seed { level: tier.level(tier.written), from: "what the file has".to_owned() };
    };
    // A data centre that stands in for a lost one does the work of both.
    let others = demands.iter().filter(|other| other.kind == own.kind && other.name != own.name);
    let stands_in = plan.hardships.contains(&Hardship::Site) && own.kind != StationKind::Smsc;
    let most =
        |of: fn(&Demand) -> f64| of(own) + if stands_in { others.clone().map(of).fold(0.0, f64::max) } else { 0.0 };
    let busy = most(|demand| demand.busy);
    if own.kind == StationKind::Smsc {
        let rate = busy * own.rate / BUSY;
        return Seed {
            level: tier.level(rate),
            from: format!("{:.1}/s at {:.0} % of the time", busy * own.rate, BUSY * 100.0),
        };
    }
    let mut servers = servers_for(busy, 1.0, Target::Delayed(WAITING)).unwrap_or(1);
    let mut from = format!("Erlang C: {busy:.3} Erlang, {:.0} % wait", WAITING * 100.0);
    let site = scenario.sites.iter().find(|site| own.name == format!("{}/relay", site.name));
    if let Some(site) = site {
        let held = libm::ceil(most(|demand| demand.connections) / site.relay.connections as f64) as u32;
        if held > servers {
            servers = held;
            from = format!("{:.0} connections, {} a node", most(|demand| demand.connections), site.relay.connections);
        }
    }
    if plan.hardships.contains(&Hardship::Node) {
        servers += 1;
        from.push_str(", one lost");
    }
    Seed { level: tier.level(servers.into()), from }
}
