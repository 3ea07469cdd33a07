//! Fleets that were run: each under one condition after the other, until one is not borne.
//!
//! Knows how a fleet becomes runs; knows no search and no price but that of a fleet.

use super::hardship::{Condition, laid_over};
use super::judge::{judge, together};
use super::search::Oracle;
use super::seed::{row_of, station_of};
use super::window::{Stretch, cut};
use super::{Levels, Quest};
use crate::analysis::{FigureRow, FleetVerdict, RunRecord, Tried, TriedCondition, combined, figures_of, utilisation};
use crate::experiment::{Job, Progress, Search, run_jobs};
use crate::scenario::{Arm, Plan, Study, Subject, Tier};
use crate::units::{Bound, Micros};
use std::collections::BTreeMap;
use std::sync::Mutex;

/// Replications after which a fleet may be found broken.
const FIRST: u32 = 2;

/// All fleets that were run.
pub(super) struct Trials<'q> {
    quest: &'q Quest<'q>,
    stretch: Option<Stretch>,
    conditions: Vec<Condition>,
    /// How many fleets each condition was too much for: the hardest is tried first.
    broken: Vec<u32>,
    places: BTreeMap<Levels, usize>,
    pub(super) tried: Vec<Tried>,
    /// What was done before the runs under way.
    before: Mutex<Progress>,
}

/// What is kept of a run.
struct Kept {
    fingerprint: u64,
    rows: Vec<FigureRow>,
    utilisation: Vec<Option<(f64, f64)>>,
}

impl<'q> Trials<'q> {
    pub(super) fn new(quest: &'q Quest<'q>, stretch: Option<Stretch>, conditions: Vec<Condition>) -> Self {
        Self {
            quest,
            stretch,
            broken: vec![0; conditions.len()],
            conditions,
            places: BTreeMap::new(),
            tried: Vec::new(),
            before: Mutex::new(Progress::default()),
        }
    }

    /// The place of a fleet among those tried; it is run if it was not.
    pub(super) fn place(&mut self, fleet: &[u32]) -> usize {
        if let Some(place) = self.places.get(fleet) {
            return *place;
        }
        let tried = self.run(fleet);
        self.tried.push(tried);
        let place = self.tried.len() - 1;
        self.places.insert(fleet.to_vec(), place);
        place
    }

    fn run(&mut self, fleet: &[u32]) -> Tried {
        let tiers = &self.quest.plan.tiers;
        let mut tried = Tried {
            fleet: tiers.iter().zip(fleet).map(|(tier, level)| tier.value(*level)).collect(),
            price: price(self.quest, fleet).units(),
            verdict: FleetVerdict::Met,
            why: None,
            conditions: Vec::new(),
        };
        let settings: Vec<String> = tiers.iter().zip(fleet).map(|(tier, level)| tier.set(*level)).collect();
        let study = match self.quest.base.with("the fleet that is tried", &settings) {
            Ok(study) => study,
            Err(mistakes) => {
                tried.verdict = FleetVerdict::Broken;
                tried.why = mistakes.first().map(|mistake| mistake.message.clone());
                return tried;
            }
        };
        let subject = &study.arms[self.quest.plan.arm].subject;
        let mut order: Vec<usize> = (0..self.conditions.len()).collect();
        order.sort_by_key(|&condition| (std::cmp::Reverse(self.broken[condition]), condition));
        for condition in order {
            match self.under(subject, condition) {
                Ok(subject) => {
                    let outcome = self.bear(&study, subject, condition);
                    tried.verdict = outcome.verdict;
                    tried.conditions.push(outcome);
                }
                Err(why) => {
                    tried.verdict = FleetVerdict::Broken;
                    tried.why = Some(format!("{}: {why}", self.conditions[condition].name));
                }
            }
            if tried.verdict != FleetVerdict::Met {
                self.broken[condition] += 1;
                break;
            }
        }
        tried
    }

    /// What is run under a condition; stations are run as they are.
    fn under(&self, subject: &Subject, condition: usize) -> Result<Subject, String> {
        match (subject, self.stretch) {
            (Subject::Ecosystem(scenario), Some(stretch)) => {
                let scenario = cut(scenario, stretch).scenario;
                let own = laid_over(&scenario, self.quest.plan, &self.conditions[condition])?;
                Ok(Subject::Ecosystem(Box::new(own)))
            }
            (Subject::Ecosystem(_) | Subject::Stations(_), _) => Ok(subject.clone()),
        }
    }

