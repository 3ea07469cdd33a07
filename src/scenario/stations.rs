//! Textbook stations instead of an ecosystem: who arrives how, how long service takes, where customers go next.
//!
//! Plain validated values. Knows nothing of TOML, of what is made of them, or of results.

use super::StudyStart;
use crate::random::Law;
use crate::units::{Duration, Instant};

/// A network of stations on one site, with no delay between them.
#[derive(Clone, Debug, PartialEq)]
pub struct Stations {
    /// When simulated time begins.
    pub start: StudyStart,
    /// Length of the run, warm-up included.
    pub duration: Duration,
    /// Time at the start that is not measured.
    pub warm_up: Duration,
    /// The stations in the order of their names; at least one.
    pub stations: Vec<Station>,
}

/// Equal servers behind one queue.
#[derive(Clone, Debug, PartialEq)]
pub struct Station {
    /// Name in the file and in the figures.
    pub name: String,
    /// Who comes: one class, or the high and the low one where there are priorities.
    pub classes: Vec<Class>,
    /// Servers, at least one.
    pub servers: u32,
    /// How many may wait; without bound where it is not given.
    pub queue: Option<u64>,
    /// How long one waits before giving up, in seconds; for ever where it is not given.
    pub patience: Option<Law>,
    /// Where a share of those who were served goes, by the station's place; the others leave.
    pub routing: Vec<(usize, f64)>,
}

/// Customers that are treated alike.
#[derive(Clone, Debug, PartialEq)]
pub struct Class {
    /// How they come from outside; nothing where they come from other stations only.
    pub arrivals: Option<Arrivals>,
    /// How long service takes, in seconds.
    pub service: Law,
}

/// How customers come from outside.
#[derive(Clone, Debug, PartialEq)]
pub enum Arrivals {
    /// Independently of each other, so many a second.
    Poisson(f64),
    /// In equal steps, so many a second.
    Deterministic(f64),
    /// After gaps of a law in seconds, independent of each other.
    Gaps(Law),
    /// At these instants, ascending.
    Given(Vec<Instant>),
}

impl Arrivals {
    /// Arrivals a second in the long run; of given ones, over a run of this length.
    pub fn rate(&self, duration: Duration) -> f64 {
        match self {
            Self::Poisson(rate) | Self::Deterministic(rate) => *rate,
            Self::Gaps(law) => 1.0 / law.mean(),
            Self::Given(instants) => {
                let within = instants.partition_point(|at| *at < Instant::START + duration);
                within as f64 * 1e6 / duration.as_micros() as f64
            }
        }
    }
}

impl Station {
    /// Whether customers are of two classes.
    pub fn has_priorities(&self) -> bool {
        self.classes.len() > 1
    }
}

/// How far shares may be from a sum of one.
pub const ROUNDING: f64 = 1e-9;
