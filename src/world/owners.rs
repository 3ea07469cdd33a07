//! Who the owners are and what they decide: carrier, SIMs, when the handset is updated, opting in and out.
//!
//! Pure functions of draws, so that anybody may know the truth about anybody without reading their state, and so that
//! nothing here depends on what happened in an arm. What the update changes is policy and differs between arms.

use super::firmware::UpdateRules;
use super::lives::{Episode, Life, Lives, Start};
use super::{Layout, Script, Stream};
use crate::ledger::Protection;
use crate::random::{Draws, Table, below};
use crate::units::{CarrierId, Duration, HandsetId, Instant, PersonId, Probability};
use std::sync::Arc;

/// What a country's owners have in common.
#[derive(Clone, Debug)]
pub struct Customs {
    /// Chance of each carrier or an earlier one.
    pub carriers: Vec<Probability>,
    /// The same of second SIMs.
    pub second_carriers: Vec<Probability>,
    /// Two SIMs in use.
    pub dual_sim: Probability,
    /// Abroad for the whole study.
    pub roaming: Probability,
}

/// Whether an owner has the service switched on, and by whom.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// By the owner.
    Chosen,
    /// By default: nobody asked.
    Default,
    /// It is off.
    Off,
}

/// The owners' decisions.
#[derive(Clone)]
pub struct Owners {
    /// By country.
    pub customs: Vec<Customs>,
    /// What happens to handsets and SIMs.
    pub lives: Lives,
    /// On without being asked, before any update.
    pub default_on: bool,
    /// Switched off before the study or once bought, where it is on by default.
    pub opted_out: Probability,
    /// Switched on where it is off by default.
    pub opt_in: Probability,
    /// Time from a start with the service off to switching it on; none where it is switched on at the start.
    pub opt_in_after: Option<Arc<Table>>,
    /// The application is disabled for the whole study.
    pub disabled_app: Probability,
    /// It keeps its channel all the same.
    pub disabled_still_connects: bool,
    /// Protection of numbers before any update.
    pub numbers: Protection,
    /// Updates by time.
    pub updates: Vec<UpdateRules>,
    /// Countries, for those who roam.
    pub places: usize,
    /// Named people, whose lives are written.
    pub script: Option<Arc<Script>>,
}

impl Owners {
    /// What happens to a handset, whatever the policy.
    pub(super) fn life(&self, draws: &Draws, layout: &Layout, handset: HandsetId) -> Life {
        if let Some(script) = &self.script {
            return script.life(handset);
        }
        self.lives.life(draws, layout, handset, || self.two_sims(draws, layout, handset))
    }

    /// The same, with the instants at which the owner switches on what came switched off.
    pub(super) fn starts(&self, draws: &Draws, layout: &Layout, handset: HandsetId) -> Life {
        if let Some(script) = &self.script {
            return script.starts(handset, |start, before| self.switched(draws, handset, start, before));
        }
        let mut starts = self.life(draws, layout, handset);
        let Some(wait) = self.opt_in_after.as_ref().filter(|_| !self.disables(draws, handset)) else { return starts };
        let life = starts;
        for (i, start) in life.iter().enumerate() {
            let asked = start.episode.fresh() && start.episode != Episode::HadIt;
            if !asked || self.on_by_default(draws, handset, start.at) || !self.opts_in(draws, handset) {
                continue;
            }
            let bits = draws.bits(Stream::OptInAfter, handset.0.into(), start.episode as u64);
            let at = start.at + Duration::from_micros(wait.draw(bits));
            let undone = |s: &&Start| s.episode.fresh() || s.episode == Episode::Left;
            if life[i + 1..].iter().find(undone).is_none_or(|next| at < next.at) {
                starts.insert(Start { at, episode: Episode::OptedIn, sim: None });
            }
        }
        starts
    }

    /// When the handset takes the `n`-th update, if it does.
    pub fn updated(&self, draws: &Draws, handset: HandsetId, n: usize) -> Option<Instant> {
        self.updates[n].installed(draws, handset, n as u64)
    }

    /// Why the service is on after a start, given why it was on before.
    pub(super) fn switched(&self, draws: &Draws, handset: HandsetId, start: &Start, before: Standing) -> Standing {
        let written = self.script.as_ref().and_then(|script| script.service(handset));
        match (start.episode, written) {
            (Episode::HadIt | Episode::Joined, Some(standing)) => standing,
            (Episode::HadIt | Episode::Joined | Episode::Reset | Episode::Replaced, _) => {
                if self.script.is_some() {
                    // A script leaves nothing to what owners are like.
                    let on = self.on_by_default(draws, handset, start.at);
                    return if on { Standing::Default } else { Standing::Off };
                }
                if self.on_by_default(draws, handset, start.at) {
                    let out = self.opted_out.hits(draws.bits(Stream::Choice, handset.0.into(), 0));
                    // Whoever disabled the application has no switch to find: the framework goes on.
                    if out && !self.disables(draws, handset) { Standing::Off } else { Standing::Default }
                } else {
                    // Those who had the handset before the study have made up their minds.
                    let now = self.opt_in_after.is_none() || start.episode == Episode::HadIt;
                    let on = now && !self.disables(draws, handset) && self.opts_in(draws, handset);
                    if on { Standing::Chosen } else { Standing::Off }
                }
            }
            (Episode::OptedIn, _) => Standing::Chosen,
            (Episode::Swapped | Episode::PutBack, _) => before,
            (Episode::Left | Episode::SwitchedOff, _) => Standing::Off,
        }
    }

