//! From bounds and prices to a fleet: which is the cheapest that keeps all bounds under every condition.
//!
//! A pilot run of the study finds its busiest stretch and the search's first guess; every fleet is then run through that
//! stretch at full scale, with the same random numbers. Knows no file and no clock.

mod frontier;
mod hardship;
mod judge;
mod search;
mod seed;
mod trials;
mod window;

pub use frontier::Levels;
pub use hardship::{Condition, conditions, laid_over};
pub use search::{Axis, Oracle, Outcome, cheapest};
pub use window::{Cut, Stretch, cut};

use super::{Job, Options, Progress, Search, run_jobs};
use crate::analysis::{
    Answer, Neighbour, PLAN_SCHEMA, PlanDocument, PlanStretch, PlanTier, RunRecord, busiest, combined, demands,
};
use crate::scenario::{Arm, Base, Hardship, Measure, Plan, Scenario, Study, Subject, Tier};
use crate::units::{Duration, Micros};
use seed::{Seed, row_of, seeds, station_seeds};
use trials::{Trials, price};

/// What is looked for, and how to run it.
#[derive(Clone, Copy)]
pub struct Quest<'q> {
    /// The study, on which fleets are laid.
    pub base: &'q Base,
    /// Its plan.
    pub plan: &'q Plan,
    /// How to run; never changes a result.
    pub options: &'q Options,
    /// Hears how far it has come.
    pub progress: &'q (dyn Fn(Progress) + Sync),
}

/// The study as each fleet is run, as far as size goes: for estimates before anything is run.
pub fn full_scale(study: &Study, plan: &Plan) -> Study {
    let arm = &study.arms[plan.arm];
    let whole = Study { replications: plan.replications, unknowns: Vec::new(), ..study.clone() };
    let Some(scenario) = arm.ecosystem() else { return Study { arms: vec![arm.clone()], ..whole } };
    let stretch = Stretch { from: study.warm_up, length: plan.window, lead: plan.lead.min(study.warm_up) };
    let own = cut(scenario, stretch).scenario;
    let (duration, warm_up) = (own.duration, own.warm_up);
    Study { duration, warm_up, arms: vec![Arm::of(arm.name.clone(), own)], ..whole }
}

/// Looks for the cheapest fleet.
///
/// # Panics
/// Where a run's books do not balance.
pub fn search_fleet(quest: &Quest<'_>) -> PlanDocument {
    let (study, plan) = (quest.base.study(), quest.plan);
    let Start { stretch, seeds, conditions } = start(quest, &study.arms[plan.arm].subject);
    let names = conditions.iter().map(|condition| condition.name.clone()).collect();
    let mut trials = Trials::new(quest, stretch, conditions);
    let axes: Vec<Axis> =
        plan.tiers.iter().map(|tier| Axis { most: tier.levels, price: tier.price.0.unsigned_abs() }).collect();
    let first: Vec<u32> = seeds.iter().map(|seed| seed.level).collect();
    let outcome = cheapest(&axes, &first, plan.budget as usize, &mut trials);
    let (answer, neighbours) = conclude(quest, &outcome, &mut trials);
    PlanDocument {
        schema: PLAN_SCHEMA,
        version: env!("CARGO_PKG_VERSION").to_owned(),
        scenario: study.name.clone(),
        title: study.title.clone(),
        seed: study.seed,
        fingerprint: fingerprint(&trials),
        arm: study.arms[plan.arm].name.clone(),
        confidence: plan.confidence,
        replications: [plan.replications, plan.at_most],
        currency: plan.currency.to_string(),
        stretch: stretch.and_then(|stretch| Some(described(study.arms[plan.arm].ecosystem()?, stretch))),
        tiers: plan.tiers.iter().zip(seeds).map(|(tier, seed)| described_tier(tier, seed)).collect(),
        conditions: names,
        tried: trials.tried,
        answer,
        neighbours,
    }
}

fn fingerprint(trials: &Trials<'_>) -> String {
    let runs = trials.tried.iter().flat_map(|tried| &tried.conditions);
    let of = |text: &str| u64::from_str_radix(text, 16).expect("it was written as hexadecimal");
    combined(runs.map(|run| of(&run.fingerprint)))
}

/// What a search begins with.
struct Start {
    /// The busiest stretch; nothing for stations.
    stretch: Option<Stretch>,
    seeds: Vec<Seed>,
    conditions: Vec<Condition>,
}

