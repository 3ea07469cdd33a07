//! M/M/c (Erlang C): Poisson arrivals, exponential service, `c` servers behind one queue without end.
//!
//! A. K. Erlang (1917); L. Kleinrock, Queueing Systems I (1975), §3.5; percentiles of the time in system after D. Gross
//! and C. M. Harris, Fundamentals of Queueing Theory, §2.3. Knows nothing of other laws.

use super::{erlang_b, quantile};

/// The share of arrivals that wait at `servers` servers offered `load` Erlang; 1 where the servers cannot keep up.
pub fn delayed(load: f64, servers: u32) -> f64 {
    let servers_f = f64::from(servers);
    if load >= servers_f {
        return 1.0;
    }
    let blocked = erlang_b::blocked(load, servers);
    servers_f * blocked / (servers_f - load * (1.0 - blocked))
}

/// A station of this kind in the long run.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Mmc {
    /// Share of arrivals that wait.
    pub delayed: f64,
    /// Mean time of one service, in seconds.
    pub service: f64,
    /// Rate at which the queue shortens while all servers are busy, less arrivals: `cμ - λ`, a second.
    pub relief: f64,
}

impl Mmc {
    /// `rate` arrivals a second, services of `service` seconds on average, `servers` servers; nothing where they cannot
    /// keep up, because then there is no long run.
    pub fn new(rate: f64, service: f64, servers: u32) -> Option<Self> {
        let relief = f64::from(servers) / service - rate;
        (relief > 0.0).then(|| Self { delayed: delayed(rate * service, servers), service, relief })
    }

    /// Mean time in the queue, in seconds.
    pub fn wait_mean(&self) -> f64 {
        self.delayed / self.relief
    }

    /// Share of arrivals that wait longer than `t` seconds: the wait of those who wait is exponential.
    pub fn wait_longer(&self, t: f64) -> f64 {
        self.delayed * libm::exp(-self.relief * t)
    }

    /// The wait that the share `1 - p` exceeds, in seconds.
    pub fn wait_quantile(&self, p: f64) -> f64 {
        (libm::log(self.delayed / (1.0 - p)) / self.relief).max(0.0)
    }

    /// Share of arrivals whose wait and service together last longer than `t` seconds.
    pub fn sojourn_longer(&self, t: f64) -> f64 {
        let rate = 1.0 / self.service;
        let served = libm::exp(-rate * t);
        // The wait of those who wait, Exp(relief), and their service, Exp(rate), add up.
        let apart = self.relief - rate;
        let both = if (apart * t).abs() < 1e-9 {
            served * (1.0 + rate * t)
        } else {
            // (relief e^-rate·t - rate e^-relief·t) / (relief - rate), without cancellation.
            served * (1.0 - rate * libm::expm1(-apart * t) / apart)
        };
        (1.0 - self.delayed) * served + self.delayed * both
    }

    /// The time in system that the share `1 - p` exceeds, in seconds.
    pub fn sojourn_quantile(&self, p: f64) -> f64 {
        quantile(1.0 - p, self.service, |t| self.sojourn_longer(t))
    }
}

#[cfg(test)]
mod tests {
    use super::super::printed;
    use super::*;

    #[test]
    fn one_server_at_four_fifths() {
        let one = Mmc::new(0.8, 1.0, 1).expect("it keeps up");
        assert!(printed(one.wait_mean(), "4.000000") && printed(one.wait_mean() + 1.0, "5.000000"));
        assert!(printed(one.sojourn_quantile(0.95), "14.9787") && printed(one.sojourn_quantile(0.99), "23.0259"));
        assert!(printed(one.delayed, "0.800000"));
    }

    #[test]
    fn many_servers() {
        let ten = Mmc::new(8.0, 1.0, 10).expect("it keeps up");
        assert!(printed(ten.delayed, "0.409180") && printed(ten.wait_mean(), "0.204590"));
        assert!(printed(ten.wait_quantile(0.95), "1.0511"));
        let hundred = Mmc::new(95.0, 1.0, 100).expect("it keeps up");
        assert!(printed(hundred.delayed, "0.506457") && printed(hundred.wait_mean(), "0.101291"));
        assert!(printed(delayed(100.0, 110), "0.237008"));
        assert_eq!(Mmc::new(10.0, 1.0, 10), None);
    }

    /// The square-root rule (S. Halfin and W. Whitt, 1981) at a size where powers and factorials would overflow: the share
    /// that waits tends to 1 / (1 + β Φ(β)/φ(β)).
    #[test]
    fn ten_thousand_servers() {
        let (servers, beta) = (10_000_u32, 0.5);
        let load = f64::from(servers) - beta * 100.0;
        let density = libm::exp(-beta * beta / 2.0) / libm::sqrt(2.0 * std::f64::consts::PI);
        let below = 0.5 * libm::erfc(-beta / std::f64::consts::SQRT_2);
        let limit = 1.0 / (1.0 + beta * below / density);
        assert!((delayed(load, servers) - limit).abs() < 5e-3, "{} tends to {limit}", delayed(load, servers));
        let large = Mmc::new(load, 1.0, servers).expect("it keeps up");
        assert!((large.sojourn_longer(large.sojourn_quantile(0.95)) - 0.05).abs() < 1e-9);
    }

    #[test]
    fn the_mean_is_the_area_under_the_tail() {
        for (rate, servers) in [(0.5, 1), (8.0, 10), (9.0, 10), (1.0, 2)] {
            let station = Mmc::new(rate, 1.0, servers).expect("it keeps up");
            let width = 1e-3;
            let area: f64 = (0..200_000).map(|n| station.sojourn_longer((f64::from(n) + 0.5) * width) * width).sum();
            assert!((area - 1.0 - station.wait_mean()).abs() < 1e-4, "{rate} on {servers}: {area}");
        }
    }
}
