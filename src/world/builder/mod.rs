//! Builds the world from a scenario: the one room in which the file's floats become whole numbers.

mod client;
mod cloud;
mod firmware;
mod graph;
mod network;
mod numbers;
mod people;
mod script;
mod services;
mod stations;

use super::contacts::Contacts;
use super::fixed::FixedColumn;
use super::{Change, Demand, Geography, Holding, Layout, Stream, TableCache, TraceDemand, World};
use crate::ledger::{ExposureShape, Keeping, Kept, Readers, Sample, Seats};
use crate::random::{Draws, StreamName};
use crate::scenario::{Deleted, Effect, Keep, Scenario};
use crate::units::{CountryId, Duration, Instant, Probability};
use std::sync::Arc;

/// Longest jitter of a packet, and longest spell: laws are cut there.
const LONGEST_JITTER: Duration = Duration::from_secs(60);
const LONGEST_SPELL: Duration = Duration::from_secs(30 * 86_400);

impl World {
    /// The least delay between any two process groups of a scenario, without building its world.
    pub fn lookahead_of(scenario: &Scenario) -> Duration {
        network::lookahead(scenario)
    }

    /// The world of one replication of a scenario.
    pub fn build(scenario: &Scenario, seed: u64, replication: u32) -> Self {
        let draws = Draws::new(seed, replication, Stream::COUNT);
        let mut tables = TableCache::default();
        let layout = graph::layout(scenario);
        let (written, contacts) = match (&scenario.workload.trace, &scenario.script) {
            (_, Some(script)) => {
                let (script, books) = script::script(scenario, script);
                (Some(Demand::Script(Arc::new(script))), Contacts::Recorded(books))
            }
            (Some(trace), None) => {
                let (demand, recorded) = TraceDemand::new(trace.people, &trace.messages);
                (Some(Demand::Trace(demand)), Contacts::Recorded(recorded))
            }
            (None, None) => (None, Contacts::Generated(graph::generated(scenario, &layout, &draws))),
        };
        let script = match &written {
            Some(Demand::Script(script)) => Some(Arc::clone(script)),
            Some(Demand::Trace(_)) | None => None,
        };
        let geography = network::geography(scenario, &mut tables);
        let scale_1024 = scenario.population.represents * 1024 / u64::from(scenario.population.handsets);
        let conversations = people::conversations(scenario, written, &mut tables);
        let smsc = services::smsc(scenario, &conversations.clocks, scale_1024, &mut tables);
        let lookahead = network::lookahead(scenario);
        let owners = people::owners(scenario, &layout, &draws, script.clone(), &mut tables);
        let mut world = Self {
            owners,
            activation: people::activation(scenario, &mut tables),
            tariffs: people::tariffs(scenario),
            client: client::client(scenario, scale_1024, &mut tables),
            run_by_carriers: scenario.run_by_carriers,
            channel: client::channel(scenario, &mut tables),
            sites: services::sites(scenario, scale_1024),
            warm_up: Instant::START + scenario.warm_up,
            horizon: Instant::START + scenario.duration,
            agenda: agenda(scenario),
            micloud: cloud::micloud(scenario, &mut tables),
            content: cloud::content(scenario),
            exposure: scenario.ledger.exposure,
            kept: kept(scenario),
            exposed: exposed(scenario, &layout, &geography, &draws),
            load_step: scenario.ledger.load_step,
            contacts,
            conversations,
            script,
            geography,
            smsc,
            lookahead,
            identities: numbers::identities(scenario, &layout, &draws),
            dialling: numbers::dialling(scenario, &layout),
            firewall: Probability::from_share(scenario.countermeasures.firewall),
            stragglers: network::stragglers(scenario),
            forgets_in_a_crash: false,
            scale_1024,
            draws,
            layout,
            fixed: FixedColumn::default(),
        };
        world.fixed = FixedColumn::of_all(&world);
        world
    }
}

/// How long the operator keeps what.
fn kept(scenario: &Scenario) -> Kept {
    let hours = |keep: Keep| match keep {
        Keep::ForGood => Keeping::ForGood,
        Keep::For(time) => Keeping::Hours((time.as_micros() / Duration::HOUR.as_micros()) as u32),
    };
    Kept {
        log: scenario.holdings.lookup_log.map(hours),
        accounts: hours(scenario.holdings.accounts),
        backups: scenario.micloud.is_some(),
    }
}

const fn holding(what: Deleted) -> Holding {
    match what {
        Deleted::LookupLog => Holding::LookupLog,
        Deleted::AccountsOff => Holding::AccountsOff,
        Deleted::Backups => Holding::Backups,
    }
}

/// What of crossings is recorded.
fn exposed(scenario: &Scenario, layout: &Layout, geography: &Geography, draws: &Draws) -> ExposureShape {
    let undo = scenario.observers.undo();
    let (owners, outsiders) = (u64::from(layout.handsets()), u64::from(layout.outsiders()));
    let [people, edges] = draws.pair(Stream::Followed, 0, 0);
    ExposureShape {
        seats: Seats {
            places: geography.places as u16,
            carriers: layout.carriers(),
            sites: scenario.sites.len() as u16,
        },
        readers: Readers { undoes_hash: undo, undoes_salted: undo },
        people: Sample::within(owners + outsiders, scenario.ledger.people, people),
        edges: Sample::within(owners, scenario.ledger.owners, edges),
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

/// The instants at which something must be done, in order.
fn agenda(scenario: &Scenario) -> Vec<(Instant, Change)> {
    let horizon = Instant::START + scenario.duration;
    let mut agenda = Vec::new();
    for event in &scenario.timeline {
        match &event.effect {
            Effect::Partition { .. } | Effect::Ban { .. } => agenda.push((event.at, Change::Cut)),
            Effect::SiteOutage { site } => agenda.push((event.at, Change::SiteDown(*site))),
            Effect::NodeOutage { site, nodes } => {
                agenda.push((event.at, Change::NodesDown(*site, *nodes)));
                agenda.push((event.until, Change::NodesUp(*site, *nodes)));
            }
            Effect::Migration { country, .. } => {
                agenda.push((event.at, Change::Move(CountryId(*country as u16))));
            }
            Effect::Deletion { what } => {
                agenda.extend(what.iter().map(|what| (event.at, Change::Deletion(holding(*what)))));
            }
            Effect::NameOutage { .. }
            | Effect::FlashCrowd { .. }
            | Effect::Ota(_)
            | Effect::Sale { .. }
            | Effect::AccountOutage { .. } => {}
        }
    }
    agenda.retain(|(at, _)| *at < horizon);
    agenda.sort_by_key(|(at, _)| *at);
    agenda
}
