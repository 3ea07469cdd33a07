//! Who stands where with the service at an instant: switched on by whom, which SIMs are bound, truth and not belief.
//!
//! A pure function of draws, policy and outages. Owners to whom nothing happens in a study stand still: for them the
//! answer is [kept](super::fixed).

use super::activation::{Activation, Luck, POLLS};
use super::lives::{Episode, Life, Start};
use super::{Standing, Stream, World};
use crate::ledger::NotBound;
use crate::units::{CarrierId, Duration, HandsetId, Instant, Probability};

/// How an owner stands with the service.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Account {
    /// Whether the service is on, application or framework.
    pub switched: Standing,
    /// Whether each SIM is bound; both alike where there is one.
    pub bound: [bool; 2],
}

impl Account {
    const NOT_THERE: Self = Self { switched: Standing::Off, bound: [false; 2] };
}

/// The number of a SIM's activation after a start, among the draws of its owner.
fn draw_of(start: &Start, sim: u8) -> u64 {
    u64::from(start.episode as u8) << 1 | u64::from(sim)
}

impl World {
    /// What happens to a handset, whatever the policy.
    pub fn life(&self, handset: HandsetId) -> Life {
        self.owners.life(&self.draws, &self.layout, handset)
    }

    /// What happens to a handset, and when its owner switches the service on.
    pub fn starts(&self, handset: HandsetId) -> Life {
        self.owners.starts(&self.draws, &self.layout, handset)
    }

    /// How an owner stands with the service at an instant.
    pub fn account(&self, handset: HandsetId, at: Instant) -> Account {
        self.account_of(handset, &self.starts(handset), self.fixed.of(handset).two_sims(), at)
    }

    /// Follows the starts up to an instant; `two` says whether there are two SIMs.
    pub(super) fn account_of(&self, handset: HandsetId, starts: &Life, two: bool, at: Instant) -> Account {
        let mut account = Account::NOT_THERE;
        let mut last: [Option<&Start>; 2] = [None; 2];
        for start in starts.iter().take_while(|s| s.at <= at) {
            account.switched = self.owners.switched(&self.draws, handset, start, account.switched);
            for sim in 0..2u8 {
                if self.binds_anew(start, sim) {
                    last[usize::from(sim)] = Some(start);
                }
            }
        }
        if account.switched == Standing::Off {
            return account;
        }
        let bound = |sim: u8, last: Option<&Start>| {
            let start = last.expect("a life begins with a start of the whole handset");
            if start.episode == Episode::HadIt {
                return self.was_bound(handset, start, sim);
            }
            // What comes later cannot cut short what is bound by now.
            let activation = self.activation(handset, start, sim, None);
            activation.bound.is_some_and(|after| start.at + after <= at)
        };
        let first = bound(0, last[0]);
        account.bound = [first, if two { bound(1, last[1]) } else { first }];
        account
    }

    /// Whether a start unbinds a SIM, so that it has to be bound anew. With the guard, the same card put back changes
    /// nothing.
    pub fn binds_anew(&self, start: &Start, sim: u8) -> bool {
        match start.episode {
            Episode::HadIt | Episode::Joined | Episode::Reset | Episode::Replaced | Episode::OptedIn => true,
            Episode::Swapped => start.sim == Some(sim),
            Episode::PutBack => start.sim == Some(sim) && !self.activation.once_per_sim,
            Episode::Left | Episode::SwitchedOff => false,
        }
    }

    /// The activation of a SIM after a start; `next` is the start that cuts it short.
    pub fn activation(&self, handset: HandsetId, start: &Start, sim: u8, next: Option<&Start>) -> Activation {
        let luck = self.luck(handset, start, sim);
        let rules = &self.activation;
        let sms = |n: usize| self.activation_sms(handset, start, sim, n);
        if start.episode == Episode::HadIt {
            // Long before the study: whatever happened then is over.
            return rules.activation(luck, sms, |_| true, Duration::from_micros(u64::MAX));
        }
        let country = self.layout.country(handset);
        let up = |after: Duration| {
            let at = start.at + after;
            let reached = !self.geography.banned(self.place(handset), at);
            reached && !self.geography.accounts_fail(self.home(country, at), at)
        };
        let until = next.map_or(Duration::from_micros(u64::MAX), |next| next.at - start.at);
        rules.activation(luck, sms, up, until)
    }

