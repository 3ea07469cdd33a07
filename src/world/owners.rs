//! Who the owners are and what they decide: carrier, SIMs, when the handset was bought, reset and updated, opting in.
//!
//! Pure functions of draws, so that anybody may know the truth about anybody without reading their state, and so that
//! nothing here depends on what happened in an arm. What the update changes is policy and differs between arms.

use super::rules::UpdateRules;
use super::{Layout, Stream};
use crate::ledger::Protection;
use crate::random::{Draws, below};
use crate::units::{CarrierId, CountryId, Duration, HandsetId, Instant, PersonId, Probability};

/// What a country's owners have in common.
#[derive(Clone, Debug)]
pub struct Customs {
    /// Chance of each carrier or an earlier one.
    pub carriers: Vec<Probability>,
    /// Two SIMs in use.
    pub dual_sim: Probability,
    /// Abroad for the whole study.
    pub roaming: Probability,
    /// A number stored so that the look-up misses it.
    pub malformed: Probability,
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
#[derive(Clone, Debug)]
pub struct Owners {
    /// By country.
    pub customs: Vec<Customs>,
    /// Bought during the study.
    pub joins: Probability,
    /// Reset or replaced during the study.
    pub resets: Probability,
    /// Length of the study.
    pub length: Duration,
    /// On without being asked, before any update.
    pub default_on: bool,
    /// Switched off before the study or once bought, where it is on by default.
    pub opted_out: Probability,
    /// Switched on where it is off by default.
    pub opt_in: Probability,
    /// Activation succeeds.
    pub activation: Probability,
    /// Protection of numbers before any update.
    pub numbers: Protection,
    /// Updates by time.
    pub updates: Vec<UpdateRules>,
    /// Countries, for those who roam.
    pub places: usize,
}

impl Owners {
    /// When the handset is first switched on; `Instant::START` for those who have it already.
    pub fn joined(&self, draws: &Draws, handset: HandsetId) -> Instant {
        let [whether, when] = draws.pair(Stream::Join, handset.0.into(), 0);
        if self.joins.hits(whether) { self.within(when) } else { Instant::START }
    }

    /// When the handset is reset or replaced, if it is; never before it is bought.
    pub fn reset(&self, draws: &Draws, handset: HandsetId) -> Option<Instant> {
        let [whether, when] = draws.pair(Stream::Reset, handset.0.into(), 0);
        let at = self.within(when);
        (self.resets.hits(whether) && at > self.joined(draws, handset)).then_some(at)
    }

    fn within(&self, bits: u64) -> Instant {
        Instant::from_micros(1 + below(bits, self.length.as_micros() - 1))
    }

    /// When the handset takes the `n`-th update, if it does.
    pub fn updated(&self, draws: &Draws, handset: HandsetId, n: usize) -> Option<Instant> {
        let update = &self.updates[n];
        let wait = update.uptake.draw(draws.bits(Stream::Update, handset.0.into(), n as u64))?;
        Some(update.at + wait)
    }

    /// Whether the service is switched on and bound at an instant.
    pub fn enabled(&self, draws: &Draws, handset: HandsetId, at: Instant) -> bool {
        let [_, bound] = draws.pair(Stream::Choice, handset.0.into(), 0);
        self.activation.hits(bound) && self.switched_on(draws, handset, at)
    }

    /// Whether the service is switched on at an instant, bound or not.
    pub fn switched_on(&self, draws: &Draws, handset: HandsetId, at: Instant) -> bool {
        self.standing(draws, handset, at) != Standing::Off
    }

    /// Whether the service is switched on at an instant, and by whom.
    pub fn standing(&self, draws: &Draws, handset: HandsetId, at: Instant) -> Standing {
        let joined = self.joined(draws, handset);
        if joined > at {
            return Standing::Off;
        }
        let reset = self.reset(draws, handset).filter(|&r| r <= at);
        let started = reset.unwrap_or(joined);
        let switch = draws.bits(Stream::Choice, handset.0.into(), 0);
        if self.on_by_default(draws, handset, started) {
            if self.opted_out.hits(switch) { Standing::Off } else { Standing::Default }
        } else if self.opt_in.hits(!switch) {
            // The other end of the same bits: those who would have switched it off are the last to switch it on.
            Standing::Chosen
        } else {
            Standing::Off
        }
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

    /// The carrier an owner uses in a conversation: of two SIMs, each conversation has its own.
    pub fn carrier(&self, draws: &Draws, layout: &Layout, handset: HandsetId, conversation: u64) -> CarrierId {
        let country = layout.country(handset);
        let customs = &self.customs[country.index()];
        let dual = customs.dual_sim.hits(draws.bits(Stream::SecondSim, handset.0.into(), 0));
        let sim = u64::from(dual) & draws.bits(Stream::SecondSim, handset.0.into(), 1 + conversation);
        let bits = draws.bits(Stream::Carrier, handset.0.into(), sim & 1);
        CarrierId(layout.range(country).first_carrier + pick(&customs.carriers, bits))
    }

    /// The carrier of an owner's first SIM, which carries the data.
    pub fn data_carrier(&self, draws: &Draws, layout: &Layout, handset: HandsetId) -> CarrierId {
        let country = layout.country(handset);
        let bits = draws.bits(Stream::Carrier, handset.0.into(), 0);
        CarrierId(layout.range(country).first_carrier + pick(&self.customs[country.index()].carriers, bits))
    }

    /// The carrier of a person without the service.
    pub fn outsider_carrier(&self, draws: &Draws, layout: &Layout, person: PersonId) -> CarrierId {
        let country = layout.outsider_country(person);
        let bits = draws.bits(Stream::OutsiderCarrier, person.0.into(), 0);
        CarrierId(layout.range(country).first_carrier + pick(&self.customs[country.index()].carriers, bits))
    }

    /// The handsets that are abroad for the whole study, one bit each.
    pub(super) fn roamers(&self, draws: &Draws, layout: &Layout) -> Vec<u64> {
        let mut bits = vec![0; layout.handsets() as usize / 64 + 1];
        for handset in (0..layout.handsets()).map(HandsetId) {
            if self.place(draws, layout, handset) != layout.country(handset).index() {
                bits[handset.index() / 64] |= 1 << (handset.0 % 64);
            }
        }
        bits
    }

    /// The place the handset is in: its country's, or the one it roams in.
    pub fn place(&self, draws: &Draws, layout: &Layout, handset: HandsetId) -> usize {
        let home = layout.country(handset).index();
        let customs = &self.customs[home];
        if customs.roaming == Probability::ZERO || self.places < 2 {
            return home;
        }
        let [whether, place] = draws.pair(Stream::Roaming, handset.0.into(), 0);
        if !customs.roaming.hits(whether) {
            return home;
        }
        (home + 1 + below(place, self.places as u64 - 1) as usize) % self.places
    }

    /// Chance that a contact of an owner of this country is stored so that the look-up misses it.
    pub fn malformed(&self, country: CountryId) -> Probability {
        self.customs[country.index()].malformed
    }
}

/// The first entry of a cumulative list that these bits hit.
fn pick(cumulative: &[Probability], bits: u64) -> u16 {
    let found = cumulative.iter().position(|p| p.hits(bits)).unwrap_or(cumulative.len() - 1);
    found as u16
}
