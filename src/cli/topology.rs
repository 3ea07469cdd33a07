//! What is drawn beside the figures of a study and stands in its scenario: the layout of its world.
//!
//! Knows the scenario and the plain data that is drawn; runs nothing.

use crate::analysis::{
    AccessNode, CarrierNode, CongestedHours, FleetNode, Ground, Layout, LinkNode, PlaceNode, Regions, SiteNode,
    StationKind, StationNode, Topology,
};
use crate::scenario::{Arm, BorderLink, Effect, Link, Scenario, Servers, Site, Stations, Study, Subject};
use crate::units::Duration;

/// The layouts of all arms, those that are alike once.
pub(super) fn topology(study: &Study) -> Topology {
    let mut layouts: Vec<Layout> = Vec::new();
    for arm in &study.arms {
        let ground = ground(arm);
        match layouts.iter_mut().find(|layout| layout.ground == ground) {
            Some(layout) => layout.arms.push(arm.name.clone()),
            None => layouts.push(Layout { arms: vec![arm.name.clone()], ground }),
        }
    }
    Topology { layouts }
}

fn ground(arm: &Arm) -> Ground {
    match &arm.subject {
        Subject::Ecosystem(scenario) => Ground::Ecosystem(regions(scenario)),
        Subject::Stations(stations) => Ground::Stations(nodes(stations)),
    }
}

fn seconds(duration: Duration) -> f64 {
    duration.as_micros() as f64 / 1e6
}

fn regions(scenario: &Scenario) -> Regions {
    let carriers = scenario.carriers.iter().map(|carrier| CarrierNode {
        name: carrier.name.clone(),
        place: carrier.country,
        share: carrier.share,
        segments_per_s: carrier.smsc_rate,
    });
    let access = crate::scenario::ACCESS.iter().zip(&scenario.connectivity.access);
    let smsc = &scenario.smsc;
    let sms = [
        ("handset to message centre", &smsc.submit),
        ("message centre to handset", &smsc.deliver),
        ("to another carrier of the country, added", &smsc.interconnect),
        ("abroad, added", &smsc.international),
    ];
    let places = places(scenario);
    Regions {
        links: links(scenario, &places),
        places,
        carriers: carriers.collect(),
        sites: scenario.sites.iter().map(site).collect(),
        access: access.map(|(name, link)| way(name, link)).collect(),
        sms: sms.into_iter().map(|(name, link)| way(name, link)).collect(),
    }
}

fn way(name: &str, link: &Link) -> AccessNode {
    AccessNode { name: name.to_owned(), floor_s: seconds(link.floor), loss: link.loss }
}

fn places(scenario: &Scenario) -> Vec<PlaceNode> {
    let of_code = |(place, code): (usize, &String)| {
        let country = scenario.countries.get(place);
        let mut later = Vec::new();
        for intervention in &scenario.timeline {
            if let Effect::Migration { country, site } = intervention.effect
                && country == place
                && !later.contains(&site)
            {
                later.push(site);
            }
        }
        PlaceNode {
            code: code.clone(),
            name: country.map_or_else(String::new, |country| country.name.clone()),
            handsets: country.map_or(0.0, |country| country.share * scenario.population.represents as f64),
            roaming: country.map_or(0.0, |country| country.roaming),
            home: country.map(|country| country.home),
            later,
        }
    };
    scenario.wide_area.places.iter().enumerate().map(of_code).collect()
}

fn site(site: &Site) -> SiteNode {
    let fleet = |kind: StationKind, of: &Servers| FleetNode {
        kind: kind.name(),
        servers: of.servers,
        per_s: of.rate,
        connections: None,
    };
    let relay = FleetNode {
        kind: StationKind::Relay.name(),
        servers: site.relay.nodes,
        per_s: site.relay.rate,
        connections: Some(site.relay.connections),
    };
    let workers = site.relay.workers.iter().map(|of| fleet(StationKind::Workers, of));
    let services = [fleet(StationKind::Lookup, &site.lookup), fleet(StationKind::Presence, &site.presence)];
    SiteNode {
        name: site.name.clone(),
        place: site.place,
        fleets: std::iter::once(relay).chain(workers).chain(services).collect(),
    }
}

/// From every place to the data centres that serve it, and between the places of data centres.
fn links(scenario: &Scenario, places: &[PlaceNode]) -> Vec<LinkNode> {
    let mut pairs: Vec<(usize, usize)> = Vec::new();
    let mut wanted = |a: usize, b: usize| {
        if !pairs.contains(&(a, b)) && !pairs.contains(&(b, a)) {
            pairs.push((a, b));
        }
    };
    for (place, node) in places.iter().enumerate().filter(|(_, node)| node.handsets > 0.0) {
        for served_by in node.home.iter().chain(&node.later) {
            wanted(place, scenario.sites[*served_by].place);
        }
    }
    for (n, one) in scenario.sites.iter().enumerate() {
        for other in scenario.sites[n + 1..].iter().filter(|other| other.place != one.place) {
            wanted(one.place, other.place);
        }
    }
    let between = |from: usize, to: usize| &scenario.wide_area.links[from * places.len() + to];
    let mut all = Vec::new();
    for (a, b) in pairs {
        let both = between(a, b) == between(b, a);
        all.push(link((a, b), between(a, b), both));
        if !both {
            all.push(link((b, a), between(b, a), false));
        }
    }
    all
}

fn link((from, to): (usize, usize), of: &BorderLink, both: bool) -> LinkNode {
    let congested = of.congested.as_ref().map(|congested| CongestedHours {
        from: congested.from,
        to: congested.to,
        delay_s: seconds(congested.delay),
        loss: congested.loss,
    });
    LinkNode { from, to, both, floor_s: seconds(of.link.floor), loss: of.link.loss, congested }
}

fn nodes(stations: &Stations) -> Vec<StationNode> {
    let node = |station: &crate::scenario::Station| {
        let rates: Vec<f64> =
            station.classes.iter().filter_map(|c| c.arrivals.as_ref()).map(|a| a.rate(stations.duration)).collect();
        StationNode {
            name: station.name.clone(),
            servers: station.servers,
            queue: station.queue,
            patience: station.patience.is_some(),
            classes: station.classes.len(),
            arrivals_per_s: (!rates.is_empty()).then(|| rates.iter().sum()),
            service_s: station.classes.iter().map(|class| class.service.mean()).collect(),
            routing: station.routing.clone(),
        }
    };
    stations.stations.iter().map(node).collect()
}
