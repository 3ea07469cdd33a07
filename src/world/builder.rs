//! Builds the world from a scenario: the one place where the file's floats become whole numbers.

use super::contacts::Contacts;
use super::conversation::{Conversations, LanguageRules};
use super::curve::InverseCurve;
use super::geography::{Congested, Geography, Path, Window};
use super::owners::{Customs, Owners};
use super::rules::{
    CentreRules, ChannelRules, ClientRules, FleetRules, Job, PoolRules, SiteRules, SmsLink, SmscRules, UpdateRules,
};
use super::tariff::{Prices, Tariffs};
use super::{ActivityClock, Change, Stream, TableCache, TraceDemand, World, clock, graph};
use crate::ledger::Protected;
use crate::random::{Draws, Law, StreamName};
use crate::scenario::{Effect, Link, Protection, Scenario, Servers};
use crate::units::{Duration, Instant, Micros, Probability};

/// Longest jitter of a packet, and longest spell: laws are cut there.
const LONGEST_JITTER: Duration = Duration::from_secs(60);
const LONGEST_SPELL: Duration = Duration::from_secs(30 * 86_400);

impl World {
    /// The world of one replication of a scenario.
    pub fn build(scenario: &Scenario, seed: u64, replication: u32) -> Self {
        let draws = Draws::new(seed, replication, Stream::COUNT);
        let mut tables = TableCache::default();
        let layout = graph::layout(scenario);
        let (trace, contacts) = match &scenario.workload.trace {
            Some(trace) => {
                let (demand, recorded) = TraceDemand::new(trace.people, &trace.messages);
                (Some(demand), Contacts::Recorded(recorded))
            }
            None => (None, Contacts::Generated(graph::generated(scenario, &layout, &draws))),
        };
        let geography = geography(scenario, &mut tables);
        let scale_1024 = scenario.population.represents * 1024 / u64::from(scenario.population.handsets);
        let conversations = conversations(scenario, trace, &mut tables);
        let smsc = smsc(scenario, &conversations.clocks, scale_1024, &mut tables);
        let lookahead = lookahead(scenario);
        let owners = owners(scenario);
        Self {
            roamers: owners.roamers(&draws, &layout),
            owners,
            tariffs: tariffs(scenario),
            client: client(scenario, &mut tables),
            channel: channel(scenario, &mut tables),
            sites: sites(scenario, scale_1024),
            warm_up: Instant::START + scenario.warm_up,
            horizon: Instant::START + scenario.duration,
            agenda: agenda(scenario),
            exposure: scenario.ledger.exposure,
            load_step: scenario.ledger.load_step,
            draws,
            layout,
            contacts,
            conversations,
            geography,
            smsc,
            lookahead,
            stragglers: stragglers(scenario),
            scale_1024,
        }
    }
}

/// How a scenario's protection is named in the ledger.
fn protected(protection: Protection) -> Protected {
    match protection {
        Protection::Clear => Protected::Clear,
        Protection::Encoded => Protected::Encoded,
        Protection::Tls => Protected::Tls,
        Protection::FieldEncrypted => Protected::FieldEncrypted,
        Protection::Hash => Protected::Hash,
        Protection::SaltedHash => Protected::SaltedHash,
        Protection::Bucket => Protected::Bucket,
        Protection::Blind => Protected::Blind,
    }
}

