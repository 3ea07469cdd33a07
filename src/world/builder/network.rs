//! Links, cuts and homes; the least and the longest delay.

use super::{LONGEST_JITTER, LONGEST_SPELL, cumulative, services};
use crate::scenario::{BorderLink, Effect, Link, Scenario, Site};
use crate::units::{Duration, Instant, Probability};
use crate::world::TableCache;
use crate::world::geography::{Congested, Geography, Path, Window};

/// The least delay between two process groups: handset to data centre, handset to message centre, between data centres.
pub(super) fn lookahead(scenario: &Scenario) -> Duration {
    let places = scenario.wide_area.places.len();
    let floor = |from: usize, to: usize| scenario.wide_area.links[from * places + to].link.floor;
    let access = scenario.connectivity.access.iter().map(|l| l.floor).min().expect("there are five kinds of access");
    let mut least = scenario.smsc.submit.floor.min(scenario.smsc.deliver.floor).min(scenario.client.connect_timeout);
    for (i, site) in scenario.sites.iter().enumerate() {
        for place in 0..places {
            least = least.min(access + floor(place, site.place)).min(access + floor(site.place, place));
        }
        for other in scenario.sites.iter().skip(i + 1) {
            least = least.min(floor(site.place, other.place)).min(floor(other.place, site.place));
        }
    }
    least
}

/// Longer than a packet can take from its arrival in a node's queue to a handset: wait and service, both links with
/// their longest jitter, all retransmissions. Never less than five minutes (assumed).
pub(super) fn stragglers(scenario: &Scenario) -> Duration {
    let c = &scenario.connectivity;
    let node = |site: &Site| {
        let (message, connect) =
            (services::job(site.relay.rate, 1024).service, services::job(site.relay.connect_rate, 1024).service);
        site.relay.shed + message.max(connect)
    };
    let border =
        |border: &BorderLink| border.link.floor + border.congested.as_ref().map_or(Duration::ZERO, |busy| busy.delay);
    let queue = scenario.sites.iter().map(node).max().expect("a scenario has a data centre");
    let air = c.access.iter().map(|link| link.floor).max().expect("there are five kinds of access");
    let wide = scenario.wide_area.links.iter().map(border).max().expect("a scenario has a place");
    // Waits of 1, 2, 4 ... first time-outs; the packet is given up when the limit is reached.
    let again = c.retransmit * (1 << c.retransmit_limit);
    let longest = queue + air + LONGEST_JITTER + wide + LONGEST_JITTER + again;
    longest.max(Duration::MINUTE * 5)
}

fn path(link: &Link, tables: &mut TableCache) -> Path {
    Path {
        floor: link.floor,
        jitter: tables.time(&link.jitter, LONGEST_JITTER),
        loss: Probability::from_share(link.loss),
        congested: None,
    }
}

fn window(from: Instant, until: Instant) -> Window {
    Window { from, until }
}

pub(super) fn geography(scenario: &Scenario, tables: &mut TableCache) -> Geography {
    let c = &scenario.connectivity;
    let places = scenario.wide_area.places.len();
    let offset = |place: usize| scenario.countries.get(place).map_or(0, |c| i64::from(c.utc_offset_min) * 60);
    let links = scenario.wide_area.links.iter().enumerate().map(|(i, border)| Path {
        congested: border.congested.as_ref().map(|busy| Congested {
            from: busy.from,
            to: busy.to,
            utc_offset_s: offset(i % places),
            delay: busy.delay,
            loss: Probability::from_share(busy.loss),
        }),
        ..path(&border.link, tables)
    });
    let links = links.collect();
    let mut homes: Vec<Vec<(Instant, usize)>> =
        scenario.countries.iter().map(|c| vec![(Instant::START, c.home)]).collect();
    let (mut cuts, mut name_outages, mut site_outages) = (Vec::new(), Vec::new(), Vec::new());
    let (mut account_outages, mut bans) = (Vec::new(), Vec::new());
    for event in &scenario.timeline {
        let when = window(event.at, event.until);
        match &event.effect {
            Effect::Partition { from, to, both } => {
                cuts.push((*from, *to, when));
                if *both {
                    cuts.push((*to, *from, when));
                }
            }
            Effect::NameOutage { place } => name_outages.push((*place, when)),
            Effect::SiteOutage { site } => site_outages.push((*site, when)),
            Effect::Migration { country, site } => homes[*country].push((event.at, *site)),
            Effect::AccountOutage { site } => account_outages.push((*site, when)),
            // Countries are the first places.
            Effect::Ban { country } => bans.push((*country, when)),
            Effect::NodeOutage { .. }
            | Effect::FlashCrowd { .. }
            | Effect::Ota(_)
            | Effect::Sale { .. }
            | Effect::Deletion { .. } => {}
        }
    }
    let (on, off) = (c.on.mean(), c.off.mean());
    Geography {
        start_unix_s: scenario.start.unix_seconds,
        places,
        access: c.access.each_ref().map(|link| path(link, tables)),
        links,
        cuts,
        name_outages,
        site_outages,
        account_outages,
        bans,
        homes,
        access_mix: scenario
            .countries
            .iter()
            .map(|c| cumulative(c.access).try_into().expect("there are five kinds of access"))
            .collect(),
        on: tables.time(&c.on, LONGEST_SPELL),
        off: tables.time(&c.off, LONGEST_SPELL),
        unreachable: Probability::from_share(c.unreachable),
        graceful: Probability::from_share(c.graceful),
        black_hole: Probability::from_share(c.black_hole),
        black_hole_stay: tables.time(&c.black_hole_stay, LONGEST_SPELL),
        on_at_start: Probability::from_share(on / (on + off)),
        nat: scenario.carriers.iter().map(|c| tables.time(&c.nat, LONGEST_SPELL)).collect(),
    }
}