fn start(quest: &Quest<'_>, subject: &Subject) -> Start {
    let plan = quest.plan;
    match subject {
        Subject::Ecosystem(scenario) => {
            let pilot = pilot(quest, scenario);
            let from = busiest(&pilot, plan.window, |row| weight(plan, row, &pilot));
            let demands = demands(&pilot, from, plan.window);
            Start {
                stretch: Some(Stretch { from, length: plan.window, lead: plan.lead }),
                seeds: seeds(plan, scenario, &demands),
                conditions: conditions(plan, scenario),
            }
        }
        Subject::Stations(network) => Start {
            stretch: None,
            seeds: station_seeds(plan, &quest.base.study().bounds, network),
            conditions: vec![Condition { hardship: Hardship::Usual, site: None, name: "usual".to_owned() }],
        },
    }
}

/// One replication of the study as it is, exposure left out.
fn pilot(quest: &Quest<'_>, scenario: &Scenario) -> RunRecord {
    let study = quest.base.study();
    let mut own = scenario.clone();
    own.ledger.exposure = false;
    let arm = Arm::of(study.arms[quest.plan.arm].name.clone(), own);
    let job = Job { study, setting: None, arm: &arm, replication: 0 };
    let search = Some(Search { fleet: 0, at_most: quest.plan.budget, condition: 0, conditions: 0 });
    let progress = |now: Progress| (quest.progress)(Progress { search, ..now });
    let mut records = run_jobs(&[job], quest.options, &progress, &|_, _, record| record);
    records.pop().expect("one job leaves one record")
}

/// What a server of a row costs; one for every row where no tier is a row of stations.
fn weight(plan: &Plan, row: &str, pilot: &RunRecord) -> f64 {
    let mut priced = plan.tiers.iter().filter_map(|tier| Some((row_of(tier)?, tier))).peekable();
    if priced.peek().is_none() {
        return 1.0;
    }
    let rate = pilot.facts.stations.iter().find(|facts| facts.name == row).map_or(1.0, |facts| facts.rate);
    let of_tier = |tier: &Tier| match tier.measure {
        Measure::Count => tier.price.units() / tier.step,
        Measure::Rate => tier.price.units() / tier.step * rate,
    };
    priced.filter(|(of, _)| of == row).map(|(_, tier)| of_tier(tier)).sum()
}

/// The answer, and the fleets around it, which are run if they were not.
fn conclude(quest: &Quest<'_>, outcome: &Outcome, trials: &mut Trials<'_>) -> (Answer, Vec<Neighbour>) {
    match outcome {
        Outcome::Unknown => (Answer::Unknown, Vec::new()),
        Outcome::Impossible => {
            let tops: Levels = quest.plan.tiers.iter().map(|tier| tier.levels).collect();
            (Answer::Impossible { tried: trials.place(&tops) }, Vec::new())
        }
        Outcome::Found { fleet, bound } => {
            let tried = trials.place(fleet);
            let floor = price(quest, &vec![0; fleet.len()]);
            let bound = floor + Micros(bound.cast_signed());
            let mut neighbours = Vec::new();
            for (tier, of) in quest.plan.tiers.iter().enumerate() {
                let mut with = |level: Option<u32>| {
                    let mut other = fleet.clone();
                    other[tier] = level?;
                    Some(trials.place(&other))
                };
                let less = with(fleet[tier].checked_sub(1));
                let more = with((fleet[tier] < of.levels).then(|| fleet[tier] + 1));
                neighbours.push(Neighbour { tier, less, more });
            }
            (Answer::Fleet { tried, bound: bound.units() }, neighbours)
        }
    }
}

fn described(scenario: &Scenario, stretch: Stretch) -> PlanStretch {
    let cut = cut(scenario, stretch);
    let seconds = |d: Duration| d.as_micros() as f64 / Duration::SECOND.as_micros() as f64;
    PlanStretch {
        from: scenario.start.later(stretch.from).text,
        length_s: seconds(stretch.length),
        lead_s: seconds(cut.scenario.warm_up),
        handsets: cut.scenario.population.handsets.into(),
        pilot_handsets: scenario.population.handsets.into(),
        left_out: cut.left_out,
    }
}

fn described_tier(tier: &Tier, seed: Seed) -> PlanTier {
    PlanTier {
        key: tier.key.clone(),
        unit: match tier.measure {
            Measure::Count => String::new(),
            Measure::Rate => "/s".to_owned(),
        },
        price: tier.price.units(),
        least: tier.least,
        step: tier.step,
        most: tier.value(tier.levels),
        written: tier.written,
        seed: tier.value(seed.level),
        seed_from: seed.from,
    }
}