/// The least delay between two process groups: handset to data centre, handset to message centre, between data centres.
fn lookahead(scenario: &Scenario) -> Duration {
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
fn stragglers(scenario: &Scenario) -> Duration {
    let c = &scenario.connectivity;
    let node = |site: &crate::scenario::Site| {
        let (message, connect) = (job(site.relay.rate, 1024).service, job(site.relay.connect_rate, 1024).service);
        site.relay.shed + message.max(connect)
    };
    let border = |border: &crate::scenario::BorderLink| {
        border.link.floor + border.congested.as_ref().map_or(Duration::ZERO, |busy| busy.delay)
    };
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

/// Cumulative chances of shares.
fn cumulative(shares: impl IntoIterator<Item = f64>) -> Vec<Probability> {
    let mut sum = 0.0;
    shares
        .into_iter()
        .map(|s| {
            sum += s;
            Probability::from_share(sum)
        })
        .collect()
}

fn window(from: Instant, until: Instant) -> Window {
    Window { from, until }
}

fn geography(scenario: &Scenario, tables: &mut TableCache) -> Geography {
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
            Effect::NodeOutage { .. } | Effect::FlashCrowd { .. } | Effect::Ota(_) => {}
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

fn owners(scenario: &Scenario) -> Owners {
    let p = &scenario.population;
    let months = scenario.duration.as_micros() as f64 / (30.0 * Duration::DAY.as_micros() as f64);
    let recorded = scenario.workload.trace.is_some();
    // A growth of g a month makes 1 - (1 + g)^-m of those who take part in m months newcomers.
    let joins = if recorded { 0.0 } else { 1.0 - libm::pow(1.0 + p.joins_per_month, -months) };
    let resets = 1.0 - libm::exp(-p.resets_per_month * months);
    let customs = scenario.countries.iter().enumerate().map(|(i, country)| Customs {
        carriers: cumulative(scenario.carriers.iter().filter(|c| c.country == i).map(|c| c.share)),
        dual_sim: Probability::from_share(country.dual_sim),
        roaming: Probability::from_share(country.roaming),
        malformed: Probability::from_share(country.malformed),
    });
    let updates = scenario.timeline.iter().filter_map(|event| match &event.effect {
        Effect::Ota(ota) => Some(UpdateRules {
            at: event.at,
            opt_in: ota.opt_in,
            numbers: protected(ota.numbers),
            uptake: InverseCurve::new(&ota.uptake),
        }),
        Effect::Partition { .. }
        | Effect::NameOutage { .. }
        | Effect::SiteOutage { .. }
        | Effect::NodeOutage { .. }
        | Effect::FlashCrowd { .. }
        | Effect::Migration { .. } => None,
    });
    Owners {
        customs: customs.collect(),
        joins: Probability::from_share(joins),
        resets: Probability::from_share(resets),
        length: scenario.duration,
        default_on: p.default_on,
        opted_out: Probability::from_share(p.opted_out),
        opt_in: Probability::from_share(p.opt_in),
        activation: Probability::from_share(p.activation_success),
        numbers: protected(scenario.client.numbers),
        updates: updates.collect(),
        places: scenario.countries.len(),
    }
}

fn tariffs(scenario: &Scenario) -> Tariffs {
    let micros = |price: f64| Micros(libm::round(price * 1e6) as i64);
    Tariffs {
        carriers: scenario
            .carriers
            .iter()
            .map(|c| Prices {
                on_net: micros(c.on_net),
                off_net: micros(c.off_net),
                international: micros(c.international),
                roaming: micros(c.roaming),
            })
            .collect(),
        activation: scenario.countries.iter().map(|c| micros(c.activation_price)).collect(),
    }
}

fn client(scenario: &Scenario, tables: &mut TableCache) -> ClientRules {
    let c = &scenario.client;
    ClientRules {
        presence_known: c.presence_known,
        presence_not_user: c.presence_not_user,
        id_days: c.id_life.as_micros() / Duration::DAY.as_micros(),
        connect_timeout: c.connect_timeout,
        lookup_queue: c.lookup_queue as usize,
        delivery_timer: c.delivery_timer,
        fallback: c.fallback,
        ack_delay: tables.time(&c.ack_delay, LONGEST_SPELL),
        lookup_bytes: c.lookup_bytes,
        message_bytes: c.message_bytes,
        protection: protected(c.channel),
    }
}

fn channel(scenario: &Scenario, tables: &mut TableCache) -> ChannelRules {
    let c = &scenario.client;
    ChannelRules {
        ping: c.ping,
        reply_timeout: c.reply_timeout,
        server_timeout: c.server_timeout,
        backoff: c.backoff.iter().map(|b| (b.through, tables.time(&b.wait, LONGEST_SPELL))).collect(),
        retransmit: scenario.connectivity.retransmit,
        retransmit_limit: scenario.connectivity.retransmit_limit,
        connect_bytes: c.connect_bytes,
        ping_bytes: c.ping_bytes,
    }
}

/// A job of which a server does `rate` a second; at least a microsecond.
fn job(rate: f64, scale_1024: u64) -> Job {
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

fn sites(scenario: &Scenario, scale_1024: u64) -> Vec<SiteRules> {
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
                    connections: (relay.connections * 1024 / scale_1024).clamp(1, u64::from(u32::MAX)) as u32,
                    shed: relay.shed,
                    retention: relay.retention,
                },
                lookup: pool(&site.lookup, scale_1024),
                presence: pool(&site.presence, scale_1024),
            }
        })
        .collect()
}

