//! M/M/c/K: as M/M/c, but at most `K` in the system; who comes then is turned away.
//!
//! D. Gross and C. M. Harris, Fundamentals of Queueing Theory, §2.4. Knows no impatience.

use super::chain::Chain;
use super::quantile;

/// A station of this kind in the long run.
#[derive(Clone, Debug)]
pub struct FiniteRoom {
    /// Share of arrivals turned away.
    pub blocked: f64,
    /// Share of arrivals that are let in and wait.
    pub delayed: f64,
    /// Mean number waiting.
    pub queue_mean: f64,
    /// Mean number in the system.
    pub number_mean: f64,
    /// Mean time in the queue of those let in, in seconds.
    pub wait_mean: f64,
    /// Share of the servers' time that is used.
    pub utilisation: f64,
    chain: Chain,
    service: f64,
    servers: u32,
    room: u64,
}

impl FiniteRoom {
    /// `rate` arrivals a second, services of `service` seconds on average, `servers` servers, at most `room` inside;
    /// nothing where the number inside spreads over some 10⁷.
    ///
    /// # Panics
    /// Where fewer have room than there are servers.
    pub fn new(rate: f64, service: f64, servers: u32, room: u64) -> Option<Self> {
        let busy = |n: u64| n.min(servers.into()) as f64;
        assert!(room >= servers.into(), "servers are part of the room");
        let chain = Chain::new(Some(room), |_| rate, |n| busy(n) / service)?;
        let blocked = chain.share(room);
        let queue_mean = chain.mean(|n| n as f64 - busy(n));
        Some(Self {
            blocked,
            delayed: chain.states().filter(|&(n, _)| n >= servers.into() && n < room).map(|(_, share)| share).sum(),
            queue_mean,
            number_mean: chain.mean(|n| n as f64),
            wait_mean: queue_mean / (rate * (1.0 - blocked)),
            utilisation: chain.mean(busy) / f64::from(servers),
            chain,
            service,
            servers,
            room,
        })
    }

    /// Share of those let in who wait longer than `t` seconds: one who meets `n` waits until `n - c + 1` have left.
    pub fn wait_longer(&self, t: f64) -> f64 {
        let mean = f64::from(self.servers) * t / self.service;
        // Logarithms of the Poisson probabilities, which may be smaller than any float.
        let (mut term, mut below, mut longer) = (-mean, 0.0, 0.0);
        for n in u64::from(self.servers)..self.room.min(self.chain.last() + 1) {
            let leave = (n - u64::from(self.servers)) as f64;
            below += libm::exp(term);
            term += libm::log(mean / (leave + 1.0));
            longer += self.chain.share(n) * below;
        }
        longer / (1.0 - self.blocked)
    }

    /// The wait that the share `1 - p` of those let in exceeds, in seconds.
    pub fn wait_quantile(&self, p: f64) -> f64 {
        quantile(1.0 - p, self.service / f64::from(self.servers), |t| self.wait_longer(t))
    }
}

#[cfg(test)]
mod tests {
    use super::super::{erlang_b, erlang_c, printed};
    use super::*;

    #[test]
    fn eight_erlang_on_ten_servers_and_two_chairs() {
        assert!(printed(FiniteRoom::new(8.0, 1.0, 10, 12).expect("narrow").blocked, "0.066256"));
    }

    #[test]
    fn no_chairs_are_erlang_b_and_many_are_erlang_c() {
        for (load, servers) in [(0.8, 1), (8.0, 10), (95.0, 100), (9_900.0, 10_000)] {
            let none = FiniteRoom::new(load, 1.0, servers, servers.into()).expect("narrow");
            assert!((none.blocked / erlang_b::blocked(load, servers) - 1.0).abs() < 1e-9, "{load}");
            let many = FiniteRoom::new(load, 1.0, servers, u64::from(servers) + 100_000).expect("narrow");
            let endless = erlang_c::Mmc::new(load, 1.0, servers).expect("it keeps up");
            assert!((many.delayed / endless.delayed - 1.0).abs() < 1e-9, "{load}");
            assert!((many.wait_mean / endless.wait_mean() - 1.0).abs() < 1e-8, "{load}");
        }
    }

    #[test]
    fn percentiles_tend_to_those_of_an_endless_queue() {
        let endless = erlang_c::Mmc::new(8.0, 1.0, 10).expect("it keeps up");
        let roomy = FiniteRoom::new(8.0, 1.0, 10, 300).expect("narrow");
        assert!((roomy.wait_quantile(0.95) - endless.wait_quantile(0.95)).abs() < 1e-6);
        let tight = FiniteRoom::new(8.0, 1.0, 10, 12).expect("narrow");
        assert!(tight.wait_quantile(0.95) < endless.wait_quantile(0.95));
        let area: f64 = (0..100_000).map(|n| tight.wait_longer((f64::from(n) + 0.5) * 1e-4) * 1e-4).sum();
        assert!((area - tight.wait_mean).abs() < 1e-6, "{area} and {}", tight.wait_mean);
        // Overloaded with a thousand places: nearly everybody waits for nearly a thousand to leave, 100 s.
        let full = FiniteRoom::new(20.0, 1.0, 10, 1_010).expect("narrow");
        assert!((full.wait_quantile(0.5) - 100.0).abs() < 1.0 && (full.wait_mean - 100.0).abs() < 1.0);
        assert!(FiniteRoom::new(10.0, 1.0, 10, 1_000_000_000).is_none(), "every number is as likely as any other");
    }
}