    /// A fleet under one condition: two runs may show that it is broken, the usual number that it is met; else ever twice
    /// as many, up to the most allowed.
    fn bear(&self, study: &Study, mut subject: Subject, condition: usize) -> TriedCondition {
        let plan = self.quest.plan;
        let search = self.standing(condition);
        let arm = &study.arms[plan.arm].name;
        let bounds = plan.bounds_under(self.conditions[condition].hardship, &self.quest.base.study().bounds, arm);
        let mut own = study.clone();
        if let Subject::Ecosystem(scenario) = &mut subject {
            // What is recorded never changes what happens.
            scenario.ledger.exposure &= bounds.iter().any(|bound| bound.metric.starts_with("exposure"));
            (own.duration, own.warm_up) = (scenario.duration, scenario.warm_up);
        }
        let arm = Arm { name: arm.clone(), subject };
        let (mut kept, mut until): (Vec<Kept>, u32) = (Vec::new(), FIRST.min(plan.replications));
        loop {
            kept.extend(self.runs(
                &Job { study: &own, setting: None, arm: &arm, replication: 0 },
                &bounds,
                kept.len() as u32..until,
                search,
            ));
            let rows: Vec<FigureRow> = kept.iter().flat_map(|kept| kept.rows.iter().cloned()).collect();
            let judged = judge(&bounds, &rows, each_look(plan));
            let verdict = together(&judged);
            let enough = match verdict {
                FleetVerdict::Broken => true,
                FleetVerdict::Met => until >= plan.replications,
                FleetVerdict::NotShown => until >= plan.at_most,
            };
            if enough {
                return TriedCondition {
                    condition,
                    replications: until,
                    fingerprint: combined(kept.iter().map(|kept| kept.fingerprint)),
                    verdict,
                    bounds: judged,
                    utilisation: means(&kept, plan.tiers.len()),
                };
            }
            until = if until < plan.replications { plan.replications } else { (until * 2).min(plan.at_most) };
        }
    }

    /// Where the search is, when the next fleet is tried under a condition.
    fn standing(&self, condition: usize) -> Search {
        let count = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
        Search {
            fleet: count(self.tried.len() + 1),
            at_most: self.quest.plan.budget,
            condition: count(condition + 1),
            conditions: count(self.conditions.len()),
        }
    }

    /// Runs replications of a job side by side.
    fn runs(&self, job: &Job<'_>, bounds: &[Bound], which: std::ops::Range<u32>, search: Search) -> Vec<Kept> {
        let jobs: Vec<Job<'_>> = which.map(|replication| Job { replication, ..*job }).collect();
        let before = *self.before.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        let latest = Mutex::new(before);
        let progress = |now: Progress| {
            let all = Progress {
                runs_done: before.runs_done + now.runs_done,
                runs: before.runs + now.runs,
                done_s: before.done_s + now.done_s,
                total_s: before.total_s + now.total_s,
                events: before.events + now.events,
                search: Some(search),
                ..now
            };
            *latest.lock().unwrap_or_else(std::sync::PoisonError::into_inner) = all;
            (self.quest.progress)(all);
        };
        let keep = |_: usize, _: &Job<'_>, record: RunRecord| {
            let rows = figures_of(&record);
            let used = |tier: &Tier| match station_of(tier) {
                Some(name) => {
                    let figure = format!("stations.{name}.utilisation");
                    rows.iter().find(|row| row.metric == figure).and_then(|row| row.value).map(|mean| (mean, mean))
                }
                None => utilisation(&record, &row_of(tier)?),
            };
            Kept {
                fingerprint: record.fingerprint,
                utilisation: self.quest.plan.tiers.iter().map(used).collect(),
                rows: rows.into_iter().filter(|row| bounds.iter().any(|bound| bound.metric == row.metric)).collect(),
            }
        };
        let kept = run_jobs(&jobs, self.quest.options, &progress, &keep);
        let done = jobs.len();
        let mut after = latest.into_inner().unwrap_or_else(std::sync::PoisonError::into_inner);
        (after.runs_done, after.runs) = (before.runs_done + done, before.runs + done);
        *self.before.lock().unwrap_or_else(std::sync::PoisonError::into_inner) = after;
        kept
    }
}

/// The confidence of each look at a fleet under a condition, so that all looks together have the plan's: what they may err
/// is shared out among them (Bonferroni), because a fleet has as many chances to seem enough as it is looked at.
fn each_look(plan: &Plan) -> f64 {
    let (mut looks, mut until) = (1, plan.replications);
    while until < plan.at_most {
        until = (until * 2).min(plan.at_most);
        looks += 1;
    }
    1.0 - (1.0 - plan.confidence) / f64::from(looks)
}

impl Oracle for Trials<'_> {
    fn suffices(&mut self, fleet: &[u32]) -> bool {
        let place = self.place(fleet);
        self.tried[place].verdict == FleetVerdict::Met
    }
}

/// What a fleet costs a month.
pub(super) fn price(quest: &Quest<'_>, fleet: &[u32]) -> Micros {
    let tiers = quest.plan.tiers.iter().zip(fleet);
    tiers.map(|(tier, level)| tier.floor_price() + tier.price * u64::from(*level)).sum()
}

/// Mean utilisation of each tier, and the mean of its busiest minutes.
fn means(kept: &[Kept], tiers: usize) -> Vec<Option<[f64; 2]>> {
    let mean = |tier: usize| {
        let of: Vec<(f64, f64)> = kept.iter().filter_map(|kept| kept.utilisation[tier]).collect();
        let n = of.len() as f64;
        (!of.is_empty()).then(|| [of.iter().map(|u| u.0).sum::<f64>() / n, of.iter().map(|u| u.1).sum::<f64>() / n])
    };
    (0..tiers).map(mean).collect()
}
