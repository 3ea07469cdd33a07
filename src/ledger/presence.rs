//! What the icons said and what was true; connections and keep-alives.

use super::Days;
use super::delivery::named;
use crate::units::Instant;
use serde::{Deserialize, Serialize};

/// Icons, look-ups and connections, measured phase only.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Presence {
    calendar: Days,
    /// Icons shown for owners: `[gray, blue][was offline, was online]`.
    pub icons: [[u64; 2]; 2],
    /// Look-ups sent to the account host.
    pub lookups: u64,
    /// Look-ups that timed out or were refused.
    pub lookups_failed: u64,
    /// Look-ups not sent because a fresh answer was at hand.
    pub cache_hits: u64,
    /// Look-ups of a number without its country code that the account host read as somebody else's.
    pub collisions: u64,
    /// Look-ups of a number without its country code that it read as nobody's.
    pub silent_misses: u64,
    /// Updates installed on handsets, by day, warm-up included; indexed as [`Days`] says.
    pub updates: Vec<u64>,
    /// Handsets that could have installed each update, over all updates.
    pub updates_due: u64,
    /// Presence probes.
    pub probes: u64,
    /// Push channels set up.
    pub connects: u64,
    /// Attempts to set one up that failed.
    pub connects_failed: u64,
    /// Connections that were dead before the handset knew.
    pub dead_links: u64,
    /// Pings sent, counted by arithmetic.
    pub keepalives: u64,
    /// Activations of SIMs.
    pub activations: ActivationTally,
}

/// Why an activation did not bind its SIM.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum NotBound {
    /// The SIM could not pay for the SMS.
    NoBalance,
    /// It does not work on a foreign network.
    Roaming,
    /// The owner could not follow it.
    Language,
    /// Any other failure for good.
    Other,
    /// SMS were lost or late, or the account service was down at every poll.
    NoAnswer,
    /// Another start, or giving the handset up, came first.
    Interrupted,
}

named!(NotBound: NoBalance = "no_balance", Roaming = "roaming", Language = "language", Other = "other",
    NoAnswer = "no_answer", Interrupted = "interrupted");

/// Activations by what became of them, each counted where its start is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ActivationTally {
    /// Activations begun, one for each SIM.
    pub started: u64,
    /// SMS sent by handsets.
    pub sms: u64,
    /// SMS sent to handsets.
    pub downlink_sms: u64,
    /// Polls of the account service.
    pub polls: u64,
    /// SIMs bound.
    pub bound: u64,
    /// SIMs not bound when the last try was over, by cause.
    pub not_bound: [u64; NotBound::ALL.len()],
}

impl ActivationTally {
    /// Activations that came to their end without binding the SIM, and were not cut short.
    pub fn failed(&self) -> u64 {
        self.not_bound.iter().sum::<u64>() - self.not_bound[NotBound::Interrupted as usize]
    }
}

impl Presence {
    pub(super) fn new(calendar: Days) -> Self {
        Self {
            calendar,
            icons: [[0; 2]; 2],
            lookups: 0,
            lookups_failed: 0,
            cache_hits: 0,
            collisions: 0,
            silent_misses: 0,
            updates: vec![0; calendar.count()],
            updates_due: 0,
            probes: 0,
            connects: 0,
            connects_failed: 0,
            dead_links: 0,
            keepalives: 0,
            activations: ActivationTally::default(),
        }
    }

    /// Adds `n` to a counter chosen by `of`, unless it is still warm-up.
    pub fn count(&mut self, at: Instant, n: u64, of: impl FnOnce(&mut Self) -> &mut u64) {
        if self.calendar.phase(at) == 1 {
            *of(self) += n;
        }
    }

    /// A handset installed an update at an instant, or will have by the end.
    pub fn installed(&mut self, at: Instant) {
        self.updates[self.calendar.index(at)] += 1;
    }

    fn words(&mut self) -> [&mut u64; 26] {
        let [[gray_offline, gray_online], [blue_offline, blue_online]] = &mut self.icons;
        let a = &mut self.activations;
        let [no_balance, roaming, language, other, no_answer, interrupted] = &mut a.not_bound;
        [
            gray_offline,
            gray_online,
            blue_offline,
            blue_online,
            &mut a.started,
            &mut a.sms,
            &mut a.downlink_sms,
            &mut a.polls,
            &mut a.bound,
            no_balance,
            roaming,
            language,
            other,
            no_answer,
            interrupted,
            &mut self.lookups,
            &mut self.lookups_failed,
            &mut self.cache_hits,
            &mut self.collisions,
            &mut self.silent_misses,
            &mut self.updates_due,
            &mut self.probes,
            &mut self.connects,
            &mut self.connects_failed,
            &mut self.dead_links,
            &mut self.keepalives,
        ]
    }

    pub(super) fn merge(&mut self, other: &Self) {
        super::add_all(&mut self.updates, &other.updates);
        let mut other = other.clone();
        for (mine, theirs) in self.words().into_iter().zip(other.words()) {
            *mine += *theirs;
        }
    }

    pub(super) fn absorb(&self, absorb: &mut impl FnMut(u64)) {
        self.clone().words().into_iter().for_each(|n| absorb(*n));
        self.updates.iter().for_each(|&n| absorb(n));
    }
}