    /// Whether a SIM was bound after a start long before the study.
    fn was_bound(&self, handset: HandsetId, start: &Start, sim: u8) -> bool {
        if self.luck(handset, start, sim).failure.is_some() {
            return false;
        }
        // Nearly always the first SMS arrives while the client asks for it, and the rest does not matter.
        let at_once = |delay| delay <= POLLS[POLLS.len() - 1];
        self.activation_sms(handset, start, sim, 0).is_some_and(at_once)
            || self.activation(handset, start, sim, None).bound.is_some()
    }

    /// How long the SMS of an activation's `n`-th try takes, if it arrives.
    fn activation_sms(&self, handset: HandsetId, start: &Start, sim: u8, n: usize) -> Option<Duration> {
        let n = draw_of(start, sim) << 3 | n as u64;
        let [lost, delay] = self.draws.pair(Stream::ActivationSms, handset.0.into(), n);
        (!self.activation.loss.hits(lost)).then(|| Duration::from_micros(self.activation.delay.draw(delay)))
    }

    fn luck(&self, handset: HandsetId, start: &Start, sim: u8) -> Luck {
        /// Draws of a card and of an owner stand above those of starts.
        const OF_CARD: u64 = 64;
        const OF_OWNER: u64 = 128;
        let rules = &self.activation;
        let entity = u64::from(handset.0);
        let [failure, by_hand] = self.draws.pair(Stream::Activation, entity, draw_of(start, sim));
        let downlink = rules.downlink != Probability::ZERO && {
            let card = u64::from(self.life(handset).card(sim, start.at)) << 1 | u64::from(sim);
            rules.downlink.hits(self.draws.bits(Stream::Activation, entity, OF_CARD + card))
        };
        let foreign = || {
            let home = self.sites[self.home(self.layout.country(handset), Instant::START)].place;
            home != self.layout.country(handset).index()
        };
        // Asked before the column of what is fixed is there, too.
        let abroad = || self.owners.sims_and_stay(&self.draws, &self.layout, handset)[1];
        let failure = if rules.no_balance.hits(failure) {
            (!downlink).then_some(NotBound::NoBalance)
        } else if rules.any_failure.hits(failure) {
            Some(NotBound::Other)
        } else if !rules.works_roaming && abroad() {
            Some(NotBound::Roaming)
        } else if rules.language_barrier != Probability::ZERO
            && foreign()
            && rules.language_barrier.hits(self.draws.bits(Stream::Activation, entity, OF_OWNER))
        {
            Some(NotBound::Language)
        } else {
            None
        };
        Luck { failure, downlink, by_hand: rules.manual_retry.hits(by_hand) }
    }

    /// Which SIMs the account service knows at an instant.
    fn bound(&self, handset: HandsetId, at: Instant) -> [bool; 2] {
        self.fixed.of(handset).bound().unwrap_or_else(|| self.account(handset, at).bound)
    }

    /// Whether the account service knows any of an owner's numbers at an instant.
    pub fn registered(&self, handset: HandsetId, at: Instant) -> bool {
        self.bound(handset, at) != [false; 2]
    }

    /// Whether an owner has the service switched on, its application in use, and any SIM bound at an instant: truth, not
    /// what anybody believes.
    pub fn enabled(&self, handset: HandsetId, at: Instant) -> bool {
        let [first, second] = self.bound(handset, at);
        (first || second) && !self.disables(handset)
    }

