//! Arrivals that are no Poisson stream: GI/M/1 by the root of its equation, GI/G/c by an approximation.
//!
//! GI/M/1: D. G. Kendall (1953); L. Kleinrock, Queueing Systems I (1975), §6.4. GI/G/c: W. Whitt, "Approximations for the
//! GI/G/m queue", Production and Operations Management 2 (1993), §2. Knows no arrivals that depend on each other.

use super::erlang_c::Mmc;
use super::general_service::correction;

/// A station with exponential service at one server in the long run.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Gim1 {
    /// Share of arrivals that wait: the root.
    pub delayed: f64,
    /// Mean time of one service, in seconds.
    pub service: f64,
}

impl Gim1 {
    /// A station whose arrivals have gaps of this Laplace transform (a function of `s`, one over seconds) and whose services
    /// take `service` seconds on average; nothing where it cannot keep up.
    pub fn new(gap: f64, transform: impl Fn(f64) -> f64, service: f64) -> Option<Self> {
        if gap <= service {
            return None;
        }
        // σ = A*(μ(1 - σ)), from below: the iteration rises to the least root, which lies below 1.
        let rate = 1.0 / service;
        let mut root = 0.0;
        for _ in 0..1_000_000 {
            let next = transform(rate * (1.0 - root));
            let moved = next - root;
            root = next;
            if moved.abs() < 1e-15 {
                break;
            }
        }
        Some(Self { delayed: root, service })
    }

    /// The station whose arrivals come every `gap` seconds (D/M/1).
    pub fn constant(gap: f64, service: f64) -> Option<Self> {
        Self::new(gap, |s| libm::exp(-s * gap), service)
    }

    /// The station whose gaps are sums of `k` exponential phases (`E_k/M/1`).
    pub fn erlang(gap: f64, k: u32, service: f64) -> Option<Self> {
        let k = f64::from(k);
        Self::new(gap, |s| libm::exp(-k * libm::log1p(s * gap / k)), service)
    }

    /// Mean time in the queue, in seconds.
    pub fn wait_mean(&self) -> f64 {
        self.delayed * self.service / (1.0 - self.delayed)
    }

    /// The wait that the share `1 - p` exceeds, in seconds.
    pub fn wait_quantile(&self, p: f64) -> f64 {
        (libm::log(self.delayed / (1.0 - p)) * self.service / (1.0 - self.delayed)).max(0.0)
    }

    /// The time in system that the share `1 - p` exceeds, in seconds: it is exponential.
    pub fn sojourn_quantile(&self, p: f64) -> f64 {
        -libm::log1p(-p) * self.service / (1.0 - self.delayed)
    }
}

/// Mean wait of GI/G/c in seconds, from the first two moments of gaps and services; nothing where it cannot keep up.
///
/// Within some 5 % for squared coefficients of variation up to 1 and a utilisation of a half or more; rough beyond 2, where
/// more than two moments matter.
pub fn wait_mean(rate: f64, gap_scv: f64, service: f64, service_scv: f64, servers: u32) -> Option<f64> {
    let exponential = Mmc::new(rate, service, servers)?.wait_mean();
    let utilisation = rate * service / f64::from(servers);
    let (a, s) = (gap_scv, service_scv);
    let more = correction(utilisation, servers);
    let steady_service = 1.0 + more;
    let steady_arrivals = (1.0 - 4.0 * more) * libm::exp(-2.0 * (1.0 - utilisation) / (3.0 * utilisation));
    let between = f64::midpoint(steady_service, steady_arrivals).min(1.0);
    let mean = f64::midpoint(a, s);
    let both = if mean >= 1.0 { 1.0 } else { libm::pow(between, 2.0 * (1.0 - mean)) };
    let factor = if a + s <= 0.0 {
        0.0
    } else if a >= s {
        (4.0 * (a - s) * steady_service + s * both) / (4.0 * a - 3.0 * s)
    } else {
        ((s - a) * steady_arrivals + (s + 3.0 * a) * both) / (2.0 * (a + s))
    };
    Some(factor * mean * exponential)
}

#[cfg(test)]
mod tests {
    use super::super::general_service;
    use super::*;

    #[test]
    fn poisson_arrivals_are_a_renewal_stream() {
        let one = Gim1::erlang(1.25, 1, 1.0).expect("it keeps up");
        assert!((one.delayed - 0.8).abs() < 1e-9 && (one.wait_mean() - 4.0).abs() < 1e-6);
        assert!((one.sojourn_quantile(0.95) - 14.9787).abs() < 1e-4);
        assert_eq!(Gim1::constant(1.0, 1.0), None);
    }

    /// The root of σ = exp(-(1 - σ)/ρ) at ρ = ½ is 0.203188 (it is -½ W(-2e⁻²), with Lambert's W).
    #[test]
    fn constant_gaps_at_a_half() {
        let one = Gim1::constant(2.0, 1.0).expect("it keeps up");
        assert!((one.delayed - 0.203_188).abs() < 1e-6, "{}", one.delayed);
        assert!((one.wait_mean() - 0.255_001).abs() < 1e-5, "{}", one.wait_mean());
    }

    #[test]
    fn the_approximation_knows_its_special_cases() {
        for (rate, servers) in [(0.8, 1), (8.0, 10), (95.0, 100)] {
            let exponential = Mmc::new(rate, 1.0, servers).expect("it keeps up").wait_mean();
            let of = |a, s| wait_mean(rate, a, 1.0, s, servers).expect("it keeps up");
            assert!((of(1.0, 1.0) / exponential - 1.0).abs() < 1e-12);
            let constant = general_service::wait_mean(rate, 1.0, 0.0, servers).expect("it keeps up");
            assert!((of(1.0, 0.0) / constant - 1.0).abs() < 1e-12, "M/D/c");
            assert!(of(0.0, 0.0).abs() < 1e-12, "D/D/c");
            assert!(of(0.0, 1.0) < of(0.5, 1.0) && of(0.5, 1.0) < of(1.0, 1.0));
        }
        let exact = Gim1::constant(1.25, 1.0).expect("it keeps up").wait_mean();
        let close = wait_mean(0.8, 0.0, 1.0, 1.0, 1).expect("it keeps up");
        assert!((close / exact - 1.0).abs() < 0.05, "D/M/1: {close} for {exact}");
    }
}