fn smsc(scenario: &Scenario, clocks: &[ActivityClock], scale_1024: u64, tables: &mut TableCache) -> SmscRules {
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

fn conversations(scenario: &Scenario, trace: Option<TraceDemand>, tables: &mut TableCache) -> Conversations {
    let w = &scenario.workload;
    let clocks = scenario.countries.iter().enumerate().map(|(i, country)| {
        let crowds: Vec<clock::Crowd> = scenario
            .timeline
            .iter()
            .filter_map(|event| match &event.effect {
                Effect::FlashCrowd { factor, countries } if countries.contains(&i) => {
                    Some(clock::Crowd { from: event.at, until: event.until, factor: *factor })
                }
                Effect::FlashCrowd { .. }
                | Effect::Partition { .. }
                | Effect::NameOutage { .. }
                | Effect::SiteOutage { .. }
                | Effect::NodeOutage { .. }
                | Effect::Ota(_)
                | Effect::Migration { .. } => None,
            })
            .collect();
        ActivityClock::new(
            scenario.start.unix_seconds,
            i64::from(country.utc_offset_min) * 60,
            scenario.duration,
            &w.hours[country.hours].shares,
            &w.weekdays,
            &crowds,
        )
    });
    let texts = w.languages.iter().map(|l| LanguageRules {
        ucs2: Probability::from_share(l.ucs2),
        gsm7: tables.count(&l.gsm7_length, 1, l.limit.into()),
        ucs2_length: tables.count(&l.ucs2_length, 1, l.limit.into()),
    });
    let texts = texts.collect();
    let turns = tables.count(&w.turns, 1, super::MessageId::TURNS.into());
    let mean_turns = (turns.mean().max(1.0) * 1e6) as u64;
    let days_a_month = 30.0;
    Conversations {
        clocks: clocks.collect(),
        languages: scenario.countries.iter().map(|c| c.language).collect(),
        texts,
        sent: tables.count(&w.sent_per_day, 1_000_000, w.sent_limit),
        mean_turns,
        gap: tables.count(&w.gap, 1_000_000, 1e6),
        rank: tables.count(&w.rank, 1, scenario.population.phonebook_limit.into()),
        turns,
        typing: tables.time(&w.typing, Duration::HOUR),
        unopened: Probability::from_share(w.unopened),
        think: tables.time(&w.think, LONGEST_SPELL),
        again: libm::round(w.again * f64::from(Conversations::AGAIN_ONE)) as u32,
        pause: tables.time(&w.pause, LONGEST_SPELL),
        looks: (w.opens_per_day * 1e6) as u64,
        creates: (w.new_contacts_per_month / days_a_month * 1e6) as u64,
        strangers: Probability::from_share(w.strangers),
        trace,
    }
}

/// The instants at which something must be done, in order.
fn agenda(scenario: &Scenario) -> Vec<(Instant, Change)> {
    let horizon = Instant::START + scenario.duration;
    let mut agenda = Vec::new();
    for event in &scenario.timeline {
        match &event.effect {
            Effect::Partition { .. } => agenda.push((event.at, Change::Cut)),
            Effect::SiteOutage { site } => agenda.push((event.at, Change::SiteDown(*site))),
            Effect::NodeOutage { site, nodes } => {
                agenda.push((event.at, Change::NodesDown(*site, *nodes)));
                agenda.push((event.until, Change::NodesUp(*site, *nodes)));
            }
            Effect::Migration { country, .. } => {
                agenda.push((event.at, Change::Move(crate::units::CountryId(*country as u16))));
            }
            Effect::NameOutage { .. } | Effect::FlashCrowd { .. } | Effect::Ota(_) => {}
        }
    }
    agenda.retain(|(at, _)| *at < horizon);
    agenda.sort_by_key(|(at, _)| *at);
    agenda
}

/// The mean of a law cut at a limit, by its quantiles.
pub(super) fn mean_between(law: &Law, from: f64, to: f64, low: f64, high: f64) -> f64 {
    const POINTS: u32 = 64;
    let sum: f64 = (0..POINTS)
        .map(|i| law.quantile(from + (to - from) * (f64::from(i) + 0.5) / f64::from(POINTS)).clamp(low, high))
        .sum();
    sum / f64::from(POINTS)
}