    /// The same for the SIM that an owner uses towards the correspondent in a slot of theirs.
    pub fn enabled_towards(&self, handset: HandsetId, slot: u32, at: Instant) -> bool {
        self.registered_towards(handset, slot, at) && !self.disables(handset)
    }

    /// Whether the account service knows the number that an owner uses towards the correspondent in a slot of theirs: it
    /// does, too, where the application is disabled and the framework has bound the SIM.
    pub fn registered_towards(&self, handset: HandsetId, slot: u32, at: Instant) -> bool {
        let bound = self.bound(handset, at);
        if bound[0] == bound[1] {
            return bound[0];
        }
        bound[usize::from(self.sim_towards(handset, slot))]
    }

    /// Whether the handset keeps a push channel: the service is in use, or its application is disabled and keeps it all
    /// the same.
    pub fn keeps_channel(&self, handset: HandsetId, at: Instant) -> bool {
        let [first, second] = self.bound(handset, at);
        (first || second) && (self.owners.disabled_still_connects || !self.disables(handset))
    }

    /// Whether an owner has the service switched on at an instant, and by whom. A disabled application is off.
    pub fn standing(&self, handset: HandsetId, at: Instant) -> Standing {
        if self.disables(handset) { Standing::Off } else { self.switched(handset, at) }
    }

    /// Whether the owner has disabled the application.
    fn disables(&self, handset: HandsetId) -> bool {
        self.fixed.of(handset).disabled()
    }

    /// Whether the service is switched on, were it only for the framework of a disabled application.
    pub fn switched(&self, handset: HandsetId, at: Instant) -> Standing {
        if let Some(standing) = self.fixed.of(handset).switched() {
            return standing;
        }
        let starts = self.starts(handset);
        starts
            .iter()
            .take_while(|s| s.at <= at)
            .fold(Standing::Off, |before, start| self.owners.switched(&self.draws, handset, start, before))
    }

    /// How many handsets an owner has used up before an instant: 0 or 1. A new one has another IMEI.
    pub fn device(&self, handset: HandsetId, at: Instant) -> u8 {
        if self.stands_still(handset) { 0 } else { self.life(handset).device(at) }
    }

    /// How many cards a SIM slot has seen before the one in it at an instant: 0 or 1. A new one has another IMSI and
    /// ICCID.
    pub fn sim_card(&self, handset: HandsetId, sim: u8, at: Instant) -> u8 {
        if self.stands_still(handset) { 0 } else { self.life(handset).card(sim, at) }
    }

    /// How many numbers a SIM slot has had before the one it has at an instant: 0 or 1.
    pub fn sim_number(&self, handset: HandsetId, sim: u8, at: Instant) -> u8 {
        let cards = self.sim_card(handset, sim, at);
        cards & u8::from(self.owners.lives.number_changes(&self.draws, handset))
    }

    /// Whether nothing happens to a handset in the whole study.
    pub fn stands_still(&self, handset: HandsetId) -> bool {
        self.fixed.of(handset).stands_still()
    }

    /// The SIM that an owner uses towards the correspondent in a slot of theirs: each knows one of the numbers.
    pub fn sim_towards(&self, handset: HandsetId, slot: u32) -> u8 {
        if !self.fixed.of(handset).two_sims() {
            return 0;
        }
        (self.draws.bits(Stream::SecondSim, handset.0.into(), 1 + u64::from(slot)) & 1) as u8
    }

    /// SIMs in a handset: one or two.
    pub fn sims(&self, handset: HandsetId) -> u8 {
        1 + u8::from(self.fixed.of(handset).two_sims())
    }

    /// The carrier of one of an owner's SIMs.
    pub fn sim_carrier(&self, handset: HandsetId, sim: u8) -> CarrierId {
        match self.fixed.of(handset).carrier(sim) {
            Some(carrier) => CarrierId(self.layout.range(self.layout.country(handset)).first_carrier + carrier),
            None => self.owners.sim_carriers(&self.draws, &self.layout, handset)[usize::from(sim)],
        }
    }
}
