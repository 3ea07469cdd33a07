//! M/G/1 exactly, M/D/c and M/G/c approximately: Poisson arrivals, any law of service.
//!
//! One server: F. Pollaczek (1930) and A. Khinchine (1932). Constant service at several servers: G. Cosmetatos, "Some
//! approximate equilibrium results for the multi-server queue (M/G/r)", Operational Research Quarterly 27 (1976), its
//! correction capped at 0.24 as W. Whitt, "Approximations for the GI/G/m queue", Production and Operations Management 2
//! (1993) has it; then T. Kimura, "A two-moment approximation for the mean waiting time in the GI/G/s queue", Management
//! Science 32 (1986), between exponential and constant service. Knows no percentile.
//!
//! Validity: exact for one server and for exponential service; within some 2 % for squared coefficients of variation (scv)
//! up to 1 and a utilisation of a half or more; within some 10 % for an scv up to 4, where the third moment of service
//! begins to matter. Small waits (low utilisation, many servers) may be farther off, as shares of themselves.

use super::erlang_c::Mmc;

/// Mean wait in seconds with `rate` arrivals a second at `servers` servers, where service takes `service` seconds on
/// average with squared coefficient of variation `scv`; nothing where the servers cannot keep up.
pub fn wait_mean(rate: f64, service: f64, scv: f64, servers: u32) -> Option<f64> {
    let exponential = Mmc::new(rate, service, servers)?.wait_mean();
    let constant = constant_over_exponential(rate * service / f64::from(servers), servers);
    Some(exponential * (1.0 + scv) / (2.0 * scv + (1.0 - scv) / constant))
}

/// Mean wait with constant service over that with exponential service, at a utilisation: a half at one server.
pub fn constant_over_exponential(utilisation: f64, servers: u32) -> f64 {
    f64::midpoint(1.0, correction(utilisation, servers))
}

/// Cosmetatos' correction: 0 at one server, capped at 0.24.
pub(super) fn correction(utilisation: f64, servers: u32) -> f64 {
    let c = f64::from(servers);
    let growing = (1.0 - utilisation) * (c - 1.0) * (libm::sqrt(4.0 + 5.0 * c) - 2.0) / (16.0 * c * utilisation);
    growing.min(0.24)
}

#[cfg(test)]
mod tests {
    use super::super::printed;
    use super::*;

    #[test]
    fn one_server_at_four_fifths() {
        let wait = |scv| wait_mean(0.8, 1.0, scv, 1).expect("it keeps up");
        assert!(printed(wait(0.0), "2.0000000000"));
        assert!(printed(wait(1.0), "4.0000000000"));
        assert!(printed(wait(4.0), "10.0000000000"));
        assert_eq!(wait_mean(1.0, 1.0, 0.0, 1), None);
    }

    /// Exact mean waits of M/D/c: servers take turns, so each number in the system becomes the next one a service later
    /// (C. D. Crommelin, 1932), here by iterating that step to its fixed point.
    #[test]
    fn constant_service_at_several_servers_is_within_two_per_cent() {
        for (load, servers) in [(1.0, 2_u32), (1.6, 2), (1.9, 2), (4.0, 5), (4.5, 5), (8.0, 10), (9.0, 10), (18.0, 20)]
        {
            let c = servers as usize;
            let size = 400;
            let mut arrive = vec![libm::exp(-load)];
            for n in 1..size {
                arrive.push(arrive[n - 1] * load / n as f64);
            }
            let mut shares = vec![0.0; size];
            shares[0] = 1.0;
            for _ in 0..4_000 {
                let mut next = vec![0.0; size];
                let idle: f64 = shares[..=c].iter().sum();
                for n in 0..size {
                    next[n] = idle * arrive[n]
                        + (c + 1..=(c + n).min(size - 1)).map(|m| shares[m] * arrive[n + c - m]).sum::<f64>();
                }
                let moved: f64 = next.iter().zip(&shares).map(|(a, b): (&f64, &f64)| (a - b).abs()).sum();
                shares = next;
                if moved < 1e-11 {
                    break;
                }
            }
            let waiting: f64 = shares.iter().enumerate().skip(c).map(|(n, share)| (n - c) as f64 * share).sum();
            let (exact, close) = (waiting / load, wait_mean(load, 1.0, 0.0, servers).expect("it keeps up"));
            assert!((close / exact - 1.0).abs() < 0.02, "{load} on {servers}: {close}, exactly {exact}");
        }
    }

    #[test]
    fn ten_thousand_servers_stay_within_bounds() {
        for load in [5_000.0, 9_000.0, 9_990.0] {
            let [constant, exponential, varied] =
                [0.0, 1.0, 4.0].map(|scv| wait_mean(load, 1.0, scv, 10_000).expect("it keeps up"));
            assert!(0.0 <= constant && constant <= exponential && exponential <= varied, "{load}");
        }
    }
}
