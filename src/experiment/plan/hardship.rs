//! What a fleet must bear, laid over a scenario: a node, a data centre, all push channels lost.
//!
//! Knows scenarios; neither bounds nor prices.

use crate::scenario::{Effect, Hardship, Intervention, Plan, Scenario};
use crate::units::{Duration, Instant};

/// One hardship as it is run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Condition {
    /// Which.
    pub hardship: Hardship,
    /// The data centre that is lost, by index.
    pub site: Option<usize>,
    /// Name for people: `usual`, `node lost`, `storm`, `beijing lost`.
    pub name: String,
}

/// All conditions of a plan, the mildest first; data centres are lost in turn.
pub fn conditions(plan: &Plan, scenario: &Scenario) -> Vec<Condition> {
    let mut all = Vec::new();
    for &hardship in &plan.hardships {
        let one = |name: &str| Condition { hardship, site: None, name: name.to_owned() };
        match hardship {
            Hardship::Usual => all.push(one("usual")),
            Hardship::Node => all.push(one("node lost")),
            Hardship::Storm => all.push(one("storm")),
            Hardship::Site => all.extend(scenario.sites.iter().enumerate().map(|(n, site)| Condition {
                hardship,
                site: Some(n),
                name: format!("{} lost", site.name),
            })),
        }
    }
    all
}

/// The scenario under a condition; nothing, and why, where that leaves a service without a server.
///
/// # Errors
/// The service that has no server left.
pub fn laid_over(scenario: &Scenario, plan: &Plan, condition: &Condition) -> Result<Scenario, String> {
    let mut own = scenario.clone();
    let begins = Instant::START + own.warm_up;
    match (condition.hardship, condition.site) {
        (Hardship::Usual, _) | (Hardship::Site, None) => {}
        (Hardship::Node, _) => lose_a_node(&mut own, begins)?,
        (Hardship::Storm, _) => {
            for (site, of) in own.sites.iter().enumerate() {
                let name = format!("plan: storm at {}", of.name);
                let (at, until) = (begins, begins + plan.storm);
                own.timeline.push(Intervention { name, at, until, effect: Effect::SiteOutage { site } });
            }
        }
        (Hardship::Site, Some(site)) => lose_a_site(&mut own, site, begins, plan.failover),
    }
    own.timeline.sort_by(|a, b| (a.at, &a.name).cmp(&(b.at, &b.name)));
    Ok(own)
}

/// A connection node of every data centre crashes when the stretch begins and stays down; a server of each other service is
/// missing from the start, as it holds nothing that could be lost.
fn lose_a_node(scenario: &mut Scenario, begins: Instant) -> Result<(), String> {
    let end = Instant::START + scenario.duration;
    for index in 0..scenario.sites.len() {
        let site = &mut scenario.sites[index];
        let Some(relay) = site.relay.nodes.checked_sub(1).filter(|left| *left > 0) else {
            return Err(format!("{} has no other node", site.name));
        };
        assert!(relay < site.relay.nodes, "one node fewer");
        for (service, servers) in [("look-up", &mut site.lookup), ("presence", &mut site.presence)] {
            if servers.servers == 1 {
                return Err(format!("{} has no other {service} server", site.name));
            }
            servers.servers -= 1;
        }
        if let Some(workers) = &mut site.relay.workers {
            if workers.servers == 1 {
                return Err(format!("{} has no other worker", site.name));
            }
            workers.servers -= 1;
        }
        node_down(scenario, index, begins, end);
    }
    Ok(())
}

/// Takes a node down. A node goes down once: outages of the timeline at this data centre that fall into this one end where
/// it begins, or begin where it ends, or go with it.
fn node_down(scenario: &mut Scenario, site: usize, from: Instant, until: Instant) {
    let mut nodes = 1;
    scenario.timeline.retain_mut(|event| {
        let Effect::NodeOutage { site: at, nodes: down } = event.effect else { return true };
        if at != site || event.until <= from || until <= event.at {
            return true;
        }
        if event.at < from {
            event.until = from;
            return true;
        }
        if event.until > until {
            event.at = until;
            return true;
        }
        nodes = nodes.max(down + 1).min(scenario.sites[site].relay.nodes);
        false
    });
    let name = format!("plan: nodes of {}", scenario.sites[site].name);
    scenario.timeline.push(Intervention { name, at: from, until, effect: Effect::NodeOutage { site, nodes } });
}

/// A data centre is down for good; its countries are served by the nearest other one a while later.
fn lose_a_site(scenario: &mut Scenario, lost: usize, begins: Instant, failover: Duration) {
    let end = Instant::START + scenario.duration;
    let moves = begins + failover;
    scenario.timeline.retain(|event| match event.effect {
        Effect::Migration { site, .. } => site != lost,
        Effect::SiteOutage { site } | Effect::NodeOutage { site, .. } => site != lost || event.until <= begins,
        Effect::Partition { .. }
        | Effect::NameOutage { .. }
        | Effect::FlashCrowd { .. }
        | Effect::Ota(_)
        | Effect::Deletion { .. }
        | Effect::Sale { .. }
        | Effect::AccountOutage { .. }
        | Effect::Ban { .. } => true,
    });
    let name = scenario.sites[lost].name.clone();
    let mut add = |name: String, at, until, effect| scenario.timeline.push(Intervention { name, at, until, effect });
    add(format!("plan: {name} is lost"), begins, end, Effect::SiteOutage { site: lost });
    if moves >= end {
        return;
    }
    for country in 0..scenario.countries.len() {
        if scenario.countries[country].home == lost
            && let Some(site) = nearest(scenario, country, lost)
        {
            let name = format!("plan: {} moves", scenario.countries[country].code);
            let effect = Effect::Migration { country, site };
            scenario.timeline.push(Intervention { name, at: moves, until: moves, effect });
        }
    }
}

/// The data centre with the shortest link to a country, of equals the first, but for the lost one.
fn nearest(scenario: &Scenario, country: usize, lost: usize) -> Option<usize> {
    let places = scenario.wide_area.places.len();
    let others = (0..scenario.sites.len()).filter(|site| *site != lost);
    others.min_by_key(|site| scenario.wide_area.links[country * places + scenario.sites[*site].place].link.floor)
}
