//! Erlang's loss formula (Erlang B): the share of calls that find all servers busy where nobody waits.
//!
//! A. K. Erlang, "Løsning af nogle Problemer fra Sandsynlighedsregningen af Betydning for de automatiske
//! Telefoncentraler", Elektroteknikeren 13 (1917). The share does not depend on the law of service but through its mean
//! (B. A. Sevastyanov, Theory of Probability and its Applications 2, 1957). Knows nothing of queues.

/// The share of arrivals blocked at `servers` servers offered `load` Erlang.
///
/// By the recursion `B(0) = 1, B(n) = aB(n-1) / (n + aB(n-1))`, which never leaves 0 to 1.
pub fn blocked(load: f64, servers: u32) -> f64 {
    (1..=servers).fold(1.0, |share, n| load * share / (f64::from(n) + load * share))
}

#[cfg(test)]
mod tests {
    use super::super::printed;
    use super::*;

    #[test]
    fn ten_erlang_on_ten_servers() {
        assert!(printed(blocked(10.0, 10), "0.214582"));
        assert!((blocked(1.0, 1) - 0.5).abs() < 1e-15);
        assert!((blocked(3.0, 0) - 1.0).abs() < 1e-15);
    }

    /// 1/B = ∫ exp(-t) (1 + t/a)^c dt (R. Fortet, 1948): another way to the same figure.
    #[test]
    fn the_recursion_agrees_with_the_integral() {
        for (load, servers) in [(0.5, 1), (3.0, 5), (10.0, 10), (80.0, 100), (9_900.0, 10_000)] {
            let power = |t: f64| libm::exp(f64::from(servers) * libm::log1p(t / load) - t);
            let steps = 2_000_000;
            let width = (60.0 + 8.0 * libm::sqrt(load) * 20.0) / f64::from(steps);
            let inner: f64 = (1..steps).map(|n| power(f64::from(n) * width) * if n % 2 == 1 { 4.0 } else { 2.0 }).sum();
            let integral = (1.0 + inner) * width / 3.0;
            let share = blocked(load, servers);
            assert!((share * integral - 1.0).abs() < 1e-5, "{load} on {servers}: {share} against {}", 1.0 / integral);
        }
    }
}
