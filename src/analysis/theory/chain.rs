//! Birth-and-death chains in the long run: the share of time with each number in the system.
//!
//! L. Kleinrock, Queueing Systems I (1975), §3.1. Knows no station: rates up and down come from outside.

/// Weights below this part of the greatest are nothing.
const NOTHING: f64 = 1e-20;
/// Longest walk from the greatest weight, so that a chain that does not end in sight is seen to have no long run.
const FARTHEST: u64 = 5_000_000;

/// Shares of time by number in system.
#[derive(Clone, Debug, PartialEq)]
pub struct Chain {
    /// The least number with a share that counts.
    first: u64,
    shares: Vec<f64>,
}

impl Chain {
    /// The chain that goes from `n - 1` to `n` at `up(n - 1)` and back at `down(n)` a second, for `n` up to `most`; nothing
    /// where it has no long run, or spreads over some 10⁷ numbers. Rates must be such that `up(n - 1) / down(n)` never grows, as it is for queues whose
    /// servers come into play one by one: then weights rise to one greatest, and are walked down from there on both sides.
    pub fn new(most: Option<u64>, up: impl Fn(u64) -> f64, down: impl Fn(u64) -> f64) -> Option<Self> {
        let ratio = |n: u64| up(n - 1) / down(n);
        let last = most.unwrap_or(u64::MAX);
        let mut peak = 0;
        // The last number that is at least as likely as the one before it: by doubling, then halving.
        let mut step = 1_u64;
        while peak + step <= last && ratio(peak + step) >= 1.0 {
            peak += step;
            step *= 2;
            if most.is_none() && peak > 1 << 40 {
                return None;
            }
        }
        while step > 0 {
            if peak + step <= last && ratio(peak + step) >= 1.0 {
                peak += step;
            }
            step /= 2;
        }
        let mut below = Vec::new();
        let mut weight = 1.0;
        for n in (1..=peak).rev() {
            weight /= ratio(n);
            if weight < NOTHING {
                break;
            }
            if below.len() as u64 > FARTHEST {
                return None;
            }
            below.push(weight);
        }
        let first = peak - below.len() as u64;
        let mut shares: Vec<f64> = below.into_iter().rev().collect();
        shares.push(1.0);
        let mut weight = 1.0;
        for n in peak + 1..=last {
            weight *= ratio(n);
            if weight < NOTHING {
                break;
            }
            if n - peak > FARTHEST {
                return None;
            }
            shares.push(weight);
        }
        let total: f64 = shares.iter().sum();
        for share in &mut shares {
            *share /= total;
        }
        Some(Self { first, shares })
    }

    /// The share of time with `n` in the system.
    pub fn share(&self, n: u64) -> f64 {
        n.checked_sub(self.first).and_then(|i| self.shares.get(i as usize)).copied().unwrap_or(0.0)
    }

    /// The greatest number with a share that counts.
    pub fn last(&self) -> u64 {
        self.first + self.shares.len() as u64 - 1
    }

    /// The mean of `of` the number in the system.
    pub fn mean(&self, of: impl Fn(u64) -> f64) -> f64 {
        (self.first..).zip(&self.shares).map(|(n, share)| share * of(n)).sum()
    }

    /// The numbers in system with shares that count, ascending.
    pub fn states(&self) -> impl Iterator<Item = (u64, f64)> {
        (self.first..).zip(self.shares.iter().copied())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// The same by elimination of states (W. Grassmann, M. Taksar and D. Heyman, 1985), which knows no birth and death.
    fn eliminated(most: usize, up: impl Fn(u64) -> f64, down: impl Fn(u64) -> f64) -> Vec<f64> {
        let size = most + 1;
        let mut rates = vec![vec![0.0; size]; size];
        for n in 0..most {
            rates[n][n + 1] = up(n as u64);
            rates[n + 1][n] = down(n as u64 + 1);
        }
        for n in (1..size).rev() {
            let out: f64 = rates[n][..n].iter().sum();
            let (before, after) = rates.split_at_mut(n);
            for (from, row) in before.iter_mut().enumerate() {
                let share = row[n] / out;
                row[n] = share;
                for (to, rate) in row[..n].iter_mut().enumerate().filter(|(to, _)| *to != from) {
                    *rate += share * after[0][to];
                }
            }
        }
        let mut shares = vec![1.0];
        for n in 1..size {
            let weight = shares.iter().zip(&rates).map(|(share, row)| share * row[n]).sum();
            shares.push(weight);
        }
        let total: f64 = shares.iter().sum();
        shares.iter().map(|share| share / total).collect()
    }

    proptest! {
        #[test]
        fn shares_are_those_of_elimination(
            rate in 0.05_f64..30.0, servers in 1_u64..12, room in 0_u64..20, leaving in 0.0_f64..2.0
        ) {
            let most = servers + room;
            let down = |n: u64| n.min(servers) as f64 + n.saturating_sub(servers) as f64 * leaving;
            let chain = Chain::new(Some(most), |_| rate, down).expect("it ends");
            for (n, share) in eliminated(most as usize, |_| rate, down).into_iter().enumerate() {
                prop_assert!((chain.share(n as u64) - share).abs() < 1e-12, "{n}: {} and {share}", chain.share(n as u64));
            }
        }
    }

    #[test]
    fn a_chain_that_only_grows_has_no_long_run() {
        assert_eq!(Chain::new(None, |_| 2.0, |_| 1.0), None);
        let chain = Chain::new(None, |_| 1.0, |_| 2.0).expect("it falls by halves");
        assert!((chain.share(0) - 0.5).abs() < 1e-12 && (chain.mean(|n| n as f64) - 1.0).abs() < 1e-9);
    }
}
