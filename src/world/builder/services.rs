//! Data centres and message centres, scaled to the run.

use super::LONGEST_SPELL;
use crate::scenario::{Link, Scenario, Servers};
use crate::units::{Duration, Probability};
use crate::world::rules::{CentreRules, FleetRules, Job, PoolRules, SiteRules, SmsLink, SmscRules};
use crate::world::{ActivityClock, TableCache};

/// A job of which a server does `rate` a second; at least a microsecond.
pub(super) fn job(rate: f64, scale_1024: u64) -> Job {
    let one = 1e6 / rate;
    let many = one * scale_1024 as f64 / 1024.0;
    let whole = |us: f64| Duration::from_micros((us + 0.5) as u64).max(Duration::from_micros(1));
    Job { service: whole(one), work: whole(many) }
}

/// Groups of servers where each simulated job stands for `scale` real ones.
fn groups(servers: u32, scale_1024: u64) -> u32 {
    (u64::from(servers) * 1024 / scale_1024).clamp(1, servers.into()) as u32
}

fn pool(servers: &Servers, scale_1024: u64) -> PoolRules {
    PoolRules {
        servers: servers.servers,
        groups: groups(servers.servers, scale_1024),
        request: job(servers.rate, scale_1024),
        shed: servers.shed,
    }
}

pub(super) fn sites(scenario: &Scenario, scale_1024: u64) -> Vec<SiteRules> {
    scenario
        .sites
        .iter()
        .map(|site| {
            let relay = &site.relay;
            SiteRules {
                place: site.place,
                relay: FleetRules {
                    nodes: relay.nodes,
                    groups: groups(relay.nodes, scale_1024),
                    message: job(relay.rate, scale_1024),
                    connect: job(relay.connect_rate, scale_1024),
                    connections_1024: relay.connections * 1024 * 1024 / scale_1024,
                    shed: relay.shed,
                    retention: relay.retention,
                },
                workers: relay.workers.as_ref().map(|workers| pool(workers, scale_1024)),
                lookup: pool(&site.lookup, scale_1024),
                presence: pool(&site.presence, scale_1024),
            }
        })
        .collect()
}

pub(super) fn smsc(
    scenario: &Scenario,
    clocks: &[ActivityClock],
    scale_1024: u64,
    tables: &mut TableCache,
) -> SmscRules {
    let s = &scenario.smsc;
    let mut link = |l: &Link| SmsLink { floor: l.floor, jitter: tables.time(&l.jitter, Duration::HOUR) };
    let (submit, deliver) = (link(&s.submit), link(&s.deliver));
    let (interconnect, international) = (link(&s.interconnect), link(&s.international));
    let represents = scenario.population.represents as f64;
    let centres = scenario.carriers.iter().map(|carrier| {
        let country = &scenario.countries[carrier.country];
        let segment = job(carrier.smsc_rate, scale_1024);
        // Lines that are not simulated write as everybody does; the simulated ones bring their own messages.
        let lines = (country.lines as f64 - represents * country.share).max(0.0) * carrier.share;
        let usual = lines * country.sms_per_line_day / 86_400.0 / carrier.smsc_rate;
        let clock = &clocks[carrier.country];
        CentreRules { segment, background: clock.paces().map(|p| (p as f64 * usual + 0.5) as u64).collect() }
    });
    let centres = centres.collect();
    SmscRules {
        submit,
        deliver,
        interconnect,
        international,
        loss: Probability::from_share(s.loss),
        retries: s.retries.iter().map(|law| tables.time(law, LONGEST_SPELL)).collect(),
        retry_cap: s.retry_cap,
        validity: s.validity,
        queue: s.queue,
        reachable: Probability::from_share(s.reachable),
        centres,
    }
}