    /// Whether the owner would switch on what is off. The other end of the bits by which others switch it off: those who
    /// would have switched it off are the last to switch it on.
    fn opts_in(&self, draws: &Draws, handset: HandsetId) -> bool {
        self.opt_in.hits(!draws.bits(Stream::Choice, handset.0.into(), 0))
    }

    /// Whether the owner has disabled the application.
    pub(super) fn disables(&self, draws: &Draws, handset: HandsetId) -> bool {
        self.disabled_app != Probability::ZERO
            && self.disabled_app.hits(draws.bits(Stream::DisabledApp, handset.0.into(), 0))
    }

    /// Whether a handset that starts afresh at `started` comes with the service on.
    fn on_by_default(&self, draws: &Draws, handset: HandsetId, started: Instant) -> bool {
        let mut on = self.default_on;
        if started == Instant::START {
            return on;
        }
        for (n, update) in self.updates.iter().enumerate() {
            if update.at <= started && self.updated(draws, handset, n).is_some_and(|u| u <= started) {
                on = !update.opt_in;
            }
        }
        on
    }

    /// How the handset protects numbers at an instant.
    pub fn protection(&self, draws: &Draws, handset: HandsetId, at: Instant) -> Protection {
        let mut numbers = self.numbers;
        for (n, update) in self.updates.iter().enumerate() {
            if update.at <= at && self.updated(draws, handset, n).is_some_and(|u| u <= at) {
                numbers = update.numbers;
            }
        }
        numbers
    }

    /// Whether a handset has two SIMs in use.
    pub(super) fn two_sims(&self, draws: &Draws, layout: &Layout, handset: HandsetId) -> bool {
        self.sims_and_stay(draws, layout, handset)[0]
    }

    /// Whether a handset has two SIMs in use, and whether it is abroad for the whole study.
    pub(super) fn sims_and_stay(&self, draws: &Draws, layout: &Layout, handset: HandsetId) -> [bool; 2] {
        if self.script.is_some() {
            return [false; 2];
        }
        let customs = &self.customs[layout.country(handset).index()];
        let [second, stay] = draws.pair(Stream::SecondSim, handset.0.into(), 0);
        [customs.dual_sim.hits(second), self.places > 1 && customs.roaming.hits(stay)]
    }

    /// The carriers of an owner's SIMs, of the second one, too, where there is only one.
    pub(super) fn sim_carriers(&self, draws: &Draws, layout: &Layout, handset: HandsetId) -> [CarrierId; 2] {
        let country = layout.country(handset);
        let first = layout.range(country).first_carrier;
        if let Some(script) = &self.script {
            return [CarrierId(first + script.carrier(handset)); 2];
        }
        let customs = &self.customs[country.index()];
        let [one, other] = draws.pair(Stream::Carrier, handset.0.into(), 0);
        [CarrierId(first + pick(&customs.carriers, one)), CarrierId(first + pick(&customs.second_carriers, other))]
    }

    /// The carrier of a person without the service.
    pub fn outsider_carrier(&self, draws: &Draws, layout: &Layout, person: PersonId) -> CarrierId {
        let country = layout.outsider_country(person);
        if let Some(script) = &self.script {
            return CarrierId(layout.range(country).first_carrier + script.outsider_carrier(person));
        }
        let bits = draws.bits(Stream::OutsiderCarrier, person.0.into(), 0);
        CarrierId(layout.range(country).first_carrier + pick(&self.customs[country.index()].carriers, bits))
    }

    /// The place the handset is in: its country's, or the one it roams in.
    pub fn place(&self, draws: &Draws, layout: &Layout, handset: HandsetId) -> usize {
        let home = layout.country(handset).index();
        let [_, abroad] = self.sims_and_stay(draws, layout, handset);
        if !abroad {
            return home;
        }
        let place = draws.bits(Stream::Roaming, handset.0.into(), 0);
        (home + 1 + below(place, self.places as u64 - 1) as usize) % self.places
    }
}

/// The first entry of a cumulative list that these bits hit.
fn pick(cumulative: &[Probability], bits: u64) -> u16 {
    let found = cumulative.iter().position(|p| p.hits(bits)).unwrap_or(cumulative.len() - 1);
    found as u16
}
