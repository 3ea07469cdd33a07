//! M/M/c+M (Erlang A): those who wait give up after an exponential time; with at most `K` inside, M/M/c/K+M.
//!
//! C. Palm, "Research on telephone traffic carried by full availability groups", Tele 1 (1957); O. Garnett, A. Mandelbaum
//! and M. Reiman, "Designing a call center with impatient customers", M&SOM 4 (2002). Knows no other law of patience.

use super::chain::Chain;

/// A station of this kind in the long run.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ErlangA {
    /// Share of arrivals that are let in and wait.
    pub delayed: f64,
    /// Share of arrivals that give up.
    pub abandoned: f64,
    /// Share of arrivals turned away.
    pub blocked: f64,
    /// Mean time in the queue of those let in, in seconds.
    pub wait_mean: f64,
    /// Mean number waiting.
    pub queue_mean: f64,
    /// Mean number in the system.
    pub number_mean: f64,
    /// Share of the servers' time that is used.
    pub utilisation: f64,
}

impl ErlangA {
    /// `rate` arrivals a second, services of `service` and patience of `patience` seconds on average, `servers` servers, at
    /// most `room` inside where it is given; nothing where the number inside spreads over some 10⁷.
    pub fn new(rate: f64, service: f64, servers: u32, patience: f64, room: Option<u64>) -> Option<Self> {
        let busy = |n: u64| n.min(servers.into()) as f64;
        let down = |n: u64| busy(n) / service + (n as f64 - busy(n)) / patience;
        let chain = Chain::new(room, |_| rate, down)?;
        let queue_mean = chain.mean(|n| n as f64 - busy(n));
        let blocked = room.map_or(0.0, |room| chain.share(room));
        let waits = |n: u64| n >= servers.into() && Some(n) != room;
        Some(Self {
            delayed: chain.states().filter(|&(n, _)| waits(n)).map(|(_, share)| share).sum(),
            abandoned: queue_mean / patience / rate,
            blocked,
            wait_mean: queue_mean / (rate * (1.0 - blocked)),
            queue_mean,
            number_mean: chain.mean(|n| n as f64),
            utilisation: chain.mean(busy) / f64::from(servers),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::super::{erlang_b, erlang_c, finite_room::FiniteRoom, printed};
    use super::*;

    #[test]
    fn a_hundred_agents_at_a_hundred_erlang() {
        let station = ErlangA::new(100.0, 1.0, 100, 1.0, None).expect("narrow");
        assert!(printed(station.delayed, "0.513299") && printed(station.abandoned, "0.039861"));
        // With patience as long as service the system is M/M/∞: its number is Poisson.
        assert!((station.number_mean - 100.0).abs() < 1e-9);
        assert!(
            (100.0 * (1.0 - station.abandoned) - 100.0 * station.utilisation).abs() < 1e-9,
            "what comes in goes out"
        );
    }

    #[test]
    fn between_no_patience_and_endless_patience() {
        let endless = erlang_c::Mmc::new(8.0, 1.0, 10).expect("it keeps up");
        let patient = ErlangA::new(8.0, 1.0, 10, 1e9, None).expect("narrow");
        assert!((patient.wait_mean / endless.wait_mean() - 1.0).abs() < 1e-6);
        let hasty = ErlangA::new(8.0, 1.0, 10, 1e-9, None).expect("narrow");
        assert!((hasty.abandoned / erlang_b::blocked(8.0, 10) - 1.0).abs() < 1e-6);
        let roomy = FiniteRoom::new(8.0, 1.0, 10, 12).expect("narrow");
        let tight = ErlangA::new(8.0, 1.0, 10, 1e9, Some(12)).expect("narrow");
        assert!((tight.blocked - roomy.blocked).abs() < 1e-7 && (tight.wait_mean - roomy.wait_mean).abs() < 1e-7);
        let large = ErlangA::new(10_050.0, 1.0, 10_000, 2.0, None).expect("narrow");
        assert!((10_050.0 * (1.0 - large.abandoned) / 10_000.0 - large.utilisation).abs() < 1e-9);
    }
}
