//! Formulas turned round: the fewest servers of M/M/c, or of a station without a queue, that meet a target.
//!
//! What a search by simulation begins with. Knows no prices and no interval.

use super::erlang_b;
use super::erlang_c::{self, Mmc};

/// What a station shall do at least.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Target {
    /// Share of arrivals that wait, at most.
    Delayed(f64),
    /// Share of arrivals turned away where nobody waits, at most.
    Blocked(f64),
    /// Mean wait in seconds, at most.
    WaitMean(f64),
    /// The wait in seconds that a share `1 - p` may exceed.
    Wait {
        /// Which percentile, e.g. 0.99.
        p: f64,
        /// Its greatest value in seconds.
        seconds: f64,
    },
    /// The wait and service together in seconds that a share `1 - p` may exceed.
    Sojourn {
        /// Which percentile, e.g. 0.99.
        p: f64,
        /// Its greatest value in seconds.
        seconds: f64,
    },
    /// Share of the servers' time that is used, at most.
    Utilisation(f64),
}

impl Target {
    /// Whether `servers` servers meet it, with `rate` arrivals a second and services of `service` seconds on average.
    pub fn met(self, rate: f64, service: f64, servers: u32) -> bool {
        let load = rate * service;
        let station = || Mmc::new(rate, service, servers);
        match self {
            Self::Blocked(most) => erlang_b::blocked(load, servers) <= most,
            Self::Delayed(most) => load < f64::from(servers) && erlang_c::delayed(load, servers) <= most,
            Self::WaitMean(most) => station().is_some_and(|s| s.wait_mean() <= most),
            Self::Wait { p, seconds } => station().is_some_and(|s| s.wait_longer(seconds) <= 1.0 - p),
            Self::Sojourn { p, seconds } => station().is_some_and(|s| s.sojourn_longer(seconds) <= 1.0 - p),
            Self::Utilisation(most) => load / f64::from(servers) <= most,
        }
    }
}

/// Most servers that are looked for.
const MOST: u32 = 1 << 24;

/// The fewest servers that meet a target, with `rate` arrivals a second and services of `service` seconds on average;
/// nothing where no number does (a percentile of wait and service below that of service alone).
pub fn servers_for(rate: f64, service: f64, target: Target) -> Option<u32> {
    fewest(|servers| target.met(rate, service, servers))
}

/// The least number from 1 on that does, where every greater one does too; nothing where none up to 2²⁴ does.
pub fn fewest(does: impl Fn(u32) -> bool) -> Option<u32> {
    let mut high = 1;
    while !does(high) {
        if high >= MOST {
            return None;
        }
        high *= 2;
    }
    let mut low = high / 2;
    while low + 1 < high {
        let middle = u32::midpoint(low, high);
        if does(middle) {
            high = middle;
        } else {
            low = middle;
        }
    }
    Some(high)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hundred_erlang_need_a_hundred_and_ten() {
        assert_eq!(servers_for(100.0, 1.0, Target::Delayed(0.25)), Some(110));
        assert!(erlang_c::delayed(100.0, 109) > 0.25);
        assert_eq!(servers_for(10.0, 1.0, Target::Blocked(0.214_583)), Some(10));
        assert_eq!(servers_for(0.8, 1.0, Target::WaitMean(4.000_001)), Some(1));
        assert_eq!(servers_for(8.0, 1.0, Target::Wait { p: 0.95, seconds: 1.0512 }), Some(10));
        assert_eq!(servers_for(8.0, 1.0, Target::Utilisation(0.8)), Some(10));
    }

    #[test]
    fn no_fleet_answers_faster_than_one_service() {
        assert_eq!(servers_for(1.0, 1.0, Target::Sojourn { p: 0.99, seconds: 4.0 }), None);
        assert!(servers_for(1.0, 1.0, Target::Sojourn { p: 0.99, seconds: 4.7 }).is_some());
    }

    #[test]
    fn the_least_number_is_found_wherever_it_is() {
        for least in [1, 2, 3, 4, 5, 7, 8, 9, 1_000_000] {
            assert_eq!(fewest(|n| n >= least), Some(least));
        }
        assert_eq!(fewest(|_| false), None);
    }
}
