//! Which fleet is looked for: what its parts cost, what it must survive, how sure the answer must be.
//!
//! Knows prices and keys; neither bounds, which are those of `[slo]`, nor how a fleet is searched.

use crate::units::{Bound, Currency, Duration, Micros};

/// What `[plan]` says.
#[derive(Clone, Debug, PartialEq)]
pub struct Plan {
    /// Index of the arm that is planned for.
    pub arm: usize,
    /// One-sided confidence with which every bound must be kept.
    pub confidence: f64,
    /// Length of the busiest stretch, which is simulated at full scale.
    pub window: Duration,
    /// Warm-up before it.
    pub lead: Duration,
    /// Replications of every fleet and hardship to begin with.
    pub replications: u32,
    /// Replications where a bound is undecided, at most.
    pub at_most: u32,
    /// What a fleet must bear, the mildest first; always begins with [`Hardship::Usual`].
    pub hardships: Vec<Hardship>,
    /// For how long a storm cuts all push channels.
    pub storm: Duration,
    /// After which the countries of a lost data centre are served by others.
    pub failover: Duration,
    /// Fleets tried at most.
    pub budget: u32,
    /// Currency of all prices.
    pub currency: Currency,
    /// What may be bought, in the order of the file.
    pub tiers: Vec<Tier>,
    /// Bounds under a hardship that replace those of `[slo]` on the same metric.
    pub bounds: Vec<(Hardship, Bound)>,
}

impl Plan {
    /// The bounds that hold under a hardship: those of the study on the arm, but for metrics that have their own.
    pub fn bounds_under(&self, hardship: Hardship, of_study: &[Bound], arm: &str) -> Vec<Bound> {
        let own: Vec<&Bound> = self.bounds.iter().filter(|(of, _)| *of == hardship).map(|(_, bound)| bound).collect();
        let general = of_study.iter().filter(|bound| bound.arm.as_deref().is_none_or(|of| of == arm));
        let general = general.filter(|bound| own.iter().all(|other| other.metric != bound.metric));
        general.chain(own.iter().copied()).cloned().collect()
    }
}

/// What happens to a fleet while it must keep its bounds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Hardship {
    /// Nothing but the busiest hour.
    Usual,
    /// Every data centre lacks a connection node and a server of each of its services.
    Node,
    /// No data centre is reached for a while, so that every push channel breaks; then all reconnect.
    Storm,
    /// A data centre is lost; one of several that are lost in turn.
    Site,
}

impl Hardship {
    /// All of them, the mildest first.
    pub const ALL: [Self; 4] = [Self::Usual, Self::Node, Self::Storm, Self::Site];

    /// The name in files and results.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Usual => "usual",
            Self::Node => "node",
            Self::Storm => "storm",
            Self::Site => "site",
        }
    }
}

/// What a tier is counted in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Measure {
    /// Servers, nodes: a whole number.
    Count,
    /// A rate, jobs a second.
    Rate,
}

/// Something that may be bought: a number of the scenario, step by step.
#[derive(Clone, Debug, PartialEq)]
pub struct Tier {
    /// The setting that the file prices, a dotted key.
    pub key: String,
    /// The key to set, which is another where the arm has its own.
    pub setting: String,
    /// What it is counted in.
    pub measure: Measure,
    /// What a step costs.
    pub price: Micros,
    /// Least value, a whole number of steps.
    pub least: f64,
    /// From one value to the next.
    pub step: f64,
    /// Steps above the least value to the greatest.
    pub levels: u32,
    /// What the file has.
    pub written: f64,
}

impl Tier {
    /// The value so many steps above the least.
    pub fn value(&self, level: u32) -> f64 {
        self.least + self.step * f64::from(level)
    }

    /// The lowest level with at least so much; the highest where none has.
    pub fn level(&self, value: f64) -> u32 {
        let steps = libm::ceil((value - self.least) / self.step - 1e-9);
        if steps > 0.0 { (steps as u64).min(self.levels.into()) as u32 } else { 0 }
    }

    /// What the least value costs.
    pub fn floor_price(&self) -> Micros {
        self.price * libm::round(self.least / self.step) as u64
    }

    /// The setting at a level, as a command line would have it.
    pub fn set(&self, level: u32) -> String {
        match self.measure {
            Measure::Count => format!("{}={}", self.setting, self.text(level)),
            Measure::Rate => format!("{}=\"{}\"", self.setting, self.text(level)),
        }
    }

    /// The value at a level, with its unit.
    pub fn text(&self, level: u32) -> String {
        match self.measure {
            Measure::Count => format!("{}", self.value(level)),
            Measure::Rate => format!("{}/s", self.value(level)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn levels_are_steps_above_the_least() {
        let tier = Tier {
            key: "a.b".into(),
            setting: "arm.x.a.b".into(),
            measure: Measure::Rate,
            price: Micros(40_000_000),
            least: 100.0,
            step: 50.0,
            levels: 10,
            written: 120.0,
        };
        assert_eq!([0.0, 100.0, 101.0, 150.0, 600.0, 9_999.0].map(|value| tier.level(value)), [0, 0, 1, 1, 10, 10]);
        assert_eq!((tier.set(3), tier.floor_price()), ("arm.x.a.b=\"250/s\"".to_owned(), Micros(80_000_000)));
    }
}
