//! What happens to the ecosystem on the way: interventions with a name, a time and an effect.

use super::Deleted;
use crate::ledger::Protection;
use crate::units::{Duration, Instant};

/// Something that happens during the study.
#[derive(Clone, Debug, PartialEq)]
pub struct Intervention {
    /// Name in the file.
    pub name: String,
    /// When it begins.
    pub at: Instant,
    /// When it ends; `at` for changes that stay.
    pub until: Instant,
    /// What it does.
    pub effect: Effect,
}

/// What an intervention does.
#[derive(Clone, Debug, PartialEq)]
pub enum Effect {
    /// Packets between two places die.
    Partition {
        /// Index of the place packets come from.
        from: usize,
        /// Index of the place packets go to.
        to: usize,
        /// Whether the other direction is cut too.
        both: bool,
    },
    /// New connections and look-ups from a place fail; open connections live.
    NameOutage {
        /// Index of the place.
        place: usize,
    },
    /// A data centre is down.
    SiteOutage {
        /// Index of the site.
        site: usize,
    },
    /// Some nodes of a data centre are down.
    NodeOutage {
        /// Index of the site.
        site: usize,
        /// How many, from the first.
        nodes: u32,
    },
    /// People write more.
    FlashCrowd {
        /// Times the usual rate.
        factor: f64,
        /// Indices of the countries.
        countries: Vec<usize>,
    },
    /// An update of the client reaches handsets one after the other.
    Ota(Ota),
    /// The operator deletes what it holds, whenever it was collected.
    Deletion {
        /// What.
        what: Vec<Deleted>,
    },
    /// A country is served by another data centre.
    Migration {
        /// Index of the country.
        country: usize,
        /// Index of the site.
        site: usize,
    },
    /// More people than usual buy handsets.
    Sale {
        /// Share of the countries' handsets.
        share: f64,
        /// Indices of the countries.
        countries: Vec<usize>,
    },
    /// The account service of a data centre answers "server error".
    AccountOutage {
        /// Index of the site.
        site: usize,
    },
    /// Nothing between handsets in a country and any data centre passes.
    Ban {
        /// Index of the country.
        country: usize,
    },
}

/// An update of the client.
#[derive(Clone, Debug, PartialEq)]
pub struct Ota {
    /// Whether new and reset handsets start with the service off.
    pub opt_in: bool,
    /// Protection of numbers once updated.
    pub numbers: Protection,
    /// When it reaches whom.
    pub rollout: Rollout,
}

/// How an update comes from its release to handsets.
#[derive(Clone, Debug, PartialEq)]
pub enum Rollout {
    /// Share of handsets updated after a time, all steps in one.
    Uptake(Curve),
    /// Step by step; what is left out takes no time.
    Staged {
        /// Share of handsets that it is offered to, a time after the build.
        offer: Option<Curve>,
        /// How much later it is offered in some countries, by their indices.
        lag: Vec<(usize, Duration)>,
        /// How often a handset asks whether there is one.
        poll: Option<Duration>,
        /// Share of handsets that have it installed, a time after they found it.
        install: Option<Curve>,
        /// Kinds of firmware with their builds.
        cadence: Vec<Cadence>,
    },
}

/// A kind of firmware and how often it is built.
#[derive(Clone, Debug, PartialEq)]
pub struct Cadence {
    /// Share of handsets that run it.
    pub share: f64,
    /// Time between two builds.
    pub every: Duration,
    /// Time from the release to the first build that has it; by chance where left out.
    pub first: Option<Duration>,
}

/// A share that grows over time.
#[derive(Clone, Debug, PartialEq)]
pub enum Curve {
    /// Logistic growth to `1 - never`.
    Logistic {
        /// Time at which half of those who ever do have done it.
        mid: Duration,
        /// Scale of the logistic.
        spread: Duration,
        /// Share that never does.
        never: f64,
    },
    /// Shares from given times on, increasing.
    Steps(Vec<(Duration, f64)>),
}

impl Curve {
    /// The share in the end.
    pub fn reach(&self) -> f64 {
        match self {
            Self::Logistic { never, .. } => 1.0 - never,
            Self::Steps(steps) => steps.last().map_or(0.0, |(_, share)| *share),
        }
    }

    /// When the first of ten thousand are reached, if anybody ever is.
    pub fn earliest(&self) -> Option<Duration> {
        match self {
            Self::Logistic { mid, spread, never } => {
                let reach = 1.0 - never;
                if reach <= 0.0 {
                    return None;
                }
                let share = (reach / 2.0).min(1e-4);
                let odds = share / (reach - share);
                let at = mid.as_micros() as f64 + spread.as_micros() as f64 * libm::log(odds);
                // To the minute, as nobody writes curves more finely.
                let minutes = libm::round(at.max(0.0) / Duration::MINUTE.as_micros() as f64) as u64;
                Some(Duration::MINUTE * minutes)
            }
            Self::Steps(steps) => steps.iter().find(|(_, share)| *share > 0.0).map(|(at, _)| *at),
        }
    }
}
