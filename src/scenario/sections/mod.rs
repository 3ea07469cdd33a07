//! The sections of a scenario: each file declares the keys of one section and builds its typed values.
//!
//! Knows the language's keys; knows neither TOML's syntax nor where files lie.

mod activation;
mod arms;
mod bills;
mod client;
mod countermeasures;
mod countries;
mod describe;
mod firmware;
mod holdings;
mod micloud;
mod network;
mod observers;
mod plan;
mod plan_prices;
mod policy;
mod population;
mod script;
mod sites;
mod slo;
mod smsc;
mod stations;
mod study;
mod sweep;
mod timeline;
mod timeline_checks;
mod wide_area;
mod workload;

pub(super) use arms::read_study;
pub(super) use describe::{Described, describe};
pub(super) use plan::read_hard_bounds;
pub(super) use slo::{read_bounds, shape as bounds_shape};
pub(super) use sweep::read_sweep;

use super::document::{Table, Value};
use super::reader::Reader;
use super::study::{LedgerOptions, Scenario, StudyStart};
use crate::scenario::kinds::{CountKind, DurationKind};
use crate::units::{Currency, Duration};

/// Names that other sections refer to, in the order of their indices.
struct Names {
    countries: Vec<String>,
    sites: Vec<String>,
    languages: Vec<String>,
    hours: Vec<String>,
    /// Countries, then places with a site and no handsets.
    places: Vec<String>,
}

impl Names {
    fn of(root: &Table) -> Self {
        let countries = keys(root.get("countries").and_then(|node| node.table()));
        let sites = root.get("sites").and_then(|node| node.table());
        let workload = root.get("workload").and_then(|node| node.table());
        let part = |key: &str| keys(workload.and_then(|workload| workload.get(key)).and_then(|node| node.table()));
        let mut elsewhere: Vec<String> = sites
            .into_iter()
            .flat_map(|sites| sites.values())
            .filter_map(|site| match site.table()?.get("place")?.value {
                Value::Text { ref text, .. } => Some(text.clone()),
                Value::Number { .. } | Value::Flag(_) | Value::Date(_) | Value::List(_) | Value::Table(_) => None,
            })
            .filter(|place| is_place(place) && !countries.contains(place))
            .collect();
        elsewhere.sort();
        elsewhere.dedup();
        let places = countries.iter().cloned().chain(elsewhere).collect();
        Self { sites: keys(sites), languages: part("languages"), hours: part("hours"), countries, places }
    }
}

fn keys(table: Option<&Table>) -> Vec<String> {
    table.map(|table| table.keys().cloned().collect()).unwrap_or_default()
}

/// Whether a code has the form of a country's: two capital letters.
fn is_place(code: &str) -> bool {
    code.len() == 2 && code.bytes().all(|byte| byte.is_ascii_uppercase())
}

/// What all arms share.
struct Span {
    start: StudyStart,
    duration: Duration,
    warm_up: Duration,
}

/// Reads what one arm runs.
fn scenario(root: &Table, reader: &mut Reader<'_, '_>, span: &Span) -> Scenario {
    let names = Names::of(root);
    for key in ["study", "arm", "unknown", "slo", "sweep", "plan", "stations"] {
        reader.known(key);
    }
    let reference_currency: Currency =
        reader.required("reference_currency", "currency of cost totals", &super::kinds::CurrencyKind);
    let sites = sites::read(reader, &names);
    let workload = workload::read(reader, &names, span);
    let before = reader.report.found();
    let (countries, carriers) = countries::read(reader, &names, reference_currency);
    let readable = reader.report.found() == before;
    let traced = workload.trace.as_ref().map(|trace| trace.people);
    let script = script::read(reader, &names, &carriers, traced.is_some(), span);
    let people = script.as_ref().map(|script| script.handsets().max(1)).or(traced);
    let population = population::read(reader, &names, people);
    if readable {
        countries::check_lines(root, &countries, &population, reader);
        // A script names all its people.
        if script.is_none() {
            countries::check_people(root, &countries, &population, reader);
        }
    }
    let (holdings, micloud) = (holdings::read(reader), micloud::read(reader, script.as_ref()));
    let about = timeline::About { sites: &sites, log: holdings.lookup_log.is_some(), backups: micloud.is_some() };
    let scenario = Scenario {
        start: span.start.clone(),
        duration: span.duration,
        warm_up: span.warm_up,
        activation: activation::read(reader),
        countermeasures: countermeasures::read(reader),
        client: client::read(reader),
        run_by_carriers: policy::run_by_carriers(reader),
        connectivity: network::read(reader),
        wide_area: wide_area::read(reader, &names),
        smsc: smsc::read(reader),
        timeline: timeline::read(reader, &names, span, &about),
        ledger: ledger(reader, span.duration),
        holdings,
        observers: observers::read(reader),
        population,
        countries,
        carriers,
        sites,
        workload,
        micloud,
        content: micloud::content(reader),
        script,
        reference_currency,
    };
    policy::check(&scenario, reader);
    if reader.report.found() == 0 {
        bills::check(&scenario, reader);
    }
    scenario
}

/// Steps by which load may be kept, and how many there shall be at most where the file does not say.
const STEPS: [Duration; 5] =
    [Duration::MINUTE, Duration::from_secs(300), Duration::from_secs(900), Duration::HOUR, Duration::from_secs(21_600)];
const MOST_STEPS: u64 = 1_000;

/// People followed at each seat at most: a byte each where many are seen. Owners whose acquaintances are followed: some
/// seventeen bytes for each acquaintance. Beyond, a sample stands for all.
const PEOPLE: u64 = 1 << 22;
const OWNERS: u64 = 1 << 15;
const FOLLOWED: CountKind = CountKind { least: 1, most: 1 << 32 };

fn ledger(reader: &mut Reader<'_, '_>, duration: Duration) -> LedgerOptions {
    let fits = |step: &&Duration| duration.as_micros().div_ceil(step.as_micros()) <= MOST_STEPS;
    let load_step = *STEPS.iter().find(fits).unwrap_or(&STEPS[STEPS.len() - 1]);
    let about = "steps by which the load of stations is kept";
    let read = |ledger: &mut Reader<'_, '_>| LedgerOptions {
        load_step: ledger.or_from_others("load_step", about, &DurationKind { least: Duration::MINUTE }, load_step),
        exposure: ledger.or(
            "exposure",
            "whether crossings of identifying data are counted",
            &super::kinds::FlagKind,
            true,
        ),
        people: ledger.or("people", "people followed at each seat at most", &FOLLOWED, PEOPLE),
        owners: ledger.or("owners", "owners whose acquaintances are followed at most", &FOLLOWED, OWNERS),
    };
    reader.optional_table("ledger", "what is recorded", read).unwrap_or(LedgerOptions {
        exposure: true,
        load_step,
        people: PEOPLE,
        owners: OWNERS,
    })
}
